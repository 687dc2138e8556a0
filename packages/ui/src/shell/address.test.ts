import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAddress } from './address.ts'

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
