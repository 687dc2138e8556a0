import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leadsTo, withAddresses } from './web-addresses.ts'

const addressesIn = (text: string) => withAddresses(text).filter((_, index) => index % 2 === 1)

test('a web address ends where its sentence goes on, and nothing but http(s) is one', () => {
  for (const [text, ...found] of [
    ['See https://example.test/a?b=c#d, or (http://example.test).', 'https://example.test/a?b=c#d', 'http://example.test'],
    ['HTTPS://EXAMPLE.TEST!', 'HTTPS://EXAMPLE.TEST'],
    ['javascript:alert(1) data:text/html,x ftp://example.test //example.test http://'],
    ['javascript:https://example.test', 'https://example.test'],
    ['See www.example.test/a?b=c, or (WWW.example.test).', 'www.example.test/a?b=c', 'WWW.example.test'],
    [
      'www. www.example www.example. awww.example.test ftp://www.example.test //www.example.test a@www.example.test javascript:www.example.test',
    ],
  ])
    assert.deepEqual(addressesIn(text!), found, text!)
})

test('an address reads as what it leads to', () => {
  for (const [text, ...found] of [
    ['https://example.test/\u202egpj.exe', 'https://example.test/'],
    ['https://example.test\u2066/x', 'https://example.test'],
    ['https://exa\u200bmple.test', 'https://exa'],
    ['https://bank.test@evil.test/x'],
    ['https://bank.test\u2044login@evil.test'],
    ['https://evil.test/@bank.test', 'https://evil.test/@bank.test'],
    ['www.bank.test@evil.test'],
    ['www.bank.test\u202e/x', 'www.bank.test'],
  ])
    assert.deepEqual(addressesIn(text!), found, text!)
})

test('what is written without its scheme leads there by https', () => {
  assert.equal(leadsTo('www.example.test/a'), 'https://www.example.test/a')
  assert.equal(leadsTo('http://www.example.test'), 'http://www.example.test')
})

test('a text made to take long takes no time', () => {
  const began = performance.now()
  for (const text of [
    `https://${'.'.repeat(10_000)}`,
    'https://.'.repeat(1_000),
    `https://${'a'.repeat(9_000)}@`,
    'http://('.repeat(1_200),
    'www.('.repeat(2_000),
    `www.${'a.'.repeat(5_000)}@`,
    '(www.a.b'.repeat(1_200),
  ])
    withAddresses(text)
  assert.ok(performance.now() - began < 200)
})
