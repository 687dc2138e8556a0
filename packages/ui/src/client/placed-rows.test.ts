/** What changed in a list of many pages is put where the server would have it, or it is said that this cannot be told. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldView, RecordPage, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { placeRows } from './placed-rows.ts'
import { rowOrder } from './row-order.ts'

const field = (name: string, type: string) => ({ name, type }) as unknown as FieldView
const fields = [field('amount', 'money'), field('subject', 'text'), field('number', 'auto_number'), field('due', 'date')]
const priority = { ...field('priority', 'choice'), options: ['urgent', 'low'].map(name => ({ name, title: name })) } as FieldView
const row = (id: string, values: Record<string, unknown> = {}, version = 1) =>
  ({ id, version, ...values }) as unknown as RecordRow
const pagesOf = (...pages: RecordRow[][]): RecordPage[] =>
  pages.map((items, at) => ({ items, ...(at < pages.length - 1 ? { nextPageToken: String(at) } : {}) }))
const idsOf = (pages: readonly RecordPage[] | undefined) =>
  pages?.map(({ items }) => items.map(({ id }) => id).join('')).join(' ')
const byAmount = rowOrder('amount desc', fields)!
const amounts = pagesOf(
  [row('a', { amount: '90.00' }), row('b', { amount: '80.50' })],
  [row('c', { amount: '9.00' }), row('d', { amount: null })],
)

test('one that stays where it is takes its new values, and pages without it are the very same', () => {
  const now = row('a', { amount: '90.00', subject: 'new' }, 2)
  const pages = placeRows(amounts, new Set(['a']), [now], byAmount)!
  assert.equal(pages[0]!.items[0], now)
  assert.equal(pages[1], amounts[1])
  const older = placeRows(pages, new Set(['a']), [row('a', { amount: '90.00' })], byAmount)!
  assert.equal(older[0]!.items[0], now, 'an answer that is older than what is there changes nothing')
})

test('one that leaves the list goes, one that comes in or moves stands at its place, numbers by what they are worth and empty ones last', () => {
  assert.equal(idsOf(placeRows(amounts, new Set(['b']), [], byAmount)), 'a cd')
  assert.equal(idsOf(placeRows(amounts, new Set(['n']), [row('n', { amount: '85' })], byAmount)), 'anb cd')
  assert.equal(idsOf(placeRows(amounts, new Set(['n']), [row('n', { amount: '100.00' })], byAmount)), 'nab cd')
  assert.equal(idsOf(placeRows(amounts, new Set(['a']), [row('a', { amount: '1.00' })], byAmount)), 'b cad')
  assert.equal(idsOf(placeRows(amounts, new Set(['n', 'a']), [row('n', { amount: null })], byAmount)), 'b cnd')
  assert.equal(idsOf(placeRows(amounts, new Set(['x']), [], byAmount)), 'ab cd', 'what was never here changes nothing')
})

test('what belongs beneath the last page that is loaded comes with its own', () => {
  const more = amounts.map(page => ({ ...page, nextPageToken: 'more' }))
  assert.equal(idsOf(placeRows(more, new Set(['e']), [row('e', { amount: null })], rowOrder('amount', fields)!)), 'ab cd')
  assert.equal(idsOf(placeRows(amounts, new Set(['0']), [row('0', { amount: null })], byAmount)), 'ab cd0')
  assert.equal(placeRows(more, new Set(['d']), [], byAmount), undefined, 'the next page begins after it')
})

test('text goes by its signs, running numbers by the number, choices by their place among the options, and the id tells what is equal apart', () => {
  const order = (by: string, one: object, other: object) =>
    Math.sign(
      rowOrder(by, [...fields, priority])!.compare(
        row('1', one as Record<string, unknown>),
        row('2', other as Record<string, unknown>),
      ) ?? Number.NaN,
    )
  assert.equal(order('subject', { subject: 'Zebra' }, { subject: 'apple' }), -1)
  assert.equal(order('subject', { subject: '\u{1F600}' }, { subject: '\uFB01' }), 1)
  assert.equal(order('subject desc', { subject: 'same' }, { subject: 'same' }), 1)
  assert.equal(order('number', { number: 'T-9' }, { number: 'T-10' }), -1)
  assert.equal(order('priority', { priority: 'low' }, { priority: 'urgent' }), 1)
  assert.equal(order('amount', { amount: '99999999999999999.01' }, { amount: '99999999999999999.02' }), -1)
  assert.equal(order('due desc, subject', { due: null, subject: 'a' }, { due: '2026-01-01', subject: 'b' }), 1)
})

test('what is hidden, masked, not asked for or finer than it travels is left to the server', () => {
  const compare = (by: string, one: Record<string, unknown>, other: Record<string, unknown>) =>
    rowOrder(by, fields)?.compare(row('1', one), row('2', other))
  assert.equal(compare('amount', {}, { amount: '1' }), undefined)
  assert.equal(compare('subject', { subject: { masked: '••' } }, { subject: 'a' }), undefined)
  assert.equal(rowOrder('secret', fields), undefined)
  const at = '2026-11-24T10:00:00.000Z'
  assert.equal(compare('created_at', { created_at: at }, { created_at: at }), undefined)
  assert.equal(rowOrder(undefined, fields)!.isSame(row('1', { created_at: at }), row('1', { created_at: at })), true)
  assert.equal(rowOrder('amount', fields)!.isSame(row('1'), row('1')), false)
})
