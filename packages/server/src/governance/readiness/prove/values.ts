/** What fields are filled with: the samples of their types, and the constants the app's own rules mention with their neighbours, so that each rule is met both ways. */
import type { CheckedExpression } from '@bailiwick/definition/expressions/index.ts'
import { printUnits } from '@bailiwick/definition/fields/exact-number.ts'
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import type { Entity, Field } from '@bailiwick/definition/model/index.ts'
import type { Dice } from '@bailiwick/definition/write/random-definition.ts'
import { type Stage, searchedWord } from './stage.ts'

/** A uuid from the dice, so that a seed says everything. */
export function randomId(dice: Dice): string {
  const hex = Array.from({ length: 32 }, () => dice.below(16).toString(16)).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}

/** Long samples prove nothing about rules and cost time. */
const longest = 200
/** Greater numbers are not kept exactly by the JSON a proof compares. */
const greatest = 1e12

const numeric: ReadonlySet<string> = new Set(['integer', 'decimal', 'money'])

export class Values {
  /** By `entity.field`. */
  readonly #mentioned = new Map<string, unknown[]>()
  readonly #pools = new Map<string, readonly unknown[]>()
  readonly #stage: Stage

  constructor(stage: Stage) {
    this.#stage = stage
    for (const { entity, expression, field } of expressionsOf(stage)) this.#learn(entity, expression, field)
  }

  /** Values the column takes, without those that name people, teams or records. */
  pool(entity: Entity, field: Field): { readonly mentioned: readonly unknown[]; readonly samples: readonly unknown[] } {
    return {
      mentioned: this.#fitting(entity, field, 'mentioned', () => this.#mentioned.get(`${entity.name}.${field.name}`) ?? []),
      samples: this.#fitting(entity, field, 'samples', () => [
        ...fieldTypes[field.type].samples(field),
        ...this.#recent(field),
        ...(field.type === 'text' || field.type === 'long_text' || field.type === 'rich_text' ? [searchedWord] : []),
      ]),
    }
  }

  #fitting(entity: Entity, field: Field, kind: string, make: () => readonly unknown[]): readonly unknown[] {
    const key = `${entity.name}.${field.name} ${kind}`
    let pool = this.#pools.get(key)
    if (!pool) {
      const type = fieldTypes[field.type]
      const values = make().filter(value => {
        const outcome = type.toColumn(value, field)
        if (!outcome.ok || (field.type !== 'json' && outcome.value.length > longest)) return false
        return !numeric.has(field.type) || Math.abs(Number(outcome.value)) <= greatest
      })
      pool = [...new Map(values.map(value => [JSON.stringify(value), value])).values()]
      this.#pools.set(key, pool)
    }
    return pool
  }

  /** Days and moments around now: samples lie centuries away from what rules compare with the clock. */
  #recent(field: Field): readonly unknown[] {
    const { now, today } = this.#stage.clock
    const day = (offset: number) => new Date(Date.parse(`${today}T00:00:00Z`) + offset * 86_400_000).toISOString().slice(0, 10)
    const moment = (hours: number) => new Date(Number(now / 1000n) + hours * 3_600_000).toISOString()
    if (field.type === 'date') return [-400, -31, -7, -1, 0, 1, 7, 31, 400].map(day)
    if (field.type === 'datetime') return [-9_000, -800, -100, -25, -1, 1, 25, 100, 800].map(moment)
    return []
  }

  #learn(entity: Entity, expression: CheckedExpression, validated: Field | undefined): void {
    const literals: unknown[] = []
    const fields = validated ? [`${entity.name}.${validated.name}`] : []
    const visit = (node: unknown): void => {
      if (Array.isArray(node)) for (const each of node) visit(each)
      else if (node !== null && typeof node === 'object') {
        const typed = node as {
          op?: string
          owner?: string
          field?: string
          value?: unknown
          type?: { kind: string; scale?: number }
        }
        if (typed.op === 'field') fields.push(`${typed.owner}.${typed.field}`)
        if (typed.op === 'literal') literals.push(...neighbours(typed.type?.kind ?? '', typed.value, typed.type?.scale))
        for (const each of Object.values(node)) visit(each)
      }
    }
    visit(expression.typed)
    for (const field of fields) this.#mentioned.set(field, [...(this.#mentioned.get(field) ?? []), ...literals])
  }
}

function neighbours(kind: string, value: unknown, scale = 0): unknown[] {
  if (kind === 'int') return [-1n, 0n, 1n].map(step => Number((value as bigint) + step))
  if (kind === 'scaled')
    // Also as a field of fewer digits has it.
    return [-1n, 0n, 1n].flatMap(step => {
      const units = (value as bigint) + step
      return [printUnits(units, scale), ...(scale > 2 ? [printUnits(units / 10n ** BigInt(scale - 2), 2)] : [])]
    })
  if (kind === 'date') {
    const time = Date.parse(`${String(value)}T00:00:00Z`)
    return [-1, 0, 1].map(step => new Date(time + step * 86_400_000).toISOString().slice(0, 10))
  }
  if (kind === 'timestamp') {
    const time = Date.parse(String(value))
    return [-1, 0, 1].map(step => new Date(time + step).toISOString())
  }
  if (kind === 'string') return [value, `x${String(value)}`, `${String(value)}x`]
  return []
}

/** Every expression that decides something about a record. */
export function* expressionsOf(
  stage: Stage,
): Generator<{ readonly entity: Entity; readonly expression: CheckedExpression; readonly field?: Field }> {
  for (const entity of stage.definition.entities) {
    for (const grant of entity.access)
      for (const text of [grant.when, grant.after])
        if (text !== undefined) yield { entity, expression: stage.expression(entity, text, 'rule') }
    for (const transition of stage.workflow(entity.name)?.transitions ?? []) {
      if (transition.by !== undefined) yield { entity, expression: stage.expression(entity, transition.by, 'rule') }
      if (transition.guard) yield { entity, expression: stage.expression(entity, transition.guard.when, 'guard') }
      for (const step of transition.approval?.steps ?? [])
        if (step.when !== undefined) yield { entity, expression: stage.expression(entity, step.when, 'rule') }
    }
    for (const check of entity.checks) yield { entity, expression: stage.expression(entity, check.when, 'check') }
    for (const field of entity.fields)
      if (field.validate) yield { entity, expression: stage.expression(entity, field.validate.when, 'validate', field), field }
  }
}
