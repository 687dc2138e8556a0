/** Every field type's browser half; the compiler asks for a missing one. */
import type { FieldTypeName } from '@bailiwick/definition/model/field.ts'
import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { still } from '../kit/still.tsx'
import { boolean, choice, multiChoice } from './choice.tsx'
import { date, datetime } from './dates.tsx'
import type { FieldUi } from './field-ui.ts'
import { file } from './file.tsx'
import { json } from './json.tsx'
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
} satisfies Record<FieldTypeName, FieldUi>

const whole = (ui: FieldUi): FieldUi => {
  const { Editor, ...rest } = orMasked(ui)
  return { ...rest, Editor: still(Editor) }
}
const uis = Object.fromEntries(Object.entries(byType).map(([type, ui]) => [type, whole(ui)])) as Record<FieldTypeName, FieldUi>

/** By what the values are: a formula looks like its result. */
export function fieldUi(field: Pick<FieldView, 'type' | 'result'>): FieldUi {
  return uis[field.result ?? field.type]
}
