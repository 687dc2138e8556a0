/** The headers every answer carries. A page gets its own policy with a fresh nonce; anything else may load nothing at all. */
import type { FastifyReply } from 'fastify'

const closedPolicy = `default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`

export function setSecurityHeaders(reply: FastifyReply, path: string, overTls: boolean): void {
  reply.headers({
    'content-security-policy': closedPolicy,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    // The camera reads codes on our own pages, for nobody who frames or is framed.
    'permissions-policy': 'camera=(self), geolocation=(), microphone=(), payment=(), usb=()',
    ...(overTls ? { 'strict-transport-security': 'max-age=31536000' } : {}),
    ...(path.startsWith('/assets/') ? {} : { 'cache-control': 'no-store' }),
  })
}

/** What a worker may do stands with its script: load further scripts of ours. It asks and sends nothing, whatever it is given to read. */
export const workerPolicy = `default-src 'none'; script-src 'self'`

/** For the one page of the screens. No unsafe-inline and no unsafe-eval: styles made at run time carry the nonce. */
export function pagePolicy(nonce: string): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `connect-src 'self'`,
    `worker-src 'self'`,
    `manifest-src 'self'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
    `object-src 'none'`,
  ].join('; ')
}
