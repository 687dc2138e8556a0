import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkExpression, packCondition } from '@bailiwick/definition/expressions/index.ts'
import { readDefinition } from '@bailiwick/definition/index.ts'
import { scopeFor } from '@bailiwick/definition/scope.ts'
import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { computedValue, sumOf } from './computed.ts'

function formula(expression: string): FieldView {
  const { definition } = readDefinition(
    new Map([
      ['app.yaml', 'app: shop\ntitle: Shop\nroles: { clerk: { title: Clerk } }\n'],
      [
        'entities/line.yaml',
        'entity: line\ntitle: name\nfields:\n  name: { type: text }\n  quantity: { type: integer, required: true }\n  each: { type: money, currency: EUR, required: true }\n  weight: { type: decimal, scale: 3 }\n',
      ],
    ]),
  )
  const checking = checkExpression(expression, scopeFor(definition!, definition!.entities[0]!, 'formula'), 'any')
  assert.ok(checking.ok)
  // As it arrives.
  return {
    name: 'f',
    type: 'formula',
    computed: JSON.parse(JSON.stringify(packCondition(checking.expression))),
  } as unknown as FieldView
}

test('a formula is computed as it is written, exactly, and comes to nothing where something is missing or half written', () => {
  const price = formula('record.each * record.quantity')
  for (const [each, quantity, is] of [
    ['12.50', 3, '37.50'],
    ['0.01', 0, '0.00'],
    ['9999999999999.99', 3, '29999999999999.97'],
    ['-1.10', 2, '-2.20'],
    [undefined, 3, null],
    ['12.50', null, null],
    ['12,', 3, null],
    ['', 1, null],
    [{ masked: '••' }, 1, null],
  ] as const)
    assert.equal(computedValue(price, { each, quantity }), is, JSON.stringify([each, quantity]))
  assert.equal(computedValue(formula('record.quantity * 2'), { quantity: 21 }), '42')
  assert.equal(computedValue(formula('record.weight'), { weight: '1.5' }), '1.500')
  assert.equal(computedValue({ name: 'x', type: 'text' } as unknown as FieldView, {}), null)
})

test('a sum is exact, whatever digits its parts have', () => {
  assert.equal(sumOf(['0.10', '0.20', null, '9999999999999.99']), '10000000000000.29')
  assert.equal(sumOf([1, 2, '3']), '6')
  assert.equal(sumOf(['1.5', '0.125', '-2']), '-0.375')
  assert.equal(sumOf([]), '0')
})
