/** Whoever is not signed in sends a form: its fields and nothing else go in, nothing comes out, and nobody is ever that principal by another way. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { defaultRates } from '../../packages/server/src/entry/http/rates.ts'
import { transactAsGuest } from '../../packages/server/src/request.ts'
import { gatherGuest, guest, signClaims } from '../../packages/server/src/security/access/actor.ts'
import { person, type RunningApp, runApp } from '../harness/app.ts'

const files: Readonly<Record<string, string>> = {
  'app.yaml': `app: desk
title: Desk
roles:
  agent: { title: Agent }
  manager: { title: Manager, administer: true, audit: true }
  outside: { title: Outside, public: true }
`,
  'entities/enquiry.yaml': `entity: enquiry
label: Enquiry
plural: Enquiries
description: Ask us anything.
title: subject
number: { prefix: E- }
comments: true
fields:
  subject: { type: text, required: true, max: 40, help: In a few words. }
  body: { type: long_text, max: 2000 }
  mail: { type: email }
  kind: { type: choice, options: [question, order], required: true, default: question }
  seats: { type: integer, min: 1, max: 9 }
  note: { type: text, require: 'record.subject != null && record.subject == "NOTE"' }
  owner: { type: person }
  secret: { type: text, sensitive: true }
checks:
  - { name: no_shouting, when: 'record.subject == null || record.subject != "HELP"', message: Please do not shout., field: subject }
  - { name: known, when: 'record.subject == null || record.subject != "RING" || record.secret != null', message: Somebody has to know., field: secret }
access:
  - { roles: [manager], can: [read, create, update, delete, comment, share] }
  - { role: agent, can: [read, update, comment], when: record.owner == user.id, fields: { except: [secret] } }
  - { role: agent, can: [read], when: record.created_by == user.id, fields: { except: [secret] } }
  - { role: outside, can: create, fields: [subject, body, mail, kind, seats] }
`,
  'entities/remark.yaml': `entity: remark
title: words
fields:
  words: { type: text, required: true }
access:
  - { roles: [manager, agent], can: [read, create] }
`,
  'workflows/life.yaml': `workflow: life
entity: enquiry
states:
  open: {}
  asked: {}
  done: { final: true }
  dropped: { final: true }
transitions:
  finish: { from: [open], to: done }
  ask: { from: [open], to: asked, by: record.created_by == user.id }
  decide:
    from: asked
    approval:
      steps: [{ name: manager, ask: role manager, need: 1 }]
      never: [creator]
      outcomes: { approve: done, reject: dropped }
`,
}

const path = '/api/public/apps/desk/forms/enquiry'
const many = { perSecond: 1_000, burst: 1_000 }
const generous = { ...defaultRates, form: many, formsOfApp: many }
const people = ['ana', 'mei'].map(key => person(key))

async function open(t: Parameters<typeof runApp>[0], more: Partial<Parameters<typeof runApp>[1]> = {}): Promise<RunningApp> {
  return runApp(t, {
    files,
    rates: generous,
    seed: {
      people: [...people, person('root', { administrator: true })],
      roles: [
        { role: 'agent', person: 'ana' },
        { role: 'manager', person: 'mei' },
      ],
    },
    ...more,
  })
}

const enquiries = (app: RunningApp) => app.sql('SELECT * FROM desk.enquiry ORDER BY number')

/** SQL in a transaction that entered as the guest. */
async function asGuest<T>(
  app: RunningApp,
  work: (run: (text: string) => Promise<readonly (readonly unknown[])[]>) => Promise<T>,
) {
  return transactAsGuest(app.installation.floors, { app: 'desk', role: 'outside', requestId: 'raw' }, tx =>
    work(async text => (await tx.run({ text, values: [] })).rows),
  )
}

describe('a public form', () => {
  test('says its fields and how they are filled in, and nothing else of the app', async t => {
    const app = await open(t)
    const answer = await app.stranger().get(path)
    assert.equal(answer.status, 200, answer.text)
    assert.deepEqual(answer.json, {
      title: 'Enquiry',
      description: 'Ask us anything.',
      fields: [
        { name: 'subject', title: 'Subject', type: 'text', required: true, help: 'In a few words.', max: 40 },
        { name: 'body', title: 'Body', type: 'long_text', required: false, max: 2000 },
        { name: 'mail', title: 'Mail', type: 'email', required: false },
        {
          name: 'kind',
          title: 'Kind',
          type: 'choice',
          required: false,
          options: [
            { name: 'question', title: 'Question' },
            { name: 'order', title: 'Order' },
          ],
          default: 'question',
        },
        { name: 'seats', title: 'Seats', type: 'integer', required: false, min: 1, max: 9 },
      ],
    })
  })

  test('is accepted from whoever is not signed in; the answer has a number and no record, the audit has who and in which request', async t => {
    const app = await open(t)
    const answer = await app.stranger().post(path, { fields: { subject: 'Printer', body: 'It burns.', seats: 3 } })
    assert.deepEqual([answer.status, answer.json], [201, { received: true, number: 'E-1' }], answer.text)
    assert.equal(answer.headers.location ?? answer.headers.etag, undefined)
    const [row] = await enquiries(app)
    assert.deepEqual(
      [row?.subject, row?.kind, row?.status, row?.created_by, row?.updated_by, row?.version],
      ['Printer', 'question', 'open', guest, guest, 1],
    )
    const [audited] = await app.sql(
      `SELECT kind, person, session, on_behalf_of, request, app, entity FROM bailiwick.audit WHERE record = $1`,
      [row?.id],
    )
    assert.deepEqual(audited, {
      kind: 'create',
      person: guest,
      session: null,
      on_behalf_of: null,
      request: answer.headers['x-request-id'],
      app: 'desk',
      entity: 'enquiry',
    })
    const mei = await app.as('mei')
    const view = await mei.get(`/api/apps/desk/enquiry/${row?.id}`)
    assert.equal(view.json.record.created_by.title, 'Public form')
  })

  test('takes the fields of its grant only, and refuses every other like one that is not there', async t => {
    const app = await open(t)
    const stranger = app.stranger()
    const refuse = async (fields: Record<string, unknown>, field: string) => {
      const answer = await stranger.post(path, { fields: { subject: 'x', ...fields } })
      assert.deepEqual([answer.status, answer.json.code], [422, 'record.invalid'], `${field}: ${answer.text}`)
      assert.deepEqual(answer.json.fields, [{ field, message: 'is not a field you can set' }])
    }
    for (const field of [
      'note',
      'secret',
      'owner',
      'status',
      'status_since',
      'number',
      'id',
      'version',
      'created_by',
      'deleted_at',
      'nothing',
    ])
      await refuse({ [field]: field === 'owner' ? app.person('mei') : 'x' }, field)
    for (const [fields, field] of [
      [{}, 'subject'],
      [{ subject: null }, 'subject'],
      [{ subject: 'x'.repeat(41) }, 'subject'],
      [{ subject: 7 }, 'subject'],
      [{ subject: 'HELP' }, 'subject'],
      [{ subject: 'x', kind: 'other' }, 'kind'],
      [{ subject: 'x', seats: 10 }, 'seats'],
      [{ subject: 'x', mail: 'no address' }, 'mail'],
      [{ subject: 'x', body: { $ne: 1 } }, 'body'],
    ] as const) {
      const answer = await stranger.post(path, { fields })
      assert.equal(answer.status, 422, `${JSON.stringify(fields)}: ${answer.text}`)
      assert.deepEqual(
        answer.json.fields.map((each: { field: string }) => each.field),
        [field],
      )
    }
    for (const [subject, message] of [
      ['RING', 'Somebody has to know.'],
      ['NOTE', 'something that you do not see here must be filled in, because of what the other fields say'],
    ]) {
      const answer = await stranger.post(path, { fields: { subject } })
      assert.deepEqual(
        [answer.status, answer.json.fields],
        [422, [{ field: '', message }]],
        'what is not on the form has no name here',
      )
    }
    for (const body of [
      {},
      [],
      'x',
      null,
      { fields: [] },
      { fields: 'x' },
      { fields: { subject: 'x' }, lines: {} },
      { fields: { subject: 'x' }, id: 1 },
    ])
      assert.equal((await stranger.post(path, body)).status, 400, JSON.stringify(body))
    for (const raw of [
      '{"fields":{"subject":"a\\u0000b"}}',
      '{"fields":{"subject":"\\ud800"}}',
      '{"fields":',
      '{"fields":{"__proto__":1}}',
    ])
      assert.equal((await stranger.post(path, undefined, { raw })).status, 400, raw)
    const big = await stranger.post(path, { fields: { subject: 'x', body: 'x'.repeat(140_000) } })
    assert.deepEqual([big.status, big.json.code], [413, 'request.too-large'])
    const form = await stranger.post(path, undefined, {
      raw: 'subject=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    assert.equal(form.status, 415)
    const foreign = await stranger.post(
      path,
      { fields: { subject: 'x' } },
      { headers: { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' } },
    )
    assert.deepEqual([foreign.status, foreign.json.code], [403, 'request.foreign-origin'])
    assert.deepEqual(await enquiries(app), [])
  })

  test('is not there for an entity without one, exactly like for an app that is not there', async t => {
    const app = await open(t)
    const stranger = app.stranger()
    const told = (answer: { status: number; json: Record<string, unknown> }) => {
      const { requestId: _, ...rest } = answer.json
      return JSON.stringify([answer.status, rest])
    }
    const places = [
      'desk/forms/remark',
      'desk/forms/nothing',
      'nothing/forms/enquiry',
      'desk/forms/enquiry$read',
      'bailiwick/forms/person',
    ]
    const answers = await Promise.all(
      places.flatMap(place => [
        stranger.get(`/api/public/apps/${place}`),
        stranger.post(`/api/public/apps/${place}`, { fields: { words: 'x' } }),
      ]),
    )
    assert.deepEqual([...new Set(answers.map(told))].length, 1, answers.map(told).join('\n'))
    assert.deepEqual([answers[0]?.status, answers[0]?.json.code], [404, 'form.not-found'])
    assert.deepEqual(await app.sql('SELECT FROM desk.remark'), [])
  })

  test('gives no way to read: no route to app data answers without a session, also after sending', async t => {
    const app = await open(t)
    const stranger = app.stranger()
    await stranger.post(path, { fields: { subject: 'Canary' } })
    const [row] = await enquiries(app)
    const open401 = new Set<string>()
    for (const route of app.installation.server.declarations) {
      if (route.path === '/*' || route.path.startsWith('/health') || route.path.startsWith('/problems')) continue
      const address = route.path
        .replace(':app', 'desk')
        .replace(':entity', 'enquiry')
        .replace(/:(id|record)/, String(row?.id))
        .replace(/:[a-z]+/gi, 'x')
      const answer = await stranger.ask(route.method, address, route.method === 'GET' ? {} : { body: {} })
      assert.doesNotMatch(answer.text, /Canary/, `${route.method} ${address}`)
      if (answer.status !== 401) open401.add(`${route.method} ${route.path}`)
      if (route.authentication === 'session') assert.equal(answer.status, 401, `${route.method} ${address}`)
    }
    assert.ok(open401.has(`GET ${'/api/public/apps/:app/forms/:entity'}`))
    assert.equal((await stranger.ask('PATCH', path, { body: {} })).status, 405)
    assert.equal((await stranger.ask('DELETE', path, {})).status, 405)
  })

  test('sent twice with one key it is received once, and the key of one network is nothing to another body', async t => {
    const app = await open(t)
    const stranger = app.stranger()
    const send = (subject: string, key: string) =>
      stranger.post(path, { fields: { subject } }, { headers: { 'idempotency-key': key } })
    const both = await Promise.all([send('Once', 'k-1'), send('Once', 'k-1')])
    assert.deepEqual(
      both.map(answer => [answer.status, answer.json]),
      [
        [201, { received: true, number: 'E-1' }],
        [201, { received: true, number: 'E-1' }],
      ],
    )
    assert.equal((await send('Another', 'k-1')).json.code, 'idempotency.other-body')
    assert.equal((await send('Once', 'k 1')).status, 400)
    // A refusal is not kept: what is corrected may be sent with the same key.
    assert.equal((await send('x'.repeat(41), 'k-2')).status, 422)
    assert.equal((await send('Short', 'k-2')).status, 201)
    assert.equal((await enquiries(app)).length, 2)
  })

  test('one network is told to wait and may go on later; an app takes no more than its ceiling from all of them', async t => {
    const app = await open(t, { rates: { ...defaultRates, form: { perSecond: 1, burst: 3 }, formsOfApp: many } })
    const stranger = app.stranger()
    const statuses = []
    for (let count = 0; count < 5; count += 1) statuses.push((await stranger.post(path, { fields: { subject: 'x' } })).status)
    assert.deepEqual(statuses.slice(0, 3), [201, 201, 201])
    assert.ok(statuses.includes(429), statuses.join())
    const refused = await burst(() => stranger.post(path, { fields: { subject: 'x' } }), 429)
    assert.ok(Number(refused.headers['retry-after']) >= 1)
    assert.equal((await stranger.get(path)).status, 200, 'reading the form is another matter')
    await new Promise(resolve => setTimeout(resolve, 1_300))
    assert.equal((await stranger.post(path, { fields: { subject: 'x' } })).status, 201)

    const second = await open(t, { rates: { ...defaultRates, form: many, formsOfApp: { perSecond: 0.01, burst: 2 } } })
    const answers = []
    for (let count = 0; count < 3; count += 1)
      answers.push((await second.stranger().post(path, { fields: { subject: 'x' } })).status)
    assert.deepEqual(answers, [201, 201, 429])
    assert.equal((await enquiries(second)).length, 2)
  })

  test('closes with the release that takes the role away, on a node that does not know yet too', async t => {
    const app = await open(t)
    const { 'entities/enquiry.yaml': enquiry = '', 'app.yaml': root = '', ...rest } = files
    const closed = {
      ...rest,
      'app.yaml': root.replace(/ {2}outside.*\n/, ''),
      'entities/enquiry.yaml': enquiry.replace(/ {2}- \{ role: outside.*\n/, ''),
    }
    const outcome = await app.release(closed)
    assert.equal(outcome.kind, 'released', JSON.stringify(outcome))
    assert.equal((await app.stranger().get(path)).status, 404)
    await assert.rejects(
      asGuest(app, run => run('SELECT 1')),
      /form\.not-found/,
    )
  })
})

/** Asks until the status comes. */
async function burst<T extends { readonly status: number }>(ask: () => Promise<T>, status: number): Promise<T> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const answer = await ask()
    if (answer.status === status) return answer
  }
  assert.fail(`never ${status}`)
}

describe('the guest', () => {
  test('reads nothing by raw SQL: no view, no function, no table tells anything', async t => {
    const app = await open(t)
    const mei = await app.as('mei')
    const made = await mei.post('/api/apps/desk/enquiry', {
      fields: { subject: 'Canary', secret: 'Canary', owner: app.person('ana') },
    })
    assert.equal(made.status, 201, made.text)
    await app.stranger().post(path, { fields: { subject: 'Canary of a form' } })
    const [own] = await app.sql<{ id: string }>('SELECT id FROM desk.enquiry WHERE created_by = $1', [guest])
    const telling = /Canary|Ana|Mei|Root|example\.test/
    const views = await app.sql<{ name: string }>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname IN ('desk', 'bailiwick') AND c.relkind IN ('r', 'v') ORDER BY 1`,
    )
    assert.ok(views.length > 20)
    let readable = 0
    for (const { name } of views) {
      const rows = await asGuest(app, run => run(`SELECT * FROM ${name}`)).catch((error: { code?: string }) => {
        assert.equal(error.code, '42501', name)
        return undefined
      })
      if (rows === undefined) continue
      readable += 1
      assert.deepEqual(rows, [], name)
    }
    assert.ok(readable >= 4, 'some views are there to ask')
    const written = await asGuest(app, run => run(`SELECT id, version FROM desk."enquiry$write"`))
    assert.deepEqual(written, [], 'of earlier transactions not even what it wrote')

    const functions = await app.sql<{ name: string; types: string[]; set: boolean }>(
      `SELECT format('%I.%I', n.nspname, p.proname) AS name, p.proretset AS set,
         ARRAY(SELECT format_type(a, NULL) FROM unnest(p.proargtypes) WITH ORDINALITY u(a, n) ORDER BY n) AS types
       FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE n.nspname IN ('desk', 'bailiwick') AND p.prorettype <> 'trigger'::regtype AND has_function_privilege('bailiwick_runtime', p.oid, 'EXECUTE')
         AND p.proname NOT LIKE 'cel\\_%' ORDER BY 1`.replaceAll('\\\\', '\\'),
    )
    assert.ok(functions.length > 20, `${functions.length}`)
    const records = [String(made.json.record.id), own?.id ?? '']
    for (const { name, types } of functions) {
      for (const record of records) {
        for (const word of ['read', 'subject', 'desk', 'enquiry', 'finish', 'manager']) {
          const given = types.map(type => {
            if (type === 'uuid') return `'${record}'::uuid`
            if (type === 'uuid[]') return `ARRAY['${record}', '${app.person('mei')}']::uuid[]`
            if (type === 'text[]') return `ARRAY['${word}', 'desk.manager']::text[]`
            if (type === 'text') return `'${word}'`
            if (type === 'integer' || type === 'bigint') return '1'
            return `NULL::${type}`
          })
          const text = await asGuest(app, async run =>
            JSON.stringify(await run(`SELECT x FROM ${name}(${given.join(', ')}) x`)),
          ).catch(String)
          assert.doesNotMatch(text, telling, `${name}(${given.join(', ')})`)
        }
      }
    }
    for (const person of [app.person('mei'), app.person('ana')]) {
      const text = await asGuest(app, async run =>
        JSON.stringify([
          await run('SELECT * FROM bailiwick.people()'),
          await run('SELECT * FROM bailiwick.teams()'),
          await run(`SELECT * FROM bailiwick.askable('desk')`),
        ]),
      )
      assert.equal(text, '[[],[],[]]', person)
    }
  })

  test('takes no step and changes nothing, not even on what it wrote a moment ago', async t => {
    const app = await open(t)
    const insert = `INSERT INTO desk."enquiry$write" (subject) VALUES ('Mine')`
    const unchanged = async (sql: string, settings = '') => {
      const rows = await asGuest(app, async run => {
        await run(insert)
        if (settings) await run(settings)
        await run(sql)
        return run(`SELECT version FROM desk."enquiry$write"`)
      }).catch((error: { code?: string }) => {
        assert.match(error.code ?? '', /^(42501|BW4\d\d)$/, `${sql}: ${error}`)
        return [[1]]
      })
      assert.deepEqual(rows, [[1]], sql)
    }
    await unchanged(`UPDATE desk."enquiry$write" SET subject = 'Other' WHERE subject IS NOT NULL`)
    await unchanged(`UPDATE desk."enquiry$write" SET subject = 'Other'`)
    await unchanged(
      `UPDATE desk."enquiry$write" SET status = 'done'`,
      `SELECT set_config('bailiwick.transition', 'finish', true)`,
    )
    await unchanged(`UPDATE desk."enquiry$write" SET status = 'asked'`, `SELECT set_config('bailiwick.transition', 'ask', true)`)
    await unchanged('UPDATE desk."enquiry$write" SET deleted_at = now()')
    for (const sql of [
      `INSERT INTO desk."enquiry$write" (subject, note) VALUES ('x', 'x')`,
      `INSERT INTO desk."enquiry$write" (subject, secret) VALUES ('x', 'x')`,
      `INSERT INTO desk."enquiry$write" (subject, status) VALUES ('x', 'done')`,
      `INSERT INTO desk."remark$write" (words) VALUES ('x')`,
      `SELECT bailiwick.request_access('desk', 'enquiry', NULL, 'read', NULL, 'because')`,
      `SELECT desk."enquiry$comment"(current_setting('bailiwick.made_enquiry')::uuid, 'x')`,
    ])
      await assert.rejects(
        asGuest(app, async run => {
          await run(insert)
          await run(sql)
        }),
        (error: { code?: string }) => /^(42501|BW4\d\d)$/.test(error.code ?? ''),
        sql,
      )
  })

  test('enters with the public role of one app alone, whoever signs', async t => {
    const app = await open(t)
    const { floors, keys } = app.installation
    const actor = await gatherGuest(floors.gate, 'desk', 'outside')
    const enter = async (more: Partial<typeof actor>) => {
      const claims = signClaims(keys.claims, { ...actor, ...more }, 'x')
      await floors.data.query('SELECT bailiwick.enter($1, $2)', [claims.text, claims.signature])
    }
    await enter({})
    for (const roles of [['desk.manager'], ['desk.outside', 'desk.manager'], [], ['desk.nothing'], ['nothing.outside']])
      await assert.rejects(enter({ roles }), /form\.not-found/, roles.join())
    await assert.rejects(enter({ teams: [app.person('mei')] }), /claims\.forged/)
    await assert.rejects(enter({ ownTeams: [app.person('mei')] }), /claims\.forged/)
    await assert.rejects(enter({ behalf: app.person('mei') }), /claims\.forged/)
    await assert.rejects(enter({ view: { app: 'desk', release: 'x' } }), /claims\.forged/)
    await assert.rejects(enter({ session: { id: app.person('mei'), tokenHash: 'ab' } }), /session\.ended/)
    assert.equal(await floors.actors.gather(guest, null, true), undefined, 'its claims are gathered by no other way')
  })

  test('is nobody who could sign in, be found, be changed, be given something or be viewed', async t => {
    const app = await open(t)
    const [root, mei, stranger] = [await app.as('root'), await app.as('mei'), app.stranger()]
    assert.equal((await stranger.post('/api/demo-session', { person: guest })).status, 404)
    assert.equal((await stranger.post('/api/session', { email: 'public-form@guest.invalid', password: 'x' })).status, 401)
    const invited = await root.post('/api/invitations', { email: 'public-form@guest.invalid', name: 'Me' })
    assert.deepEqual([invited.status, invited.json.code], [409, 'person.email-taken'])
    assert.deepEqual(await notFound(root.post(`/api/people/${guest}/invitation`, {})), [404, 'person.not-found'])
    for (const change of [
      { status: 'active' },
      { name: 'Me' },
      { administrator: true },
      { roles: [{ app: 'desk', role: 'manager' }] },
      { roles: [] },
      { teams: [] },
      { manager: app.person('mei') },
    ])
      assert.deepEqual(
        await notFound(root.patch(`/api/people/${guest}`, change)),
        [404, 'person.not-found'],
        JSON.stringify(change),
      )
    assert.deepEqual(await notFound(root.patch(`/api/people/${app.person('ana')}`, { manager: guest })), [
      404,
      'person.not-found',
    ])
    assert.doesNotMatch((await root.get('/api/people')).text, /Public form/)
    assert.doesNotMatch((await root.get('/api/people?search=public')).text, /Public form/)
    assert.doesNotMatch((await mei.get('/api/directory/people?search=public')).text, /Public form/)
    assert.doesNotMatch((await mei.get('/api/directory/people?app=desk')).text, /Public form/)
    assert.doesNotMatch((await stranger.get('/api/sign-in')).text, /Public form/)
    assert.deepEqual(await notFound(mei.post('/api/session/view-as', { app: 'desk', person: guest })), [404, 'person.not-found'])
    const asRole = await mei.post('/api/session/view-as', { app: 'desk', role: 'outside' })
    assert.deepEqual([asRole.status, asRole.json.code], [422, 'role.not-found'])
    const owned = await mei.post('/api/apps/desk/enquiry', { fields: { subject: 'x', owner: guest } })
    assert.equal(owned.status, 422, 'no record names it')
    const record = await mei.post('/api/apps/desk/enquiry', { fields: { subject: 'x' } })
    const shared = await mei.post(`/api/apps/desk/enquiry/${record.json.record.id}/shares`, {
      person: guest,
      level: 'read',
      until: new Date(Date.now() + 86_400_000).toISOString(),
    })
    assert.equal(shared.status, 422, shared.text)
    // Behind the routes: the tables themselves.
    const give = (sql: string) =>
      assert.rejects(
        app.sql(sql.replaceAll('GUEST', `'${guest}'`), []),
        (error: { code?: string }) => error.code === 'BW404',
        sql,
      )
    await give(`UPDATE bailiwick.person SET status = 'active' WHERE id = GUEST`)
    await give(`DELETE FROM bailiwick.person WHERE id = GUEST`)
    await give(`INSERT INTO bailiwick.credential (person, password_hash) VALUES (GUEST, 'x')`)
    await give(`INSERT INTO bailiwick.session (person, token_hash, method) VALUES (GUEST, sha256('x'), 'demo')`)
    await give(
      `INSERT INTO bailiwick.one_time_token (token_hash, purpose, person, expires_at) VALUES (sha256('x'), 'invitation', GUEST, now())`,
    )
    await give(`INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('desk', 'manager', GUEST)`)
    await give(`INSERT INTO bailiwick.membership (person, team) VALUES (GUEST, GUEST)`)
    await give(`UPDATE bailiwick.person SET manager = GUEST WHERE name = 'Ana'`)
    await give(`UPDATE bailiwick.session SET person = GUEST`)
  })
})

async function notFound(asked: Promise<{ status: number; json: { code: string } }>): Promise<[number, string]> {
  const { status, json } = await asked
  return [status, json?.code]
}

describe('a public role', () => {
  test('is given to nobody: not by changing people or teams, not by inviting, not by a seed, and is offered nowhere', async t => {
    const app = await open(t)
    const root = await app.as('root')
    const role = { app: 'desk', role: 'outside' }
    const refused = async (asked: Promise<{ status: number; json: { code: string }; text: string }>) => {
      const answer = await asked
      assert.deepEqual([answer.status, answer.json.code], [422, 'role.not-found'], answer.text)
    }
    await refused(root.patch(`/api/people/${app.person('ana')}`, { roles: [role] }))
    await refused(root.post('/api/invitations', { email: 'new@example.test', name: 'New', roles: [role] }))
    await refused(root.post('/api/teams', { name: 'All', roles: [role] }))
    const team = await root.post('/api/teams', { name: 'All' })
    await refused(root.patch(`/api/teams/${team.json.id}`, { roles: [role] }))
    assert.doesNotMatch((await root.get('/api/roles')).text, /outside/)
    assert.doesNotMatch((await (await app.as('mei')).get('/api/session/view-as?app=desk')).text, /outside/)
    await assert.rejects(
      app.sql(`INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('desk', 'outside', $1)`, [app.person('ana')]),
      /role\.not-found/,
    )
    await assert.rejects(open(t, { seed: { people, roles: [{ role: 'outside', person: 'ana' }] } }), /role\.not-found/)
    assert.deepEqual(await app.sql(`SELECT FROM bailiwick.role_grant WHERE role = 'outside'`), [])
  })

  test('is taken from whoever held it when a release makes it public', async t => {
    const { 'app.yaml': root = '' } = files
    const before = {
      ...files,
      'app.yaml': root.replace(', public: true', ''),
    }
    const app = await open(t, {
      files: before,
      seed: {
        people,
        roles: [
          { role: 'outside', person: 'ana' },
          { role: 'manager', person: 'mei' },
        ],
      },
    })
    const ana = await app.as('ana')
    assert.equal((await ana.get('/api/apps/desk')).status, 200)
    assert.equal((await app.stranger().get(path)).status, 404)
    const mei = await app.as('mei')
    // Rights to create are counted on the records there are.
    assert.equal((await mei.post('/api/apps/desk/enquiry', { fields: { subject: 'x' } })).status, 201)
    const diff = await mei.post('/api/apps/desk/permission-diff', { files })
    assert.equal(diff.status, 200, diff.text)
    assert.deepEqual(
      diff.json.narrows.flatMap((each: { act: string; entity?: string; first: { name: string }[] }) =>
        each.first.map(({ name }) => `${name} ${each.act} ${each.entity ?? ''}`.trim()),
      ),
      ['Ana enter', 'Ana create enquiry'],
    )
    assert.deepEqual(diff.json.widens, [])
    assert.match(diff.json.says.join(' '), /Outside is for whoever is not signed in/)
    const give = await mei.post('/api/apps/desk/permission-diff', { give: { role: 'outside', person: guest } })
    assert.deepEqual([give.status, give.json.code], [404, 'person.not-found'], 'nobody is asked about as the guest')
    const outcome = await app.release(files)
    assert.equal(outcome.kind, 'released', JSON.stringify(outcome))
    const again = await mei.post('/api/apps/desk/permission-diff', { give: { role: 'outside', person: app.person('ana') } })
    assert.deepEqual([again.status, again.json.code], [422, 'role.not-found'])
    assert.equal((await ana.get('/api/apps/desk')).status, 404)
    assert.equal((await app.stranger().get(path)).status, 200)
    assert.deepEqual(await app.sql(`SELECT FROM bailiwick.role_grant WHERE role = 'outside'`), [])
  })

  test('a person who makes records by their own role reads their own, and none of the guest’s', async t => {
    const app = await open(t)
    await app.stranger().post(path, { fields: { subject: 'From outside' } })
    const ana = await app.as('ana')
    assert.deepEqual((await ana.get('/api/apps/desk/enquiry')).json.items, [])
  })
})
