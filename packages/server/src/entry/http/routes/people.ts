/** People, for administrators. Inviting is in invitations.ts. */

import { problem, say } from '../../../problems.ts'
import { inviteAgain } from '../../../security/identity/invitation.ts'
import { changePerson, listPeople, type PersonChange } from '../../../security/identity/people.ts'
import type { Premises } from '../../../security/identity/premises.ts'
import type { Route } from '../route.ts'
import { name, object, roles, teams, uuid } from './shapes.ts'

const administering = {
  authentication: 'session',
  right: 'administrator',
  keyScope: 'administer',
  auditClass: 'security',
  rateClass: 'write',
  fresh: true,
} as const
const ofPerson = object({ id: uuid }, ['id'])

export function peopleRoutes(premises: Premises): Route[] {
  return [
    {
      ...administering,
      method: 'GET',
      path: '/api/people',
      rateClass: 'read',
      fresh: false,
      query: object({
        search: { type: 'string', minLength: 1, maxLength: 200 },
        pageSize: { type: 'integer', minimum: 1, maximum: 200 },
        pageToken: uuid,
      }),
      handler: call => {
        const { pageToken, ...asked } = call.query as { search?: string; pageSize?: number; pageToken?: string }
        return listPeople(premises, { ...asked, ...(pageToken ? { after: pageToken } : {}) })
      },
    },
    {
      ...administering,
      method: 'PATCH',
      path: '/api/people/:id',
      params: ofPerson,
      body: object({
        name,
        title: { anyOf: [name, { type: 'null' }] },
        status: { type: 'string', enum: ['active', 'suspended', 'left'] },
        administrator: { type: 'boolean' },
        manager: { anyOf: [uuid, { type: 'null' }] },
        roles,
        teams,
      }),
      handler: async call => {
        const change = call.body as PersonChange
        if (Object.keys(change).length === 0) throw problem('request.invalid', { detail: say('request.nothing-named') })
        const changed = await changePerson(premises, call, (call.params.id ?? '').toLowerCase(), change)
        if (change.name !== undefined || change.manager !== undefined) await premises.directoryChanged?.()
        return changed
      },
    },
    {
      ...administering,
      method: 'POST',
      path: '/api/people/:id/invitation',
      params: ofPerson,
      handler: async (call, reply) => {
        const link = await inviteAgain(premises, call, (call.params.id ?? '').toLowerCase())
        reply.code(201)
        return link
      },
    },
  ]
}
