import assert from 'node:assert/strict'
import { test } from 'node:test'
import { normaliseEmail } from './email.ts'

test('spellings of one address become one', () => {
  for (const spelling of [
    'ana@example.test',
    'ANA@Example.Test',
    '  ana@example.test\n',
    'ａｎａ@example.test',
    'ana＠example.test',
  ]) {
    assert.equal(normaliseEmail(spelling), 'ana@example.test', spelling)
  }
  assert.equal(normaliseEmail("o'neil+desk@mail.example.test"), "o'neil+desk@mail.example.test")
})

test('what is not one plain ASCII address is none', () => {
  const others = [
    '',
    'ana',
    '@example.test',
    'ana@',
    'ana@localhost',
    'ana@@example.test',
    'a@b@example.test',
    '"a b"@example.test',
    'ana@example.test>',
    'ana lima@example.test',
    'ana\0@example.test',
    'ana\n@example.test',
    'ana@exam\u0430ple.test',
    '\u0430na@example.test',
    'ana@-example.test',
    'ana@example..test',
    'ana..x@example.test',
    '.ana@example.test',
    'ana@[127.0.0.1]',
    'ana@127.0.0.1',
    `${'a'.repeat(65)}@example.test`,
    `ana@${'a.'.repeat(130)}test`,
    'x'.repeat(100_000),
  ]
  for (const text of others) assert.equal(normaliseEmail(text), undefined, text.slice(0, 60))
})
