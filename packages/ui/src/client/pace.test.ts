import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { paced } from './pace.ts'

/** Time stands until it is let pass, and chance is what is said. */
function world(t: TestContext, chance = 0) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  t.mock.method(Math, 'random', () => chance)
  const here = { now: 50_000, changes: 0, isSeen: true, asked: [] as (readonly [at: number, changes: number])[] }
  let answer = () => Promise.resolve()
  const ask = async () => {
    here.asked.push([here.now, here.changes])
    here.changes = 0
    await answer()
  }
  const pace = paced(
    () => here.isSeen && here.changes > 0,
    ask,
    () => here.now,
  )
  const change = () => {
    here.changes += 1
    pace.plan()
  }
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 10) {
      here.now += 10
      t.mock.timers.tick(10)
      // What was answered is heard before more time passes.
      for (let turn = 0; turn < 5; turn += 1) await null
    }
  }
  /** @returns ends the asking */
  const askLong = () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    answer = () => promise
    return resolve
  }
  return { here, pace, change, pass, askLong }
}

test('what changes in one moment is asked for once, and what follows it at once goes along', async t => {
  const { here, change, pass } = world(t)
  for (let times = 0; times < 20; times += 1) change()
  await pass(90)
  assert.deepEqual(here.asked, [])
  change()
  await pass(5_000)
  assert.deepEqual(here.asked, [[50_100, 21]])
})

test('where changes never end it is asked once in two seconds, and the last change is asked for too', async t => {
  const { here, change, pass } = world(t)
  for (let times = 0; times < 45; times += 1) {
    change()
    await pass(100)
  }
  await pass(5_000)
  assert.deepEqual(
    here.asked.map(([at]) => at),
    [50_100, 52_100, 54_100, 56_100],
  )
  assert.equal(
    here.asked.reduce((sum, [, changes]) => sum + changes, 0),
    45,
  )
})

for (const [chance, at] of [
  [0, 50_100],
  [0.5, 50_400],
  [0.9999, 50_700],
] as const)
  test(`not every screen asks at the same moment: by a chance of ${chance} after ${at - 50_000} milliseconds`, async t => {
    const { here, change, pass } = world(t, chance)
    change()
    await pass(5_000)
    assert.deepEqual(here.asked, [[at, 1]])
  })

test('what takes long is let finish, and what changed meanwhile is asked for afterwards', async t => {
  const { here, change, pass, askLong } = world(t)
  const end = askLong()
  change()
  await pass(100)
  change()
  await pass(10_000)
  assert.equal(here.asked.length, 1)
  end()
  await pass(5_000)
  assert.deepEqual(here.asked, [
    [50_100, 1],
    [60_210, 1],
  ])
})

test('where nobody looks nothing is asked, and it is asked when somebody looks again', async t => {
  const { here, pace, change, pass } = world(t)
  here.isSeen = false
  change()
  await pass(10_000)
  assert.deepEqual(here.asked, [])
  here.isSeen = true
  pace.plan()
  await pass(5_000)
  assert.deepEqual(here.asked, [[60_100, 1]])
})

test('once it is over nothing that was planned is asked any more', async t => {
  const { here, pace, change, pass } = world(t)
  change()
  pace.end()
  await pass(5_000)
  assert.deepEqual(here.asked, [])
})

test('once it is over nothing is asked that changed while the last asking went on', async t => {
  const { here, pace, change, pass, askLong } = world(t)
  const end = askLong()
  change()
  await pass(100)
  change()
  pace.end()
  end()
  await pass(5_000)
  assert.deepEqual(here.asked, [[50_100, 1]])
})
