/** The network an attempt counts against: an IPv4 address, or the /64 of an IPv6 one, because a single customer has all of that. */
import { isIPv4, isIPv6 } from 'node:net'

export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (isIPv4(plain)) return plain
  if (!isIPv6(plain)) return 'unknown'
  // URL writes an IPv6 address in its one canonical form, without which '::1' and '0:0::1' would be two networks.
  const canonical = new URL(`http://[${plain}]/`).hostname.slice(1, -1)
  return `${expand(canonical).slice(0, 4).join(':')}::/64`
}

function expand(address: string): string[] {
  const [head = '', tail] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  if (tail === undefined) return left
  const right = tail === '' ? [] : tail.split(':')
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right]
}
