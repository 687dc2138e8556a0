import assert from 'node:assert/strict'
import { test } from 'node:test'
import { say } from '../problems.ts'
import { isStaleClaims, refusalFromDatabase } from './sqlstates.ts'

function raised(code: string, message = 'from the database', more: object = {}): Error {
  return Object.assign(new Error(message), { code, severity: 'ERROR', ...more })
}

test('our own states keep their word code, and what is no word code gets the general one', () => {
  const rows: readonly [string, string, string, number][] = [
    ['BW401', 'session.ended', 'session.ended', 401],
    ['BW401', 'claims.forged', 'session.ended', 401],
    ['BW403', 'approval.own-request', 'approval.own-request', 403],
    ['BW403', 'something.new', 'access.refused', 403],
    ['BW404', 'record.not-found', 'record.not-found', 404],
    ['BW409', 'person.last-administrator', 'person.last-administrator', 409],
    ['BW412', 'record.stale', 'record.stale', 412],
    ['BW422', 'record.invalid', 'record.invalid', 422],
  ]
  for (const [state, message, code, status] of rows) {
    const refusal = refusalFromDatabase(raised(state, message))
    assert.deepEqual([refusal?.code, refusal?.status], [code, status], `${state} ${message}`)
  }
})

test('a stale version names the present one, and stale claims are to be sent again', () => {
  assert.equal(refusalFromDatabase(raised('BW412', 'record.stale', { detail: '7' }))?.extra.currentVersion, 7)
  const stale = raised('BW409', 'claims.stale')
  assert.equal(isStaleClaims(stale), true)
  assert.equal(isStaleClaims(raised('BW409', 'record.in-trash')), false)
  assert.equal(refusalFromDatabase(stale)?.code, 'request.try-again')
})

test('a database that is away, busy, slow or torn is a 503 that says when to come back', () => {
  for (const code of [
    'ECONNREFUSED',
    'ECONNRESET',
    '08006',
    '28000',
    '57P01',
    '57P03',
    '53300',
    '57014',
    '55P03',
    '40001',
    '40P01',
  ]) {
    const refusal = refusalFromDatabase(raised(code))
    assert.equal(refusal?.status, 503, code)
    assert.ok((refusal?.extra.retryAfter ?? 0) >= 1, code)
  }
  assert.equal(refusalFromDatabase(new Error('timeout exceeded when trying to connect'))?.code, 'database.unavailable')
})

test('constraints are refusals that show neither their names nor values; anything else is a fault of ours', () => {
  for (const [code, problem] of [
    ['23505', 'record.duplicate'],
    ['23503', 'record.in-use'],
    ['23514', 'record.invalid'],
  ]) {
    const refusal = refusalFromDatabase(
      raised(code!, 'secret', { detail: 'Key (email)=(ana@example.test) already exists.', constraint: 'person_email_key' }),
    )
    assert.equal(refusal?.code, problem)
    assert.ok(!JSON.stringify(refusal?.extra).includes('ana@'))
  }
  for (const code of ['42P01', '42501', '42703', 'XX000']) assert.equal(refusalFromDatabase(raised(code)), undefined, code)
  assert.equal(refusalFromDatabase(new Error('anything')), undefined)
  assert.equal(refusalFromDatabase('a text'), undefined)
})

test('of a field that is not filled in that is said once, and nothing else; of any other all that is wrong', () => {
  const required = { code: 'field.required' }
  const detail = JSON.stringify([
    { field: 'amount', ...required },
    { field: 'amount', message: 'It is more than there is.' },
    { field: 'amount', message: 'must be filled in, because of what the other fields say' },
    { field: 'reason', message: 'must be filled in, because of what the other fields say' },
    { field: 'reason', message: 'Say why.' },
    { field: 'title', message: 'It is too loud.' },
    { field: 'title', message: 'It is too long.' },
    { field: 'part', of: 'line', id: 'one', ...required },
    { field: 'part', of: 'line', id: 'two', message: 'There is no such part.' },
  ])
  const told = refusalFromDatabase(raised('BW422', 'record.invalid', { detail }))?.extra.fields
  assert.deepEqual(
    told?.map(({ field, message }) => [field, typeof message === 'object' && 'ofApp' in message ? message.ofApp : message]),
    [
      ['amount', say('field.required')],
      ['reason', say('field.required-now')],
      ['title', 'It is too loud.'],
      ['title', 'It is too long.'],
      ['part', say('field.required')],
      ['part', 'There is no such part.'],
    ],
  )
})
