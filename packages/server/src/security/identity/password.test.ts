import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashPassword, refusePassword, verifyPassword } from './password.ts'

test('a hash is argon2id in the PHC form, salted, and verifies its password in any Unicode form only', async () => {
  const [one, two] = [await hashPassword('Zürich is 12 hills'), await hashPassword('Zürich is 12 hills')]
  assert.match(one, /^\$argon2id\$v=19\$m=65536,t=3,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  assert.notEqual(one, two)
  assert.equal(await verifyPassword(one, 'Zürich is 12 hills'.normalize('NFD')), true)
  assert.equal(await verifyPassword(one, 'Zürich is 12 hillS'), false)
  assert.equal(await verifyPassword(undefined, 'Zürich is 12 hills'), false)
  await assert.rejects(verifyPassword('plain', 'plain'), /PHC/)
})

test('hashes made elsewhere with other costs verify', async () => {
  // A vector of the reference implementation's own tests.
  const hash = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  assert.equal(await verifyPassword(hash, 'password'), true)
})

test('when too many wait, the next is told so at once', async () => {
  const answers = await Promise.allSettled(
    Array.from({ length: 60 }, () =>
      verifyPassword('$argon2id$v=19$m=1024,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc', 'x'),
    ),
  )
  const refused = answers.filter(answer => answer.status === 'rejected')
  assert.equal(refused.length, 60 - 42)
  assert.ok(refused.every(answer => answer.reason.code === 'session.too-busy'))
})

test('short, common, walked and personal passwords are refused with a sentence; long odd ones are fine', () => {
  const refused = [
    'elevenchars',
    'Password1234',
    'password-2026!',
    'qwertyuiopasdf',
    '123456789012',
    'abcdefghijklmno',
    'aaaaaaaaaaaaaaaa',
    'abababababab',
    'Ana.Lima@example.test',
    'ana.lima12345',
    'Bailiwick 2026',
    'letmein 123456',
  ]
  for (const password of refused) assert.ok(refusePassword(password, 'ana.lima@example.test'), password)
  for (const password of ['seven quiet rivers', 'kX9#vv20-lopq', 'ananas ist kein apfel', 'パスワードは長いほど良いです'])
    assert.equal(refusePassword(password, 'ana@example.test'), undefined, password)
})
