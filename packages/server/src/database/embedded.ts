/**
 * Embedded PostgreSQL under our own launcher: a cluster in the data folder, reachable by unix socket only. As root it runs as an account without rights; what a
 * killed node left running is adopted; what was left half made is made again.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { copyFor, findBinaries, hydrate, reachableByOthers } from './embedded-binaries.ts'
import type { AdminAddress } from './open.ts'

export interface EmbeddedOptions {
  readonly dataFolder: string
  /** For clusters that are thrown away: no fsync, small memory. Never for data anyone wants to keep. */
  readonly throwAway?: boolean
  /** Told what is waited for, when it takes longer than a moment. */
  readonly notice?: (sentence: string) => void
  /** How long one that is still shutting down is waited for; half a minute when absent. */
  readonly patienceMs?: number
}

export interface EmbeddedServer {
  readonly address: AdminAddress
  /** It was already running: left over from a node that was killed. */
  readonly adopted: boolean
  /** From now on it is started again whenever it ends by itself: killed, or out of memory. `notice` is told a sentence each time. */
  keepUp(notice: (sentence: string) => void): void
  stop(): Promise<void>
}

/** An account that owns nothing; PostgreSQL refuses to run as root. */
const nobody = 65_534
const port = 5432

/** @throws a sentence when it cannot start, with the end of its log */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const folder = resolve(options.dataFolder)
  const asRoot = process.getuid?.() === 0
  const own = (path: string) => {
    if (asRoot) chownSync(path, nobody, nobody)
  }
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  if (asRoot && !reachableByOthers(folder)) {
    throw new Error(
      `As root, PostgreSQL runs as an account without rights, which cannot reach ${folder}. Set BAILIWICK_DATA to a folder outside of private ones, such as /var/lib/bailiwick.`,
    )
  }
  const { folder: native, version } = findBinaries()
  hydrate(native)
  const binaries = asRoot && !reachableByOthers(native) ? copyFor(native, version, folder) : native
  const cluster = join(folder, 'postgres')
  const password = keptPassword(join(folder, 'postgres-password'))
  const socket = socketFolder(folder, own)
  const run = {
    binaries,
    cluster,
    socket,
    identity: asRoot ? { uid: nobody, gid: nobody } : {},
    log: join(folder, 'postgres.log'),
    throwAway: options.throwAway ?? false,
  }
  if (!existsSync(cluster)) makeCluster(run, password, own)
  const address: AdminAddress = { host: socket, port, database: 'postgres', user: 'postgres', password }
  const left = runningPid(cluster)
  const start = () => launch(run, own)
  if (left !== undefined && (await outlast(address, left, options))) return { adopted: true, ...keeper(address, left, start) }
  const pid = start()
  if (!(await answers(address, 60_000, () => isAlive(pid)))) {
    throw new Error(`PostgreSQL did not start. The end of ${run.log}:\n${tail(run.log)}`)
  }
  return { adopted: false, ...keeper(address, pid, start) }
}

/**
 * A server that was left running answers, or is on its way out: then a new one is refused until it has ended.
 * @returns whether it answers; false: it has ended
 * @throws a sentence when it does neither
 */
async function outlast(address: AdminAddress, pid: number, { notice, patienceMs = 30_000 }: EmbeddedOptions): Promise<boolean> {
  if (await answers(address, Math.min(1_000, patienceMs), () => isAlive(pid))) return true
  if (!isAlive(pid)) return false
  notice?.(`PostgreSQL from before (process ${pid}) is still shutting down or starting up; it is waited for.`)
  if (await answers(address, patienceMs, () => isAlive(pid))) return true
  if (!isAlive(pid)) return false
  throw new Error(
    `PostgreSQL from before (process ${pid}) holds this data folder and still does not answer after ${Math.round(patienceMs / 1_000)} seconds. Wait until it has ended and start again; or end it at once with “kill -QUIT ${pid}”, which loses nothing that was saved, and start again.`,
  )
}

function keeper(address: AdminAddress, first: number, start: () => number): Omit<EmbeddedServer, 'adopted'> {
  let pid = first
  let stopping = false
  let timer: NodeJS.Timeout | undefined
  let restarting: Promise<void> | undefined
  const restart = async () => {
    // What the killed one left behind may hold the cluster for a moment; until then a new one ends at once.
    for (let delay = 200; !stopping; delay = Math.min(delay * 2, 5_000)) {
      pid = start()
      if (await answers(address, 60_000, () => !stopping && isAlive(pid))) return
      await new Promise(done => setTimeout(done, delay))
    }
  }
  return {
    address,
    keepUp: notice => {
      timer ??= setInterval(() => {
        if (stopping || restarting || isAlive(pid)) return
        notice('PostgreSQL ended by itself; it is started again.')
        restarting = restart()
          .then(() => (stopping ? undefined : notice('PostgreSQL is back.')))
          .catch(error => notice(`PostgreSQL could not be started again: ${(error as Error).message}`))
          .finally(() => {
            restarting = undefined
          })
      }, 250)
      timer.unref()
    },
    stop: async () => {
      stopping = true
      clearInterval(timer)
      await restarting
      await stopServer(pid)
    },
  }
}

interface Run {
  readonly binaries: string
  readonly cluster: string
  readonly socket: string
  readonly identity: { uid?: number; gid?: number }
  readonly log: string
  readonly throwAway: boolean
}

function keptPassword(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  const password = randomBytes(24).toString('base64url')
  writeFileSync(file, `${password}\n`, { mode: 0o600 })
  return password
}

/** Socket paths are limited to about 100 bytes; a long data folder gets a short place of its own. */
function socketFolder(folder: string, own: (path: string) => void): string {
  const beside = join(folder, 'socket')
  const short = join(tmpdir(), `bailiwick-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`)
  const socket = Buffer.byteLength(beside) < 80 ? beside : short
  mkdirSync(socket, { recursive: true, mode: 0o700 })
  chmodSync(socket, 0o700)
  own(socket)
  return socket
}

/** Made beside its place and moved there when it is whole, so that a crash leaves no half cluster. */
function makeCluster(run: Run, password: string, own: (path: string) => void): void {
  const half = `${run.cluster}.new`
  rmSync(half, { recursive: true, force: true })
  mkdirSync(half, { mode: 0o700 })
  own(half)
  const passwordFile = join(run.socket, 'first-password')
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  own(passwordFile)
  const args = [
    '-D',
    half,
    '-U',
    'postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '-E',
    'UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
  ]
  const made = spawnSync(join(run.binaries, 'bin', 'initdb'), run.throwAway ? [...args, '--no-sync'] : args, {
    ...run.identity,
    cwd: '/',
    encoding: 'utf8',
    env: environment(),
  })
  rmSync(passwordFile, { force: true })
  if (made.status !== 0)
    throw new Error(`PostgreSQL's initdb failed: ${made.error?.message ?? ''}\n${made.stderr ?? ''}${made.stdout ?? ''}`)
  renameSync(half, run.cluster)
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' }
}

function settings(run: Run): Record<string, string> {
  const megabytes = totalmem() / 1024 / 1024
  const common = {
    listen_addresses: '',
    unix_socket_directories: run.socket,
    unix_socket_permissions: '0700',
    port: String(port),
    max_connections: '100',
    work_mem: '16MB',
    shared_buffers: run.throwAway ? '64MB' : megabytes > 3_000 ? '256MB' : '96MB',
    jit: 'off',
    wal_compression: 'on',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Statements and their values stay out of the log: they hold what people wrote.
    log_statement: 'none',
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: '0',
    log_checkpoints: 'off',
  }
  return run.throwAway
    ? {
        ...common,
        fsync: 'off',
        synchronous_commit: 'off',
        full_page_writes: 'off',
        // A database that is copied is written to the log whole: to compress that costs more than to write it.
        wal_compression: 'off',
        wal_level: 'minimal',
        max_wal_senders: '0',
        max_connections: '150',
        max_wal_size: '512MB',
      }
    : common
}

function launch(run: Run, own: (path: string) => void): number {
  const log = openSync(run.log, 'a', 0o640)
  own(run.log)
  const args = ['-D', run.cluster, ...Object.entries(settings(run)).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  // A group of its own: Ctrl-C reaches the node first, which then stops it in order.
  const child = spawn(join(run.binaries, 'bin', 'postgres'), args, {
    ...run.identity,
    cwd: '/',
    env: environment(),
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.unref()
  if (child.pid === undefined) throw new Error('PostgreSQL could not be started: its program cannot be run.')
  return child.pid
}

/** The server that runs on this cluster, if one does. */
function runningPid(cluster: string): number | undefined {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const [pid, data] = readFileSync(file, 'utf8').split('\n')
  const number = Number(pid)
  return Number.isInteger(number) &&
    number > 1 &&
    resolve(data ?? '') === resolve(cluster) &&
    isAlive(number) &&
    isOf(cluster, number)
    ? number
    : undefined
}

/** After a restart of the machine, or in a new container, the number may be that of anything. */
function isOf(cluster: string, pid: number): boolean {
  if (process.platform !== 'linux') return true
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(cluster)
  } catch {
    return false
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

async function answers(address: AdminAddress, forMs: number, worthWaiting: () => boolean = () => true): Promise<boolean> {
  const until = Date.now() + forMs
  while (Date.now() < until) {
    const client = new pg.Client({ ...address })
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.end()
      return true
    } catch (error) {
      if ((error as { code?: string }).code === '28P01')
        throw new Error(
          'PostgreSQL does not take the password in postgres-password: the file does not belong to this data folder.',
        )
      if (!worthWaiting()) return false
      await new Promise(done => setTimeout(done, 25))
    }
  }
  return false
}

/** Fast shutdown: open transactions are rolled back, everything acknowledged is kept. */
async function stopServer(pid: number): Promise<void> {
  if (!isAlive(pid)) return
  process.kill(pid, 'SIGINT')
  for (let waited = 0; waited < 30_000 && isAlive(pid); waited += 20) await new Promise(done => setTimeout(done, 20))
  if (isAlive(pid)) process.kill(pid, 'SIGQUIT')
}

function tail(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(-15).join('\n') : ''
}
