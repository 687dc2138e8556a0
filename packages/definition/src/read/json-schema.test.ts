import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { randomDefinition, rollDice } from '../write/random-definition.ts'
import { writeDefinition } from '../write/write.ts'
import { jsonSchema } from './json-schema.ts'

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: false })
const validate = ajv.compile(jsonSchema())

test('Editors find nothing wrong with a sound definition', () => {
  const folder = join(import.meta.dirname, '../../testdata/findings/base')
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(each => each.endsWith('.yaml'))) {
    assert.ok(validate(parse(readFileSync(join(folder, name), 'utf8'))), `${name}: ${ajv.errorsText(validate.errors)}`)
  }
})

test('Editors find nothing wrong with what the writer writes', () => {
  for (let seed = 1; seed <= 60; seed++) {
    for (const [name, text] of writeDefinition(randomDefinition(rollDice(seed)))) {
      const document = parse(text)
      assert.ok(validate(document), `seed ${seed} ${name}: ${ajv.errorsText(validate.errors)}\n${text}`)
    }
  }
})

const mistakes: [string, unknown][] = [
  ['an unknown key', { screen: 'a', list: 'b', title: 'A', columns: ['c'], colums: [] }],
  ['a missing key', { screen: 'a', list: 'b', title: 'A' }],
  ['an unknown type', { entity: 'a', title: 'b', fields: { b: { type: 'strng' } } }],
  ['money without its currency', { entity: 'a', title: 'b', fields: { b: { type: 'money' } } }],
  ['a currency on text', { entity: 'a', title: 'b', fields: { b: { type: 'text', currency: 'EUR' } } }],
  ['a name of the wrong form', { entity: 'A-b', title: 'b', fields: { b: { type: 'text' } } }],
  ['an unknown operation', { entity: 'a', title: 'b', fields: { b: { type: 'text' } }, access: [{ role: 'x', can: ['reed'] }] }],
]
for (const [what, file] of mistakes) test(`Editors mark ${what}`, () => assert.equal(validate(file), false))
