/**
 * Kept roll-ups: whatever is done to children, in whatever order and by however many at once, the number in the record is what counting them anew gives; and what is refused
 * has changed nothing.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { type Run, type RunningApp, runApp } from '../harness/app.ts'
import type { Browser } from '../harness/browser.ts'

const files = {
  'app.yaml':
    'app: shop\ntitle: Shop\nroles: { clerk: { title: Clerk }, packer: { title: Packer }, loader: { title: Loader } }\n',
  'entities/shelf.yaml': `entity: shelf
title: name
fields:
  name: { type: text, required: true }
  room: { type: integer, required: true, default: 100000 }
  on_hand: { type: rollup, over: moves, measure: sum, field: quantity, kept: true, validate: { when: value >= 0, message: There is not so much there. } }
  worth: { type: rollup, over: moves, measure: sum, field: price, kept: true }
  moves_there: { type: rollup, over: moves, measure: count, kept: true }
  many_there: { type: rollup, over: moves, measure: count, field: many, kept: true }
  many_seen: { type: rollup, over: moves, measure: count, field: many }
  first: { type: rollup, over: moves, measure: min, field: on, kept: true }
  greatest: { type: rollup, over: moves, measure: max, field: quantity, kept: true }
  last: { type: rollup, over: moves, measure: max, field: noted, kept: true }
  weighed: { type: rollup, over: moves, measure: sum, field: weight, kept: true }
  deepest: { type: rollup, over: moves, measure: max, field: parcels_there, kept: true }
  parcels: { type: rollup, over: moves, measure: sum, field: parcels_there, kept: true }
  taken_there: { type: rollup, over: taken, measure: count, kept: true }
  double: { type: formula, result: integer, is: record.on_hand * 2 }
checks:
  - { name: fits, when: record.double <= record.room * 2, message: The shelf is full., field: name }
access:
  - { role: clerk, can: [read, create, update, delete, restore] }
  - { role: packer, can: read, fields: [name, on_hand] }
`,
  'entities/move.yaml': `entity: move
title: what
fields:
  what: { type: text, required: true }
  quantity: { type: integer }
  each: { type: money, currency: EUR }
  weight: { type: decimal, scale: 3 }
  on: { type: date }
  noted: { type: datetime }
  price: { type: formula, result: money, currency: EUR, is: record.each * record.quantity }
  many: { type: formula, result: boolean, is: record.quantity > 2 }
  parcels_there: { type: rollup, over: parcels, measure: count, kept: true }
  shelf: { type: relation, to: shelf, inverse: moves }
  from: { type: relation, to: shelf, inverse: taken }
access:
  - { role: clerk, can: [read, create, update, delete, restore, bulk, import] }
  - { role: packer, can: create }
  - { role: loader, can: read, fields: [what, quantity] }
  - { role: loader, can: update, fields: [quantity] }
`,
  'entities/parcel.yaml': `entity: parcel
title: what
fields:
  what: { type: text, required: true }
  move: { type: relation, to: move, inverse: parcels, required: true }
access:
  - { role: clerk, can: [read, create, update, delete, restore] }
`,
}

/** What a trip brings are its lines, and each fills a bay. */
const trips = {
  'entities/trip.yaml': `entity: trip
title: name
fields:
  name: { type: text, required: true }
  weight: { type: rollup, over: hauls, measure: sum, field: weight, kept: true }
checks:
  - { name: worth_it, when: record.weight >= 4, message: That is not worth a trip., field: name }
access:
  - { role: clerk, can: [read, create, update, delete] }
`,
  'entities/bay.yaml': `entity: bay
title: name
fields:
  name: { type: text, required: true }
  code: { type: text, unique: true }
  kind: { type: text, default: plain }
  hauled: { type: rollup, over: hauls, measure: sum, field: weight, kept: true, validate: { when: value <= 10, message: The bay is full. } }
access:
  - { role: clerk, can: [read, create, update, delete] }
  - { role: packer, can: [read, create], fields: { except: [code, kind] } }
unique: [[name, kind]]
`,
  'entities/haul.yaml': `entity: haul
title: what
parent: trip
fields:
  trip: { type: relation, to: trip, inverse: hauls, required: true }
  what: { type: text, required: true }
  weight: { type: integer, required: true }
  bay: { type: relation, to: bay, inverse: hauls, required: true }
  seal: { type: text, unique: true }
unique: [[bay, what]]
checks:
  - { name: light, when: record.trip.weight <= 20 || record.weight < 9, message: That is heavy for so full a trip., field: weight }
  - { name: not_all, when: record.trip.weight < 30 || record.weight < 7, message: That is too much of it. }
  - { name: sealed, when: record.weight >= 0, message: It weighs something. }
access:
  - { role: clerk, can: [read, create, update, delete] }
`,
}

/** Bids are no lines of a deal, and are written by others while it is decided on. */
const deals = {
  'entities/deal.yaml': `entity: deal
title: name
fields:
  name: { type: text, required: true }
  offered: { type: rollup, over: bids, measure: sum, field: amount, kept: true }
  bids_there: { type: rollup, over: bids, measure: count, kept: true }
access:
  - { role: clerk, can: [read, create, update] }
  - { role: packer, can: read }
`,
  'entities/bid.yaml': `entity: bid
title: name
fields:
  name: { type: text, required: true }
  amount: { type: integer, required: true }
  deal: { type: relation, to: deal, inverse: bids, required: true }
access:
  - { role: clerk, can: [read, create, update] }
`,
  'workflows/dealing.yaml': `workflow: dealing
entity: deal
states: { draft: {}, waiting: {}, done: { final: true }, refused: { final: true } }
transitions:
  hand_in: { from: [draft], to: waiting, roles: [clerk] }
  decide:
    from: [waiting]
    approval:
      steps: [{ name: pack, ask: role packer, need: 2 }]
      never: [creator, submitter, last_editor]
      voided_by: [name, offered]
      outcomes: { approve: done, reject: refused }
`,
}

/** Each kept number of a shelf, and what it is when it is counted anew. */
const counted: Readonly<Record<string, string>> = {
  on_hand: 'coalesce(sum(quantity), 0)',
  worth: 'coalesce(sum(price), 0)',
  moves_there: 'count(*)',
  many_there: 'count(*) FILTER (WHERE many)',
  first: 'min("on")',
  greatest: 'max(quantity)',
  last: 'max(noted)',
  weighed: 'coalesce(sum(weight), 0)',
  deepest: 'max(parcels_there)',
  parcels: 'coalesce(sum(parcels_there), 0)',
}

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
let state = seed
const below = (most: number) => {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
  return Math.floor((state / 0x80000000) * most)
}
const pick = <T>(list: readonly T[]): T => list[below(list.length)]!

describe('kept roll-ups', () => {
  let app: RunningApp
  let clerk: Browser
  const endings: (() => unknown)[] = []
  before(async () => {
    app = await runApp(
      { after: done => void endings.push(done as () => unknown) },
      {
        files: { ...files, ...deals, ...trips },
        seed: {
          roles: ['ann', 'bob', 'cas']
            .map(key => ({ role: 'clerk', person: key }))
            .concat({ role: 'packer', person: 'pip' }, { role: 'loader', person: 'lee' }),
        },
      },
    )
    clerk = await app.as('ann')
  })
  after(async () => {
    for (const end of endings) await end()
  })

  const differing = () =>
    app.sql(`SELECT s.id, ${Object.keys(counted)
      .map(name => `s.${name} AS "${name}", n.${name} AS "${name} anew"`)
      .join(', ')}
      FROM shop.shelf s CROSS JOIN LATERAL (SELECT ${Object.entries(counted)
        .map(([name, sql]) => `${sql} AS ${name}`)
        .join(', ')} FROM shop.move m WHERE m.shelf = s.id AND m.deleted_at IS NULL) n
      WHERE (${Object.keys(counted)
        .map(name => `s.${name}`)
        .join(', ')}) IS DISTINCT FROM (${Object.keys(counted)
        .map(name => `n.${name}`)
        .join(', ')})
      UNION ALL SELECT m.id, ${Object.keys(counted)
        .map(() => 'NULL, NULL')
        .join(', ')} FROM shop.move m
      WHERE m.parcels_there <> (SELECT count(*) FROM shop.parcel p WHERE p.move = m.id AND p.deleted_at IS NULL)`)
  const shelf = async (fields: object = {}) => {
    const made = await clerk.post('/api/apps/shop/shelf', { fields: { name: 'A', ...fields } })
    assert.equal(made.status, 201, made.text)
    return made.json.record.id as string
  }
  const imported = (browser: Browser, rows: readonly object[]) => browser.post('/api/apps/shop/move/import', { rows })
  const row = async (id: string) => (await app.sql(`SELECT * FROM shop.shelf WHERE id = $1`, [id]))[0]!
  const auditOf = (id: string) =>
    app.sql<{ kind: string; before: Record<string, unknown> | null; after: Record<string, unknown> }>(
      'SELECT kind, before, after FROM bailiwick.audit WHERE record = $1 ORDER BY seq',
      [id],
    )
  const insert = (run: Run, shelf: string | null, quantity: number | null, more: Readonly<Record<string, unknown>> = {}) => {
    const all: Record<string, unknown> = { what: 'm', shelf, quantity, ...more }
    const names = Object.keys(all)
    return run(
      `INSERT INTO shop."move$write" (${names.map(name => `"${name}"`).join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
      Object.values(all),
    )
  }

  test(`whatever several do to children at once, each number is what counting anew gives (SEED=${seed})`, async () => {
    const shelves = await Promise.all([shelf(), shelf(), shelf(), shelf()])
    const refusals: Record<string, number> = {}
    const made = { moves: 0 }
    const act = async (key: string, steps: readonly number[]) => {
      await app
        .asRuntime(key, async run => {
          const moves = (await run(`SELECT id FROM shop."move$read" ORDER BY id`)).map(([id]) => String(id))
          const gone = (await run(`SELECT id FROM shop."move$trash"`)).map(([id]) => String(id))
          const parcels = (await run(`SELECT id FROM shop."parcel$read"`)).map(([id]) => String(id))
          const one = (ids: readonly string[]) => (ids.length > 0 ? pick(ids) : randomUUID())
          const place = () => (below(6) === 0 ? null : pick(shelves))
          for (const step of steps) {
            if (step < 4) {
              await insert(run, place(), below(8) === 0 ? null : below(40) - 17, {
                each: below(5) === 0 ? null : below(90_000),
                weight: below(4) === 0 ? null : below(5000) / 1000,
                on: below(4) === 0 ? null : `2026-0${1 + below(9)}-1${below(10)}`,
                noted: below(4) === 0 ? null : `2026-0${1 + below(9)}-1${below(10)}T10:00:00Z`,
              })
              made.moves += 1
            } else if (step === 4)
              await run(`UPDATE shop."move$write" SET quantity = $2, each = $3 WHERE id = $1`, [
                one(moves),
                below(40) - 15,
                below(5000),
              ])
            else if (step === 5)
              await run(`UPDATE shop."move$write" SET shelf = $2, "on" = NULL WHERE id = $1`, [one(moves), place()])
            else if (step === 6) await run(`UPDATE shop."move$write" SET deleted_at = now() WHERE id = $1`, [one(moves)])
            else if (step === 7) await run(`UPDATE shop."move$write" SET deleted_at = NULL WHERE id = $1`, [one(gone)])
            else if (step === 8) await run(`UPDATE shop."move$write" SET quantity = 7 WHERE id = ANY($1)`, [moves.slice(0, 2)])
            else if (step === 9 && moves.length > 0)
              await run(`INSERT INTO shop."parcel$write" (what, move) VALUES ('p', $1), ('q', $2)`, [pick(moves), pick(moves)])
            else if (step === 10 && moves.length > 0)
              await run(`UPDATE shop."parcel$write" SET move = $2 WHERE id = $1`, [one(parcels), pick(moves)])
            else if (step === 11) await run(`UPDATE shop."parcel$write" SET deleted_at = now() WHERE id = $1`, [one(parcels)])
            else await run(`UPDATE shop."shelf$write" SET name = 'B' WHERE id = $1`, [pick(shelves)])
          }
        })
        .catch(error => {
          refusals[error.code] = (refusals[error.code] ?? 0) + 1
          assert.match(String(error.code), /^(BW422|BW409|40P01)$/, `${error.message} SEED=${seed}`)
        })
    }
    for (let round = 0; round < 24; round += 1) {
      await Promise.all(
        ['ann', 'bob', 'cas', 'ann'].map((key, index) =>
          act(
            key,
            Array.from({ length: index === 0 ? 1 + below(4) : 1 }, () => below(13)),
          ),
        ),
      )
      assert.deepEqual(await differing(), [], `after round ${round}, SEED=${seed}`)
    }
    const seen = await app.asRuntime('ann', run => run('SELECT many_there, many_seen FROM shop."shelf$read"'))
    for (const [kept, counted] of seen) assert.equal(counted, kept, `who reads all children counts the same, SEED=${seed}`)
    const [least] = await app.sql<{ least: string; all: string }>(
      `SELECT min(on_hand) AS least, sum(moves_there) AS all FROM shop.shelf`,
    )
    assert.ok(Number(least!.least) >= 0 && Number(least!.all) > 3, JSON.stringify({ least, made, refusals, seed }))
  })

  test('a record and its children are judged as a whole, and a refusal has changed nothing', async () => {
    const id = await shelf({ room: 10 })
    await app.asRuntime('ann', async run => {
      await insert(run, id, -5)
      await insert(run, id, 5)
    })
    assert.deepEqual([(await row(id)).on_hand, (await row(id)).version], ['0', 2])
    const before = [await row(id), await auditOf(id)] as const
    // Of the shelf's fields none has a place in what was written; the relation that leads to it has.
    for (const [quantity, message] of [
      [-1, 'There is not so much there.'],
      [11, 'The shelf is full.'],
    ] as const) {
      const refused = await clerk.post('/api/apps/shop/move', { fields: { what: 'x', quantity, shelf: id } })
      assert.deepEqual(
        [refused.status, refused.json.code, refused.json.fields],
        [422, 'record.invalid', [{ field: 'shelf', message }]],
      )
      await assert.rejects(
        app.asRuntime('ann', run => insert(run, id, quantity)),
        { code: 'BW422' },
      )
    }
    assert.deepEqual([await row(id), await auditOf(id)], before)
    const own = await clerk.patch(
      `/api/apps/shop/shelf/${id}`,
      { fields: { room: -1 } },
      { headers: { 'if-match': `"${before[0].version}"` } },
    )
    assert.deepEqual([own.status, own.json.fields], [422, [{ field: 'name', message: 'The shelf is full.' }]])
    assert.deepEqual([await row(id), await auditOf(id)], before)
  })

  test('what is refused of lines once all are written names the line it came from, new or there before', async () => {
    const bay = async (fields: object) => (await clerk.post('/api/apps/shop/bay', { fields })).json.record.id as string
    const [one, other] = [await bay({ name: 'A' }), await bay({ name: 'B' })]
    const haul = (what: string, weight: number, into: string, more: object = {}) => ({
      fields: { what, weight, bay: into, ...more },
    })
    const trip = (hauls: readonly object[], headers: Record<string, string> = {}) =>
      clerk.post('/api/apps/shop/trip', { fields: { name: 'T' }, lines: { hauls } }, { headers })
    const full = 'The bay is full.'
    for (const headers of [{}, { 'idempotency-key': randomUUID() }] as Record<string, string>[]) {
      const made = await trip([haul('a', 1, one), haul('b', 6, other), haul('c', 6, other)], headers)
      assert.deepEqual(
        [made.status, made.json.fields],
        [422, [1, 2].map(line => ({ field: `hauls[${line}].bay`, message: full }))],
        made.text,
      )
    }
    const heavy = await trip([haul('a', 8, one), haul('b', 9, other), haul('c', 5, await bay({ name: 'C' }))])
    assert.deepEqual(heavy.json.fields, [{ field: 'hauls[1].weight', message: 'That is heavy for so full a trip.' }])
    const much = await trip([
      haul('a', 7, one),
      ...['b', 'c', 'd', 'e'].map(what => haul(what, what < 'd' ? 5 : 6, what < 'd' ? other : one)),
    ])
    assert.ok(
      much.json.fields.some(({ field }: { field: string }) => field === 'hauls[0]' || field === 'hauls[0].bay'),
      much.text,
    )
    const nothing = await trip([haul('a', 1, one), haul('b', -1, other)])
    assert.deepEqual(nothing.json.fields, [{ field: 'hauls[1]', message: 'It weighs something.' }], 'said of no field')

    const kept = await trip([haul('a', 2, one), haul('b', 3, other)])
    assert.equal(kept.status, 201, kept.text)
    const { record, lines } = kept.json
    const changed = (hauls: readonly object[]) =>
      clerk.patch(`/api/apps/shop/trip/${record.id}`, { lines: { hauls } }, { headers: { 'if-match': `"${record.version}"` } })
    const { id, version } = lines.hauls.find((each: { what: string }) => each.what === 'b')
    // The bay of a line that is there is not named again by whoever changes its weight.
    const grown = await changed([{ id, version, fields: { weight: 11 } }])
    assert.deepEqual(grown.json.fields, [{ field: 'hauls[0].bay', message: full }], grown.text)
    const less = await changed([{ id, version, fields: { weight: 0 } }])
    assert.deepEqual(less.json.fields, [{ field: 'name', message: 'That is not worth a trip.' }], 'of the record itself')
    const added = await changed([{ id }, haul('c', 9, one)])
    assert.deepEqual(added.json.fields, [{ field: 'hauls[1].bay', message: full }], added.text)

    const twice = await changed([{ id }, haul('x', 1, one), haul('x', 1, one)])
    const taken = (name: string, message: string) => ({ field: `hauls[2].${name}`, message })
    assert.deepEqual(
      [twice.status, twice.json.code, twice.json.fields],
      [
        409,
        'record.duplicate',
        ['bay', 'what'].map(name => taken(name, 'is, together with other fields, that of another record already')),
      ],
    )
    const sealed = await trip([haul('p', 1, one, { seal: 'S' }), haul('q', 1, one), haul('r', 1, one, { seal: 'S' })])
    assert.deepEqual(sealed.json.fields, [taken('seal', 'is that of another record already')])
    assert.equal((await app.sql('SELECT FROM shop.trip')).length, 1, 'what was refused has left nothing')
  })

  test('a value that must be unique names its field, to whoever may see it', async () => {
    await clerk.post('/api/apps/shop/bay', { fields: { name: 'U', code: 'U1' } })
    const again = await clerk.post('/api/apps/shop/bay', { fields: { name: 'V', code: 'U1' } })
    assert.deepEqual(
      [again.status, again.json.code, again.json.fields, again.json.index],
      [409, 'record.duplicate', [{ field: 'code', message: 'is that of another record already' }], undefined],
    )
    const together = 'is, together with other fields, that of another record already'
    for (const [browser, ...named] of [
      [clerk, 'name', 'kind'],
      [await app.as('pip'), 'name'],
    ] as const) {
      const refused = await browser.post('/api/apps/shop/bay', { fields: { name: 'U' } })
      assert.deepEqual(
        [refused.status, refused.json.fields],
        [409, named.map(field => ({ field, message: together }))],
        refused.text,
      )
    }
  })

  test('of many at once each is judged as the numbers are by then', async () => {
    const [one, other] = [await shelf(), await shelf()]
    const rows = [
      { shelf: one, quantity: 3 },
      { shelf: one, quantity: -4 },
      { shelf: other, quantity: -1 },
      { shelf: one, quantity: -3 },
      { shelf: one, quantity: -1 },
      { shelf: one, quantity: 1 },
    ].map(each => ({ what: 'x', ...each }))
    const brought = await clerk.post('/api/apps/shop/move/import', { rows, refusals: 'skip' })
    assert.equal(brought.status, 200, brought.text)
    assert.deepEqual(
      brought.json.results.map((each: { problem?: { code: string; fields: unknown } }) => each.problem?.fields ?? 'done'),
      [3, -4, -1, -3, -1, 1].map(quantity =>
        [-4, -1].includes(quantity) ? [{ field: 'shelf', message: 'There is not so much there.' }] : 'done',
      ),
    )
    assert.deepEqual([(await row(one)).on_hand, (await row(one)).moves_there, (await row(other)).on_hand], ['1', '3', '0'])
  })

  test('the record gets a version and an audit row when the number changed, and only then', async () => {
    const id = await shelf()
    const made = await clerk.post('/api/apps/shop/move', { fields: { what: 'x', quantity: 3, shelf: id } })
    assert.equal(made.status, 201, made.text)
    const { version, updated_by } = await row(id)
    assert.deepEqual([version, updated_by], [2, app.person('ann')])
    const update = (await auditOf(id)).at(-1)!
    assert.deepEqual([update.kind, update.before!.on_hand, update.after.on_hand], ['update', 0, 3])
    const renamed = await clerk.patch(
      `/api/apps/shop/move/${made.json.record.id}`,
      { fields: { what: 'y' } },
      { headers: { 'if-match': '"1"' } },
    )
    assert.equal(renamed.status, 200, renamed.text)
    assert.equal((await row(id)).version, 2, 'its name is no number')
    assert.equal((await auditOf(id)).length, 2)
  })

  test('nobody writes it, whatever they set', async () => {
    const id = await shelf()
    await assert.rejects(
      app.asRuntime('ann', run => run(`UPDATE shop."shelf$write" SET on_hand = 5 WHERE id = $1`, [id])),
      { code: '42703' },
    )
    await assert.rejects(
      app.asRuntime('ann', run => run(`INSERT INTO shop."shelf$write" (name, on_hand) VALUES ('x', 5)`)),
      { code: '42703' },
    )
    for (const told of [id, `number ${id}`]) {
      await app.asRuntime('ann', async run => {
        await run(`SELECT set_config('bailiwick.lines_of', $1, true)`, [told])
        await run(`UPDATE shop."shelf$write" SET name = 'C' WHERE id = $1`, [id])
        await run(`SET CONSTRAINTS ALL IMMEDIATE`)
      })
    }
    // Also those who may write the table itself are held to it.
    await app.superuser(async admin => {
      await admin.query('BEGIN')
      await admin.query(`SELECT set_config('bailiwick.lines_of', $1, true)`, [id])
      await assert.rejects(admin.query(`UPDATE shop.shelf SET on_hand = 7 WHERE id = $1`, [id]), { code: 'BW401' })
      await admin.query('ROLLBACK')
    })
    assert.deepEqual([(await row(id)).on_hand, (await row(id)).moves_there], ['0', '0'])
    const patched = await clerk.patch(
      `/api/apps/shop/shelf/${id}`,
      { fields: { on_hand: 5 } },
      { headers: { 'if-match': `"${(await row(id)).version}"` } },
    )
    assert.equal(patched.status >= 400 && patched.status < 500, true, patched.text)
    const move = (await clerk.post('/api/apps/shop/move', { fields: { what: 'x', shelf: id } })).json.record.id
    for (const [path, body] of [
      ['move', { fields: { what: 'x', parcels_there: 5 } }],
      ['move/import', { rows: [{ what: 'x', parcels_there: 5 }] }],
      ['move/bulk', { records: [{ id: move, version: 1 }], change: { parcels_there: 5 } }],
      ['move/bulk', { records: [{ id: move, version: 1, change: { parcels_there: null } }] }],
    ] as const) {
      const sent = await clerk.post(`/api/apps/shop/${path}`, body)
      assert.equal(sent.status, 422, `${path}: ${sent.text}`)
    }
    assert.deepEqual(await differing(), [])
  })

  test('whoever may read the field reads the number of all children, also of those they do not read; sorted, filtered and counted by it', async () => {
    const id = await shelf({ name: 'Z' })
    await clerk.post('/api/apps/shop/move', { fields: { what: 'x', quantity: 9000, shelf: id } })
    const pip = await app.as('pip')
    const shown = await pip.get(`/api/apps/shop/shelf/${id}`)
    assert.deepEqual([shown.json.record.on_hand, 'worth' in shown.json.record], [9000, false], shown.text)
    const list = await pip.get(
      `/api/apps/shop/shelf?${new URLSearchParams({ filter: 'record.on_hand > 8000', orderBy: 'on_hand desc' })}`,
    )
    assert.equal(list.status, 200, list.text)
    assert.deepEqual(
      list.json.items.map((item: { id: string }) => item.id),
      [id],
      list.text,
    )
    const hidden = await pip.get(`/api/apps/shop/shelf?${new URLSearchParams({ filter: 'record.worth > 0' })}`)
    assert.equal(hidden.status, 400, hidden.text)
  })

  test('votes are void with a number that voided_by names, and stand with another; the version that was seen is asked in either case', async () => {
    const made = await clerk.post('/api/apps/shop/deal', { fields: { name: 'A' } })
    const { id } = made.json.record
    const now = async () =>
      (
        await app.sql(`SELECT version, approval_round, "status$editors" AS editors, offered FROM shop.deal WHERE id = $1`, [id])
      )[0]!
    const seen = { headers: { 'if-match': `"${made.json.record.version}"` } }
    assert.equal((await clerk.post(`/api/apps/shop/deal/${id}/transitions/hand_in`, {}, seen)).status, 200)
    const before = await now()
    const pip = await app.as('pip')
    const bob = await app.as('bob')
    const bid = await bob.post('/api/apps/shop/bid', { fields: { name: 'x', amount: 0, deal: id } })
    assert.equal(bid.status, 201, bid.text)
    const counted = await now()
    assert.deepEqual(
      [counted.version, counted.approval_round, counted.editors],
      [Number(before.version) + 1, before.approval_round, []],
    )
    const vote = (version: unknown) =>
      pip.post(
        `/api/apps/shop/deal/${id}/votes`,
        { transition: 'decide', step: 'pack', decision: 'approve' },
        { headers: { 'if-match': `"${version}"` } },
      )
    assert.equal((await vote(before.version)).status, 412, 'decided on what it was')
    assert.equal((await vote(counted.version)).status, 200)
    const raised = await bob.patch(
      `/api/apps/shop/bid/${bid.json.record.id}`,
      { fields: { amount: 9 } },
      { headers: { 'if-match': '"1"' } },
    )
    assert.equal(raised.status, 200, raised.text)
    const voided = await now()
    assert.deepEqual(
      [voided.offered, voided.approval_round, voided.editors],
      ['9', String(Number(before.approval_round) + 1), [app.person('bob')]],
    )
  })

  test('of twenty who want the last five, five get one', async () => {
    const id = await shelf()
    await clerk.post('/api/apps/shop/move', { fields: { what: 'x', quantity: 5, shelf: id } })
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => clerk.post('/api/apps/shop/move', { fields: { what: 'x', quantity: -1, shelf: id } })),
    )
    assert.deepEqual(
      [answers.filter(each => each.status === 201).length, answers.filter(each => each.status === 422).length],
      [5, 15],
    )
    assert.equal((await row(id)).on_hand, '0')
    assert.deepEqual(await differing(), [])
  })

  test('what one statement does to children and to their children is told in any order', async () => {
    const [from, to] = [await shelf(), await shelf()]
    const made = await clerk.post('/api/apps/shop/move', { fields: { what: 'x', quantity: 1, shelf: from } })
    const move = made.json.record.id as string
    const parcel = (await clerk.post('/api/apps/shop/parcel', { fields: { what: 'p', move } })).json.record.id as string
    await clerk.post('/api/apps/shop/parcel', { fields: { what: 'q', move } })
    await app.asRuntime('ann', run =>
      run(
        `WITH gone AS (UPDATE shop."parcel$write" SET deleted_at = now() WHERE id = $1 RETURNING id),
          moved AS (UPDATE shop."move$write" SET shelf = $3 WHERE id = $2 RETURNING id)
         SELECT FROM gone, moved`,
        [parcel, move, to],
      ),
    )
    assert.deepEqual(await differing(), [])
    assert.deepEqual([(await row(from)).deepest, (await row(to)).deepest], [null, '1'])
  })

  test('who counts in the same records in opposite orders is made to wait, not refused', async () => {
    const [one, other] = [await shelf(), await shelf()]
    const [ann, bob] = await Promise.all(['ann', 'bob'].map(key => app.as(key)))
    const rows = (shelf: string, from: string) =>
      Array.from({ length: 40 }, (_, index) => ({ what: 'x', quantity: 1, ...(index % 2 ? { shelf, from } : { shelf: from }) }))
    const single = (browser: Browser, shelf: string, from: string) =>
      browser.post('/api/apps/shop/move', { fields: { what: 'x', quantity: 1, shelf, from } })
    const answers = await Promise.all([
      imported(ann!, rows(one, other)),
      imported(bob!, rows(other, one)),
      ...Array.from({ length: 8 }, (_, index) => (index % 2 ? single(ann!, one, other) : single(bob!, other, one))),
    ])
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, ...Array(8).fill(201)],
      answers.map(({ text }) => text.slice(0, 200)).join('\n'),
    )
    assert.deepEqual(await differing(), [])
    assert.deepEqual([(await row(one)).taken_there, (await row(other)).taken_there], ['24', '24'])
  })

  test('a number that would not fit is a refusal that says so', async () => {
    const id = await shelf({ room: Number.MAX_SAFE_INTEGER })
    const filled = { what: 'x', each: '9999999999999999.99', quantity: 1, shelf: id }
    assert.equal((await clerk.post('/api/apps/shop/move', { fields: filled })).status, 201)
    const refused = await clerk.post('/api/apps/shop/move', { fields: filled })
    assert.deepEqual([refused.status, refused.json.code], [422, 'record.invalid'], refused.text)
    assert.match(refused.json.detail, /outside what can be kept/)
    assert.deepEqual([(await row(id)).worth, (await row(id)).moves_there], ['999999999999999999', '1'])
  })

  test('whoever writes a child whose record they do not see learns nothing of that record, not even which it is', async () => {
    const id = await shelf()
    const move = (await clerk.post('/api/apps/shop/move', { fields: { what: 'x', quantity: 1, shelf: id } })).json.record.id
    await app.asRuntime('lee', async run => {
      await run(`UPDATE shop."move$write" SET quantity = 2 WHERE id = $1`, [move])
      assert.deepEqual(await run(`SELECT id, version FROM shop."shelf$write"`), [])
      await run(`UPDATE shop."move$write" SET quantity = 3 WHERE id = $1`, [move])
      await run(`UPDATE shop."shelf$write" SET name = 'L'`)
    })
    const { on_hand, version, name } = await row(id)
    assert.deepEqual([on_hand, version, name], ['3', 3, 'A'], 'one version for the whole transaction')
  })

  test('which record is refused, when all is written, is told to whoever reads it and to nobody else, also by SQL of their own', async () => {
    const id = await shelf()
    const move = (await clerk.post('/api/apps/shop/move', { fields: { what: 'x', quantity: 1, shelf: id } })).json.record
    const toldTo = (key: string) =>
      app
        .asRuntime(key, run => run(`UPDATE shop."move$write" SET quantity = -1 WHERE id = $1`, [move.id]))
        .then(
          () => assert.fail('it was not refused'),
          (error: { detail: string }) => JSON.parse(error.detail),
        )
    const refused = { of: 'shelf', field: 'on_hand', message: 'There is not so much there.' }
    assert.deepEqual(await toldTo('ann'), [{ ...refused, id }])
    assert.deepEqual(await toldTo('lee'), [{ ...refused, id: null }])
    const lee = await app.as('lee')
    const headers = { 'if-match': `"${move.version}"` }
    const answer = await lee.patch(`/api/apps/shop/move/${move.id}`, { fields: { quantity: -1 } }, { headers })
    assert.deepEqual([answer.status, answer.json.fields], [422, [{ field: '', message: refused.message }]])
    assert.equal((await row(id)).on_hand, '1')
  })
})
