/**
 * The people of a proof: of each role somebody in each of two parts of the team tree, a few who hold several roles, somebody who holds none (any more), and somebody who
 * never came in; all in one chain of managers.
 */
import type { Definition } from '@bailiwick/definition/model/index.ts'
import type { Dice } from '@bailiwick/definition/write/random-definition.ts'
import type { Actor } from './stage.ts'
import { randomId } from './values.ts'

export interface Cast {
  readonly actors: readonly Actor[]
  /** Somebody who has left: nobody can be assigned to them. */
  readonly left: { readonly id: string; readonly email: string }
  /** Each with its parent. */
  readonly teams: readonly { readonly id: string; readonly name: string; readonly parent: string | null }[]
}

type Bare = Omit<Actor, 'teamsAbove' | 'manager' | 'reports' | 'directReports'>

/** How many hold several roles. */
const several = 6

export function makeCast(definition: Definition, dice: Dice): Cast {
  const [north, north1, south, west] = ['north', 'north 1', 'south', 'west'].map(name => ({ id: randomId(dice), name }))
  const roles = definition.roles.map(role => role.name)
  const actor = (key: string, held: readonly string[], ownTeams: readonly string[], teams: readonly string[]): Bare => ({
    key,
    label: held.length === 0 ? 'nobody' : held.join(' + '),
    id: randomId(dice),
    email: `${key}@proof.test`,
    roles: held,
    ownTeams,
    teams,
  })
  const people: Bare[] = [
    ...roles.flatMap(role => [
      actor(`${role}-a`, [role], [north!.id], [north!.id, north1!.id]),
      actor(`${role}-b`, [role], [south!.id], [south!.id]),
    ]),
    actor('nobody', [], [north!.id], [north!.id, north1!.id]),
    { ...actor('unknown', [], [], []), label: 'without identity', isUnknown: true as const },
  ]
  const pairs = roles.flatMap((first, index) => roles.slice(index + 1).map(second => [first, second]))
  for (let index = 0; index < several && pairs.length > 0; index += 1) {
    const pair = pairs.splice(dice.below(pairs.length), 1)[0]!
    people.push(actor(`${pair.join('-')}-c`, pair, [north1!.id, west!.id], [north1!.id, west!.id]))
  }
  // A long chain with few branches, in which almost everybody has somebody beneath.
  const chain = people.map(({ id }) => ({ id, at: dice.below(1_000_000) })).sort((a, b) => a.at - b.at)
  const managerOf = new Map(chain.map(({ id }, at) => [id, at === 0 ? null : chain[Math.max(0, at - 1 - dice.below(2))]!.id]))
  const beneath = (id: string): string[] => people.filter(person => managerOf.get(person.id) === id).map(person => person.id)
  const allBeneath = (id: string): string[] => beneath(id).flatMap(each => [each, ...allBeneath(each)])
  const actors = people.map(
    (person): Actor => ({
      ...person,
      teamsAbove: person.ownTeams.includes(north1!.id) ? [...new Set([...person.ownTeams, north!.id])] : person.ownTeams,
      manager: managerOf.get(person.id) ?? null,
      reports: allBeneath(person.id),
      directReports: beneath(person.id),
    }),
  )
  return {
    actors,
    left: { id: randomId(dice), email: 'left@proof.test' },
    teams: [north!, north1!, south!, west!].map(team => ({ ...team, parent: team === north1 ? north!.id : null })),
  }
}
