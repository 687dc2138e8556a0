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
  const outcomes: Outcome[] = []
  for (const ofTable of tables.values()) outcomes.push(...(await countTable(client, counting, ofTable)))
  return outcomes
}

/** A right as SQL over keys and facts. */
interface Prepared {
  readonly change: RightChange
  readonly before: string
  readonly after: string
  readonly keys: ReadonlySet<string>
  readonly facts: ReadonlySet<string>
}

async function countTable(client: ClientBase, counting: Counting, changes: readonly RightChange[]): Promise<Outcome[]> {
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
  const batches = batchesOf(prepared, names)
  for (const [index, batch] of batches.entries()) {
    // What is left is shared: one right that takes long does not leave the others without an answer.
    const until = Date.now() + (counting.deadline - Date.now()) / (batches.length - index)
    outcomes.push(...(await countBatch(client, counting.people, batch, names, table, until)))
  }
  return outcomes
}

/** Names for SQL that is written once: keys of rows, facts of people. */
class Names {
  readonly keys = new Map<string, string>()
  readonly facts = new Map<string, string>()
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

function prepare(change: RightChange, { before, after, present }: Counting, names: Names): Prepared {
  names.usedKeys = new Set()
  names.usedFacts = new Set()
  const entityOf = (side: Side) => side.definition.entities.find(entity => entity.id === change.entity.id)
  const sql = (side: Side, other: Side | undefined, letter: 'b' | 'a', formula: RightChange['before']) => {
    const entity = entityOf(side)
    return entity ? new PresentRules(side, other, present, names.asking(letter), names.keep).sql(formula, entity) : 'false'
  }
  const [was, is] = [sql(before, undefined, 'b', change.before), sql(after, before, 'a', change.after)]
  return { change, before: was, after: is, keys: names.usedKeys, facts: names.usedFacts }
}

/** Rights that look at the same of a row share a reading of the table; one that looks at less joins one that looks at more. */
function batchesOf(prepared: readonly Prepared[], names: Names): Prepared[][] {
  // A right that looks at every row by itself must not make others do so.
  const byRow = names.keys.get(`${aliases.row}."id"`) ?? ''
  const batches: Prepared[][] = []
  for (const each of [...prepared].sort((a, b) => b.keys.size - a.keys.size)) {
    const batch = batches.find(
      ([first]) => [...each.keys].every(key => first!.keys.has(key)) && first!.keys.has(byRow) === each.keys.has(byRow),
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

async function countBatch(
  client: ClientBase,
  people: readonly Asked[],
  batch: readonly Prepared[],
  names: Names,
  table: Table,
  until: number,
): Promise<Outcome[]> {
  const classes = classesOf(people, batch, names, table.schema)
  const statement = statementFor(batch, names, table)
  const tallies = batch.map(() => ({ gained: new Tally(), lost: new Tally() }))
  let of: number | undefined
  let done = 0
  const run = async (some: readonly Class[], time: number): Promise<boolean> => {
    const rows = await within(client, time, statement, [
      JSON.stringify(some.map(({ facts }, index) => ({ n: done + index, ...facts }))),
    ])
    if (!rows) return false
    for (const [place, ...numbers] of rows) {
      if (place === -2) of = Number(numbers[0])
      else
        for (const [index, { gained, lost }] of tallies.entries()) {
          gained.add(Number(place), Number(numbers[index * 2] ?? 0), classes)
          lost.add(Number(place), Number(numbers[index * 2 + 1] ?? 0), classes)
        }
    }
    done += some.length
    return true
  }
  const all = await run(classes, (until - Date.now()) * (classes.length > 1 ? 0.6 : 1))
  if (!all) {
    for (let step = 1; done < classes.length && until > Date.now(); ) {
      if (await run(classes.slice(done, done + step), until - Date.now())) step *= 2
      else break
    }
  }
  const whom = (some: readonly Class[]) => some.reduce((sum, each) => sum + each.members.length, 0)
  return batch.map(({ change }, index): Outcome => {
    if (of === undefined) return { change, uncounted: 'counting takes longer than there is time for' }
    const incomplete = done < classes.length && { incomplete: { people: whom(classes.slice(0, done)), ofPeople: whom(classes) } }
    return { change, of, gained: tallies[index]!.gained, lost: tallies[index]!.lost, ...incomplete }
  })
}

class Tally implements Counted {
  readonly people = new Map<string, number>()
  rows = 0

  /** @param place of the class; -1: different rows of all classes that were counted at once */
  add(place: number, count: number, classes: readonly Class[]): void {
    if (count === 0) return
    // Of several countings, the rows of one may be those of another: the most is what is certain.
    if (place === -1) this.rows = Math.max(this.rows, count)
    else for (const member of classes[place]!.members) this.people.set(member, count)
  }
}

/** One row per class that gains or loses, one (-1) of different rows, one (-2) of how many there are. */
function statementFor(batch: readonly Prepared[], names: Names, table: Table): string {
  const used = (all: ReadonlyMap<string, string>, of: (each: Prepared) => ReadonlySet<string>) => {
    const wanted = new Set(batch.flatMap(each => [...of(each)]))
    return [...all].filter(([, name]) => wanted.has(name)).map(([sql, name]) => ({ sql, name }))
  }
  const [keys, facts] = [used(names.keys, each => each.keys), used(names.facts, each => each.facts)]
  const keyNames = keys.map(({ name }) => name)
  const { row, group, person } = aliases
  // Each condition once, also where several rights stand on it.
  const conditions = new Map<string, string>()
  for (const each of batch) for (const sql of [each.before, each.after]) named(conditions, sql, 'c')
  const deleted = batch[0]!.change.rows === 'trash' ? 'IS NOT NULL' : 'IS NULL'
  const changes = batch.flatMap((each, index) => {
    const [was, is] = [`q.${conditions.get(each.before)}`, `q.${conditions.get(each.after)}`]
    return [`(${is} AND NOT ${was}) AS w${index}`, `(${was} AND NOT ${is}) AS n${index}`]
  })
  const flags = batch.flatMap((_, index) => [`w${index}`, `n${index}`])
  const columns = parts.flatMap(part => {
    const type = part === 'person' ? 'uuid' : part === 'email' ? 'text' : part === 'roles' ? 'text[]' : 'uuid[]'
    return [`b_${part} ${type}`, `a_${part} ${type}`]
  })
  return `WITH ${person} AS MATERIALIZED (
  SELECT c.n AS class${facts.map(({ sql, name }) => `, ${sql} AS ${name}`).join('')}
  FROM jsonb_to_recordset($1::jsonb) AS c(n integer, ${columns.join(', ')})
), ${group} AS MATERIALIZED (
  SELECT row_number() OVER () AS at, d.* FROM (
    SELECT ${keyNames.map(name => `r.${name}, `).join('')}count(*) AS n
    FROM (SELECT ${keys.map(({ sql, name }) => `${sql} AS ${name}`).join(',\n      ')} FROM ${entityNames(table.schema, table.name).table} ${row} WHERE ${row}.deleted_at ${deleted}) r
    ${keyNames.length > 0 ? `GROUP BY ${keyNames.map(name => `r.${name}`).join(', ')}` : ''}
  ) d WHERE d.n > 0
), pair AS (
  SELECT ${person}.class, ${group}.at, ${group}.n, change.*
  FROM ${person} CROSS JOIN ${group}
  CROSS JOIN LATERAL (SELECT ${[...conditions].map(([sql, name]) => `${sql} AS ${name}`).join(',\n    ')} OFFSET 0) q
  CROSS JOIN LATERAL (SELECT ${changes.join(', ')}) change
  WHERE ${flags.map(flag => `change.${flag}`).join(' OR ')}
), tally AS (
  SELECT class, at, max(n) AS n, ${flags.map(flag => `sum(n) FILTER (WHERE ${flag}) AS ${flag}`).join(', ')}
  FROM pair GROUP BY GROUPING SETS ((class), (at))
)
SELECT class, ${flags.join(', ')} FROM tally WHERE class IS NOT NULL
UNION ALL SELECT -1, ${flags.map(flag => `sum(n) FILTER (WHERE ${flag} IS NOT NULL)`).join(', ')} FROM tally WHERE class IS NULL
UNION ALL SELECT -2, (SELECT coalesce(sum(n), 0) FROM ${group})${flags
    .slice(1)
    .map(() => ', NULL')
    .join('')}`
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
