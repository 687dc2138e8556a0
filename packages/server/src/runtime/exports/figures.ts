/** Figures on their way out as a file: of the records that may be exported, by the fields that may. They stand in the audit before they leave. */
import { randomUUID } from 'node:crypto'
import { byteOrderMark, cell, line } from '@bailiwick/definition/csv.ts'
import { readGrouping } from '@bailiwick/definition/fields/grouping.ts'
import type { AggregateView, WireValue } from '@bailiwick/definition/wire/index.ts'
import type { Transaction } from '../../database/with-actor.ts'
import { problem, say } from '../../problems.ts'
import type { Actor } from '../../security/access/actor.ts'
import type { Directory } from '../directory.ts'
import { type AggregateRequest, listed, planAggregate } from '../records/aggregate.ts'
import { limits } from '../records/query.ts'
import type { Surface } from '../records/surface.ts'
import { cellOf, idOf, withId } from './csv.ts'
import { fieldToExport, largeExport, needExport, note } from './export.ts'

export type FiguresRequest = Pick<AggregateRequest, 'groupBy' | 'measures' | 'filter' | 'weekBegin' | 'atLeast'>

/**
 * What would leave. What a field may not let out counts as empty. By a name of each record, groups are records: many of them are a large export.
 *
 * @param isFresh the person has proved a moment ago who they are
 * @throws `export.refused`, `query.too-many` where there are more groups than a file has, `session.not-fresh` where they are many, and what an aggregate throws
 */
export async function figuresToExport(
  tx: Transaction,
  surface: Surface,
  request: FiguresRequest,
  actor: Actor,
  directory: Directory,
  isFresh: boolean,
): Promise<AggregateView['groups']> {
  needExport(surface, actor)
  const { groupBy, measures = 'count', filter, weekBegin, atLeast } = request
  const asked = {
    measures,
    limit: limits.groupsLeaving,
    ...(groupBy && { groupBy }),
    ...(filter && { filter }),
    ...(weekBegin && { weekBegin }),
    ...(atLeast && { atLeast }),
  }
  const plan = planAggregate(surface, asked, actor, { leaving: fieldToExport })
  const results = []
  for (const statement of plan.statements) results.push(await tx.run(statement))
  const { groups, truncated } = plan.answer(results, directory)
  if (truncated)
    throw problem('query.too-many', {
      detail: say('export.groups', { most: limits.groupsLeaving }),
    })
  if (!isFresh && groups.length > largeExport) throw problem('session.not-fresh')
  return groups
}

/**
 * One line for each group.
 *
 * @returns the whole file, with the id under which it stands in the audit
 * @throws as `figuresToExport` does
 */
export async function exportFigures(
  tx: Transaction,
  surface: Surface,
  request: FiguresRequest,
  actor: Actor,
  directory: Directory,
  isFresh: boolean,
): Promise<{ readonly id: string; readonly csv: string }> {
  const groups = await figuresToExport(tx, surface, request, actor, directory, isFresh)
  const { groupBy, measures = 'count', filter, weekBegin, atLeast } = request
  const id = randomUUID()
  await note(tx, surface, id, {
    phase: 'complete',
    format: 'csv',
    rows: groups.length,
    measures,
    ...(groupBy && { groupBy }),
    ...(filter && { filter }),
    ...(weekBegin && { weekBegin }),
    ...(atLeast && { atLeast }),
  })
  const columns = listed(groupBy).map(name => columnOf(surface, name))
  const values = listed(measures)
  const head = [...columns.flatMap(column => column.heads), ...values].map(name => cell(name, true))
  const body = groups.map(group =>
    line([
      ...columns.flatMap(({ name, cells }) => cells(group.key[name])),
      ...values.map(name => cellOf(group.values[name], 'text')),
    ]),
  )
  return { id, csv: byteOrderMark + line(head) + body.join('') }
}

interface Column {
  readonly name: string
  readonly heads: readonly string[]
  cells(value: WireValue | undefined): readonly string[]
}

/** A span is told by its first day; of a reference its id stands beside what it is called. */
function columnOf(surface: Surface, name: string): Column {
  const grouping = readGrouping(name)!
  const type = grouping.span ? 'date' : surface.fields.get(grouping.field)!.field.type
  if (!withId.includes(type)) return { name, heads: [name], cells: value => [cellOf(value, type)] }
  return { name, heads: [name, `${name}.id`], cells: value => [cellOf(value, type), idOf(value)] }
}
