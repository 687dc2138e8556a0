/** What the onboarding example promises about pay, the new colleague's own view, access with four eyes, and tasks, against the running app with its seed. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { seed } from '../../examples/onboarding/seed/seed.ts'
import type { SeedRecord } from '../../examples/seeding/shape.ts'
import type { SeedToImport } from '../../packages/server/src/governance/apps/import-seed.ts'
import { type RunningApp, runApp } from '../harness/app.ts'
import type { Answer, Browser } from '../harness/browser.ts'
import { dashboardsSpeak, rolesOf } from '../harness/dashboards.ts'

const folder = fileURLToPath(new URL('../../examples/onboarding/', import.meta.url))
const files = new Map(
  globSync('{app.yaml,entities/*.yaml,workflows/*.yaml,screens/*.yaml,layouts/*.yaml}', { cwd: folder }).map(file => [
    file,
    readFileSync(folder + file, 'utf8'),
  ]),
)
const data = seed(new Date())
// Everybody may be asked, also those whom the sign-in page does not offer.
const people = data.people.map(person => ({ ...person, demo: person.demo ?? person.name }))
const idOf = new Map([...data.people, ...data.teams].map(({ key, id }) => [key, id]))
const api = '/api/apps/onboarding'
const payFields = ['salary', 'signing_bonus', 'bank_account', 'payroll_number']

const pick = (entity: string, fits: (record: SeedRecord) => boolean): SeedRecord => {
  const found = data.records[entity]!.find(fits)
  assert.ok(found, `the seed has such a ${entity}`)
  return found
}
const hireOf = (key: string, fits: (record: SeedRecord) => boolean = () => true) =>
  pick('hire', record => record.fields.manager === idOf.get(key) && fits(record))
const paid = (record: SeedRecord) => record.fields.salary !== undefined
const systemOf = (name: string) => pick('system', ({ fields }) => fields.name === name).id
const today = new Date().toISOString().slice(0, 10)
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

describe('the onboarding example', () => {
  const endings: (() => unknown)[] = []
  let app: RunningApp
  const signedIn = new Map<string, Browser>()
  const as = (key: string) => signedIn.get(key)!

  before(async () => {
    app = await runApp(
      { after: done => void endings.push(done as () => unknown) },
      { files, seed: { ...data, people } as unknown as SeedToImport },
    )
    for (const { key } of people) signedIn.set(key, await app.as(key))
  })
  after(async () => {
    for (const end of endings) await end()
  })

  const list = async (key: string, entity: string, query: Record<string, string> = {}) => {
    const answer = await as(key).get(`${api}/${entity}?${new URLSearchParams({ pageSize: '100', count: 'exact', ...query })}`)
    assert.equal(answer.status, 200, answer.text)
    return answer.json as { items: Record<string, unknown>[]; count?: number }
  }
  const create = (key: string, entity: string, fields: object) => as(key).post(`${api}/${entity}`, { fields })
  const take = async (key: string, entity: string, id: string, transition: string, body: object = {}) => {
    const { json } = await as(key).get(`${api}/${entity}/${id}`)
    return as(key).post(`${api}/${entity}/${id}/transitions/${transition}`, body, {
      headers: { 'if-match': `"${json.record.version}"` },
    })
  }
  const vote = async (key: string, entity: string, id: string, step: string, decision = 'approve') => {
    // Whoever decides has read the record; whoever may not read it is told so by the vote itself.
    const seen = await as(key).get(`${api}/${entity}/${id}`)
    const version = seen.json.record?.version ?? 1
    const body = { transition: 'decide', step, decision, comment: 'Of the tests.' }
    return as(key).post(`${api}/${entity}/${id}/votes`, body, { headers: { 'if-match': `"${version}"` } })
  }
  const statusOf = async (entity: string, id: string) => (await as('elena').get(`${api}/${entity}/${id}`)).json.record.status
  const refusedAt = (answer: Answer, field: string, status = 422) => {
    assert.equal(answer.status, status, answer.text)
    assert.ok(
      answer.json.fields.some((each: { field: string }) => each.field === field),
      answer.text,
    )
  }

  test('the dashboard is for those who prepare first days, and each of its figures says something', () =>
    dashboardsSpeak({
      definition: app.definition,
      people: people.map(({ key }) => key),
      rolesOf: rolesOf(data),
      browserOf: as,
    }))

  describe('pay', () => {
    test('a hiring manager sees the own hires, and of others not that they exist', async () => {
      const own = data.records.hire!.filter(({ fields }) => fields.manager === idOf.get('marcus'))
      const seen = await list('marcus', 'hire')
      assert.equal(seen.count, own.length)
      assert.ok(seen.items.every(record => JSON.stringify(record.manager).includes(idOf.get('marcus')!)))
      assert.equal((await as('marcus').get(`${api}/hire/${hireOf('laura').id}`)).status, 404)
      const rows = await app.asRuntime('marcus', run => run('SELECT DISTINCT manager FROM onboarding."hire$read"'))
      assert.deepEqual(rows, [[idOf.get('marcus')]])
    })

    for (const key of ['marcus', 'laura', 'stefan', 'karim', 'elena', 'viktor', 'ruth', 'noah']) {
      test(`${key} reads no pay: not of one hire, not in a list, not by name, not in the description of the API`, async () => {
        const visible = (await list(key, 'hire')).items
        const text = JSON.stringify(visible)
        const one = await as(key).get(`${api}/hire/${String(visible[0]!.id)}`)
        assert.equal(one.status, 200)
        const described = (await as(key).get(`${api}/openapi.json`)).text
        for (const field of payFields) {
          assert.ok(!text.includes(field) && !one.text.includes(`"${field}"`) && !described.includes(field), field)
          const asked = await as(key).get(`${api}/hire?fields=name,${field}`)
          assert.equal(asked.json.code, 'query.unknown-field', asked.text)
          const filtered = await as(key).get(`${api}/hire?filter=${encodeURIComponent(`record.${field} != null`)}`)
          assert.equal(filtered.status, 400, filtered.text)
        }
      })
    }

    test('what the people team and the auditor export has no pay, and a hiring manager exports nothing', async () => {
      const salary = String(hireOf('marcus', paid).fields.salary)
      for (const key of ['karim', 'ruth']) {
        const answer = await as(key).get(`${api}/hire/export`)
        assert.equal(answer.status, 200, answer.text)
        for (const field of payFields) assert.ok(!answer.text.includes(field), field)
        assert.ok(!answer.text.includes(salary))
      }
      const refused = await as('marcus').get(`${api}/hire/export`)
      assert.deepEqual([refused.status, refused.json.code], [403, 'export.refused'])
    })

    test('payroll reads and writes pay and nothing else; nobody beside it writes it', async () => {
      const hire = hireOf('laura', paid)
      const seen = (await as('helen').get(`${api}/hire/${hire.id}`)).json.record
      assert.equal(seen.salary, hire.fields.salary)
      const change = (key: string, fields: object) =>
        as(key).patch(`${api}/hire/${hire.id}`, { fields }, { headers: { 'if-match': `"${seen.version}"` } })
      for (const key of ['karim', 'elena']) assert.ok([403, 422].includes((await change(key, { salary: '1.00' })).status), key)
      assert.ok([403, 422].includes((await change('helen', { job_title: 'Director' })).status))
      refusedAt(await change('helen', { bank_account: 'not an IBAN' }), 'bank_account')
      assert.equal((await change('helen', { salary: '71000.00' })).status, 200)
    })
  })

  describe('the new colleague', () => {
    const noah = pick('hire', ({ fields }) => fields.account === idOf.get('noah'))

    test('sees the own hire, and of tasks those that are his to do', async () => {
      assert.deepEqual(
        (await list('noah', 'hire')).items.map(({ id }) => id),
        [noah.id],
      )
      const own = data.records.task!.filter(({ fields }) => fields.hire === noah.id && fields.for_hire)
      assert.deepEqual(new Set((await list('noah', 'task')).items.map(({ id }) => id)), new Set(own.map(({ id }) => id)))
      const prepared = pick('task', ({ fields }) => fields.hire === noah.id && !fields.for_hire)
      assert.equal((await as('noah').get(`${api}/task/${prepared.id}`)).status, 404)
    })

    for (const [entity, field] of [
      ['document', 'hire'],
      ['training_assignment', 'hire'],
      ['access_request', 'hire'],
      ['equipment_request', 'hire'],
      ['asset', 'holder'],
    ] as const) {
      test(`sees of ${entity} only what belongs to him`, async () => {
        const own = data.records[entity]!.filter(({ fields }) => fields[field] === noah.id)
        assert.deepEqual(new Set((await list('noah', entity)).items.map(({ id }) => id)), new Set(own.map(({ id }) => id)))
      })
    }

    test('does a task of his, hands in a document, and gives feedback for himself only', async () => {
      const open = pick('task', ({ fields }) => fields.hire === noah.id && fields.for_hire === true && fields.status !== 'done')
      if (open.fields.status !== 'blocked') assert.equal((await take('noah', 'task', open.id, 'finish')).status, 200)
      const paper = pick('document', ({ fields }) => fields.hire === noah.id && fields.status === 'requested')
      refusedAt(await take('noah', 'document', paper.id, 'hand_in'), 'signed_on')
      assert.equal((await take('noah', 'document', paper.id, 'hand_in', { fields: { signed_on: today } })).status, 200)
      assert.equal((await take('noah', 'document', paper.id, 'accept')).status, 403)
      const said = { moment: 'week_1', score: 4, equipment_ready: true }
      assert.equal((await create('noah', 'feedback', { ...said, hire: noah.id })).status, 201)
      assert.ok((await create('noah', 'feedback', { ...said, hire: hireOf('laura').id })).status >= 400)
      assert.equal((await as('marcus').get(`${api}/feedback`)).status, 404, 'the manager does not learn what he said')
    })
  })

  describe('access', () => {
    const hire = hireOf('marcus', ({ fields }) => fields.employment === 'permanent' && fields.status === 'started')
    const wish = (more: object) => ({
      title: 'Access of the tests',
      hire: hire.id,
      system: systemOf('Data warehouse'),
      level: 'standard',
      justification: 'Reads the tables behind the reports.',
      starts_on: today,
      ...more,
    })
    const asked = async (key: string, more: object = {}) => {
      const made = await create(key, 'access_request', wish(more))
      assert.equal(made.status, 201, made.text)
      const id = made.json.record.id as string
      const submitted = await take(key, 'access_request', id, 'submit')
      assert.equal(submitted.status, 200, submitted.text)
      return id
    }

    test('privileged access without an end is refused, and so is a contractor’s; an end before the beginning too', async () => {
      refusedAt(await create('marcus', 'access_request', wish({ level: 'privileged' })), 'ends_on')
      const contractor = hireOf('marcus', ({ fields }) => fields.employment === 'contractor')
      refusedAt(await create('marcus', 'access_request', wish({ hire: contractor.id })), 'ends_on')
      refusedAt(await create('marcus', 'access_request', wish({ ends_on: inDays(-1) })), 'ends_on')
      assert.equal((await create('marcus', 'access_request', wish({ level: 'privileged', ends_on: inDays(30) }))).status, 201)
    })

    test('of standard access the owner of the system decides, and security is not asked', async () => {
      const id = await asked('marcus')
      assert.equal((await vote('yuki', 'access_request', id, 'security')).json.code, 'approval.not-asked')
      assert.equal((await vote('stefan', 'access_request', id, 'system_owner')).status, 200)
      assert.equal(await statusOf('access_request', id), 'approved')
    })

    test('privileged access takes security as well', async () => {
      const id = await asked('marcus', { level: 'privileged', ends_on: inDays(30) })
      assert.equal((await vote('stefan', 'access_request', id, 'system_owner')).status, 200)
      assert.equal(await statusOf('access_request', id), 'requested')
      assert.equal((await vote('yuki', 'access_request', id, 'security')).status, 200)
      assert.equal(await statusOf('access_request', id), 'approved')
    })

    test('the manager is asked first when somebody else asks', async () => {
      const id = await asked('grace')
      assert.ok((await vote('stefan', 'access_request', id, 'system_owner')).status >= 400)
      assert.equal((await vote('marcus', 'access_request', id, 'manager')).status, 200)
      assert.equal((await vote('stefan', 'access_request', id, 'system_owner')).status, 200)
    })

    test('nobody decides on access they asked for, not even security, and an owner does not ask', async () => {
      const id = await asked('yuki', { level: 'privileged', ends_on: inDays(30) })
      assert.equal((await vote('marcus', 'access_request', id, 'manager')).status, 200)
      assert.equal((await vote('stefan', 'access_request', id, 'system_owner')).status, 200)
      const own = await vote('yuki', 'access_request', id, 'security')
      assert.deepEqual([own.status, own.json.code], [403, 'approval.own-request'])
      assert.equal(await statusOf('access_request', id), 'requested')
      const made = await create('marcus', 'access_request', wish({ system: systemOf('Code host') }))
      const refused = await take('marcus', 'access_request', made.json.record.id, 'submit')
      assert.deepEqual([refused.status, refused.json.code], [422, 'transition.guard'])
    })

    test('the auditor reads who approved which access and when, and changes nothing', async () => {
      const given = pick('access_request', ({ fields }) => fields.level === 'privileged' && fields.status === 'provisioned')
      const history = await as('ruth').get(`${api}/access_request/${given.id}/history`)
      assert.match(history.text, /"vote"/)
      assert.ok((await take('ruth', 'access_request', given.id, 'revoke', { comment: 'x' })).status >= 400)
      assert.equal((await as('ruth').get(`${api}/access_request/export`)).status, 200)
    })
  })

  describe('equipment', () => {
    const request = async (key: string, hire: SeedRecord, price: string, amount = price) => {
      const line = { item: 'Laptop', category: 'laptop', quantity: 1, unit_price: price }
      const fields = {
        title: 'Of the tests',
        hire: hire.id,
        department: hire.fields.department,
        amount,
        needed_by: today,
        reason: 'Builds take long.',
      }
      const made = await as(key).post(`${api}/equipment_request`, { fields, lines: { lines: [{ fields: line }] } })
      assert.equal(made.status, 201, made.text)
      const submitted = await take(key, 'equipment_request', made.json.record.id, 'submit')
      assert.equal(submitted.status, 200, submitted.text)
      return made.json.record.id as string
    }
    test('workplace takes deliveries in without learning what they cost', async () => {
      const [one] = (await list('paulo', 'equipment_request')).items
      const seen = await as('paulo').get(`${api}/equipment_request/${String(one!.id)}`)
      assert.match(seen.text, /"item":"/, 'he sees the lines')
      assert.doesNotMatch(seen.text, /"amount"|"unit_price"|"price"|"line_total"/)
      assert.doesNotMatch((await as('paulo').get(`${api}/asset`)).text, /"cost"/)
    })

    test('a line that costs more than the whole is refused', async () => {
      const hire = hireOf('laura', started)
      const fields = {
        title: 'Of the tests',
        hire: hire.id,
        department: hire.fields.department,
        amount: '900.00',
        needed_by: today,
      }
      const line = { item: 'Laptop', category: 'laptop', quantity: 2, unit_price: '500.00' }
      const made = await as('laura').post(`${api}/equipment_request`, { fields, lines: { lines: [{ fields: line }] } })
      assert.equal(made.status, 422, made.text)
      assert.match(made.text, /One line cannot cost more than the whole request/)
      assert.equal(made.json.fields[0].field, 'lines[0].unit_price', 'at its place')
    })

    const started = ({ fields }: SeedRecord) => fields.status === 'started'

    test('with a request comes what may be done with each of its lines: everything in one’s own draft, nothing once it is handed in, to nobody who only reads', async () => {
      const hire = hireOf('laura', started)
      const line = { item: 'Laptop', category: 'laptop', quantity: 1, unit_price: '500.00' }
      const fields = { title: 'Lines', hire: hire.id, department: hire.fields.department, amount: '900.00', needed_by: today }
      const made = await as('laura').post(`${api}/equipment_request`, { fields, lines: { lines: [{ fields: line }] } })
      const { record, lines, lineRights } = made.json
      assert.deepEqual(lineRights, {
        lines: { create: true, each: [{ update: ['request', 'item', 'category', 'quantity', 'unit_price'], delete: true }] },
      })
      const path = `${api}/equipment_request/${record.id}`
      assert.deepEqual((await as('stefan').get(path)).json.lineRights, {
        lines: { create: false, each: [{ update: [], delete: false }] },
      })
      const short = { lines: { lines: [{ id: lines.lines[0].id, fields: {} }, { fields: { item: null, quantity: 1 } }] } }
      const refused = await as('laura').patch(path, short, { headers: { 'if-match': `"${record.version}"` } })
      assert.deepEqual(
        [...new Set(refused.json.fields.map(({ field }: { field: string }) => field))].sort(),
        ['lines[1].category', 'lines[1].item', 'lines[1].unit_price'],
        'what a line lacks is told at its place',
      )
      let { version } = record
      for (const [at, deleted] of [true, false].entries()) {
        const line = { id: lines.lines[0].id, version: at + 1, deleted }
        const saved = await as('laura').patch(path, { lines: { lines: [line] } }, { headers: { 'if-match': `"${version}"` } })
        assert.deepEqual([saved.status, saved.json.lines?.lines.length], [200, deleted ? 0 : 1], 'taken out and brought back')
        version = saved.json.record.version
      }
      const submitted = await take('laura', 'equipment_request', record.id, 'submit')
      assert.deepEqual(submitted.json.lineRights, { lines: { create: false, each: [{ update: [], delete: false }] } })
      const body = { lines: { lines: [{ id: lines.lines[0].id, version: 3, fields: { quantity: 2 } }] } }
      const headers = { 'if-match': `"${submitted.json.record.version}"` }
      const late = await as('laura').patch(path, body, { headers })
      assert.equal(late.status, 403, late.text)
      assert.equal((await as('laura').get(path)).json.lines.lines[0].quantity, 1)
    })

    test('the standard bundle takes IT alone; above it the department head is asked, and not on an own request', async () => {
      const small = await request('laura', hireOf('laura', started), '900.00')
      assert.equal((await vote('grace', 'equipment_request', small, 'technical_check')).status, 200)
      assert.equal(await statusOf('equipment_request', small), 'approved')
      const large = await request('laura', hireOf('laura', started), '2400.00')
      assert.equal((await vote('grace', 'equipment_request', large, 'technical_check')).status, 200)
      assert.equal(await statusOf('equipment_request', large), 'submitted')
      assert.equal((await vote('laura', 'equipment_request', large, 'department_head')).json.code, 'approval.own-request')
      assert.equal((await vote('stefan', 'equipment_request', large, 'department_head')).status, 200)
      assert.equal(await statusOf('equipment_request', large), 'approved')
    })
  })

  describe('tasks', () => {
    const open = (team: string, fits: (record: SeedRecord) => boolean = () => true) =>
      data.records.task!.filter(
        ({ fields, id }) =>
          fields.status === 'open' && fields.team === idOf.get(team) && !used.has(id) && fits({ fields, id } as SeedRecord),
      )
    const used = new Set<string>()

    test('a task is skipped with a comment or not at all, and done with its evidence or not at all', async () => {
      const [task] = open('it', ({ fields }) => fields.needs_evidence === true)
      used.add(task!.id)
      refusedAt(await take('grace', 'task', task!.id, 'skip'), 'comment')
      assert.equal((await take('grace', 'task', task!.id, 'finish')).json.code, 'transition.guard')
      refusedAt(await take('grace', 'task', task!.id, 'finish_with_evidence'), 'evidence_note')
      assert.equal(
        (await take('paulo', 'task', task!.id, 'skip', { comment: 'Not ours.' }).catch(() => ({ status: 404 }))).status,
        404,
      )
      assert.equal((await take('grace', 'task', task!.id, 'skip', { comment: 'Comes back with the old laptop.' })).status, 200)
      assert.equal(await statusOf('task', task!.id), 'skipped')
    })

    test('a task opens when the one it waits for is over, and not before', async () => {
      const waited = new Map(open('it').map(task => [task.id, task]))
      const blocked = pick('task', ({ fields }) => fields.status === 'blocked' && waited.has(String(fields.depends_on)))
      const first = waited.get(String(blocked.fields.depends_on))!
      used.add(first.id)
      assert.equal((await take('karim', 'task', blocked.id, 'release')).json.code, 'transition.guard')
      assert.equal((await take('grace', 'task', first.id, 'skip', { comment: 'It is there already.' })).status, 200)
      assert.equal((await take('karim', 'task', blocked.id, 'release')).status, 200)
    })

    test('IT moves many tasks of the own team at once, and none of another team', async () => {
      const bulk = (key: string, records: readonly SeedRecord[]) =>
        as(key).post(`${api}/task/bulk`, {
          records: records.map(({ id, version }) => ({ id, version })),
          change: { due_on: inDays(3) },
          refusals: 'skip',
        })
      const own = open('it').slice(0, 2)
      const done = await bulk('grace', own)
      assert.deepEqual([done.status, done.json.done], [200, 2], done.text)
      const others = await bulk('grace', open('workplace').slice(0, 2))
      assert.equal(others.json.done ?? 0, 0)
      assert.equal((await bulk('marcus', open('engineering').slice(0, 1))).json.code, 'record.bulk-refused')
    })

    test('a hire is ready for day one when nothing that is due before it is open', async () => {
      const preparing = hireOf('laura', ({ fields, id }) => {
        const early = data.records.task!.some(
          task => task.fields.hire === id && Number(task.fields.offset_days) < 0 && task.fields.status === 'open',
        )
        return fields.status === 'preparing' && early
      })
      assert.equal((await take('karim', 'hire', preparing.id, 'mark_ready')).json.code, 'transition.guard')
    })
  })

  describe('sessions', () => {
    const sessionOf = (host: string, fits: (record: SeedRecord) => boolean = () => true) =>
      pick('session', record => record.fields.host === idOf.get(host) && fits(record))
    const moveBy = async (key: string, { id }: SeedRecord, hours: number) => {
      const { json } = await as('elena').get(`${api}/session/${id}`)
      const later = (iso: string) => new Date(Date.parse(iso) + hours * 3_600_000).toISOString()
      const fields = { starts_at: later(json.record.starts_at), ends_at: later(json.record.ends_at) }
      return as(key).patch(`${api}/session/${id}`, { fields }, { headers: { 'if-match': `"${json.record.version}"` } })
    }

    test('whoever hosts one moves it, and nobody else’s; the people team moves all', async () => {
      const own = sessionOf('daniel')
      assert.equal((await moveBy('daniel', own, 1)).status, 200)
      assert.equal((await moveBy('marcus', own, 1)).status, 403)
      refusedAt(await moveBy('ruth', own, 1), 'starts_at', 403)
      assert.equal((await moveBy('karim', own, -1)).status, 200)
      const planned = { title: 'Pairing', kind: 'course', starts_at: `${inDays(3)}T09:00:00Z`, ends_at: `${inDays(3)}T10:00:00Z` }
      assert.equal((await create('marcus', 'session', planned)).status, 201)
      assert.equal((await create('marcus', 'session', { ...planned, host: idOf.get('daniel') })).status, 403)
      refusedAt(await create('marcus', 'session', { ...planned, ends_at: planned.starts_at }), 'ends_at')
    })

    test('a new colleague sees sessions but not what hosts plan, moves none, and of who is expected sees only themselves', async () => {
      const all = await list('noah', 'session')
      assert.ok(all.items.length > 50)
      assert.ok(all.items.every(({ kind, expected }) => kind !== 'planning' && expected === undefined))
      const planning = sessionOf('elena', ({ fields }) => fields.kind === 'planning')
      assert.equal((await as('noah').get(`${api}/session/${planning.id}`)).status, 404)
      const filter = 'record.attendances.exists(a, a.hire.account == user.id)'
      const mine = await list('noah', 'session', { filter })
      const [noah] = data.records.hire!.filter(({ fields }) => fields.account === idOf.get('noah'))
      const expected = data.records.attendance!.filter(({ fields }) => fields.hire === noah!.id)
      assert.ok(expected.length > 3)
      assert.deepEqual(new Set(mine.items.map(({ id }) => id)), new Set(expected.map(({ fields }) => fields.session)))
      assert.equal((await list('noah', 'attendance')).count, expected.length)
      refusedAt(await moveBy('noah', sessionOf('karim'), 1), 'starts_at', 403)
    })
  })

  test('the people team brings in many hires at once, a manager does not, and a contract that ends says when', async () => {
    const row = (more: object) => ({
      name: 'Ilka Testmann',
      start_on: inDays(40),
      job_title: 'Accountant',
      role: 'operations',
      department: idOf.get('operations'),
      manager: idOf.get('viktor'),
      location: 'berlin',
      employment: 'permanent',
      ...more,
    })
    const bring = (key: string, rows: object[]) => as(key).post(`${api}/hire/import`, { rows })
    const wrong = await bring('karim', [row({}), row({ employment: 'fixed_term' })])
    assert.equal(wrong.status, 422, wrong.text)
    assert.match(wrong.text, /Say when the contract ends/)
    const done = await bring('karim', [row({}), row({ employment: 'fixed_term', contract_ends_on: inDays(220) })])
    assert.deepEqual([done.status, done.json.done], [200, 2], done.text)
    assert.equal((await bring('viktor', [row({})])).status, 403)
  })
})
