import assert from 'node:assert/strict'
import { test } from 'node:test'
import { daysBetween } from '../time/days.ts'
import { axisAt, scales, stepAxis } from './axis.ts'

test('what stands above the days covers each of them once, in every scale, wherever weeks begin', () => {
  for (const value of scales)
    for (const begin of [1, 6, 7])
      for (const at of ['2026-11-26', '2024-02-29', '2026-01-01', '2026-12-31']) {
        const { first, last, upper, lower } = axisAt(value, at, begin, 'en')
        assert.ok(first < at && at < last)
        for (const ticks of [upper, lower]) {
          assert.equal(ticks[0]!.day, first)
          assert.equal(
            ticks.reduce((sum, { days }) => sum + days, 0),
            daysBetween(first, last) + 1,
          )
          for (const [index, { day, days }] of ticks.entries())
            if (index + 1 < ticks.length) assert.equal(daysBetween(day, ticks[index + 1]!.day), days)
        }
      }
})

test('months stand above days and weeks, years above months and quarters', () => {
  const labels = (scale: (typeof scales)[number]) => {
    const { upper, lower } = axisAt(scale, '2026-11-26', 1, 'en')
    return [upper[1]!.label, lower[1]!.label]
  }
  assert.deepEqual(labels('day'), ['December 2026', '10'])
  assert.deepEqual(labels('week'), ['October 2026', '5'])
  assert.deepEqual(labels('month'), ['2027', 'Aug'])
  assert.deepEqual(labels('quarter'), ['2026', 'Q1'])
})

test('a step stays within what was seen', () => {
  for (const value of scales) {
    const { first, last } = axisAt(value, '2026-11-26', 1)
    for (const by of [1, -1] as const) {
      const day = stepAxis(value, '2026-11-26', by)
      assert.ok(first <= day && day <= last, `${value} ${day}`)
    }
  }
})
