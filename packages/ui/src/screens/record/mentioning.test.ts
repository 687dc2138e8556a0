import assert from 'node:assert/strict'
import { test } from 'node:test'
import { searchedFor, withIds, withName, withoutGap } from './mentioning.ts'

const ids = ['a', 'b', 'c'].map(letter => letter.repeat(8))

for (const [what, text, found] of [
  ['a sign alone asks for anybody', 'Hello @', ''],
  ['the letters after it', 'Hello @Me', 'Me'],
  ['a first and a last name', '@Mei Ta', 'Mei Ta'],
  ['letters of any script', '@Зоя', 'Зоя'],
  ['an address is none', 'mail mei@ex', undefined],
  ['nor what is written long after a name', '@Mei could you look at', undefined],
  ['nor plain text', 'Hello', undefined],
] as const)
  test(`searched for: ${what}`, () => assert.equal(searchedFor(text, text.length), found))

test('a choice takes the place of what was typed, before what follows', () => {
  const { text, caret } = withName('Ask @me please', 7, 'Mei Tanaka')
  assert.deepEqual([text, text.slice(0, caret)], ['Ask @Mei Tanaka please', 'Ask @Mei Tanaka '])
})

test('names become ids: only chosen ones, the longer name first, two people of one name by turns', () => {
  const [mei, meia, other] = [
    { id: ids[0]!, title: 'Mei' },
    { id: ids[1]!, title: 'Mei Arden' },
    { id: ids[2]!, title: 'Mei' },
  ]
  assert.equal(withIds('@Mei Arden, @Mei and @Luis', [mei!, meia!]), `@[${ids[1]}], @[${ids[0]}] and @Luis`)
  assert.equal(withIds('@Mei, @Mei, @Mei', [mei!, other!]), `@[${ids[0]}], @[${ids[2]}], @[${ids[2]}]`)
  assert.equal(withIds('@Meike', [mei!]), '@Meike')
  assert.equal(withIds('@Mei', []), '@Mei')
})

test('a mark behind a chosen name closes up; a space that was typed stays', () => {
  const chosen = [{ id: ids[0]!, title: 'Mei' }]
  assert.equal(withoutGap('@Mei ?', 6, chosen), '@Mei?')
  assert.equal(withoutGap('@Mei ? Yes', 6, chosen), '@Mei? Yes')
  assert.equal(withoutGap('Mei ?', 5, chosen), 'Mei ?')
  assert.equal(withoutGap('@Mei x', 6, chosen), '@Mei x')
})
