import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rollDice } from '@bailiwick/definition/write/random-definition.ts'
import { speak } from '../../client/language.ts'
import { cellText, printTable, readTable } from './table-text.ts'

const field = (more: object) => ({ name: 'x', title: 'X', type: 'text', ...more }) as never

test('A table on the clipboard is read as it was written, whatever stands in its cells', () => {
  const seed = Number(process.env.BAILIWICK_SEED ?? Math.floor(Math.random() * 2 ** 31))
  const dice = rollDice(seed)
  const letters = ['a', 'B', '1', ' ', ',', ';', '"', '\t', '\n', 'ü', '“', '', '=', "'", '-', '+', '@']
  const cell = () => Array.from({ length: dice.below(6) }, () => letters[dice.below(letters.length)]).join('')
  for (let round = 0; round < 2_000; round += 1) {
    const width = 1 + dice.below(4)
    const rows = Array.from({ length: 1 + dice.below(4) }, () => Array.from({ length: width }, cell))
    // A last row of one empty cell is the line end that every program writes.
    if (width === 1 && rows.at(-1)![0] === '') continue
    assert.deepEqual(readTable(printTable(rows)), rows, `seed ${seed}`)
  }
})

test('No spreadsheet computes what somebody wrote into a text; figures and phone numbers stay as they are', () => {
  const texts = ['=cmd()', ' +1-1', '-2+cmd', '@SUM(1)', '＝1', "'=1", '"=1"', '-12,50', '+49 30 901820', 'a=b', '- a']
  const written = texts.map(text => printTable([[text]]))
  assert.deepEqual(written, [
    "'=cmd()",
    " '+1-1",
    "'-2+cmd",
    "'@SUM(1)",
    "'＝1",
    "''=1",
    '"""=1"""',
    '-12,50',
    '+49 30 901820',
    'a=b',
    "'- a",
  ])
  assert.deepEqual(readTable(written.join('\t')), [texts])
})

test('Lines of Windows, a line end after the last row and rows of different length are read', () => {
  assert.deepEqual(readTable('a\tb\r\nc\r\n'), [
    ['a', 'b'],
    ['c', ''],
  ])
  assert.deepEqual(readTable('"two\nlines"\t"say ""so"""'), [['two\nlines', 'say "so"']])
})

test('A cell is written as people read it: titles of options and people, nothing for nothing', () => {
  const options = [{ name: 'high', title: 'High' }]
  assert.equal(cellText(field({ type: 'choice', options }), 'high'), 'High')
  assert.equal(cellText(field({ type: 'multi_choice', options }), ['high']), 'High')
  assert.equal(cellText(field({ type: 'person' }), { id: '1', title: 'Ana' }), 'Ana')
  assert.equal(cellText(field({ type: 'person' }), { id: '1', title: null }), '')
  assert.equal(cellText(field({ type: 'boolean' }), false), 'No')
  assert.equal(cellText(field({}), null), '')
  assert.equal(cellText(field({ type: 'decimal' }), '12.345'), '12.345')
})

test('A number goes to a German spreadsheet as it is written there, a text as it is', () => {
  speak('de-DE', undefined)
  try {
    assert.equal(cellText(field({ type: 'decimal' }), '12.345'), '12,345')
    assert.equal(cellText(field({ type: 'text' }), '12.345'), '12.345')
  } finally {
    speak(undefined, undefined)
  }
})
