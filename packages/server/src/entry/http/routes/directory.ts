/** Names of people and teams, for anyone signed in. */

import { rolesIn } from '../../../security/access/actor.ts'
import { findPeople, listTeams } from '../../../security/identity/directory.ts'
import type { Premises } from '../../../security/identity/premises.ts'
import type { Route } from '../route.ts'
import { appName, object } from './shapes.ts'

const directory = {
  method: 'GET',
  authentication: 'session',
  right: 'self',
  keyScope: 'read',
  auditClass: 'none',
  rateClass: 'read',
} as const
const oneId = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'

export function directoryRoutes({ gate }: Pick<Premises, 'gate'>): Route[] {
  return [
    {
      ...directory,
      path: '/api/directory/people',
      query: object({
        search: { type: 'string', maxLength: 200 },
        ids: { type: 'string', maxLength: 8_000, pattern: `^${oneId}(,${oneId}){0,199}$` },
        app: appName,
      }),
      handler: async call => {
        const { search, ids, app } = call.query as { search?: string; ids?: string; app?: string }
        // Who works in an app is nothing to those who do not: for them it has nobody, like an app that does not exist.
        if (app && rolesIn(call.actor, app).length === 0) return { items: [] }
        return {
          items: await findPeople(gate, {
            ...(search ? { search } : {}),
            ...(ids ? { ids: ids.split(',') } : {}),
            ...(app ? { app } : {}),
          }),
        }
      },
    },
    { ...directory, path: '/api/directory/teams', handler: async () => ({ items: await listTeams(gate) }) },
  ]
}
