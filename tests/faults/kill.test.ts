/** Kills without warning: the node, then PostgreSQL, while people write. What was answered is there, whole; what was not is there whole or not at all. */
import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Browser } from '../harness/browser.ts'
import { deskFiles } from '../harness/desk.ts'

const cli = fileURLToPath(new URL('../../packages/server/src/entry/cli/main.ts', import.meta.url))
let folder: string
let port: number
const running = new Set<ChildProcess>()

interface Serving {
  readonly child: ChildProcess
  readonly output: () => string
  readonly ended: Promise<number | null>
}

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Serving {
  const child = spawn(process.execPath, [cli, ...args], {
    env: {
      ...process.env,
      BAILIWICK_DATA: join(folder, 'data'),
      PORT: String(port),
      HOST: '127.0.0.1',
      NODE_NO_WARNINGS: '1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let output = ''
  child.stdout?.on('data', part => {
    output += part
  })
  child.stderr?.on('data', part => {
    output += part
  })
  const ended = new Promise<number | null>(resolve => child.on('exit', code => resolve(code)))
  return { child, output: () => output, ended }
}

async function ready(serving: Serving): Promise<Serving> {
  const until = Date.now() + 30_000
  while (!serving.output().includes('ready: ')) {
    if (Date.now() > until || serving.child.exitCode !== null) throw new Error(`It did not start:\n${serving.output()}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  return serving
}

async function run(args: readonly string[]): Promise<string> {
  const serving = start(args)
  const code = await serving.ended
  assert.equal(code, 0, serving.output())
  return serving.output()
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => probe.once('listening', resolve))
  const { port: found } = probe.address() as { port: number }
  await new Promise(resolve => probe.close(resolve))
  return found
}

const browser = () => new Browser(port, `localhost:${port}`, `http://localhost:${port}`, {})
const password = 'seven quiet rivers 42'
const email = 'root@example.test'

/** The administrator, with the roles of the desk. */
async function signIn(): Promise<Browser> {
  const visitor = browser()
  const answer = await visitor.post('/api/session', { email, password })
  assert.equal(answer.status, 200, answer.text)
  return visitor
}

/** Writes until stopped. @returns what was answered with 201 */
function writing(visitor: Browser, team: string, lanes: number): { stop(): Promise<string[]>; statuses: Set<number> } {
  let going = true
  const made: string[] = []
  const statuses = new Set<number>()
  const lane = async (number: number) => {
    for (let i = 0; going; i++) {
      try {
        const answer = await visitor.post('/api/apps/desk/ticket', { fields: { subject: `lane ${number} write ${i}`, team } })
        statuses.add(answer.status)
        if (answer.status === 201) made.push(answer.json.record.id)
        else await new Promise(resolve => setTimeout(resolve, 50))
      } catch {
        await new Promise(resolve => setTimeout(resolve, 50))
      }
    }
  }
  const all = Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)))
  return {
    statuses,
    stop: async () => {
      going = false
      await all
      return made
    },
  }
}

const postmaster = () => Number(readFileSync(join(folder, 'data', 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
const alive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('killed without warning', () => {
  let team = ''
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bailiwick-fault-'))
    chmodSync(folder, 0o755)
    port = await freePort()
    for (const [path, text] of Object.entries(deskFiles)) {
      mkdirSync(dirname(join(folder, 'desk', path)), { recursive: true })
      writeFileSync(join(folder, 'desk', path), text)
    }
  })
  after(async () => {
    for (const child of running) child.kill('SIGKILL')
    try {
      process.kill(postmaster(), 'SIGQUIT')
    } catch {
      // It ended with its node.
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  })

  test('a real installation prints one code, which makes the first administrator exactly once', async () => {
    await run(['release', join(folder, 'desk')])
    const serving = await ready(start(['serve', '--no-demo']))
    const code = /Setup code[^:]*:\d\d UTC: (\S+)/.exec(serving.output())?.[1]
    assert.ok(code, serving.output())
    const visitor = browser()
    assert.deepEqual((await visitor.get('/api/sign-in')).json, { demo: false, setupNeeded: true, personas: [] })
    const wrong = await visitor.post('/api/setup', { code: 'AAAA-BBBB-CCCC', name: 'Mallory', email: 'm@example.test', password })
    assert.ok(wrong.status >= 400 && wrong.status < 500, wrong.text)
    const first = await visitor.post('/api/setup', { code, name: 'Root', email, password })
    assert.equal(first.status, 200, first.text)
    const second = await browser().post('/api/setup', { code, name: 'Mallory', email: 'm@example.test', password })
    assert.ok(second.status >= 400 && second.status < 500, second.text)
    team = (await visitor.post('/api/teams', { name: 'EMEA' })).json.id
    const id = (await visitor.get('/api/session')).json.person.id
    assert.equal(
      (await visitor.patch(`/api/people/${id}`, { roles: [{ app: 'desk', role: 'manager' }], teams: [team] })).status,
      200,
    )
    assert.equal((await visitor.get('/api/session')).json.apps[0].roles[0], 'manager')

    const beside = start(['serve', '--no-demo'])
    assert.notEqual(await beside.ended, 0)
    assert.match(beside.output(), /already|running/i, 'a second start beside a running one says so')

    serving.child.kill('SIGTERM')
    const database = postmaster()
    assert.equal(await serving.ended, 0, serving.output())
    assert.equal(alive(database), false, 'what it started is stopped')
  })

  test('the node is killed under load: every answered write is there once, with its audit row, and a job goes on where it was', async () => {
    const first = await ready(start(['serve', '--no-demo']))
    const author = await signIn()
    const brought = await author.post('/api/apps/desk/ticket/import', {
      rows: Array.from({ length: 600 }, (_, n) => ({ subject: `brought ${n}`, team })),
    })
    assert.equal(brought.status, 200, brought.text)
    const load = writing(author, team, 8)
    await new Promise(resolve => setTimeout(resolve, 1_500))
    const { json: job } = await author.post('/api/apps/desk/ticket/jobs', {
      records: { filter: 'record.subject.startsWith("brought")' },
      change: { priority: 'high' },
    })
    while ((await author.get(`/api/jobs/${job.id}`)).json.done === 0) await new Promise(resolve => setTimeout(resolve, 20))
    first.child.kill('SIGKILL')
    await first.ended
    const made = await load.stop()
    assert.ok(made.length > 20, `${made.length} writes`)
    const began = Date.now()
    const second = await ready(start(['serve', '--no-demo']))
    console.log(`restart after kill -9: ${Date.now() - began} ms, ${made.length} writes answered before`)
    const visitor = await signIn()
    const ofJob = async () => (await visitor.get(`/api/jobs/${job.id}`)).json
    assert.ok((await ofJob()).done < 600, 'it was under way')
    while ((await ofJob()).state === 'running') await new Promise(resolve => setTimeout(resolve, 100))
    assert.deepEqual([(await ofJob()).state, (await ofJob()).done, (await ofJob()).refused], ['done', 600, 0])
    const once = await visitor.get(
      `/api/apps/desk/ticket?filter=${encodeURIComponent('record.subject.startsWith("brought") && record.priority == "high"')}&pageSize=200&fields=id`,
    )
    assert.deepEqual([...new Set(once.json.items.map((item: { version: number }) => item.version))], [2], 'no record twice')
    const missing = []
    for (const id of made) if ((await visitor.get(`/api/apps/desk/ticket/${id}`)).status !== 200) missing.push(id)
    assert.deepEqual(missing, [])
    const count = (await visitor.get('/api/apps/desk/ticket?count=exact&pageSize=1')).json.count
    assert.ok(
      count >= made.length + 600 && count <= made.length + 608,
      'at most one more for each lane: committed, and the answer lost',
    )
    const sample = made.at(-1)
    assert.equal((await visitor.get(`/api/audit?record=${sample}`)).json.items.length, 1)
    second.child.kill('SIGTERM')
    assert.equal(await second.ended, 0)
    assert.match(await run(['verify']), /every one as it was sealed/)
  })

  test('PostgreSQL is killed under load: the node says so, lives on, and serves again', async () => {
    const serving = await ready(start(['serve', '--no-demo']))
    const load = writing(await signIn(), team, 8)
    await new Promise(resolve => setTimeout(resolve, 1_500))
    const before = postmaster()
    process.kill(before, 'SIGKILL')
    await new Promise(resolve => setTimeout(resolve, 1_000))
    let status = 0
    const until = Date.now() + 30_000
    while (Date.now() < until && status !== 200) {
      status = (
        await browser()
          .get('/health/ready')
          .catch(() => ({ status: 0 }))
      ).status
      await new Promise(resolve => setTimeout(resolve, 200))
    }
    assert.equal(status, 200, `it serves again:\n${serving.output().slice(-2_000)}`)
    assert.equal(serving.child.exitCode, null, 'the node lives')
    await new Promise(resolve => setTimeout(resolve, 1_000))
    const made = await load.stop()
    assert.deepEqual(
      [...load.statuses].filter(each => ![201, 429, 503].includes(each)),
      [],
      'answered, or refused as not ready or too many',
    )
    const visitor = await signIn()
    for (const id of made) assert.equal((await visitor.get(`/api/apps/desk/ticket/${id}`)).status, 200)
    serving.child.kill('SIGTERM')
    assert.equal(await serving.ended, 0)
    const left = execFileSync('sh', ['-c', `ps ax | grep '${folder}' | grep -v grep | wc -l`], { encoding: 'utf8' }).trim()
    assert.equal(left, '0', 'nothing is left running')
  })
})
