/**
 * Who follows what, and what they have heard, of a past that is brought in: as the platform would have told them then. What it is about stays in the audit, and is read
 * under its reader's rules, here as everywhere.
 */
import type { Definition } from '@bailiwick/definition/model/index.ts'
import type { ClientBase } from 'pg'
import type { SeedToImport } from './import-seed.ts'

export interface ImportedFollow {
  readonly person: string
  readonly entity: string
  readonly record: string
  readonly at: string
}

export interface ImportedNews {
  readonly id: string
  readonly person: string
  readonly why: 'mention' | 'follow'
  readonly entity: string
  readonly record: string
  /** The event of the history. */
  readonly at: string
  readonly by: string
  readonly kind: string
  readonly read: boolean
}

const told = ['comment', 'transition', 'vote']

/** @throws a sentence for news that the platform would not have told */
export async function importNews(
  admin: ClientBase,
  definition: Definition,
  seed: SeedToImport,
  personId: ReadonlyMap<string, string>,
): Promise<void> {
  const { follows = [], news = [], records } = seed
  const app = definition.app.name
  const there = new Map(Object.entries(records).map(([entity, list]) => [entity, new Set(list.map(({ id }) => id))]))
  const following = new Set(follows.map(({ person, record }) => `${person} ${record}`))
  for (const { person, entity, record } of [...follows, ...news])
    if (!personId.has(person) || !there.get(entity)?.has(record))
      throw new Error(`The seed has ${person} follow a ${entity} that it does not have.`)
  for (const { person, record } of news)
    if (!following.has(`${person} ${record}`)) throw new Error(`The seed gives ${person} news of what ${person} does not follow.`)
  await admin.query(
    `INSERT INTO bailiwick.follow (person, app, entity, record, following, at)
     SELECT f.person, $1, f.entity, f.record, true, f.at FROM jsonb_to_recordset($2::jsonb) AS f(person uuid, entity text, record uuid, at timestamptz)`,
    [app, JSON.stringify(follows.map(each => ({ ...each, person: personId.get(each.person) })))],
  )
  // One act is one notification; the acts of a past have transactions no more, so they are counted.
  const acts = new Map<string, number>()
  const given = news.map(each => {
    const act = (acts.get(`${each.person} ${each.record}`) ?? 0) + 1
    acts.set(`${each.person} ${each.record}`, act)
    return { ...each, person: personId.get(each.person), act: String(act) }
  })
  const { rowCount } = await admin.query(
    `INSERT INTO bailiwick.notification (id, person, app, entity, record, why, cause, xid, at, read_at)
     SELECT n.id, n.person, a.app, a.entity, a.record, n.why, a.seq, n.act::xid8, n.at, CASE WHEN n.read THEN n.at END
     FROM jsonb_to_recordset($2::jsonb) AS n(id uuid, person uuid, why text, entity text, record uuid, at timestamptz, "by" uuid, kind text, read boolean, act text)
     JOIN bailiwick.audit a ON a.record = n.record AND a.app = $1 AND a.entity = n.entity AND a.at = n.at AND a.person = n."by" AND a.kind = n.kind
     WHERE n."by" <> n.person AND n.kind = ANY ($3) AND (n.why = 'follow' OR strpos(a.comment, '@[' || n.person || ']') > 0)`,
    [app, JSON.stringify(given), told],
  )
  if (rowCount !== news.length)
    throw new Error('The seed gives news of what did not happen, of what they did themselves, or that does not name them.')
}
