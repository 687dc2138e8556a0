/** Views of lists under a name: one's own, or a role's, kept by who gives the roles; what they ask is asked in their reader's name. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, test } from 'node:test'
import type { Browser } from '../harness/browser.ts'
import { deskOfSuite } from '../harness/desk.ts'

const path = '/api/apps/desk/saved-views'
const urgent = {
  list: 'e/ticket',
  name: 'Urgent',
  question: { filter: 'record.priority == "high"', orderBy: 'due', columns: 'number,subject' },
}

describe('saved views', () => {
  const suite = deskOfSuite()
  let ana: Browser
  let luis: Browser
  let mei: Browser
  before(async () => {
    ana = await suite.desk.app.as('ana')
    luis = await suite.desk.app.as('luis')
    mei = await suite.desk.app.as('mei')
  })
  const save = async (by: Browser, body: object) => {
    const made = await by.post(path, body)
    assert.equal(made.status, 201, made.text)
    return made.json as { id: string }
  }
  const names = async (by: Browser) => ((await by.get(path)).json.items as { name: string }[]).map(view => view.name)
  const stored = () => suite.desk.app.sql('SELECT id, name, roles, question FROM bailiwick.saved_view ORDER BY id')

  test('a view of one’s own is kept, changed and deleted, and nobody else sees it', async () => {
    const { id } = await save(ana, urgent)
    const [view] = (await ana.get(path)).json.items
    assert.deepEqual({ ...view, owner: view.owner.title }, { ...urgent, id, owner: 'Ana', mayChange: true, mayKeep: true })
    for (const other of [luis, mei]) {
      assert.deepEqual(await names(other), [])
      const unseen = await other.patch(`${path}/${id}`, { name: 'Mine' })
      const absent = await other.patch(`${path}/${randomUUID()}`, { name: 'Mine' })
      assert.deepEqual([unseen.status, unseen.json.code, absent.json.code], [404, 'view.not-found', 'view.not-found'])
      assert.equal((await other.delete(`${path}/${id}`)).status, 404)
    }
    const changed = await ana.patch(`${path}/${id}`, { name: 'Very urgent', question: { search: 'printer' } })
    assert.deepEqual([changed.status, changed.json.name, changed.json.question], [200, 'Very urgent', { search: 'printer' }])
    assert.equal((await ana.delete(`${path}/${id}`)).status, 204)
    assert.deepEqual(await names(ana), [])
    const kinds = await suite.desk.app.sql(`SELECT kind, person FROM bailiwick.audit WHERE detail->>'view' = $1 ORDER BY seq`, [
      id,
    ])
    const person = suite.desk.app.person('ana')
    assert.deepEqual(
      kinds,
      ['view.saved', 'view.saved', 'view.removed'].map(kind => ({ kind, person })),
    )
  })

  test('a view for a role is seen by whoever holds it, and kept by who gives the roles', async () => {
    const { id } = await save(mei, { ...urgent, name: 'Of agents', roles: ['agent'] })
    assert.deepEqual([await names(ana), await names(luis)], [['Of agents'], ['Of agents']])
    assert.deepEqual(await names(await suite.desk.app.as('owen')), [], 'a viewer holds another role')
    const [seen] = (await ana.get(path)).json.items
    assert.deepEqual([seen.mayChange, seen.roles], [false, [{ id: 'agent', title: 'Agent' }]])
    const before = await stored()
    for (const answer of [
      await ana.patch(`${path}/${id}`, { name: 'Mine' }),
      await ana.delete(`${path}/${id}`),
      await ana.post(path, { ...urgent, roles: ['agent'] }),
      await ana.post(path, { ...urgent, roles: ['viewer'] }),
    ])
      assert.deepEqual([answer.status, answer.json.code], [403, 'view.shared'], answer.text)
    await assert.rejects(
      suite.desk.app.asRuntime('ana', run =>
        run(`SELECT bailiwick.save_view('desk', $1, NULL, 'Mine', NULL, NULL, NULL, NULL)`, [id]),
      ),
      { code: 'BW403' },
    )
    for (const sql of [
      'SELECT * FROM bailiwick.saved_view',
      `DELETE FROM bailiwick.saved_view`,
      `SELECT bailiwick.changeable_view('desk', '${id}', false)`,
      `SELECT bailiwick.note_view('view.saved', NULL)`,
    ])
      await assert.rejects(
        suite.desk.app.asRuntime('ana', run => run(sql)),
        { code: '42501' },
        sql,
      )
    assert.deepEqual(await stored(), before)
    const back = await mei.patch(`${path}/${id}`, { roles: [] })
    assert.deepEqual([back.status, back.json.roles, await names(ana)], [200, undefined, []])
    await mei.delete(`${path}/${id}`)
  })

  test('an unlocked view of a role is changed by whoever holds it, and kept by its maker and who administers the app', async () => {
    const { id } = await save(mei, { ...urgent, name: 'Shared work', roles: ['agent'], locked: false })
    const [seen] = (await ana.get(path)).json.items
    assert.deepEqual([seen.locked, seen.mayChange, seen.mayKeep], [undefined, true, false])
    const changed = await ana.patch(`${path}/${id}`, { question: { search: 'printer' } })
    assert.deepEqual([changed.status, changed.json.question], [200, { search: 'printer' }], changed.text)
    const owen = await suite.desk.app.as('owen')
    assert.equal((await owen.patch(`${path}/${id}`, { name: 'Mine' })).status, 404, 'a viewer holds another role')
    const before = await stored()
    for (const answer of [
      await ana.patch(`${path}/${id}`, { locked: true }),
      await ana.patch(`${path}/${id}`, { default: true }),
      await ana.patch(`${path}/${id}`, { roles: [] }),
      await ana.patch(`${path}/${id}`, { roles: ['viewer'], name: 'Mine' }),
      await ana.delete(`${path}/${id}`),
    ])
      assert.deepEqual([answer.status, answer.json.code], [403, 'view.shared'], answer.text)
    for (const given of [`ARRAY['viewer'], NULL, NULL`, `'{}', NULL, NULL`, `NULL, true, NULL`, `NULL, NULL, true`])
      await assert.rejects(
        suite.desk.app.asRuntime('ana', run => run(`SELECT bailiwick.save_view('desk', $1, NULL, NULL, NULL, ${given})`, [id])),
        { code: 'BW403' },
        given,
      )
    assert.deepEqual(await stored(), before)
    const locked = await (await suite.desk.app.as('mia')).patch(`${path}/${id}`, { locked: true })
    assert.deepEqual([locked.status, locked.json.locked], [200, true], 'another who administers it')
    assert.equal((await ana.patch(`${path}/${id}`, { question: {} })).json.code, 'view.shared')
    await mei.delete(`${path}/${id}`)
  })

  test('the maker of a view keeps it after they no longer administer the app, but gives it to nobody and makes nothing of it the default', async () => {
    const { id } = await save(mei, { ...urgent, name: 'Once mine', roles: ['agent'] })
    const owner = (name: string) =>
      suite.desk.app.sql('UPDATE bailiwick.saved_view SET owner = $2 WHERE id = $1', [id, suite.desk.app.person(name)])
    await owner('ana')
    const changed = await ana.patch(`${path}/${id}`, { name: 'Still mine', locked: false })
    assert.deepEqual([changed.status, changed.json.name, changed.json.locked], [200, 'Still mine', undefined], changed.text)
    for (const body of [{ roles: ['viewer'] }, { roles: [] }, { default: true }, { default: false }])
      assert.equal((await ana.patch(`${path}/${id}`, body)).json.code, 'view.shared', JSON.stringify(body))
    assert.equal((await ana.delete(`${path}/${id}`)).status, 204)
  })

  test('a list opens with one view for a role, which who administers the app says', async () => {
    const one = await save(mei, { ...urgent, name: 'One', roles: ['agent'], default: true })
    const other = await save(mei, { ...urgent, name: 'Other', roles: ['agent'] })
    const elsewhere = await save(mei, { ...urgent, name: 'Elsewhere', list: 's/ticket', roles: ['agent'], default: true })
    const defaults = async (by: Browser) =>
      ((await by.get(path)).json.items as { name: string; firstFor?: string[] }[]).flatMap(view =>
        view.firstFor ? [view.name] : [],
      )
    assert.deepEqual(await defaults(ana), ['Elsewhere', 'One'])
    assert.deepEqual(await defaults(await suite.desk.app.as('owen')), [])
    assert.equal((await mei.patch(`${path}/${one.id}`, { locked: false })).status, 200)
    const open = (await ana.get(path)).json.items.find((view: { id: string }) => view.id === one.id)
    assert.deepEqual(
      [open.locked, open.mayChange],
      [undefined, false],
      'what all of a role see first is not for one of them to change',
    )
    assert.equal((await ana.patch(`${path}/${one.id}`, { question: {} })).json.code, 'view.shared')
    for (const answer of [
      await ana.patch(`${path}/${other.id}`, { default: true }),
      await ana.post(path, { ...urgent, name: 'Mine', roles: ['agent'], default: true }),
      await ana.post(path, { ...urgent, name: 'Mine', default: true }),
    ])
      assert.deepEqual([answer.status, answer.json.code], [403, 'view.shared'], answer.text)
    const nobody = await mei.post(path, { ...urgent, name: 'Of nobody', default: true })
    assert.deepEqual([nobody.status, nobody.json.code], [409, 'view.default-of-nobody'])
    assert.deepEqual((await mei.patch(`${path}/${other.id}`, { default: true })).json.firstFor, ['agent'])
    assert.deepEqual(await defaults(ana), ['Elsewhere', 'Other'], 'there is one at a time')
    const moved = await mei.patch(`${path}/${other.id}`, { roles: ['viewer'] })
    assert.deepEqual([moved.status, moved.json.firstFor], [200, undefined], 'another role has chosen nothing')
    assert.deepEqual(await defaults(ana), ['Elsewhere'])
    const both = await Promise.all(
      ['agent', 'agent'].map((role, index) => mei.patch(`${path}/${[one, other][index]!.id}`, { roles: [role], default: true })),
    )
    assert.deepEqual(
      both.map(answer => answer.status),
      [200, 200],
    )
    assert.equal((await defaults(ana)).length, 2)
    for (const { id } of [one, other, elsewhere]) await mei.delete(`${path}/${id}`)
  })

  test('a view for several roles is seen by whoever holds one of them, who is not told of the others, and opens first for each until another does', async () => {
    const owen = await suite.desk.app.as('owen')
    const { id } = await save(mei, { ...urgent, name: 'Of many', roles: ['viewer', 'agent', 'agent'], default: true })
    const agent = { id: 'agent', title: 'Agent' }
    const of = async (by: Browser) =>
      ((await by.get(path)).json.items as { id: string; roles: unknown; firstFor?: unknown }[])
        .filter(view => view.id === id)
        .map(({ roles, firstFor }) => [roles, firstFor])
    assert.deepEqual(await of(mei), [
      [
        [agent, { id: 'viewer', title: 'Viewer' }],
        ['agent', 'viewer'],
      ],
    ])
    assert.deepEqual(await of(luis), [[[agent], ['agent']]])
    assert.deepEqual(await of(owen), [[[{ id: 'viewer', title: 'Viewer' }], ['viewer']]])
    const before = await stored()
    for (const body of [{ roles: ['agent'] }, { roles: ['agent', 'viewer', 'manager'] }, { roles: [] }, { name: 'Mine' }])
      assert.equal((await luis.patch(`${path}/${id}`, body)).json.code, 'view.shared', JSON.stringify(body))
    const nobody = await mei.patch(`${path}/${id}`, { roles: ['agent', 'nobody'] })
    assert.deepEqual([nobody.status, nobody.json.fields[0].field], [422, 'roles'], nobody.text)
    assert.deepEqual(await stored(), before)

    const other = await save(mei, { ...urgent, name: 'Of agents first', roles: ['agent'], default: true })
    assert.deepEqual((await of(mei))[0]![1], ['viewer'], 'the list of a role opens with one view')
    await mei.patch(`${path}/${id}`, { roles: ['agent', 'manager'] })
    assert.deepEqual(await of(owen), [], 'whoever holds none of the roles any more sees nothing of it')
    const unseen = await owen.patch(`${path}/${id}`, { name: 'Mine' })
    assert.deepEqual([unseen.status, unseen.json.code], [404, 'view.not-found'])
    assert.deepEqual((await of(mei))[0]![1], undefined)
    for (const view of [id, other.id]) await mei.delete(`${path}/${view}`)
  })

  test('no two views of a list have one name for the same people, as far as whoever saves sees them', async () => {
    const taken = (answer: { status: number; json: { code?: string; hint?: string } }, what: string) =>
      assert.deepEqual(
        [answer.status, answer.json.code, answer.json.hint],
        [409, 'view.name-taken', 'Choose another name.'],
        what,
      )
    const own = await save(ana, urgent)
    taken(await ana.post(path, { ...urgent, name: ' urgent ' }), 'however it is written')
    const cafe = await save(ana, { ...urgent, name: 'Café  noir' })
    for (const name of ['Cafe\u0301 noir', 'Ｃafé noir', 'Caf\u200dé\u00a0no\u00adir', 'CAFÉ\ufe0f noir'])
      taken(await ana.post(path, { ...urgent, name }), `read the same: ${JSON.stringify(name)}`)
    await ana.delete(`${path}/${cafe.id}`)
    const alike = await save(ana, { ...urgent, name: 'Open TOP, 10 ms' })
    // Cyrillic and Greek letters among Latin ones, and instead of them.
    for (const name of ['\u041epen TOP, 10 ms', 'open \u0422\u041e\u0420, 10 ms', '\u039fp\u0435n T\u039fP, 10 ms'])
      taken(await ana.post(path, { ...urgent, name }), `looks the same: ${JSON.stringify(name)}`)
    const apart = ['0pen TOP, 10 ms', 'Open TOP, 10 \u00b5s', '\u041e\u0442\u043a\u0440\u044b\u0442\u044b\u0435']
    for (const name of apart) {
      const own = await save(ana, { ...urgent, name })
      assert.ok((await names(ana)).includes(name), 'it is kept as it was written')
      await ana.delete(`${path}/${own.id}`)
    }
    await ana.delete(`${path}/${alike.id}`)
    const second = await save(ana, { ...urgent, name: 'Second' })
    taken(await ana.patch(`${path}/${second.id}`, { name: 'URGENT' }), 'renamed')
    assert.equal((await ana.patch(`${path}/${own.id}`, { name: 'URGENT', question: {} })).json.name, 'URGENT', 'its own')
    const elsewhere = await save(ana, { ...urgent, list: 's/ticket' })
    const ofAnother = await save(luis, urgent)
    const agents = await save(mei, { ...urgent, roles: ['agent'], locked: false })
    taken(await mei.post(path, { ...urgent, roles: ['viewer', 'agent'] }), 'for some of the same roles')
    const viewers = await save(mei, { ...urgent, roles: ['viewer'] })
    taken(await mei.patch(`${path}/${viewers.id}`, { roles: ['agent'] }), 'given to others')
    const managers = await save(mei, { ...urgent, name: 'Of managers', roles: ['manager'] })
    const both = await save(mei, { ...urgent, name: 'Of both', roles: ['agent', 'manager'], locked: false })
    const unseen = await ana.patch(`${path}/${both.id}`, { name: 'Of managers' })
    assert.deepEqual([unseen.status, unseen.json.name], [200, 'Of managers'], 'of what one does not see nothing is told')
    for (const change of [{ name: 'of managers', question: {} }, { locked: true }, { default: true }, { question: {} }])
      assert.equal(
        (await mei.patch(`${path}/${both.id}`, change)).status,
        200,
        `a double that is there: ${JSON.stringify(change)}`,
      )
    // Whoever takes the roles from another's view sees nothing of what its owner has for themselves.
    const handed = await save(mei, { ...urgent, name: 'Handed back', roles: ['agent'], locked: false })
    await suite.desk.app.sql('UPDATE bailiwick.saved_view SET owner = $2 WHERE id = $1', [
      handed.id,
      suite.desk.app.person('ana'),
    ])
    const mine = await save(ana, { ...urgent, name: 'handed  back' })
    assert.equal((await mei.patch(`${path}/${handed.id}`, { roles: [] })).status, 200)
    assert.deepEqual((await names(ana)).filter(name => /handed/i.test(name)).sort(), ['Handed back 2', 'handed  back'])
    for (const id of [handed.id, mine.id]) await ana.delete(`${path}/${id}`)
    const once = await Promise.all([1, 2, 3].map(() => ana.post(path, { ...urgent, name: 'At once' })))
    assert.deepEqual(once.map(({ status }) => status).sort(), [201, 409, 409])
    for (const { id } of [own, second, elsewhere, once.find(({ status }) => status === 201)!.json])
      await ana.delete(`${path}/${id}`)
    await luis.delete(`${path}/${ofAnother.id}`)
    for (const { id } of [agents, viewers, managers, both]) await mei.delete(`${path}/${id}`)
  })

  test('what a view asks is asked in the name of whoever opens it', async () => {
    const { id } = await save(mei, {
      ...urgent,
      name: 'By credit',
      question: { filter: 'record.credit > 1.00' },
      roles: ['agent'],
    })
    const [view] = (await ana.get(path)).json.items
    const answer = await ana.get(`/api/apps/desk/ticket?${new URLSearchParams(view.question)}`)
    assert.deepEqual([answer.status, answer.json.code], [400, 'query.unknown-field'])
    assert.equal(view.refused, 'The filter names a field that you cannot read here.')
    assert.equal((await mei.get(path)).json.items[0].refused, undefined, 'its maker is answered')
    await mei.delete(`${path}/${id}`)
  })

  test('what its list could not answer is not saved, for oneself or for roles, and it is told which part', async () => {
    const { id } = await save(ana, { ...urgent, name: 'Kept' })
    const shared = await save(mei, { ...urgent, name: 'Kept by agents', roles: ['agent'], locked: false })
    const before = await stored()
    const hidden = 'The filter names a field that you cannot read here.'
    for (const [question, field, message, detail] of [
      [{ filter: 'record.priority == ' }, 'filter', /./, undefined],
      [{ filter: 'record.priority ==== "high"' }, 'filter', /./, 'The filter goes wrong here: == "high"'],
      [{ filter: 'record.priority > 5' }, 'filter', /./, /goes wrong here: /],
      [{ filter: 'record.nowhere == 1' }, 'filter', hidden, undefined],
      [{ filter: 'record.credit > 1.00' }, 'filter', hidden, undefined],
      [{ filter: 'record.id != "") || (true' }, 'filter', /./, undefined],
      [{ orderBy: 'nowhere desc' }, 'orderBy', '“nowhere” is not a field you can read here.', undefined],
      [{ orderBy: 'credit' }, 'orderBy', '“credit” is not a field you can read here.', undefined],
      [{ orderBy: 'due sideways' }, 'orderBy', /^“due sideways” is not a sort order/, undefined],
      [{ search: 'a b c d e f g h i' }, 'search', /./, undefined],
    ] as const) {
      for (const answer of [
        await ana.post(path, { ...urgent, name: 'New', question }),
        await ana.patch(`${path}/${id}`, { question }),
        await ana.patch(`${path}/${shared.id}`, { question, name: 'Other' }),
      ]) {
        const said = `${JSON.stringify(question)} ${answer.text}`
        assert.deepEqual([answer.status, answer.json.code], [422, 'view.refused'], said)
        assert.deepEqual([answer.json.fields.length, answer.json.fields[0].field], [1, field], said)
        if (typeof message === 'string') assert.equal(answer.json.fields[0].message, message)
        else assert.match(answer.json.fields[0].message, message)
        if (typeof detail === 'string') assert.equal(answer.json.detail, detail)
        else if (detail) assert.match(answer.json.detail, detail)
      }
    }
    const both = await ana.post(path, { ...urgent, name: 'New', question: { filter: 'record.nowhere == 1', orderBy: 'nowhere' } })
    assert.deepEqual(
      both.json.fields.map((each: { field: string }) => each.field),
      ['filter', 'orderBy'],
    )
    const ofAgents = await mei.post(path, {
      ...urgent,
      name: 'New',
      question: { filter: 'record.nowhere == 1' },
      roles: ['agent'],
    })
    assert.deepEqual([ofAgents.status, ofAgents.json.code], [422, 'view.refused'])
    const nowhere = await ana.post(path, { ...urgent, name: 'New', list: 's/nowhere' })
    assert.deepEqual(
      [nowhere.status, nowhere.json.fields],
      [422, [{ field: 'list', message: 'The app has no such list for you.' }]],
    )
    const unseen = await luis.patch(`${path}/${id}`, { question: { filter: 'record.nowhere == 1' } })
    assert.equal(unseen.json.code, 'view.not-found', 'of what one does not see nothing is told')
    assert.deepEqual(await stored(), before)
    await ana.delete(`${path}/${id}`)
    await mei.delete(`${path}/${shared.id}`)
  })

  test('a view whose field is gone says so, can be renamed and mended, and is saved with it no more', async () => {
    const { id } = await save(ana, { ...urgent, name: 'Of old' })
    const gone = { filter: 'record.former == "x"', orderBy: 'former' }
    await suite.desk.app.sql('UPDATE bailiwick.saved_view SET question = $2 WHERE id = $1', [id, gone])
    const view = async (by: Browser) => (await by.get(path)).json.items.find((each: { id: string }) => each.id === id)
    assert.equal(
      (await view(ana)).refused,
      'The filter names a field that you cannot read here. “former” is not a field you can read here.',
    )
    assert.equal((await ana.patch(`${path}/${id}`, { name: 'Of yore' })).status, 200)
    assert.equal((await ana.patch(`${path}/${id}`, { question: gone })).json.code, 'view.refused')
    const mended = await ana.patch(`${path}/${id}`, { question: { orderBy: 'due' } })
    assert.deepEqual([mended.status, mended.json.refused], [200, undefined])
    await ana.delete(`${path}/${id}`)
  })

  test('a view may have two hundred columns with long names and widths of their own', async () => {
    const columns = Array.from({ length: 200 }, (_, index) => `${'reading'.padEnd(30, '_')}${index + 100}`)
    const question = { columns: columns.join(), widths: columns.map(name => `${name}:120`).join() }
    const { id } = await save(mei, { ...urgent, name: 'Wide', question })
    const kept = ((await mei.get(path)).json.items as { id: string; question: unknown }[]).find(view => view.id === id)
    assert.deepEqual(kept?.question, question)
    const more = await mei.patch(`${path}/${id}`, { question: { columns: 'x'.repeat(9_001) } })
    assert.equal(more.status, 400, more.text)
    // Letters of the world take more of what is kept than they have signs.
    const tooMuch = await mei.patch(`${path}/${id}`, { question: { columns: '報'.repeat(6_000) } })
    assert.deepEqual([tooMuch.status, tooMuch.json.code], [422, 'record.invalid'])
    assert.match(tooMuch.json.detail, /more than a view can keep: show fewer columns/)
    await mei.delete(`${path}/${id}`)
  })

  test('what is not a view is refused, and nothing is kept', async () => {
    const before = await stored()
    for (const body of [
      { ...urgent, name: ' ' },
      { ...urgent, name: 'Open\u202enepo' },
      { ...urgent, name: 'x'.repeat(61) },
      { ...urgent, list: 'x/ticket' },
      { ...urgent, question: { filter: 'x'.repeat(4_001) } },
      { ...urgent, question: { filter: 'record.version == 99999999999999999999' } },
      { ...urgent, question: { other: 'x' } },
      { ...urgent, owner: suite.desk.app.person('mei') },
      { ...urgent, roles: ['nobody'] },
    ]) {
      const answer = await mei.post(path, body)
      assert.ok([400, 422].includes(answer.status), answer.text)
    }
    const root = await suite.desk.app.as('root')
    assert.equal((await root.get(path)).status, 404, 'who holds no role of the app has no views there')
    assert.deepEqual(await stored(), before)
  })

  test('nobody keeps more than a hundred in an app', async () => {
    for (let index = 0; index < 100; index += 1) await save(luis, { ...urgent, name: `View ${index}` })
    const more = await luis.post(path, urgent)
    assert.deepEqual([more.status, more.json.code], [409, 'view.too-many'])
    await save(ana, urgent)
  })
})
