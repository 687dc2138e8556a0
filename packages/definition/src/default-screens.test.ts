import assert from 'node:assert/strict'
import { test } from 'node:test'
import { layoutOf, screensOf } from './default-screens.ts'
import { readDefinition } from './reading.ts'

const { definition } = readDefinition(
  new Map([
    ['app.yaml', 'app: shop\ntitle: Shop\nroles:\n  clerk: { title: Clerk, administer: true }'],
    [
      'entities/order.yaml',
      'entity: order\ntitle: subject\nnumber: {}\nfields:\n  subject: { type: text }\n  notes: { type: long_text }\n  ordered_on: { type: date }\naccess: [{ role: clerk, can: [read] }]',
    ],
    [
      'entities/line.yaml',
      'entity: line\ntitle: item\nparent: order\nfields:\n  order: { type: relation, to: order, inverse: lines, required: true }\n  item: { type: text }\naccess: [{ role: clerk, can: [read] }]',
    ],
    [
      'workflows/life.yaml',
      'workflow: life\nentity: order\nstates:\n  open: {}\n  done: { final: true }\ntransitions:\n  finish: { from: open, to: done, roles: clerk }',
    ],
  ]),
)

test('An app without screens gets a list of each entity that is no line of another', () => {
  assert.deepEqual(
    screensOf(definition!).map(screen => [screen.title, screen.kind === 'list' && screen.columns]),
    [['Orders', ['number', 'subject', 'status', 'ordered_on']]],
  )
})

test('An entity without a layout shows all its own fields, and lines are not listed again beneath', () => {
  const order = definition!.entities.find(entity => entity.name === 'order')!
  assert.deepEqual(layoutOf(definition!, order), {
    entity: 'order',
    sections: [{ fields: ['number', 'subject', 'notes', 'ordered_on'] }],
    related: [],
  })
})
