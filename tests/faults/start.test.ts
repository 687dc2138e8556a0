/** Starting and stopping as people do it: settings that are wrong, a second start, a PostgreSQL of one's own, Ctrl-C. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import pg from 'pg'
import { startEmbedded } from '../../packages/server/src/database/embedded.ts'
import { cluster, createDatabase } from '../harness/database.ts'

await cluster()

const program = 'packages/server/src/entry/cli/main.ts'

interface Started {
  readonly process: ChildProcess
  readonly ended: Promise<number | null>
  /** Everything it has printed so far. */
  said(): string
  /** @throws with what it said, when the words do not come within half a minute */
  until(words: RegExp): Promise<RegExpExecArray>
}

function start(env: Record<string, string>, args: readonly string[] = ['serve', '--no-demo']): Started {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(BAILIWICK_|DATABASE_URL|PORT|HOST)/.test(name)),
  )
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...inherited, NODE_NO_WARNINGS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', part => {
      text += part
    })
  const ended = new Promise<number | null>(resolve => child.once('close', resolve))
  return {
    process: child,
    ended,
    said: () => text,
    until: async words => {
      const last = Date.now() + 30_000
      for (;;) {
        const found = words.exec(text)
        if (found) return found
        if (Date.now() > last || child.exitCode !== null) throw new Error(`It never said ${words}; it said:\n${text}`)
        await new Promise(resolve => setTimeout(resolve, 30))
      }
    },
  }
}

async function freePort(): Promise<string> {
  const probe = createServer().listen(0)
  await new Promise(resolve => probe.once('listening', resolve))
  const { port } = probe.address() as { port: number }
  await new Promise(resolve => probe.close(resolve))
  return String(port)
}

function emptyFolder(t: { after(done: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-start-'))
  chmodSync(folder, 0o755)
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const secret = 'only-for-tests-only-for-tests-only-for-tests'

describe('starting', () => {
  for (const [what, env, says] of [
    ['a port that is none', { PORT: 'lots' }, /PORT is “lots”/],
    ['a proxy that is no address', { BAILIWICK_PROXIES: 'my-proxy' }, /BAILIWICK_PROXIES holds “my-proxy”/],
    ['a database address that is none', { DATABASE_URL: 'somewhere', BAILIWICK_SECRET: secret }, /DATABASE_URL/],
    ['a database without a secret', { DATABASE_URL: 'postgres://u:p@localhost/x' }, /set BAILIWICK_SECRET too/],
    [
      'a database that does not answer',
      { DATABASE_URL: 'postgres://u:p@127.0.0.1:1/x', BAILIWICK_SECRET: secret },
      /ECONNREFUSED|cannot be reached|connect/,
    ],
  ] as const)
    test(`with ${what} says so in a sentence and starts nothing`, async t => {
      const started = start({ BAILIWICK_DATA: emptyFolder(t), ...env })
      assert.equal(await started.ended, 1)
      assert.match(started.said(), says)
      assert.doesNotMatch(started.said(), /\n\s+at .*:\d+:\d+/, 'no stack')
    })

  test('with a word that is not understood starts nothing, and a slip in --no-demo opens no demo', async () => {
    for (const word of ['--no-demmo', '--help', 'demo']) {
      const started = start({ BAILIWICK_DATA: join(tmpdir(), 'bailiwick-never-made') }, ['serve', word])
      assert.equal(await started.ended, 2, started.said())
      assert.match(started.said(), new RegExp(`There is no “${word}” here`))
      assert.ok(!existsSync(join(tmpdir(), 'bailiwick-never-made')))
    }
  })

  test('takes its port behind it too, and a slip in it is told at once', async () => {
    const said = { lots: /--port is “lots”; it must be a number/, '': /--port is “”/ }
    for (const [port, says] of Object.entries(said)) {
      const started = start({}, ['serve', '--port', port])
      assert.deepEqual([await started.ended, says.test(started.said())], [1, true], started.said())
    }
    const { readServeSettings } = await import('../../packages/server/src/entry/cli/serve-settings.ts')
    assert.deepEqual(
      [
        ['--port', '4600'],
        ['--port=4601', '--no-demo'],
      ].map(args => readServeSettings(args).port),
      [4600, 4601],
    )
    // `npm start` reads them before it builds.
    const wrong = spawn(process.execPath, ['scripts/start.mjs', '--prot', '4600'], { stdio: ['ignore', 'ignore', 'pipe'] })
    let text = ''
    wrong.stderr.on('data', part => {
      text += part
    })
    assert.equal(await new Promise(resolve => wrong.once('close', resolve)), 2)
    assert.match(text, /There is no “--prot” here/)
  })

  test('on a PostgreSQL of one’s own gives the setup code once asked, answers, and stops at Ctrl-C', async t => {
    const database = await createDatabase(t)
    const { host, port, user, password, database: name } = database.address
    const url = `postgres://${user}:${password}@localhost:${port}/${name}?host=${encodeURIComponent(host)}`
    const at = await freePort()
    const started = start({ DATABASE_URL: url, BAILIWICK_SECRET: secret, PORT: at, BAILIWICK_DATA: emptyFolder(t) })
    t.after(() => void started.process.kill('SIGKILL'))
    await started.until(/Setup code, valid until \d\d:\d\d UTC: ([0-9A-Z]{5}-){3}[0-9A-Z]{5}/)
    await started.until(new RegExp(`ready: http://localhost:${at}`))
    assert.equal((await fetch(`http://localhost:${at}/health/ready`)).status, 200)
    started.process.kill('SIGINT')
    assert.equal(await started.ended, 0)
    assert.doesNotMatch(started.said(), new RegExp(secret), 'the secret is printed nowhere')
  })

  test('twice in one folder says so, and Ctrl-C stops everything that was started', async t => {
    const folder = emptyFolder(t)
    const first = start({ BAILIWICK_DATA: folder, PORT: await freePort() })
    t.after(() => void first.process.kill('SIGKILL'))
    await first.until(/ready: /)
    const second = start({ BAILIWICK_DATA: folder, PORT: await freePort() })
    assert.equal(await second.ended, 1)
    assert.match(second.said(), /already|running/i)
    assert.doesNotMatch(second.said(), /\n\s+at .*:\d+:\d+/, 'no stack')
    assert.ok(existsSync(join(folder, 'postgres', 'postmaster.pid')))
    const url = /ready: (\S+)/.exec(first.said())?.[1]
    await Promise.all(Array.from({ length: 20 }, () => fetch(`${url}/api/sign-in`)))
    const before = first.said().length
    first.process.kill('SIGINT')
    assert.equal(await first.ended, 0)
    // What was answered before may be logged only now.
    const said = first.said().slice(before).split('\n')
    assert.deepEqual(
      said.filter(line => line !== '' && !line.includes('"http.answered"')),
      ['Stopping. What is under way is finished first.'],
      'a wanted end is one line',
    )
    assert.ok(!existsSync(join(folder, 'postgres', 'postmaster.pid')), 'PostgreSQL has stopped too')
  })

  test('beside a PostgreSQL that is still shutting down waits for it, or says what to do', async t => {
    const folder = emptyFolder(t)
    const before = await startEmbedded({ dataFolder: folder, throwAway: true })
    const holding = new pg.Client({ ...before.address })
    await holding.connect()
    const pid = Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
    // Lets who is there go on, and nobody in.
    process.kill(pid, 'SIGTERM')
    const told: string[] = []
    const again = (patienceMs: number) =>
      startEmbedded({ dataFolder: folder, throwAway: true, patienceMs, notice: sentence => told.push(sentence) })
    await assert.rejects(again(300), new RegExp(`process ${pid}.* still does not answer.*kill -QUIT ${pid}`))
    const waiting = again(20_000)
    await new Promise(resolve => setTimeout(resolve, 1_200))
    await holding.end()
    const next = await waiting
    t.after(() => next.stop())
    assert.equal(next.adopted, false)
    assert.deepEqual(told.length, 2)
    assert.match(told[1] ?? '', new RegExp(`process ${pid}\\) is still shutting down or starting up; it is waited for`))
  })

  test('on a port that is taken says so, and stops the database it started', async t => {
    const folder = emptyFolder(t)
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise(resolve => taken.once('listening', resolve))
    t.after(() => void taken.close())
    const { port } = taken.address() as { port: number }
    const started = start({ BAILIWICK_DATA: folder, PORT: String(port), HOST: '127.0.0.1' })
    assert.equal(await started.ended, 1)
    assert.match(started.said(), /EADDRINUSE|in use|taken/)
    assert.ok(!existsSync(join(folder, 'postgres', 'postmaster.pid')))
  })
})
