/** The editor of every field type; the compiler asks for a missing one. */
import type { FieldTypeName } from '@bailiwick/definition/model/field.ts'
import { still } from '../kit/still.tsx'
import { BooleanEditor, ChoiceEditor, ManyEditor } from './choice-editors.tsx'
import { DayEditor, MomentEditor } from './date-editors.tsx'
import type { FieldUi } from './field-ui.ts'
import { FileEditor } from './file-editor.tsx'
import { JsonEditor } from './json-editor.tsx'
import { anewIfMasked } from './masked.tsx'
import { NumberEditor } from './number-editor.tsx'
import { PersonEditor, RelationEditor, TeamEditor } from './reference-editors.tsx'
import { AreaEditor, LineEditor } from './text-editors.tsx'

type Editor = FieldUi['Editor']

const byType = {
  text: LineEditor,
  long_text: AreaEditor,
  rich_text: AreaEditor,
  integer: NumberEditor,
  decimal: NumberEditor,
  money: NumberEditor,
  boolean: BooleanEditor,
  date: DayEditor,
  datetime: MomentEditor,
  choice: ChoiceEditor,
  multi_choice: ManyEditor,
  person: PersonEditor,
  team: TeamEditor,
  relation: RelationEditor,
  file: FileEditor,
  url: LineEditor,
  email: LineEditor,
  phone: LineEditor,
  json: JsonEditor,
  auto_number: NumberEditor,
  formula: LineEditor,
  rollup: NumberEditor,
} satisfies Record<FieldTypeName, Editor>

export const editors = Object.fromEntries(
  Object.entries(byType).map(([type, Editor]) => [type, still(anewIfMasked(Editor))]),
) as Record<FieldTypeName, Editor>
