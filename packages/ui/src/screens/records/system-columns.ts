/** What every record has beside its fields. Titles are in the language of the moment they are read. */
import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { say } from '../../client/language.ts'

const managed = { required: true, managed: true, sensitive: false, groupable: false, creatable: false, updatable: false } as const

export const systemColumns: readonly FieldView[] = [
  column('created_at', 'datetime', () => say('Created')),
  column('updated_at', 'datetime', () => say('Updated')),
  column('created_by', 'person', () => say('Created by')),
  column('updated_by', 'person', () => say('Updated by')),
]

function column(name: string, type: 'datetime' | 'person', titled: () => string): FieldView {
  return {
    ...managed,
    name,
    type,
    sortable: type === 'datetime',
    get title() {
      return titled()
    },
  }
}
