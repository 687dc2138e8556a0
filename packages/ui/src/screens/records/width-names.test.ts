import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { rollDice } from '@bailiwick/definition/write/random-definition.ts'
import { writeAddress } from '../../shell/address.ts'
import { shortWidths, wholeWidths } from './width-names.ts'
import { printWidths, readWidths, widest } from './widths.ts'

const names = Array.from({ length: 200 }, (_, index) => `${'reading_of_the_northern_station'.padEnd(37, '_')}${index + 100}`)
const known = names.map(name => ({ name })) as unknown as FieldView[]
const widthsOf = (of: readonly string[], width: (index: number) => number) =>
  printWidths(Object.fromEntries(of.map((name, index) => [name, width(index)])))!

test('widths of two hundred columns with long names stay far below what a proxy takes, in whatever order somebody left them', () => {
  for (const left of [names, names.toReversed(), names.filter((_, index) => index % 2 === 0)]) {
    const widths = widthsOf(left, index => widest - index)
    const text = shortWidths(widths, known)
    assert.deepEqual(readWidths(wholeWidths(text, known)), readWidths(widths))
    assert.ok(writeAddress({ widths: text }).length < 1_300)
  }
})

test('a few widths are named as they are, and addresses that name each are read as they were', () => {
  const few = widthsOf(names.slice(0, 5), () => 120)
  assert.equal(shortWidths(few, known), few)
  const each = widthsOf(names, () => 120)
  assert.equal(wholeWidths(each, known), each)
  assert.equal(wholeWidths('', known), '')
})

test('where somebody knows other fields between the ends, no column has the width of another', () => {
  const text = shortWidths(`${widthsOf(names, index => 100 + index)},gone:90`, known)
  const fewer = known.filter((_, index) => index !== 50)
  assert.equal(wholeWidths(text, fewer), 'gone:90')
  assert.equal(wholeWidths(text, known.slice(1)), 'gone:90')
  assert.equal(wholeWidths(text, known.slice(0, -1)), 'gone:90')
  assert.equal(wholeWidths(text, known.toReversed()), 'gone:90')
})

test('what is no width is none between ends either', () => {
  const [a, b, c] = names
  assert.equal(wholeWidths(`${a}..${c}:1.99999.120`, known), `${c}:120`)
  assert.equal(wholeWidths(`${a}..${c}:x..-5`, known), '')
  for (const text of [`${a}..${b}..${c}:1.2.3`, `${a}..:100`, '..:100', `${c}..${a}:1.2.3`, `${a}..${b}`, `${a}..${b}:100:200`])
    assert.equal(wholeWidths(text, known), '', text)
})

test('whatever widths there are, they are read from an address as they were', () => {
  const seed = Number(process.env.BAILIWICK_SEED ?? Math.floor(Math.random() * 2 ** 31))
  const dice = rollDice(seed)
  for (let round = 0; round < 300; round++) {
    const often = 1 + dice.below(20)
    const of = [...names, ...names.map(name => `un${name}`)].filter(() => dice.below(20) < often)
    const widths = widthsOf(dice.below(2) ? of : of.toReversed(), () => 40 + dice.below(1_961)) ?? ''
    assert.deepEqual(readWidths(wholeWidths(shortWidths(widths, known), known)), readWidths(widths), `BAILIWICK_SEED=${seed}`)
  }
})
