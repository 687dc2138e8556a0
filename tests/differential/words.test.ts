/** Every expression the checker takes has words, about the person themselves and about somebody else. BAILIWICK_SEED=<number> repeats a run. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkExpression, inWords } from '@bailiwick/definition/expressions/index.ts'
import { readDefinition } from '@bailiwick/definition/index.ts'
import { scopeFor } from '@bailiwick/definition/scope.ts'
import { vocabularyOf } from '@bailiwick/definition/vocabulary.ts'
import { rollDice } from '@bailiwick/definition/write/random-definition.ts'
import { randomCondition, randomValue } from './random-expression.ts'
import { baseFiles, orderFiles, randomId } from './world.ts'

const seed = Number(process.env.BAILIWICK_SEED ?? Math.floor(Math.random() * 2 ** 31))

test(`random expressions are said in words (seed ${seed})`, () => {
  const dice = rollDice(seed)
  const { definition } = readDefinition(
    new Map(Object.entries({ ...baseFiles, ...orderFiles('job', ['  - { role: r1, can: [read] }']) })),
  )
  assert.ok(definition)
  const vocabulary = vocabularyOf(definition)
  const scope = scopeFor(definition, definition.entities.find(entity => entity.name === 'job')!, 'rule')
  const pool = { people: [randomId(dice)], teams: [randomId(dice)], records: [] }
  let quoted = 0
  let said = 0
  for (let round = 0; round < 4_000; round += 1) {
    const depth = dice.below(5)
    const text = dice.below(3) > 0 ? randomCondition(dice, scope, pool, depth) : randomValue(dice, scope, pool, depth)
    const checking = checkExpression(text, scope, 'any')
    if (!checking.ok) continue
    const { expression } = checking
    for (const about of ['you', { name: 'Ana' }] as const) {
      const words = inWords(expression, vocabulary, about)
      assert.doesNotMatch(words, /undefined|\[object|NaN/, text)
      assert.ok(words.trim() !== '', text)
      if (words === `this holds: ${text.trim()}`) {
        quoted += 1
        continue
      }
      said += 1
      assert.doesNotMatch(words, /&&|\|\||user\.|record\.(?!’)/, `${text}: ${words}`)
      const open = words.replaceAll(/“[^”]*”/g, '')
      assert.equal(open.split('(').length, open.split(')').length, `${text}: ${words}`)
      if (about === 'you') continue
      assert.doesNotMatch(open, /\byour?\b/, `${text}: ${words}`)
    }
  }
  console.log(`seed ${seed}: ${said} said, ${quoted} quoted`)
  assert.ok(said > quoted * 5, `${quoted} of ${said + quoted} had no words`)
})
