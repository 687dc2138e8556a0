/** Where a command works: the data folder or DATABASE_URL, and the secret that belongs to it. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEmbedded } from '../../database/embedded.ts'
import { reachableByOthers } from '../../database/embedded-binaries.ts'
import type { AdminAddress } from '../../database/open.ts'
import { ownSecret } from '../../installation.ts'

export interface Place {
  readonly address: AdminAddress
  readonly secret: string
  readonly dataFolder: string
  readonly embedded: boolean
  /** For a node, which owns its embedded server even when it adopted it: keeps it running, and stops it at the end. */
  own(notice: (sentence: string) => void): void
  /** Stops what was started for this command; a server that was running stays. */
  close(): Promise<void>
}

export function dataFolder(): string {
  const given = process.env.BAILIWICK_DATA
  if (given) return resolve(given)
  const project = fileURLToPath(new URL('../../../../../.data', import.meta.url))
  // As root the database runs as an account without rights, which must be able to get there.
  if (process.getuid?.() !== 0 || reachableByOthers(project)) return project
  return '/var/lib/bailiwick'
}

/**
 * @param notice told what is waited for
 * @throws a sentence when the settings do not make sense together
 */
export async function openPlace(notice: (sentence: string) => void): Promise<Place> {
  const folder = dataFolder()
  const url = process.env.DATABASE_URL
  if (url) {
    const secret = process.env.BAILIWICK_SECRET
    if (!secret)
      throw new Error(
        'With DATABASE_URL, set BAILIWICK_SECRET too, the same for every node, for example to the output of: openssl rand -base64 32',
      )
    return {
      address: addressOf(url),
      secret,
      dataFolder: folder,
      embedded: false,
      own: () => undefined,
      close: async () => undefined,
    }
  }
  const server = await startEmbedded({ dataFolder: folder, notice })
  let owned = !server.adopted
  return {
    address: server.address,
    secret: process.env.BAILIWICK_SECRET ?? (await ownSecret(folder)),
    dataFolder: folder,
    embedded: true,
    own: notice => {
      owned = true
      server.keepUp(notice)
    },
    close: async () => {
      if (owned) await server.stop()
    },
  }
}

export function headFile(folder: string): string | undefined {
  return existsSync(folder) ? join(folder, 'audit-heads.jsonl') : undefined
}

function addressOf(url: string): AdminAddress {
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch {
    throw new Error('DATABASE_URL is not an address such as postgres://user:password@host:5432/database')
  }
  if (!/^postgres(ql)?:$/.test(parsed.protocol)) throw new Error('DATABASE_URL must begin with postgres://')
  const mode = parsed.searchParams.get('sslmode')
  return {
    host: parsed.searchParams.get('host') ?? decodeURIComponent(parsed.hostname || 'localhost'),
    port: Number(parsed.port || 5432),
    database: decodeURIComponent(parsed.pathname.slice(1) || 'postgres'),
    user: decodeURIComponent(parsed.username || 'postgres'),
    password: decodeURIComponent(parsed.password),
    ...(mode === 'require' || mode === 'prefer'
      ? { ssl: { rejectUnauthorized: false } }
      : mode?.startsWith('verify')
        ? { ssl: true }
        : {}),
  }
}
