/** Where people stand in an app: their roles, teams and reports, as they are and as a change of them would make it. Worked out here, since nothing may be changed to see. */
import type { Definition } from '@bailiwick/definition/model/index.ts'
import type { ClientBase } from 'pg'
import { problem, say } from '../../problems.ts'

/** What rules ask of one person. Arrays are sorted, so that the same stands alike. */
export interface Standing {
  readonly person: string
  readonly email: string
  /** Without the app's name. */
  readonly roles: readonly string[]
  readonly teams: readonly string[]
  readonly ownTeams: readonly string[]
  readonly reports: readonly string[]
  readonly directReports: readonly string[]
}

export interface Person {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly manager: string | null
  readonly active: boolean
}

/** Everything standings are made of. */
export interface Places {
  readonly people: readonly Person[]
  readonly teams: readonly { readonly id: string; readonly name: string; readonly parent: string | null }[]
  readonly memberships: readonly { readonly person: string; readonly team: string }[]
  /** Of one app, as they hold at this moment. */
  readonly roles: readonly { readonly role: string; readonly person: string | null; readonly team: string | null }[]
}

/** A change of who is what. People by e-mail address or id, teams by name or id. */
export type PlaceChange =
  | { readonly give: RoleHolder }
  | { readonly take: RoleHolder }
  | { readonly membership: { readonly person: string; readonly team: string; readonly leave?: boolean } }
  | { readonly team: { readonly team: string; readonly parent: string | null } }
  | { readonly manager: { readonly person: string; readonly manager: string | null } }

export interface RoleHolder {
  readonly role: string
  readonly person?: string
  readonly team?: string
}

/** @param client as bailiwick_guard, in the snapshot that rows are counted in */
export async function readPlaces(client: ClientBase, app: string): Promise<Places> {
  const people = await client.query<Person>(
    `SELECT id, name, email, manager, status = 'active' AS active FROM bailiwick.person WHERE id <> bailiwick.guest() ORDER BY name, id`,
  )
  const teams = await client.query<Places['teams'][number]>('SELECT id, name, parent FROM bailiwick.team')
  const memberships = await client.query<Places['memberships'][number]>('SELECT person, team FROM bailiwick.membership')
  const roles = await client.query<Places['roles'][number]>(
    'SELECT DISTINCT role, person, team FROM bailiwick.role_grant WHERE app = $1 AND valid_from <= now() AND valid_until > now()',
    [app],
  )
  return { people: people.rows, teams: teams.rows, memberships: memberships.rows, roles: roles.rows }
}

/**
 * The places after the change.
 * @param roles that there are to give
 * @throws a problem where the change names what there is not, or would close a circle
 */
export function changePlaces(places: Places, change: PlaceChange, roles: readonly string[]): Places {
  if ('give' in change || 'take' in change) {
    const { role, ...holder } = 'give' in change ? change.give : change.take
    if (!roles.includes(role))
      throw problem('role.not-found', { fields: [{ field: 'role', message: say('role.missing', { role }) }] })
    if ((holder.person === undefined) === (holder.team === undefined))
      throw problem('request.invalid', { detail: say('change.person-or-team') })
    const person = holder.person === undefined ? null : personIn(places, holder.person).id
    const team = holder.team === undefined ? null : teamIn(places, holder.team).id
    const others = places.roles.filter(each => each.role !== role || each.person !== person || each.team !== team)
    return { ...places, roles: 'give' in change ? [...others, { role, person, team }] : others }
  }
  if ('membership' in change) {
    const [person, team] = [personIn(places, change.membership.person).id, teamIn(places, change.membership.team).id]
    const others = places.memberships.filter(each => each.person !== person || each.team !== team)
    return { ...places, memberships: change.membership.leave ? others : [...others, { person, team }] }
  }
  if ('team' in change) {
    const { id } = teamIn(places, change.team.team)
    const parent = change.team.parent === null ? null : teamIn(places, change.team.parent).id
    if (parent !== null && beneath([id], childrenOf(places.teams.map(team => [team.id, team.parent]))).has(parent))
      throw problem('team.circle')
    return { ...places, teams: places.teams.map(team => (team.id === id ? { ...team, parent } : team)) }
  }
  const { id } = personIn(places, change.manager.person)
  const manager = change.manager.manager === null ? null : personIn(places, change.manager.manager).id
  if (manager !== null && beneath([id], childrenOf(places.people.map(person => [person.id, person.manager]))).has(manager))
    throw problem('request.invalid', { fields: [{ field: 'manager', message: say('person.manager-circle') }] })
  return { ...places, people: places.people.map(person => (person.id === id ? { ...person, manager } : person)) }
}

/** A role that becomes public is taken from whoever holds it. */
export function withoutPublic(places: Places, definition: Definition): Places {
  const opened = new Set(definition.roles.flatMap(role => (role.public ? [role.name] : [])))
  return places.roles.some(each => opened.has(each.role))
    ? { ...places, roles: places.roles.filter(each => !opened.has(each.role)) }
    : places
}

function personIn({ people }: Places, named: string): Person {
  const wanted = named.trim().toLowerCase()
  const found = people.find(person => person.email === wanted || person.id === wanted)
  if (!found) throw problem('person.not-found')
  return found
}

/** A name that several teams have is none. */
function teamIn({ teams }: Places, named: string): Places['teams'][number] {
  const wanted = named.trim().toLowerCase()
  const found = teams.filter(team => team.id === wanted || team.name.toLowerCase() === wanted)
  if (found.length > 1) throw problem('team.not-found', { detail: say('team.several', { count: found.length, name: named }) })
  if (!found[0]) throw problem('team.not-found')
  return found[0]
}

/** The standing of everybody who is active. The same as `bailiwick.gather_claims` and `reports_of` find one by one. */
export function standingsOf(places: Places): Map<string, Standing> {
  const parentOf = new Map(places.teams.map(team => [team.id, team.parent]))
  const children = childrenOf(places.teams.map(team => [team.id, team.parent]))
  const below = childrenOf(places.people.map(person => [person.id, person.manager]))
  const own = grouped(places.memberships.map(({ person, team }) => [person, team]))
  const given = grouped(places.roles.map(({ role, person, team }) => [person ?? team ?? '', role]))
  const withBeneath = remembered((team: string) => [...beneath([team], children)])
  const roleAbove = remembered((team: string) => above(team, parentOf).flatMap(each => given.get(each) ?? []))
  return new Map(
    places.people
      .filter(person => person.active)
      .map(({ id, email }) => {
        const ownTeams = own.get(id) ?? []
        const directReports = below.get(id) ?? []
        return [
          id,
          {
            person: id,
            email,
            roles: sorted([...(given.get(id) ?? []), ...ownTeams.flatMap(roleAbove)]),
            teams: sorted(ownTeams.flatMap(withBeneath)),
            ownTeams: sorted(ownTeams),
            reports: sorted(beneath(directReports, below)),
            directReports: sorted(directReports),
          },
        ]
      }),
  )
}

const sorted = (values: Iterable<string>) => [...new Set(values)].sort()

function grouped(pairs: readonly (readonly [key: string, value: string])[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const [key, value] of pairs) {
    const group = groups.get(key)
    if (group) group.push(value)
    else groups.set(key, [value])
  }
  return groups
}

function childrenOf(pairs: readonly (readonly [id: string, parent: string | null])[]): Map<string, string[]> {
  return grouped(pairs.flatMap(([id, parent]) => (parent === null ? [] : [[parent, id] as const])))
}

/** These and all beneath them. */
function beneath(start: readonly string[], children: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set(start)
  for (const each of found) for (const child of children.get(each) ?? []) found.add(child)
  return found
}

function above(team: string, parentOf: ReadonlyMap<string, string | null>): string[] {
  const found = new Set<string>()
  for (let at: string | null = team; at !== null && !found.has(at); at = parentOf.get(at) ?? null) found.add(at)
  return [...found]
}

function remembered<T>(work: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>()
  return key => {
    if (!known.has(key)) known.set(key, work(key))
    return known.get(key)!
  }
}
