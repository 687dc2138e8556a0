import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import type { EntityView, FieldView, RecordView } from '@bailiwick/definition/wire/index.ts'
import { addToDraft, readDraft } from './draft.ts'

const field = (name: string, more: Partial<FieldView> = {}) => ({ name, title: name, type: 'text', ...more }) as FieldView
const subject = field('subject')
const entity = { fields: [subject, field('body')], lines: [] } as unknown as EntityView
const view = { record: { id: 'r', version: 3, subject: 'Old', body: null } } as unknown as RecordView
const key = 'form'

const before = Object.getOwnPropertyDescriptor(globalThis, 'localStorage')
const kept = new Map<string, string>()
beforeEach(() => {
  kept.clear()
  const value = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
    removeItem: (name: string) => void kept.delete(name),
  }
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, value })
})
afterEach(() => {
  if (before) Object.defineProperty(globalThis, 'localStorage', before)
  else Reflect.deleteProperty(globalThis, 'localStorage')
})

const keepForm = (draft: unknown) => void kept.set(`bailiwick ${key}`, JSON.stringify(draft))
const begun = (at: string) => ({
  ...{ at, version: 2, before: { subject: 'Older', body: null }, lines: {}, linesBefore: {} },
  touched: { subject: 'Long in the form', body: 'Also' },
})
const now = () => new Date().toISOString()

test('a cell of which the form has other words begun takes none of them away', () => {
  keepForm(begun(now()))
  assert.equal(addToDraft(key, view, [{ field: subject, value: 'In the cell' }]), true)
  const { edited, unsaved } = readDraft(key, entity, view)!
  assert.deepEqual(edited.touched, { subject: 'In the cell', body: 'Also' })
  assert.deepEqual(unsaved, [{ title: 'subject', text: 'Long in the form' }])
})

test('the same words are said once', () => {
  keepForm(begun(now()))
  assert.equal(addToDraft(key, view, [{ field: subject, value: 'Long in the form' }]), true)
  assert.deepEqual(readDraft(key, entity, view)?.unsaved, [])
})

test('a cell brings nothing back of a form that is too old, or of what is no draft', () => {
  const old = new Date(Date.now() - 31 * 86_400_000).toISOString()
  for (const there of [begun(old), 'x', 5, [], { at: now() }, { ...begun(now()), touched: null }]) {
    keepForm(there)
    assert.equal(addToDraft(key, view, [{ field: subject, value: 'In the cell' }]), true, JSON.stringify(there))
    const { edited, unsaved } = readDraft(key, entity, view)!
    assert.deepEqual([edited.touched, unsaved], [{ subject: 'In the cell' }, []], JSON.stringify(there))
    assert.equal(edited.opened?.version, 3)
  }
})

test('what is sensitive is not kept, nor what is changed with it', () => {
  const changes = [
    { field: subject, value: 'In the cell' },
    { field: field('pin', { sensitive: true }), value: '1234' },
  ]
  assert.equal(addToDraft(key, view, changes), false)
  assert.equal(kept.size, 0)
})
