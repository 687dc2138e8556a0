import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkExpression } from '@bailiwick/definition/expressions/index.ts'
import { readDefinition } from '@bailiwick/definition/index.ts'
import { scopeFor } from '@bailiwick/definition/scope.ts'
import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { type Condition, complete, inDays, inSeveral, isWhole, kindOf, operatorsFor } from './conditions.ts'
import { type Group, isGroup, type Part, printFilter, printGroup, readFilter, readGroup, termsOf } from './filter.ts'
import { systemColumns } from './system-columns.ts'

const { definition } = readDefinition(
  new Map([
    ['app.yaml', 'app: desk\ntitle: Desk\nroles: { agent: { title: Agent } }\n'],
    [
      'entities/customer.yaml',
      'entity: customer\ntitle: name\nfields: { name: { type: text, required: true } }\naccess: [{ role: agent, can: [read] }]\n',
    ],
    [
      'entities/ticket.yaml',
      `entity: ticket
title: subject
fields:
  subject: { type: text, required: true }
  body: { type: long_text }
  status: { type: choice, options: [new, open, closed] }
  tags: { type: multi_choice, options: [vip, bug] }
  urgent: { type: boolean }
  assignee: { type: person }
  team: { type: team }
  customer: { type: relation, to: customer }
  count: { type: integer }
  weight: { type: decimal, scale: 3 }
  amount: { type: money, currency: USD }
  due: { type: date }
  at: { type: datetime }
  extra: { type: json }
  page: { type: url }
  notes: { type: rich_text }
  paper: { type: file }
access: [{ role: agent, can: [read] }]
`,
    ],
  ]),
)
const ticket = definition!.entities.find(entity => entity.name === 'ticket')!
const base = {
  required: false,
  managed: false,
  sensitive: false,
  sortable: true,
  groupable: true,
  creatable: true,
  updatable: true,
}
const fields: FieldView[] = [
  ...ticket.fields.map(({ name, type, options }) => ({ ...base, name, title: name, type, ...(options && { options }) })),
  ...systemColumns,
].filter(field => operatorsFor(field).length > 0)
const scope = scopeFor(definition!, ticket, 'filter')
const conditionsOn = (name: string) => fields.find(field => field.name === name)!

/** Numbers from 0 to below 1, the same ones for a seed. */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const words = [
  '',
  'a',
  'fire',
  'a && b',
  'a || b',
  '"quoted"',
  'back\\slash',
  '(',
  ')',
  'é 日本 😀',
  "it's",
  '\ttab\n',
  '// no comment',
  ' in ',
  '1e5',
]
const ids = ['0190a7a4-1111-7aaa-8bbb-0123456789ab', '0190a7a4-2222-7aaa-8bbb-0123456789ab']

function makeCondition(next: () => number): Condition {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!
  const field = pick(fields)
  const operator = pick(operatorsFor(field))
  const makeValue = (): NonNullable<Condition['value']> => {
    if (inDays.includes(operator)) return 1 + Math.floor(next() * 3_650)
    const options = field.options?.map(({ name }) => name) ?? []
    if (inSeveral.includes(operator)) return [...new Set([pick(options), pick(options)])]
    switch (kindOf(field)) {
      case 'boolean':
        return next() < 0.5
      case 'integer':
        return pick(['0', '-7', '12', '90071992547'])
      case 'decimal':
        return pick(['0', '1.5', '-0.125', '123456789.001'])
      case 'money':
        return pick(['0.00', '-12.50', '1000', '9999999999.99'])
      case 'date':
        return pick(['2026-11-24', '1999-01-31'])
      case 'datetime':
        return pick(['2026-11-24T09:30:00.000Z', '1999-01-31T00:00:00Z'])
      case 'person':
      case 'team':
      case 'relation':
        return pick(ids)
      case 'multi_choice':
        return pick(options)
      default:
        return pick(words)
    }
  }
  return { field: field.name, operator, ...(complete.includes(operator) ? {} : { value: makeValue() }) }
}

function makeGroup(next: () => number, depth: number): Group {
  const count = depth === 0 ? 1 + Math.floor(next() * 4) : 2 + Math.floor(next() * 3)
  const part = (): Part => (depth < 4 && next() < 0.3 ? makeGroup(next, depth + 1) : makeCondition(next))
  const parts = Array.from({ length: count }, part)
  // One alone needs no word between, and a group alone is what is in it.
  const [only] = parts
  if (count === 1 && isGroup(only!)) return only
  return { join: count === 1 || next() < 0.5 ? 'and' : 'or', parts }
}

test('whatever conditions are put together are printed as CEL that the server takes, and read back as they were', () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
  const next = random(seed)
  for (let round = 0; round < 600; round += 1) {
    const group = makeGroup(next, 0)
    const printed = printGroup(fields, group)!
    const told = `SEED=${seed}, round ${round}: ${printed}`
    assert.deepEqual(readGroup(fields, printed), group, told)
    const checked = checkExpression(printed, scope)
    if (printed.length <= 4_000)
      assert.ok(checked.ok, `${told}\n${checked.ok ? '' : checked.problems.map(({ message }) => message).join('\n')}`)
  }
})

test('"and" binds closer than "or", and brackets and spaces are read as CEL reads them', () => {
  const status = { field: 'status', operator: 'is', value: 'new' } as const
  const mine = { field: 'assignee', operator: 'me' } as const
  const open = { field: 'due', operator: 'empty' } as const
  const [a, b, c] = ['record.status=="new"', 'record.assignee  ==  user.id', '( record.due == null )']
  assert.deepEqual(readGroup(fields, `${a} && ${b} || ${c}`), {
    join: 'or',
    parts: [{ join: 'and', parts: [status, mine] }, open],
  })
  assert.deepEqual(readGroup(fields, `${a}&&(${b}||${c})`), { join: 'and', parts: [status, { join: 'or', parts: [mine, open] }] })
  assert.deepEqual(readGroup(fields, c), { join: 'and', parts: [open] })
  assert.deepEqual(readGroup(fields, ' '), { join: 'and', parts: [] })
  assert.equal(readFilter(fields, `${a} || ${b}`), undefined, 'no list of conditions that all hold')
  assert.deepEqual(readFilter(fields, `${a} && ${b}`), [status, mine])
  assert.equal(printFilter(fields, []), undefined)
})

test('what is no condition, or none of these fields, stays one expression', () => {
  for (const filter of [
    'record.status == "new" || record.hidden == null',
    '!(record.status == "new" || record.assignee == null)',
    '(record.count) == 3',
    'record.count + 1 == 3',
    'record.count == 1e5',
    'record.count == 0x10',
    "record.subject == 'new'",
    'record.subject == r"new"',
    'record.subject == """new"""',
    'record.subject == "\\x41"',
    'record.customer.name == "Acme"',
    'record.status == "new" ? true : false',
    'record.status == "new" // said',
    'record.status == "new" &&',
    '(record.status == "new"',
    'record.status == "new")',
    'record.status == new',
    'record.status in [1]',
    'record.count == "1"',
    'record.at >= now() - duration("25h")',
    `${'('.repeat(30)}record.due == null${')'.repeat(30)}`,
  ])
    assert.equal(readGroup(fields, filter), undefined, filter)
})

test('a number keeps all its digits, and what is not whole is told', () => {
  const long = 'record.weight >= 123456789012345.125'
  assert.equal(printGroup(fields, readGroup(fields, long)!), long)
  const whole = (name: string, operator: Condition['operator'], value?: Condition['value']) =>
    isWhole(conditionsOn(name), { field: name, operator, ...(value === undefined ? {} : { value }) })
  assert.deepEqual(
    [
      whole('count', 'is', 'x'),
      whole('count', 'is', '3'),
      whole('status', 'anyOf', []),
      whole('due', 'is', 'soon'),
      whole('due', 'today'),
      whole('at', 'lastDays'),
    ],
    [false, true, false, false, true, false],
  )
})

test('what no builder makes is told part by part, two fields that are compared in words and the rest as it is written', () => {
  assert.deepEqual(termsOf('record.a.exists(x, x.b == 1 && x.c) && record.subject == "a && b"'), [
    'record.a.exists(x, x.b == 1 && x.c)',
    'record.subject == "a && b"',
  ])
  for (const whole of ['record.a == 1 || record.b == 2 && record.c', 'record.a % 2 == 0 && record.b'])
    assert.deepEqual(termsOf(whole), [whole])
})
