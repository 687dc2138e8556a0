import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problem, problems, type Speaker, toWire } from './problems.ts'

const english: Speaker = { language: 'en', ofApp: message => message }

test('every code is a word code, and every entry a sentence a person can use', () => {
  for (const [code, kind] of Object.entries(problems) as [string, { status: number; title: string; hint?: string }][]) {
    assert.match(code, /^[a-z]+(\.[a-z]+(-[a-z]+)*)$/)
    assert.ok(kind.status >= 400 && kind.status < 600, code)
    assert.match(kind.title, /^[A-Z].*[^.]$/, `${code}: a title is a phrase without a full stop`)
    if (kind.hint) assert.match(kind.hint, /^[A-Z]/, `${code}: a hint is a sentence`)
  }
})

test('a problem on the wire names its page, its code and the request, and only what was added to it', () => {
  assert.deepEqual(toWire(problem('record.stale', { currentVersion: 7 }), 'r-1', english), {
    type: '/problems/record.stale',
    code: 'record.stale',
    status: 412,
    title: problems['record.stale'].title,
    hint: problems['record.stale'].hint,
    currentVersion: 7,
    requestId: 'r-1',
  })
  assert.equal(toWire(problem('request.too-slow', { retryAfter: 5 }), 'r-1', english).hint, problems['request.too-slow'].hint)
  assert.ok(!('retryAfter' in toWire(problem('request.too-slow', { retryAfter: 5 }), 'r-1', english)))
})
