/** Conditions of a definition, asked of records of a seed as they were at one moment, for one person. The evaluator is the product's own. */
import assert from 'node:assert/strict'
import {
  type CheckedExpression,
  checkExpression,
  evaluate,
  type Facts,
  failed,
  fromWire,
  type Scope,
  type Value,
} from '../../packages/definition/src/expressions/index.ts'
import { type Field, isKept } from '../../packages/definition/src/model/field.ts'
import { type ExpressionPurpose, scopeFor } from '../../packages/definition/src/scope.ts'
import type { State, Story } from './story.ts'

/** Records by the id of what they refer to. */
type Referring = Map<string, Set<State>>

export class Conditions {
  readonly #story: Story
  readonly #states: ReadonlyMap<string, State>
  /** By entity and field, from when somebody asks of it. A record that refers to something else since is left out when it is asked. */
  readonly #referring = new Map<string, Map<string, Referring>>()
  readonly #checked = new Map<string, CheckedExpression>()
  readonly #scopes = new Map<string, Scope>()
  readonly #idOf: ReadonlyMap<string, string>
  readonly #emailOf: ReadonlyMap<string, string>
  readonly #dayOf: Intl.DateTimeFormat
  #at = ''
  #by = ''

  constructor(story: Story, states: ReadonlyMap<string, State>) {
    this.#story = story
    this.#states = states
    this.#idOf = new Map(story.seeded.people.map(({ key, id }) => [key, id]))
    this.#emailOf = new Map(story.seeded.people.map(({ key, email }) => [key, email]))
    this.#dayOf = new Intl.DateTimeFormat('sv-SE', { timeZone: story.example.definition.app.calendar.timeZone })
  }

  /** From now on it is this moment, and this person acts. */
  turnTo(at: string, by: string): void {
    this.#at = at
    this.#by = by
  }

  /** A record was made or changed. */
  note(state: State): void {
    for (const [via, referring] of this.#referring.get(state.entity.name) ?? []) keep(referring, via, state)
  }

  #children(entity: string, via: string, id: string): State[] {
    const fields = this.#referring.get(entity) ?? new Map<string, Referring>()
    this.#referring.set(entity, fields)
    let referring = fields.get(via)
    if (!referring) {
      referring = new Map()
      fields.set(via, referring)
      for (const state of this.#states.values()) if (state.entity.name === entity) keep(referring, via, state)
    }
    return [...(referring.get(id) ?? [])].filter(state => state.fields[via] === id)
  }

  /** Absent: always. An error is a no, as in the database; for a check it is, there too, not the check that fails. */
  hold(condition: string | undefined, state: State, purpose: ExpressionPurpose): boolean {
    if (condition === undefined) return true
    const outcome = evaluate(this.#expression(condition, state, purpose), this.#facts(state))
    return purpose === 'check' ? outcome !== false : outcome === true
  }

  #expression(text: string, state: State, purpose: ExpressionPurpose, result?: 'any'): CheckedExpression {
    const key = `${state.entity.name} ${purpose} ${text}`
    const known = this.#checked.get(key)
    if (known) return known
    const checking = checkExpression(text, scopeFor(this.#story.example.definition, state.entity, purpose), result)
    if (!checking.ok) throw new Error(checking.problems.map(({ message }) => message).join(' '))
    this.#checked.set(key, checking.expression)
    return checking.expression
  }

  #facts(of: State): Facts<State> {
    return {
      record: () => of,
      value: name => {
        throw new Error(`There is no ${name} here.`)
      },
      field: (state, _entity, field) => this.#value(state, field),
      byId: (_entity, id) => this.#states.get(id),
      children: (entity, via, id) => this.#children(entity, via, id),
      user: property => {
        if (property === 'id') return this.#idOf.get(this.#by)!
        if (property === 'email') return this.#emailOf.get(this.#by)!
        if (property === 'roles') return [...this.#story.rolesOf.get(this.#by)!]
        if (property === 'teams') return [...this.#story.teamsOf.get(this.#by)!]
        if (property === 'direct_teams') return [...this.#story.directTeamsOf.get(this.#by)!]
        return []
      },
      now: () => BigInt(Date.parse(this.#at)) * 1_000n,
      today: () => this.#dayOf.format(new Date(this.#at)),
    }
  }

  #value(state: State, name: string): Value {
    const field = state.entity.fields.find(each => each.name === name)
    if (field?.formula) {
      const outcome = evaluate(this.#expression(field.formula.expression, state, 'formula', 'any'), this.#facts(state))
      return outcome === failed ? null : outcome
    }
    // What a seed says of a kept sum is what its own test has added up; of others the children say it.
    if (field && isKept(field) && state.fields[name] === undefined) return this.#kept(state, field)
    const system: Record<string, unknown> = {
      id: state.id,
      version: state.version,
      created_at: state.createdAt,
      updated_at: state.updatedAt,
      created_by: this.#idOf.get(state.createdBy),
      updated_by: this.#idOf.get(state.updatedBy),
    }
    return fromWire(this.#typeOf(state, name), name in system ? system[name] : state.fields[name])
  }

  #kept(state: State, { rollup, name }: Field): Value {
    const { over, measure, field } = rollup!
    assert.ok(measure === 'sum' && field !== undefined, `${state.entity.name}.${name} is no sum`)
    const { entity, via } = this.#scopeOf(state).entities.get(state.entity.name)!.children.get(over)!
    const values = this.#children(entity, via, state.id).map(child => this.#value(child, field))
    return values.reduce((sum: bigint, value) => sum + BigInt((value ?? 0) as bigint), 0n)
  }

  #typeOf(state: State, field: string) {
    return this.#scopeOf(state).entities.get(state.entity.name)!.fields.get(field)!.type
  }

  #scopeOf({ entity }: State): Scope {
    const scope = this.#scopes.get(entity.name) ?? scopeFor(this.#story.example.definition, entity, 'rule')
    this.#scopes.set(entity.name, scope)
    return scope
  }
}

function keep(referring: Referring, via: string, state: State): void {
  const id = state.fields[via]
  if (id === undefined) return
  const known = referring.get(String(id))
  if (known) known.add(state)
  else referring.set(String(id), new Set([state]))
}
