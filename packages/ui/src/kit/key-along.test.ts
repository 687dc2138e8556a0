import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
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

test('stylesheets keep room at the begin and the end of a line, never at its left or right', () => {
  const folder = join(import.meta.dirname, '..')
  const sided =
    /^\s*(?:(?:margin|padding|border)-(?:left|right)\b.*|(?:margin|padding): \S+ (\S+) \S+ (?!\1;)\S+;|inset: (?:var\([^)]*\)|[^\s(]+) (\S+) \S+ (?!\2;)\S+;|float: (?:left|right);)$/gm
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.css'))
    .flatMap(file => [...readFileSync(join(folder, file), 'utf8').matchAll(sided)].map(([line]) => `${file}: ${line.trim()}`))
  assert.deepEqual(found, [])
})
