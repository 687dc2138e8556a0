import type { FieldView } from '@bailiwick/definition/wire/index.ts'

const tooLarge = new Set(['file', 'rich_text', 'json'])

/** Whether some grant lets this person change the field of some record, in the space of a cell; of which record, the record says. */
export const mayEdit = (field: FieldView): boolean => field.updatable && !tooLarge.has(field.type)
