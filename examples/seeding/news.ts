/**
 * Who follows which records and what they have heard of them, and comments that name somebody. News are of events that are in the history anyway, as the platform
 * tells them when they happen; only what names somebody is said here.
 */
import { uuidAt } from './identifiers.ts'
import { commentOn, isoAt, type Ledger, type LiveRecord } from './ledger.ts'
import type { Seed, SeedEvent, SeedFollow, SeedNews } from './shape.ts'

export type Which = (fields: LiveRecord['fields'], record: LiveRecord) => boolean

export const both =
  (one: Which, other: Which): Which =>
  (fields, record) =>
    one(fields, record) && other(fields, record)

/** Somebody follows the records of a kind that moved last. */
export interface Watch {
  /** By key. */
  readonly person: string
  readonly entity: string
  readonly which?: Which
}

/** Somebody is asked for something in a comment on the record of a kind that changed last. */
export interface Mention {
  readonly by: string
  readonly whom: string
  readonly entity: string
  readonly which?: Which
  readonly text: string
}

/** So many records are followed for one reason, with so much news of each. */
const [recordsOfWatch, newsOfRecord] = [3, 2]
/** So many of somebody's newest news wait to be read. */
const unread = 3
const aWhile = 20 * 60_000

/** To be called when every record has its past: what is said here changes none. */
export function mention(ledger: Ledger, mentions: readonly Mention[]): void {
  const said = new Map<string, number>()
  // Two who speak of one record do not speak at once.
  const momentOf = ({ id, updatedAt }: LiveRecord) => updatedAt + aWhile * (1 + (said.get(id) ?? 0))
  for (const { by, whom, entity, which = () => true, text } of mentions) {
    const record = (ledger.records[entity] ?? [])
      .filter(each => momentOf(each) <= ledger.now && which(each.fields, each))
      .reduce<LiveRecord | undefined>((last, each) => (last && last.updatedAt >= each.updatedAt ? last : each), undefined)
    if (!record) throw new Error(`No ${entity} is there on which ${by} could name ${whom}.`)
    commentOn(ledger, record, { at: momentOf(record), by }, `@[${ledger.personId(whom)}] ${text}`)
    said.set(record.id, (said.get(record.id) ?? 0) + 1)
  }
}

/** @param history of all events, in order of time */
export function newsOf(
  ledger: Ledger,
  history: readonly SeedEvent[],
  watches: readonly Watch[],
  people: Seed['people'],
): Pick<Seed, 'follows' | 'news'> {
  const eventsOf = Map.groupBy(history.filter(isNews), ({ record }) => record)
  const follows = new Map<string, SeedFollow>()
  const news = new Map<string, SeedNews>()
  const tell = (person: string, why: SeedNews['why'], { entity, record, at, person: by, kind }: SeedEvent) => {
    const id = uuidAt(Date.parse(at), news.size, ledger.random)
    // One act is one piece of news: what a vote brought about says more than the vote.
    news.set(`${person} ${record} ${at} ${by}`, { id, person, why, entity, record, at, by, kind, read: true })
  }
  for (const { person, entity, which = () => true } of watches) {
    const id = ledger.personId(person)
    const byOthers = (record: LiveRecord) => (eventsOf.get(record.id) ?? []).filter(event => event.person !== id)
    const watched = (ledger.records[entity] ?? [])
      .filter(record => which(record.fields, record))
      .map(record => ({ record, events: byOthers(record) }))
      .filter(({ events }) => events.length > 0)
      .sort((one, other) => (one.events.at(-1)!.at < other.events.at(-1)!.at ? 1 : -1))
    for (const { record, events } of watched.slice(0, recordsOfWatch)) {
      follows.set(`${person} ${record.id}`, { person, entity, record: record.id, at: isoAt(record.createdAt) })
      for (const event of events.slice(-newsOfRecord)) tell(person, 'follow', event)
    }
  }
  for (const event of history) {
    if (event.kind !== 'comment') continue
    for (const { key, id } of people) {
      if (!event.comment!.includes(`@[${id}]`)) continue
      tell(key, 'mention', event)
      const { entity, record, at } = event
      const known = follows.get(`${key} ${record}`)
      if (!known) follows.set(`${key} ${record}`, { person: key, entity, record, at })
    }
  }
  // Who asked for a decision that is not given yet hears of it when it is.
  const keys = new Map(people.map(({ key, id }) => [id, key]))
  const pending = new Set(
    Object.entries(ledger.states.pending).flatMap(([entity, states]) =>
      (ledger.records[entity] ?? []).filter(({ fields }) => states.includes(String(fields.status))).map(({ id }) => id),
    ),
  )
  for (const { kind, entity, record, person, at, after } of history) {
    if (kind !== 'transition' || after?.approval_round === undefined || !pending.has(record)) continue
    const key = keys.get(person)
    if (key !== undefined && !follows.has(`${key} ${record}`))
      follows.set(`${key} ${record}`, { person: key, entity, record, at })
  }
  const inOrder = [...news.values()].sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
  const waiting = new Set([...Map.groupBy(inOrder, each => each.person).values()].flatMap(some => some.slice(-unread)))
  return {
    follows: [...follows.values()],
    news: inOrder.map(each => ({ ...each, read: !waiting.has(each) && each.why !== 'mention' })),
  }
}

function isNews({ kind }: SeedEvent): boolean {
  return kind === 'comment' || kind === 'transition' || kind === 'vote'
}
