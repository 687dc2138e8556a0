/** Whether two formulas of two definitions say the same: by what their expressions mean, with ids in the place of names, and never more than is certain. */
import type { RuleCompiler } from '../compile/rules.ts'
import type { Definition } from '../model/app.ts'
import type { Entity } from '../model/entity.ts'
import type { Formula } from './rights.ts'

/** Equal for formulas that admit the same people to the same rows. */
export function meaningOf(formula: Formula, entity: Entity, rules: RuleCompiler): string {
  switch (formula.op) {
    case 'nobody':
      return 'nobody'
    case 'self':
      return `self ${formula.column}`
    case 'not':
      return `not (${meaningOf(formula.part, entity, rules)})`
    case 'and':
    case 'or':
      return `${formula.op} (${[...new Set(formula.parts.map(part => meaningOf(part, entity, rules)))].sort().join(' | ')})`
    case 'rule': {
      const roles = formula.roles ? [...formula.roles].sort().join(' ') : 'anybody'
      return `${roles}: ${formula.when === undefined ? 'every' : JSON.stringify(inIds(rules.checked(formula.when, entity, 'rule').typed, rules))}`
    }
  }
}

/** The typed tree without names. A formula's field is what it computes, and a date of today is one of a time zone. */
function inIds(part: unknown, rules: RuleCompiler): unknown {
  if (typeof part === 'bigint') return `${part}n`
  if (Array.isArray(part)) return part.map(each => inIds(each, rules))
  if (typeof part !== 'object' || part === null) return part
  const node = part as Record<string, unknown>
  const { definition } = rules
  const entity = (name: unknown) => definition.entities.find(each => each.name === name)
  const made = Object.fromEntries(
    Object.entries(node)
      // Of a list of children only the relation matters, not what it is called from here; whether a value may be empty changes nothing where none is.
      .filter(([key]) => key !== 'name' || node.kind !== 'children')
      .map(([key, value]) => [key, inIds(value, rules)]),
  )
  for (const key of ['entity', 'owner', 'start'])
    if (typeof node[key] === 'string') made[key] = entity(node[key])?.id ?? node[key]
  if (node.op === 'field') Object.assign(made, fieldIn(definition, node.owner, node.field, rules))
  if (typeof node.via === 'string') made.via = idOf(definition, node.entity, node.via)
  if (Array.isArray(node.path))
    made.path = hops(definition, (node.op === 'field' ? node.entity : node.start) as string, node.path)
  if (node.op === 'today') made.zone = definition.app.calendar.timeZone
  return made
}

function fieldIn(definition: Definition, owner: unknown, name: unknown, rules: RuleCompiler): Record<string, unknown> {
  const entity = definition.entities.find(each => each.name === owner)
  const field = entity?.fields.find(each => each.name === name)
  if (!entity || !field?.formula) return { field: field?.id ?? name }
  return { field: field.id, computes: inIds(rules.checked(field.formula.expression, entity, 'formula', field).typed, rules) }
}

const idOf = (definition: Definition, owner: unknown, name: unknown) =>
  definition.entities.find(each => each.name === owner)?.fields.find(each => each.name === name)?.id ?? name

function hops(definition: Definition, start: string, path: readonly Record<string, unknown>[]): unknown[] {
  let owner: unknown = start
  return path.map(hop => {
    const id = idOf(definition, owner, hop.relation)
    owner = hop.entity
    return id
  })
}
