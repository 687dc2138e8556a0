import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Field, type FieldTypeName, fieldTypeNames } from '../model/field.ts'
import { fieldTypes } from './registry.ts'

function makeField(type: FieldTypeName, more: Partial<Field> = {}): Field {
  const flags = { required: false, unique: false, managed: false, search: false, sensitive: false }
  return { id: 'f', name: 'f', title: 'F', type, ...flags, ...more }
}
const options = ['low', 'medium', 'high'].map(name => ({ name, title: name }))
const usual: Partial<Record<FieldTypeName, Partial<Field>>> = {
  choice: { options },
  multi_choice: { options },
  money: { currency: 'EUR' },
  relation: { to: 'customer' },
  auto_number: { prefix: 'SUP-' },
  formula: { formula: { expression: '1', result: 'integer' } },
  rollup: { rollup: { over: 'lines', measure: 'count' } },
}

test('Every type of the model is registered under its own name', () => {
  assert.deepEqual(Object.keys(fieldTypes).sort(), [...fieldTypeNames].sort())
  for (const [name, type] of Object.entries(fieldTypes)) assert.equal(type.name, name)
})

test('Every type takes its own samples, and samples that were taken are taken again', () => {
  for (const type of Object.values(fieldTypes)) {
    const field = makeField(type.name, usual[type.name])
    for (const sample of type.samples(field)) {
      const outcome = type.toColumn(sample, field)
      assert.ok(outcome.ok, `${type.name}: ${JSON.stringify(sample)} ${outcome.ok ? '' : outcome.message}`)
    }
    assert.equal(type.samples(field).length > 0, type.name !== 'formula' && type.name !== 'rollup')
  }
})

test('Samples stay within the limits of the field', () => {
  const limited: [FieldTypeName, Partial<Field>][] = [
    ['text', { max: 3 }],
    ['long_text', { max: 1 }],
    ['integer', { min: 5, max: 7 }],
    ['money', { currency: 'JPY', min: 0, max: 100 }],
    ['decimal', { scale: 0, min: -1, max: 1 }],
    ['multi_choice', { options: options.slice(0, 1) }],
  ]
  for (const [name, more] of limited) {
    const field = makeField(name, more)
    for (const sample of fieldTypes[name].samples(field))
      assert.ok(fieldTypes[name].toColumn(sample, field).ok, `${name} ${JSON.stringify(sample)}`)
  }
})

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)])

/** Type, value, field, and what the refusal must say. */
const refusals: [string, FieldTypeName, unknown, RegExp, Partial<Field>?][] = [
  ['a number is not text', 'text', 5, /must be text/],
  ['null is the caller’s business and no text', 'text', null, /must be text/],
  ['NUL cannot be stored', 'text', 'a\u0000b', /NUL/],
  ['half a surrogate pair is not text', 'text', 'a\ud83e', /surrogate/],
  ['empty text is not a second way to be empty', 'text', '', /send null/],
  ['spaces are no text', 'long_text', ' \n ', /send null/],
  ['what nobody sees is no text', 'text', '\u200b\u3164\u00ad', /send null/],
  ['one line means one line', 'text', 'a\nb', /one line/],
  ['a line separator breaks a line too', 'text', 'a\u2028b', /one line/],
  ['an escape character is no text', 'long_text', '\u001b[31m', /control characters/],
  ['text over the limit is told limit and length', 'text', 'x'.repeat(201), /at most 200 characters; it has 201/],
  ['characters are counted, not code units', 'text', '🦉'.repeat(4), /at most 3 characters; it has 4/, { max: 3 }],
  ['long text has a limit too', 'long_text', 'x'.repeat(100_001), /at most 100,000 characters; it has 100,001/],
  ['text is no number', 'integer', '5', /whole number/],
  ['a fraction is no whole number', 'integer', 1.5, /whole number/],
  ['infinity is no number', 'integer', Number.POSITIVE_INFINITY, /whole number/],
  ['numbers JSON cannot carry exactly are refused', 'integer', 2 ** 53, /between ±9,007,199,254,740,991/],
  ['too small', 'integer', 1, /at least 2/, { min: 2 }],
  ['too great', 'integer', 1234567, /at most 1,000/, { max: 1000 }],
  ['exact numbers are text', 'decimal', 12.5, /as text, such as "12.50"/],
  ['no exponents', 'decimal', '1e3', /plain number/],
  ['no leading zeros', 'decimal', '007', /plain number/],
  ['no plus sign', 'money', '+5', /plain number/],
  ['no thousands separators', 'money', '1,000.00', /plain number/],
  ['no spaces', 'money', ' 5', /plain number/],
  ['no bare point', 'money', '5.', /plain number/],
  ['nineteen digits are too many', 'money', '1'.repeat(19), /18 digits/],
  ['more digits than cents', 'money', '1.005', /at most 2 digits after the point; it has 3/],
  ['yen have no cents', 'money', '1.5', /whole number/, { currency: 'JPY' }],
  ['dinars have thousandths and no more', 'money', '1.2345', /at most 3 digits/, { currency: 'KWD' }],
  ['the range counts in units', 'money', '99999999999999999.99', /at most/],
  ['a bound of the field', 'money', '100.01', /at most 100.00/, { max: 100 }],
  ['NaN is no number', 'decimal', 'NaN', /plain number/],
  ['"true" is not true', 'boolean', 'true', /true or false/],
  ['1 is not true', 'boolean', 1, /true or false/],
  ['February has 28 days', 'date', '2026-02-30', /2026-02 has 28 days/],
  ['1900 was no leap year', 'date', '1900-02-29', /28 days/],
  ['there is no month 13', 'date', '2026-13-01', /month from 01 to 12/],
  ['there is no year 0', 'date', '0000-01-01', /0001 to 9999/],
  ['five digits are no year', 'date', '12026-01-01', /such as 2026-11-24/],
  ['a date is not a time', 'date', '2026-01-01T00:00:00Z', /such as 2026-11-24/],
  ['PostgreSQL’s words are no dates', 'date', 'infinity', /such as 2026-11-24/],
  ['a time needs its zone', 'datetime', '2026-11-24T09:30:00', /with its zone/],
  ['a time needs its day', 'datetime', '2026-02-30T09:30:00Z', /28 days/],
  ['there is no 24:00', 'datetime', '2026-11-24T24:00:00Z', /time of day/],
  ['there is no second 60', 'datetime', '2026-11-24T23:59:60Z', /time of day/],
  ['there is no zone +15', 'datetime', '2026-11-24T09:30:00+15:00', /zone/],
  ['the year counts in UTC', 'datetime', '9999-12-31T23:59:59-01:00', /0001 to 9999/],
  ['the first year counts in UTC too', 'datetime', '0001-01-01T00:00:00+01:00', /0001 to 9999/],
  ['"now" is no time', 'datetime', 'now', /with its zone/],
  ['an option that is none, with the nearest', 'choice', 'hihg', /did you mean "high"/],
  ['an option that is none, with all', 'choice', 'x', /one of low, medium, high/],
  ['an option of another case', 'choice', 'LOW', /did you mean "low"/],
  ['a list is no option', 'choice', ['low'], /as text/],
  ['an option is no list', 'multi_choice', 'low', /list of options/],
  ['nothing chosen is null', 'multi_choice', [], /send null/],
  ['an option twice', 'multi_choice', ['low', 'low'], /twice/],
  ['null in a list', 'multi_choice', [null], /as text/],
  ['a name is no id', 'person', 'ana', /id of a person/],
  ['an id with braces is none', 'relation', '{019ab2c3-d4e5-7f60-8a1b-2c3d4e5f6071}', /id of a record/],
  ['a list of ids is none', 'team', ['019ab2c3-d4e5-7f60-8a1b-2c3d4e5f6071'], /id of a team/],
  ['javascript: cannot be linked to', 'url', 'javascript:alert(1)', /https:\/\//],
  ['nor in mixed case', 'url', 'JavaScript:alert(1)', /https:\/\//],
  ['nor after a control character', 'url', '\u0001javascript:alert(1)', /one line/],
  ['nor data:', 'url', 'data:text/html,<script>1</script>', /https:\/\//],
  ['a url has no spaces', 'url', 'https://example.com/a b', /complete address/],
  ['a url has a host', 'url', 'https://', /complete address/],
  ['mailto needs an address', 'url', 'mailto:?subject=x', /e-mail address after mailto/],
  ['an address needs a domain', 'email', 'ana@localhost', /such as ana@example.com/],
  ['two ats', 'email', 'a@b@c.de', /such as ana@example.com/],
  ['a name around it', 'email', 'Ana <ana@example.com>', /such as ana@example.com/],
  ['letters beyond ASCII', 'email', 'añа@example.com', /such as ana@example.com/],
  ['an address of two lines', 'email', 'ana@example.com\nbcc:x@y.zz', /one line/],
  ['words are no phone number', 'phone', 'call me', /5 to 15 digits/],
  ['four digits are too few', 'phone', '1234', /5 to 15 digits/],
  ['sixteen digits are too many', 'phone', '1234567890123456', /5 to 15 digits/],
  ['JSON as deep as that', 'json', deep(21), /deeper than 20/],
  ['JSON with NUL inside', 'json', { a: ['\u0000'] }, /NUL/],
  ['JSON with half a surrogate as a key', 'json', { '\udc00': 1 }, /surrogate/],
  ['JSON that is too large', 'json', 'x'.repeat(65_600), /at most 64 kB as JSON; it has 65 kB/],
  ['infinity in JSON', 'json', [Number.NaN], /finite/],
  ['a number without its prefix', 'auto_number', '1042', /such as SUP-1042/],
  ['a number that is none', 'auto_number', 'SUP-0', /such as SUP-1042/],
  ['a formula is computed', 'formula', 1, /computed/],
  ['a roll-up is computed', 'rollup', 1, /computed/],
]
for (const [sentence, type, value, message, more] of refusals) {
  test(`${type} refuses: ${sentence}`, () => {
    const outcome = fieldTypes[type].toColumn(value, makeField(type, more ?? usual[type]))
    assert.ok(!outcome.ok, `was taken as ${outcome.ok ? outcome.value : ''}`)
    assert.match(outcome.message, message)
  })
}

/** Type, value, what PostgreSQL gets. */
const conversions: [FieldTypeName, unknown, string, Partial<Field>?][] = [
  ['integer', -0, '0'],
  ['integer', Number.MIN_SAFE_INTEGER, '-9007199254740991'],
  ['money', '12.5', '1250'],
  ['money', '-0.01', '-1'],
  ['money', '-0', '0'],
  ['money', '1500', '1500', { currency: 'JPY' }],
  ['money', '1.5', '1500', { currency: 'KWD' }],
  ['money', '9999999999999999.99', '999999999999999999'],
  ['decimal', '3', '3.0000', { scale: 4 }],
  ['decimal', '-0.5', '-0.50'],
  ['datetime', '2026-11-24T10:30:00.1239+01:00', '2026-11-24T09:30:00.123Z'],
  ['datetime', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ['person', '019AB2C3-D4E5-7F60-8A1B-2C3D4E5F6071', '019ab2c3-d4e5-7f60-8a1b-2c3d4e5f6071'],
  ['multi_choice', ['high', 'low'], '{high,low}'],
  ['url', 'HTTPS://Example.com/A', 'https://Example.com/A'],
  ['phone', '+49  30 901820 ', '+49 30 901820'],
  ['auto_number', 'SUP-1042', '1042'],
  ['boolean', false, 'false'],
]
for (const [type, value, expected, more] of conversions) {
  test(`${type} gives PostgreSQL ${expected} for ${JSON.stringify(value)}`, () => {
    assert.deepEqual(fieldTypes[type].toColumn(value, makeField(type, more ?? usual[type])), { ok: true, value: expected })
  })
}

/** Type, value as the audit's JSON is read, what the wire carries. */
const keptValues: [FieldTypeName, unknown, string, Partial<Field>?][] = [
  ['money', '999999999999999999', '9999999999999999.99'],
  ['money', 123456789012345680, '1234567890123456.80'],
  ['decimal', '9999999999999999.99', '9999999999999999.99'],
  ['decimal', 1234567890123456.8, '1234567890123456.80'],
  ['decimal', 12.5, '12.50'],
  ['decimal', 1e-7, '0.000000100', { scale: 9 }],
]
for (const [type, value, expected, more] of keptValues) {
  test(`${type} is ${expected} where the audit keeps ${JSON.stringify(value)}`, () => {
    const field = makeField(type, more ?? usual[type])
    assert.equal(fieldTypes[type].fromAudit(value, field), expected)
  })
}
