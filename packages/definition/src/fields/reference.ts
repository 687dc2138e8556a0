/** What person, team, relation and file share: a uuid in the table, an id on the way in, `Reference` on the way out. */
import type { ValueType } from '../expressions/value-type.ts'
import type { Field, FieldTypeName } from '../model/field.ts'
import { defineFieldType, type FieldType } from './field-type.ts'
import { accept, refuse } from './outcome.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function defineReference(
  name: FieldTypeName,
  words: {
    readonly about: string
    readonly refusal: 'value.person' | 'value.team' | 'value.record' | 'value.file'
    readonly valueType: (field: Field) => ValueType
    readonly groupable: boolean
  },
): FieldType {
  return defineFieldType({
    name,
    about: words.about,
    column: () => 'uuid',
    constraints: () => [],
    valueType: words.valueType,
    jsonSchema: () => ({ type: 'string', format: 'uuid' }),
    toColumn: value => (typeof value === 'string' && uuid.test(value) ? accept(value.toLowerCase()) : refuse(words.refusal)),
    toWireSql: column => `${column}::text`,
    sortable: false,
    groupable: words.groupable,
    searchable: false,
    writable: true,
    castsTo: {},
    samples: () => [
      '00000000-0000-7000-8000-000000000000',
      '019ab2c3-d4e5-7f60-8a1b-2c3d4e5f6071',
      'ffffffff-ffff-7fff-bfff-ffffffffffff',
    ],
  })
}
