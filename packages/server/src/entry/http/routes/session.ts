/** Signing in and out, the first administrator, one's own password and preferences. */
import type { OwnSessions, Preferences, PresentSession, SessionView, SignInView } from '@bailiwick/definition/wire/session.ts'
import type { FastifyReply } from 'fastify'
import { viewPersonas } from '../../../governance/apps/persona-apps.ts'
import { changePassword, confirmPassword } from '../../../security/identity/credential.ts'
import { signInAsPersona } from '../../../security/identity/demo.ts'
import { actAs } from '../../../security/identity/gate-transaction.ts'
import { changePreferences } from '../../../security/identity/preferences.ts'
import type { Premises } from '../../../security/identity/premises.ts'
import { countSessions, endSession, endSessions, identify } from '../../../security/identity/session.ts'
import { viewSession } from '../../../security/identity/session-view.ts'
import { type FirstAdministrator, isSetupNeeded, setUp } from '../../../security/identity/setup.ts'
import { signIn } from '../../../security/identity/sign-in.ts'
import { makeDeviceCookie } from '../../../security/identity/throttle.ts'
import type { Call } from '../call.ts'
import { clearCookie, cookieNames, setCookie } from '../cookie.ts'
import type { Route } from '../route.ts'
import { email, name, object, password, uuid } from './shapes.ts'

const open = { authentication: 'none', right: 'public', keyScope: 'none', auditClass: 'security', rateClass: 'sign-in' } as const
const own = { authentication: 'session', right: 'self', keyScope: 'none', auditClass: 'security', rateClass: 'write' } as const

const preference = (maxLength: number) => ({ type: ['string', 'null'], minLength: 1, maxLength })

/** A year: how long a browser is remembered as one that has signed in to an account before. */
const deviceLife = 365 * 86_400

export function sessionRoutes(premises: Premises): Route[] {
  const cookie = cookieNames(premises.publicUrl)
  return [
    {
      ...open,
      method: 'GET',
      path: '/api/sign-in',
      auditClass: 'none',
      rateClass: 'read',
      handler: async (call): Promise<SignInView> => ({
        demo: premises.demo,
        setupNeeded: await isSetupNeeded(premises),
        ...(await viewPersonas(premises, call.languages)),
      }),
    },
    {
      // A page asks this before it knows whether anybody is signed in: a refusal would be an error in the browser's console each time. It says what
      // `GET /api/session` says to the same cookie, and to no, a made-up or an ended one the same nothing.
      ...open,
      method: 'GET',
      path: '/api/sign-in/session',
      auditClass: 'none',
      rateClass: 'read',
      handler: async (call): Promise<PresentSession> => {
        const session = await identify(premises.gate, call.cookie(cookie.session))
        if (!session) return { session: null }
        await call.signInAs(session)
        return { session: await viewSession(premises, session, await call.refreshActor()) }
      },
    },
    {
      ...open,
      method: 'POST',
      path: '/api/session',
      body: object({ email, password }, ['email', 'password']),
      handler: async (call, reply) => {
        const opened = await signIn(
          premises,
          { ...signInRequest(call, premises), device: call.cookie(cookie.device) },
          call.body as { email: string; password: string },
        )
        setCookie(reply, cookie.device, makeDeviceCookie(opened.email, premises.secrets.token), cookie.secure, deviceLife)
        return welcome(premises, call, reply, opened.token)
      },
    },
    {
      ...open,
      method: 'POST',
      path: '/api/demo-session',
      body: object({ person: uuid }, ['person']),
      handler: async (call, reply) => {
        const opened = await signInAsPersona(premises, signInRequest(call, premises), (call.body as { person: string }).person)
        return welcome(premises, call, reply, opened.token)
      },
    },
    {
      ...open,
      method: 'POST',
      path: '/api/setup',
      body: object({ code: { type: 'string', minLength: 1, maxLength: 100 }, name, email, password }, [
        'code',
        'name',
        'email',
        'password',
      ]),
      handler: async (call, reply) => {
        const opened = await setUp(premises, signInRequest(call, premises), call.body as FirstAdministrator)
        return welcome(premises, call, reply, opened.token)
      },
    },
    {
      ...own,
      method: 'GET',
      path: '/api/session',
      auditClass: 'none',
      rateClass: 'read',
      handler: async call => viewSession(premises, call.session, await call.refreshActor()),
    },
    {
      ...own,
      method: 'GET',
      path: '/api/session/preferences',
      auditClass: 'none',
      rateClass: 'read',
      handler: (call): Preferences => call.session.preferences,
    },
    {
      ...own,
      method: 'PATCH',
      path: '/api/session/preferences',
      body: object({ language: preference(35), timeZone: preference(64) }),
      handler: call => changePreferences(premises, call, call.session, call.body as Partial<Preferences>),
    },
    {
      ...own,
      method: 'DELETE',
      path: '/api/session',
      leaves: true,
      handler: async (call, reply) => {
        await actAs(premises, call, client => endSession(client, call.session.id))
        clearCookie(reply, cookie.session, cookie.secure)
        reply.code(204)
      },
    },
    {
      ...own,
      method: 'GET',
      path: '/api/sessions',
      auditClass: 'none',
      rateClass: 'read',
      handler: async (call): Promise<OwnSessions> => ({
        others: await countSessions(premises.gate, call.session.person, call.session.id),
      }),
    },
    {
      ...own,
      method: 'DELETE',
      path: '/api/sessions',
      leaves: true,
      handler: async (call, reply) => {
        await actAs(premises, call, client => endSessions(client, call.session.person))
        clearCookie(reply, cookie.session, cookie.secure)
        reply.code(204)
      },
    },
    {
      ...own,
      method: 'POST',
      path: '/api/password',
      body: object({ current: password, next: password }, ['current', 'next']),
      handler: async (call, reply) => {
        const token = await changePassword(premises, proofOf(call), call.body as { current: string; next: string })
        setCookie(reply, cookie.session, token, cookie.secure)
        reply.code(204)
      },
    },
    {
      ...own,
      method: 'POST',
      path: '/api/session/confirmation',
      body: object({ password }, ['password']),
      handler: async (call, reply) => {
        const token = await confirmPassword(premises, proofOf(call), (call.body as { password: string }).password)
        setCookie(reply, cookie.session, token, cookie.secure)
        reply.code(204)
      },
    },
  ]

  function proofOf(call: Call) {
    return { acting: call, session: call.session, source: call.source, device: call.cookie(cookie.device) }
  }
}

export function signInRequest(call: Call, premises: Premises) {
  return {
    id: call.id,
    source: call.source,
    userAgent: call.userAgent,
    token: call.cookie(cookieNames(premises.publicUrl).session),
  }
}

/** Gives the browser its new session and says who it is now. The token goes into the cookie and nowhere else. */
export async function welcome(premises: Premises, call: Call, reply: FastifyReply, token: string): Promise<SessionView> {
  const cookie = cookieNames(premises.publicUrl)
  setCookie(reply, cookie.session, token, cookie.secure)
  return showSession(premises, call, token)
}

/** The session of a token that was made a statement ago, as its person sees it from here on. */
export async function showSession(premises: Premises, call: Call, token: string): Promise<SessionView> {
  const session = await identify(premises.gate, token)
  // The session was opened in the statement before: it can only be missing when somebody suspended the person in between.
  if (session) await call.signInAs(session)
  return viewSession(premises, call.session, await call.refreshActor())
}
