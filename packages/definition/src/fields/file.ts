import { defineReference } from './reference.ts'

/** A stored file. The bytes and their checks are the server's; a record holds the id only. */
export const file = defineReference('file', {
  about: 'A stored file.',
  refusal: 'must be the id of an uploaded file',
  valueType: () => ({ kind: 'id', of: 'file' }),
  groupable: false,
})
