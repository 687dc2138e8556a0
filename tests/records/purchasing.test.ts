/** What the purchasing example promises about stock, four eyes, secrets of vendors and own places, against the running app with its seed. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { seed } from '../../examples/purchasing/seed/seed.ts'
import type { SeedRecord } from '../../examples/seeding/shape.ts'
import type { SeedToImport } from '../../packages/server/src/governance/apps/import-seed.ts'
import { type RunningApp, runApp } from '../harness/app.ts'
import type { Answer, Browser } from '../harness/browser.ts'

const folder = fileURLToPath(new URL('../../examples/purchasing/', import.meta.url))
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
const api = '/api/apps/purchasing'

const all = (entity: string, fits: (record: SeedRecord) => boolean) => data.records[entity]!.filter(fits)
const pick = (entity: string, fits: (record: SeedRecord) => boolean): SeedRecord => {
  const [found] = all(entity, fits)
  assert.ok(found, `the seed has such a ${entity}`)
  return found
}
const place = (code: string) => pick('location', ({ fields }) => fields.code === code).id
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const today = inDays(0)

describe('the purchasing example', () => {
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

  const get = async (key: string, entity: string, id: string) => (await as(key).get(`${api}/${entity}/${id}`)).json.record
  const list = async (key: string, entity: string, query: Record<string, string> = {}) => {
    const answer = await as(key).get(`${api}/${entity}?${new URLSearchParams({ pageSize: '100', count: 'exact', ...query })}`)
    assert.equal(answer.status, 200, answer.text)
    return answer.json as { items: Record<string, unknown>[]; count?: number }
  }
  const create = (key: string, entity: string, fields: object, lines?: object[]) =>
    as(key).post(`${api}/${entity}`, { fields, ...(lines && { lines: { lines: lines.map(line => ({ fields: line })) } }) })
  const made = async (answer: Promise<Answer>) => {
    const { status, text, json } = await answer
    assert.equal(status, 201, text)
    return json.record.id as string
  }
  const take = async (key: string, entity: string, id: string, transition: string, body: object = {}) => {
    const seen = await get(key, entity, id)
    const headers = { 'if-match': `"${seen?.version ?? 1}"` }
    return as(key).post(`${api}/${entity}/${id}/transitions/${transition}`, body, { headers })
  }
  const taken = async (...given: Parameters<typeof take>) => {
    const answer = await take(...given)
    assert.equal(answer.status, 200, answer.text)
  }
  const vote = async (key: string, entity: string, id: string, step: string, decision = 'approve') => {
    const seen = await get(key, entity, id)
    const body = { transition: 'decide', step, decision, comment: 'Of the tests.' }
    return as(key).post(`${api}/${entity}/${id}/votes`, body, { headers: { 'if-match': `"${seen?.version ?? 1}"` } })
  }
  const voted = async (...given: Parameters<typeof vote>) => {
    const answer = await vote(...given)
    assert.equal(answer.status, 200, answer.text)
  }
  const refusedAt = (answer: Answer, field: string, message?: RegExp) => {
    assert.equal(answer.status, 422, answer.text)
    assert.ok(
      answer.json.fields.some((each: { field: string }) => each.field === field),
      answer.text,
    )
    if (message) assert.match(answer.text, message)
  }

  interface Card {
    readonly id: string
    readonly on_hand: number
    readonly last_line: number
  }
  const card = async (sku: string, code: string, key = 'olek'): Promise<Card> => {
    const item = pick('item', ({ fields }) => fields.sku === sku).id
    const { id } = pick('stock_level', ({ fields }) => fields.item === item && fields.location === place(code))
    const { on_hand, last_line } = await get(key, 'stock_level', id)
    return { id, on_hand: Number(on_hand), last_line: Number(last_line) }
  }
  const used = new Set<string>()
  /** An item of which so many lie in each of these places, and that no other test has moved. */
  const stocked = (least: number, ...codes: string[]): string => {
    const last = new Map(data.records.stock_move!.map(({ fields }) => [fields.level, Number(fields.balance)]))
    const lies = (item: string, code: string) =>
      data.records.stock_level!.some(
        ({ id, fields }) => fields.item === item && fields.location === place(code) && last.get(id)! >= least && !used.has(id),
      )
    const item = pick('item', ({ id }) => codes.every(code => lies(id, code)))
    for (const { id } of all('stock_level', ({ fields }) => fields.item === item.id)) used.add(id)
    return String(item.fields.sku)
  }
  /** The next line of the card as it was read. */
  const line = (of: Card, code: string, quantity: number, more: object = {}) => ({
    reference: 'Of the tests',
    location: place(code),
    level: of.id,
    kind: quantity < 0 ? 'issue' : 'adjust',
    quantity,
    line: of.last_line + 1,
    balance: of.on_hand + quantity,
    ...more,
  })
  const movesOf = (level: string) =>
    app.sql<{ line: string; quantity: string; balance: string }>(
      'SELECT line, quantity, balance FROM purchasing.stock_move WHERE level = $1 ORDER BY line',
      [level],
    )
  /** What each line says follows from the one before, and none is below zero. */
  const follows = async (level: string) => {
    let balance = 0
    for (const [index, move] of (await movesOf(level)).entries()) {
      balance += Number(move.quantity)
      assert.deepEqual([Number(move.line), Number(move.balance)], [index + 1, balance])
      assert.ok(balance >= 0)
    }
    return balance
  }

  describe('stock', () => {
    test('what is on hand is the sum of the moves, and the same as the last line says', async () => {
      const one = await card(stocked(1, 'BER-1'), 'BER-1')
      assert.equal(await follows(one.id), one.on_hand)
      assert.equal((await movesOf(one.id)).length, one.last_line)
    })

    test('an issue of more than is there is refused with a sentence, and one of all that is there is not', async () => {
      const sku = stocked(1, 'BER-V1')
      const one = await card(sku, 'BER-V1')
      refusedAt(await create('olek', 'stock_move', line(one, 'BER-V1', -one.on_hand - 1)), 'balance', /cannot become negative/)
      await made(create('olek', 'stock_move', line(one, 'BER-V1', -one.on_hand)))
      const empty = await card(sku, 'BER-V1')
      assert.equal(empty.on_hand, 0)
      refusedAt(await create('olek', 'stock_move', line(empty, 'BER-V1', -1)), 'balance', /cannot become negative/)
    })

    test('a line that does not follow the card is refused: another balance, a gap, a line written before, a card begun twice', async () => {
      const sku = stocked(10, 'BER-1')
      const one = await card(sku, 'BER-1')
      const refuse = async (more: object) =>
        refusedAt(
          await create('olek', 'stock_move', { ...line(one, 'BER-1', -1), ...more }),
          'balance',
          /does not follow|begins at nothing/,
        )
      await refuse({ balance: one.on_hand })
      await refuse({ balance: one.on_hand + 500 })
      await refuse({ line: one.last_line + 2 })
      await refuse({ line: 1 })
      const again = await create('olek', 'stock_move', { ...line(one, 'BER-1', -1), line: one.last_line, balance: one.on_hand })
      assert.ok(again.status === 422 || again.status === 409, again.text)
      const twice = await create('tobias', 'stock_move', { ...line(one, 'BER-1', 5), kind: 'opening', line: 1, balance: 5 })
      assert.deepEqual([twice.status, twice.json.code], [409, 'record.duplicate'], twice.text)
      assert.deepEqual(await card(sku, 'BER-1'), one)
    })

    test('of two receivers who write the same line at once one is told to look again, and stock stays right', async () => {
      const sku = stocked(10, 'BER-1')
      const before = await card(sku, 'BER-1')
      const answers = await Promise.all([
        create('olek', 'stock_move', line(before, 'BER-1', -3)),
        create('marta', 'stock_move', line(before, 'BER-1', -4)),
      ])
      assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409], answers.map(({ text }) => text).join())
      assert.ok(answers.some(({ json }) => json.code === 'record.duplicate'))
      const now = await card(sku, 'BER-1')
      assert.equal(now.on_hand, before.on_hand - (answers[0]!.status === 201 ? 3 : 4))
      assert.equal(await follows(before.id), now.on_hand)
    })

    test('twenty people who take the last pieces at once get as many as there are, and nobody more', async () => {
      const sku = stocked(8, 'BER-1')
      const start = await card(sku, 'BER-1')
      const rest = 5
      await made(create('olek', 'stock_move', line(start, 'BER-1', rest - start.on_hand, { kind: 'issue' })))
      let given = 0
      const takeOne = async (key: string): Promise<void> => {
        for (;;) {
          const now = await card(sku, 'BER-1', key)
          const answer = await create(key, 'stock_move', line(now, 'BER-1', -1))
          if (answer.status === 201) {
            given += 1
            return
          }
          // Somebody was faster, and the card is read again; or nothing is left.
          if (answer.status === 422 && /cannot become negative/.test(answer.text)) return
          assert.ok(answer.status === 409 || /does not follow/.test(answer.text), answer.text)
        }
      }
      await Promise.all(Array.from({ length: 20 }, (_, index) => takeOne(['olek', 'marta', 'tobias'][index % 3]!)))
      assert.equal(given, rest)
      assert.equal((await card(sku, 'BER-1')).on_hand, 0)
      assert.equal(await follows(start.id), 0)
    })

    test('two transactions that both see the same last line: the second waits for the first, and is refused when it is through', async () => {
      const before = await card(stocked(4, 'BER-1'), 'BER-1')
      const insert = (quantity: number) =>
        `INSERT INTO purchasing."stock_move$write" (reference, location, level, kind, quantity, line, balance)
         VALUES ('Raw', '${place('BER-1')}', '${before.id}', 'issue', ${quantity}, ${before.last_line + 1}, ${before.on_hand + quantity})`
      let release = () => {}
      const held = new Promise<void>(resolve => {
        release = resolve
      })
      let inserted = () => {}
      const first = new Promise<void>(resolve => {
        inserted = resolve
      })
      const one = app.asRuntime('olek', async run => {
        await run(insert(-1))
        inserted()
        await held
      })
      await first
      let over = false
      const other = app
        .asRuntime('marta', run => run(insert(-2)))
        .then(
          () => 'written',
          (error: { code?: string }) => error.code,
        )
        .finally(() => {
          over = true
        })
      await new Promise(resolve => setTimeout(resolve, 300))
      assert.equal(over, false, 'it waits')
      release()
      await one
      assert.equal(await other, '23505')
    })

    test('nobody changes or deletes a line, not even an administrator', async () => {
      const [move] = (await list('renata', 'stock_move')).items
      for (const key of ['renata', 'tobias', 'olek', 'henrik']) {
        const headers = { 'if-match': '"1"' }
        const changed = await as(key).patch(`${api}/stock_move/${String(move!.id)}`, { fields: { quantity: 1 } }, { headers })
        assert.ok(changed.status >= 400, key)
        const deleted = await as(key).delete(`${api}/stock_move/${String(move!.id)}`, { headers })
        assert.ok(deleted.status >= 400, key)
      }
      const level = await card('TS-1010', 'BER-1')
      assert.ok((await as('tobias').delete(`${api}/stock_level/${level.id}`, { headers: { 'if-match': '"1"' } })).status >= 400)
    })

    test('what is sent to a van arrives there once, with the same item and quantity', async () => {
      const sku = stocked(4, 'BER-1', 'BER-V1')
      const store = await card(sku, 'BER-1')
      const sent = await made(create('olek', 'stock_move', line(store, 'BER-1', -2, { kind: 'transfer_out' })))
      const van = await card(sku, 'BER-V1')
      const arrival = (quantity: number) => line(van, 'BER-V1', quantity, { kind: 'transfer_in', sent_with: sent })
      refusedAt(await create('olek', 'stock_move', arrival(3)), 'sent_with')
      await made(create('olek', 'stock_move', arrival(2)))
      const after = await card(sku, 'BER-V1')
      const again = line(after, 'BER-V1', 2, { kind: 'transfer_in', sent_with: sent })
      assert.equal((await create('olek', 'stock_move', again)).status, 409)
    })

    test('three hundred lines come in at once: those that are right are written, and each that is not says why', async () => {
      const sku = stocked(10, 'BER-1')
      const of = await card(sku, 'BER-1')
      const wrong = new Map([
        [40, { balance: -1 }],
        [120, { line: 99_999 }],
        [200, { location: place('LIS-1') }],
        [299, { kind: 'count' }],
      ])
      let now = of
      const rows = Array.from({ length: 300 }, (_, index) => {
        const quantity = index % 2 === 0 ? 3 : -1
        const row = line(now, 'BER-1', quantity, { kind: index % 2 === 0 ? 'adjust' : 'issue', reference: `Row ${index}` })
        const error = wrong.get(index)
        if (error) return { ...row, ...error }
        now = { ...now, on_hand: now.on_hand + quantity, last_line: now.last_line + 1 }
        return row
      })
      const answer = await as('tobias').post(`${api}/stock_move/import`, { rows, refusals: 'skip' })
      assert.equal(answer.status, 200, answer.text)
      assert.equal(answer.json.done, 296, answer.text.slice(0, 600))
      assert.deepEqual(await card(sku, 'BER-1'), now)
      await follows(of.id)
    })
  })

  describe('a delivery', () => {
    /** An order on its way to Berlin of which nothing has come. */
    const expected = () => {
      const order = pick(
        'purchase_order',
        ({ id, fields }) =>
          fields.status === 'acknowledged' &&
          fields.location === place('BER-1') &&
          !data.records.receipt!.some(receipt => receipt.fields.order === id) &&
          !begun.has(id),
      )
      begun.add(order.id)
      const [first] = all('order_line', ({ fields }) => fields.order === order.id)
      return {
        order,
        line: first!,
        quantity: Number(first!.fields.quantity),
        lines: all('order_line', ({ fields }) => fields.order === order.id),
      }
    }
    const begun = new Set<string>()
    const note = (order: SeedRecord, number: string) => ({
      title: 'Of the tests',
      order: order.id,
      location: order.fields.location,
      delivery_note: number,
    })
    const part = (of: SeedRecord, accepted: number, more: object = {}) => ({
      description: of.fields.description,
      order_line: of.id,
      delivery: 1,
      accepted,
      damaged: 0,
      to_date: accepted,
      outcome: 'complete',
      ...more,
    })
    const skuOf = (of: SeedRecord) => String(pick('item', ({ id }) => id === of.fields.item).fields.sku)

    test('of two receivers who take in the same line at once one is told that it is there already, and the card gets it once', async () => {
      const { order, line: ordered, quantity } = expected()
      const before = await card(skuOf(ordered), 'BER-1')
      const answers = await Promise.all([
        create('olek', 'receipt', note(order, 'LS 1'), [part(ordered, quantity)]),
        create('marta', 'receipt', note(order, 'LS 2'), [part(ordered, quantity)]),
      ])
      assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409], answers.map(({ text }) => text).join())
      const by = answers[0]!.status === 201 ? 'olek' : 'marta'
      const receipt = answers.find(({ status }) => status === 201)!.json.record.id as string
      const [inside] = (await list(by, 'receipt_line', { filter: `record.receipt == "${receipt}"` })).items
      assert.equal((await take(by, 'receipt', receipt, 'post')).json.code, 'transition.guard', 'not on the card yet')
      const move = line(before, 'BER-1', quantity, { kind: 'receipt', receipt_line: inside!.id })
      // Both write it on the card.
      const moves = await Promise.all([create('olek', 'stock_move', move), create('marta', 'stock_move', move)])
      assert.deepEqual(moves.map(({ status }) => status).sort(), [201, 409], moves.map(({ text }) => text).join())
      // And the one who was told to look again takes the next line of the card: the delivery is on it already.
      const again = await card(skuOf(ordered), 'BER-1')
      assert.equal(again.on_hand, before.on_hand + quantity)
      const late = line(again, 'BER-1', quantity, { kind: 'receipt', receipt_line: inside!.id })
      assert.equal((await create('marta', 'stock_move', late)).status, 409)
      await taken(by, 'receipt', receipt, 'post')
      assert.equal((await card(skuOf(ordered), 'BER-1')).on_hand, before.on_hand + quantity)
    })

    test('comes in part, damaged and over: what is accepted adds up, and the order is received when nothing is missing', async () => {
      const { order, line: ordered, quantity, lines } = expected()
      const wrongly = [part(ordered, quantity + 1, { outcome: 'complete' })]
      refusedAt(await create('olek', 'receipt', note(order, 'LS 10'), wrongly), 'outcome')
      const few = Math.max(1, quantity - 2)
      const rest = lines.filter(each => each !== ordered).map(each => part(each, Number(each.fields.quantity)))
      const first = await made(
        create('olek', 'receipt', note(order, 'LS 10'), [
          part(ordered, few, { damaged: 2, outcome: few < quantity ? 'partial' : 'complete' }),
          ...rest,
        ]),
      )
      assert.equal((await create('olek', 'receipt', note(order, 'LS 10'), [])).status, 409, 'a delivery note counts once')
      const second = await made(
        create('marta', 'receipt', note(order, 'LS 11'), [
          part(ordered, quantity - few + 1, { delivery: 2, to_date: quantity + 1, outcome: 'over' }),
        ]),
      )
      assert.equal((await take('olek', 'purchase_order', order.id, 'receive_all')).json.code, 'transition.guard')
      for (const [key, receipt] of [
        ['olek', first],
        ['marta', second],
      ] as const) {
        for (const inside of (await list(key, 'receipt_line', { filter: `record.receipt == "${receipt}"` })).items) {
          const of = lines.find(each => each.id === (inside.order_line as { id: string }).id)!
          const now = await card(skuOf(of), 'BER-1')
          await made(
            create(key, 'stock_move', line(now, 'BER-1', Number(inside.accepted), { kind: 'receipt', receipt_line: inside.id })),
          )
        }
        await taken(key, 'receipt', receipt, 'post')
      }
      await taken('olek', 'purchase_order', order.id, 'receive_all')
      assert.equal((await get('samir', 'order_line', ordered.id)).received, quantity + 1)
    })

    test('is taken in by nobody who ordered it, and by nobody of another place', async () => {
      const { order, line: ordered, quantity } = expected()
      for (const key of ['samir', 'beata', 'tobias'])
        assert.ok((await create(key, 'receipt', note(order, 'LS 20'), [part(ordered, quantity)])).status >= 400, key)
      const lisbon = pick(
        'purchase_order',
        ({ fields }) => fields.status === 'acknowledged' && fields.location === place('LIS-1'),
      )
      assert.ok((await create('olek', 'receipt', note(lisbon, 'LS 21'))).status >= 400)
      assert.equal((await as('olek').get(`${api}/purchase_order/${lisbon.id}`)).status, 404)
    })

    test('is taken in without learning what it cost', async () => {
      const { order } = expected()
      const seen = await as('olek').get(`${api}/purchase_order/${order.id}`)
      assert.equal(seen.status, 200)
      for (const text of [
        seen.text,
        (await as('olek').get(`${api}/order_line`)).text,
        (await as('olek').get(`${api}/item`)).text,
      ])
        assert.doesNotMatch(text, /"amount"|"unit_price"|"price"|"line_total"|"invoiced"|"counts"/)
    })
  })

  describe('requests', () => {
    const budget = (team: string) =>
      pick(
        'budget',
        ({ fields }) =>
          fields.department === idOf.get(team) && String(fields.begins_on) <= today && today <= String(fields.ends_on),
      )
    const category = (name: string) => pick('category', ({ fields }) => fields.name === name).id
    const ask = async (key: string, price: string, more: Record<string, unknown> = {}, amount = price) => {
      const fields = {
        title: 'Of the tests',
        department: idOf.get('berlin'),
        location: place('BER-1'),
        category: category('Tools and safety'),
        budget: budget('berlin').id,
        amount,
        needed_by: inDays(14),
        reason: 'The tests need it.',
        ...more,
      }
      const id = await made(create(key, 'purchase_request', fields, [{ description: 'A thing', quantity: 1, unit_price: price }]))
      await taken(key, 'purchase_request', id, 'submit')
      return id
    }
    const statusOf = async (id: string) => (await get('ravi', 'purchase_request', id)).status

    test('up to 500 EUR the budget holder decides alone', async () => {
      const id = await ask('jana', '480.00')
      assert.ok((await vote('claire', 'purchase_request', id, 'finance')).status >= 400)
      await voted('tobias', 'purchase_request', id, 'budget_holder')
      assert.equal(await statusOf(id), 'approved')
    })

    test('above 500 EUR finance decides as well, above 5,000 operations, above 50,000 a second person of finance', async () => {
      const middle = await ask('jana', '501.00')
      await voted('tobias', 'purchase_request', middle, 'budget_holder')
      assert.equal(await statusOf(middle), 'submitted')
      await voted('claire', 'purchase_request', middle, 'finance')
      assert.equal(await statusOf(middle), 'approved')
      const large = await ask('jana', '50001.00')
      await voted('tobias', 'purchase_request', large, 'budget_holder')
      await voted('claire', 'purchase_request', large, 'finance')
      await voted('henrik', 'purchase_request', large, 'operations')
      assert.equal(await statusOf(large), 'submitted')
      assert.ok((await vote('claire', 'purchase_request', large, 'second_of_finance')).status >= 400, 'one vote a person')
      await voted('ravi', 'purchase_request', large, 'second_of_finance')
      assert.equal(await statusOf(large), 'approved')
    })

    test('a total below its lines is refused, and what goes beyond the budget takes finance whatever it costs', async () => {
      const fields = {
        title: 'Of the tests',
        department: idOf.get('berlin'),
        location: place('BER-1'),
        category: category('Tools and safety'),
        budget: budget('berlin').id,
        amount: '90.00',
        needed_by: inDays(14),
      }
      const low = await create('jana', 'purchase_request', fields, [{ description: 'A thing', quantity: 2, unit_price: '50.00' }])
      assert.equal(low.status, 422, low.text)
      assert.match(low.text, /One line cannot cost more than the whole request/)
      refusedAt(await create('jana', 'purchase_request', { ...fields, budget_state: 'beyond' }), 'reason')
      const id = await ask('jana', '80.00', { budget_state: 'beyond' })
      await voted('tobias', 'purchase_request', id, 'budget_holder')
      assert.equal(await statusOf(id), 'submitted')
      await voted('ravi', 'purchase_request', id, 'finance')
      assert.equal(await statusOf(id), 'approved')
    })

    test('nobody decides on what they asked for: who holds the budget is passed over, and finance decides instead', async () => {
      const id = await ask('tobias', '100.00')
      assert.ok((await vote('tobias', 'purchase_request', id, 'budget_holder')).status >= 400)
      assert.ok((await vote('tobias', 'purchase_request', id, 'finance')).status >= 400)
      assert.equal(await statusOf(id), 'submitted')
      await voted('claire', 'purchase_request', id, 'finance')
      assert.equal(await statusOf(id), 'approved')
    })

    test('IT is decided on by its owner as well', async () => {
      const id = await ask('jana', '300.00', { category: category('IT equipment') })
      await voted('tobias', 'purchase_request', id, 'budget_holder')
      assert.equal(await statusOf(id), 'submitted')
      await voted('kenji', 'purchase_request', id, 'category_owner')
      assert.equal(await statusOf(id), 'approved')
    })

    test('an emergency is let through by operations alone, with a reason, and looked at by finance later', async () => {
      const id = await ask('jana', '900.00')
      for (const key of ['jana', 'tobias', 'claire'])
        assert.ok((await take(key, 'purchase_request', id, 'let_through', { comment: 'Now.' })).status >= 400, key)
      refusedAt(await take('henrik', 'purchase_request', id, 'let_through'), 'comment')
      await taken('henrik', 'purchase_request', id, 'let_through', { comment: 'Eleven shops are down.' })
      const { version, emergency } = await get('ravi', 'purchase_request', id)
      assert.equal(emergency, true)
      const change = (key: string) =>
        as(key).patch(
          `${api}/purchase_request/${id}`,
          { fields: { reviewed_on: today } },
          { headers: { 'if-match': `"${version}"` } },
        )
      assert.ok((await change('henrik')).status >= 400)
      assert.equal((await change('ravi')).status, 200)
    })

    test('a department sees its own requests, and of others not that they exist', async () => {
      const lisbon = pick('purchase_request', ({ fields }) => fields.department === idOf.get('lisbon'))
      assert.equal((await as('jana').get(`${api}/purchase_request/${lisbon.id}`)).status, 404)
      assert.equal((await as('amelie').get(`${api}/purchase_request/${lisbon.id}`)).status, 200)
    })

    test('an order costs no more than what was approved, and its price stays when the item’s changes', async () => {
      const request = pick('purchase_request', ({ fields }) => fields.status === 'approved')
      const vendor = pick('vendor', ({ fields }) => fields.status === 'approved')
      const fields = {
        title: 'Of the tests',
        vendor: vendor.id,
        request: request.id,
        location: request.fields.location,
        expected_on: inDays(9),
      }
      refusedAt(
        await create('samir', 'purchase_order', { ...fields, amount: (Number(request.fields.amount) + 1).toFixed(2) }),
        'amount',
      )
      const old = pick('order_line', ({ fields: { item, unit_price } }) => {
        const now = pick('item', ({ id }) => id === item).fields.price
        return now !== unit_price
      })
      assert.equal((await get('samir', 'order_line', old.id)).unit_price, old.fields.unit_price)
    })
  })

  describe('vendors', () => {
    const vendor = pick('vendor', ({ fields }) => fields.status === 'approved')

    test('bank details are read by those who keep vendors and those who pay, by nobody else on any way', async () => {
      for (const key of ['sofia', 'claire']) assert.equal((await get(key, 'vendor', vendor.id)).iban, vendor.fields.iban)
      for (const key of ['renata', 'henrik', 'samir', 'dana', 'victor', 'tobias', 'olek']) {
        const one = await as(key).get(`${api}/vendor/${vendor.id}`)
        assert.equal(one.status, 200, key)
        assert.ok(!one.text.includes(String(vendor.fields.iban)) && !one.text.includes('"bank_holder"'), key)
        assert.equal((await as(key).get(`${api}/vendor?fields=name,iban`)).json.code, 'query.unknown-field', key)
        assert.equal((await as(key).get(`${api}/vendor?filter=${encodeURIComponent('record.iban != null')}`)).status, 400, key)
      }
      const exported = await as('victor').get(`${api}/vendor/export`)
      assert.equal(exported.status, 200)
      assert.ok(!exported.text.includes(String(vendor.fields.iban)) && !exported.text.includes(String(vendor.fields.tax_id)))
    })

    test('a tax id is masked for buyers, and shown to the auditor on record', async () => {
      const seen = await as('samir').get(`${api}/vendor/${vendor.id}`)
      assert.ok(!seen.text.includes(String(vendor.fields.tax_id)))
      assert.ok(seen.text.includes(String(vendor.fields.tax_id).slice(-4)))
      const reveal = (key: string) =>
        as(key).post(`${api}/vendor/${vendor.id}/reveal`, { field: 'tax_id', reason: 'The audit of the tests' })
      assert.equal((await reveal('samir')).json.code, 'record.reveal-refused')
      const shown = await reveal('victor')
      assert.equal(shown.status, 200, shown.text)
      assert.ok(shown.text.includes(String(vendor.fields.tax_id)))
    })

    test('bank details change only while the vendor is out of use, and finance and legal look again', async () => {
      const change = async () => {
        const { version } = await get('sofia', 'vendor', vendor.id)
        const fields = { iban: 'DE89370400440532013000' }
        return as('sofia').patch(`${api}/vendor/${vendor.id}`, { fields }, { headers: { 'if-match': `"${version}"` } })
      }
      assert.ok((await change()).status >= 400)
      await taken('sofia', 'vendor', vendor.id, 'hold', { comment: 'New bank details.' })
      assert.equal((await change()).status, 200)
      await taken('sofia', 'vendor', vendor.id, 'submit')
      assert.ok((await vote('dana', 'vendor', vendor.id, 'legal')).status >= 400, 'after finance')
      assert.ok((await vote('sofia', 'vendor', vendor.id, 'finance')).status >= 400, 'not by who edited it')
      await voted('ravi', 'vendor', vendor.id, 'finance')
      await voted('dana', 'vendor', vendor.id, 'legal')
      assert.equal((await get('sofia', 'vendor', vendor.id)).status, 'approved')
    })

    test('an invoice is paid by somebody who did not enter it, and by nobody who keeps vendors', async () => {
      const matched = pick('invoice', ({ fields, created_by }) => fields.status === 'matched' && created_by === 'claire')
      const payment = { fields: { payment_reference: 'SEPA 1' } }
      for (const key of ['claire', 'sofia', 'samir', 'renata'])
        assert.ok((await take(key, 'invoice', matched.id, 'pay', payment)).status >= 400, key)
      await taken('ravi', 'invoice', matched.id, 'pay', payment)
    })

    test('an invoice that asks for more than was ordered matches nothing until operations accept the difference', async () => {
      const order = pick('purchase_order', ({ fields }) => fields.status === 'received')
      const fields = {
        title: 'Of the tests',
        vendor: order.fields.vendor,
        order: order.id,
        reference: 'T-1',
        amount: (Number(order.fields.amount) + 26).toFixed(2),
        invoiced_on: today,
        pay_by: inDays(30),
      }
      const id = await made(create('claire', 'invoice', fields))
      assert.equal((await take('claire', 'invoice', id, 'match')).json.code, 'transition.guard')
      await taken('claire', 'invoice', id, 'dispute', { comment: 'Freight was not agreed.' })
      assert.ok((await take('claire', 'invoice', id, 'accept_difference', { comment: 'x' })).status >= 400)
      await taken('henrik', 'invoice', id, 'accept_difference', { comment: 'Agreed by phone.' })
    })
  })

  describe('places', () => {
    test('a location manager sees and writes the cards of the own places, and of others not that they exist', async () => {
      const own = new Set(all('location', ({ fields }) => fields.manager === idOf.get('tobias')).map(({ id }) => id))
      const cards = all('stock_level', ({ fields }) => own.has(String(fields.location)))
      assert.equal((await list('tobias', 'stock_level')).count, cards.length)
      const lisbon = pick('stock_level', ({ fields }) => fields.location === place('LIS-1'))
      assert.equal((await as('tobias').get(`${api}/stock_level/${lisbon.id}`)).status, 404)
      const rows = await app.asRuntime('tobias', run => run('SELECT DISTINCT location FROM purchasing."stock_move$read"'))
      for (const [location] of rows as string[][]) assert.ok(own.has(location!))
      assert.ok(
        (await create('tobias', 'stock_move', { ...line({ id: lisbon.id, on_hand: 0, last_line: 0 }, 'LIS-1', 1) })).status >=
          400,
      )
    })

    test('a receiver corrects nothing: that is for who keeps the place', async () => {
      const one = await card(stocked(1, 'BER-1'), 'BER-1')
      assert.equal((await create('olek', 'stock_move', line(one, 'BER-1', 2))).status, 403)
      await made(create('tobias', 'stock_move', line(one, 'BER-1', 2)))
    })

    test('a count off by more than 2 % is not posted by who counted, and goes on the cards when operations agree', async () => {
      const sku = stocked(40, 'BER-1')
      const one = await card(sku, 'BER-1')
      const session = await made(
        create('tobias', 'count_session', { title: 'Of the tests', location: place('BER-1'), planned_on: today }, [
          { description: 'Boxes', level: one.id, expected: one.on_hand, counted: one.on_hand - 30, unit_cost: '0.96' },
        ]),
      )
      const [counted] = (await list('tobias', 'count_line', { filter: `record.session == "${session}"` })).items
      const move = line(one, 'BER-1', -30, { kind: 'count', count_line: counted!.id })
      await taken('tobias', 'count_session', session, 'finish')
      assert.equal((await take('tobias', 'count_session', session, 'post')).json.code, 'transition.guard')
      refusedAt(await create('tobias', 'stock_move', move), 'count_line')
      await taken('tobias', 'count_session', session, 'ask_review', { fields: { explanation: 'Broken ones were thrown away.' } })
      assert.ok((await vote('tobias', 'count_session', session, 'operations')).status >= 400)
      await voted('henrik', 'count_session', session, 'operations')
      await made(create('tobias', 'stock_move', move))
      assert.equal((await card(sku, 'BER-1')).on_hand, one.on_hand - 30)
    })

    test('what lies below its reorder point is listed by the last line of each card', async () => {
      const filter = 'record.moves.exists(m, m.line == size(record.moves) && m.balance <= record.reorder_point)'
      const { items } = await list('samir', 'stock_level', { filter })
      assert.ok(items.length > 0)
      for (const item of items) assert.ok(Number(item.on_hand) <= Number(item.reorder_point), String(item.name))
      const [rows] = (await app.sql<{ n: string }>(
        `SELECT count(*) AS n FROM purchasing.stock_level l
         WHERE (SELECT sum(quantity) FROM purchasing.stock_move m WHERE m.level = l.id) <= l.reorder_point`,
      )) as [{ n: string }]
      assert.equal(Number(rows.n), (await list('samir', 'stock_level', { filter })).count)
    })
  })
})
