/** Inviting people and accepting an invitation. The link's token travels in the path of these two calls; logs name routes, never addresses. */
import { acceptInvitation, type Invited, invite, readInvitation } from '../../../security/identity/invitation.ts'
import type { Premises } from '../../../security/identity/premises.ts'
import type { Route } from '../route.ts'
import { signInRequest, welcome } from './session.ts'
import { email, name, object, password, roles, teams } from './shapes.ts'

const byLink = {
  authentication: 'none',
  right: 'public',
  keyScope: 'none',
  auditClass: 'security',
  rateClass: 'sign-in',
  path: '/api/invitations/:token',
} as const

export function invitationRoutes(premises: Premises): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/invitations',
      authentication: 'session',
      right: 'administrator',
      keyScope: 'administer',
      auditClass: 'security',
      rateClass: 'write',
      fresh: true,
      body: object({ email, name, title: name, roles, teams }, ['email', 'name']),
      handler: async (call, reply) => {
        const link = await invite(premises, call, call.body as Invited)
        reply.code(201)
        return link
      },
    },
    { ...byLink, method: 'GET', handler: call => readInvitation(premises, call.params.token ?? '') },
    {
      ...byLink,
      method: 'POST',
      body: object({ password, name }, ['password']),
      handler: async (call, reply) => {
        const given = call.body as { password: string; name?: string }
        const opened = await acceptInvitation(premises, signInRequest(call, premises), call.params.token ?? '', given)
        return welcome(premises, call, reply, opened.token)
      },
    },
  ]
}
