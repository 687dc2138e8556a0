import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AppView, EntityView, RecordRow, RecordView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { readComment } from './comment-draft.ts'
import { readDraft } from './draft.ts'
import {
  changedPlaces,
  haveMoved,
  isAddedAgain,
  isMovedMeanwhile,
  lineRequest,
  linesOf,
  ontoLinesNow,
  ontoMovedLines,
} from './edited-lines.ts'
import { takeBackLines } from './take-back-lines.ts'
import { parted } from './unsaved.ts'

const row = (id: string, version = 1, changed: Record<string, WireValue> = {}): RecordRow => ({
  ...{ id, version, created_at: '', updated_at: '', created_by: null, updated_by: { id: 'm', title: 'Mia' } },
  amount: '1.00',
  ...changed,
})

test('a line is sent as what is done to it, from the version that was seen; one that nobody touched by its id alone', () => {
  const before = [row('a'), row('b', 4), row('c', 2)]
  const rows = [...linesOf([row('a')]), { id: 'b', values: { amount: '2.00' } }, { values: { amount: '9.00' } }]
  assert.deepEqual(lineRequest({ lines: rows }, { lines: before }), {
    lines: [
      { id: 'a' },
      { id: 'b', version: 4, fields: { amount: '2.00' } },
      { fields: { amount: '9.00' } },
      { id: 'c', version: 2, deleted: true },
    ],
  })
})

test('a refusal tells that lines have moved where it is of a version, or of a line that is no longer there', () => {
  const refusal = (code: string, field: string) => ({
    type: '',
    title: '',
    requestId: '',
    status: 422,
    code,
    fields: [{ field, message: '' }],
  })
  assert.ok(isMovedMeanwhile(refusal('record.stale', 'lines[0]')))
  assert.ok(isMovedMeanwhile(refusal('record.invalid', 'lines[0].id')))
  assert.ok(!isMovedMeanwhile(refusal('record.invalid', 'lines[0].amount')))
})

test('a save of lines is taken back from the versions it made, and not at all where a part of it could not be', () => {
  const before = [row('a'), row('b', 2, { amount: '5.00' })]
  const now = [row('a', 2, { amount: '7.00' }), row('n')]
  const rights = { update: ['amount'], delete: true }
  const changed = {
    lines: { lines: now },
    lineRights: { lines: { create: true, each: [rights, rights] } },
    addedLines: { lines: ['n'] },
  }
  const rows = [{ id: 'a', values: { amount: '7.00' } }, { values: { amount: '1.00' } }]
  const back = (answer: object, can: string[], was = before) =>
    takeBackLines({ line: 'lines', target: { can } as never, before: was, rows, changed: answer as never })
  assert.deepEqual(back(changed, ['restore']), [
    { id: 'n', version: 1, deleted: true },
    { id: 'b', version: 3, deleted: false },
    { id: 'a', version: 2, fields: { amount: '1.00' } },
  ])
  const each = (one: object, other: object) => ({ ...changed, lineRights: { lines: { create: true, each: [one, other] } } })
  for (const [what, answer, can, was] of [
    ['no restoring', changed, [], before],
    ['the new one is not theirs to delete', each(rights, { ...rights, delete: false }), ['restore'], before],
    ['the changed one is no longer theirs', each({ ...rights, update: [] }, rights), ['restore'], before],
    ['the new one is not seen', { ...changed, lines: { lines: now.slice(0, 1) } }, ['restore'], before],
    ['what it was is masked', changed, ['restore'], [row('a', 1, { amount: { masked: '•' } }), before[1]!]],
  ] as const)
    assert.equal(back(answer, [...can], [...was]), undefined, what)
})

test('onto newer lines go what was changed, added and taken out here; what others added stays, and what they took out is gone', () => {
  const mine = [{ id: 'a', values: { amount: '2.00' } }, { id: 'c', values: {} }, { values: { amount: '9.00' } }]
  assert.deepEqual(ontoLinesNow(mine, ['a', 'b', 'c'], [row('a'), row('b'), row('d')]), [
    { id: 'a', values: { amount: '2.00' } },
    { id: 'd', values: {} },
    { values: { amount: '9.00' } },
  ])
})

test('lines that others added, changed or took out have moved; the same ones have not', () => {
  const before = [row('a'), row('b')]
  assert.equal(haveMoved(before, [row('a'), row('b')]), false)
  for (const now of [[row('a')], [row('a'), row('b', 2)], [row('a'), row('b'), row('c')]])
    assert.equal(haveMoved(before, now), true)
})

test('of lines that moved it is known who moved them, which cells both wrote, and how much that was written here has lost its line', () => {
  const before = [row('a'), row('b'), row('c')]
  const mine = [
    { id: 'a', values: { amount: '2.00' } },
    { id: 'b', values: { amount: '3.00' } },
    { id: 'c', values: { amount: '4.00' } },
  ]
  const { rows, moved } = ontoMovedLines(mine, before, [row('a', 2, { amount: '9.00' }), row('b', 2, { amount: '3.00' })])
  // Saved again without a choice, neither is written over theirs.
  assert.deepEqual(rows, [
    { id: 'a', values: {} },
    { id: 'b', values: {} },
  ])
  assert.deepEqual(moved, {
    from: { rows: mine, before },
    by: ['Mia'],
    // What both wrote alike asks nothing.
    told: [{ row: row('b', 2, { amount: '3.00' }), did: 'changed', fields: ['amount'] }],
    gone: [{ was: before[2], values: { amount: '4.00' } }],
    out: [],
    both: [{ row: row('a', 2, { amount: '9.00' }), field: 'amount', mine: '2.00' }],
  })
})

test('what was written in a line that is gone is added again once it stands in a new one, and no longer when that one goes', () => {
  const line = { was: row('c'), values: { amount: '4.00' } }
  assert.equal(isAddedAgain([{ id: 'a', values: { amount: '4.00' } }], line), false)
  assert.equal(isAddedAgain([{ values: { amount: '4.00', what: 'x' } }], line), true)
})

test('of lines that moved it is told what others did where nothing was written here, and which they changed that were taken out here', () => {
  const before = [row('a', 1, { what: 'x' }), row('b'), row('c'), row('d')]
  const mine = [
    { id: 'a', values: { amount: '2.00' } },
    { id: 'c', values: {} },
    { id: 'd', values: {} },
  ]
  const now = [row('a', 2, { what: 'y' }), row('b', 2, { what: 'z' }), row('d', 2), row('e')]
  const { rows, moved } = ontoMovedLines(mine, before, now)
  assert.deepEqual(rows, [
    { id: 'a', values: { amount: '2.00' } },
    { id: 'd', values: {} },
    { id: 'e', values: {} },
  ])
  assert.deepEqual(
    moved.told.map(({ row: { id }, did, fields }) => [id, did, fields]),
    [
      ['a', 'changed', ['what']],
      ['e', 'added', []],
      ['c', 'removed', []],
    ],
  )
  assert.deepEqual(moved.out, [now[1]])
  assert.deepEqual([moved.gone, moved.both], [[], []])
})

test('a refused place in a line is let go of when something else stands there, and all of them when rows come or go', () => {
  const before = [{ id: 'a', values: { amount: '2.00', what: 'x' } }, { values: { amount: '-1' } }]
  const places = [
    { field: 'lines[0].amount' },
    { field: 'lines[1].amount' },
    { field: 'lines[1]' },
    { field: 'others[1].amount' },
  ]
  const changed = (now: typeof before) => changedPlaces('lines', before, now, places)
  assert.deepEqual(changed([before[0]!, { values: { amount: '1' } }]), ['lines[1].amount', 'lines[1]'])
  assert.deepEqual(changed([{ id: 'a', values: { amount: '2.00', what: 'y' } }, before[1]!]), [])
  assert.deepEqual(changed([before[0]!]), ['lines[0].amount', 'lines[1].amount', 'lines[1]'])
})

test('what a browser kept that is no draft of this version is forgotten, and keeps no form from being opened', () => {
  const entity = { fields: [{ name: 'subject', type: 'text' }], lines: [] } as unknown as EntityView
  const before = Object.getOwnPropertyDescriptor(globalThis, 'localStorage')
  const kept = new Map<string, string>()
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    removeItem: (key: string) => void kept.delete(key),
  }
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, value: storage })
  try {
    const at = new Date().toISOString()
    const whole = { at, before: {}, touched: { subject: 'Half', other: 'not of this app' }, lines: {}, linesBefore: {} }
    kept.set('bailiwick form', JSON.stringify(whole))
    const read = readDraft('form', entity, undefined)!
    assert.deepEqual(read.edited.touched, { subject: 'Half' })
    assert.deepEqual(read.unsaved, [{ title: 'A field you no longer see', text: 'not of this app' }])
    kept.set('bailiwick form', JSON.stringify({ ...whole, touched: { subject: 'Half', pin: '1234' } }))
    assert.deepEqual(
      readDraft(
        'form',
        { ...entity, fields: [...entity.fields, { name: 'pin', type: 'text', sensitive: true }] } as EntityView,
        undefined,
      )?.unsaved,
      [],
      'what is sensitive by now is kept in no form',
    )
    const others = [5, 'x', {}, { at }, { ...whole, lines: 5, touched: null }, { ...whole, at: 'never' }, { at, text: 5 }]
    for (const other of others) {
      for (const key of ['bailiwick form', 'bailiwick comment']) kept.set(key, JSON.stringify(other))
      assert.equal(readDraft('form', entity, undefined), undefined, JSON.stringify(other))
      assert.deepEqual(readComment('comment'), { text: '', chosen: [] }, JSON.stringify(other))
      assert.equal(kept.size, 0, JSON.stringify(other))
    }
  } finally {
    if (before) Object.defineProperty(globalThis, 'localStorage', before)
    else Reflect.deleteProperty(globalThis, 'localStorage')
  }
})

test('of what a draft holds, that is parted from the rest which its writer may no longer save, in words, and is not sent with it', () => {
  const field = (name: string, creatable: boolean) => ({
    name,
    title: name.toUpperCase(),
    type: 'text',
    creatable,
    updatable: false,
  })
  const line = { name: 'line', fields: [field('part', true), field('price', false)], lines: [] }
  const entity = {
    fields: [field('subject', true), field('note', false)],
    lines: [
      { name: 'lines', entity: 'line', via: 'order' },
      { name: 'others', entity: 'line', via: 'order' },
    ],
  } as unknown as EntityView
  const app = { entities: [line] } as unknown as AppView
  const written = {
    edited: { touched: { subject: 'Door', note: 'It\nsqueaks', empty: null } },
    lines: { lines: [{ values: { part: 'Hinge', price: '=1+1' } }], others: [{ values: { part: 'Lost' } }] },
  }
  assert.deepEqual(
    parted(app, entity, undefined, written, list => list === 'lines'),
    {
      edited: { touched: { subject: 'Door' } },
      lines: { lines: [{ values: { part: 'Hinge' } }] },
      unsaved: [
        { title: 'NOTE', text: 'It\nsqueaks' },
        { title: 'PRICE', text: '=1+1' },
        { title: 'PART', text: 'Lost' },
      ],
    },
  )
  const may = { can: { update: ['note'] } } as unknown as RecordView
  assert.deepEqual(
    parted(app, entity, may, { edited: written.edited, lines: {} }, () => true).unsaved,
    [{ title: 'SUBJECT', text: 'Door' }],
    'of a record its own rights count',
  )
  // What goes while somebody writes is called as it was; what was or is sensitive is not kept.
  const secret = { ...field('pin', true), sensitive: true }
  const before = { app, entity: { ...entity, fields: [...entity.fields, field('gone', true), secret] } as unknown as EntityView }
  const goes = { edited: { touched: { gone: 'Words', pin: '1234', empty: null } }, lines: written.lines }
  assert.deepEqual(parted({ entities: [] } as unknown as AppView, entity, undefined, goes, () => false, before).unsaved, [
    { title: 'GONE', text: 'Words' },
    { title: 'PART', text: 'Hinge' },
    { title: 'PRICE', text: '=1+1' },
    { title: 'PART', text: 'Lost' },
  ])
})
