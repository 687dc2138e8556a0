/** The session's cookie: readable by no script, sent to no other site, bound to this host. The value is the token and stands nowhere else. */
import type { FastifyReply } from 'fastify'

/** The `__Host-` prefix makes browsers insist on Secure, no Domain and Path=/; plain http (localhost) cannot have it. */
export function cookieNames(publicUrl: string): { readonly session: string; readonly device: string; readonly secure: boolean } {
  const secure = publicUrl.startsWith('https:')
  const prefix = secure ? '__Host-' : ''
  return { session: `${prefix}bailiwick`, device: `${prefix}bailiwick-device`, secure }
}

export function setCookie(reply: FastifyReply, name: string, value: string, secure: boolean, maxAge?: number): void {
  reply.setCookie(name, value, { path: '/', httpOnly: true, sameSite: 'lax', secure, ...(maxAge ? { maxAge } : {}) })
}

export function clearCookie(reply: FastifyReply, name: string, secure: boolean): void {
  reply.clearCookie(name, { path: '/', httpOnly: true, sameSite: 'lax', secure })
}
