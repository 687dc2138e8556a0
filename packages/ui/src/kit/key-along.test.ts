import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { keyAlong } from './key-along.ts'

const known = globalThis.getComputedStyle
afterEach(() => {
  globalThis.getComputedStyle = known
})

const pressed = (key: string, direction: 'ltr' | 'rtl') => {
  globalThis.getComputedStyle = () => ({ direction }) as CSSStyleDeclaration
  return keyAlong({ key, currentTarget: {} as EventTarget & Element })
}

test('the arrow that goes on is the one to where the next stands, and other keys are what they are', () => {
  const keys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'Home']
  assert.deepEqual(
    keys.map(key => pressed(key, 'ltr')),
    keys,
  )
  assert.deepEqual(
    keys.map(key => pressed(key, 'rtl')),
    ['ArrowRight', 'ArrowLeft', 'ArrowUp', 'Home'],
  )
})
