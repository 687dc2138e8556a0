import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import type { Route } from '../../packages/server/src/entry/http/route.ts'
import { addPerson, goodPassword, openGround } from './ground.ts'

const echo: Route = {
  method: 'POST',
  path: '/api/echo',
  authentication: 'none',
  right: 'public',
  keyScope: 'none',
  auditClass: 'none',
  rateClass: 'none',
  body: {
    type: 'object',
    properties: { text: { type: 'string' }, number: { type: 'number' }, any: {} },
    additionalProperties: false,
  },
  handler: call => call.body ?? null,
}

describe('bodies (API-10)', () => {
  test('only JSON in UTF-8 is read, however the type is spelled; everything else is a 415', async t => {
    const ground = await openGround(t, { routes: () => [echo] })
    const ask = (type: string | undefined, more: Record<string, string> = {}) =>
      ground.browser().ask('POST', '/api/echo', { raw: '{"text":"hi"}', headers: { 'content-type': type, ...more } })
    for (const type of [
      'application/json',
      'application/json; charset=utf-8',
      'Application/JSON;charset=UTF-8',
      'application/json ; charset="utf-8"',
    ]) {
      assert.deepEqual((await ask(type)).json, { text: 'hi' }, type)
    }
    const others = [
      undefined, '', 'text/plain', 'text/plain; a=application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/json-patch+json',
      'application/jsonx', 'application/problem+json', 'application/json, text/plain', 'application/json; charset=utf-16', 'application/json; charset=utf-7', 'application/json;x=y',
      'text/json', 'application/*', '*/*', 'application/octet-stream', 'application/xml', ';', 'application/json\t;charset=latin1',
    ] // biome-ignore format: a corpus
    for (const type of others) {
      const answer = await ask(type)
      assert.equal(answer.status, 415, `${type}: ${answer.text}`)
    }
    assert.equal((await ask('application/json', { 'content-encoding': 'gzip' })).status, 415)
  })

  test('what JSON readers disagree about is refused, and what doubles cannot hold', async t => {
    const ground = await openGround(t, { routes: () => [echo] })
    const deep = (levels: number) => `{"any":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`
    const wide = (keys: number) => `{"any":{${Array.from({ length: keys }, (_, key) => `"k${key}":1`).join(',')}}}`
    const bad: readonly [string, string | Buffer][] = [
      ['not JSON', '{'],
      ['two values', '{}{}'],
      ['a trailing comma', '{"text":"a",}'],
      ['a comment', '{/**/}'],
      ['__proto__', '{"__proto__":{"administrator":true}}'],
      ['an escaped __proto__', '{"\\u005f_proto__":{}}'],
      ['a nested __proto__', '{"any":{"a":[{"__proto__":1}]}}'],
      ['constructor', '{"any":{"constructor":{"prototype":{"x":1}}}}'],
      ['a key twice', '{"text":"a","text":"b"}'],
      ['a key twice, once escaped', '{"text":"a","te\\u0078t":"b"}'],
      ['a nested key twice', '{"any":[{"a":{"b":1,"b":2}}]}'],
      ['a key twice behind what is no text', '{"any":{"a":true,"b":[1.5e1,null,{}],"a":false}}'],
      ['31 levels', deep(31)],
      ['10,001 keys', wide(10_001)],
      ['100,000 levels', deep(100_000)],
      ['NUL in a text', '{"text":"a\\u0000b"}'],
      ['NUL in a key', '{"any":{"a\\u0000":1}}'],
      ['a lone high surrogate', '{"text":"\\ud800"}'],
      ['a lone low surrogate', '{"text":"\\udc00x"}'],
      ['surrogates the wrong way round', '{"text":"\\udc00\\ud800"}'],
      ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
      ['UTF-16', Buffer.from('{"text":"a"}', 'utf16le')],
      ['a huge exponent', '{"number":1e400}'],
      ['a vanishing number', '{"number":1e-400}'],
      ['an integer beyond 2^53', '{"number":9007199254740993}'],
      ['an integer of sixteen digits beyond it, in a list', '{"any":[true,1,-9007199254740993]}'],
      ['a decimal with too many digits', '{"number":0.12345678901234567890}'],
      ['a number of 10,000 digits', `{"number":${'9'.repeat(10_000)}}`],
      ['Infinity', '{"number":Infinity}'],
      ['an unknown key', '{"role":"administrator"}'],
      ['a text where a number belongs', '{"number":"1"}'],
      ['a number where a text belongs', '{"text":1}'],
      ['an array', '[]'],
      ['null', 'null'],
      ['a text', '"x"'],
    ]
    for (const [what, raw] of bad) {
      const answer = await ground.browser().ask('POST', '/api/echo', { raw })
      assert.equal(answer.status, 400, `${what}: ${answer.status} ${answer.text.slice(0, 200)}`)
      assert.equal(answer.headers['content-type'], 'application/problem+json', what)
    }
    const good: readonly [string, unknown][] = [
      [deep(30), JSON.parse(deep(30))],
      ['{"number":9007199254740991}', { number: 9007199254740991 }],
      [wide(10_000), JSON.parse(wide(10_000))],
      ['{"any":[true,{"a":false},null,-0.5,"e"]}', { any: [true, { a: false }, null, -0.5, 'e'] }],
      ['{"number":-0.1}', { number: -0.1 }],
      ['{"number":1.5e3}', { number: 1500 }],
      ['{"text":"a\\\\\\"b \\ud83d\\ude00 {[,:"}', { text: 'a\\"b 😀 {[,:' }],
      ['\ufeff{"text":"a"}', { text: 'a' }],
      ['{"any":{"a":{"x":1},"b":{"x":1}}}', { any: { a: { x: 1 }, b: { x: 1 } } }],
    ]
    for (const [raw, value] of good)
      assert.deepEqual((await ground.browser().ask('POST', '/api/echo', { raw })).json, value, raw.slice(0, 60))
    assert.equal(({} as { administrator?: boolean }).administrator, undefined)
  })

  test('a megabyte is read, more is a 413, and a body where none belongs is refused', async t => {
    const ground = await openGround(t, { routes: () => [echo] })
    const sized = (bytes: number) => ground.browser().ask('POST', '/api/echo', { raw: `{"text":"${'x'.repeat(bytes - 11)}"}` })
    assert.equal((await sized(1024 * 1024)).status, 200)
    const over = await sized(1024 * 1024 + 1)
    assert.deepEqual([over.status, over.json.code], [413, 'request.too-large'])
    const person = await addPerson(ground)
    const browser = ground.browser()
    await browser.post('/api/session', { email: person.email, password: goodPassword })
    assert.equal((await browser.delete('/api/session', { body: { all: true } })).status, 400)
    assert.equal((await browser.delete('/api/session')).status, 204)
  })

  test('keys the caller may not set are refused in every identity body, never dropped (API-1)', async t => {
    const ground = await openGround(t)
    const root = await addPerson(ground, { administrator: true })
    const browser = ground.browser()
    await browser.post('/api/session', { email: root.email, password: goodPassword })
    const bodies: readonly [string, string, object][] = [
      ['POST', '/api/session', { email: root.email, password: goodPassword }],
      ['POST', '/api/demo-session', { person: root.id }],
      ['POST', '/api/setup', { code: 'x', name: 'X', email: 'x@example.test', password: goodPassword }],
      ['POST', '/api/invitations', { email: 'x@example.test', name: 'X' }],
      ['POST', `/api/invitations/${'A'.repeat(43)}`, { password: goodPassword }],
      ['POST', '/api/password', { current: goodPassword, next: goodPassword }],
      ['POST', '/api/session/confirmation', { password: goodPassword }],
      ['PATCH', `/api/people/${root.id}`, { name: 'X' }],
    ]
    const smuggled = [
      'id',
      'isAdmin',
      'role',
      'email_verified',
      'created_at',
      'password_hash',
      'session',
      'source',
      'valid_until',
      'owner',
    ]
    for (const [method, path, body] of bodies) {
      for (const key of [...smuggled, ...(path.startsWith('/api/people') ? ['email'] : ['administrator', 'status'])]) {
        const answer = await browser.ask(method, path, { body: { ...body, [key]: true } })
        assert.deepEqual(
          [answer.status, answer.json.fields?.[0]],
          [400, { field: key, message: 'is not known here' }],
          `${method} ${path} ${key}`,
        )
      }
    }
  })

  test('a name can be seen, and neither turns nor ends the line it stands in', async t => {
    const ground = await openGround(t)
    const root = await addPerson(ground, { administrator: true })
    const browser = ground.browser()
    await browser.post('/api/session', { email: root.email, password: goodPassword })
    const rename = (name: string) => browser.patch(`/api/people/${root.id}`, { name })
    for (const name of [
      'Ana\u202eamiL',
      'Ana\u200b Lima',
      '\u2066Ana',
      '\u3164',
      '\u2800',
      '\ufeff',
      ' ',
      '\u200d',
      'A\nB',
      'Ana\u2028Lima',
    ]) {
      const answer = await rename(name)
      assert.deepEqual([answer.status, answer.json.fields?.[0]?.field], [400, 'name'], JSON.stringify(name))
    }
    for (const name of ['Ana Lima', 'علی\u200cرضا', 'क्\u200dष', '李', '?']) assert.equal((await rename(name)).status, 200, name)
  })

  test('hostile addresses are a 4xx', async t => {
    const ground = await openGround(t)
    for (const path of [
      '/api/%ff',
      '/api/%',
      '/%00',
      '/api/invitations/%00',
      '/api/directory/people?search=%00',
      '/problems/%ED%A0%80',
      '/problems/__proto__',
      '/problems/constructor',
      `/${'a'.repeat(9_000)}`,
      `/api/invitations/${'a'.repeat(2_000)}`,
      '/api/sign-in?a=1',
      '/api/sign-in?__proto__[x]=1',
    ]) {
      const answer = await ground.browser().get(path)
      assert.ok(
        (answer.status >= 400 && answer.status < 500) || answer.json?.code === 'screens.not-built',
        `${path.slice(0, 60)}: ${answer.status}`,
      )
    }
  })

  test('what is not HTTP gets a 400 problem and a closed socket, and harms nobody', async t => {
    const ground = await openGround(t)
    const say = (text: string) =>
      new Promise<string>(resolve => {
        const socket = connect(ground.port, '127.0.0.1', () => socket.write(text))
        let heard = ''
        socket.on('data', part => {
          heard += part
        })
        socket.on('close', () => resolve(heard))
        socket.on('error', () => resolve(heard))
      })
    assert.match(await say('HELLO\r\n\r\n'), /^HTTP\/1\.1 400 .*request\.malformed/s)
    assert.match(
      await say(`GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'y'.repeat(70_000)}\r\n\r\n`),
      /^HTTP\/1\.1 431 .*request\.headers-too-large/s,
    )
    assert.match(
      await say('POST /api/session HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n'),
      /^HTTP\/1\.1 400 /,
    )
    assert.equal((await ground.browser().get('/health/live')).status, 200)
  })
})
