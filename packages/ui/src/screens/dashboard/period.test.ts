import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  addMonths,
  againstWords,
  before,
  daysOf,
  daysWords,
  midnight,
  printDays,
  readDays,
  spanEnd,
  spansOf,
  spanWords,
} from './period.ts'

for (const [name, from] of [
  ['last 7 days', '2026-11-20'],
  ['last 30 days', '2026-10-28'],
  ['last 90 days', '2026-08-29'],
  ['last 12 months', '2025-11-27'],
  ['this month', '2026-11-01'],
  ['this year', '2026-01-01'],
] as const)
  test(`${name} end with today`, () => assert.deepEqual(daysOf(name, '2026-11-26'), { from, to: '2026-11-27' }))

test('all time has no days', () => assert.equal(daysOf('all time', '2026-11-26'), undefined))

for (const [name, comparison, expected] of [
  ['last 7 days', 'previous period', { from: '2026-11-13', to: '2026-11-20' }],
  ['this month', 'previous period', { from: '2026-10-01', to: '2026-10-27' }],
  ['this year', 'previous period', { from: '2025-01-01', to: '2025-11-27' }],
  ['last 12 months', 'previous period', { from: '2024-11-27', to: '2025-11-27' }],
  ['last 7 days', 'previous year', { from: '2025-11-20', to: '2025-11-27' }],
] as const)
  test(`${name} is compared with its ${comparison}`, () =>
    assert.deepEqual(before(name, daysOf(name, '2026-11-26')!, comparison), expected))

test('own days are read from an address with both ends, and compared with as many before or with those a year ago', () => {
  const days = readDays('2026-02-01..2026-02-28')!
  assert.deepEqual(days, { from: '2026-02-01', to: '2026-03-01' })
  assert.equal(printDays(days), '2026-02-01..2026-02-28')
  assert.deepEqual(before('own days', days, 'previous period'), { from: '2026-01-04', to: '2026-02-01' })
  assert.equal(againstWords('own days', days, 'previous period'), 'against the 28 days before')
  assert.deepEqual(before('own days', days, 'previous year'), { from: '2025-02-01', to: '2025-03-01' })
  assert.equal(againstWords('own days', days, 'previous year'), 'against a year before')
  assert.deepEqual(before('own days', readDays('2024-02-29..2024-02-29')!, 'previous year'), {
    from: '2023-02-28',
    to: '2023-03-01',
  })
  assert.equal(againstWords('own days', readDays('2024-02-29..2024-02-29')!, 'previous period'), 'against the day before')
  for (const wrong of [
    '2026-02-01',
    '2026-02-30..2026-03-01',
    '2026-03-01..2026-02-01',
    '..',
    'a..b',
    '2026-01-01..2026-01-02..2026-01-03',
  ])
    assert.equal(readDays(wrong), undefined, wrong)
})

test('a month later is the same day, or the last one there is', () => {
  assert.equal(addMonths('2026-01-31', 1), '2026-02-28')
  assert.equal(addMonths('2024-01-31', 1), '2024-02-29')
  assert.equal(addMonths('2026-03-31', -12), '2025-03-31')
})

test('the spans that days touch begin before them where they must', () => {
  assert.deepEqual(spansOf('week', { from: '2026-11-01', to: '2026-11-17' }, 1), [
    '2026-10-26',
    '2026-11-02',
    '2026-11-09',
    '2026-11-16',
  ])
  assert.deepEqual(spansOf('week', { from: '2026-11-04', to: '2026-11-09' }, 7), ['2026-11-01', '2026-11-08'])
  assert.deepEqual(spansOf('quarter', { from: '2026-02-01', to: '2026-07-01' }), ['2026-01-01', '2026-04-01'])
  assert.deepEqual(spansOf('day', { from: '2026-02-27', to: '2026-03-02' }), ['2026-02-27', '2026-02-28', '2026-03-01'])
  assert.equal(spanEnd('quarter', '2026-10-01'), '2027-01-01')
})

for (const [day, zone, moment] of [
  ['2026-03-08', 'America/New_York', '2026-03-08T05:00:00.000Z'],
  ['2026-03-09', 'America/New_York', '2026-03-09T04:00:00.000Z'],
  ['2026-11-01', 'America/New_York', '2026-11-01T04:00:00.000Z'],
  ['2026-11-02', 'America/New_York', '2026-11-02T05:00:00.000Z'],
  ['2026-06-15', 'Asia/Kathmandu', '2026-06-14T18:15:00.000Z'],
  // Its clocks go from midnight to one: the day begins then.
  ['2026-09-06', 'America/Santiago', '2026-09-06T04:00:00.000Z'],
  ['2026-01-01', 'UTC', '2026-01-01T00:00:00.000Z'],
] as const)
  test(`${day} begins in ${zone} at ${moment}`, () => assert.equal(midnight(day, zone), moment))

test('days and spans are told in words', () => {
  // Around the dash stand spaces of many widths.
  const words = (from: string, to: string) => daysWords({ from, to }, 'en-GB').replaceAll(/\s/g, ' ')
  assert.equal(words('2026-10-28', '2026-11-27'), '28 Oct – 26 Nov 2026')
  assert.equal(words('2025-11-27', '2026-11-27'), '27 Nov 2025 – 26 Nov 2026')
  assert.equal(words('2026-11-26', '2026-11-27'), '26 Nov 2026')
  assert.equal(spanWords('week', '2026-03-09', 'en-GB'), 'week of 9 Mar 2026')
  assert.equal(spanWords('quarter', '2026-10-01'), 'Q4 2026')
})
