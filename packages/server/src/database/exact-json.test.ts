import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readExactJson } from './exact-json.ts'

test('a number comes as text exactly when a double would change its digits', () => {
  const kept: Readonly<Record<string, unknown>> = {
    '9999999999999999.99': '9999999999999999.99',
    '-999999999999999999': '-999999999999999999',
    '9007199254740993': '9007199254740993',
    '0.123456789012345678': '0.123456789012345678',
    '9007199254740991': 9007199254740991,
    '-12.50': -12.5,
    '0.000': 0,
    '0.0000001': 1e-7,
    '1000000000000000000000': 1e21,
    '0.30000000000000004': 0.30000000000000004,
  }
  for (const [text, value] of Object.entries(kept)) assert.equal(readExactJson(text), value)
})

test('numbers are found at any depth, and what is no number stays as it was', () => {
  assert.deepEqual(readExactJson('{"a": [{"b": 9007199254740993}], "c": "9007199254740993.0", "d": null, "e": true}'), {
    a: [{ b: '9007199254740993' }],
    c: '9007199254740993.0',
    d: null,
    e: true,
  })
  assert.equal(readExactJson(null), null)
  assert.equal(readExactJson('null'), null)
})

test('what JSON fields may hold, any double, comes back as that double', () => {
  const doubles = [Number.MAX_VALUE, Number.MIN_VALUE, Number.EPSILON, Math.PI, -1 / 3, 2 ** 53 + 2, 1e23]
  assert.deepEqual(readExactJson(JSON.stringify(doubles)), doubles)
})
