import assert from 'node:assert/strict'
import { test } from 'node:test'
import { printColumns, readColumns } from '../screens/records/column-names.ts'
import { faultIn } from '../screens/records/fault-in.ts'
import { readAddress, writeAddress } from './address.ts'

test('whatever an address says is text: no number, list or object reaches a page', () => {
  for (const value of ['true', '0', '-1', '1e9', 'null', '[1]', '{"a":1}', '{"a":', '"', '"a', 'record.a == "b"', '‮'])
    assert.deepEqual(readAddress(`?filter=${encodeURIComponent(value)}`), { filter: value })
  assert.deepEqual(readAddress('filter=%'), { filter: '%' })
  assert.deepEqual(readAddress('?a=1&a=2'), { a: '2' })
  assert.deepEqual(readAddress(''), {})
})

test('what the router wrote in quotes is read as what it was', () => {
  for (const value of ['2026', 'true', '"quoted"', '{"a":1}'])
    assert.deepEqual(readAddress(`?search=${encodeURIComponent(JSON.stringify(value))}`), { search: value })
})

test('names that objects have of their own are names like others', () => {
  const read = readAddress('?__proto__=a&constructor=b')
  assert.deepEqual(Object.entries(read), [
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ])
  assert.equal(Object.getPrototypeOf(read), Object.prototype)
})

test('what is written into an address is read from it as it was', () => {
  for (const value of ['2026', 'true', '"quoted"', '"a', '{"a":1}', 'a,b', 'a:120,b:80', 'a + b %2C c', 'day(a) & "b"'])
    assert.deepEqual(readAddress(writeAddress({ search: value, view: undefined })), { search: value })
  assert.equal(writeAddress({ columns: 'number,team', widths: 'number:80' }), '?columns=number,team&widths=number:80')
  assert.equal(writeAddress({}), '')
})

test('where a filter goes wrong is quoted in whole signs, and no more of it than can be read', () => {
  const said = faultIn(`record.title == ${'👩'.repeat(50_000)}`, 'record.open', '(record.open) && ('.length + 15)
  assert.equal(said?.rest, `${'👩'.repeat(20)}…`)
  const split = faultIn(`${'x'.repeat(39)}👩${'y'.repeat(39)}`, undefined, 0)
  assert.deepEqual(split, { rest: `${'x'.repeat(39)}…`, before: `…${'y'.repeat(39)}` })
  assert.equal(faultIn('record.title', 'record.open', 3), undefined)
})

test('two hundred columns with long names stay far below what a proxy takes, in whatever order somebody left them', () => {
  const names = Array.from({ length: 200 }, (_, index) => `${'reading_of_the_northern_station'.padEnd(37, '_')}${index + 100}`)
  const fields = names.map(name => ({ name, type: 'text' as const, title: name }))
  const known = fields as unknown as Parameters<typeof printColumns>[1]
  const moved = [names[199]!, ...names.slice(0, 90), names[120]!, ...names.slice(90, 120), ...names.slice(122, 199), names[121]!]
  for (const columns of [names, moved, names.filter((_, index) => index % 50 !== 7)]) {
    const text = printColumns(columns.join(), known)
    assert.equal(readColumns(text, known), columns.join())
    assert.ok(writeAddress({ columns: text }).length < 1_000)
  }
  assert.equal(readColumns(printColumns(names.toReversed().join(), known), known), names.toReversed().join())
  // A short list is named as it is.
  assert.equal(printColumns(names.slice(0, 5).join(), known), names.slice(0, 5).join())
  // Whoever does not know where it ends sees what they know of it, and none twice.
  assert.equal(readColumns(`${names[1]},${names[0]}..gone`, known), [names[1], names[0], ...names.slice(2)].join())
  assert.equal(readColumns('a..b..c', known), 'a..b..c')
  // Whoever knows neither end knows nothing of what stood between.
  assert.equal(readColumns(`constructor..__proto__,gone..lost,${names[3]},${names[7]}..${names[4]}`, known), names[3])
  const many = Array.from({ length: 100_000 }, (_, index) => `${names[0]}..${index % 2 ? 'gone' : names[199]}`)
  assert.equal(readColumns(many.join(), known), names.join())
})
