import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Turns } from './turns.ts'

/** Work that ends when it is told to. */
function work() {
  let end: () => void = () => undefined
  const done = new Promise<void>(resolve => {
    end = resolve
  })
  return { done, end }
}
const soon = () => new Promise<void>(resolve => setImmediate(resolve))

test('a person has so many turns at once, the next in the order they came, and others have theirs', async () => {
  const turns = new Turns(2)
  const began: string[] = []
  const works = ['a1', 'a2', 'a3', 'a4'].map(name => ({ name, ...work() }))
  const runs = works.map(({ name, done }) =>
    turns.run('ana', undefined, () => {
      began.push(name)
      return done
    }),
  )
  await soon()
  assert.deepEqual(began, ['a1', 'a2'])
  assert.equal(await turns.run('luis', undefined, async () => 'answered'), 'answered')
  works[1]!.end()
  await runs[1]
  await soon()
  assert.deepEqual(began, ['a1', 'a2', 'a3'])
  for (const each of works) each.end()
  await Promise.all(runs)
  assert.deepEqual(began, ['a1', 'a2', 'a3', 'a4'])
})

test('work that fails gives its turn on', async () => {
  const turns = new Turns(1)
  await assert.rejects(
    turns.run('ana', undefined, () => Promise.reject(new Error('no'))),
    /no/,
  )
  assert.equal(await turns.run('ana', undefined, async () => 1), 1)
})

test('who leaves while waiting waits no longer and takes nobody’s turn', async () => {
  const turns = new Turns(1)
  const first = work()
  const running = turns.run('ana', undefined, () => first.done)
  const gone = new AbortController()
  let ran = false
  const left = turns.run('ana', gone.signal, async () => {
    ran = true
  })
  const after = turns.run('ana', undefined, async () => 'after')
  gone.abort(new Error('left'))
  await assert.rejects(left, /left/)
  first.end()
  await running
  assert.equal(await after, 'after')
  assert.equal(ran, false)
})

test('who had left before waiting takes no turn', async () => {
  const turns = new Turns(1)
  const first = work()
  const running = turns.run('ana', undefined, () => first.done)
  let ran = false
  const left = turns.run('ana', AbortSignal.abort(new Error('left')), async () => {
    ran = true
  })
  await assert.rejects(left, /left/)
  first.end()
  await running
  assert.equal(ran, false)
  assert.equal(await turns.run('ana', undefined, async () => 'next'), 'next')
})

test('too many waiting are refused with a time to come back', async () => {
  const turns = new Turns(1)
  const first = work()
  const runs = Array.from({ length: 65 }, () => turns.run('ana', undefined, () => first.done))
  await assert.rejects(
    turns.run('ana', undefined, async () => undefined),
    { code: 'request.too-many' },
  )
  assert.equal(await turns.run('luis', undefined, async () => 'answered'), 'answered')
  first.end()
  await Promise.all(runs)
})
