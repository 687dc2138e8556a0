/**
 * Passwords: which are accepted, and how they are kept (argon2id in the PHC form). Hashing takes 64 MiB each, so at most two run at a time and
 * a bounded number wait: the memory is what an attacker would go for. An unknown account costs exactly the work of a known one.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { problem, type Said, say } from '../../problems.ts'
import { isCommon } from './common-passwords.ts'

const memory = 65_536
const passes = 3
const parallelism = 1
const tagLength = 32

const atOnce = 2
const mostWaiting = 40

export const shortestPassword = 12
/** What a request may bring; longer is not more secure, only more work. */
export const longestPassword = 200

/** The same keys make the same characters on every keyboard and system. */
function bytesOf(password: string): Buffer {
  return Buffer.from(password.normalize('NFKC'), 'utf8')
}

/** @returns why it is refused, or undefined */
export function refusePassword(password: string, email: string): Said | undefined {
  const lower = password.normalize('NFKC').toLowerCase()
  if ([...lower].length < shortestPassword) return say('password.short', { least: shortestPassword })
  const [local = ''] = email.split('@')
  if (lower === email || (local.length > 3 && lower.replaceAll(local, '').length < 8)) return say('password.email')
  if (isCommon(lower)) return say('password.common')
  return undefined
}

export function requireGoodPassword(password: string, email: string, field: string): void {
  const message = refusePassword(password, email)
  if (message) throw problem('password.too-weak', { fields: [{ field, message }] })
}

let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) {
    if (waiting.length >= mostWaiting) throw problem('session.too-busy', { retryAfter: 5 })
    await new Promise<void>(resolve => waiting.push(resolve))
  } else {
    running++
  }
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    // The place is handed on, not freed, so that nobody can slip in between.
    if (next) next()
    else running--
  }
}

interface Cost {
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

function derive(password: string, nonce: Buffer, cost: Cost, length: number): Promise<Buffer> {
  return inTurn(
    () =>
      new Promise((resolve, reject) => {
        argon2('argon2id', { message: bytesOf(password), nonce, tagLength: length, ...cost }, (error, tag) => {
          if (error) reject(error)
          else resolve(tag)
        })
      }),
  )
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}

function phc(cost: Cost, nonce: Buffer, tag: Buffer): string {
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(nonce)}$${base64(tag)}`
}

export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const cost = { memory, passes, parallelism }
  return phc(cost, nonce, await derive(password, nonce, cost, tagLength))
}

const phcForm = /^\$argon2id\$v=19\$m=(\d{4,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/

/** What nobody's password hashes to, at the present cost. */
const decoy = phc({ memory, passes, parallelism }, randomBytes(16), randomBytes(tagLength))

/** @param hash undefined when there is no such account or it has no password: the work is done all the same, and the answer is no */
export async function verifyPassword(hash: string | undefined, password: string): Promise<boolean> {
  const parts = phcForm.exec(hash ?? decoy)
  if (!parts) throw new Error('A stored password hash is not in the PHC form of argon2id')
  const [, m, t, p, nonce, tag] = parts
  const expected = Buffer.from(tag!, 'base64')
  const cost = { memory: Number(m), passes: Number(t), parallelism: Number(p) }
  const got = await derive(password, Buffer.from(nonce!, 'base64'), cost, expected.length)
  return timingSafeEqual(got, expected) && hash !== undefined
}
