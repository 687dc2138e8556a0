import assert from 'node:assert/strict'
import { test } from 'node:test'
import { draftOf, groupOf, lacking, newCondition, newGroup, replaced } from './filter-draft.ts'
import { systemColumns } from './system-columns.ts'

const old = { field: 'created_at', operator: 'olderDays', value: 30 } as const
const mine = { field: 'created_by', operator: 'me' } as const

test('what lacks something is counted and left out, and what is empty or alone needs no brackets', () => {
  const group = { join: 'and', parts: [old, { join: 'or', parts: [mine, { join: 'and', parts: [old, mine] }] }] } as const
  const draft = draftOf(group)
  assert.deepEqual(groupOf(systemColumns, draft), group)
  assert.equal(lacking(systemColumns, draft), 0)
  const more = { ...draft, parts: [...draft.parts, newCondition(), newGroup('or')] }
  assert.equal(lacking(systemColumns, more), 2)
  assert.deepEqual(groupOf(systemColumns, more), group)
  const half = draftOf({ join: 'and', parts: [{ field: 'created_at', operator: 'lastDays' }] })
  assert.equal(lacking(systemColumns, half), 1)
  assert.equal(lacking(systemColumns, { ...half, parts: [newCondition()] }), 0, 'one that nothing was chosen in is none')
  assert.deepEqual(groupOf(systemColumns, draftOf({ join: 'or', parts: [{ join: 'and', parts: [mine] }] })), {
    join: 'or',
    parts: [mine],
  })
})

test('a part is replaced or taken away wherever it stands', () => {
  const draft = draftOf({ join: 'and', parts: [old, { join: 'or', parts: [mine, old] }] })
  const inner = draft.parts[1]!
  const key = 'parts' in inner ? inner.parts[0]!.key : 0
  assert.deepEqual(groupOf(systemColumns, replaced(draft, key, undefined)), { join: 'and', parts: [old, old] })
  assert.deepEqual(groupOf(systemColumns, replaced(draft, key, { ...newCondition(), ...old })), {
    join: 'and',
    parts: [old, { join: 'or', parts: [old, old] }],
  })
})
