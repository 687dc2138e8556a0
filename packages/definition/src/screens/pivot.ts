/** Figures over records, by what stands in their rows and columns. */

import { hasMeasure, measurePattern, readMeasure } from '../fields/grouping.ts'
import { typeOf } from '../fields/registry.ts'
import { resultField } from '../fields/result-field.ts'
import type { Entity } from '../model/entity.ts'
import type { PivotScreen } from '../model/screen.ts'
import { keys, list, name, oneOrMore, optional, pattern, type Reads, required } from '../read/shape.ts'
import type { Complaints } from '../validate/complaint.ts'
import { buildRecords, checkRecords, firstKeys, lastKeys, textOfRecords, titleKeys, viewRecords } from './parts.ts'
import type { ScreenType, Sight } from './screen-type.ts'

const measure = pattern(measurePattern, 'count, or sum, avg, min or max of a field', 'sum(amount)')

const shape = keys({
  ...firstKeys,
  pivot: required(name(), 'The entity whose records are counted.'),
  ...titleKeys,
  rows: required(oneOrMore(name(), 3), 'What the rows are: one to three fields, the outer first.'),
  across: optional(name(), 'What the columns are.'),
  measures: optional(
    list(measure, 4),
    'What stands in a cell: up to four of `count`, `sum(field)`, `avg(…)`, `min(…)`, `max(…)`. Default: count.',
  ),
  ...lastKeys,
})

export const pivot: ScreenType<PivotScreen, Reads<typeof shape>> = {
  shape,
  build: text => ({
    kind: 'pivot',
    ...buildRecords(text, text.pivot),
    rows: text.rows,
    ...(text.across && { across: text.across }),
    measures: text.measures && text.measures.length > 0 ? text.measures : ['count'],
  }),
  text: ({ entity, rows, across, measures, ...screen }) =>
    textOfRecords(
      { ...screen, entity },
      { pivot: entity, rows, across, measures: measures.join() === 'count' ? undefined : measures },
    ),
  check: (screen, say) => {
    const entity = checkRecords(screen, 'pivot', say)
    if (!entity) return
    const path = `screens.${screen.name}`
    for (const [index, field] of screen.rows.entries()) checkGroup(say, entity, field, `${path}.rows.${index}`)
    const grouped = [...screen.rows, ...(screen.across ? [screen.across] : [])]
    if (screen.across) checkGroup(say, entity, screen.across, `${path}.across`)
    const twice = grouped.find((field, index) => grouped.indexOf(field) < index)
    if (twice) say.add('screen.field', path, `Rows and columns of a pivot name "${twice}" twice.`, 'Leave it in one place.')
    for (const [index, each] of screen.measures.entries()) checkMeasure(say, entity, each, `${path}.measures.${index}`)
  },
  // What somebody may not ask by is left out for them; without rows nothing is left to show.
  view: (screen, sight) => {
    const rows = screen.rows.filter(field => sight.gives(screen.entity, field))
    if (!sight.reads(screen.entity) || rows.length === 0) return undefined
    const measures = screen.measures.filter(each => isMeasured(each, screen.entity, sight))
    return {
      kind: 'pivot',
      ...viewRecords(screen),
      rows,
      ...(screen.across && sight.gives(screen.entity, screen.across) && { across: screen.across }),
      measures: measures.length > 0 ? measures : ['count'],
    }
  },
  sorts: () => [],
  figures: (screen, entity) =>
    screen.entity === entity.name
      ? {
          fields: [...screen.rows, screen.across, ...screen.measures.map(each => readMeasure(each)?.field)].filter(
            each => each !== undefined,
          ),
          conditions: [screen.filter].filter(each => each !== undefined),
        }
      : { fields: [], conditions: [] },
}

function isMeasured(measure: string, entity: string, sight: Sight): boolean {
  const field = readMeasure(measure)?.field
  return field === undefined || sight.gives(entity, field)
}

function checkGroup(say: Complaints, entity: Entity, name: string, path: string): void {
  if (!say.needField(entity, name, path)) return
  const field = entity.fields.find(each => each.name === name)!
  if (!typeOf(field).groupable)
    say.add('screen.field', path, `Records cannot be grouped by "${name}", which is of type ${field.type}.`)
}

function checkMeasure(say: Complaints, entity: Entity, measure: string, path: string): void {
  const { of, field: name } = readMeasure(measure)!
  if (name === undefined || !say.needField(entity, name, path)) return
  const field = entity.fields.find(each => each.name === name)!
  if (of !== 'count' && !hasMeasure(field, of, resultField(say.definition, entity, field)))
    say.add('screen.field', path, `"${name}" is of type ${field.type}, which has no ${of}.`)
}
