/** What the catalogs say of all that is live: asked before anything is served, and by `bailiwick lint`. */
import { compile } from '@bailiwick/definition/compile/compile.ts'
import type { Definition } from '@bailiwick/definition/model/index.ts'
import type { ClientBase } from 'pg'
import { changedSince, type Made } from '../../database/as-made.ts'
import { type CatalogFinding, lintCatalog } from '../../database/catalog-lint.ts'

/**
 * @param admin a connection that may become bailiwick_guard, in no transaction
 * @param except apps whose release has looked at the same a moment ago
 */
export async function lintLive(admin: ClientBase, except: ReadonlySet<string> = new Set()): Promise<CatalogFinding[]> {
  await admin.query('BEGIN')
  try {
    await admin.query('SET LOCAL ROLE bailiwick_guard')
    const { rows } = await admin.query<{ definition: Definition; made: Made | null }>(
      `SELECT r.definition, r.operations -> 'made' AS made FROM bailiwick.app a JOIN bailiwick.release r ON r.id = a.live_release ORDER BY a.name`,
    )
    const { rows: platform } = await admin.query<{ made: Made | null }>(
      'SELECT m.made FROM bailiwick.migration m ORDER BY m.number DESC LIMIT 1',
    )
    await admin.query('SET LOCAL ROLE NONE')
    const apps = rows
      .filter(({ definition }) => !except.has(definition.app.name))
      .map(({ definition, made }) => ({ compiled: compile(definition), made: made ?? undefined }))
    const found = await lintCatalog(admin, new Map(apps.map(({ compiled }) => [compiled.schema, compiled])))
    found.push(...((await changedSince(admin, 'bailiwick', platform[0]?.made ?? undefined)) ?? []))
    for (const { compiled, made } of apps) found.push(...((await changedSince(admin, compiled.schema, made)) ?? []))
    return found
  } finally {
    await admin.query('ROLLBACK')
  }
}
