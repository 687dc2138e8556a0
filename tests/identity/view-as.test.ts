/** Viewing as a person or a role: never more than oneself may see, nothing changed by any way in, both people in the audit, and an end that cannot be missed. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { SessionBinding } from '../../packages/server/src/security/access/actor.ts'
import { signClaims } from '../../packages/server/src/security/access/actor.ts'
import type { Browser } from '../harness/browser.ts'
import { type Desk, deskFiles, deskOfSuite, runDesk } from '../harness/desk.ts'
import { EventStream } from '../harness/stream.ts'

const path = '/api/session/view-as'
const reads = (desk: Desk) => [
  '/api/apps/desk',
  '/api/apps/desk/ticket',
  '/api/apps/desk/ticket?search=printer',
  '/api/apps/desk/ticket?trash=only',
  '/api/apps/desk/ticket/aggregate?groupBy=priority',
  `/api/apps/desk/ticket/${desk.tickets.ours}`,
  `/api/apps/desk/ticket/${desk.tickets.theirs}`,
  `/api/apps/desk/ticket/${desk.tickets.ours}/history`,
  '/api/apps/desk/customer',
  `/api/apps/desk/customer/${desk.customer}`,
  '/api/apps/desk/refund',
  '/api/apps/desk/openapi.json',
  '/api/inbox',
]

/** Page tokens are sealed for a session's person and the request id is its own. */
function same(json: unknown): unknown {
  return JSON.parse(
    JSON.stringify(json ?? null, (key, value) => (key === 'requestId' || key === 'nextPageToken' ? undefined : value)),
  )
}

async function viewing(desk: Desk, key: string, as: { person: string } | { role: string }): Promise<Browser> {
  const browser = await desk.app.as(key)
  const wanted = 'person' in as ? { person: desk.app.person(as.person) } : as
  const answer = await browser.post(path, { app: 'desk', ...wanted })
  assert.equal(answer.status, 200, answer.text)
  return browser
}

describe('who may view as whom', () => {
  const suite = deskOfSuite()

  for (const [who, as, status, code] of [
    ['mei', { person: 'ana' }, 200, ''],
    ['mei', { person: 'owen' }, 200, ''],
    ['mei', { person: 'mia' }, 200, ''],
    ['mei', { role: 'agent' }, 200, ''],
    ['mei', { role: 'viewer' }, 200, ''],
    ['mei', { role: 'manager' }, 200, ''],
    ['mei', { person: 'mei' }, 422, 'viewing.yourself'],
    ['mei', { person: 'root' }, 404, 'person.not-found'],
    ['mei', { role: 'nobody' }, 422, 'role.not-found'],
    ['ana', { person: 'owen' }, 403, 'viewing.refused'],
    ['ana', { role: 'viewer' }, 403, 'viewing.refused'],
    ['owen', { person: 'mei' }, 403, 'viewing.refused'],
    ['root', { person: 'ana' }, 403, 'viewing.upward'],
    ['root', { role: 'viewer' }, 403, 'viewing.upward'],
  ] as const) {
    test(`${who} as ${Object.values(as)[0]}: ${code || 'allowed'}`, async () => {
      const { app } = suite.desk
      const browser = await app.as(who)
      const wanted = 'person' in as ? { person: app.person(as.person) } : as
      const before = { ...browser.cookies }
      const answer = await browser.post(path, { app: 'desk', ...wanted })
      assert.deepEqual([answer.status, answer.json.code ?? ''], [status, code], answer.text)
      const after = await browser.get('/api/session')
      assert.equal(after.json.viewing !== undefined, status === 200)
      if (status === 200) assert.notDeepEqual(browser.cookies, before, 'the session goes on under a new token')
      else assert.equal(after.json.person.id, app.person(who))
    })
  }

  test('what the body may say: one app, and either a person or a role', async () => {
    const { app } = suite.desk
    const mei = await app.as('mei')
    for (const body of [
      {},
      { app: 'desk' },
      { app: 'desk', role: 'agent', person: app.person('ana') },
      { app: 'desk', role: "agent}'" },
      { app: 'desk', person: 'ana' },
      { app: 'desk', role: 'agent', more: 1 },
    ])
      assert.deepEqual([(await mei.post(path, body)).status], [400], JSON.stringify(body))
    const unknown = await mei.post(path, { app: 'nothing', role: 'agent' })
    assert.deepEqual([unknown.status, unknown.json.code], [404, 'app.not-found'])
    const luis = await app.as('luis')
    assert.equal((await luis.get(`${path}?app=desk`)).json.code, 'viewing.refused')
  })

  test('the roles on offer say what stands in the way', async () => {
    const { app } = suite.desk
    const offered = (await (await app.as('mei')).get(`${path}?app=desk`)).json.roles
    assert.deepEqual(offered, [
      { name: 'agent', title: 'Agent' },
      { name: 'manager', title: 'Manager' },
      { name: 'viewer', title: 'Viewer' },
    ])
    for (const role of (await (await app.as('root')).get(`${path}?app=desk`)).json.roles)
      assert.match(role.refused, /^You may not see Customer yourself|^You may not see Ticket yourself/, role.name)
  })

  test('a refused attempt is in the audit with who tried', async () => {
    const { app } = suite.desk
    const root = await app.as('root')
    const refused = await root.post(path, { app: 'desk', person: app.person('ana') })
    assert.match(refused.json.hint, /You may not see Customer yourself/)
    const [row] = await app.sql(`SELECT kind, person, detail ->> 'code' AS code FROM bailiwick.audit WHERE request = $1`, [
      refused.json.requestId,
    ])
    assert.deepEqual(row, { kind: 'access.denied', person: app.person('root'), code: 'viewing.upward' })
  })
})

describe('never upward', () => {
  test('a masked field, another’s rows, the trash and the audit are refused by name, and a release that gives them to the viewer allows it', async t => {
    const files = {
      ...deskFiles,
      'app.yaml': deskFiles['app.yaml']!.replace('viewer: { title: Viewer }', 'viewer: { title: Viewer, administer: true }'),
    }
    const access = (entity: string, grant: string) => `${deskFiles[`entities/${entity}.yaml`]}  - { role: viewer, ${grant} }\n`
    const desk = await runDesk(t, files)
    const { app } = desk
    const owen = await app.as('owen')
    const attempt = async () => (await owen.post(path, { app: 'desk', person: app.person('mei') })).json
    const first = await attempt()
    assert.equal(first.code, 'viewing.upward')
    assert.match(first.hint, /^You may not see Customer yourself\. You may not see Refund yourself\. .*There are \d more\.$/)
    for (const [ticket, hint] of [
      [
        'can: [read, restore], fields: { except: [credit, due] }',
        'You may not see Due of Ticket yourself. You may not see Credit of Ticket yourself. You may not read the audit of this app yourself.',
      ],
      [
        'can: [read], fields: { except: [credit] }',
        'You may not see Credit of Ticket yourself. You may not see the trash of Ticket yourself. You may not read the audit of this app yourself.',
      ],
      [
        'can: [read, restore], when: record.priority == "high"',
        'You may not see every Ticket of theirs yourself. You may not see the trash of Ticket yourself. You may not read the audit of this app yourself.',
      ],
      ['can: [read, restore]', 'You may not read the audit of this app yourself.'],
    ] as const) {
      const outcome = await app.release({
        ...files,
        'entities/customer.yaml': access('customer', 'can: [read]'),
        'entities/refund.yaml': access('refund', 'can: [read]'),
        'entities/ticket.yaml': access('ticket', ticket).replace(
          '  - { role: viewer, can: [read], fields: [number, subject, priority, team] }\n',
          '',
        ),
      })
      assert.equal(outcome.kind, 'released', JSON.stringify(outcome))
      assert.equal((await attempt()).hint, hint)
    }
    assert.equal(
      (await owen.post(path, { app: 'desk', person: app.person('ana') })).status,
      200,
      'who reads no audit may be viewed now',
    )
  })
})

describe('while viewing', () => {
  const suite = deskOfSuite()
  let desk: Desk
  before(async () => {
    desk = suite.desk
    const mia = await desk.app.as('mia')
    const made = await mia.post('/api/apps/desk/refund', { fields: { reason: 'Broken in transit', amount: '12.00' } })
    assert.equal(made.status, 201, made.text)
    const { id, version } = made.json.record
    const submitted = await mia.post(
      `/api/apps/desk/refund/${id}/transitions/submit`,
      {},
      { headers: { 'if-match': `"${version}"` } },
    )
    assert.equal(submitted.status, 200, submitted.text)
  })

  for (const key of ['ana', 'luis', 'owen', 'mia'])
    test(`everything reads as ${key}’s own session reads it, field by field`, async () => {
      const [own, viewed] = [await desk.app.as(key), await viewing(desk, 'mei', { person: key })]
      for (const address of reads(desk)) {
        const [theirs, shown] = [await own.get(address), await viewed.get(address)]
        assert.equal(shown.status, theirs.status, address)
        assert.deepEqual(same(shown.json), same(theirs.json), address)
      }
      const session = (await viewed.get('/api/session')).json
      assert.equal(session.person.id, desk.app.person(key))
      assert.deepEqual([session.person.email, session.person.administrator], ['', false])
      assert.equal(session.viewing.by.id, desk.app.person('mei'))
      assert.deepEqual(
        session.apps.map((app: { roles: unknown }) => app.roles),
        (await own.get('/api/session')).json.apps.map((app: { roles: unknown }) => app.roles),
      )
    })

  test('as a role the facts stay the viewer’s own', async () => {
    const viewed = await viewing(desk, 'mei', { role: 'agent' })
    const session = (await viewed.get('/api/session')).json
    assert.deepEqual(
      [session.person.id, session.apps[0].roles, session.viewing.kind, session.viewing.roles],
      [desk.app.person('mei'), ['agent'], 'role', ['Agent']],
    )
    assert.deepEqual((await viewed.get('/api/apps/desk/ticket')).json.items, [], 'mei is in no team')
    const [customer] = (await viewed.get('/api/apps/desk/customer')).json.items
    assert.ok(customer.name && !('arr' in customer), 'and what an agent does not read is not there')
  })

  test('lists that the viewed keeps for themselves are theirs alone; those of their role show', async () => {
    const ana = await desk.app.as('ana')
    const mei = await desk.app.as('mei')
    const views = '/api/apps/desk/saved-views'
    const made = [
      await ana.post(views, { list: 'e/ticket', name: 'Canary of hers', question: { search: 'canary' } }),
      await mei.post(views, { list: 'e/ticket', name: 'Of agents', question: {}, roles: ['agent'] }),
    ]
    for (const { status, text } of made) assert.equal(status, 201, text)
    const viewed = await viewing(desk, 'mei', { person: 'ana' })
    const shown = (await viewed.get(views)).json.items
    assert.deepEqual(
      shown.map((view: { name: string }) => view.name),
      ['Of agents'],
    )
    assert.equal((await ana.get(views)).json.items.length, 2)
    for (const [index, by] of [ana, mei].entries())
      assert.equal((await by.delete(`${views}/${made[index]!.json.id}`)).status, 204)
  })

  test('the inbox is that of the viewed', async () => {
    const mei = await desk.app.as('mei')
    assert.equal((await mei.get('/api/inbox')).json.items.length, 1, 'mei is asked to decide')
    assert.deepEqual(
      (await (await viewing(desk, 'mei', { person: 'mia' })).get('/api/inbox')).json.items,
      [],
      'mia is not: it is her own',
    )
    assert.deepEqual((await (await viewing(desk, 'mei', { person: 'ana' })).get('/api/inbox')).json.items, [])
  })

  test('every route there is, by every verb: no write, no other app, no administration', async () => {
    const viewed = await viewing(desk, 'mei', { person: 'ana' })
    const before = await desk.app.sql("SELECT count(*)::int AS n FROM bailiwick.audit WHERE kind NOT IN ('access.denied')")
    let refused = 0
    for (const route of desk.app.installation.server.declarations) {
      if (route.authentication === 'none' || route.leaves || route.rateClass === 'stream') continue
      const fill = (app: string) =>
        route.path.replace(':app', app).replace(':entity', 'ticket').replace(':id', desk.tickets.ours).replace(/:\w+/g, 'submit')
      const label = `${route.method} ${route.path}`
      const asks = route.method === 'GET' || route.reads === true
      if (!asks) {
        const answer = await viewed.ask(route.method, fill('desk'), { body: {}, headers: { 'if-match': '"1"' } })
        assert.deepEqual([answer.status, answer.json.code], [403, 'viewing.read-only'], label)
        refused++
      } else if (route.right === 'administrator')
        assert.equal((await viewed.get(fill('desk'))).json.code, 'viewing.other-app', label)
      if (route.right === 'app') {
        const other = await viewed.ask(route.method, fill('elsewhere'), route.method === 'GET' ? {} : { body: {} })
        assert.equal(other.json.code, asks ? 'viewing.other-app' : 'viewing.read-only', label)
      }
    }
    assert.ok(refused >= 15, String(refused))
    assert.deepEqual(
      await desk.app.sql("SELECT count(*)::int AS n FROM bailiwick.audit WHERE kind NOT IN ('access.denied')"),
      before,
    )
    const denials = await desk.app.sql<{ person: string; on_behalf_of: string }>(
      `SELECT DISTINCT person, on_behalf_of FROM bailiwick.audit WHERE kind = 'access.denied' AND detail ->> 'code' LIKE 'viewing.%' AND on_behalf_of IS NOT NULL`,
    )
    assert.deepEqual(denials, [{ person: desk.app.person('mei'), on_behalf_of: desk.app.person('ana') }])
  })

  test('an administrator of the installation is none while viewing', async t => {
    const small = await runDesk(t)
    await small.app.sql(`INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('desk', 'manager', $1)`, [
      small.app.person('root'),
    ])
    const root = await viewing(small, 'root', { person: 'ana' })
    for (const address of ['/api/people', '/api/teams', '/api/roles']) {
      const answer = await root.get(address)
      assert.deepEqual([answer.status, answer.json.code], [403, 'viewing.other-app'], address)
    }
    assert.equal((await root.get('/api/audit')).json.code, 'audit.refused', 'ana may not read it')
    assert.equal((await root.get('/api/session')).json.person.administrator, false)
  })

  test('the audit, where the viewed may read it, is read in both names', async () => {
    const viewed = await viewing(desk, 'mei', { person: 'mia' })
    assert.equal((await viewed.get('/api/audit')).status, 200)
    const [row] = await desk.app.sql(
      `SELECT person, on_behalf_of FROM bailiwick.audit WHERE kind = 'audit.read' ORDER BY seq DESC LIMIT 1`,
    )
    assert.deepEqual(row, { person: desk.app.person('mei'), on_behalf_of: desk.app.person('mia') })
  })

  test('start and end are in the audit with both people, app and role, each once', async () => {
    const { app } = desk
    const since = (await app.sql<{ seq: string }>('SELECT max(seq) AS seq FROM bailiwick.audit'))[0]!.seq
    const viewed = await viewing(desk, 'mei', { person: 'ana' })
    assert.equal((await viewed.delete(path)).status, 204)
    assert.equal((await viewed.delete(path)).status, 204, 'stopping twice is stopping once')
    assert.equal((await viewed.get('/api/session')).json.person.id, app.person('mei'))
    assert.equal((await viewed.post(path, { app: 'desk', role: 'agent' })).status, 200)
    assert.equal((await viewed.delete('/api/session')).status, 204)
    const rows = await app.sql<{ kind: string }>(
      `SELECT kind, person, on_behalf_of, app, detail ->> 'role' AS role, detail ->> 'reason' AS reason FROM bailiwick.audit WHERE seq > $1 ORDER BY seq`,
      [since],
    )
    const row = (kind: string, as: string | null, role: string | null, reason: string | null) => ({
      kind,
      person: app.person('mei'),
      on_behalf_of: as && app.person(as),
      app: 'desk',
      role,
      reason,
    })
    assert.deepEqual(
      rows.filter(each => each.kind.startsWith('view_as')),
      [
        row('view_as.start', 'ana', null, null),
        row('view_as.end', 'ana', null, 'stopped'),
        row('view_as.start', null, 'agent', null),
        row('view_as.end', null, 'agent', 'session ended'),
      ],
    )
    assert.deepEqual(
      rows.map(each => each.kind).filter(kind => !kind.startsWith('view_as')),
      ['session.insert', 'session.update'],
    )
    const mei = await app.as('mei')
    const found = await mei.get(`/api/audit?app=desk&person=${app.person('ana')}&kind=view_as.start`)
    assert.equal(found.json.items[0].onBehalfOf.id, app.person('ana'), 'who asks for ana finds what was looked at as her')
    assert.equal(found.json.items[0].person.id, app.person('mei'))
  })

  test('a view cannot begin inside a view, and the session’s own password cannot be changed in one', async () => {
    const viewed = await viewing(desk, 'mei', { person: 'ana' })
    assert.equal((await viewed.post(path, { app: 'desk', role: 'agent' })).json.code, 'viewing.read-only')
    assert.equal((await viewed.post('/api/password', { current: 'x', next: 'y' })).json.code, 'viewing.read-only')
    assert.equal((await viewed.get(`${path}?app=desk`)).json.code, 'viewing.other-app')
  })

  test('streams are of the viewed, and end when the view begins and when it ends', async () => {
    const mei = await desk.app.as('mei')
    const own = await EventStream.open(desk.app.origin, mei, '/api/apps/desk/events')
    assert.equal((await mei.post(path, { app: 'desk', person: desk.app.person('ana') })).status, 200)
    await own.until('the end of her own stream', stream => stream.ended)
    const seen = await EventStream.open(desk.app.origin, mei, '/api/apps/desk/events')
    const writer = await desk.app.as('mia')
    for (const id of [desk.tickets.theirs, desk.tickets.ours]) {
      const { version } = (await writer.get(`/api/apps/desk/ticket/${id}`)).json.record
      const changed = await writer.patch(
        `/api/apps/desk/ticket/${id}`,
        { fields: { body: 'Changed' } },
        { headers: { 'if-match': `"${version}"` } },
      )
      assert.equal(changed.status, 200, changed.text)
    }
    await seen.until('the ticket of ana', stream => stream.of(desk.tickets.ours).length > 0)
    assert.deepEqual(seen.of(desk.tickets.theirs), [], 'of what ana does not see nothing is told')
    assert.equal((await mei.delete(path)).status, 204)
    await seen.until('the end of the view', stream => stream.ended)
  })
})

describe('raw SQL in a viewing transaction', () => {
  const suite = deskOfSuite()

  async function binding(desk: Desk, key: string): Promise<SessionBinding & { viewing: NonNullable<SessionBinding['viewing']> }> {
    const [row] = await desk.app.sql<{
      id: string
      hash: string
      app: string
      person: string | null
      role: string | null
      since: Date
    }>(
      `SELECT id, encode(token_hash, 'hex') AS hash, viewing_app AS app, viewing_person AS person, viewing_role AS role, viewing_since AS since
       FROM bailiwick.session WHERE person = $1 AND ended_at IS NULL AND viewing_app IS NOT NULL ORDER BY viewing_since DESC LIMIT 1`,
      [desk.app.person(key)],
    )
    assert.ok(row)
    const { app, person, role, since } = row
    return { id: row.id, tokenHash: row.hash, viewing: { app, person, role, since, over: false, byAdministrator: false } }
  }

  async function inTransaction<T>(
    desk: Desk,
    claims: { text: string; signature: Buffer },
    work: (run: (sql: string) => Promise<unknown[]>) => Promise<T>,
  ): Promise<T> {
    const client = await desk.app.installation.database.connections.data.connect()
    try {
      await client.query('BEGIN')
      await client.query('SELECT bailiwick.enter($1, $2)', [claims.text, claims.signature])
      await client.query('SET LOCAL ROLE bailiwick_runtime')
      return await work(async sql => (await client.query({ text: sql, rowMode: 'array' })).rows)
    } finally {
      await client.query('ROLLBACK').catch(() => undefined)
      client.release(true)
    }
  }

  const codeOf = async (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'done',
      (error: { code?: string; message: string }) => `${error.code} ${error.message}`,
    )

  for (const [what, statements, expected = /^25006/] of [
    ['an update of what the viewed may change', [`UPDATE desk."ticket$write" SET subject = 'Changed' WHERE id = '%ours'`]],
    ['an insert', [`INSERT INTO desk."ticket$write" (subject, team) VALUES ('New', '%team')`]],
    ['an idempotency key', [`SELECT bailiwick.begin_idempotent('key', 'hash')`]],
    [
      'turning it off by setting',
      ['SET TRANSACTION READ WRITE', `UPDATE desk."ticket$write" SET subject = 'Changed' WHERE id = '%ours'`],
      /^25001/,
    ],
    [
      'turning it off by SET LOCAL',
      ['SET LOCAL transaction_read_only = off', `UPDATE desk."ticket$write" SET subject = 'Changed' WHERE id = '%ours'`],
      /^25001/,
    ],
    [
      'turning it off by set_config',
      [
        `SELECT set_config('transaction_read_only', 'off', true)`,
        `UPDATE desk."ticket$write" SET subject = 'Changed' WHERE id = '%ours'`,
      ],
      /^25001/,
    ],
    [
      'turning it off for the session',
      [
        'SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE',
        `UPDATE desk."ticket$write" SET subject = 'Changed' WHERE id = '%ours'`,
      ],
    ],
    ['turning it off inside a savepoint', ['SAVEPOINT a', 'SET TRANSACTION READ WRITE'], /^25001/],
    [
      'resetting it',
      ['RESET transaction_read_only', `UPDATE desk."ticket$write" SET subject = 'Changed' WHERE id = '%ours'`],
      /^0A000/,
    ],
    ['resetting everything', ['RESET ALL', `UPDATE desk."ticket$write" SET subject = 'Changed' WHERE id = '%ours'`]],
    [
      'rolling back to a savepoint',
      ['SAVEPOINT a', 'ROLLBACK TO a', `UPDATE desk."ticket$write" SET subject = 'Changed' WHERE id = '%ours'`],
    ],
    [
      'a block of code',
      [`DO $$ BEGIN SET LOCAL transaction_read_only = off; UPDATE desk."ticket$write" SET subject = 'Changed'; END $$`],
      /^25001/,
    ],
    ['becoming another role', ['RESET ROLE', `UPDATE desk."ticket$write" SET subject = 'Changed' WHERE id = '%ours'`], /^42501/],
    [
      'leaving the transaction, where nobody is anybody',
      [
        'ROLLBACK',
        'BEGIN',
        'SET LOCAL ROLE bailiwick_runtime',
        `INSERT INTO desk."ticket$write" (subject, team) VALUES ('New', '%team')`,
      ],
      /^BW401 identity.missing/,
    ],
    ['a new table', ['CREATE TABLE desk.mine (a int)']],
    // Where a superuser set the database up, nobody may make one at all.
    ['a large object', ['SELECT lo_create(0)'], /^(25006|42501 permission denied for function lo_create)/],
    ['a running number', [`SELECT nextval('desk."ticket$number"')`], /^42501/],
  ] as const) {
    test(`writes nothing: ${what}`, async () => {
      const { desk } = suite
      await viewing(desk, 'mei', { person: 'ana' })
      const actor = await desk.app.installation.floors.actors.gather(desk.app.person('mei'), await binding(desk, 'mei'), true)
      const state = () =>
        desk.app.sql(
          'SELECT md5(string_agg(t::text, $1 ORDER BY id)) AS tickets, (SELECT count(*) FROM bailiwick.idempotency) AS keys FROM desk.ticket t',
          ['|'],
        )
      const before = await state()
      const answer = await codeOf(
        inTransaction(desk, signClaims(desk.app.installation.keys.claims, actor!, 'test'), async run => {
          assert.deepEqual(await run('SELECT subject FROM desk."ticket$read"'), [['Printer on fire']], 'it reads as ana')
          for (const statement of statements) await run(statement.replace('%ours', desk.tickets.ours).replace('%team', desk.emea))
          await run('COMMIT')
        }),
      )
      assert.match(answer, expected, 'refused for what it is, not for its spelling')
      assert.deepEqual(await state(), before)
    })
  }

  test('reads nothing that is the viewed’s own, also not as SQL that forgets who looks', async () => {
    const { desk } = suite
    const ana = await desk.app.as('ana')
    const path = '/api/apps/desk/saved-views'
    const made = await ana.post(path, { list: 'e/ticket', name: 'Canary of hers', question: {} })
    assert.equal(made.status, 201, made.text)
    await desk.app.sql(
      `INSERT INTO bailiwick.notification (person, app, entity, record, why, cause) VALUES ($1, 'desk', 'ticket', $2, 'follow', 1)`,
      [desk.app.person('ana'), desk.tickets.ours],
    )
    const own = [
      "SELECT count(*)::int FROM bailiwick.saved_views('desk')",
      'SELECT count(*)::int FROM bailiwick.notifications(500)',
    ]
    for (const sql of own) assert.deepEqual(await desk.app.asRuntime('ana', run => run(sql)), [[1]], sql)
    await viewing(desk, 'mei', { person: 'ana' })
    const actor = await desk.app.installation.floors.actors.gather(desk.app.person('mei'), await binding(desk, 'mei'), true)
    for (const first of ['SELECT 1', `SELECT set_config('bailiwick.behalf', '', true)`, 'RESET bailiwick.behalf'])
      await inTransaction(desk, signClaims(desk.app.installation.keys.claims, actor!, 'test'), async run => {
        await run(first)
        for (const sql of own) assert.deepEqual(await run(sql), [[0]], `${first}: ${sql}`)
      })
  })

  test('claims that say more than the session views are refused', async () => {
    const { desk } = suite
    const { actors } = desk.app.installation.floors
    await viewing(desk, 'mei', { person: 'ana' })
    const session = await binding(desk, 'mei')
    const good = (await actors.gather(desk.app.person('mei'), session, true))!
    const own = (await actors.gather(desk.app.person('mei'), null, true))!
    const { viewing: _, ...bare } = session
    for (const [what, actor, expected] of [
      ['as itself', good, 'done'],
      ['another person', { ...good, person: desk.app.person('luis') }, 'BW409 viewing.ended'],
      ['another app', { ...good, view: { ...good.view!, app: 'other' } }, 'BW409 viewing.ended'],
      ['a role of another app', { ...good, roles: [...good.roles, 'other.manager'] }, 'BW409 viewing.ended'],
      ['another viewer', { ...good, behalf: desk.app.person('mia') }, 'BW401 session.ended'],
      ['no viewer', { ...good, behalf: null }, /^(BW401|22P02)/],
      ['an older release', { ...good, view: { ...good.view!, release: desk.customer } }, 'BW409 claims.stale'],
      ['the viewer’s own, while they view', { ...own, session: bare }, 'BW409 viewing.ended'],
      ['the viewer’s rights as the viewed', { ...own, session, behalf: own.person, view: good.view }, 'BW409 viewing.ended'],
      ['of the system', { ...good, session: null }, 'BW401 claims.forged'],
    ] as const) {
      const answer = await codeOf(
        inTransaction(desk, signClaims(desk.app.installation.keys.claims, actor, 'test'), async () => undefined),
      )
      if (typeof expected === 'string') assert.equal(answer, expected, what)
      else assert.match(answer, expected, what)
    }
    const role = await viewing(desk, 'mia', { role: 'agent' })
    assert.equal((await role.get('/api/apps/desk/customer')).status, 200)
    const hers = (await actors.gather(desk.app.person('mia'), await binding(desk, 'mia'), true))!
    const more = signClaims(desk.app.installation.keys.claims, { ...hers, roles: ['desk.agent', 'desk.manager'] }, 'test')
    assert.equal(
      await codeOf(inTransaction(desk, more, async () => undefined)),
      'BW409 viewing.ended',
      'a role more than the one',
    )
  })

  test('a session cannot be made to view half of something, or its own person', async () => {
    const { app } = suite.desk
    await app.as('luis')
    for (const set of [
      `viewing_app = 'desk'`,
      `viewing_app = 'desk', viewing_since = now()`,
      `viewing_person = '${app.person('ana')}'`,
      `viewing_app = 'desk', viewing_since = now(), viewing_person = '${app.person('ana')}', viewing_role = 'agent'`,
      `viewing_app = 'desk', viewing_since = now(), viewing_person = '${app.person('luis')}'`,
      `viewing_app = 'desk', viewing_since = now(), viewing_role = 'a,b'`,
    ])
      await assert.rejects(
        app.sql(`UPDATE bailiwick.session SET ${set} WHERE person = $1`, [app.person('luis')]),
        /violates check/,
        set,
      )
  })
})

describe('a view ends', () => {
  const suite = deskOfSuite()
  const list = '/api/apps/desk/ticket'

  for (const [what, by, sql, reason] of [
    [
      'after half an hour',
      'mei',
      `UPDATE bailiwick.session SET viewing_since = viewing_since - interval '30 minutes' WHERE person = $1 AND viewing_app IS NOT NULL`,
      'time is up',
    ],
    ['with the viewer’s role', 'mei', `DELETE FROM bailiwick.role_grant WHERE person = $1`, 'not allowed any more'],
    [
      'with the viewer’s right to see as much',
      'mia',
      `UPDATE bailiwick.role_grant SET role = 'viewer' WHERE person = $1`,
      'not allowed any more',
    ],
    [
      'when the viewer’s dated role ends',
      'mei',
      `UPDATE bailiwick.role_grant SET valid_until = clock_timestamp() + interval '700 milliseconds' WHERE person = $1`,
      'not allowed any more',
    ],
    ['with the viewed person’s roles', 'mei', `DELETE FROM bailiwick.role_grant WHERE person <> $1`, 'not allowed any more'],
    [
      'with the viewed person’s account',
      'mei',
      `UPDATE bailiwick.person SET status = 'left' WHERE name = 'Ana' AND id <> $1`,
      'not allowed any more',
    ],
  ] as const) {
    test(what, async t => {
      const desk = await runDesk(t)
      const { app } = desk
      const viewed = await viewing(desk, by, { person: 'ana' })
      assert.equal((await viewed.get(list)).status, 200)
      await app.sql(sql, [app.person(by)])
      if (what.includes('dated')) await new Promise(resolve => setTimeout(resolve, 900))
      const ended = await viewed.get(list)
      assert.deepEqual([ended.status, ended.json.code], [409, 'viewing.ended'])
      const session = await viewed.get('/api/session')
      assert.deepEqual(
        [session.status, session.json.person.id, session.json.viewing],
        [200, app.person(by), undefined],
        'the next request is one’s own',
      )
      const rows = await app.sql(
        `SELECT person, on_behalf_of, detail ->> 'reason' AS reason FROM bailiwick.audit WHERE kind = 'view_as.end' ORDER BY seq`,
      )
      // Moving a view's beginning by hand is an end and a beginning of its own.
      assert.deepEqual(what.includes('hour') ? rows.slice(-1) : rows, [
        { person: app.person(by), on_behalf_of: app.person('ana'), reason },
      ])
    })
  }

  test('with the session, wherever it is ended', async () => {
    const { desk } = suite
    const viewed = await viewing(desk, 'mei', { person: 'ana' })
    await desk.app.sql('UPDATE bailiwick.session SET ended_at = now() WHERE person = $1 AND ended_at IS NULL', [
      desk.app.person('mei'),
    ])
    assert.equal((await viewed.get(list)).status, 401)
    const [row] = await desk.app.sql(
      `SELECT on_behalf_of, detail ->> 'reason' AS reason FROM bailiwick.audit WHERE kind = 'view_as.end' ORDER BY seq DESC LIMIT 1`,
    )
    assert.deepEqual(row, { on_behalf_of: desk.app.person('ana'), reason: 'session ended' })
  })

  test('by a release that gives the viewed more than the viewer', async t => {
    const desk = await runDesk(t)
    const viewed = await viewing(desk, 'mei', { person: 'ana' })
    assert.equal((await viewed.get(list)).status, 200)
    const narrowed = deskFiles['entities/ticket.yaml']!.replace(
      '- { role: manager, can: [read, create, update, delete, restore, export, import, bulk] }',
      '- { role: manager, can: [read], fields: { except: [body] } }',
    )
    const outcome = await desk.app.release({ ...deskFiles, 'entities/ticket.yaml': narrowed })
    assert.equal(outcome.kind, 'released', JSON.stringify(outcome))
    const ended = await viewed.get(list)
    assert.deepEqual([ended.status, ended.json.code], [409, 'viewing.ended'])
    const again = await viewed.post(path, { app: 'desk', person: desk.app.person('ana') })
    assert.deepEqual([again.json.code, again.json.hint], ['viewing.upward', 'You may not see Body of Ticket yourself.'])
  })

  test('on every node at once, and begins on every node at once', async t => {
    const desk = await runDesk(t)
    const other = await desk.app.secondNode()
    const mei = await desk.app.as('mei')
    const there = other.stranger()
    Object.assign(there.cookies, mei.cookies)
    assert.equal((await there.get(list)).json.items.length, 2, 'the other node remembers the session now')
    assert.equal((await mei.post(path, { app: 'desk', person: desk.app.person('ana') })).status, 200)
    assert.equal((await there.get(list)).status, 401, 'under the old token nothing is read as mei')
    Object.assign(there.cookies, mei.cookies)
    assert.equal((await there.get(list)).json.items.length, 1)
    assert.equal((await mei.delete(path)).status, 204)
    assert.equal((await there.get(list)).json.items.length, 2)
  })
})
