/** What a write of one record comes to for the numbers that others keep over it, and for what stands on such numbers: that is judged when the write is over. */
import type { CheckedExpression, Value } from '@bailiwick/definition/expressions/index.ts'
import { type Entity, type Field, isKept } from '@bailiwick/definition/model/index.ts'
import type { Row, Stage } from './stage.ts'

/** A record that hears of the write of another. */
export interface Above {
  readonly entity: Entity
  readonly row: Row
  /** What was written is one of its lines, and people decide on it. */
  readonly isLine: boolean
  /** Its kept numbers that are others now. */
  readonly moved: ReadonlyMap<string, Value>
}

/** @param after the record as it is written; the stage has it as it was, or not yet */
export function aboveOf(stage: Stage, entity: Entity, after: Row): Above[] {
  const before = stage.byId(entity.name, after.id)
  const found: Above[] = []
  const climb = (of: Entity, was: Row | undefined, is: Row) => {
    for (const { via, parent, kept, isLine } of waysUp(stage, of)) {
      const ids = new Set([was?.fields[via], is.fields[via]].filter(id => typeof id === 'string'))
      for (const row of [...ids].flatMap(id => stage.byId(parent.name, id) ?? [])) {
        const numbers = () => kept.map(field => stage.valueOf(row, parent, field.name))
        const [then, now] = [numbers(), stage.instead(entity.name, after, numbers)]
        const moved = new Map(
          kept.flatMap(({ name }, index) => (then[index] === now[index] ? [] : [[name, now[index]!] as const])),
        )
        if (!isLine && moved.size === 0) continue
        found.push({ entity: parent, row, isLine, moved })
        climb(parent, row, row)
      }
    }
  }
  climb(entity, before, after)
  return found
}

/** Whether everything holds that is judged when the write is over. */
export function isWhole(stage: Stage, entity: Entity, after: Row): boolean {
  const above = aboveOf(stage, entity, after)
  const asked = [{ entity, row: after }, ...above].filter(({ entity: of, row }) => !row.deleted && judgesWhole(stage, of))
  if (asked.length === 0) return true
  return stage.instead(entity.name, after, () => asked.every(({ entity: of, row }) => holdsWhole(stage, of, row)))
}

/** Whether this check or validation waits until the write is over: it looks at a kept number. */
export function waitsForWhole(stage: Stage, entity: Entity, text: string, field?: Field): boolean {
  if (field && isKept(field)) return true
  return readsKept(stage, stage.expression(entity, text, field ? 'validate' : 'check', field))
}

/** The entities of which records hear when one of this entity is written; never its own, whose records change for other reasons too. */
export function hearing(stage: Stage, entity: Entity): string[] {
  const names = waysUp(stage, entity).map(({ parent }) => parent.name)
  return [...new Set([...names, ...(entity.parent ? [entity.parent.entity] : [])])].filter(name => name !== entity.name)
}

function waysUp(stage: Stage, entity: Entity) {
  return entity.fields.flatMap(({ name: via, to, inverse }) => {
    const parent = stage.definition.entities.find(each => each.name === to)
    if (!parent) return []
    const kept = parent.fields.filter(field => isKept(field) && inverse !== undefined && field.rollup!.over === inverse)
    const isDecidedOn = stage.workflow(parent.name)?.transitions.some(transition => transition.approval) ?? false
    const isLine = entity.parent?.field === via && isDecidedOn
    return isLine || kept.length > 0 ? [{ via, parent, kept, isLine }] : []
  })
}

function judgesWhole(stage: Stage, entity: Entity): boolean {
  return (
    entity.checks.some(check => waitsForWhole(stage, entity, check.when)) ||
    entity.fields.some(field => field.validate && waitsForWhole(stage, entity, field.validate.when, field))
  )
}

function holdsWhole(stage: Stage, entity: Entity, row: Row): boolean {
  return (
    entity.checks.every(({ when }) => !waitsForWhole(stage, entity, when) || stage.holds(entity, when, 'check', row)) &&
    entity.fields.every(field => {
      const { validate } = field
      if (!validate || !waitsForWhole(stage, entity, validate.when, field)) return true
      return (
        stage.valueOf(row, entity, field.name) === null || stage.holds(entity, validate.when, 'validate', row, undefined, field)
      )
    })
  )
}

function readsKept(stage: Stage, { reads }: CheckedExpression): boolean {
  return reads.some(read => {
    const owner = stage.definition.entities.find(each => each.name === read.entity)
    const field = owner?.fields.find(each => each.name === read.field)
    if (!owner || !field) return false
    return (
      isKept(field) ||
      (field.formula !== undefined && readsKept(stage, stage.expression(owner, field.formula.expression, 'formula', field)))
    )
  })
}
