/**
 * Who could see a record on a given day: a history of roles, teams, managers, hand-overs, shares, related records and releases is played, and after every step each
 * person's lists are read. Afterwards the same is asked of each of those moments, and the answer is what was really there.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { person, type RunningApp, runApp } from '../harness/app.ts'
import type { Browser } from '../harness/browser.ts'

const canary = 'Canary-7421'

const files: Readonly<Record<string, string>> = {
  'app.yaml': `app: past
title: Past
roles:
  lead: { title: Lead, audit: true }
  agent: { title: Agent }
  clerk: { title: Clerk }
  desk: { title: Front desk, administer: true }
`,
  'entities/client.yaml': `entity: client
title: name
fields:
  name: { type: text, required: true }
  owner: { type: person }
  tier: { type: choice, options: [free, gold] }
access:
  - { role: lead, can: [read, create, update] }
  - { role: agent, can: read, when: record.owner == user.id }
`,
  'entities/case.yaml': `entity: case
title: subject
fields:
  subject: { type: text, required: true }
  note: { type: long_text }
  rank: { type: choice, options: [low, high] }
  credit: { type: money, currency: EUR, sensitive: true }
  client: { type: relation, to: client, inverse: cases }
  team: { type: team }
  assignee: { type: person }
access:
  - { role: lead, can: [read, create, update, delete, restore, share], after: "true" }
  - { role: agent, can: read, when: record.team in user.teams, fields: { except: [credit, note] } }
  - { role: agent, can: read, when: record.client.owner == user.id, fields: [subject, note] }
  - { role: agent, can: [update, share], when: record.assignee == user.id, after: "true", fields: [subject, rank, note, assignee, team] }
  - { role: agent, can: read, when: record.assignee in user.reports }
  - { role: agent, can: read, when: record.updated_by == user.id, fields: [subject] }
  - { role: agent, can: [read, restore], when: 'record.rank == "low" && record.created_by == user.id' }
  - { role: clerk, can: read, when: record.credit > 100.00, fields: { except: [credit] } }
  - { role: clerk, can: read, when: 'record.client.cases.exists(c, c.rank == "high" && c.assignee == user.id)', fields: [subject] }
  - { role: desk, can: read, fields: [subject, rank, team] }
`,
}
/** Clerks lose one rule and get another, a field is gone, another is called otherwise, and agents see what is ranked high. */
const second = {
  ...files,
  'entities/case.yaml': `${files['entities/case.yaml']!.replace('  note: { type: long_text }\n', '')
    .replace('fields: { except: [credit, note] }', 'fields: { except: [credit] }')
    .replaceAll('fields: [subject, note]', 'fields: [subject]')
    .replaceAll('rank, note, assignee', 'rank, assignee')
    .replace(
      '  - { role: clerk, can: read, when: record.credit > 100.00, fields: { except: [credit] } }\n',
      '',
    )}  - { role: agent, can: read, when: 'record.rank == "high"', fields: [subject, team] }
`,
}

interface Noted {
  readonly what: string
  readonly at: string
  /** `person case` → the fields that could be read; absent: it was not seen. */
  readonly seen: ReadonlyMap<string, readonly string[]>
}

describe('who could see it on a given day', () => {
  let app: RunningApp
  let lena: Browser
  const keys = ['lena', 'ana', 'ben', 'cleo', 'dora', 'emil', 'fay']
  const teams = (['all', 'east', 'west'] as const).map(key => ({ key, id: randomUUID(), name: key.toUpperCase() }))
  const team = (key: string) => teams.find(each => each.key === key)!.id
  const clients = [randomUUID(), randomUUID()]
  const cases: string[] = []
  const noted: Noted[] = []
  const browsers = new Map<string, Browser>()
  const endings: (() => unknown)[] = []
  const as = async (key: string) => {
    const known = browsers.get(key) ?? (await app.as(key))
    browsers.set(key, known)
    return known
  }
  let started = ''
  const clock = async () =>
    (
      await app.sql<{ at: string }>(`SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at`)
    )[0]!.at

  /** What each person can really list, and of the trash what they may bring back. */
  async function note(what: string): Promise<void> {
    const seen = new Map<string, readonly string[]>()
    const active = new Set(
      (await app.sql<{ id: string }>(`SELECT id FROM bailiwick.person WHERE status = 'active'`)).map(row => row.id),
    )
    for (const key of keys) {
      if (!active.has(app.person(key))) continue
      await app.asRuntime(key, async (_, client) => {
        for (const view of ['case$read', 'case$trash']) {
          const { rows } = await client.query<Record<string, unknown>>(`SELECT * FROM past."${view}"`)
          for (const row of rows) {
            const fields = Object.keys(row).filter(
              name => !name.includes('$') && name in columns && row[`${name}$readable`] !== false,
            )
            seen.set(`${key} ${String(row.id)}`, fields.sort())
          }
        }
      })
    }
    noted.push({ what, at: await clock(), seen })
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  const columns: Record<string, true> = {
    subject: true,
    note: true,
    rank: true,
    credit: true,
    client: true,
    team: true,
    assignee: true,
  }

  const change = async (key: string, index: number, fields: Record<string, unknown>) => {
    const set = Object.keys(fields).map((name, at) => `"${name}" = $${at + 2}`)
    await app.asRuntime(key, run =>
      run(`UPDATE past."case$write" SET ${set.join(', ')} WHERE id = $1`, [cases[index], ...Object.values(fields)]),
    )
  }

  before(async () => {
    const people = [...keys.map(key => person(key)), person('root', { administrator: true })]
    const idOf = (key: string) => people.find(each => each.key === key)!.id
    const base = {
      version: 1,
      created_at: '2026-01-05T09:00:00.000Z',
      created_by: 'lena',
      updated_at: '2026-01-05T09:00:00.000Z',
      updated_by: 'lena',
    }
    app = await runApp(
      { after: done => void endings.push(done as () => unknown) },
      {
        files,
        seed: {
          people,
          teams: teams.map(each => (each.key === 'east' ? { ...each, parent: 'all' } : each)),
          memberships: [
            { person: 'ana', team: 'east' },
            { person: 'emil', team: 'west' },
          ],
          roles: [
            { role: 'lead', person: 'lena' },
            { role: 'agent', team: 'all' },
            { role: 'agent', person: 'emil' },
            { role: 'agent', person: 'ben' },
            { role: 'clerk', person: 'cleo' },
            { role: 'desk', person: 'dora' },
          ],
          records: {
            client: clients.map((id, index) => ({
              ...base,
              id,
              fields: { name: `Client ${index}`, owner: idOf('ben'), tier: 'gold' },
            })),
          },
        },
      },
    )
    started = await clock()
    lena = await as('lena')
    await note('before there is a case')
    for (const [index, fields] of [
      {
        subject: 'One',
        note: canary,
        rank: 'low',
        credit: '150.00',
        client: clients[0],
        team: team('east'),
        assignee: app.person('ana'),
      },
      { subject: 'Two', rank: 'high', credit: '50.00', client: clients[0], team: team('west'), assignee: app.person('emil') },
      { subject: 'Three', rank: 'low', credit: '20.00', client: clients[1], team: team('west'), assignee: app.person('cleo') },
    ].entries()) {
      const made = await lena.post('/api/apps/past/case', { fields })
      assert.equal(made.status, 201, `${index}: ${made.text}`)
      cases.push(made.json.record.id as string)
    }
    await note('the cases are made')
    await change('lena', 0, { credit: 5000 })
    await note('a credit is lowered below what clerks see')
    await app.sql(`INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('past', 'agent', $1), ('past', 'clerk', $1)`, [
      app.person('fay'),
    ])
    await app.sql(`INSERT INTO bailiwick.membership (person, team) VALUES ($1, $2)`, [app.person('fay'), team('west')])
    await note('fay is given two roles and a team')
    await app.sql('UPDATE bailiwick.team SET parent = $1 WHERE id = $2', [team('all'), team('west')])
    await app.sql('UPDATE bailiwick.team SET parent = NULL WHERE id = $1', [team('east')])
    await note('the teams are moved: ana’s is beneath nothing any more')
    await app.sql('UPDATE bailiwick.person SET manager = $1 WHERE id = $2', [app.person('ben'), app.person('emil')])
    await note('emil is put beneath ben')
    await change('emil', 1, { subject: 'Two, seen to', assignee: app.person('ana') })
    await note('emil hands a case over')
    await lena
      .post(`/api/apps/past/case/${cases[2]}/shares`, { person: app.person('cleo'), level: 'read', until: inAYear() })
      .then(answer => assert.equal(answer.status, 201, answer.text))
    await note('a case is shared')
    // What is shared with somebody gives them nothing while they hold no role of the app.
    await app.sql(`DELETE FROM bailiwick.role_grant WHERE person = $1`, [app.person('cleo')])
    await note('cleo loses her one role')
    await app.sql(`INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('past', 'clerk', $1)`, [app.person('cleo')])
    await note('cleo has it again')
    await app.asRuntime('lena', run =>
      run('UPDATE past."client$write" SET owner = $2 WHERE id = $1', [clients[0], app.person('fay')]),
    )
    await note('the client of two cases has another owner')
    await change('lena', 1, { assignee: app.person('cleo'), client: clients[1] })
    await note('a case is assigned to a clerk and moves to the other client')
    const released = await app.release(second, { confirmLoss: true })
    assert.equal(released.kind, 'released', JSON.stringify(released))
    await note('a release takes a rule and a field and gives another rule')
    const share = (await app.sql<{ id: string }>('SELECT id FROM bailiwick.share'))[0]!.id
    await app.asRuntime('lena', run => run('SELECT past."case$unshare"($1, $2)', [cases[2], share]))
    await note('the share is ended')
    await app.asRuntime('lena', run => run('UPDATE past."case$write" SET deleted_at = now() WHERE id = $1', [cases[0]]))
    await note('a case is put into the trash')
    await app.sql(`DELETE FROM bailiwick.role_grant WHERE person = $1 AND role = 'agent'`, [app.person('fay')])
    await app.sql(`UPDATE bailiwick.person SET status = 'suspended' WHERE id = $1`, [app.person('ben')])
    await note('a role is taken, and ben is let go')
    await app.asRuntime('lena', run => run('UPDATE past."case$write" SET deleted_at = NULL WHERE id = $1', [cases[0]]))
    await app.sql('DELETE FROM bailiwick.membership WHERE person = $1', [app.person('fay')])
    await change('lena', 2, { rank: 'high', team: null })
    await note('the case is brought back, fay is in no team')
    await change('lena', 0, { team: team('west') })
    await app.sql(`UPDATE bailiwick.person SET status = 'active' WHERE id = $1`, [app.person('ben')])
    await app.sql('UPDATE bailiwick.person SET manager = NULL WHERE manager IS NOT NULL')
  })
  after(async () => {
    for (const end of endings) await end()
  })
  const inAYear = () => new Date(Date.now() + 300 * 86_400_000).toISOString()
  const ask = async (key: string, id: string, at: string) =>
    (await as(key)).get(`/api/apps/past/case/${id}/access?${new URLSearchParams({ at })}`)

  /** @param now what fields of then are called now */
  async function compare(now: Readonly<Record<string, string>> = {}): Promise<void> {
    let compared = 0
    let visible = 0
    const faults: string[] = []
    const named = (fields: readonly string[]) => fields.map(field => now[field] ?? field).sort()
    assert.ok(noted.length >= 15)
    for (const moment of noted) {
      for (const id of cases) {
        const answer = await ask('lena', id, moment.at)
        assert.equal(answer.status, 200, answer.text)
        if (moment.what === 'before there is a case') {
          assert.equal(answer.json.past.known, false)
          assert.match(
            answer.json.past.sentence,
            /^This case was not here yet: it came on \d+ November 2026|^This case was not here yet: it came on /,
          )
          assert.deepEqual(answer.json.items, [])
          continue
        }
        assert.equal(answer.json.past.known, true, `${moment.what}: ${answer.text}`)
        const told = new Map<string, { fields?: string[]; unclear?: string; through: string[] }>(
          answer.json.items.map((item: { person: { id: string } }) => [item.person.id, item]),
        )
        for (const key of keys) {
          compared += 1
          const seen = moment.seen.get(`${key} ${id}`)
          const item = told.get(app.person(key))
          if (seen) visible += 1
          if ((seen === undefined) !== (item === undefined))
            faults.push(
              `${moment.what}: ${key} ${seen ? 'saw' : 'did not see'} ${cases.indexOf(id)}, told ${JSON.stringify(item)}`,
            )
          if (!item || !seen) continue
          if (item.unclear) faults.push(`${moment.what}: ${key}: ${item.unclear}`)
          if (item.through.length === 0) faults.push(`${moment.what}: ${key} sees ${cases.indexOf(id)} by nothing`)
          // Without a list it is all there were, and those are what the lead reads.
          const fields = item.fields?.toSorted() ?? named(moment.seen.get(`lena ${id}`)!)
          if (fields.join() !== named(seen).join())
            faults.push(`${moment.what}: ${key} read ${seen.join()} of ${cases.indexOf(id)}, told ${fields.join()}`)
        }
      }
    }
    console.log(`${noted.length} moments, ${compared} compared, ${visible} visible`)
    assert.deepEqual(faults, [])
    assert.ok(compared >= 250 && visible >= 100 && compared - visible >= 80, `${compared} ${visible}`)
  }

  test('is answered for each moment exactly as each person could really list it then', () => compare())

  test('in the words of the present, under the rules of the release of then', async () => {
    const of = async (what: string, key: string, index: number) => {
      const moment = noted.find(each => each.what.includes(what))!
      const { json } = await ask('lena', cases[index]!, moment.at)
      return { past: json.past, item: json.items.find((each: { person: { id: string } }) => each.person.id === app.person(key)) }
    }
    const made = await of('are made', 'ana', 0)
    assert.equal(made.past.sentence, 'As the audit has it, under release 1.')
    assert.deepEqual(made.item.through, [
      'see as Agent (held through the team ALL, as a member of EAST beneath it), where its team is one of Ana’s teams or beneath them',
    ])
    const clerk = await of('are made', 'cleo', 0)
    assert.match(clerk.item.through.join(), /^see as Clerk \(held directly\), where its credit is more than 100/)
    assert.match((await of('is shared', 'cleo', 2)).item.through.join(), /Lena shared it with Cleo \(read\) until/)
    const trash = await of('into the trash', 'lena', 0)
    assert.equal(trash.past.sentence, 'As the audit has it, under release 2. This case was in the trash.')
  })

  test('is refused to whoever may not ask it of the present, and of what they do not see', async () => {
    const at = noted[3]!.at
    for (const key of ['ana', 'cleo', 'emil']) {
      for (const id of [...cases, randomUUID()]) {
        const now = await (await as(key)).get(`/api/apps/past/case/${id}/access`)
        const then = await ask(key, id, at)
        assert.ok(now.status === 403 || now.status === 404)
        assert.deepEqual([then.status, then.json.code], [now.status, now.json.code])
      }
    }
    assert.equal((await ask('lena', randomUUID(), at)).json.code, 'record.not-found')
    assert.equal((await app.stranger().get(`/api/apps/past/case/${cases[0]}/access?at=${at}`)).status, 401)
  })

  test('tells who gives roles and reads no audit nothing that hangs on what they do not see', async () => {
    for (const moment of noted)
      for (const id of cases) {
        const answer = await ask('dora', id, moment.at)
        assert.equal(answer.status, 200)
        assert.doesNotMatch(answer.text, /Canary|credit|\b150\b|\b5000\b/i, moment.what)
        const words = answer.json.items.flatMap((item: { through: string[] }) => item.through).join('\n')
        assert.doesNotMatch(words, /client|assignee|credit|note|greater|manag/i, moment.what)
        const full = await ask('lena', id, moment.at)
        assert.doesNotMatch(full.text, /Canary|150\.00|20\.00/)
        assert.deepEqual(
          answer.json.items.map((item: { person: unknown }) => item.person),
          full.json.items.map((item: { person: unknown }) => item.person),
        )
      }
  })

  test('rows of the past are given for nothing but a question that the node has signed', async () => {
    const question = JSON.stringify({ ask: 'records', app: 'past', entity: 'case', ids: cases })
    for (const key of ['dora', 'lena'])
      await assert.rejects(
        app.asRuntime(key, run => run(`SELECT bailiwick.past($1, '\\x00')`, [question])),
        /claims\.forged/,
      )
    for (const inner of [
      `bailiwick.past_records('past', 'case', '{}')`,
      `bailiwick.past_ground('past', 'case', '${cases[0]}', now())`,
      `bailiwick.rows_at('person', now())`,
      `bailiwick.past_children('past', 'case', 'client', '{}', '{}', '${clients[0]}', now(), 5)`,
    ])
      await assert.rejects(
        app.asRuntime('lena', run => run(`SELECT ${inner}`)),
        /permission denied/,
      )
  })

  test('what cannot be known is said, and what is no moment is refused', async () => {
    const early = (await ask('lena', cases[0]!, '2025-01-01T00:00:00Z')).json.past
    assert.equal(early.known, false)
    assert.match(early.sentence, /^Past had no release then: its first is of /)
    const released = (await ask('lena', cases[0]!, early.since)).json.past
    assert.match(released.sentence, /^This case was not here yet: it came on /)
    const made = (await ask('lena', cases[0]!, released.since)).json.past
    assert.deepEqual([made.known, made.since], [true, undefined], 'each says from when on more is known')
    const imported = (await lena.get(`/api/apps/past/client/${clients[0]}/access?at=${started}`)).json
    assert.equal(imported.past.known, true, JSON.stringify(imported.past))
    const first = (
      await app.sql<{ at: string }>(
        `SELECT to_char(min(released_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at FROM bailiwick.release`,
      )
    )[0]!
    const before = (await lena.get(`/api/apps/past/client/${clients[0]}/access?at=${first.at}`)).json.past
    assert.match(before.sentence, /^This client was not here yet: it came by an import on /)
    for (const at of ['yesterday', '2026-13-01T00:00:00Z', '2999-01-01T00:00:00Z', '2026-01-01', '1900-01-01T00:00:00Z']) {
      const answer = await ask('lena', cases[0]!, at)
      assert.ok(answer.status === 400 || answer.status === 422, `${at}: ${answer.status}`)
      assert.equal(answer.json.fields[0].field, 'at')
    }
  })

  test('a rule over a longer list than is looked at is said to be unclear, and not guessed', async () => {
    await app.asRuntime('lena', async run => {
      for (let index = 0; index < 205; index += 1)
        await run(`INSERT INTO past."case$write" (subject, rank, client) VALUES ($1, 'low', $2)`, [`Many ${index}`, clients[1]])
    })
    const { json } = await ask('lena', cases[2]!, await clock())
    const fay = json.items.find((item: { person: { id: string } }) => item.person.id === app.person('fay'))
    assert.deepEqual([fay.may, fay.through], [[], []])
    assert.equal(fay.unclear, 'It is not known whether they saw it: a rule looks at a list of more than 200 records.')
  })

  test('and so it stays when a later release takes a field that rules looked at and calls another otherwise', async () => {
    const third = {
      ...second,
      'entities/case.yaml': second['entities/case.yaml']
        .replace('  credit: { type: money, currency: EUR, sensitive: true }\n', '')
        .replaceAll('.rank', '.grade')
        .replaceAll(' rank,', ' grade,')
        .replace('  rank: { type', '  grade: { id: rank, type')
        .replaceAll(', fields: { except: [credit] }', ''),
    }
    const released = await app.release(third, { confirmLoss: true })
    assert.equal(released.kind, 'released', JSON.stringify(released))
    await compare({ rank: 'grade' })
  })
})
