/** What people were made of at a moment, as `bailiwick.facts_of` works it out for now: roles by person and by team, teams beneath and above, the chain of managers. */
import type { UserProperty, Value } from '@bailiwick/definition/expressions/index.ts'
import type { Held } from '../why.ts'

export interface PastPerson {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly active: boolean
  readonly manager: string | null
}

export interface PastGrant {
  readonly role: string
  readonly person: string | null
  readonly team: string | null
  readonly until: string | null
}

export interface PastGround {
  readonly people: readonly PastPerson[]
  readonly teams: readonly { readonly id: string; readonly parent: string | null }[]
  readonly memberships: readonly { readonly person: string; readonly team: string }[]
  /** Of the app, those that held. */
  readonly grants: readonly PastGrant[]
}

export class PastPeople {
  /** Active ones, by name. */
  readonly active: readonly PastPerson[]
  readonly #byId: ReadonlyMap<string, PastPerson>
  readonly #ownTeams: ReadonlyMap<string, readonly string[]>
  readonly #parents: ReadonlyMap<string, string | null>
  readonly #beneath: ReadonlyMap<string, readonly string[]>
  readonly #reports: ReadonlyMap<string, readonly string[]>
  readonly #grants: readonly PastGrant[]
  readonly #held = new Map<string, readonly Held[]>()

  constructor(ground: PastGround) {
    this.active = ground.people.filter(person => person.active)
    this.#byId = new Map(this.active.map(person => [person.id, person]))
    this.#ownTeams = lists(ground.memberships.map(({ person, team }) => [person, team]))
    this.#parents = new Map(ground.teams.map(({ id, parent }) => [id, parent]))
    this.#beneath = lists(ground.teams.flatMap(({ id, parent }) => (parent === null ? [] : [[parent, id]])))
    // Also those who had left: who is beneath somebody does not ask whether they are active.
    this.#reports = lists(ground.people.flatMap(({ id, manager }) => (manager === null ? [] : [[manager, id]])))
    this.#grants = ground.grants
  }

  person(id: string): PastPerson | undefined {
    return this.#byId.get(id)
  }

  /** Each role as it was held; none for who was not active. */
  held(person: string): readonly Held[] {
    const known = this.#held.get(person)
    if (known) return known
    const own = this.#byId.has(person) ? this.#own(person) : []
    const above = own.map(team => ({ team, over: this.#above(team) }))
    const held = this.#byId.has(person)
      ? this.#grants.flatMap((grant): Held[] => {
          const until = grant.until === null ? {} : { until: grant.until }
          if (grant.person !== null) return grant.person === person ? [{ role: grant.role, ...until }] : []
          return above.flatMap(({ team, over }) =>
            grant.team !== null && over.includes(grant.team)
              ? [{ role: grant.role, ...until, team: grant.team, member: team }]
              : [],
          )
        })
      : []
    this.#held.set(person, held)
    return held
  }

  holds(person: string, role: string): boolean {
    return this.held(person).some(each => each.role === role)
  }

  /** Their teams and every team above: what is given to one of these reaches the person. */
  over(person: string): readonly string[] {
    return [...new Set(this.#own(person).flatMap(team => this.#above(team)))]
  }

  user(person: string, property: UserProperty): Value {
    switch (property) {
      case 'id':
        return person
      case 'email':
        return this.#byId.get(person)?.email ?? null
      case 'teams':
        return closure(this.#own(person), this.#beneath)
      case 'direct_teams':
        return this.#own(person)
      case 'reports':
        return closure(this.#reports.get(person) ?? [], this.#reports)
      case 'direct_reports':
        return this.#reports.get(person) ?? []
      case 'roles':
        return [...new Set(this.held(person).map(each => each.role))]
    }
  }

  #own(person: string): readonly string[] {
    return this.#ownTeams.get(person) ?? []
  }

  #above(team: string): string[] {
    const found: string[] = []
    for (let at: string | null = team; at !== null && !found.includes(at); at = this.#parents.get(at) ?? null) found.push(at)
    return found
  }
}

function lists(pairs: readonly (readonly string[])[]): Map<string, string[]> {
  const made = new Map<string, string[]>()
  for (const [key, value] of pairs as readonly (readonly [string, string])[]) {
    const list = made.get(key)
    if (list) list.push(value)
    else made.set(key, [value])
  }
  return made
}

function closure(start: readonly string[], next: ReadonlyMap<string, readonly string[]>): string[] {
  const found = new Set(start)
  for (const each of found) for (const more of next.get(each) ?? []) found.add(more)
  return [...found]
}
