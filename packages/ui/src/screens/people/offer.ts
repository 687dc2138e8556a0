/** What an administrator can give: teams, and roles of apps. */
import type { AppRoles, TeamAccount } from '@bailiwick/definition/wire/index.ts'

export interface Offer {
  readonly teams: readonly TeamAccount[]
  readonly apps: readonly AppRoles[]
}

/** Each team after the one above it. */
export function inTree(teams: readonly TeamAccount[]): { team: TeamAccount; depth: number }[] {
  const beneath = Map.groupBy(teams, team => team.parent ?? '')
  const walk = (parent: string, depth: number): { team: TeamAccount; depth: number }[] =>
    (beneath.get(parent) ?? []).flatMap(team => [{ team, depth }, ...walk(team.id, depth + 1)])
  return walk('', 0)
}
