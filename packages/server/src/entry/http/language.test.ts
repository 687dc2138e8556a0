import assert from 'node:assert/strict'
import { test } from 'node:test'
import { acceptedLanguages } from './language.ts'

test('what a browser reads, best first; what is no such list is nothing', () => {
  for (const [header, ...tags] of [
    ['de-AT,de;q=0.9, en ; q=0.5', 'de-AT', 'de', 'en'],
    ['en;q=0.2,de;q=0.8,fr', 'fr', 'de', 'en'],
    ['en;q=0,de', 'de'],
    ['*'],
    ['de;q=1.5,<script>,en', 'en'],
    [`en,${'x,'.repeat(600)}`],
    [`x${'-a'.repeat(450)},de`, 'de'],
    [''],
  ] as const)
    assert.deepEqual(acceptedLanguages(header), tags, header)
  assert.deepEqual(acceptedLanguages(undefined), [])
})
