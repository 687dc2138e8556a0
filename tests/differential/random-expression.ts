/** Random expressions over a scope: every construct the checker accepts, with values small enough to meet and bounds large enough to break. */
import type { Scope } from '@bailiwick/definition/expressions/index.ts'
import type { FieldShape } from '@bailiwick/definition/expressions/schema.ts'
import { spanUnits } from '@bailiwick/definition/expressions/spans.ts'
import type { ValueType } from '@bailiwick/definition/expressions/value-type.ts'
import type { Dice } from '@bailiwick/definition/write/random-definition.ts'

/** What literals are taken from, so that they meet what rows hold. */
export interface Pool {
  readonly people: readonly string[]
  readonly teams: readonly string[]
  readonly records: readonly string[]
}

interface Named {
  readonly path: string
  readonly shape: FieldShape
}

export const words = ['a', 'ab', 'Abc', 'ünïcode 🦉', 'ﬁ', 'zz top', 'x%y_z', "it's"]
export const dates = ['0001-01-01', '2024-02-29', '2026-11-23', '2026-11-24', '2026-11-25', '9999-12-31']
export const moments = [
  '0001-01-01T00:00:00Z',
  '1969-12-31T23:59:59.999Z',
  '2024-02-29T12:00:00.001Z',
  '2026-03-29T01:30:00Z',
  '2026-11-24T09:30:00Z',
  '9999-12-31T23:59:59.999Z',
]
export const amounts = ['0', '0.01', '-0.01', '10.50', '-3.25', '9999999999999999.99']
export const integers = [0, 1, -1, 2, 3, 7, 2_147_483_647, 9_007_199_254_740_991]
const durations = ['0s', '1h', '-36h', '90m', '0.000001s', '240000h']
const patterns = ['^a', 'b+c?$', '[A-Z]', '.', '^.b', '\\\\d', '[^a]', '\\\\s', '(a|z)+', 'x%']
export const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'UTC']
const getters = [
  'getFullYear',
  'getMonth',
  'getDate',
  'getDayOfMonth',
  'getDayOfWeek',
  'getDayOfYear',
  'getHours',
  'getMinutes',
  'getSeconds',
  'getMilliseconds',
]

/** A condition as text. It may be one the checker refuses (for its cost); then throw the dice again. */
export function randomCondition(dice: Dice, scope: Scope, pool: Pool, depth = 3): string {
  return new Writer(dice, scope, pool).rule(depth)
}

/** A value of a random kind. */
export function randomValue(dice: Dice, scope: Scope, pool: Pool, depth = 3): string {
  const writer = new Writer(dice, scope, pool)
  return writer.value(
    dice.pick<ValueType>([
      { kind: 'int' },
      { kind: 'scaled', scale: 2 },
      { kind: 'string' },
      { kind: 'timestamp' },
      { kind: 'duration' },
      { kind: 'bool' },
    ]),
    depth,
  )
}

class Writer {
  readonly #dice: Dice
  readonly #scope: Scope
  readonly #pool: Pool
  /** Records in reach, by variable. */
  readonly #records = new Map<string, string>()
  readonly #values = new Map<string, ValueType>()
  #quantifiers = 0
  #names = 0

  constructor(dice: Dice, scope: Scope, pool: Pool) {
    this.#dice = dice
    this.#scope = scope
    this.#pool = pool
    for (const [name, { type }] of scope.variables) if (type.kind === 'record') this.#records.set(name, type.entity)
  }

  /** A condition, often one that asks for the person behind a relation: row policies look those up from their end. */
  rule(depth: number): string {
    const owned = this.#dice.below(4) === 0 ? this.#behindRelation() : undefined
    if (owned === undefined) return this.condition(depth)
    switch (this.#dice.below(5)) {
      case 0:
        return `(${owned} && ${this.condition(depth - 1)})`
      case 1:
        return `(${this.condition(depth - 1)} || ${owned})`
      case 2:
        return `!(${owned})`
      default:
        return owned
    }
  }

  #behindRelation(): string | undefined {
    const { below, pick } = this.#dice
    const field = this.#field((shape, path) => path.split('.').length > 2 && isOf(shape.type, below(3) === 0 ? 'team' : 'person'))
    if (field === undefined) return undefined
    if (isOf(field.shape.type, 'team')) return `${field.path} in user.${pick(['teams', 'direct_teams'])}`
    return below(2) ? `${field.path} == user.id` : `user.id == ${field.path}`
  }

  condition(depth: number): string {
    const inner = depth - 1
    if (depth <= 0) return this.#leaf()
    switch (this.#dice.below(11)) {
      case 0:
      case 1:
        return `(${this.condition(inner)} && ${this.condition(inner)})`
      case 2:
      case 3:
        return `(${this.condition(inner)} || ${this.condition(inner)})`
      case 4:
        return `!(${this.condition(inner)})`
      case 5:
        return `(${this.condition(inner)} ? ${this.condition(inner)} : ${this.condition(inner)})`
      case 6:
        return this.#quantifier(inner)
      case 7:
        return this.#compared(depth)
      case 8:
        return this.#text(inner)
      default:
        return this.#leaf()
    }
  }

  /** An expression of this type; `bool` is a condition. */
  value(type: ValueType, depth: number): string {
    if (type.kind === 'bool') return this.condition(depth)
    const field = this.#field(shape => same(shape.type, type))
    const inner = depth - 1
    if (depth > 0) {
      if (this.#dice.below(8) === 0) return `(${this.condition(inner)} ? ${this.value(type, inner)} : ${this.value(type, inner)})`
      const deep = this.#deeper(type, inner)
      if (deep && this.#dice.below(3) > 0) return deep
    }
    return field && this.#dice.below(5) > 0 ? field.path : this.#literal(type)
  }

  #deeper(type: ValueType, depth: number): string | undefined {
    const { pick, below } = this.#dice
    const both = (how: string, a: ValueType, b: ValueType) => `(${this.value(a, depth)} ${how} ${this.value(b, depth)})`
    const moment: ValueType = { kind: 'timestamp' }
    const duration: ValueType = { kind: 'duration' }
    switch (type.kind) {
      case 'int':
        if (below(4) === 0) return `${this.value(moment, 0)}.${pick(getters)}(${below(2) ? `"${pick(zones)}"` : ''})`
        if (below(4) === 0) return `size(${this.value({ kind: 'string' }, 0)})`
        if (below(4) === 0) return this.#children(path => `size(${path})`)
        return below(6) === 0 ? `-(${this.value(type, depth)})` : both(pick(['+', '-', '*', '/', '%']), type, type)
      case 'scaled':
        return below(3) === 0 ? both('*', type, { kind: 'int' }) : both(pick(['+', '-']), type, type)
      case 'string':
        if (below(6) === 0) return `${this.value(type, depth)}.replace(${pick(['"a", "b"', '"an", ""', '".", ""', '"ss", "ß"'])})`
        if (below(3) === 0) return `${this.value(type, depth)}.${pick(['lowerAscii', 'upperAscii'])}()`
        return below(3) === 0 ? `string(${this.value({ kind: 'int' }, depth)})` : both('+', type, type)
      case 'timestamp':
        return both(pick(['+', '-']), type, duration)
      case 'duration':
        return below(2) ? both('-', moment, moment) : both(pick(['+', '-']), duration, duration)
      default:
        return undefined
    }
  }

  #leaf(): string {
    const { below, pick } = this.#dice
    switch (below(9)) {
      case 0:
        return this.#field(shape => shape.type.kind === 'bool')?.path ?? 'true'
      case 1:
        return pick(['true', 'false'])
      case 2: {
        const field = this.#field(() => true)
        return field ? `${field.path} ${pick(['==', '!='])} null` : 'false'
      }
      case 3: {
        const field = this.#field(() => true)
        return field ? `has(${field.path})` : 'true'
      }
      case 4:
        return this.#membership()
      default:
        return this.#compared(0)
    }
  }

  #compared(depth: number): string {
    const day = this.#field(shape => shape.type.kind === 'date' || shape.type.kind === 'timestamp')
    if (day && this.#dice.below(8) === 0)
      return `${day.path}.within("${this.#dice.pick(spanUnits)}"${this.#dice.below(2) ? `, ${this.#dice.below(9) - 4}` : ''})`
    const choice = this.#field(shape => shape.options !== undefined)
    if (choice && this.#dice.below(4) === 0)
      return `${choice.path} ${this.#dice.pick(['==', '!='])} "${this.#dice.pick(choice.shape.options!)}"`
    const kinds: readonly ValueType[] = [
      { kind: 'int' },
      { kind: 'scaled', scale: 2 },
      { kind: 'scaled', scale: 3 },
      { kind: 'string' },
      { kind: 'timestamp' },
      { kind: 'date' },
      { kind: 'duration' },
      { kind: 'bool' },
      { kind: 'id', of: 'person' },
      { kind: 'id', of: 'team' },
    ]
    const type = this.#dice.pick(kinds)
    const ordered = type.kind !== 'bool' && type.kind !== 'id'
    const how = this.#dice.pick(ordered ? ['==', '!=', '<', '<=', '>', '>='] : ['==', '!='])
    return `${this.value(type, depth)} ${how} ${this.value(type, depth)}`
  }

  #membership(): string {
    const { pick, below } = this.#dice
    const list = (elements: readonly string[]) => `[${elements.map(element => `"${element}"`).join(', ')}]`
    switch (below(5)) {
      case 4: {
        const person = this.#field(shape => shape.type.kind === 'id' && shape.type.of === 'person')
        return person ? `${person.path} in user.${pick(['reports', 'direct_reports'])}` : '"r3" in user.roles'
      }
      case 0: {
        const team = this.#field(shape => shape.type.kind === 'id' && shape.type.of === 'team')
        return team ? `${team.path} in user.${pick(['teams', 'direct_teams'])}` : '"r1" in user.roles'
      }
      case 1: {
        const tags = this.#field(shape => shape.type.kind === 'list')
        return tags ? `${pick(['"vip"', '"bug"', 'record.title'])} in ${tags.path}` : '"r2" in user.roles'
      }
      case 2: {
        const choice = this.#field(shape => shape.options !== undefined)
        return choice
          ? `${choice.path} in ${list(choice.shape.options!.filter(() => below(2) === 0).concat(choice.shape.options![0]!))}`
          : 'false'
      }
      default: {
        const person = this.#field(shape => shape.type.kind === 'id' && shape.type.of === 'person')
        return person
          ? `${person.path} in [user.id, "${pick(this.#pool.people)}"]`
          : `"${pick(['r1', 'r2', 'r3'])}" in user.roles`
      }
    }
  }

  #text(depth: number): string {
    const { pick } = this.#dice
    const text = this.value({ kind: 'string' }, depth)
    const how = pick(['startsWith', 'endsWith', 'contains', 'matches'])
    return `${text}.${how}(${how === 'matches' ? `"${pick(patterns)}"` : this.value({ kind: 'string' }, 0)})`
  }

  #quantifier(depth: number): string {
    const { pick, below } = this.#dice
    if (this.#quantifiers >= 2) return this.#leaf()
    this.#names += 1
    const name = `x${this.#names}`
    const how = pick(['exists', 'all', 'exists_one'])
    this.#quantifiers += 1
    try {
      const ofChildren = this.#children((path, entity) => {
        this.#records.set(name, entity)
        return `${path}.${how}(${name}, ${this.condition(Math.min(depth, 1))})`
      })
      if (ofChildren && below(3) > 0) return ofChildren
      const tags = this.#field(shape => shape.type.kind === 'list')
      this.#records.delete(name)
      const [list, type] =
        tags && below(2) ? [tags.path, { kind: 'string' } as const] : (['user.teams', { kind: 'id', of: 'team' }] as const)
      this.#values.set(name, type)
      return `${list}.${how}(${name}, ${name} ${pick(['==', '!='])} ${this.value(type, 0)})`
    } finally {
      this.#quantifiers -= 1
      this.#records.delete(name)
      this.#values.delete(name)
    }
  }

  /** Some list of child records in reach. */
  #children(write: (path: string, entity: string) => string): string | undefined {
    const found = [...this.#records].flatMap(([variable, entity]) =>
      this.#owners(variable, entity).flatMap(({ path, owner }) =>
        [...(this.#scope.entities.get(owner)?.children ?? [])].map(([name, child]) => ({
          path: `${path}.${name}`,
          entity: child.entity,
        })),
      ),
    )
    if (found.length === 0) return undefined
    const { path, entity } = this.#dice.pick(found)
    return write(path, entity)
  }

  /** Records reachable over relations, the variable's own first. */
  #owners(path: string, entity: string, hops = 2): { path: string; owner: string }[] {
    const relations = hops === 0 ? [] : [...(this.#scope.entities.get(entity)?.relations ?? [])]
    return [
      { path, owner: entity },
      ...relations.flatMap(([name, relation]) => this.#owners(`${path}.${name}`, relation.entity, hops - 1)),
    ]
  }

  #field(wanted: (shape: FieldShape, path: string) => boolean): Named | undefined {
    const found: Named[] = []
    for (const [variable, entity] of this.#records)
      for (const { path, owner } of this.#owners(variable, entity))
        for (const [name, shape] of this.#scope.entities.get(owner)?.fields ?? [])
          if (shape.type.kind !== 'dyn' && wanted(shape, `${path}.${name}`)) found.push({ path: `${path}.${name}`, shape })
    for (const [name, type] of this.#values)
      if (wanted({ type, nullable: false }, name)) found.push({ path: name, shape: { type, nullable: false } })
    return found.length === 0 ? undefined : this.#dice.pick(found)
  }

  #literal(type: ValueType): string {
    const { pick, below } = this.#dice
    switch (type.kind) {
      case 'int':
        return below(6) === 0
          ? pick(['9223372036854775807', '-9223372036854775807', '4611686018427387904'])
          : String(pick(integers))
      case 'scaled': {
        const text = pick(amounts)
        return below(4) === 0 ? String(pick(integers)) : text.includes('.') ? text : `${text}.0`
      }
      case 'string':
        return below(5) === 0 ? 'user.email' : JSON.stringify(pick(words))
      case 'timestamp':
        return below(4) === 0 ? 'now()' : `timestamp("${pick(moments)}")`
      case 'date':
        return below(3) === 0 ? 'today()' : `date("${pick(dates)}")`
      case 'duration':
        return `duration("${pick(durations)}")`
      case 'id':
        if (type.of === 'person') return below(2) ? 'user.id' : `"${pick(this.#pool.people)}"`
        return `"${pick(type.of === 'team' ? this.#pool.teams : this.#pool.records)}"`
      default:
        return pick(['true', 'false'])
    }
  }
}

const isOf = (type: ValueType, what: 'person' | 'team') => type.kind === 'id' && type.of === what

function same(a: ValueType, b: ValueType): boolean {
  if (a.kind === 'scaled' && b.kind === 'scaled') return a.scale === b.scale
  if (a.kind === 'id' && b.kind === 'id') return a.of === b.of
  return a.kind === b.kind && a.kind !== 'list'
}
