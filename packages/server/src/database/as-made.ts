/**
 * Whether an app is in the database still, word for word, as its release made it, and the platform's own schema as its newest migration left it: a policy that stands there under
 * its name and says something else is no policy of ours. A release keeps a digest of each object as PostgreSQL prints it; what an operator may tune (storage, indexes but those
 * that keep values unique) is left out. What is brought into another server by a dump must print the same there.
 */
import type { ClientBase } from 'pg'
import type { CatalogFinding } from './catalog-lint.ts'
import { catalogSql } from './catalog-texts.ts'

export interface Made {
  /** The major version that printed it: another prints in its own way. */
  readonly server: string
  /** By object: a digest of its text. */
  readonly objects: Readonly<Record<string, string>>
}

/** Columns of a table or view are one object: there are thousands. */
const digests = `
SELECT d.object, encode(sha256(convert_to(string_agg(d.text, chr(10) ORDER BY d.said COLLATE "C"), 'UTF8')), 'base64') AS digest
FROM (SELECT regexp_replace(q.object, '^column (.*)[.][^.]*$', 'columns of \\1') AS object, q.object AS said, q.object || ' ' || CASE WHEN q.object LIKE 'index %' THEN regexp_replace(q.text, ' WITH [(][^)]*[)]', '') ELSE q.text END AS text
      FROM (${catalogSql}) q WHERE q.object NOT LIKE 'index %' OR q.text LIKE '%CREATE UNIQUE INDEX %') d
GROUP BY d.object ORDER BY d.object COLLATE "C"`

/** Inside a transaction of the caller's. */
export async function readMade(admin: ClientBase, schema: string): Promise<Made> {
  const { rows: settings } = await admin.query<{ path: string; major: string }>(
    `SELECT current_setting('search_path') AS path, (current_setting('server_version_num')::integer / 10000)::text AS major`,
  )
  await admin.query('SET LOCAL search_path = pg_catalog')
  const { rows } = await admin.query<{ object: string; digest: string }>(digests, [schema])
  await admin.query(`SELECT set_config('search_path', $1, true)`, [settings[0]?.path])
  return { server: settings[0]?.major ?? '', objects: Object.fromEntries(rows.map(({ object, digest }) => [object, digest])) }
}

/**
 * Inside a transaction of the caller's.
 *
 * @param made what its release or migration kept; undefined: that was before they kept it
 * @returns undefined: this server cannot tell, for it prints in another way than the one that made it
 */
export async function changedSince(
  admin: ClientBase,
  schema: string,
  made: Made | undefined,
): Promise<CatalogFinding[] | undefined> {
  if (!made) return undefined
  const { server, objects } = await readMade(admin, schema)
  if (made.server !== server) return undefined
  const by = schema === 'bailiwick' ? 'migration' : 'release'
  return [...new Set([...Object.keys(made.objects), ...Object.keys(objects)])].sort().flatMap(object => {
    if (objects[object] === made.objects[object]) return []
    // One more is the operator's, or what a rebuild that failed has left.
    if (made.objects[object] === undefined && object.startsWith('index ')) return []
    const what =
      objects[object] === undefined
        ? 'is missing'
        : made.objects[object] === undefined
          ? `was made by no ${by}`
          : `is not as its ${by} made it`
    return { code: 'object.changed', object, sentence: `${schema}: ${object} ${what}.` }
  })
}
