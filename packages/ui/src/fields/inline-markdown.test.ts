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
    const began = performance.now()
    withMarks(signs.repeat(100_000 / signs.length))
    // Before, a hundred thousand brackets took 14 seconds.
    assert.ok(performance.now() - began < 2_000, signs)
  }
})
