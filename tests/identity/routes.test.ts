import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Route } from '../../packages/server/src/entry/http/route.ts'
import { createServer } from '../../packages/server/src/entry/http/server.ts'
import { addApp, addPerson, openGround, signedIn } from './ground.ts'

const plain = { authentication: 'session', right: 'self', keyScope: 'read', auditClass: 'none', rateClass: 'read' } as const
const appRoute: Route = {
  ...plain,
  method: 'GET',
  path: '/api/apps/:app',
  right: 'app',
  handler: call => ({ app: call.params.app, roles: call.actor.roles }),
}

describe('declarations (AUTH-8)', () => {
  test('a route without a declaration stops the server from starting', async t => {
    const ground = await openGround(t)
    const server = await createServer(ground.installation, [])
    assert.throws(() => server.get('/api/back-door', async () => 'in'), /declares neither authentication nor right/)
    await server.close()
  })

  test('a declaration that contradicts itself stops it too', async t => {
    const ground = await openGround(t)
    const start = (route: Partial<Route>) =>
      createServer(ground.installation, [{ ...plain, method: 'GET', path: '/api/x', handler: () => 1, ...route } as Route])
    await assert.rejects(start({ right: 'public' }), /public exactly when/)
    await assert.rejects(start({ authentication: 'none' }), /public exactly when/)
    await assert.rejects(start({ right: 'app' }), /needs :app/)
    await assert.rejects(start({ anyHost: true }), /only a public route/)
    await assert.rejects(start({ body: { type: 'object' } }), /GET takes no body/)
    await assert.rejects(start({ reads: true }), /says that it reads/)
    await assert.rejects(start({ method: 'POST', keyScope: 'write', reads: true }), /says that it reads/)
    await assert.rejects(start({ rawBody: true }), /raw body/)
    await assert.rejects(start({ method: 'POST', rawBody: true, rateClass: 'write' }), /raw body/)
  })

  test('every declared route, by every verb it takes, answers nobody and a made-up session with 401 and a plain person by its right', async t => {
    const ground = await openGround(t, { routes: () => [appRoute] })
    await addApp(ground, 'desk', ['agent'])
    const person = await addPerson(ground)
    await addPerson(ground, { administrator: true })
    const declared = ground.server.declarations
    assert.ok(declared.length > 20)
    let asked = 0
    for (const route of declared) {
      const path = route.path
        .replace(':app', 'desk')
        .replace(':id', person.id)
        .replace(':code', 'route.not-found')
        .replace(/:\w+/g, 'A'.repeat(43))
        .replace('*', '')
      for (const method of route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]) {
        const label = `${method} ${route.path}`
        asked++
        for (const [who, cookies] of [
          ['nobody', {}],
          ['made-up', { bailiwick: 'B'.repeat(43) }],
          ['malformed', { bailiwick: '../../etc' }],
        ] as const) {
          const { status } = await ground.browser({ cookies }).ask(method, path, {})
          assert.equal(status === 401, route.authentication === 'session', `${label} answers ${who} ${status}`)
        }
        if (route.authentication === 'none') continue
        const browser = await signedIn(ground, person.email)
        const { status } = await browser.ask(method, path, {})
        if (route.right === 'administrator') assert.equal(status, 403, label)
        else if (route.right === 'app') assert.equal(status, 404, label)
        else assert.ok(status !== 401 && status !== 403, `${label}: ${status}`)
      }
    }
    assert.ok(asked > declared.length)
  })

  test('a role given a moment ago opens the app at once, and taken away closes it at once', async t => {
    const ground = await openGround(t, { routes: () => [appRoute] })
    await addApp(ground, 'desk', ['agent'])
    const person = await addPerson(ground)
    const browser = await signedIn(ground, person.email)
    const absent = await browser.get('/api/apps/nothing_here')
    const hidden = await browser.get('/api/apps/desk')
    assert.equal(hidden.status, 404)
    assert.deepEqual({ ...hidden.json, requestId: '' }, { ...absent.json, requestId: '' }, 'hidden and absent are the same')
    await ground.sql(`INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('desk', 'agent', $1)`, [person.id])
    assert.deepEqual((await browser.get('/api/apps/desk')).json, { app: 'desk', roles: ['desk.agent'] })
  })
})

describe('answers', () => {
  test('an unknown address is a 404 problem, a wrong method a 405 that says which it takes, OPTIONS offers no other site anything', async t => {
    const ground = await openGround(t)
    const browser = ground.browser()
    for (const method of ['GET', 'POST', 'PATCH', 'DELETE', 'PUT']) {
      const answer = await browser.ask(method, '/api/nothing', {})
      assert.deepEqual(
        [answer.status, answer.json.code, answer.headers['content-type']],
        [404, 'route.not-found', 'application/problem+json'],
        method,
      )
    }
    const wrong = await browser.ask('PUT', '/api/session', {})
    assert.deepEqual([wrong.status, wrong.headers.allow], [405, 'POST, GET, DELETE, HEAD, OPTIONS'])
    const options = await browser.ask('OPTIONS', '/api/session', {
      headers: { origin: 'https://evil.test', 'access-control-request-method': 'POST' },
    })
    assert.equal(options.status, 204)
    assert.ok(!Object.keys(options.headers).some(name => name.startsWith('access-control')))
    assert.equal((await browser.ask('PROPFIND', '/api/session', {})).status < 500, true)
    assert.equal((await browser.ask('GET', '/api/password', {})).status, 405)
  })

  test('every answer carries its request id and the security headers; nothing of /api is stored', async t => {
    const ground = await openGround(t)
    for (const path of ['/api/sign-in', '/api/session', '/api/nothing', '/health/live', '/problems/record.stale']) {
      const { headers } = await ground.browser().get(path)
      assert.match(headers['x-request-id'] as string, /^[0-9a-f-]{36}$/, path)
      assert.equal(headers['x-content-type-options'], 'nosniff', path)
      assert.match(headers['content-security-policy'] as string, /^default-src 'none'; frame-ancestors 'none'/, path)
      assert.equal(headers['referrer-policy'], 'no-referrer', path)
      assert.equal(headers['cross-origin-opener-policy'], 'same-origin', path)
      assert.equal(headers['cache-control'], 'no-store', path)
      assert.equal(headers['x-powered-by'] ?? headers.server, undefined, path)
    }
  })

  test('the screens: a fresh nonce in page and policy, hashed assets for ever and precompressed, deep links, nothing above the folder', async t => {
    const folder = await mkdtemp(join(tmpdir(), 'bailiwick-screens-'))
    t.after(() => rm(folder, { recursive: true }))
    await mkdir(join(folder, 'assets'))
    await writeFile(join(folder, 'index.html'), '<meta name="csp-nonce" nonce="%NONCE%" content="%NONCE%">')
    await writeFile(join(folder, 'scheme.js'), 'scheme()')
    await writeFile(join(folder, 'assets', 'main-abc.js'), 'main()')
    await writeFile(join(folder, 'assets', 'main-abc.js.br'), 'brotli')
    await writeFile(join(folder, 'assets', 'main-abc.js.gz'), 'gzip')
    await writeFile(join(folder, 'assets', 'reader.worker-abc.mjs'), 'read()')
    await writeFile(join(folder, '..', 'bailiwick-outside.txt'), 'outside')
    t.after(() => rm(join(folder, '..', 'bailiwick-outside.txt')))
    const ground = await openGround(t, { screensFolder: folder })
    const browser = ground.browser()
    const [page, deep] = [await browser.get('/'), await browser.get('/a/desk/s/open?filter=x&record=1')]
    const nonces = [page, deep].map(answer => /nonce="([\w-]{24})" content="\1"/.exec(answer.text)?.[1])
    assert.ok(nonces[0] && nonces[1] && nonces[0] !== nonces[1])
    const policy = page.headers['content-security-policy'] as string
    assert.match(page.headers['permissions-policy'] as string, /^camera=\(self\), geolocation=\(\), microphone=\(\)/)
    assert.ok(policy.includes(`'nonce-${nonces[0]}'`) && !policy.includes('unsafe'), policy)
    assert.equal(page.headers['cache-control'], 'no-store')
    const asset = async (encoding: string) => browser.get('/assets/main-abc.js', { headers: { 'accept-encoding': encoding } })
    assert.deepEqual(
      [(await asset('gzip, br')).text, (await asset('gzip')).text, (await asset('identity')).text],
      ['brotli', 'gzip', 'main()'],
    )
    assert.match((await asset('br')).headers['cache-control'] as string, /immutable/)
    assert.equal((await browser.get('/scheme.js')).text, 'scheme()')
    const worker = await browser.get('/assets/reader.worker-abc.mjs')
    assert.deepEqual(
      [
        worker.headers['content-security-policy'],
        worker.headers['content-type'],
        (await asset('')).headers['content-security-policy'],
      ],
      [
        `default-src 'none'; script-src 'self'`,
        'text/javascript; charset=utf-8',
        `default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
      ],
      'a worker loads our scripts and sends nothing, anything else loads nothing',
    )
    for (const path of [
      '/assets/gone.js',
      '/../bailiwick-outside.txt',
      '/..%2fbailiwick-outside.txt',
      '/%2e%2e/bailiwick-outside.txt',
      '/assets/..%5c..%5cx.txt',
      '//etc/passwd.txt',
      '/index.html.br',
    ]) {
      const answer = await browser.get(path)
      assert.ok(answer.status === 404 || answer.status === 400, `${path}: ${answer.status}`)
      assert.ok(!answer.text.includes('outside'), path)
    }
  })

  test('health says up and ready to any host, and nothing else', async t => {
    const ground = await openGround(t)
    for (const path of ['/health/live', '/health/ready']) {
      const answer = await ground.browser().get(path, { headers: { host: '10.1.2.3:8080' } })
      assert.deepEqual([answer.status, answer.json], [200, { status: 'ok' }], path)
    }
  })

  test('a fault is a 500 that tells its request id and nothing of the inside, and is observed', async t => {
    const ground = await openGround(t, {
      routes: installation => [
        {
          ...plain,
          method: 'GET',
          path: '/api/broken',
          authentication: 'none',
          right: 'public',
          handler: () => installation.gate.query('SELECT secret_column FROM bailiwick.person'),
        },
      ],
    })
    const answer = await ground.browser().get('/api/broken')
    assert.deepEqual([answer.status, answer.json.code], [500, 'server.fault'])
    assert.ok(!/secret_column|column|person/.test(answer.text), answer.text)
    const fault = ground.observed.find(observation => observation.kind === 'http.fault')
    assert.equal(fault?.request, answer.json.requestId)
  })

  test('a caller who asks too fast is told to wait, alone', async t => {
    const slow = { perSecond: 1, burst: 3 }
    const ground = await openGround(t, {
      rates: {
        read: slow,
        write: slow,
        form: slow,
        formsOfApp: slow,
        stream: slow,
        upload: slow,
        download: slow,
        export: slow,
        'sign-in': { perSecond: 100, burst: 100 },
        atOnce: 100,
        uploadsAtOnce: 100,
        exportsAtOnce: 100,
      },
    })
    const [a, b] = [await addPerson(ground), await addPerson(ground)]
    const [first, second] = [await signedIn(ground, a.email), await signedIn(ground, b.email)]
    const statuses = []
    for (let i = 0; i < 5; i++) statuses.push((await first.get('/api/session')).status)
    assert.deepEqual(statuses.slice(0, 4), [200, 200, 200, 429])
    assert.equal((await first.get('/api/session')).headers['retry-after'], '1')
    assert.equal((await second.get('/api/session')).status, 200)
    assert.equal((await first.get('/health/live')).status, 200)
  })

  test('work beyond what a node takes on at once is refused quickly, and health still answers (DOS-3)', async t => {
    let free = () => {}
    const held = new Promise<void>(resolve => {
      free = resolve
    })
    const rate = { perSecond: 1000, burst: 1000 }
    const ground = await openGround(t, {
      rates: {
        read: rate,
        write: rate,
        form: rate,
        formsOfApp: rate,
        stream: rate,
        upload: rate,
        download: rate,
        export: rate,
        'sign-in': rate,
        atOnce: 2,
        uploadsAtOnce: 2,
        exportsAtOnce: 2,
      },
      routes: () => [
        {
          ...plain,
          method: 'GET',
          path: '/api/slow',
          authentication: 'none',
          right: 'public',
          handler: async () => void (await held),
        },
      ],
    })
    const under = [ground.browser().get('/api/slow'), ground.browser().get('/api/slow')]
    await new Promise(resolve => setTimeout(resolve, 100))
    const refused = await ground.browser().get('/api/slow')
    assert.deepEqual([refused.status, refused.json.code, refused.headers['retry-after']], [503, 'server.busy', '1'])
    assert.equal((await ground.browser().get('/health/ready')).status, 200)
    free()
    await Promise.all(under)
    assert.equal((await ground.browser().get('/api/slow')).status, 200)
  })

  test('stopping lets answers under way end, and does not wait for streams that have no end', async t => {
    const ground = await openGround(t, {
      routes: () => [
        {
          ...plain,
          method: 'GET',
          path: '/api/slow',
          authentication: 'none',
          right: 'public',
          handler: () => new Promise(resolve => setTimeout(() => resolve({ done: true }), 500)),
        },
        {
          ...plain,
          method: 'GET',
          path: '/api/stream',
          authentication: 'none',
          right: 'public',
          rateClass: 'stream',
          handler: (_call, reply) => {
            reply.hijack()
            reply.raw.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: ready\n\n')
            return reply
          },
        },
      ],
    })
    const stream = ground.browser().get('/api/stream')
    stream.catch(() => undefined)
    const slow = ground.browser().get('/api/slow')
    await new Promise(resolve => setTimeout(resolve, 100))
    const started = performance.now()
    const closed = ground.server.close()
    assert.deepEqual((await slow).json, { done: true })
    await closed
    assert.ok(performance.now() - started < 5_000)
    await assert.rejects(stream)
  })
})
