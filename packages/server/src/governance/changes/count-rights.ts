/**
 * Counts who gains and who loses rights on how many rows, exactly. The table is read once: its rows fall into groups that are alike to the rules in question, people into
 * classes that are, and each right is decided for each class on each group. Unions, exceptions and several roles at once come out right, because nothing is added up that
 * was not decided for the very person and the very row.
 *
 * What takes longer than there is time for is counted for as many people as there is time, and says so.
 */
import type { Table } from '@bailiwick/definition/compile/compiled.ts'
import { type AskFact, factsIn } from '@bailiwick/definition/compile/facts.ts'
import { entityNames } from '@bailiwick/definition/compile/names.ts'
import { type RightChange, rolesOf } from '@bailiwick/definition/plan/rights.ts'
import type { ClientBase } from 'pg'
import { aliases, NotCountable, PresentRules, type Side } from './present-rules.ts'
import type { Standing } from './standing.ts'

/** One person, as the rules before and those after are asked of them. */
export interface Asked {
  readonly before: Standing
  readonly after: Standing
}

export interface CountedRight {
  readonly change: RightChange
  readonly gained: Counted
  readonly lost: Counted
  /** Rows there are. */
  readonly of: number
  /** Present: counted for these people only. */
  readonly incomplete?: { readonly people: number; readonly ofPeople: number }
}

export interface Counted {
  /** Rows by person. */
  readonly people: ReadonlyMap<string, number>
  /** Different ones. */
  readonly rows: number
}

export type Outcome = CountedRight | { readonly change: RightChange; readonly uncounted: string }

export interface Counting {
  readonly before: Side
  readonly after: Side
  /** The tables as the live release left them. */
  readonly present: readonly Table[]
  readonly people: readonly Asked[]
  /** Milliseconds of the clock. */
  readonly deadline: number
}

/** @param client in a transaction in which it sees every row */
export async function countRights(client: ClientBase, counting: Counting, changes: readonly RightChange[]): Promise<Outcome[]> {
  const tables = new Map<string, RightChange[]>()
  for (const change of changes) {
    const key = `${change.entity.id} ${change.rows}`
    tables.set(key, [...(tables.get(key) ?? []), change])
  }
  const sizes = await sizesOf(client, counting.present)
  // What is in the trash has an index of its own.
  const sizeOf = ([change]: readonly RightChange[]) => (change!.rows === 'trash' ? 0 : (sizes.get(change!.entity.id) ?? 0))
  // Small ones first: what they do not need of their share is there for the large ones.
  const bySize = [...tables.values()].sort((a, b) => sizeOf(a) - sizeOf(b))
  const outcomes: Outcome[] = []
  for (const [index, ofTable] of bySize.entries()) {
    const deadline = shareOf(counting.deadline, bySize.length - index)
    outcomes.push(...(await countTable(client, { ...counting, deadline }, ofTable, sizeOf(ofTable))))
  }
  const order = new Map(changes.map((change, index) => [change, index]))
  return outcomes.sort((a, b) => order.get(a.change)! - order.get(b.change)!)
}

/** About how many rows each table has, as PostgreSQL's statistics say; for the order of counting alone. */
async function sizesOf(client: ClientBase, present: readonly Table[]): Promise<Map<string, number>> {
  const { rows } = await client.query<{ name: string; size: number }>(
    'SELECT c.relname AS name, c.reltuples AS size FROM pg_class c WHERE c.relnamespace = to_regnamespace(quote_ident($1))',
    [present[0]?.schema ?? ''],
  )
  const sizes = new Map(rows.map(row => [row.name, Number(row.size)]))
  return new Map(present.map(table => [table.id, sizes.get(table.name) ?? 0]))
}

/** What is left until then is shared: one that takes long does not leave the others without an answer. */
const shareOf = (deadline: number, among: number) => Date.now() + (deadline - Date.now()) / among

/** A right as SQL over keys and facts. */
interface Prepared {
  readonly change: RightChange
  readonly before: string
  readonly after: string
  /** Holds wherever either does; a person meets only those rows. */
  readonly needed: string
  readonly keys: ReadonlySet<string>
  readonly facts: ReadonlySet<string>
}

/** More pairs of rows and people than can be hoped to be decided one by one. */
const hopeless = 5_000_000

async function countTable(
  client: ClientBase,
  counting: Counting,
  changes: readonly RightChange[],
  size: number,
): Promise<Outcome[]> {
  const table = counting.present.find(each => each.id === changes[0]!.entity.id)
  if (!table) return changes.map(change => ({ change, uncounted: `${change.entity.labelPlural} are not there at present` }))
  const names = new Names()
  const prepared: Prepared[] = []
  const outcomes: Outcome[] = []
  for (const change of changes) {
    try {
      prepared.push(prepare(change, counting, names))
    } catch (error) {
      if (!(error instanceof NotCountable)) throw error
      outcomes.push({ change, uncounted: error.message })
    }
  }
  const batches = batchesOf(prepared, names).map(rights => ({
    rights,
    classes: classesOf(counting.people, rights, names, table.schema),
  }))
  const byRow = ({ rights }: Batch) => rights[0]!.keys.has(names.byRow)
  const together = batches.filter(batch => !byRow(batch))
  const alone = batches.filter(byRow)
  if (together.length > 0) {
    const until = shareOf(counting.deadline, alone.length > 0 ? 2 : 1)
    outcomes.push(...(await countJob(client, together, names, table, until, true)))
  }
  for (const [index, batch] of alone.entries()) {
    // Half of what is left for each, so that the first of them are counted at least in part.
    const until = shareOf(counting.deadline, index < alone.length - 1 ? 2 : 1)
    outcomes.push(...(await countJob(client, [batch], names, table, until, size * batch.classes.length < hopeless)))
  }
  return outcomes
}

/** Rights that look at the same of a row, and the people they are asked of. */
interface Batch {
  readonly rights: readonly Prepared[]
  readonly classes: readonly Class[]
}

/** Names for SQL that is written once: keys of rows, facts of people. */
class Names {
  readonly keys = new Map<string, string>()
  readonly facts = new Map<string, string>()
  /** The key that makes each row a group of its own. */
  get byRow(): string {
    return this.keys.get(`${aliases.row}."id"`) ?? ''
  }

  usedKeys = new Set<string>()
  usedFacts = new Set<string>()

  readonly keep = (sql: string): string => {
    const name = named(this.keys, sql, 'k')
    this.usedKeys.add(name)
    return `${aliases.group}.${name}`
  }

  /** @param side which of the person's two standings is asked */
  asking(side: 'b' | 'a'): AskFact {
    const ask = factsIn({
      person: `c.${side}_person`,
      roles: `c.${side}_roles`,
      teams: `c.${side}_teams`,
      ownTeams: `c.${side}_own_teams`,
      email: `c.${side}_email`,
      reports: `c.${side}_reports`,
      directReports: `c.${side}_direct_reports`,
    })
    return fact => {
      const name = named(this.facts, `(${ask(fact)})::${fact.type}`, 'f')
      this.usedFacts.add(name)
      return `${aliases.person}.${name}`
    }
  }
}

function named(names: Map<string, string>, sql: string, letter: string): string {
  const name = names.get(sql) ?? `${letter}${names.size + 1}`
  names.set(sql, name)
  return name
}

function prepare(change: RightChange, { before, after, present, people }: Counting, names: Names): Prepared {
  names.usedKeys = new Set()
  names.usedFacts = new Set()
  const entityOf = (side: Side) => side.definition.entities.find(entity => entity.id === change.entity.id)
  const sql = (side: Side, other: Side | undefined, letter: 'b' | 'a', formula: RightChange['before']) => {
    const entity = entityOf(side)
    if (!entity || formula.op === 'nobody') return { holds: 'false', needed: undefined }
    const rules = new PresentRules(side, other, present, names.asking(letter), names.keep)
    return { holds: rules.sql(formula, entity), needed: rules.needed(formula, entity) }
  }
  // Where people stay as they are, both sides ask the same of them.
  const changed = people.some(each => each.before !== each.after)
  const [was, is] = [sql(before, undefined, 'b', change.before), sql(after, before, changed ? 'a' : 'b', change.after)]
  const needed = [was.needed, is.needed].flatMap(parts =>
    parts === undefined ? [] : [parts.length > 0 ? parts.join(' AND ') : 'true'],
  )
  return {
    change,
    before: was.holds,
    after: is.holds,
    needed: [...new Set(needed)].length === 1 ? needed[0]! : 'true',
    keys: names.usedKeys,
    facts: names.usedFacts,
  }
}

/** Rights that look at the same of a row are decided together; one that looks at less joins one that looks at more. */
function batchesOf(prepared: readonly Prepared[], names: Names): Prepared[][] {
  const batches: Prepared[][] = []
  for (const each of [...prepared].sort((a, b) => a.keys.size - b.keys.size)) {
    const batch = batches.find(
      ([first]) =>
        first!.needed === each.needed &&
        first!.keys.size === each.keys.size &&
        [...each.keys].every(key => first!.keys.has(key)) &&
        // One that looks at every row by itself must not make others do so.
        first!.keys.has(names.byRow) === each.keys.has(names.byRow),
    )
    if (batch) batch.push(each)
    else batches.push([each])
  }
  return batches
}

/** People who are the same to these rights. */
interface Class {
  readonly members: readonly string[]
  readonly facts: Readonly<Record<string, unknown>>
}

const parts = ['person', 'email', 'roles', 'teams', 'own_teams', 'reports', 'direct_reports'] as const
type Part = (typeof parts)[number]

const partsOf = (standing: Standing, app: string): Readonly<Record<Part, string | readonly string[]>> => ({
  person: standing.person,
  email: standing.email,
  roles: standing.roles.map(role => `${app}.${role}`),
  teams: standing.teams,
  own_teams: standing.ownTeams,
  reports: standing.reports,
  direct_reports: standing.directReports,
})

function classesOf(people: readonly Asked[], batch: readonly Prepared[], names: Names, app: string): Class[] {
  const roles = new Set(batch.flatMap(({ change }) => [...rolesOf(change.before), ...rolesOf(change.after)]))
  const used = new Set(batch.flatMap(each => [...each.facts]))
  const asked = [...names.facts].filter(([, name]) => used.has(name)).map(([sql]) => sql)
  // Rules may ask for roles by `user.roles`, and then any of them counts.
  const anyRole = asked.some(sql => sql.includes('starts_with('))
  const found = new Map<string, { members: string[]; facts: Record<string, unknown> }>()
  for (const { before, after } of people) {
    if (![...before.roles, ...after.roles].some(role => roles.has(role))) continue
    const facts: Record<string, unknown> = {}
    for (const [side, standing] of [
      ['b', before],
      ['a', after],
    ] as const) {
      const own = partsOf(anyRole ? standing : { ...standing, roles: standing.roles.filter(role => roles.has(role)) }, app)
      for (const part of parts) {
        const name = `${side}_${part}`
        if (asked.some(sql => new RegExp(`\\bc\\.${name}\\b`).test(sql))) facts[name] = own[part]
      }
    }
    const key = JSON.stringify(facts)
    const known = found.get(key)
    if (known) known.members.push(before.person)
    else found.set(key, { members: [before.person], facts })
  }
  return [...found.values()].sort((a, b) => b.members.length - a.members.length)
}

/** All batches in one reading of the table and, where that takes too long, for as many people as there is time. */
async function countJob(
  client: ClientBase,
  job: readonly Batch[],
  names: Names,
  table: Table,
  until: number,
  atOnce: boolean,
): Promise<Outcome[]> {
  const counts = job.map(batch => new Count(batch))
  const few = job.every(({ classes }) => classes.length <= 1)
  if (atOnce && !few && (await countSome(client, counts, names, table, Number.POSITIVE_INFINITY, shareOf(until, 1.3))))
    return counts.flatMap(count => count.outcomes())
  for (let step = 1; await countSome(client, counts, names, table, step, until); step *= 2)
    if (counts.every(count => count.done === count.batch.classes.length)) break
  return counts.flatMap(count => count.outcomes())
}

/** @returns whether there was time */
async function countSome(
  client: ClientBase,
  counts: readonly Count[],
  names: Names,
  table: Table,
  step: number,
  until: number,
): Promise<boolean> {
  const job = counts.map(({ batch, done }) => ({ rights: batch.rights, classes: batch.classes.slice(done, done + step) }))
  const people = job.map(({ classes }) => JSON.stringify(classes.map(({ facts }, n) => ({ n, ...facts }))))
  const rows = await within(client, until - Date.now(), statementFor(job, names, table), people)
  if (!rows) return false
  for (const [number, ...row] of rows) counts[Number(number)]!.add(row)
  for (const [index, count] of counts.entries()) count.done += job[index]!.classes.length
  return true
}

/** What is counted of one batch so far. */
class Count {
  readonly batch: Batch
  /** Classes, from the first. */
  done = 0
  readonly #tallies: readonly { readonly gained: Tally; readonly lost: Tally }[]
  #of: number | undefined

  constructor(batch: Batch) {
    this.batch = batch
    this.#tallies = batch.rights.map(() => ({ gained: new Tally(), lost: new Tally() }))
  }

  add([place, ...numbers]: readonly unknown[]): void {
    if (Number(place) === -2) {
      this.#of = Number(numbers[0])
      return
    }
    const members = Number(place) < 0 ? undefined : this.batch.classes[this.done + Number(place)]!.members
    for (const [index, { gained, lost }] of this.#tallies.entries()) {
      gained.add(members, Number(numbers[index * 2] ?? 0))
      lost.add(members, Number(numbers[index * 2 + 1] ?? 0))
    }
  }

  outcomes(): Outcome[] {
    const { rights, classes } = this.batch
    const of = this.#of
    const whom = (some: readonly Class[]) => some.reduce((sum, each) => sum + each.members.length, 0)
    const incomplete = this.done < classes.length && {
      incomplete: { people: whom(classes.slice(0, this.done)), ofPeople: whom(classes) },
    }
    return rights.map(({ change }, index): Outcome => {
      if (of === undefined) return { change, uncounted: 'counting takes longer than there is time for' }
      return { change, of, ...this.#tallies[index]!, ...incomplete }
    })
  }
}

class Tally implements Counted {
  readonly people = new Map<string, number>()
  rows = 0

  /** @param members undefined: different rows of all who were counted at once */
  add(members: readonly string[] | undefined, count: number): void {
    if (count === 0) return
    // Of several countings, the rows of one may be those of another: the most is what is certain.
    if (members === undefined) this.rows = Math.max(this.rows, count)
    else for (const member of members) this.people.set(member, count)
  }
}

/**
 * Per batch: its number, and then one row per class that gains or loses, one (-1) of different rows, one (-2) of how many there are. The table is read once; each batch puts
 * the groups together that are alike to it.
 */
function statementFor(job: readonly Batch[], names: Names, table: Table): string {
  const used = (all: ReadonlyMap<string, string>, wanted: ReadonlySet<string>) =>
    [...all].filter(([, name]) => wanted.has(name)).map(([sql, name]) => ({ sql, name }))
  const keys = used(names.keys, new Set(job.flatMap(({ rights }) => rights.flatMap(each => [...each.keys]))))
  const { row, group, person } = aliases
  const deleted = job[0]!.rights[0]!.change.rows === 'trash' ? 'IS NOT NULL' : 'IS NULL'
  const allKeys = keys.map(({ name }) => name)
  // Where each row is a group of its own there is nothing to put together.
  const isRow = allKeys.includes(names.byRow)
  const grouped = (wanted: readonly string[]) =>
    wanted.length > 0 && !isRow ? `GROUP BY ${wanted.map(name => `r.${name}`).join(', ')}` : ''
  const columns = parts.flatMap(part => {
    const type = part === 'person' ? 'uuid' : part === 'email' ? 'text' : part === 'roles' ? 'text[]' : 'uuid[]'
    return [`b_${part} ${type}`, `a_${part} ${type}`]
  })
  const width = Math.max(...job.map(({ rights }) => rights.length * 2))
  const padded = (values: readonly string[]) =>
    [...values, ...Array.from({ length: width - values.length }, () => 'NULL::numeric')].join(', ')
  const tables = job.map(({ rights }, number) => {
    const facts = used(names.facts, new Set(rights.flatMap(each => [...each.facts])))
    const ownKeys = allKeys.filter(name => rights.some(each => each.keys.has(name)))
    // Each condition once, also where several rights stand on it.
    const conditions = new Map<string, string>()
    for (const each of rights) for (const sql of [each.before, each.after]) named(conditions, sql, 'c')
    const changes = rights.flatMap((each, index) => {
      const [was, is] = [`q.${conditions.get(each.before)}`, `q.${conditions.get(each.after)}`]
      return [`(${is} AND NOT ${was}) AS w${index}`, `(${was} AND NOT ${is}) AS n${index}`]
    })
    const flags = rights.flatMap((_, index) => [`w${index}`, `n${index}`])
    return {
      tables: `people_${number} AS MATERIALIZED (
  SELECT c.n AS class${facts.map(({ sql, name }) => `, ${sql} AS ${name}`).join('')}
  FROM jsonb_to_recordset($${number + 1}::jsonb) AS c(n integer, ${columns.join(', ')})
), group_${number} AS MATERIALIZED (
  SELECT row_number() OVER () AS at, d.* FROM (SELECT ${ownKeys.map(name => `r.${name}, `).join('')}${isRow ? 'r.n' : 'sum(r.n)'} AS n FROM alike r ${grouped(ownKeys)}) d WHERE d.n > 0
), pair_${number} AS (
  SELECT ${person}.class, ${group}.at, ${group}.n, change.*
  FROM people_${number} ${person} JOIN group_${number} ${group} ON ${rights[0]!.needed}
  CROSS JOIN LATERAL (SELECT ${[...conditions].map(([sql, name]) => `${sql} AS ${name}`).join(',\n    ')} OFFSET 0) q
  CROSS JOIN LATERAL (SELECT ${changes.join(', ')}) change
  WHERE ${flags.map(flag => `change.${flag}`).join(' OR ')}
), tally_${number} AS (
  SELECT class, at, max(n) AS n, ${flags.map(flag => `sum(n) FILTER (WHERE ${flag}) AS ${flag}`).join(', ')}
  FROM pair_${number} GROUP BY GROUPING SETS ((class), (at))
)`,
      answers: `SELECT ${number}, class, ${padded(flags)} FROM tally_${number} WHERE class IS NOT NULL
UNION ALL SELECT ${number}, -1, ${padded(flags.map(flag => `sum(n) FILTER (WHERE ${flag} IS NOT NULL)`))} FROM tally_${number} WHERE class IS NULL
UNION ALL SELECT ${number}, -2, ${padded([`(SELECT coalesce(sum(n), 0) FROM alike)`])}`,
    }
  })
  return `WITH alike AS MATERIALIZED (
  SELECT ${allKeys.map(name => `r.${name}, `).join('')}${isRow ? '1::numeric' : 'count(*)'} AS n
  FROM (SELECT ${keys.map(({ sql, name }) => `${sql} AS ${name}`).join(',\n    ')} FROM ${entityNames(table.schema, table.name).table} ${row} WHERE ${row}.deleted_at ${deleted}) r
  ${grouped(allKeys)}
), ${tables.map(each => each.tables).join(', ')}
${tables.map(each => each.answers).join('\nUNION ALL ')}`
}

/** @returns undefined where it took longer; the transaction goes on */
async function within(
  client: ClientBase,
  time: number,
  text: string,
  values: readonly string[],
): Promise<unknown[][] | undefined> {
  if (time < 1) return undefined
  await client.query('SAVEPOINT counting')
  try {
    await client.query(`SET LOCAL statement_timeout = ${Math.ceil(time)}`)
    const { rows } = await client.query({ text, values: [...values], rowMode: 'array' })
    await client.query('RELEASE SAVEPOINT counting')
    return rows as unknown[][]
  } catch (error) {
    if ((error as { code?: string }).code !== '57014') throw error
    await client.query('ROLLBACK TO SAVEPOINT counting')
    return undefined
  }
}
