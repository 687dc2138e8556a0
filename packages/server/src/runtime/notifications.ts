/**
 * News of records somebody follows or is named on. The database says whose they are; what they say is read here through the record's own rules each time, so that
 * nothing of it reaches whoever may not read the record any more, not even that there was something.
 */
import type { HistoryEntry, NotificationsPage, NotificationView } from '@bailiwick/definition/wire/index.ts'
import type { LiveApp } from '../database/live-model.ts'
import type { Transaction } from '../database/with-actor.ts'
import { problem } from '../problems.ts'
import type { Actor } from '../security/access/actor.ts'
import type { Directory } from './directory.ts'
import { readEntries } from './records/history.ts'
import type { Surface } from './records/surface.ts'
import { surfaceOf } from './records/surface.ts'
import { planTitles } from './records/titles.ts'
import { timestampSql } from './records/values.ts'

/** So many of the newest are looked through. */
const most = 200

interface Notified {
  readonly id: string
  readonly app: string
  readonly entity: string
  readonly record: string
  readonly why: NotificationView['why']
  readonly cause: string
  readonly at: string
  readonly read: boolean
  readonly job: string | null
}

/** @param howMany of what may be read is told whole; 0: only how much is not read */
export async function readNotifications(
  tx: Transaction,
  app: (name: string) => LiveApp | undefined,
  actor: Actor,
  howMany: number,
  directory: Directory,
): Promise<NotificationsPage> {
  const { rows } = await tx.run({
    text: `SELECT n.id, n.app, n.entity, n.record, n.why, n.cause::text, ${timestampSql('n.at')}, n.read_at IS NOT NULL, n.job FROM bailiwick.notifications($1) n`,
    values: [most],
  })
  const mine = rows.map(
    ([id, ofApp, entity, record, why, cause, at, read, job]) =>
      ({ id, app: ofApp, entity, record, why, cause, at, read, job }) as Notified,
  )
  const plan = planTitles(app, actor, mine)
  const titles = plan.answer(await Promise.all(plan.statements.map(statement => tx.run(statement))), directory)
  const readable = onceEachJob(mine.filter(({ record }) => titles.has(record)))
  const shown = readable.slice(0, howMany)
  const entries = await entriesOf(tx, app, actor, shown, directory)
  return {
    items: shown.flatMap(({ cause, record, job, ...rest }): NotificationView[] => {
      const entry = entries.get(cause)
      const told = {
        ...rest,
        record: { id: record, title: titles.get(record) ?? null },
        ...(job !== null && { ofJob: true as const }),
      }
      return entry ? [{ ...told, entry }] : []
    }),
    unread: readable.filter(({ read }) => !read).length,
  }
}

/** Of a job the first that is left, which stays the same while the job goes on. @param news newest first */
function onceEachJob(news: readonly Notified[]): readonly Notified[] {
  const first = new Map(news.map(each => [each.job, each.id]))
  return news.filter(({ job, id }) => job === null || first.get(job) === id)
}

async function entriesOf(
  tx: Transaction,
  app: (name: string) => LiveApp | undefined,
  actor: Actor,
  shown: readonly Notified[],
  directory: Directory,
): Promise<Map<string, HistoryEntry>> {
  const bySurface = Map.groupBy(shown, each => {
    const live = app(each.app)
    return live && surfaceOf(live, each.entity, actor)
  })
  const found = new Map<string, HistoryEntry>()
  for (const [surface, of] of bySurface) {
    if (!surface) continue
    const wanted = of.map(({ record, cause }) => ({ record, entry: cause }))
    for (const [id, entry] of await readEntries(tx, surface, wanted, directory)) found.set(id, entry)
  }
  return found
}

/** @throws `notification.not-found` when none of them is one's own */
export async function markNotifications(tx: Transaction, ids: readonly string[], read: boolean): Promise<void> {
  const { rows } = await tx.run({
    text: 'SELECT bailiwick.mark_notifications($1::uuid[], $2)',
    values: [`{${ids.join(',')}}`, read],
  })
  if (rows[0]?.[0] === 0) throw problem('notification.not-found')
}

/** @param told people it names who read the record */
export async function writeComment(
  tx: Transaction,
  surface: Surface,
  id: string,
  text: string,
  told: readonly string[],
): Promise<void> {
  const { rows } = await tx.run({ text: `SELECT ${surface.names.comment}($1::uuid, $2)::text`, values: [id, text] })
  if (told.length > 0)
    await tx.run({
      text: 'SELECT bailiwick.mention($1::bigint, $2::uuid[])',
      values: [String(rows[0]?.[0]), `{${told.join(',')}}`],
    })
}

/** @throws `record.not-found` for a record that is not read */
export async function isFollowing(tx: Transaction, surface: Surface, id: string): Promise<boolean> {
  await mustRead(tx, surface, id)
  const { rows } = await tx.run({
    text: 'SELECT bailiwick.follows($1, $2, $3::uuid)',
    values: [surface.app.name, surface.live.entity.name, id],
  })
  return rows[0]?.[0] === true
}

/** @throws `record.not-found` for a record that is not read, and is not followed either */
export async function setFollowing(tx: Transaction, surface: Surface, id: string, following: boolean): Promise<void> {
  await tx.run({
    text: 'SELECT bailiwick.follow($1, $2, $3::uuid, $4)',
    values: [surface.app.name, surface.live.entity.name, id, following],
  })
}

/** @throws `record.not-found`, `record.comment-refused` */
export async function mustComment(tx: Transaction, surface: Surface, id: string): Promise<void> {
  const { rows, rowCount } = await tx.run({
    text: `SELECT (${surface.names.can}(t.id) ->> 'comment')::boolean FROM ${surface.names.read} t WHERE t.id = $1::uuid`,
    values: [id],
  })
  if (rowCount === 0) throw problem('record.not-found')
  if (rows[0]?.[0] !== true) throw problem('record.comment-refused')
}

/** @throws `record.not-found` */
export async function mustRead(tx: Transaction, surface: Surface, id: string): Promise<void> {
  const { rowCount } = await tx.run({ text: `SELECT 1 FROM ${surface.names.read} t WHERE t.id = $1::uuid`, values: [id] })
  if (rowCount === 0) throw problem('record.not-found')
}
