import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withMarks } from './inline-markdown.ts'

test('marks within a line are told from the text around them', () => {
  assert.deepEqual(withMarks('a **b** [c](https://d.test/e) `f` *g* [h](javascript:i) [j]'), [
    ...['a ', '**b**', ' ', '[c](https://d.test/e)', ' ', '`f`', ' ', '*g*', ' [h](javascript:i) [j]'],
  ])
})

test('the longest text of any signs is read at once', () => {
  for (const signs of ['[', '[a', '[a](', '[a](https://', '*', '*a', '* a', '**', '`']) {
    // Read from each sign to the end, this would take hours.
    assert.ok(withMarks(signs.repeat(1_000_000 / signs.length)).length > 0, signs)
  }
})
