/** Field types in a real PostgreSQL: what goes in comes out, and what `toColumn` would refuse is refused to plain SQL too. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type pg from 'pg'
import { fieldTypes } from '../../packages/definition/src/fields/registry.ts'
import type { Field, FieldTypeName } from '../../packages/definition/src/model/field.ts'
import { readExactJson } from '../../packages/server/src/database/exact-json.ts'
import { createDatabase } from '../harness/database.ts'

const flags = { required: false, unique: false, managed: false, search: false, sensitive: false }
const makeField = (type: FieldTypeName, more: Partial<Field> = {}): Field => ({
  id: 'f',
  name: 'f',
  title: 'F',
  type,
  ...flags,
  ...more,
})
const options = ['low', 'medium', 'high'].map(name => ({ name, title: name }))

/** Every type, some with more than one face. Computed types store what these do. */
const fields: readonly (readonly [string, Field])[] = [
  ...(['text', 'long_text', 'rich_text', 'integer', 'decimal', 'boolean', 'date', 'datetime'] as const).map(
    type => [type, makeField(type)] as const,
  ),
  ...(['person', 'team', 'file', 'url', 'email', 'phone', 'json'] as const).map(type => [type, makeField(type)] as const),
  ['text of 3', makeField('text', { max: 3 })],
  ['integer of a range', makeField('integer', { min: -2, max: 2 })],
  ['decimal of 9', makeField('decimal', { scale: 9 })],
  ['decimal of 0', makeField('decimal', { scale: 0 })],
  ['EUR', makeField('money', { currency: 'EUR' })],
  ['JPY', makeField('money', { currency: 'JPY' })],
  ['KWD', makeField('money', { currency: 'KWD' })],
  ['EUR of a range', makeField('money', { currency: 'EUR', min: 0, max: 100.5 })],
  ['choice', makeField('choice', { options })],
  ['multi_choice', makeField('multi_choice', { options })],
  ['multi_choice of null', makeField('multi_choice', { options: ['null', 'none'].map(name => ({ name, title: name })) })],
  ['relation', makeField('relation', { to: 'customer' })],
  ['auto_number', makeField('auto_number', { prefix: "S'P-" })],
]

const database = await createDatabase()
const client = await database.connect()
// what a session sets must not change what the wire carries
await client.query("SET DateStyle = 'German, DMY'; SET TimeZone = 'Asia/Kathmandu'; SET extra_float_digits = 0")

async function createTable(field: Field): Promise<string> {
  const type = fieldTypes[field.type]
  const checks = type.constraints(field, '"value"').map(sql => `, CHECK (${sql})`)
  await client.query(
    `DROP TABLE IF EXISTS probe; CREATE TABLE probe (id serial, "value" ${type.column(field)}${checks.join('')})`,
  )
  return (type.column(field) ?? '').replace(/ COLLATE .*/, '')
}

/** As the wire would have it: money padded to its digits, a list as it was. */
function padded(sample: unknown, field: Field): unknown {
  if (field.type !== 'phone' || typeof sample !== 'string') return sample
  return sample.trim()
}

for (const [name, field] of fields) {
  test(`${name}: every sample comes back as it went in, and null stays null`, async () => {
    const type = fieldTypes[field.type]
    const cast = await createTable(field)
    await client.query('INSERT INTO probe ("value") VALUES (NULL)')
    for (const sample of type.samples(field)) {
      const outcome = type.toColumn(sample, field)
      assert.ok(outcome.ok, JSON.stringify(sample))
      await client.query(`INSERT INTO probe ("value") VALUES ($1::text::${cast})`, [outcome.value])
      const { rows } = await client.query(
        `SELECT json_build_object('v', ${type.toWireSql('p."value"', field)})::text AS wire FROM probe p ORDER BY id DESC LIMIT 1`,
      )
      assert.deepEqual(JSON.parse(rows[0].wire).v, padded(sample, field))
      assert.deepEqual(await throughAudit(field), padded(sample, field))
    }
    const { rows } = await client.query(
      `SELECT json_build_object('v', ${type.toWireSql('p."value"', field)})::text AS wire FROM probe p ORDER BY id LIMIT 1`,
    )
    assert.equal(JSON.parse(rows[0].wire).v, null)
  })
}

/** The audit keeps rows as JSON, and gives back every digit of them. */
async function throughAudit(field: Field): Promise<unknown> {
  const { rows } = await client.query('SELECT (to_jsonb(p) -> $1)::text AS kept FROM probe p ORDER BY id DESC LIMIT 1', ['value'])
  return fieldTypes[field.type].fromAudit(readExactJson(rows[0].kept), field)
}

/** Field and the SQL of a value that must not get into its column by any path. */
const planted: readonly (readonly [string, Field, string])[] = [
  ['empty text', makeField('text'), "''"],
  ['text over the limit', makeField('text', { max: 3 }), "'abcd'"],
  ['a number JSON cannot carry', makeField('integer'), '9007199254740992'],
  ['a number beyond the field', makeField('integer', { max: 2 }), '3'],
  ['an amount beyond the field', makeField('money', { currency: 'EUR', max: 100.5 }), '10051'],
  ['NaN', makeField('decimal'), "'NaN'"],
  ['an infinite day', makeField('date'), "'infinity'"],
  ['a day before Christ', makeField('date'), "'0001-01-01 BC'"],
  ['an infinite moment', makeField('datetime'), "'-infinity'"],
  ['a moment in the year 10000', makeField('datetime'), "'10000-01-01 00:00:00+00'"],
  ['an option that is none', makeField('choice', { options }), "'none'"],
  ['options that are none', makeField('multi_choice', { options }), "ARRAY['low', 'none']"],
  ['null among options', makeField('multi_choice', { options }), "ARRAY['low', NULL]"],
  ['no options', makeField('multi_choice', { options }), "'{}'::text[]"],
  ['options of two dimensions', makeField('multi_choice', { options }), "ARRAY[ARRAY['low'], ARRAY['high']]"],
  ['a script as a link', makeField('url'), "'javascript:alert(1)'"],
  ['a script after a line break', makeField('url'), "E'https://a\\njavascript:alert(1)'"],
  ['no e-mail address', makeField('email'), "'ana@localhost'"],
  ['two e-mail addresses', makeField('email'), "E'ana@example.com\\nbob@example.com'"],
  ['no phone number', makeField('phone'), "'call me'"],
  ['null inside JSON', makeField('json'), "'null'::jsonb"],
  ['JSON of megabytes', makeField('json'), "to_jsonb(repeat('x', 1000000))"],
  ['the number zero', makeField('auto_number'), '0'],
]
for (const [what, field, sql] of planted) {
  test(`${field.type}: plain SQL cannot plant ${what}`, async () => {
    await createTable(field)
    await assert.rejects(
      client.query(`INSERT INTO probe ("value") VALUES (${sql})`),
      (error: pg.DatabaseError) => error.code === '23514',
    )
  })
}
