import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RecordRow } from '@bailiwick/definition/wire/index.ts'
import { differenceOf, ontoNow, requestOf, withTouched } from './edited.ts'

const row = (version: number, fields: Record<string, string | null>): RecordRow => ({
  id: 'r',
  version,
  created_at: '',
  updated_at: '',
  created_by: null,
  updated_by: null,
  ...fields,
})
const opened = row(3, { subject: 'Old', requester: 'Ana', note: null })
const fields = ['subject', 'requester', 'note']

test('only what was touched is sent, and what was written back is not', () => {
  let edited = withTouched({ opened, touched: {} }, 'requester', 'Luis', opened.requester)
  edited = withTouched(edited, 'subject', 'New', opened.subject)
  assert.deepEqual(requestOf(edited), { requester: 'Luis', subject: 'New' })
  edited = withTouched(edited, 'subject', 'Old', opened.subject)
  assert.deepEqual(requestOf(edited), { requester: 'Luis' })
  assert.deepEqual(requestOf(withTouched(edited, 'note', '', opened.note)), { requester: 'Luis' }, 'empty is empty')
})

test('what only the other changed is theirs, what both changed is asked about', () => {
  const edited = { opened, touched: { requester: 'Luis', note: 'mine' } }
  const now = row(4, { subject: 'New', requester: 'Mei', note: null })
  assert.deepEqual(differenceOf(edited, now, fields), { both: ['requester'], theirs: ['subject'], mine: ['note'] })
})

test('both having written the same is no conflict and nothing to send', () => {
  const edited = { opened, touched: { subject: 'New' } }
  const now = row(4, { subject: 'New', requester: 'Ana', note: null })
  assert.deepEqual(differenceOf(edited, now, fields), { both: [], theirs: [], mine: [] })
  assert.deepEqual(requestOf(ontoNow(edited, now, new Set())), {})
})

test('onto the record as it is now, with the newer version, go the fields that are kept', () => {
  const now = row(5, { subject: 'New', requester: 'Mei', note: 'theirs' })
  const moved = ontoNow({ opened, touched: { requester: 'Luis', note: 'mine' } }, now, new Set(['note']))
  assert.equal(moved.opened?.version, 5)
  assert.deepEqual(requestOf(moved), { requester: 'Luis' })
})
