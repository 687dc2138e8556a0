/**
 * Everything secret comes from one installation secret, kept outside the database: a file of the data folder, or BAILIWICK_SECRET.
 * Keys for different purposes are derived, so that none of them says anything about another.
 */
import { createHmac, hkdfSync, randomBytes } from 'node:crypto'

export interface KeyPads {
  readonly inner: Buffer
  readonly outer: Buffer
}

export interface InstallationKeys {
  /** Signs claims; the database holds its padded blocks. */
  readonly claims: Buffer
  /** Seed of the Ed25519 key that signs audit seals. */
  readonly auditSeed: Buffer
  /** Hashes page tokens and the like that must not be made up. */
  readonly token: Buffer
  readonly loginPassword: string
  readonly gatePassword: string
}

/** @throws when the secret is too short to be one (32 bytes of base64 or hex are 43 characters and more) */
export function deriveKeys(secret: string): InstallationKeys {
  if (secret.length < 32)
    throw new Error(
      'The installation secret is shorter than 32 characters. Set BAILIWICK_SECRET to the output of: openssl rand -base64 32',
    )
  const derive = (purpose: string, length = 32) => Buffer.from(hkdfSync('sha256', secret, 'bailiwick', purpose, length))
  return {
    claims: derive('claims'),
    auditSeed: derive('audit'),
    token: derive('token'),
    loginPassword: derive('login').toString('base64url'),
    gatePassword: derive('gate').toString('base64url'),
  }
}

/** The two blocks HMAC-SHA-256 starts from, so that PostgreSQL can verify with sha256() alone (RFC 2104). */
export function padKey(key: Buffer): KeyPads {
  const block = Buffer.alloc(64)
  key.copy(block)
  return { inner: block.map(byte => byte ^ 0x36) as Buffer, outer: block.map(byte => byte ^ 0x5c) as Buffer }
}

export function sign(key: Buffer, message: string): Buffer {
  return createHmac('sha256', key).update(message).digest()
}

/** A key that is stored where it is made and shown to nobody. */
export function freshKey(): Buffer {
  return randomBytes(32)
}
