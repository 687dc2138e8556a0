import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EntityView } from '@bailiwick/definition/wire/index.ts'
import { lineColumns } from './line-columns.ts'

test('a table of lines begins with what names them and their figures, in the order of the definition, and has more where there is room', () => {
  const field = (name: string, type: string, more: object = {}) => ({ name, type, managed: false, ...more })
  const entity = {
    titleField: 'description',
    workflow: { field: 'status' },
    fields: [
      field('request', 'relation'),
      field('item', 'relation'),
      field('remarks', 'long_text'),
      field('description', 'text'),
      field('quantity', 'integer'),
      field('unit_price', 'money'),
      field('price', 'formula', { result: 'money' }),
      field('status', 'choice', { managed: true }),
      field('status_since', 'datetime', { managed: true }),
      field('place', 'relation'),
    ],
  } as unknown as EntityView
  assert.deepEqual(
    lineColumns(entity, 'request').map(({ field: { name }, isWide }) => (isWide ? `${name} (wide)` : name)),
    ['item (wide)', 'description', 'quantity', 'unit_price', 'price', 'status (wide)'],
  )
})
