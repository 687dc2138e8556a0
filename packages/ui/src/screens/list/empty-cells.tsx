/** Emptying the chosen cells: all that may be, as one act with one way back, and of the rest how many and why. */
import type { AppView, EntityView, FieldView, RecordRow, WireValue } from '@bailiwick/definition/wire/index.ts'
import { notifications } from '@mantine/notifications'
import type { QueryClient } from '@tanstack/react-query'
import type { BulkOutcome, DoneTarget, RefusedTarget } from '../../client/bulk.ts'
import { settleMany, showAtOnce } from '../../client/changes.ts'
import { fieldSentence, sentenceOf } from '../../client/http.ts'
import { countText, say } from '../../client/language.ts'
import { toRequest } from '../../fields/field-ui.ts'
import { undoNotice } from '../record/undo-notice.tsx'
import { labelsOf } from './counted.ts'
import { sendAll, turnBack, turnsOf } from './many-turn.ts'
import { isReadable, isSmall } from './may-edit.ts'
import { wordsOf } from './paste-words.ts'
import { updatableOf } from './use-row-rights.ts'

/** What one request of the server takes. */
const mostRows = 1_000

const isEmpty = (value: WireValue | undefined) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

/** Why it is emptied in no record; undefined: it may be, where the record's own rules let it. */
export function whyKept(field: FieldView, entity: EntityView): string | undefined {
  const { title } = field
  if (entity.workflow?.field === field.name) return say('{title} changes by steps alone', { title })
  if (['formula', 'rollup', 'auto_number'].includes(field.type)) return say('{title} is computed', { title })
  if (field.managed) return say('{title} is kept by the system', { title })
  if (!field.updatable) return say('Your roles do not let you change {title}', { title })
  if (!isSmall(field)) return say('{title} is emptied in the record alone', { title })
  if (field.required) return say('{title} is needed', { title })
  return undefined
}

interface Wanted {
  readonly row: RecordRow
  readonly fields: readonly FieldView[]
}

/** How many cells stay for each reason. */
type Kept = Map<string, number>

const keep = (kept: Kept, reason: string, count = 1) => kept.set(reason, (kept.get(reason) ?? 0) + count)

/** @returns what may be emptied, as far as it is known before the server is asked */
async function findWanted(
  app: string,
  entity: EntityView,
  columns: readonly FieldView[],
  rows: readonly RecordRow[],
  kept: Kept,
): Promise<readonly Wanted[]> {
  const filled = rows.flatMap(row => {
    const fields = columns.filter(field => {
      if (isEmpty(row[field.name])) return false
      const { title } = field
      const why =
        whyKept(field, entity) ??
        (isReadable(row[field.name]) ? undefined : say('{title} is not shown to you whole, and could not be put back', { title }))
      if (why !== undefined) keep(kept, why)
      return why === undefined
    })
    return fields.length > 0 ? [{ row, fields }] : []
  })
  if (filled.length === 0) return []
  const rights = await updatableOf(
    app,
    entity.name,
    filled.map(({ row }) => row),
  )
  return filled.flatMap(({ row, fields }) => {
    const mine = fields.filter(({ name, title }) => {
      const may = rights.get(row.id)?.has(name) === true
      if (!may) keep(kept, say('{title} is not yours to change here', { title }))
      return may
    })
    return mine.length > 0 ? [{ row, fields: mine }] : []
  })
}

/** A record that is refused for some of its fields is asked again without them. */
async function emptyAll(app: string, entity: EntityView, wanted: readonly Wanted[], kept: Kept) {
  const done: (DoneTarget & Wanted)[] = []
  let waiting = wanted
  let error: unknown
  while (waiting.length > 0 && error === undefined) {
    const by = new Map(waiting.map(each => [each.row.id, each]))
    const of: BulkOutcome = await sendAll(app, entity, waiting.map(targetOf))
    for (const target of of.done) done.push({ ...target, ...by.get(target.id)! })
    waiting = of.refused.flatMap(target => withoutRefused(by.get(target.id)!, target, kept))
    error = of.error
  }
  return { done, error }
}

const emptied = (fields: readonly FieldView[]) => Object.fromEntries(fields.map(({ name }) => [name, null]))
const targetOf = ({ row: { id, version }, fields }: Wanted) => ({ id, version, change: emptied(fields) })

function withoutRefused({ row, fields }: Wanted, { problem }: RefusedTarget, kept: Kept): readonly Wanted[] {
  const named = fields.filter(({ name }) => problem.fields?.some(({ field }) => field === name))
  if (named.length === 0) {
    keep(kept, wordsOf(problem), fields.length)
    return []
  }
  for (const { name, title } of named) {
    const { message } = problem.fields!.find(({ field }) => field === name)!
    keep(kept, fieldSentence(message, title, false))
  }
  const rest = fields.filter(field => !named.includes(field))
  return rest.length > 0 ? [{ row, fields: rest }] : []
}

export async function emptyCells(
  cache: QueryClient,
  app: AppView,
  entity: EntityView,
  columns: readonly FieldView[],
  rows: readonly RecordRow[],
): Promise<void> {
  const refuse = (message: string) => notifications.show({ color: 'red', title: say('Nothing was emptied'), message })
  if (rows.length > mostRows) {
    const [most, count] = [countText(mostRows), countText(rows.length)]
    return void refuse(say('At most {most} rows are emptied at once; these are {count}.', { most, count }))
  }
  if (rows.length > 1 && !entity.can.includes('bulk'))
    return void refuse(say('You may change one {label} at a time: empty the cells of one row.', { ...labelsOf(entity) }))
  const kept: Kept = new Map()
  try {
    const wanted = await findWanted(app.name, entity, columns, rows, kept)
    const [first] = wanted
    const takeBack =
      first && wanted.length === 1
        ? showAtOnce(cache, app.name, entity.name, first.row.id, emptied(first.fields) as Record<string, null>)
        : undefined
    const { done, error } = await emptyAll(app.name, entity, wanted, kept)
    if (done.length === 0) takeBack?.()
    await settleMany(
      cache,
      app.name,
      entity.name,
      wanted.map(({ row }) => row.id),
    )
    tell(cache, app, entity, done, kept, error)
    if (wanted.length === 0 && kept.size === 0) notifications.show({ message: say('There is nothing to empty here') })
  } catch (error) {
    refuse(sentenceOf(error))
  }
}

function tell(
  cache: QueryClient,
  app: AppView,
  entity: EntityView,
  done: readonly (DoneTarget & Wanted)[],
  kept: Kept,
  error: unknown,
): void {
  const by = new Map(done.map(each => [each.id, each]))
  const cells = done.reduce((sum, { fields }) => sum + fields.length, 0)
  const turn = turnsOf(done, { there: {}, back: {} }, id => {
    const { row, fields } = by.get(id)!
    return { there: emptied(fields), back: Object.fromEntries(fields.map(({ name }) => [name, toRequest(row[name])])) }
  })
  const told = say('{cells, plural, one {# cell emptied} other {# cells emptied}}', { cells })
  if (turn) undoNotice(told, turnBack(cache, app.name, entity, turn))
  else if (cells > 0) notifications.show({ message: told })
  const stayed = [...kept.values()].reduce((sum, count) => sum + count, 0)
  if (stayed > 0)
    notifications.show({
      color: cells > 0 ? 'gray' : 'red',
      autoClose: 12_000,
      title: say('{stayed, plural, one {# cell stays as it is} other {# cells stay as they are}}', { stayed }),
      message: [...kept].map(([reason, count]) => (
        <div key={reason}>{kept.size > 1 || count > 1 ? `${reason} (${countText(count)})` : reason}</div>
      )),
    })
  if (error !== undefined)
    notifications.show({ color: 'red', title: say('Not all of it was emptied'), message: sentenceOf(error) })
}
