/** What a record must show to one person: each value, what stands beside it, and nothing else. */
import { systemFields } from '@bailiwick/definition/model/entity.ts'
import type { Entity, Field } from '@bailiwick/definition/model/index.ts'
import { isEverMasked, listed, readableFields, showsMasked } from './grants.ts'
import { type Shown, sorted } from './look.ts'
import { maskedText } from './masks.ts'
import type { Actor, Row, Stage } from './stage.ts'

/**
 * What is wrong about a shown record: a value that is hidden or another one, a field that is missing or too much.
 * @param exportable it is shown to be exported: each field says whether it is, and none is shown masked
 */
export function wrongIn(
  stage: Stage,
  entity: Entity,
  row: Row,
  actor: Actor,
  record: Shown,
  exportable?: ReadonlySet<string>,
): string | undefined {
  const readable = exportable ?? readableFields(stage, entity, row, actor)!
  const stored = stage.stored.get(row.id)!
  for (const name of systemFields)
    if (JSON.stringify(record[name]) !== stored.get(name)) return `${name} is ${JSON.stringify(record[name])}`
  let columns = systemFields.length
  for (const field of entity.fields) {
    const got = JSON.stringify(record[field.name])
    const isReadable = readable.has(field.name)
    const flag = record[`${field.name}$readable`]
    columns += flag === undefined ? 1 : 2
    if (flag === undefined ? !isReadable || exportable : flag !== isReadable)
      return `${field.name} is said to be ${isReadable ? 'hidden' : 'readable'}`
    const expected = !isReadable
      ? 'null'
      : field.rollup && !field.rollup.kept
        ? JSON.stringify(rolledUp(stage, entity, field, row, actor))
        : stored.get(field.name)
    if (got !== expected) return `${field.name} is ${got}, not ${expected}`
    const beside = besideOf(stage, entity, field, row, actor, isReadable).filter(
      ([name]) => !exportable || !name.endsWith('$masked'),
    )
    for (const [name, value] of beside) {
      columns += 1
      const shown = JSON.stringify(sorted(record[name]))
      if (shown !== JSON.stringify(value)) return `${name} is ${shown}, not ${JSON.stringify(value)}`
    }
  }
  const shown = Object.keys(record).length
  return shown === columns ? undefined : `has ${shown} columns, not ${columns}`
}

/** What stands beside a field: what is shown of a masked value, and what a file is called. */
function besideOf(
  stage: Stage,
  entity: Entity,
  field: Field,
  row: Row,
  actor: Actor,
  isReadable: boolean,
): [name: string, value: unknown][] {
  const beside: [string, unknown][] = []
  if (isEverMasked(entity, field.name)) {
    const isShown = !isReadable && showsMasked(stage, entity, row, actor, field.name)
    const value = JSON.parse(stage.stored.get(row.id)!.get(field.name) ?? 'null') as unknown
    beside.push([`${field.name}$masked`, isShown ? maskedText(field, value) : null])
  }
  if (field.type === 'file') {
    const id = row.fields[field.name]
    const facts = typeof id === 'string' ? { size: 36, title: id, type: 'text/plain' } : null
    beside.push([`${field.name}$file`, isReadable ? facts : null])
  }
  return beside
}

/** A number over records that this person lists, of values they read. */
function rolledUp(stage: Stage, entity: Entity, field: Field, row: Row, actor: Actor): unknown {
  const { over, measure, field: measured } = field.rollup!
  for (const child of stage.definition.entities) {
    const via = child.fields.find(candidate => candidate.to === entity.name && candidate.inverse === over)
    if (!via) continue
    const seen = stage
      .children(child.name, via.name, row.id)
      // The relation is compared as this person reads it.
      .filter(each => listed(stage, child, each, actor) && readableFields(stage, child, each, actor)!.has(via.name))
    if (measure === 'count' && measured === undefined) return seen.length
    const values = seen
      .filter(each => readableFields(stage, child, each, actor)!.has(measured!))
      .map(each => JSON.parse(stage.stored.get(each.id)!.get(measured!) ?? 'null') as number | string | null)
      .filter(value => value !== null)
    if (measure === 'count') return values.filter(value => (value as unknown) === true).length
    if (values.length === 0) return null
    if (measure === 'sum') return values.reduce((sum: number, value) => sum + Number(value), 0)
    return values.reduce((best, value) => ((measure === 'min' ? value < best : value > best) ? value : best))
  }
  return null
}
