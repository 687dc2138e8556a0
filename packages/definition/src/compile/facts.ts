/**
 * Facts of the acting person, and where a rule takes them from. Each costs a signature check, and PostgreSQL computes every written subquery by itself, however alike:
 * a row policy asks in place, because only that shape reaches an index; what asks the same fact for field after field keeps it.
 */

export interface Fact {
  /** A function of the platform, which checks the proof of this transaction. */
  readonly call: string
  readonly type: 'uuid' | 'uuid[]' | 'text' | 'text[]' | 'boolean' | 'date' | 'jsonb'
  /** The same from the transaction's settings, for where the proof has been checked; absent: only the function knows it. */
  readonly unchecked?: string
  /** The same of the person of this row, whoever acts. */
  readonly of: (row: FactRow) => string
}

/** What a person is made of, as SQL of each part. */
export interface FactRow {
  readonly person: string
  readonly roles: string
  readonly teams: string
  readonly ownTeams: string
  readonly email: string
  readonly reports: string
  readonly directReports: string
}

/** @returns SQL of the fact */
export type AskFact = (fact: Fact) => string

/** Of another person than the acting one: a sharer, or whoever is asked about. `row` is one of `bailiwick.facts_of`. */
export const factsOf = (row: string): AskFact =>
  factsIn({
    person: `${row}.person`,
    roles: `${row}.roles`,
    teams: `${row}.teams`,
    ownTeams: `${row}.own_teams`,
    email: `(SELECT p.email FROM bailiwick.person p WHERE p.id = ${row}.person)`,
    reports: `bailiwick.reports_of(${row}.person)`,
    directReports: `bailiwick.direct_reports_of(${row}.person)`,
  })

/** Of somebody whose parts stand in these places. */
export const factsIn =
  (row: FactRow): AskFact =>
  fact =>
    fact.of(row)

/** Once per statement and place. */
export const inPlace: AskFact = ({ call, type }) => `(SELECT ${call})::${type}`

const setting = (name: string) => `current_setting('bailiwick.${name}', true)`

/** @param roles qualified, as SQL literals; none: whatever roles they hold */
const holding = (roles: readonly string[], value: string, nothing: string) =>
  roles.length === 0
    ? value
    : `CASE WHEN ${setting('roles')}::text[] && ARRAY[${roles.join(', ')}] THEN ${value} ELSE ${nothing} END`

/** The same for the person of a row of facts. */
const ofHolder = (row: FactRow, roles: readonly string[], value: string, nothing: string) =>
  roles.length === 0 ? value : `CASE WHEN ${row.roles} && ARRAY[${roles.join(', ')}] THEN ${value} ELSE ${nothing} END`

export type ShareLevel = 'read' | 'comment' | 'edit'

export const facts = {
  person: (roles: readonly string[] = []): Fact => ({
    call: roles.length === 0 ? 'bailiwick.person()' : `bailiwick.person_as(${roles.join(', ')})`,
    type: 'uuid',
    unchecked: holding(roles, `nullif(${setting('person')}, '')::uuid`, 'NULL'),
    of: row => ofHolder(row, roles, row.person, 'NULL'),
  }),
  holds: (roles: readonly string[]): Fact => ({
    call: `bailiwick.holds(${roles.join(', ')})`,
    type: 'boolean',
    unchecked: `${setting('roles')}::text[] && ARRAY[${roles.join(', ')}]`,
    of: row => `(${row.roles} && ARRAY[${roles.join(', ')}])`,
  }),
  teams: (roles: readonly string[]): Fact => ({
    call: `bailiwick.teams_as(${roles.length === 0 ? 'VARIADIC bailiwick.roles()' : roles.join(', ')})`,
    type: 'uuid[]',
    unchecked: holding(roles, `${setting('teams')}::uuid[]`, `'{}'`),
    of: row => ofHolder(row, roles, row.teams, `'{}'`),
  }),
  ownTeams: (roles: readonly string[]): Fact => ({
    call: `bailiwick.own_teams_as(${roles.length === 0 ? 'VARIADIC bailiwick.roles()' : roles.join(', ')})`,
    type: 'uuid[]',
    unchecked: holding(roles, `${setting('own_teams')}::uuid[]`, `'{}'`),
    of: row => ofHolder(row, roles, row.ownTeams, `'{}'`),
  }),
  roles: (app: string): Fact => ({
    call: `bailiwick.app_roles('${app}')`,
    type: 'text[]',
    of: row =>
      `(SELECT coalesce(array_agg(substr(r, length('${app}.') + 1)), '{}') FROM unnest(${row.roles}) r WHERE starts_with(r, '${app}.'))`,
  }),
  email: (): Fact => ({
    call: 'bailiwick.email()',
    type: 'text',
    of: row => row.email,
  }),
  /** Everyone beneath the person in the chain of managers; asked where it stands, since nobody's claims could hold a whole company. */
  reports: (roles: readonly string[]): Fact => ({
    call: `bailiwick.reports_as(${roles.length === 0 ? 'VARIADIC bailiwick.roles()' : roles.join(', ')})`,
    type: 'uuid[]',
    of: row => ofHolder(row, roles, row.reports, `'{}'`),
  }),
  directReports: (roles: readonly string[]): Fact => ({
    call: `bailiwick.direct_reports_as(${roles.length === 0 ? 'VARIADIC bailiwick.roles()' : roles.join(', ')})`,
    type: 'uuid[]',
    of: row => ofHolder(row, roles, row.directReports, `'{}'`),
  }),
  /** A fact of the moment rather than the person; asked like one, so that it is computed once and not for every row. */
  today: (zone: string): Fact => {
    const call = `bailiwick.today('${zone.replaceAll("'", '')}')`
    return { call, type: 'date', of: () => call }
  },
  /** Records of the entity that were shared with the acting person for at least this, where the sharer may do it now. */
  shared: (functionName: string, level: ShareLevel): Fact => ({
    call: `${functionName}('${level}')`,
    type: 'uuid[]',
    // What was shared is never shared on.
    of: () => `'{}'::uuid[]`,
  }),
  /** Of those, which masked fields the sharers read: {record: {field: true}}. */
  sharedFields: (functionName: string): Fact => ({ call: `${functionName}()`, type: 'jsonb', of: () => `'{}'::jsonb` }),
} as const

const nothing: Readonly<Record<Fact['type'], string>> = {
  uuid: 'NULL',
  'uuid[]': `'{}'`,
  text: 'NULL',
  'text[]': `'{}'`,
  boolean: 'false',
  date: 'NULL',
  jsonb: `'{}'`,
}

/** Collects the facts that rules written with `ask` need, each under one name that no field can have. */
class Kept {
  protected readonly names = new Map<string, { readonly name: string; readonly fact: Fact }>()
  /** What is asked now; undefined: nobody would compute it. */
  protected used: Set<string> | undefined
  readonly #prefix: string

  constructor(prefix: string) {
    this.#prefix = prefix
  }

  readonly ask: AskFact = fact => {
    const known = this.names.get(fact.call)
    const name = known?.name ?? `fact$${this.names.size + 1}`
    if (!known) this.names.set(fact.call, { name, fact })
    if (!this.used) throw new Error(`${fact.call} is asked where nothing computes it before`)
    this.used.add(fact.call)
    return `${this.#prefix}${name}`
  }
}

export class JoinedFacts extends Kept {
  constructor() {
    super('facts.')
    this.used = new Set()
  }

  /**
   * A join that computes them once for the statement, and not at all where nobody looks: one row by its form, so the planner drops it when it is not used and
   * never puts it first, which would lose the order of an index. Each fact is a subquery of its own, which is asked once however often the row is read again.
   */
  join(): string {
    if (this.names.size === 0) return ''
    const list = [...this.names.values()].map(({ name, fact }) => `(SELECT ${fact.call})::${fact.type} AS ${name}`)
    return ` LEFT JOIN (SELECT ${list.join(', ')} GROUP BY ()) facts ON true`
  }
}

/** Facts as variables of a plpgsql function: the proof is checked once at its start, since nobody else's SQL runs before its end. */
export class FactVariables extends Kept {
  constructor() {
    super('')
  }

  /** For DECLARE; `proven$` comes first. */
  declarations(): string {
    const variables = [...this.names.values()].map(({ name, fact }) => `\n  ${name} ${fact.type};`)
    return `\n  proven$ boolean := bailiwick.proven();${variables.join('')}`
  }

  /** Statements, after those that compute the facts they use. */
  before(statements: () => string): string {
    const outside = this.used
    this.used = new Set()
    const text = statements()
    const lines = [...(this.used ?? [])].map(call => {
      const { name, fact } = this.names.get(call)!
      return fact.unchecked
        ? `${name} := CASE WHEN proven$ THEN ${fact.unchecked} ELSE ${nothing[fact.type]} END;`
        : `${name} := ${call};`
    })
    this.used = outside
    return [...lines, text].join('\n')
  }
}

/** Facts kept in variables, as the parameters of a statement that is planned for their values each time. */
export class FactParameters {
  readonly #variables: FactVariables
  readonly #placed: string[] = []
  readonly #first: number

  /** @param first the number of the first of these parameters */
  constructor(variables: FactVariables, first: number) {
    this.#variables = variables
    this.#first = first
  }

  readonly ask: AskFact = fact => {
    const name = this.#variables.ask(fact)
    if (!this.#placed.includes(name)) this.#placed.push(name)
    return `$${this.#first + this.#placed.indexOf(name)}`
  }

  /** For USING, after the parameters before them. */
  values(): readonly string[] {
    return this.#placed
  }
}
