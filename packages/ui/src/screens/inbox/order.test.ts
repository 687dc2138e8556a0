import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type InboxItem, inOrder } from './order.ts'

const item = (id: string, due: string | null, since: string | null = null): InboxItem => ({
  app: 'desk',
  entity: 'refund',
  id,
  version: 1,
  title: id,
  transition: 'decide',
  step: 'manager',
  since,
  due,
  requestedBy: null,
})

test('overdue comes first, then due soonest, then the longest waiting of those without a date', () => {
  const order = inOrder([
    item('young', null, '2026-11-24T00:00:00Z'),
    item('tomorrow', '2026-11-26T00:00:00Z'),
    item('unknown', null),
    item('old', null, '2026-11-01T00:00:00Z'),
    item('overdue', '2026-11-20T00:00:00Z'),
    item('tonight', '2026-11-25T20:00:00Z'),
  ])
  assert.deepEqual(
    order.map(({ id }) => id),
    ['overdue', 'tonight', 'tomorrow', 'old', 'young', 'unknown'],
  )
})
