/** What an administrator can give: teams, and roles of apps. */
import type { AppRoles, GivenRole, TeamAccount } from '@bailiwick/definition/wire/index.ts'

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

/** The role as people read it; its app is named where there are several. */
export function titleOf({ apps }: Offer, { app, role }: GivenRole): string {
  const known = apps.find(each => each.app === app)
  const title = known?.roles.find(each => each.name === role)?.title ?? role
  return apps.length > 1 ? `${known?.title ?? app}: ${title}` : title
}
