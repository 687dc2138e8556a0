/** Teams and the roles there are to give, for administrators. */
import { problem, say } from '../../../problems.ts'
import type { Premises } from '../../../security/identity/premises.ts'
import { listRoles } from '../../../security/identity/rights.ts'
import { changeTeam, listTeamAccounts, makeTeam, type TeamChange } from '../../../security/identity/teams.ts'
import type { Route } from '../route.ts'
import { name, object, roles, uuid } from './shapes.ts'

const administering = {
  authentication: 'session',
  right: 'administrator',
  keyScope: 'administer',
  auditClass: 'security',
  rateClass: 'write',
  fresh: true,
} as const
const parent = { anyOf: [uuid, { type: 'null' }] }

export function teamRoutes(premises: Premises): Route[] {
  return [
    {
      ...administering,
      method: 'GET',
      path: '/api/roles',
      rateClass: 'read',
      fresh: false,
      handler: async () => ({ items: await listRoles(premises.gate) }),
    },
    {
      ...administering,
      method: 'GET',
      path: '/api/teams',
      rateClass: 'read',
      fresh: false,
      handler: async () => ({ items: await listTeamAccounts(premises) }),
    },
    {
      ...administering,
      method: 'POST',
      path: '/api/teams',
      body: object({ name, parent, roles }, ['name']),
      handler: async (call, reply) => {
        const team = await makeTeam(premises, call, call.body as TeamChange & { name: string })
        reply.code(201)
        return team
      },
    },
    {
      ...administering,
      method: 'PATCH',
      path: '/api/teams/:id',
      params: object({ id: uuid }, ['id']),
      body: object({ name, parent, roles }),
      handler: async call => {
        const change = call.body as TeamChange
        if (Object.keys(change).length === 0) throw problem('request.invalid', { detail: say('request.nothing-named') })
        const changed = await changeTeam(premises, call, (call.params.id ?? '').toLowerCase(), change)
        if (change.name !== undefined) await premises.directoryChanged?.()
        return changed
      },
    },
  ]
}
