/** A small world for differential tests: regions, customers, and any number of order kinds with lines, each kind with rules of its own. */
import { type Facts, fromWire, type Scope, type Value } from '@bailiwick/definition/expressions/index.ts'
import type { Definition, Entity, Field } from '@bailiwick/definition/model/index.ts'
import { scopeFor } from '@bailiwick/definition/scope.ts'
import type { Dice } from '@bailiwick/definition/write/random-definition.ts'
import { amounts, dates, integers, moments, words } from './random-expression.ts'

/** A record: field values as the wire has them, system fields beside. */
export interface Row {
  readonly id: string
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
  /** Ids of people. */
  readonly created_by: string
  readonly updated_by: string
  readonly deleted: boolean
  readonly fields: Readonly<Record<string, unknown>>
}

export type World = Map<string, Row[]>

export const baseFiles: Readonly<Record<string, string>> = {
  'app.yaml': `app: lab
title: Lab
roles:
  r1: { title: One }
  r2: { title: Two }
  r3: { title: Three }
`,
  'entities/region.yaml': `entity: region
title: name
fields:
  name: { type: text, required: true }
  lead: { type: person }
  open: { type: boolean }
access:
${['r1', 'r2', 'r3'].map(role => `  - { role: ${role}, can: [read] }`).join('\n')}
`,
  'entities/customer.yaml': `entity: customer
title: name
fields:
  name: { type: text, required: true }
  owner: { type: person }
  team: { type: team }
  tier: { type: choice, options: [free, gold, platinum] }
  arr: { type: money, currency: USD }
  since: { type: date }
  region: { type: relation, to: region }
access:
${['r1', 'r2', 'r3'].map(role => `  - { role: ${role}, can: [read] }`).join('\n')}
`,
}

/** Numbers that orders keep over their lines. */
export const keptFields = `  lines_there: { type: rollup, over: lines, measure: count, kept: true }
  most: { type: rollup, over: lines, measure: max, field: quantity, kept: true }
  least: { type: rollup, over: lines, measure: min, field: price, kept: true }
`

/** One kind of order and its lines, with the access blocks given and fields beside those there always are. */
export function orderFiles(name: string, access: readonly string[], more = ''): Record<string, string> {
  return {
    [`entities/${name}.yaml`]: `entity: ${name}
title: title
fields:
  title: { type: text, required: true }
  note: { type: long_text }
  amount: { type: money, currency: USD }
  rate: { type: decimal, scale: 3 }
  quantity: { type: integer }
  urgent: { type: boolean }
  due: { type: date }
  met: { type: datetime }
  kind: { type: choice, options: [low, medium, high] }
  tags: { type: multi_choice, options: [vip, bug, billing] }
  assignee: { type: person }
  team: { type: team }
  customer: { type: relation, to: customer, inverse: ${name}s }
${more}access:
${access.join('\n')}
`,
    [`entities/${name}_line.yaml`]: `entity: ${name}_line
title: note
fields:
  note: { type: text }
  parent: { type: relation, to: ${name}, required: true, inverse: lines }
  quantity: { type: integer }
  price: { type: money, currency: USD }
  done: { type: boolean }
  owner: { type: person }
access:
  - { role: r1, can: [read] }
`,
  }
}

export interface Cast {
  readonly people: readonly string[]
  readonly teams: readonly string[]
}

const sometimes = (dice: Dice, make: () => unknown): unknown => (dice.below(4) === 0 ? null : make())

/** A value of the wire, often empty where it may be. */
export function randomField(dice: Dice, field: Field, cast: Cast, world: World): unknown {
  const make = (): unknown => {
    switch (field.type) {
      case 'integer':
        return dice.pick(integers)
      case 'money':
        return dice.pick(amounts)
      case 'decimal':
        return dice.pick(['0', '0.001', '-0.001', '10.5', '-3.25', '999999999999999.999'])
      case 'boolean':
        return dice.below(2) === 0
      case 'date':
        return dice.pick(dates)
      case 'datetime':
        return dice.pick(moments)
      case 'choice':
        return dice.pick(field.options!).name
      case 'multi_choice': {
        const some = field.options!.filter(() => dice.below(2) === 0).map(option => option.name)
        return some.length > 0 ? some : null
      }
      case 'person':
        return dice.pick(cast.people)
      case 'team':
        return dice.pick(cast.teams)
      case 'relation':
        return dice.pick(world.get(field.to!) ?? []).id
      default:
        return dice.pick(words)
    }
  }
  return field.required ? make() : sometimes(dice, make)
}

export function randomRow(dice: Dice, entity: Entity, cast: Cast, world: World): Row {
  const own = entity.fields.filter(field => !field.rollup)
  const fields = Object.fromEntries(own.map(field => [field.name, randomField(dice, field, cast, world)]))
  return {
    id: randomId(dice),
    version: dice.below(3) + 1,
    created_at: dice.pick(moments.slice(1, -1)),
    updated_at: dice.pick(moments.slice(1, -1)),
    created_by: dice.pick(cast.people),
    updated_by: dice.pick(cast.people),
    deleted: dice.below(8) === 0,
    fields,
  }
}

/** A uuid from the dice, so that a seed says everything. */
export function randomId(dice: Dice): string {
  const hex = Array.from({ length: 32 }, () => dice.below(16).toString(16)).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}

/** Rows as the import takes them. */
export function toImport(rows: readonly Row[], keyOf: (person: string) => string) {
  return rows.map(({ deleted, created_by, updated_by, fields, ...row }) => ({
    ...row,
    created_by: keyOf(created_by),
    updated_by: keyOf(updated_by),
    ...(deleted ? { deleted_at: row.updated_at } : {}),
    fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)),
  }))
}

export interface UserFacts {
  readonly id: string
  readonly email: string
  readonly teams: readonly string[]
  readonly direct_teams: readonly string[]
  readonly reports: readonly string[]
  readonly direct_reports: readonly string[]
  readonly roles: readonly string[]
}

/** What the evaluator is told: the row in question, the world around it, the person and the time. */
export function factsOf(
  definition: Definition,
  world: World,
  row: Row,
  user: UserFacts,
  clock: { readonly now: bigint; readonly today: string },
): Facts<Row> {
  const scopes = new Map<string, Scope>()
  const typeOf = (entity: string, field: string) => {
    let scope = scopes.get(entity)
    if (!scope) {
      scope = scopeFor(definition, definition.entities.find(each => each.name === entity)!, 'rule')
      scopes.set(entity, scope)
    }
    return scope.entities.get(entity)!.fields.get(field)!.type
  }
  const kept = ({ id }: Row, name: string, { rollup }: Field): Value => {
    const child = definition.entities.find(each =>
      each.fields.some(({ to, inverse }) => to === name && inverse === rollup!.over),
    )!
    const { name: via } = child.fields.find(({ inverse }) => inverse === rollup!.over)!
    const children = world.get(child.name)!.filter(each => !each.deleted && each.fields[via] === id)
    if (rollup!.measure === 'count') return BigInt(children.length)
    const values = children
      .map(each => fromWire(typeOf(child.name, rollup!.field!), each.fields[rollup!.field!]))
      .filter(value => value !== null)
    return values.length === 0
      ? null
      : values.reduce((best, value) => ((rollup!.measure === 'min' ? value < best : value > best) ? value : best))
  }
  return {
    record: () => row,
    value: name => {
      throw new Error(`There is no ${name} here.`)
    },
    field: (of, entity, field): Value => {
      const counted = definition.entities
        .find(({ name }) => name === entity)!
        .fields.find(({ name, rollup }) => name === field && rollup)
      if (counted) return kept(of, entity, counted)
      return fromWire(
        typeOf(entity, field),
        field in of.fields ? of.fields[field] : (of as unknown as Record<string, unknown>)[field],
      )
    },
    byId: (entity, id) => world.get(entity)?.find(each => each.id === id && !each.deleted),
    children: (entity, via, id) => (world.get(entity) ?? []).filter(each => !each.deleted && each.fields[via] === id),
    user: property => user[property],
    now: () => clock.now,
    today: () => clock.today,
  }
}
