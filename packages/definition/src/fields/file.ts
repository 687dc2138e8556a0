import { defineReference } from './reference.ts'

/** A stored file. A record holds the id; bytes, name and type stand in the platform's tables, and the guard trigger lets in what the person uploaded for this very field. */
export const file = defineReference('file', {
  about: 'A stored file.',
  refusal: 'value.file',
  valueType: () => ({ kind: 'id', of: 'file' }),
  groupable: false,
})
