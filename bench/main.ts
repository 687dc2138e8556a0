/**
 * `npm run bench`: the product beside a hand-written peer, in one run, as ratios. Rounds of the sides alternate, so that a slow minute of the machine hits all of them.
 * Options: `--tickets 1000000` `--seconds 2` `--rounds 3` `--only list,get` `--fresh` (load the data anew). Data are kept in .data/bench between runs.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { globSync, readFileSync, rmSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { startEmbedded } from '../packages/server/src/database/embedded.ts'
import { cpuOfTree, memoryOf } from './cpu.ts'
import { agents, customerId, inDatabase, prepare, teamId, teamsOf, tokenOf, vocabulary, type World } from './data.ts'
import { type Answer, drive, median, percentile, type Request } from './load.ts'

const { values: options } = parseArgs({
  options: {
    tickets: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    fresh: { type: 'boolean', default: false },
  },
})
const tickets = Number(options.tickets)
const seconds = Number(options.seconds)
const rounds = Number(options.rounds)
const folder = '.data/bench'
const host = 'localhost'
const atOnce = [1, 16, 64] as const

interface Server {
  readonly name: string
  readonly port: number
  readonly process: ChildProcess
}

/** An operation as each side is asked for it. */
interface Operation {
  readonly name: string
  readonly product: (agent: number, last: Answer | undefined, turn: number) => Request
  readonly peer: (agent: number, last: Answer | undefined, turn: number) => Request
}

const say = (text: string) => console.log(text)
if (options.fresh) rmSync(folder, { recursive: true, force: true })
const postgres = await startEmbedded({ dataFolder: folder })
const children: ChildProcess[] = []
try {
  const world = await prepare(postgres.address, tickets, say)
  const small = await prepare(postgres.address, 10_000, say)
  const working = await workingTickets(world)
  const operations = makeOperations(working).filter(each => options.only === '' || options.only.split(',').includes(each.name))
  const product = await serve('product', 'bench/product.ts', { BENCH_DATABASE: JSON.stringify(world.product) })
  say(
    `\n${cpus().length} processors, ${tickets} tickets, ${rounds} rounds of ${seconds} s each, load and PostgreSQL on the same machine`,
  )
  await new Promise(resolve => setTimeout(resolve, 3_000))
  say(`idle node: ${memoryOf(product.process.pid!).toFixed(0)} MB resident (goal: under 200)`)
  say(`JavaScript of the first load: ${firstLoad()} kB gzip (goal: under 300)\n`)
  const awaited = await serve('awaited', 'bench/peer.ts', { BENCH_DATABASE: JSON.stringify(world.peer), BENCH_MODE: 'awaited' })
  const pipelined = await serve('pipelined', 'bench/peer.ts', {
    BENCH_DATABASE: JSON.stringify(world.peer),
    BENCH_MODE: 'pipelined',
  })
  const smallProduct = await serve('product of 10,000', 'bench/product.ts', { BENCH_DATABASE: JSON.stringify(small.product) })

  say(
    '| operation | at once | product req/s | p50 ms | p95 ms | ÷ awaited | ÷ pipelined | node µs: product / awaited / pipelined | PostgreSQL µs: product / awaited / pipelined |',
  )
  say('|---|---|---|---|---|---|---|---|---|')
  for (const operation of operations)
    for (const connections of atOnce) await compare(operation, connections, product, awaited, pipelined)

  say('\n| list | p95 ms of 10,000 | p95 ms of all | growth (goal: under 1.5) |\n|---|---|---|---|')
  const list = makeOperations(working).find(each => each.name === 'list')!
  for (const connections of atOnce) {
    const times = { small: [] as number[], large: [] as number[] }
    for (let round = 0; round < rounds; round += 1) {
      times.small.push(...(await run(list.product, smallProduct, connections)).times)
      times.large.push(...(await run(list.product, product, connections)).times)
    }
    const [a, b] = [percentile(times.small, 0.95), percentile(times.large, 0.95)]
    say(`| ${connections} at once | ${a.toFixed(2)} | ${b.toFixed(2)} | ${(b / a).toFixed(2)} |`)
  }
} finally {
  for (const child of children) child.kill()
  await postgres.stop()
}

async function serve(name: string, file: string, env: Record<string, string>): Promise<Server> {
  const child = fork(file, {
    env: { ...process.env, ...env, NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  children.push(child)
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', message => resolve((message as { port: number }).port))
    child.once('exit', code => reject(new Error(`${file} ended with ${code}`)))
  })
  return { name, port, process: child }
}

interface Measurement {
  readonly perSecond: number
  readonly times: readonly number[]
  /** Microseconds of processor time a request took. */
  readonly nodeMicros: number
  readonly postgresMicros: number
}

async function run(request: Operation['product'], server: Server, connections: number): Promise<Measurement> {
  const turns = new Array<number>(connections).fill(0)
  const before = { node: cpuOfTree(server.process.pid!), postgres: postgresCpu() }
  const measured = await drive(server.port, host, connections, seconds, (connection, last) => {
    turns[connection]! += 1
    return request(connection % agents, last, turns[connection]!)
  })
  const each = (millis: number) => (millis * 1000) / measured.requests
  return {
    perSecond: measured.requests / measured.seconds,
    times: measured.times,
    nodeMicros: each(cpuOfTree(server.process.pid!) - before.node),
    postgresMicros: each(postgresCpu() - before.postgres),
  }
}

function postgresCpu(): number {
  const pid = Number(readFileSync(`${folder}/postgres/postmaster.pid`, 'utf8').split('\n')[0])
  return cpuOfTree(pid)
}

async function compare(
  operation: Operation,
  connections: number,
  product: Server,
  awaited: Server,
  pipelined: Server,
): Promise<void> {
  const found: Record<string, Measurement[]> = { product: [], awaited: [], pipelined: [] }
  // One round is thrown away: caches fill, statements are prepared, code is compiled.
  for (let round = -1; round < rounds; round += 1) {
    for (const [server, request] of [
      [product, operation.product],
      [awaited, operation.peer],
      [pipelined, operation.peer],
    ] as const) {
      const measurement = await run(request, server, connections)
      if (round >= 0) found[server.name]!.push(measurement)
    }
  }
  const of = (name: string, what: (each: Measurement) => number) => median(found[name]!.map(what))
  const ratio = (name: string) =>
    median(found.product!.map((each, round) => each.perSecond / found[name]![round]!.perSecond)).toFixed(2)
  const micros = (what: (each: Measurement) => number) =>
    ['product', 'awaited', 'pipelined'].map(name => of(name, what).toFixed(0)).join(' / ')
  const times = found.product!.flatMap(each => each.times)
  say(
    `| ${operation.name} | ${connections} | ${of('product', each => each.perSecond).toFixed(0)} | ${percentile(times, 0.5).toFixed(2)} | ${percentile(times, 0.95).toFixed(2)} | ${ratio('awaited')} | ${ratio('pipelined')} | ${micros(each => each.nodeMicros)} | ${micros(each => each.postgresMicros)} |`,
  )
}

/** For each agent a ticket of their own, assigned to them and in work, on both sides. */
async function workingTickets(world: World): Promise<{ product: string[]; peer: string[] }> {
  const found = { product: [] as string[], peer: [] as string[] }
  for (const side of ['product', 'peer'] as const) {
    const table = side === 'product' ? 'support_ops.ticket' : 'ticket'
    await inDatabase(world[side], async admin => {
      await admin.query('SET session_replication_role = replica')
      for (let agent = 0; agent < agents; agent += 1) {
        const { rows } = await admin.query<{ id: string }>(
          `UPDATE ${table} SET status = 'working', version = 1, assignee = md5('person ${agent}')::uuid
           WHERE id = (SELECT id FROM ${table} WHERE team = $1 OFFSET 5 LIMIT 1) RETURNING id`,
          [teamId(teamsOf(agent)[0])],
        )
        found[side].push(rows[0]!.id)
      }
    })
  }
  return found
}

function makeOperations(working: { product: string[]; peer: string[] }): Operation[] {
  const cookie = (agent: number) => ({ cookie: `bailiwick=${tokenOf(agent)}` })
  const writing = (agent: number) => ({ ...cookie(agent), origin: `http://${host}` })
  const base = '/api/apps/support_ops/ticket'
  const fields = 'number,subject,status,priority,team,assignee,customer'
  const made = (agent: number, turn: number) => ({
    subject: `Measured ${turn}`,
    customer: customerId(turn % 50_000),
    product: 'billing',
    priority: 'high',
    team: teamId(teamsOf(agent)[turn % 2]!),
  })
  // Two words that are neither rare nor everywhere.
  const search = (agent: number, turn: number) =>
    `${vocabulary[60 + ((agent + turn) % 40)]}%20${vocabulary[120 + ((agent * 3 + turn) % 40)]}`
  // The state goes to and fro; the version comes from the answer before, or from the record at the start of a round.
  const versions = {
    product: new Map<number, { version: number; state: string }>(),
    peer: new Map<number, { version: number; state: string }>(),
  }
  const state = (side: 'product' | 'peer', agent: number, last: Answer | undefined) => {
    if (last) {
      const body = JSON.parse(last.body)
      const record = side === 'product' ? body.record : body
      versions[side].set(agent, { version: record.version, state: record.status })
    }
    return versions[side].get(agent) ?? { version: 1, state: 'working' }
  }
  return [
    {
      name: 'list',
      product: agent => ({ method: 'GET', path: `${base}?pageSize=50&fields=${fields}`, headers: cookie(agent) }),
      peer: agent => ({ method: 'GET', path: '/tickets', headers: cookie(agent) }),
    },
    {
      name: 'get',
      product: agent => ({ method: 'GET', path: `${base}/${working.product[agent]}`, headers: cookie(agent) }),
      peer: agent => ({ method: 'GET', path: `/tickets/${working.peer[agent]}`, headers: cookie(agent) }),
    },
    {
      name: 'create',
      product: (agent, _, turn) => ({ method: 'POST', path: base, headers: writing(agent), body: { fields: made(agent, turn) } }),
      peer: (agent, _, turn) => ({ method: 'POST', path: '/tickets', headers: writing(agent), body: made(agent, turn) }),
    },
    {
      name: 'change of state',
      product: (agent, last) => {
        const { version, state: from } = state('product', agent, last)
        const transition = from === 'working' ? 'wait' : 'resume'
        return {
          method: 'POST',
          path: `${base}/${working.product[agent]}/transitions/${transition}`,
          headers: { ...writing(agent), 'if-match': `"${version}"` },
          body: {},
        }
      },
      peer: (agent, last) => {
        const { version, state: from } = state('peer', agent, last)
        return {
          method: 'POST',
          path: `/tickets/${working.peer[agent]}/state`,
          headers: writing(agent),
          body: { to: from === 'working' ? 'waiting' : 'working', version },
        }
      },
    },
    {
      name: 'search',
      product: (agent, _, turn) => ({
        method: 'GET',
        path: `${base}?pageSize=50&fields=${fields}&search=${search(agent, turn)}`,
        headers: cookie(agent),
      }),
      peer: (agent, _, turn) => ({ method: 'GET', path: `/tickets?q=${search(agent, turn)}`, headers: cookie(agent) }),
    },
    {
      name: 'aggregate',
      product: agent => ({ method: 'GET', path: `${base}/aggregate?groupBy=status&measures=count`, headers: cookie(agent) }),
      peer: agent => ({ method: 'GET', path: '/tickets/counts', headers: cookie(agent) }),
    },
  ]
}

/** What the browser fetches before the first page: the entry and all it imports without being asked. */
function firstLoad(): string {
  const html = globSync('packages/ui/dist/index.html')[0]
  if (!html) return 'not built, run npm run build;'
  const files = [...readFileSync(html, 'utf8').matchAll(/(?:src|href)="\/?([^"]+\.js)"/g)].map(
    match => `packages/ui/dist/${match[1]}`,
  )
  return (files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0) / 1024).toFixed(0)
}
