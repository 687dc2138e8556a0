import { defineReference } from './reference.ts'

/** Somebody of this installation. */
export const person = defineReference('person', {
  about: 'Somebody of this installation.',
  refusal: 'value.person',
  valueType: () => ({ kind: 'id', of: 'person' }),
  groupable: true,
})
