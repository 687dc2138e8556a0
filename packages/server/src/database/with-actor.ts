/**
 * Every data statement runs here: in a transaction that has entered with signed claims and become `bailiwick_runtime`.
 *
 * A connection is used by many people in turn, and SQL smuggled into one transaction could leave things behind for the next: settings and roles of the session are reset
 * before anything else, what enters is never a prepared statement that could have been replaced, and a session in which statements were prepared by SQL is not entered.
 *
 * Statements are pipelined: BEGIN, entering, the work and COMMIT leave in one go and cost one round trip (1.2 times a bare query against
 * 2.5 times when each is awaited). When entering fails the rest fails with it, because the transaction is aborted; when BEGIN itself fails the rest
 * runs as the login role, which may do nothing.
 */
import type { Socket } from 'node:net'
import type { Pool, PoolClient, QueryResult } from 'pg'

/** One statement as a value: what a test can print and a log may not (it holds values). */
export interface Statement {
  /** A name makes it a prepared statement of the connection; only for texts from a bounded set. */
  readonly name?: string
  readonly text: string
  readonly values: readonly (string | number | boolean | Buffer | null)[]
  /** It sets this and does nothing else: where it comes first it goes with entering, and costs no statement of its own. */
  readonly setting?: Setting
  /** What its failure becomes, where the same failure of another statement would be told otherwise. @param before what the statements before it gave */
  readonly refused?: (error: unknown, before: readonly Rows[]) => unknown
}

/** How PostgreSQL plans or runs what follows in the transaction. */
type Setting = readonly [name: 'enable_bitmapscan' | 'statement_timeout' | 'work_mem', value: string]

export function setting(...[name, value]: Setting): Statement {
  return { text: 'SELECT pg_catalog.set_config($1, $2, true)', values: [name, value], setting: [name, value] }
}

export interface Claims {
  readonly text: string
  readonly signature: Buffer
}

/** Rows as arrays, in the order of the select list; booleans, whole numbers and JSON as themselves, the rest as PostgreSQL's text. */
export interface Rows {
  readonly rows: readonly (readonly unknown[])[]
  readonly rowCount: number
}

export interface Transaction {
  run(statement: Statement): Promise<Rows>
}

/** Sends all statements in one round trip. Answers in their order, or rejects with the first error; then nothing has happened. */
export async function runAsActor(
  pool: Pool,
  claims: Claims,
  statements: readonly Statement[],
  signal?: AbortSignal,
): Promise<Rows[]> {
  const client = await connect(pool)
  const cancel = cancelOnAbort(pool, client, signal)
  let broken = false
  const own = statements.findIndex(statement => !statement.setting)
  const settings = statements.slice(0, own === -1 ? statements.length : own)
  try {
    const sent = inOneWrite(client, () => [
      client.query(beginning),
      client.query(entering(claims, settings)),
      ...statements.slice(settings.length).map(statement => client.query(prepared(statement))),
      client.query('COMMIT'),
    ])
    const settled = await Promise.allSettled(sent)
    const failure = settled.find(result => result.status === 'rejected')
    if (failure) {
      broken = isConnectionError(failure.reason)
      if (!broken && settled[settled.length - 1]?.status === 'rejected') await client.query('ROLLBACK')
      const failed = settled.indexOf(failure) - 2
      throw refusedBy(statements[failed + settings.length], failure.reason, [
        ...asSet(settings),
        ...answered(settled.slice(2, 2 + failed)),
      ])
    }
    return [...asSet(settings), ...answered(settled.slice(2, -1))]
  } finally {
    cancel()
    // A cancelled connection is not used again: the cancel may arrive late and would hit whoever has it next.
    client.release(broken || signal?.aborted === true)
  }
}

/** For work that decides between statements. Commits when the work resolves, rolls back when it rejects. */
export async function withActor<T>(
  pool: Pool,
  claims: Claims,
  work: (tx: Transaction) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const client = await connect(pool)
  const cancel = cancelOnAbort(pool, client, signal)
  let broken = false
  let over = false
  try {
    const entered = Promise.all([client.query(beginning), client.query(entering(claims))])
    entered.catch(() => undefined)
    const result = await Promise.all([
      entered,
      work({
        run: async statement => {
          // Work that was at something else while entering failed: by now the connection may be somebody else's.
          if (over) throw new Error('The transaction is over.')
          try {
            return asRows(await client.query(prepared(statement)))
          } catch (error) {
            throw refusedBy(statement, error, [])
          }
        },
      }),
    ]).then(([, value]) => value)
    over = true
    await client.query('COMMIT')
    return result
  } catch (error) {
    over = true
    broken = isConnectionError(error)
    if (!broken) {
      try {
        await client.query('ROLLBACK')
      } catch {
        broken = true
      }
    }
    throw error
  } finally {
    cancel()
    // A cancelled connection is not used again: the cancel may arrive late and would hit whoever has it next.
    client.release(broken || signal?.aborted === true)
  }
}

/**
 * A connection of the pool. Where none is to be had at this moment it is asked for again: nothing has been sent yet, so nothing can happen twice, and a database that is busy
 * with something else for a second need not become an error on a screen.
 */
async function connect(pool: Pool): Promise<PoolClient> {
  const began = performance.now()
  for (const pause of [50, 400]) {
    try {
      return await pool.connect()
    } catch (error) {
      // Whoever waited long hears so, rather than wait as long again.
      if (performance.now() - began > 6_000) throw error
      await new Promise(resolve => setTimeout(resolve, pause))
    }
  }
  return pool.connect()
}

/** Each query alone would be a system call of its own, and those were a third of a node's time. */
function inOneWrite<T>(client: PoolClient, queries: () => T): T {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  stream.cork()
  try {
    return queries()
  } finally {
    stream.uncork()
  }
}

/** Cursors that were held open have rows of whoever opened them, and locks and channels of the session outlive its transactions. */
const beginning =
  'RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; CLOSE ALL; UNLISTEN *; SELECT pg_catalog.pg_advisory_unlock_all(); BEGIN'
const enterText = `SELECT bailiwick.untouched(), bailiwick.enter($1, $2), pg_catalog.set_config('role', 'bailiwick_runtime', true)`

function entering(claims: Claims, settings: readonly Statement[] = []) {
  const more = settings.map((_, index) => `, pg_catalog.set_config($${2 * index + 3}, $${2 * index + 4}, true)`)
  return {
    text: enterText + more.join(''),
    values: [claims.text, claims.signature, ...settings.flatMap(({ values }) => values)],
    rowMode: 'array' as const,
  }
}

/** BEGIN, entering and COMMIT are nobody's statements. */
function refusedBy(statement: Statement | undefined, error: unknown, before: readonly Rows[]): unknown {
  return statement?.refused ? statement.refused(error, before) : error
}

const asSet = (settings: readonly Statement[]) => settings.map(({ values }): Rows => ({ rows: [[values[1]]], rowCount: 1 }))

const answered = (settled: readonly PromiseSettledResult<QueryResult>[]) =>
  settled.map(result => asRows((result as PromiseFulfilledResult<QueryResult>).value))

function prepared({ setting: _, refused: __, ...statement }: Statement) {
  return { ...statement, values: [...statement.values], rowMode: 'array' as const }
}

function asRows(result: QueryResult): Rows {
  return { rows: result.rows as unknown as unknown[][], rowCount: result.rowCount ?? 0 }
}

function isConnectionError(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? ''
  // BW498: the session was tampered with. 26000: a statement this node prepared is gone, so somebody else was at it.
  return (
    code === '' || code.startsWith('08') || code.startsWith('57P') || code.startsWith('E') || code === 'BW498' || code === '26000'
  )
}

/** A client that went away gets its query cancelled: the answer has no reader and the row locks have no purpose. */
function cancelOnAbort(pool: Pool, client: PoolClient, signal: AbortSignal | undefined): () => void {
  if (!signal) return () => undefined
  const backend = (client as unknown as { processID: number }).processID
  const onAbort = () => {
    pool.query('SELECT pg_cancel_backend($1)', [backend]).catch(() => undefined)
  }
  signal.addEventListener('abort', onAbort, { once: true })
  return () => signal.removeEventListener('abort', onAbort)
}
