/** What every record has beside its fields. */
import type { FieldView } from '@bailiwick/definition/wire/index.ts'

const managed = { required: true, managed: true, sensitive: false, groupable: false, creatable: false, updatable: false } as const

export const systemColumns: readonly FieldView[] = [
  { ...managed, name: 'created_at', title: 'Created', type: 'datetime', sortable: true },
  { ...managed, name: 'updated_at', title: 'Updated', type: 'datetime', sortable: true },
  { ...managed, name: 'created_by', title: 'Created by', type: 'person', sortable: false },
  { ...managed, name: 'updated_by', title: 'Updated by', type: 'person', sortable: false },
]
