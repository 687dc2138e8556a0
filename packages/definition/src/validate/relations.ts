/** How entities hang together: relations, the names they give the other side, parents and roll-ups. */

import { childrenOf, resultField } from '../fields/result-field.ts'
import type { Entity } from '../model/entity.ts'
import type { Field } from '../model/field.ts'
import { type Complaints, didYouMean } from './complaint.ts'

export function checkRelations(say: Complaints): void {
  const taken = new Map<string, string>()
  for (const entity of say.definition.entities) {
    for (const field of entity.fields) {
      const path = `entities.${entity.name}.fields.${field.name}`
      if (field.type === 'relation') checkRelation(say, entity, field, path, taken)
      if (field.rollup) checkRollup(say, entity, field, path)
    }
    checkParent(say, entity)
  }
}

function checkRelation(say: Complaints, entity: Entity, field: Field, path: string, taken: Map<string, string>): void {
  const target = say.entity(field.to!)
  if (!target) {
    const message = `"${field.name}" points at an entity "${field.to}" that this app does not have.`
    say.add(
      'relation.no-such-entity',
      `${path}.to`,
      message,
      didYouMean(
        field.to!,
        say.definition.entities.map(each => each.name),
      ),
    )
    return
  }
  if (!field.inverse) return
  const key = `${target.name}.${field.inverse}`
  const owner =
    taken.get(key) ??
    (target.fields.some(each => each.name === field.inverse) ? `the field ${target.name}.${field.inverse}` : undefined)
  if (owner) {
    say.add(
      'relation.inverse-taken',
      `${path}.inverse`,
      `On ${target.name} the name "${field.inverse}" is already that of ${owner}.`,
      'Choose another inverse name.',
    )
    return
  }
  taken.set(key, `the records of ${entity.name}.${field.name}`)
}

function checkParent(say: Complaints, entity: Entity): void {
  if (!entity.parent) return
  const path = `entities.${entity.name}`
  const field = entity.fields.find(each => each.name === entity.parent!.field)
  if (field && !field.required) {
    const message = `The relation "${field.name}" to the parent is not required.`
    say.add(
      'parent.not-required',
      `${path}.fields.${field.name}`,
      message,
      'Add `required: true`: a line does not exist without its parent.',
    )
  }
  const seen = [entity.name]
  for (let at = say.entity(entity.parent.entity); at; at = at.parent && say.entity(at.parent.entity)) {
    if (at.name === entity.name) {
      say.add(
        'parent.cycle',
        `${path}.parent`,
        `Parents form a circle: ${[...seen, at.name].join(' → ')}.`,
        'Let one of them exist without a parent.',
      )
      return
    }
    if (seen.includes(at.name)) return
    seen.push(at.name)
  }
}

/** Whether the roll-ups of the one, and theirs, read the other. */
function leadsTo(say: Complaints, from: Entity, target: Entity, seen: ReadonlySet<string> = new Set()): boolean {
  if (from.name === target.name) return true
  if (seen.has(from.name)) return false
  const children = childrenOf(from, say.definition)
  return from.fields.some(field => {
    const child = field.rollup && children.find(each => each.name === field.rollup!.over)
    return child !== undefined && leadsTo(say, say.entity(child.entity)!, target, new Set([...seen, from.name]))
  })
}

const isYesOrNo = ({ type, formula }: Field) => (formula?.result ?? type) === 'boolean'

function checkRollup(say: Complaints, entity: Entity, field: Field, path: string): void {
  const { over, measure, field: measuredName } = field.rollup!
  const children = childrenOf(entity, say.definition)
  const child = children.find(each => each.name === over)
  if (!child) {
    const message = `No relation calls its records "${over}" of a ${entity.name}.`
    say.add(
      'rollup.no-such-list',
      `${path}.over`,
      message,
      didYouMean(
        over,
        children.map(each => each.name),
      ),
    )
    return
  }
  if (leadsTo(say, say.entity(child.entity)!, entity)) {
    const message = `"${field.name}" reads ${child.entity} with its roll-ups, and those lead back to ${entity.name}.`
    say.add('rollup.circle', `${path}.over`, message, 'Remove one roll-up of the circle.')
    return
  }
  if (measure === 'count' && !measuredName) return
  const childEntity = say.entity(child.entity)!
  if (!measuredName || !say.needField(childEntity, measuredName, `${path}.field`)) return
  if (measure === 'count') {
    const counted = childEntity.fields.find(each => each.name === measuredName)!
    if (isYesOrNo(counted)) return
    const message = `A count goes by a field that is yes or no, and "${measuredName}" is of type ${counted.type}.`
    say.add(
      'rollup.field',
      `${path}.field`,
      message,
      'Remove `field` to count all, or name a field or formula that is yes or no.',
    )
    return
  }
  const result = resultField(say.definition, entity, field)
  const summable = ['integer', 'decimal', 'money']
  const known = measure === 'sum' ? summable : [...summable, 'date', 'datetime']
  if (result && known.includes(result.type)) return
  const measured = childEntity.fields.find(each => each.name === measuredName)!
  const message = `${measure} cannot measure "${measuredName}", which is of type ${measured.type}.`
  // Of one that is kept, what it measures itself is complained about at its own place.
  const hint =
    measured.rollup && !measured.rollup.kept
      ? `It is computed when it is read. Add \`kept: true\` to "${measuredName}" of ${childEntity.name}.`
      : `It takes ${known.join(', ')}.`
  say.add('rollup.field', `${path}.field`, message, hint)
}
