/** How every field type looks; the compiler asks for a missing one. Their editors stand in editors.ts. */
import type { FieldTypeName } from '@bailiwick/definition/model/field.ts'
import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { boolean, choice, multiChoice } from './choice.tsx'
import { date, datetime } from './dates.tsx'
import type { FieldLook, FieldUi } from './field-ui.ts'
import { file } from './file.tsx'
import { json } from './json.tsx'
import { laterEditor } from './later-editor.tsx'
import { orMasked } from './masked.tsx'
import { autoNumber, number } from './numbers.tsx'
import { person, relation, team } from './references.tsx'
import { richText } from './rich-text.tsx'
import { email, longText, phone, text, url } from './text.tsx'

const byType = {
  text,
  long_text: longText,
  rich_text: richText,
  integer: number,
  decimal: number,
  money: number,
  boolean,
  date,
  datetime,
  choice,
  multi_choice: multiChoice,
  person,
  team,
  relation,
  file,
  url,
  email,
  phone,
  json,
  auto_number: autoNumber,
  formula: text,
  rollup: number,
} satisfies Record<FieldTypeName, FieldLook>

const uis = Object.fromEntries(
  Object.entries(byType).map(([type, look]) => [type, { ...orMasked(look), Editor: laterEditor(type as FieldTypeName) }]),
) as Record<FieldTypeName, FieldUi>

/** By what the values are: a formula looks like its result. */
export function fieldUi(field: Pick<FieldView, 'type' | 'result'>): FieldUi {
  return uis[field.result ?? field.type]
}
