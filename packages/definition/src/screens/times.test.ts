/** What a calendar and a timeline are read as, by what they are asked for, and what is left of them for somebody who is not shown everything. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readDefinition } from '../reading.ts'
import { sortedBy, viewScreen } from './registry.ts'
import type { Sight } from './screen-type.ts'

const files = new Map(
  Object.entries({
    'app.yaml': 'app: plan\ntitle: Plan\nroles:\n  staff: { title: Staff, administer: true }\n',
    'entities/job.yaml': `entity: job
title: name
fields:
  name: { type: text, required: true }
  begins: { type: date }
  ends: { type: date }
  kind: { type: choice, options: [a, b] }
  worker: { type: person }
access:
  - { role: staff, can: read }
`,
    'screens/days.yaml': `screen: days
calendar: job
title: Days
from: begins
until: ends
color: kind
card: [worker, created_at]
filter: record.kind != null
`,
    'screens/bars.yaml': 'screen: bars\ntimeline: job\ntitle: Bars\nfrom: begins\nuntil: ends\nby: worker\n',
  }),
)
const { definition, findings } = readDefinition(files)
const screen = (name: string) => definition!.screens.find(each => each.name === name)!
const seesAll: Sight = { reads: () => true, shows: () => true, gives: () => true, asks: () => true }
const shown = (name: string, ...hidden: string[]) =>
  viewScreen(screen(name), { ...seesAll, shows: (_, field) => !hidden.includes(field) })

test('They are read with everything spelled out, and sorted by both ends', () => {
  assert.deepEqual(findings, [])
  const common = { badge: false, roles: [], entity: 'job', from: 'begins', until: 'ends' }
  const days = { id: 'days', name: 'days', kind: 'calendar', title: 'Days', color: 'kind', card: ['worker', 'created_at'] }
  assert.deepEqual(screen('days'), { ...common, ...days, filter: 'record.kind != null' })
  assert.deepEqual(screen('bars'), {
    ...common,
    id: 'bars',
    name: 'bars',
    kind: 'timeline',
    title: 'Bars',
    by: 'worker',
    card: [],
  })
  for (const name of ['days', 'bars']) assert.deepEqual(sortedBy(screen(name), definition!.entities[0]!), ['begins', 'ends'])
})

test('Whoever may not read the records, or is not shown when they begin, has neither', () => {
  for (const name of ['days', 'bars']) {
    assert.equal(viewScreen(screen(name), { ...seesAll, reads: () => false }), undefined)
    assert.equal(shown(name, 'begins'), undefined)
  }
})

test('Without the end a calendar has days, and a timeline has nothing to draw', () => {
  assert.equal(shown('bars', 'ends'), undefined)
  const days = shown('days', 'ends')
  assert.ok(days?.kind === 'calendar' && days.until === undefined)
})

test('Colour, groups and fields that somebody is not shown are not named to them', () => {
  assert.doesNotMatch(JSON.stringify([shown('days', 'kind', 'worker'), shown('bars', 'worker')]), /worker|"color"/)
})
