/** What the purchasing example promises about stock and deliveries, whoever writes at the same moment, against the running app with its seed. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EntityView } from '@bailiwick/definition/wire/index.ts'
import type { SeedRecord } from '../../examples/seeding/shape.ts'
import { all, api, data, idOf, pick, place, purchasingOfSuite, refusedAt } from './purchasing-world.ts'

describe('stock of the purchasing example', () => {
  const { app, as, card, create, get, line, list, made, stocked, summed, take, taken } = purchasingOfSuite()

  describe('stock', () => {
    test('what is on hand is the sum of the moves, of every card', async () => {
      const wrong = await app().sql(
        `SELECT l.name FROM purchasing.stock_level l
         WHERE l.on_hand IS DISTINCT FROM (SELECT coalesce(sum(m.quantity), 0) FROM purchasing.stock_move m WHERE m.level = l.id)`,
      )
      assert.deepEqual(wrong, [])
    })

    test('an issue of more than is there is refused at its quantity, and one of all that is there is not', async () => {
      const sku = stocked(1, 'BER-V1')
      const one = await card(sku, 'BER-V1')
      refusedAt(await create('olek', 'stock_move', line(one, 'BER-V1', -one.on_hand - 1)), 'quantity', /cannot become negative/)
      await made(create('olek', 'stock_move', line(one, 'BER-V1', -one.on_hand)))
      refusedAt(await create('olek', 'stock_move', line(one, 'BER-V1', -1)), 'quantity', /cannot become negative/)
      assert.equal((await card(sku, 'BER-V1')).on_hand, 0)
    })

    test('two receivers who write on one card at once both do, and the sum is right', async () => {
      const sku = stocked(10, 'BER-1')
      const before = await card(sku, 'BER-1')
      await Promise.all([
        made(create('olek', 'stock_move', line(before, 'BER-1', -3))),
        made(create('marta', 'stock_move', line(before, 'BER-1', -4))),
      ])
      assert.equal((await card(sku, 'BER-1')).on_hand, before.on_hand - 7)
      assert.equal(await summed(before.id), before.on_hand - 7)
    })

    test('twenty people who take the last five pieces at once: five get one, and each other is told that nothing is left', async () => {
      const sku = stocked(8, 'BER-1')
      const start = await card(sku, 'BER-1')
      await made(create('olek', 'stock_move', line(start, 'BER-1', 5 - start.on_hand)))
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          create(['olek', 'marta', 'tobias'][index % 3]!, 'stock_move', line(start, 'BER-1', -1)),
        ),
      )
      const refused = answers.filter(({ status }) => status !== 201)
      assert.equal(refused.length, 15, answers.map(({ status }) => status).join())
      for (const answer of refused) refusedAt(answer, 'quantity', /cannot become negative/)
      assert.equal((await card(sku, 'BER-1')).on_hand, 0)
      assert.equal(await summed(start.id), 0)
    })

    test('of two transactions the second waits for the first, and is refused what that one took', async () => {
      const before = await card(stocked(4, 'BER-1'), 'BER-1')
      const insert = (quantity: number) =>
        `INSERT INTO purchasing."stock_move$write" (reference, location, level, kind, quantity)
         VALUES ('Raw', '${place('BER-1')}', '${before.id}', 'issue', ${quantity})`
      let release = () => {}
      const held = new Promise<void>(resolve => {
        release = resolve
      })
      let inserted = () => {}
      const first = new Promise<void>(resolve => {
        inserted = resolve
      })
      const one = app().asRuntime('olek', async run => {
        await run(insert(1 - before.on_hand))
        inserted()
        await held
      })
      await first
      let over = false
      const other = app()
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
      assert.equal(await other, 'BW422')
      assert.equal(await summed(before.id), 1)
    })

    test('a receipt is offered what came of its item to its place and is on no card yet; arrivals belong to what was sent', async () => {
      const { json } = await as('olek').get(api)
      const entity = (json.entities as EntityView[]).find(({ name }) => name === 'stock_move')!
      const picked = entity.fields.find(({ name }) => name === 'receipt_line')!
      assert.deepEqual(picked.fits, [
        { field: 'order_line.item', as: ['level', 'item'], behind: 'stock_level' },
        { field: 'receipt.location', as: ['location'] },
      ])
      assert.equal(picked.takenBy, 'moves')
      const [arrivals] = entity.layout.related
      assert.deepEqual(Object.keys(arrivals!.show!.reads), ['kind'])
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
      refusedAt(await create('tobias', 'stock_move', line(level, 'BER-1', 1, { written_by: idOf.get('olek') })), 'written_by')
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
      refusedAt(await create('olek', 'stock_move', arrival(2)), 'sent_with', /arrived already/)
      assert.equal((await card(sku, 'BER-V1')).on_hand, van.on_hand + 2)
      refusedAt(await create('olek', 'stock_move', { ...arrival(2), sent_with: undefined }), 'sent_with')
    })

    test('three hundred lines come in at once: those that are right are written, and each that is not says why', async () => {
      const sku = stocked(10, 'BER-1')
      const of = await card(sku, 'BER-1')
      const wrong = new Map<number, [object, string, RegExp]>([
        [41, [{ quantity: -90_000 }, 'quantity', /cannot become negative/]],
        [120, [{ quantity: 0 }, 'quantity', /more than zero/]],
        [200, [{ location: place('BER-V1') }, 'location', /of another place/]],
        [298, [{ kind: 'count' }, 'count_line', /./]],
      ])
      let onHand = of.on_hand
      const rows = Array.from({ length: 300 }, (_, index) => {
        const quantity = index % 2 === 0 ? 3 : -1
        const row = line(of, 'BER-1', quantity, { kind: index % 2 === 0 ? 'adjust' : 'issue', reference: `Row ${index}` })
        const error = wrong.get(index)
        if (!error) onHand += quantity
        return { ...row, ...error?.[0] }
      })
      const answer = await as('tobias').post(`${api}/stock_move/import`, { rows, refusals: 'skip' })
      assert.equal(answer.status, 200, answer.text)
      assert.equal(answer.json.done, 296, answer.text.slice(0, 600))
      type Result = { problem?: { fields: { field: string; message: string }[] } }
      for (const [index, { problem }] of (answer.json.results as Result[]).entries()) {
        const [, field, message] = wrong.get(index) ?? []
        assert.equal(problem?.fields[0]?.field, field, `row ${index}`)
        if (message) assert.match(problem!.fields[0]!.message, message)
      }
      assert.equal((await card(sku, 'BER-1')).on_hand, onHand)
      assert.equal(await summed(of.id), onHand)
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
      const [refused, ...more] = moves.filter(({ status }) => status !== 201)
      assert.equal(more.length, 0)
      assert.match(refused!.text, /already/)
      assert.equal((await card(skuOf(ordered), 'BER-1')).on_hand, before.on_hand + quantity)
      refusedAt(await create('marta', 'stock_move', move), 'receipt_line', /on a card already/)
      await taken(by, 'receipt', receipt, 'post')
      assert.equal((await card(skuOf(ordered), 'BER-1')).on_hand, before.on_hand + quantity)
    })

    test('comes in part, damaged and over: what is accepted adds up, and the order is received when nothing is missing', async () => {
      const { order, line: ordered, quantity, lines } = expected()
      const wrongly = [part(ordered, quantity + 1, { outcome: 'complete' })]
      refusedAt(await create('olek', 'receipt', note(order, 'LS 10'), wrongly), 'lines[0].outcome')
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
        assert.doesNotMatch(text, /"amount"|"unit_price"|"price"|"invoiced"|"counts"/)
    })
  })
})
