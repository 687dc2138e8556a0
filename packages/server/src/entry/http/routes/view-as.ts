/** Looking at an app as one of its people or roles, and stopping to. */
import type { SessionView } from '@bailiwick/definition/wire/session.ts'
import { inLanguageOf } from '../../../database/live-model.ts'
import { problem, say } from '../../../problems.ts'
import type { Floors } from '../../../request.ts'
import type { Premises } from '../../../security/identity/premises.ts'
import { startViewing, stopViewing, viewableRoles, type Wanted } from '../../../security/identity/view-as.ts'
import type { Call } from '../call.ts'
import { cookieNames, setCookie } from '../cookie.ts'
import type { Route } from '../route.ts'
import { showSession } from './session.ts'
import { appName, object, uuid } from './shapes.ts'

const own = { authentication: 'session', right: 'self', keyScope: 'none', auditClass: 'security', rateClass: 'write' } as const
const path = '/api/session/view-as'
const roleName = { type: 'string', pattern: '^[a-z][a-z0-9_]{0,39}$' } as const

export function viewAsRoutes(floors: Floors, premises: Premises): Route[] {
  const cookie = cookieNames(premises.publicUrl)
  const appFor = (call: Call, name: string) => {
    const app = floors.app(name)
    return app && inLanguageOf(app, call.languages)
  }
  return [
    {
      ...own,
      method: 'GET',
      path,
      rateClass: 'read',
      query: object({ app: appName }, ['app']),
      handler: async call => {
        if (call.session.viewing) throw problem('viewing.other-app')
        await call.refreshActor()
        return { roles: viewableRoles(call, call.session, appFor(call, call.query.app as string), call.speaker) }
      },
    },
    {
      ...own,
      method: 'POST',
      path,
      body: object({ app: appName, person: uuid, role: roleName }, ['app']),
      handler: async (call, reply): Promise<SessionView> => {
        const wanted = call.body as { app: string; person?: string; role?: string }
        if ((wanted.person === undefined) === (wanted.role === undefined))
          throw problem('request.invalid', { detail: say('request.person-or-role') })
        await call.refreshActor()
        const one = wanted.person === undefined ? wanted : { app: wanted.app, person: wanted.person.toLowerCase() }
        const token = await startViewing(premises, floors.actors, call, call.session, appFor(call, wanted.app), one as Wanted)
        setCookie(reply, cookie.session, token, cookie.secure)
        return showSession(premises, call, token)
      },
    },
    {
      ...own,
      method: 'DELETE',
      path,
      leaves: true,
      handler: async (call, reply) => {
        await stopViewing(premises, call, call.session)
        reply.code(204)
      },
    },
  ]
}
