/** What a decision is about: what the card of it says, so that the record does not say it again beneath. */
import type { EntityView, FieldView, HistoryEntry, RecordView } from '@bailiwick/definition/wire/index.ts'
import { fieldOf } from '../../fields/field-ui.ts'

export const moneyOf = (entity: EntityView | undefined) => entity?.fields.find(field => (field.result ?? field.type) === 'money')

export interface DecidedOn {
  readonly amount: FieldView | undefined
  readonly due: FieldView | undefined
  readonly files: readonly FieldView[]
}

export function decidedOn(entity: EntityView, { record }: RecordView): DecidedOn {
  const given = (field: FieldView | undefined) => (field && (record[field.name] ?? null) !== null ? field : undefined)
  return {
    amount: given(moneyOf(entity)),
    due: entity.workflow && given(fieldOf(entity, `${entity.workflow.field}_due`)),
    files: entity.fields.filter(field => field.type === 'file' && given(field)),
  }
}

/** Fields that whoever reads may change stay where they are changed. */
export function saidInCard(entity: EntityView, view: RecordView): ReadonlySet<string> {
  if (!view.approval || !entity.workflow) return new Set()
  const { amount, due, files } = decidedOn(entity, view)
  const said = [amount, due, ...files].flatMap(field => field?.name ?? [])
  return new Set([entity.workflow.field, ...said].filter(name => !view.can.update.includes(name)))
}

/** The step that brought it here: who asks, and since when. */
export function askedWith(entity: EntityView, view: RecordView, entries: readonly HistoryEntry[]): HistoryEntry | undefined {
  const state = entity.workflow?.field
  return entries.find(
    ({ kind, changes }) =>
      (kind === 'transition' || kind === 'create') &&
      changes.some(({ field, after }) => field === state && after === view.record[state ?? '']),
  )
}
