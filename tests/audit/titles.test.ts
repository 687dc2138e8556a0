/** What a record is called, in the audit: told by the rules of the record and not by the right to read the audit. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { AuditRow } from '@bailiwick/definition/wire/index.ts'
import { toldKinds } from '../../packages/server/src/runtime/audit-words.ts'
import { planTitles } from '../../packages/server/src/runtime/records/titles.ts'
import { auditKinds } from '../../packages/ui/src/screens/audit/kinds.ts'
import type { Browser } from '../harness/browser.ts'
import { type Desk, deskFiles, deskOfSuite } from '../harness/desk.ts'

/** Agents read the audit too, and owen, a viewer, reads numbers but not subjects. */
const files = {
  ...deskFiles,
  'app.yaml': deskFiles['app.yaml']!.replace('agent: { title: Agent }', 'agent: { title: Agent, audit: true }').replace(
    'viewer: { title: Viewer }',
    'viewer: { title: Viewer, audit: true }',
  ),
  'entities/ticket.yaml': deskFiles['entities/ticket.yaml']!.replace('max: 200, search: true', 'max: 200').replace(
    'fields: [number, subject, priority, team]',
    'fields: [number, priority, team]',
  ),
}
const path = '/api/apps/desk/ticket'

describe('the name of a record in the audit', () => {
  const suite = deskOfSuite(files)
  let desk: Desk
  let mei: Browser
  let ours: string
  let theirs: string

  const rowsOf = async (key: string): Promise<AuditRow[]> =>
    (await (await desk.app.as(key)).get('/api/audit?app=desk')).json.items
  const titleFor = async (key: string, record: string) => {
    const rows = (await rowsOf(key)).filter(row => row.record === record)
    assert.ok(rows.length > 0, `${key} reads rows about the record`)
    assert.equal(new Set(rows.map(row => row.recordTitle)).size, 1)
    return rows[0]!.recordTitle
  }

  before(async () => {
    desk = suite.desk
    mei = await desk.app.as('mei')
    const make = async (subject: string, team: string) =>
      (await mei.post(path, { fields: { subject, team } })).json.record as { id: string; number: string }
    const [one, other] = [await make('Ours', desk.emea), await make('Theirs', desk.apac)]
    ours = one.id
    theirs = other.id
    assert.equal(await titleFor('mei', ours), `${one.number} · Ours`)
    assert.equal(await titleFor('mei', theirs), `${other.number} · Theirs`)
  })

  test('is told to a reviewer for the records they may read, and is null for the rest', async () => {
    assert.match((await titleFor('ana', ours))!, / · Ours$/)
    assert.equal(await titleFor('ana', theirs), null)
    assert.equal(await titleFor('luis', ours), null)
    assert.match((await titleFor('luis', theirs))!, / · Theirs$/)
  })

  test('leaves out the title where its field is not the reader’s', async () => {
    assert.match((await titleFor('owen', ours))!, /^T-\d+$/)
  })

  test('is told to no administrator without a role', async () => {
    assert.equal(await titleFor('root', ours), null)
    const rows = (await (await desk.app.as('root')).get('/api/audit')).json.items as AuditRow[]
    assert.ok(
      rows.some(row => row.app === null && row.record !== null && !('recordTitle' in row)),
      'people and sessions have none',
    )
  })

  test('is that of now, and goes with the record', async () => {
    const made = (await mei.post(path, { fields: { subject: 'At first', team: desk.emea } })).json.record
    await mei.patch(`${path}/${made.id}`, { fields: { subject: 'Since' } }, { headers: { 'if-match': '"1"' } })
    assert.equal(await titleFor('mei', made.id), `${made.number} · Since`)
    await mei.patch(`${path}/${made.id}`, { fields: { team: desk.apac } }, { headers: { 'if-match': '"2"' } })
    assert.equal(await titleFor('ana', made.id), null, 'moved out of her sight')
    assert.equal((await mei.delete(`${path}/${made.id}`, { headers: { 'if-match': '"3"' } })).status, 204)
    assert.equal(await titleFor('mei', made.id), null, 'in the trash')
  })

  test('is asked for once an entity, however many rows a page has', async () => {
    const { floors } = desk.app.installation
    const actor = await floors.actors.gather(desk.app.person('mei'), null)
    const rows = Array.from({ length: 50 }, (_, index) => ({
      app: 'desk',
      entity: index % 2 ? 'ticket' : 'customer',
      record: index % 4 < 2 ? ours : desk.customer,
    }))
    const plan = planTitles(name => floors.app(name), actor!, [...rows, { app: 'gone', entity: 'ticket', record: ours }])
    assert.equal(plan.statements.length, 2)
  })
})

test('the filter of the audit offers each kind that there are words for, once', () => {
  assert.deepEqual(Object.values(auditKinds).flat().sort(), [...toldKinds].sort())
})
