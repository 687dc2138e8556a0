/**
 * Same-origin proof for writes, and which host names are ours. A browser cannot be made to lie about Origin and Sec-Fetch-Site, so a
 * page of another site cannot write with a visitor's cookie. Programs send neither; they are let through only when they bring no cookie.
 */
import { type Said, say } from '../../problems.ts'

export interface OriginProof {
  /** The Host header as it came; forwarded headers do not count. */
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
  readonly bringsCookie: boolean
}

const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/

/** Loopback names are accepted at any port: they cannot be made to point here by somebody else's DNS. */
export function isOwnHost(host: string | undefined, publicUrl: string): boolean {
  if (host === undefined) return false
  const name = host.toLowerCase()
  return name === new URL(publicUrl).host || loopbackHost.test(name)
}

/** @returns why the write is refused, or undefined when it comes from a page of ours (or from no page at all and without a cookie) */
export function refuseForeignWrite(proof: OriginProof, publicUrl: string): Said | undefined {
  if (proof.fetchSite !== undefined && proof.fetchSite !== 'same-origin') return say('origin.fetch-site')
  if (proof.origin !== undefined) {
    return ownOrigins(proof.host, publicUrl).includes(proof.origin) ? undefined : say('origin.other')
  }
  if (proof.fetchSite === 'same-origin') return undefined
  return proof.bringsCookie ? say('origin.missing') : undefined
}

function ownOrigins(host: string | undefined, publicUrl: string): string[] {
  const own = [new URL(publicUrl).origin]
  if (host && loopbackHost.test(host.toLowerCase())) own.push(`http://${host.toLowerCase()}`)
  return own
}
