import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logAsJson, logForTerminal, openObservations } from './observations.ts'

test('a subscriber that throws reaches neither the others nor the work', () => {
  const { observe, subscribe } = openObservations()
  const seen: string[] = []
  subscribe(() => {
    throw new Error('full disk')
  })
  const leave = subscribe(observation => void seen.push(observation.kind))
  observe({ kind: 'note', text: 'one' })
  leave()
  observe({ kind: 'note', text: 'two' })
  assert.deepEqual(seen, ['note'])
})

test('a JSON line holds the error’s message and code, and nothing a database error quotes', () => {
  const lines: string[] = []
  const error = Object.assign(new Error('duplicate key value'), {
    code: '23505',
    detail: 'Key (email)=(ana@example.test) already exists.',
    where: 'ana',
  })
  logAsJson(line => void lines.push(line))({ kind: 'http.fault', request: 'r-1', route: '/api/x', error })
  const line = JSON.parse(lines[0]!)
  assert.deepEqual([line.kind, line.error.message, line.error.code], ['http.fault', 'duplicate key value', '23505'])
  assert.ok(!lines[0]!.includes('ana'), lines[0]!)
})

test('a terminal is silent about requests that went well', () => {
  const lines: string[] = []
  const log = logForTerminal(line => void lines.push(line))
  const answered = { kind: 'http.answered', request: 'r-1', method: 'GET', route: '/api/x', ms: 12.3 } as const
  log({ ...answered, status: 200 })
  log({ ...answered, status: 404, code: 'route.not-found' })
  assert.deepEqual(lines, [])
  log({ ...answered, status: 503, code: 'database.busy' })
  assert.deepEqual(lines, ['GET /api/x answered 503 database.busy after 12 ms (r-1)\n'])
})
