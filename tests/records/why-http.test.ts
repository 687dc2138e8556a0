/** Explanations as people get them: in words, with nothing hidden in them, refused to whoever may not ask; refusals that name the missing right; and asking for it. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { AccessRequest } from '@bailiwick/definition/wire/index.ts'
import pg from 'pg'
import type { Browser } from '../harness/browser.ts'
import { type Desk, deskFiles, runDesk } from '../harness/desk.ts'
import { runWhyWorld } from './why-world.ts'

/** One more role, which gives roles and sees no credit, and a rule that looks at what agents do not see. */
const files = {
  ...deskFiles,
  'app.yaml': `${deskFiles['app.yaml']}  giver: { title: Giver, administer: true }\n`.replace(
    'manager: { title: Manager, administer: true, audit: true }',
    'manager: { title: Manager, audit: true }',
  ),
  'entities/ticket.yaml': `${deskFiles['entities/ticket.yaml']}  - { role: agent, can: [update], when: record.credit > 1000.00, fields: [due] }
  - { role: agent, can: [delete], when: record.customer.owner == user.id }
  - { role: giver, can: [read, restore], fields: [number, subject, team, assignee] }
`,
  'screens/load.yaml': 'screen: load\nlist: ticket\ntitle: Load\ncolumns: [subject]\nroles: [manager, giver]\n',
  'screens/paid_back.yaml': 'screen: paid_back\nlist: refund\ntitle: Paid back\ncolumns: [reason]\nroles: [manager]\n',
}
const base = '/api/apps/desk/ticket'

describe('why, over HTTP', () => {
  let desk: Desk
  let dora: string
  const browsers = new Map<string, Browser>()
  const endings: (() => unknown)[] = []
  const as = async (key: string) => {
    const known = browsers.get(key) ?? (await desk.app.as(key))
    browsers.set(key, known)
    return known
  }
  before(async () => {
    desk = await runDesk({ after: done => void endings.push(done as () => unknown) }, files)
    dora = desk.app.person('mia')
    await desk.app.sql(`UPDATE bailiwick.role_grant SET role = 'giver' WHERE person = $1`, [dora])
  })
  after(async () => {
    for (const end of endings) await end()
  })
  const ask = async (key: string, id: string, query: Record<string, string> = {}) =>
    (await as(key)).get(`${base}/${id}/why?${new URLSearchParams(query)}`)

  test('says by which grant, through which role, in the words of the rule', async () => {
    const read = (await ask('ana', desk.tickets.ours)).json
    assert.equal(read.allowed, true)
    assert.equal(
      read.sentence,
      'You may see this ticket: as Agent (held directly), where its team is one of your teams or beneath them.',
    )
    const change = (await ask('ana', desk.tickets.ours, { action: 'update', field: 'priority' })).json
    assert.equal(
      change.sentence,
      'You may change the priority of this ticket: as Agent (held directly), where its assignee is you.',
    )
    const team = (await ask('mei', desk.tickets.ours, { person: desk.app.person('luis') })).json
    assert.equal(team.allowed, false)
    assert.match(
      team.sentence,
      /^Luis may not see this ticket\. The role Agent gives it where its team is one of Luis’s teams or beneath them: that is not so here\. The roles Manager, Viewer and Giver give it on every ticket\.$/,
    )
    assert.deepEqual(
      team.grants.map((grant: { role: { id: string }; admits: unknown; counts: unknown }) => [
        grant.role.id,
        grant.admits,
        grant.counts,
      ]),
      [
        ['manager', null, false],
        ['agent', false, false],
        ['viewer', null, false],
        ['giver', null, false],
      ],
    )
  })

  test('a role held through a team above one’s own is said so, with its end', async () => {
    const { app } = desk
    const all = (await app.sql<{ id: string }>(`INSERT INTO bailiwick.team (name) VALUES ('ALL') RETURNING id`))[0]!.id
    await app.sql('UPDATE bailiwick.team SET parent = $1 WHERE id = $2', [all, desk.emea])
    await app.sql(
      `INSERT INTO bailiwick.role_grant (app, role, team, valid_until) VALUES ('desk', 'viewer', $1, '2099-12-31T00:00:00Z')`,
      [all],
    )
    await app.installation.floors.directory.read()
    const answer = (await ask('mei', desk.tickets.theirs, { person: app.person('ana') })).json
    assert.match(
      answer.sentence,
      /as Viewer \(held through the team ALL, as a member of EMEA beneath it, until 31 December 2099\), on every ticket\.$/,
    )
    await app.sql(`DELETE FROM bailiwick.role_grant WHERE team = $1`, [all])
  })

  test('a record that is not seen is answered like one that is not there, whoever is asked about', async () => {
    const absent = '00000000-0000-4000-8000-000000000000'
    for (const path of ['why', 'access', `why?person=${desk.app.person('luis')}`, 'why?action=delete'])
      for (const id of [desk.tickets.theirs, absent]) {
        const answer = await (await as('ana')).get(`${base}/${id}/${path}`)
        assert.equal(answer.status, 404, path)
        assert.equal(answer.json.code, 'record.not-found')
        assert.doesNotMatch(answer.text, /Canary|luis/i)
      }
  })

  test('others are asked about by who reads the audit or gives the roles, and by nobody else, also in raw SQL', async () => {
    for (const [key, status] of [
      ['ana', 403],
      ['owen', 403],
      ['mei', 200],
      ['mia', 200],
    ] as const) {
      assert.equal((await ask(key, desk.tickets.ours, { person: desk.app.person('luis') })).status, status, key)
      assert.equal((await (await as(key)).get(`${base}/${desk.tickets.ours}/access`)).status, status, key)
    }
    await assert.rejects(
      desk.app.asRuntime('ana', run => run('SELECT desk."ticket$why"($1, $2)', [desk.app.person('luis'), desk.tickets.ours])),
      /why\.refused/,
    )
    await assert.rejects(
      desk.app.asRuntime('ana', run => run('SELECT desk."ticket$access"($1, NULL, NULL, 50)', [desk.tickets.ours])),
      /why\.refused/,
    )
    for (const inner of ['bailiwick.facts_of_people(NULL)', `bailiwick.how_held('${desk.app.person('luis')}', 'desk')`])
      await assert.rejects(
        desk.app.asRuntime('mei', run => run(`SELECT * FROM ${inner}`)),
        /permission denied/,
      )
  })

  test('a rule on a field that is not seen is neither put into words nor answered', async () => {
    const tell = async (credit: number) => {
      await desk.app.superuser(admin =>
        admin.query(`SET session_replication_role = replica; UPDATE desk.ticket SET credit = ${credit}`),
      )
      const answers = []
      for (const query of [{ action: 'update' }, { action: 'update', field: 'due' }, {}, { action: 'delete' }] as Record<
        string,
        string
      >[])
        answers.push((await ask('ana', desk.tickets.ours, query)).text.replaceAll(/"requestId":"[^"]*"/g, ''))
      answers.push((await ask('mia', desk.tickets.ours, { person: desk.app.person('owen'), action: 'update' })).text)
      return answers
    }
    const [low, high] = [await tell(10), await tell(99_999_900)]
    for (const answer of [...low, ...high]) assert.doesNotMatch(answer, /credit|1,000|arr\b/)
    const grants = JSON.parse(high[1]!).grants as { words: string; admits: unknown; counts: unknown }[]
    const hidden = grants.find(grant => grant.words === 'where something holds that you do not see')
    assert.deepEqual([hidden?.admits, hidden?.counts], [null, null])
    // That she may change the due date she could find out by trying; which rule lets her she could not.
    assert.equal(JSON.parse(high[1]!).allowed, true)
    assert.equal(JSON.parse(high[1]!).sentence, 'You may change the due of this ticket.')
    assert.deepEqual([low[0], low[2], low[3], low[4]], [high[0], high[2], high[3], high[4]], 'nothing else changes')
    for (const field of ['credit', 'nonexistent']) {
      const answer = await ask('ana', desk.tickets.ours, { field })
      assert.deepEqual([answer.status, answer.json.code], [400, 'query.unknown-field'])
      assert.equal(
        answer.text.replaceAll(field, '').replaceAll(answer.json.requestId, ''),
        (await ask('ana', desk.tickets.ours, { field: 'zzz' })).text
          .replaceAll('zzz', '')
          .replaceAll(/"requestId":"[^"]*"/g, '"requestId":""'),
      )
    }
    const mei = await ask('mei', desk.tickets.ours, { person: desk.app.person('ana'), action: 'update', field: 'due' })
    assert.match(mei.json.sentence, /where its credit is more than 1,000\.00 USD/)
  })

  test('what is asked wrongly is a 400', async () => {
    for (const query of [{ action: 'fly' }, { action: 'transition.none' }, { action: 'delete', field: 'subject' }] as Record<
      string,
      string
    >[])
      assert.equal((await ask('ana', desk.tickets.ours, query)).status, 400, JSON.stringify(query))
    assert.equal((await ask('mei', desk.tickets.ours, { person: '00000000-0000-4000-8000-000000000000' })).status, 404)
  })

  test('everybody who sees a record is listed with what they may do and why, and can be searched', async () => {
    const browser = await as('mei')
    const all = (await browser.get(`${base}/${desk.tickets.ours}/access`)).json
    assert.deepEqual(
      all.items.map((item: { person: { title: string } }) => item.person.title),
      ['Ana', 'Mei', 'Mia', 'Owen'],
    )
    const ana = all.items[0]
    assert.deepEqual(ana.may, ['read', 'update', 'export'])
    assert.ok(!ana.fields.includes('credit') && ana.fields.includes('subject'))
    assert.ok(ana.through.includes('change as Agent (held directly), where its assignee is Ana'))
    const some = (await browser.get(`${base}/${desk.tickets.ours}/access?search=ow`)).json
    assert.deepEqual(
      some.items.map((item: { person: { title: string } }) => item.person.title),
      ['Owen'],
    )
  })

  test('a refusal names the missing right and who can give it, and tells nothing else', async () => {
    const owen = await as('owen')
    const headers = { 'if-match': '"1"' }
    const made = await (await as('mei')).post(base, { fields: { subject: 'Nobody’s', team: desk.emea } })
    const { id } = made.json.record
    const refused = await (await as('ana')).patch(`${base}/${id}`, { fields: { subject: 'Mine' } }, { headers })
    assert.equal(refused.json.code, 'record.update-refused', refused.text)
    assert.equal(
      refused.json.missing,
      'You may not change this ticket. The role Agent gives it where its assignee is you; the role Agent gives it where something holds that you do not see: that is not so here. The role Manager gives it on every ticket.',
    )
    assert.deepEqual(
      refused.json.askable.people.map((each: { title: string }) => each.title),
      ['Mia', 'Root'],
    )
    assert.deepEqual(refused.json.askable.request, { entity: 'ticket', record: id, action: 'update' })
    assert.doesNotMatch(refused.text, /credit/)
    const field = await (await as('ana')).patch(`${base}/${desk.tickets.ours}`, { fields: { customer: null } }, { headers })
    assert.deepEqual([field.json.code, field.json.askable.request.field], ['record.field-refused', 'customer'])
    assert.match(
      field.json.missing,
      /^You may not change the customer of this ticket\. The role Manager gives it on every ticket/,
    )
    const create = await owen.post(base, { fields: { subject: 'New', team: desk.emea } })
    assert.equal(create.json.code, 'record.create-refused')
    assert.match(
      create.json.missing,
      /The role Manager gives it on every ticket; the role Agent gives it where its team is one of your teams or beneath them\.$/,
    )
    // Before anything is filled in, the same right is named; to who has it none is missing, and of what is not seen nothing is told.
    const rights = (browser: Browser, entity: string) => browser.get(`/api/apps/desk/creation-rights/${entity}`)
    const none = (await rights(owen, 'ticket')).json
    assert.equal(none.allowed, false)
    assert.match(
      none.missing,
      /^You may not create a ticket\. The role Manager gives it on every ticket; the role Agent gives it/,
    )
    assert.deepEqual(none.askable, { ...create.json.askable, request: { entity: 'ticket', action: 'create' } })
    assert.deepEqual((await rights(await as('ana'), 'ticket')).json, { allowed: true })
    assert.deepEqual(
      [(await rights(owen, 'refund')).json.code, (await rights(owen, 'nothing')).json.code],
      ['entity.not-found', 'entity.not-found'],
    )
    // The same of a change, before anything is filled in; who may change the least of it lacks nothing.
    const change = async (key: string, id: string) => (await (await as(key)).get(`${base}/${id}/change-right`)).json
    assert.deepEqual(await change('ana', id), {
      allowed: false,
      missing: refused.json.missing,
      askable: refused.json.askable,
    })
    assert.deepEqual(await change('mei', id), { allowed: true })
    // Of what is in the trash nobody could give more.
    const thrown = (await (await as('mei')).post(base, { fields: { subject: 'Thrown away', team: desk.emea } })).json.record
    await (await as('mei')).delete(`${base}/${thrown.id}`, { headers: { 'if-match': '"1"' } })
    assert.deepEqual(await change('mei', thrown.id), {
      allowed: false,
      missing: 'You may not change this ticket while it is in the trash.',
    })
    const patched = await (await as('mia')).patch(
      `${base}/${thrown.id}`,
      { fields: { subject: 'Still thrown away' } },
      { headers: { 'if-match': '"2"' } },
    )
    assert.deepEqual(
      [patched.status, patched.json.missing, patched.json.askable],
      [403, 'You may not change the subject of this ticket while it is in the trash.', undefined],
      patched.text,
    )
    assert.deepEqual(
      [(await change('ana', desk.tickets.theirs)).code, (await change('ana', desk.customer)).code],
      ['record.not-found', 'record.not-found'],
    )
    // Nothing is explained of what is not seen.
    const hidden = await (await as('ana')).delete(`${base}/${desk.tickets.theirs}`, { headers })
    assert.deepEqual([hidden.status, hidden.json.missing], [404, undefined])
    const key = { ...headers, 'idempotency-key': 'the-same' }
    const first = await owen.delete(`${base}/${desk.tickets.theirs}`, { headers: key })
    const again = await owen.delete(`${base}/${desk.tickets.theirs}`, { headers: key })
    assert.equal(first.json.missing, again.json.missing, 'the answer that is kept is the same')
    assert.match(first.json.missing, /^You may not delete this ticket/)
  })

  test('of a field that others may set it says who, and of one that nobody may, what sets it', async () => {
    const patch = async (key: string, id: string, fields: object, version = 1) =>
      (await as(key)).patch(`${base}/${id}`, { fields }, { headers: { 'if-match': `"${version}"` } })
    const others = await patch('owen', desk.tickets.ours, { priority: 'low' })
    assert.deepEqual([others.status, others.json.code], [403, 'record.field-refused'])
    assert.match(
      others.json.missing,
      /^You may not change the priority of this ticket\. The role Manager gives it on every ticket/,
    )
    assert.deepEqual(others.json.askable.request, {
      entity: 'ticket',
      record: desk.tickets.ours,
      action: 'update',
      field: 'priority',
    })
    const nobody = await patch('mei', desk.tickets.ours, { number: 'T-9', created_at: '2026-01-01T00:00:00Z', nothing: 1 })
    assert.deepEqual(
      [nobody.status, nobody.json.fields.map(({ field, message }: { field: string; message: string }) => [field, message])],
      [
        422,
        [
          ['created_at', 'cannot be set: the platform keeps it'],
          ['nothing', 'is not a field you can set'],
          ['number', 'cannot be set: it is numbered by the platform'],
        ],
      ],
    )
    const state = await (await as('ana')).post('/api/apps/desk/refund', {
      fields: { reason: 'x', amount: '1.00', status: 'approved', status_due: null },
    })
    assert.deepEqual(
      state.json.fields.map(({ message }: { message: string }) => message),
      ['cannot be set: it changes by steps only', 'cannot be set: the platform keeps it'],
    )
    // What one does not see is neither others' nor anybody's: it is not there. And a record that is not seen answers as one that is not there.
    const hidden = await patch('ana', desk.tickets.ours, { credit: '1.00' })
    assert.deepEqual(hidden.json.fields, [{ field: 'credit', message: 'is not a field you can set' }])
    const [unseen, absent] = [desk.tickets.theirs, desk.customer].map(id => patch('ana', id, { customer: null, number: 'T-1' }))
    assert.deepEqual([(await unseen)!.status, (await unseen)!.json.fields], [(await absent)!.status, (await absent)!.json.fields])
  })

  describe('a request for access', () => {
    const requests = '/api/apps/desk/access-requests'
    const asking = () => ({
      entity: 'ticket',
      record: desk.tickets.theirs,
      action: 'update',
      reason: 'I look after it this week.',
    })

    test('is made once while it is open, seen by the asker and those who give roles, and decided by them', async () => {
      const [owen, ana, mia, mei, root] = await Promise.all(['owen', 'ana', 'mia', 'mei', 'root'].map(as))
      const made = await owen!.post(requests, asking())
      assert.equal(made.status, 201, made.text)
      assert.deepEqual([made.json.state, made.json.person.title, made.json.mayDecide], ['open', 'Owen', false])
      assert.equal((await owen!.post(requests, asking())).json.id, made.json.id)
      for (const [browser, count] of [
        [owen, 1],
        [mia, 1],
        [ana, 0],
        [mei, 0],
      ] as const)
        assert.equal((await browser!.get(requests)).json.items.length, count)
      assert.equal((await root!.get('/api/access-requests')).json.items.length, 1)
      const decision = `/api/access-requests/${made.json.id}/decision`
      assert.equal((await ana!.post(decision, { state: 'granted' })).status, 404)
      assert.equal((await owen!.post(decision, { state: 'granted' })).json.code, 'asking.own')
      assert.equal((await mia!.post(decision, { state: 'maybe' })).status, 400)
      const decided = await mia!.post(decision, { state: 'declined', note: 'Ask Ana to hand it over.' })
      assert.deepEqual([decided.json.state, decided.json.note], ['declined', 'Ask Ana to hand it over.'], decided.text)
      assert.equal((await root!.post(decision, { state: 'granted' })).json.code, 'asking.decided')
      assert.equal((await owen!.get(requests)).json.items[0].note, 'Ask Ana to hand it over.')
      const audited = await desk.app.sql<{ kind: string }>(
        `SELECT kind FROM bailiwick.audit WHERE kind LIKE 'access.%' AND detail ->> 'accessRequest' = $1 ORDER BY seq`,
        [made.json.id],
      )
      assert.deepEqual(
        audited.map(row => row.kind),
        ['access.asked', 'access.declined'],
      )
    })

    test('is not made of what is not seen or not there, without a reason, or too often', async () => {
      const ana = await as('ana')
      const send = async (more: object) => (await ana.post(requests, { ...asking(), ...more })).json.code
      assert.equal(await send({}), 'record.not-found')
      assert.equal(await send({ record: '00000000-0000-4000-8000-000000000000' }), 'record.not-found')
      assert.equal(await send({ entity: 'nothing' }), 'entity.not-found')
      assert.equal(await send({ record: desk.tickets.ours, field: 'credit' }), 'query.unknown-field')
      assert.equal(await send({ record: desk.tickets.ours, reason: '   ' }), 'record.invalid')
      assert.equal((await (await as('root')).post(requests, asking())).status, 404)
      for (let index = 0; index < 20; index += 1)
        assert.equal(
          (await ana.post(requests, { ...asking(), record: desk.tickets.ours, action: `transition.t${index}` })).status,
          201,
        )
      const many = await ana.post(requests, { ...asking(), record: desk.tickets.ours, action: 'share' })
      assert.deepEqual([many.status, many.json.code], [429, 'asking.too-many'])
      await assert.rejects(
        desk.app.asRuntime('ana', run => run('SELECT * FROM bailiwick.access_request')),
        /permission denied/,
      )
    })
  })

  test('a screen that is not theirs names its roles to who reads what it shows, and to nobody else', async () => {
    const refused = async (key: string, screen: string) =>
      (await (await as(key)).get(`/api/apps/desk/refused-screens/${screen}`)).json
    const named = await refused('luis', 'load')
    assert.deepEqual(
      [named.title, named.missing, named.askable.request],
      ['Load', 'It is for the roles Manager or Giver. You hold none of them.', { entity: 'ticket', action: 'screen.load' }],
    )
    const hidden = await refused('owen', 'paid_back')
    assert.deepEqual(hidden, await refused('owen', 'nowhere'), 'one that shows what they may not read is like none')
    assert.equal(hidden.missing, 'It may have been removed, or none of your roles shows it.')
    assert.ok(hidden.askable.people.length > 0 && hidden.askable.request === undefined)
    assert.equal((await refused('root', 'load')).code, 'app.not-found', 'only to who works in the app')
    const asked = await (await as('luis')).post('/api/apps/desk/access-requests', { ...named.askable.request, reason: 'I plan.' })
    assert.deepEqual(asked.json.titles, { app: 'Desk', entity: 'Ticket', step: 'Load' })
    const owen = await as('owen')
    for (const screen of ['paid_back', 'nowhere'])
      assert.deepEqual(
        (await owen.post('/api/apps/desk/access-requests', { entity: 'ticket', action: `screen.${screen}`, reason: 'A guess.' }))
          .json.titles,
        { app: 'Desk', entity: 'Ticket' },
        'nor is it called anything where it is asked for by its name',
      )
    const told = (await (await as('mia')).get('/api/apps/desk/access-requests')).json.items as AccessRequest[]
    assert.equal(told.find(({ action }) => action === 'screen.paid_back')?.titles.step, 'Paid back')
    const audit = (await (await as('luis')).get('/api/audit')).json
    assert.equal(audit.hint, 'It is read by Manager (Desk). An administrator gives these roles.')
  })
})

describe('who can see this, of two thousand people', () => {
  test('is answered in one statement a page, as of seven people, and in pages that lose nobody', async t => {
    const { app, cases } = await runWhyWorld(t, 7, 2)
    const lena = await app.as('lena')
    const asksForPeople = /"care"\.|bailiwick\.(person|team|membership|role_grant)\b/
    let statements = 0
    const { query } = pg.Client.prototype
    pg.Client.prototype.query = function (this: pg.Client, ...said: unknown[]) {
      const [first] = said
      // The clocks of jobs, seals and releases ask meanwhile too, and for none of this.
      if (asksForPeople.test(typeof first === 'string' ? first : String((first as { text?: string }).text))) statements += 1
      return Reflect.apply(query, this, said)
    } as typeof query
    t.after(() => {
      pg.Client.prototype.query = query
    })
    /** Names are read again every half minute, so the least of several is the page's own. */
    const access = async (pageToken?: string) => {
      const query = new URLSearchParams(pageToken ? { pageToken } : {})
      const asked: number[] = []
      let answer: Awaited<ReturnType<Browser['get']>> | undefined
      for (let turn = 0; turn < 5; turn += 1) {
        const before = statements
        answer = await lena.get(`/api/apps/care/case/${cases[0]}/access?${query}`)
        asked.push(statements - before)
      }
      assert.equal(answer!.status, 200, answer!.text)
      return { json: answer!.json, least: Math.min(...asked) }
    }
    const ofFew = (await access()).least
    assert.equal(ofFew, 1)
    await app.sql(
      `INSERT INTO bailiwick.person (name, email) SELECT 'Person ' || lpad(i::text, 4, '0'), 'p' || i || '@example.test' FROM generate_series(1, 2000) i`,
    )
    await app.sql(
      `INSERT INTO bailiwick.membership (person, team) SELECT p.id, t.id FROM bailiwick.person p, bailiwick.team t WHERE p.name LIKE 'Person %' AND t.name = 'NORTH'`,
    )
    await app.sql(
      `INSERT INTO bailiwick.role_grant (app, role, person) SELECT 'care', 'lead', p.id FROM bailiwick.person p WHERE p.name LIKE 'Person %'`,
    )
    await app.superuser(admin =>
      admin.query('ANALYZE bailiwick.person, bailiwick.membership, bailiwick.role_grant, bailiwick.team'),
    )
    await app.installation.floors.directory.read()
    const names: string[] = []
    for (let page: string | undefined = ''; page !== undefined; ) {
      const { json, least } = await access(page || undefined)
      assert.equal(least, ofFew)
      names.push(...json.items.map((item: { person: { title: string } }) => item.person.title))
      page = json.nextPageToken
    }
    assert.equal(names.filter(name => name.startsWith('Person ')).length, 2_000)
    assert.equal(new Set(names).size, names.length)
  })
})
