import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gapsOf } from '../sentence.ts'
import { faultsInGerman } from './faults.de.ts'
import { type Fault, type FaultKey, fault, faultInWords, faultsInEnglish } from './faults.ts'
import {
  checkExpression,
  conjuncts,
  evaluate,
  type Facts,
  failed,
  fromWire,
  ownLookups,
  type Scope,
  toCondition,
  type Value,
} from './index.ts'
import { inlineLiterals } from './literals.ts'
import { compileRegex, regexToPostgres } from './regex.ts'
import type { EntityShape, FieldShape } from './schema.ts'
import type { ValueType } from './value-type.ts'

const shape = (type: ValueType, nullable = true, options?: string[]): FieldShape => ({
  type,
  nullable,
  ...(options && { options }),
})
const person: ValueType = { kind: 'id', of: 'person' }
const ticket: EntityShape = {
  name: 'ticket',
  fields: new Map([
    ['id', shape({ kind: 'id', of: 'record', entity: 'ticket' }, false)],
    ['subject', shape({ kind: 'string' }, false)],
    ['note', shape({ kind: 'string' })],
    ['credit', shape({ kind: 'scaled', scale: 2 })],
    ['count', shape({ kind: 'int' })],
    ['priority', shape({ kind: 'string' }, true, ['low', 'medium', 'high'])],
    ['assignee', shape(person)],
    ['team', shape({ kind: 'id', of: 'team' }, false)],
    ['due', shape({ kind: 'date' })],
    ['met', shape({ kind: 'timestamp' })],
    ['customer', shape({ kind: 'id', of: 'record', entity: 'customer' })],
    ['tags', shape({ kind: 'list', element: { kind: 'string' } })],
    ['extra', shape({ kind: 'dyn' })],
  ]),
  relations: new Map([['customer', { entity: 'customer', nullable: true }]]),
  children: new Map([['lines', { entity: 'line', via: 'ticket' }]]),
}
const customer: EntityShape = {
  name: 'customer',
  fields: new Map([
    ['id', shape({ kind: 'id', of: 'record', entity: 'customer' }, false)],
    ['owner', shape(person)],
  ]),
  relations: new Map([['parent', { entity: 'customer', nullable: true }]]),
  children: new Map(),
}
const line: EntityShape = {
  name: 'line',
  fields: new Map([
    ['id', shape({ kind: 'id', of: 'record', entity: 'line' }, false)],
    ['done', shape({ kind: 'bool' })],
  ]),
  relations: new Map([['ticket', { entity: 'ticket', nullable: false }]]),
  children: new Map(),
}
const scope: Scope = {
  entities: new Map([ticket, customer, line].map(each => [each.name, each])),
  variables: new Map([
    ['record', shape({ kind: 'record', entity: 'ticket' }, false)],
    ['user', shape({ kind: 'user' }, false)],
  ]),
  functions: { now: true, today: true },
}

const refused: readonly [text: string, code: string, says: RegExp][] = [
  ['', 'expression.empty', /empty/],
  ['record.', 'expression.syntax', /./],
  ['record.subject == "a" &&', 'expression.syntax', /./],
  ['subject == "a"', 'expression.unknown-name', /subject/],
  ['record.sbject == "a"', 'expression.unknown-field', /sbject/],
  ['record.lines == null', 'expression.type', /list of records/],
  ['record.extra == null', 'expression.not-supported', /JSON/],
  ['record.priority == "hihg"', 'expression.unknown-option', /hihg/],
  ['record.priority in ["low", "hihg"]', 'expression.unknown-option', /hihg/],
  ['record.subject', 'expression.type', /a text; true or false/],
  ['record.count', 'expression.type', /whole number/],
  ['record.subject == 1', 'expression.type', /cannot be compared/],
  ['record.assignee < user.id', 'expression.type', /no order/],
  ['record.team == user.id', 'expression.type', /cannot be compared/],
  ['record.due == "2026-02-30"', 'expression.type', /not a date/],
  ['record.met > "2026-01-01"', 'expression.type', /timestamp\(/],
  ['record.credit == 0.001', 'expression.type', /2 digits/],
  ['record.credit == 12345678901234567.5', 'expression.type', /15 digits/],
  ['record.credit == 9999999999999999999', 'expression.type', /18 digits/],
  ['record.count == 9223372036854775808', 'expression.type', /9223372036854775807/],
  ['record.count > -9223372036854775809', 'expression.type', /9223372036854775807/],
  ['record.count in [1, 99999999999999999999]', 'expression.type', /9223372036854775807/],
  ['99999999999999999999 / 2 == record.count', 'expression.type', /9223372036854775807/],
  ['record.credit / 2 > 1.0', 'expression.type', /cannot be computed exactly/],
  ['record.tags == ["a"]', 'expression.not-supported', /whole/],
  ['record.tags[0] == "vip"', 'expression.not-supported', /position/],
  ['record.subject.replace("a", "bc") == "x"', 'expression.not-supported', /no longer than/],
  ['record.subject.replace("", "") == "x"', 'expression.not-supported', /no longer than/],
  ['record.subject.replace(record.note, "") == "x"', 'expression.not-supported', /written out/],
  ['record.subject.matches(record.note)', 'expression.not-supported', /written out/],
  ['record.subject.matches("(?i)a")', 'expression.not-supported', /pattern/],
  ['[1, 2].map(x, x + 1) == [2]', 'expression.not-supported', /map/],
  ['{"a": 1}.a == 1', 'expression.not-supported', /Fields can only be read|Maps/],
  ['record.customer.parent.parent.parent.owner == user.id', 'expression.too-deep', /3 relations/],
  ['record.lines.exists(x, x.ticket.lines.exists(y, y.ticket.lines.exists(z, z.done)))', 'expression.too-deep', /2 deep/],
  ['record.lines.exists(record, record.done)', 'expression.type', /already stands/],
  ['user.nmae == ""', 'expression.unknown-field', /nmae/],
  ['user == record.assignee', 'expression.type', /not a value/],
  ['lenght(record.subject) > 1', 'expression.unknown-function', /lenght/],
  ['b"a" == b"a"', 'expression.not-supported', /bytes/],
  ['1u == 1u', 'expression.not-supported', /Unsigned/],
  ['record.subject in []', 'expression.not-supported', /empty list/],
  ['record.count == "\u0000"', 'expression.syntax', /NUL/],
  [`${'('.repeat(50)}true${')'.repeat(50)}`, 'expression.too-deep', /levels/],
  [`${'!'.repeat(60)}true`, 'expression.too-deep', /levels/],
  [`record.subject == "${'a'.repeat(4_000)}"`, 'expression.too-long', /characters/],
  // A raw string ends at the quote after its backslash, whatever another one would do.
  [`r"\\" == "" || ${'('.repeat(50)}true${')'.repeat(50)} || record.subject == ""`, 'expression.too-deep', /levels/],
  // Some hundred characters that became gigabytes of SQL, or took minutes to write.
  [within('record.count > 1', inner => `(${inner} ? true : false)`), 'expression.too-deep', /too long to be computed/],
  [within('record.customer.owner == null', inner => `((${inner}) == (record.count > 2))`), 'expression.too-deep', /too long/],
  [within('record.count > 1', inner => `((${inner}) in [true, false])`), 'expression.too-deep', /too long/],
  // Seconds of PostgreSQL's time for one row.
  ['record.subject.matches("(a?b?c?d?){100}x")', 'expression.not-supported', /more than 256|more than 64/],
]

/** As deep as brackets may be. */
function within(seed: string, around: (inner: string) => string): string {
  let text = seed
  for (let depth = 0; depth < 19; depth += 1) text = around(text)
  return text
}

describe('the checker', () => {
  for (const [text, code, says] of refused) {
    test(`refuses ${text.length > 70 ? `${text.slice(0, 60)}…` : JSON.stringify(text)} as ${code}`, () => {
      const checking = checkExpression(text, scope)
      assert.ok(!checking.ok, 'it was accepted')
      const [problem] = checking.problems
      assert.equal(problem?.code, code)
      assert.match(problem!.message, says)
      assert.ok(problem!.offset >= 0 && problem!.offset <= text.length, 'the place lies in the text')
    })
  }

  test('says where a slip is, in characters of the text, also behind characters of two units', () => {
    const text = '"🦉🦉" == record.subject && record.sbject == "a"'
    const checking = checkExpression(text, scope)
    assert.ok(!checking.ok)
    assert.equal(text.slice(checking.problems[0]!.offset, checking.problems[0]!.offset + 8), '.sbject ')
    assert.match(checking.problems[0]!.hint!, /subject/)
  })

  test('reads every field it looks at, also through relations and in child records', () => {
    const checking = checkExpression('record.customer.owner == user.id || record.lines.all(x, x.done)', scope)
    assert.ok(checking.ok)
    assert.deepEqual(
      checking.expression.reads.map(read => `${read.entity}.${read.field}`),
      ['ticket.customer', 'customer.owner', 'line.ticket', 'line.done'],
    )
  })

  test('takes a plain number for an amount, where it is compared and where it goes', () => {
    assert.ok(checkExpression('record.credit >= 0', scope).ok)
    const into = checkExpression('record.count > 1 ? 5 : 2.50', scope, { into: { kind: 'scaled', scale: 2 } })
    assert.ok(into.ok)
    assert.deepEqual(into.expression.type, { kind: 'scaled', scale: 2 })
    assert.equal(evaluate(into.expression, facts({ count: 2 })), 500n)
    assert.equal(evaluate(into.expression, facts({ count: 1 })), 250n)
  })

  test('knows macros inside of macros: quantifiers two deep, and has() within', () => {
    assert.ok(checkExpression('record.lines.exists(x, has(x.done) && x.ticket.lines.all(y, y.done))', scope).ok)
  })
})

/** A ticket with these fields in wire form, two lines, and nothing else in the world. */
function facts(
  fields: Record<string, unknown>,
  lines: readonly (boolean | null)[] = [],
): Facts<{ id: string; fields: Record<string, unknown> }> {
  const rows = lines.map((done, index) => ({ id: `l${index}`, fields: { done, ticket: 't' } }))
  return {
    record: () => ({ id: 't', fields }),
    value: () => null,
    field: (row, entity, field): Value =>
      fromWire(scope.entities.get(entity)!.fields.get(field)!.type, field === 'id' ? row.id : row.fields[field]),
    byId: () => undefined,
    children: () => rows,
    user: property => (property === 'id' ? 'u' : property === 'email' ? 'u@example.test' : ['x']),
    now: () => 0n,
    today: () => '2026-11-24',
  }
}

function outcome(text: string, fields: Record<string, unknown> = {}, lines: readonly (boolean | null)[] = []) {
  const checking = checkExpression(text, scope, 'any')
  assert.ok(checking.ok, checking.ok ? '' : checking.problems[0]!.message)
  return evaluate(checking.expression, facts(fields, lines))
}

describe('the evaluator', () => {
  const cases: readonly [
    text: string,
    fields: Record<string, unknown>,
    expected: unknown,
    lines?: readonly (boolean | null)[],
  ][] = [
    ['record.note == null', {}, true],
    ['record.note == "a"', {}, false],
    ['record.note != "a"', {}, true],
    ['record.note.startsWith("a")', {}, failed],
    ['record.note.startsWith("a") || true', {}, true],
    ['record.note.startsWith("a") && false', {}, false],
    ['!(record.note.startsWith("a"))', {}, failed],
    ['record.count / 0 == 1', { count: 1 }, failed],
    ['record.count + 1 > 0', {}, failed],
    ['9223372036854775807 + record.count > 0', { count: 1 }, failed],
    ['-7 / 2', {}, -3n],
    ['-7 % 2', {}, -1n],
    ['9223372036854775806 / 9223372036854775807', {}, 0n],
    ['record.customer.owner == user.id', {}, failed],
    ['has(record.customer.owner)', {}, failed],
    ['has(record.note)', {}, false],
    ['record.credit > 10', { credit: '10.01' }, true],
    ['"vip" in record.tags', { tags: ['vip'] }, true],
    ['"vip" in record.tags', {}, failed],
    ['record.note in ["a"]', {}, false],
    ['"🦉" > "ﬁ"', {}, true],
    ['size("🦉")', {}, 1n],
    ['record.lines.exists(x, x.done)', {}, failed, [null, false]],
    ['record.lines.exists(x, x.done)', {}, true, [null, true]],
    ['record.lines.all(x, x.done)', {}, false, [null, false]],
    ['record.lines.all(x, x.done)', {}, true, []],
    ['record.lines.exists_one(x, x.done)', {}, failed, [true, null]],
    ['size(record.lines)', {}, 2n, [true, null]],
    ['record.met - duration("1s") < timestamp("0001-01-01T00:00:00Z")', { met: '0001-01-01T00:00:00Z' }, failed],
    ['timestamp("2026-03-29T01:30:00Z").getHours("Europe/Berlin")', {}, 3n],
    ['record.due < today()', { due: '2026-11-23' }, true],
    ['record.due.within("day")', { due: '2026-11-24' }, true],
    ['record.due.within("day", -1)', { due: '2026-11-24' }, false],
    ['record.due.within("week")', { due: '2026-11-23' }, true],
    ['record.due.within("week")', { due: '2026-11-30' }, false],
    ['record.due.within("week", 1)', { due: '2026-12-06' }, true],
    ['record.due.within("month", -1)', { due: '2026-10-31' }, true],
    ['record.due.within("quarter")', { due: '2026-10-01' }, true],
    ['record.due.within("year", 1)', { due: '2027-12-31' }, true],
    ['record.due.within("week")', { due: null }, failed],
    ['!record.due.within("week")', { due: '2026-11-22' }, true],
  ]
  for (const [text, fields, expected, lines] of cases)
    test(`${text} of ${JSON.stringify(fields)}${lines ? ` with lines ${JSON.stringify(lines)}` : ''} is ${String(expected)}`, () =>
      assert.equal(outcome(text, fields, lines), expected))
})

describe('conditions as SQL', () => {
  const sql = (text: string, how: { overRows?: boolean; overViews?: boolean } = {}) => {
    const checking = checkExpression(text, scope)
    assert.ok(checking.ok, checking.ok ? '' : checking.problems[0]!.message)
    return toCondition(checking.expression, {
      ...how,
      ...inlineLiterals(),
      variable: () => 't',
      column: (_, field, alias) => `${alias}.${field}`,
      table: entity => entity,
      user: property => `u_${property}`,
      now: () => 'now()',
      today: () => 'today',
      helper: name => name,
    })
  }

  test('keep the plain shape an index serves', () => {
    assert.equal(sql('record.assignee == user.id'), '(t.assignee = u_id)')
    assert.equal(
      sql('record.team in user.teams && record.priority == "low"'),
      `((t.team = ANY ((u_teams)::uuid[])) AND (t.priority = 'low'::text))`,
    )
  })

  test('compute a relation of a view before they look up what it names', () => {
    assert.equal(
      sql('record.customer.parent.owner == user.id', { overViews: true }),
      `((SELECT x2.owner FROM LATERAL (SELECT t.customer AS id OFFSET 0) x3 JOIN customer x1 ON x1.id = x3.id CROSS JOIN LATERAL (SELECT x1.parent AS id OFFSET 0) x4 JOIN customer x2 ON x2.id = x4.id WHERE true) = u_id)`,
    )
  })

  test('say which own columns find their records, value by value', () => {
    const own = (text: string) => {
      const checking = checkExpression(text, scope)
      assert.ok(checking.ok)
      return ownLookups(checking.expression)
    }
    assert.deepEqual(own('record.assignee == user.id || record.team in user.teams'), [
      { field: 'assignee', values: 'id' },
      { field: 'team', values: 'teams' },
    ])
    assert.deepEqual(own('record.priority in ["low", "high"] && record.team in user.direct_teams'), [
      { field: 'team', values: 'direct_teams', also: { field: 'priority', values: ['low', 'high'] } },
    ])
    assert.deepEqual(own('record.team in user.teams && (record.priority == "low" || record.count == 3)'), [
      { field: 'team', values: 'teams' },
    ])
    assert.deepEqual(own('(record.assignee == user.id || record.team in user.teams) && record.priority == "low"'), [
      { field: 'assignee', values: 'id', also: { field: 'priority', values: ['low'] } },
      { field: 'team', values: 'teams', also: { field: 'priority', values: ['low'] } },
    ])
    assert.deepEqual(own('"low" == record.priority'), [{ field: 'priority', values: ['low'] }])
    assert.deepEqual(own('record.count == 3 || record.assignee in user.reports'), [
      { field: 'count', values: ['3'] },
      { field: 'assignee', values: 'reports' },
    ])
    const [lead] = own('record.priority == "low" && record.customer.parent.owner == user.id') ?? []
    assert.ok(lead && typeof lead.values === 'object' && 'condition' in lead.values)
    assert.deepEqual([lead.field, lead.values.entity], ['customer', 'customer'])
    assert.deepEqual(own('false'), [])
    for (const text of [
      'true',
      'record.priority != "low"',
      'record.assignee == user.id || record.subject == record.note',
      '!(record.assignee == user.id)',
    ])
      assert.equal(own(text), undefined, text)
  })

  test('begin at the end of a path where many rows are asked', () => {
    assert.equal(
      sql('record.customer.parent.owner == user.id', { overRows: true }),
      '(t.customer = ANY ((SELECT array_agg(x2.id) FROM customer x2 WHERE x2.parent = ANY ((SELECT array_agg(x1.id) FROM customer x1 WHERE x1.owner = u_id)::uuid[]))::uuid[]))',
    )
    // Only what must be true: an error and a "no" are not the same to a negation.
    assert.equal(sql('!(record.customer.owner == user.id)', { overRows: true }), sql('!(record.customer.owner == user.id)'))
    assert.notEqual(sql('record.customer.owner == user.id', { overRows: true }), sql('record.customer.owner == user.id'))
  })

  test('quote what is written in them', () => {
    assert.match(sql('record.subject == "it\'s \\\\ a trap"'), /E'it''s \\\\ a trap'/)
  })

  test('name what a policy may compare with an index', () => {
    const parts = (text: string) => {
      const checking = checkExpression(text, scope)
      assert.ok(checking.ok)
      return conjuncts(checking.expression).map(part => part.kind)
    }
    assert.deepEqual(parts('user.id == record.assignee && record.count > 1'), ['user-equality', 'other'])
    assert.deepEqual(parts('record.team in user.teams'), ['user-membership'])
    assert.deepEqual(parts('record.team in user.teams || record.count > 1'), ['other'])
    assert.deepEqual(parts('!(record.assignee == user.id)'), ['other'])
    assert.deepEqual(parts('record.customer.owner == user.id'), ['user-path'])
  })
})

describe('patterns', () => {
  const taken = ['a.b', '^[^a]+$', '\\d{2,3}', '\\s', '(?:ab)*', '[A-Z\\d]', 'x%_']
  const texts = ['', 'a\nb', 'a\rb', 'a\u2028b', 'ab', '12', '\u00a0', '\t', 'X9', 'x%_', 'é']

  test('mean in JavaScript what RE2 means: a dot and a space take in no more', () => {
    assert.equal(compileRegex('^a.b$').test('a\rb'), true)
    assert.equal(compileRegex('^a.b$').test('a\nb'), false)
    assert.equal(compileRegex('\\s').test('\u00a0'), false)
    for (const pattern of taken) for (const text of texts) assert.equal(typeof compileRegex(pattern).test(text), 'boolean')
  })

  test('are refused where the dialects differ', () => {
    for (const pattern of ['a*?', 'a++', '(?i)a', '(?=a)', '\\b', '\\p{L}', '[[:alpha:]]', 'a{1000}', '(', '\n'])
      assert.equal(regexToPostgres(pattern).ok, false, pattern)
    for (const pattern of taken) assert.equal(regexToPostgres(pattern).ok, true, pattern)
  })

  test('are as long as what their repetitions come to', () => {
    for (const pattern of [
      '\\d{255}',
      '(?:ab){3}[c-e]{200,250}',
      '(a|b){80}',
      '((a{4}){4}){4}',
      '(a?b*){32}',
      '([a-z]+ ?){1,60}',
      '(a?){2}(b{0,200})',
    ])
      assert.equal(regexToPostgres(pattern).ok, true, pattern)
    for (const pattern of [
      '(ab){130}',
      '(a{20}){20}',
      '((^){20}){20}',
      '((|){20}){20}',
      '[a-z]{200}\\d{100}',
      '(a{3,100}){3,}b{250}',
      '(a?){65}',
      '((a*){9}){9}',
      '(a{0,1}){70}',
      '(a|){100}',
      '(?:|a){100}',
      '((a?b){8}c){9}',
    ])
      assert.equal(regexToPostgres(pattern).ok, false, pattern)
  })
})

test('each fault has words in every language, with its values and the kinds of things in that language', () => {
  // What the parser says is English; other languages say where instead.
  for (const [key, template] of Object.entries(faultsInEnglish))
    if (key !== 'syntax') assert.deepEqual(gapsOf(faultsInGerman[key as FaultKey]), gapsOf(template), key)
  const inGerman = (fault: Fault) => faultInWords(fault, 'de')
  const amount = { kind: 'scaled', scale: 2 } as const
  assert.equal(
    inGerman(fault('not-compared', { left: { kind: 'list', element: { kind: 'id', of: 'team' } }, right: amount })),
    'Das lässt sich nicht vergleichen: eine Liste (ein Team) und ein genauer Betrag.',
  )
  for (const [pattern, said] of [
    ['a{256}', 'Eine Wiederholung ist höchstens 255-mal möglich.'],
    ['\\b', '„\\b“ wird nicht unterstützt.'],
    ['(', 'Es ist kein regulärer Ausdruck.'],
  ] as const) {
    const translated = regexToPostgres(pattern)
    assert.equal(!translated.ok && inGerman(translated.fault), `Dieses Muster lässt sich nicht benutzen: ${said}`)
  }
  assert.equal(inGerman(fault('wrong-arguments', { name: 'size', types: [] })), 'size nimmt das nicht: nichts.')
})
