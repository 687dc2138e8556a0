/**
 * The two pools of a node. `data` carries requests (login role: may only `enter`); `gate` carries accounts and sessions.
 * Neither can do the other's work, so SQL smuggled into a data transaction finds no account to touch.
 */
import pg from 'pg'

export interface DatabaseAddress {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly ssl?: boolean | { readonly rejectUnauthorized: boolean }
}

export interface Connections {
  readonly data: pg.Pool
  readonly gate: pg.Pool
  close(): Promise<void>
}

/** Booleans, whole numbers and JSON as themselves; everything else as PostgreSQL's text, never by a driver's guess (dates, exact numbers). */
const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  16: text => text === 't',
  20: Number,
  21: Number,
  23: Number,
  114: JSON.parse,
  3802: JSON.parse,
}
const asText = (text: string) => text
const wireTypes = { getTypeParser: (oid: number) => parsers[oid] ?? asText }

/**
 * @param size greatest number of data connections; the gate gets a quarter, at least two
 * @param onError told of connections that died while idle or in use; pg kills the process when a client has no such listener
 */
export function openConnections(
  address: DatabaseAddress,
  passwords: { login: string; gate: string },
  size: number,
  onError: (error: Error) => void,
): Connections {
  // Text forms of times must not depend on the server's settings: page tokens carry them. A page of an index costs little more than the next one on today's disks; with the
  // price of turning ones a list is put together from whole tables.
  const options = '-c TimeZone=UTC -c DateStyle=ISO -c random_page_cost=1.1'
  const common = { ...address, options, connectionTimeoutMillis: 5_000, idleTimeoutMillis: 60_000, keepAlive: true }
  const data = new pg.Pool({
    ...common,
    user: 'bailiwick_login',
    password: passwords.login,
    max: size,
    application_name: 'bailiwick data',
    types: wireTypes as unknown as pg.CustomTypesConfig,
    pipeline: true,
  } as pg.PoolConfig)
  const gate = new pg.Pool({
    ...common,
    user: 'bailiwick_gate',
    password: passwords.gate,
    max: Math.max(2, Math.ceil(size / 4)),
    application_name: 'bailiwick gate',
  })
  const open = new Set<pg.PoolClient>()
  let ending = false
  const lost = (error: Error) => {
    if (!ending) onError(error)
  }
  for (const pool of [data, gate]) {
    pool.on('error', lost)
    pool.on('connect', client => {
      open.add(client)
      client.on('error', lost)
      client.once('end', () => open.delete(client))
    })
  }
  return {
    data,
    gate,
    close: async () => {
      ending = true
      await Promise.all([data.end(), gate.end()])
      // The pools do not wait for the goodbyes they send. A server that is stopped before it has read them takes its clients for cut off.
      for (let waited = 0; waited < 1_000 && open.size > 0; waited += 10) await new Promise(done => setTimeout(done, 10))
    },
  }
}
