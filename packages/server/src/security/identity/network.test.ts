import assert from 'node:assert/strict'
import { test } from 'node:test'
import { networkOf } from './network.ts'

test('an IPv4 address counts alone, also when it is written as IPv6', () => {
  assert.equal(networkOf('203.0.113.7'), '203.0.113.7')
  assert.equal(networkOf('::ffff:203.0.113.7'), '203.0.113.7')
  assert.equal(networkOf('::FFFF:203.0.113.7'), '203.0.113.7')
})

test('an IPv6 address counts with its /64, however it is written', () => {
  for (const address of ['2001:db8:1:2::1', '2001:db8:1:2:ffff::', '2001:0db8:0001:0002:0:0:0:9', '2001:DB8:1:2:3:4:5:6%eth0']) {
    assert.equal(networkOf(address), '2001:db8:1:2::/64', address)
  }
  assert.equal(networkOf('::1'), '0:0:0:0::/64')
  assert.equal(networkOf('2001:db8::'), '2001:db8:0:0::/64')
})

test('what is no address is one network', () => {
  for (const text of ['', 'evil', '1.2.3', '[::1]', "'; --"]) assert.equal(networkOf(text), 'unknown', text)
})
