/** `show` and `require` of fields as a browser judges them. What is refused is refused by the database; nothing depends on this. */
import {
  type CheckedExpression,
  checkExpression,
  type PortableCondition,
  packCondition,
} from '@bailiwick/definition/expressions/index.ts'
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import type { Definition, Entity, Field } from '@bailiwick/definition/model/index.ts'
import { scopeFor } from '@bailiwick/definition/scope.ts'
import type { Surface } from './surface.ts'

/** @returns what a formula of numbers comes to, to be shown while it is written; undefined where it reads what these people may not, or what is computed itself */
export function computationFor({ app, live, fields }: Surface, field: Field): PortableCondition | undefined {
  if (!field.formula || !['integer', 'decimal', 'money'].includes(field.formula.result)) return undefined
  const { checked, packed } = kept(app.definition, live.entity, field.formula.expression, field)
  const isWritten = (name: string) => fields.get(name) !== undefined && fieldTypes[fields.get(name)!.field.type].writable
  return checked.reads.every(read => isWritten(read.field)) ? packed : undefined
}

interface Kept {
  readonly checked: CheckedExpression
  readonly packed: PortableCondition
}

/** The entities of a definition are frozen values, and every description of an app asks again. */
const known = new WeakMap<Entity, Map<string, Kept>>()

/** @returns undefined where it reads what these people may not: what they cannot see they cannot judge */
export function conditionFor({ app, live, fields }: Surface, text: string | undefined): PortableCondition | undefined {
  return conditionOver(app.definition, live.entity, name => !live.fields.has(name) || fields.has(name), text)
}

/** @param isKnown whether who judges it has the field before them @returns undefined where they do not have all it reads */
export function conditionOver(
  definition: Definition,
  entity: Entity,
  isKnown: (field: string) => boolean,
  text: string | undefined,
): PortableCondition | undefined {
  if (text === undefined) return undefined
  const { checked, packed } = kept(definition, entity, text)
  return checked.reads.every(({ field }) => isKnown(field)) ? packed : undefined
}

/** @param into the formula it is; absent: a condition */
function kept(definition: Definition, entity: Entity, text: string, into?: Field): Kept {
  const ofEntity = known.get(entity) ?? new Map<string, Kept>()
  known.set(entity, ofEntity)
  const key = into ? `${into.name} = ${text}` : text
  const before = ofEntity.get(key)
  if (before) return before
  const checking = into
    ? checkExpression(text, scopeFor(definition, entity, 'formula', into), { into: fieldTypes[into.type].valueType(into) })
    : checkExpression(text, scopeFor(definition, entity, 'check'))
  if (!checking.ok) throw new Error(`${entity.name}: ${text}: ${checking.problems[0]?.message}`)
  const made = { checked: checking.expression, packed: packCondition(checking.expression) }
  ofEntity.set(key, made)
  return made
}
