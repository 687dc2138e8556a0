import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Told } from '../security/audit/read.ts'
import { auditWords } from './audit-words.ts'

const speaker = { language: 'en' as const, ofApp: (message: string) => message }
const row: Told = {
  ...{ seq: '1', at: new Date(0), kind: 'update', person: null, on_behalf_of: null, app: 'desk', entity: 'refund_request' },
  ...{ record: null, request: null, transition: null, comment: null, before: null, after: null, detail: null, sealed: true },
}

test('a change is told by the fields of the app, not by what the platform keeps beside them', () => {
  const told = (after: Told['after']) => auditWords({ ...row, after }, undefined, speaker)
  assert.equal(told({ amount: '1300.00', status$editors: ['…'] }), 'changed amount · refund request')
  assert.equal(told({ status$editors: ['…'] }), 'changed status$editors · refund request')
})
