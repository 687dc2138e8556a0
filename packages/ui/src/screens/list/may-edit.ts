import type { FieldView, WireValue } from '@bailiwick/definition/wire/index.ts'

const tooLarge = new Set(['file', 'rich_text', 'json'])

/** Whether it can be changed in the space of a cell. */
export const isSmall = (field: FieldView): boolean => !tooLarge.has(field.type)

/** Whether some grant lets this person change the field of some record, in the space of a cell; of which record, the record says. */
export const mayEdit = (field: FieldView): boolean => field.updatable && isSmall(field)

/** What was hidden, or shown in part, nobody here could put back. */
export const isReadable = (value: WireValue | undefined): boolean =>
  value !== undefined && !(typeof value === 'object' && value !== null && 'masked' in value)
