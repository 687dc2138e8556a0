import { defineReference } from './reference.ts'

/** A record of another entity, or of the same. */
export const relation = defineReference('relation', {
  about: 'A record of another entity, or of the same.',
  refusal: 'value.record',
  valueType: field => ({ kind: 'id', of: 'record', ...(field.to === undefined ? {} : { entity: field.to }) }),
  groupable: true,
})
