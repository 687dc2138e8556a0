/**
 * What a proof plays on: the definition, the generated people and rows, and the definition's expressions computed over them by the evaluator. Nothing here, nor in the
 * expectations that stand on it, is shared with the SQL compiler: a mistake made once would be made on both sides and seen by nobody.
 */
import {
  type CheckedExpression,
  checkExpression,
  evaluate,
  type Facts,
  failed,
  fromWire,
  type Value,
} from '@bailiwick/definition/expressions/index.ts'
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import type { Definition, Entity, Field, Workflow } from '@bailiwick/definition/model/index.ts'
import { type ExpressionPurpose, scopeFor } from '@bailiwick/definition/scope.ts'

/** A generated person as they act: by name of their role or roles in the report. */
export interface Actor {
  readonly key: string
  readonly label: string
  readonly id: string
  readonly email: string
  /** Without the app's name. */
  readonly roles: readonly string[]
  readonly teams: readonly string[]
  readonly ownTeams: readonly string[]
  /** Their own teams and those above: what is shared with one of these reaches them. */
  readonly teamsAbove: readonly string[]
  readonly manager: string | null
  /** Everybody beneath them in the chain of managers, and those right beneath; of those who act. */
  readonly reports: readonly string[]
  readonly directReports: readonly string[]
  /** Somebody whose claims are not proven: as a statement runs in a transaction that was never entered. */
  readonly isUnknown?: true
}

/** A generated record. Field values as the wire has them; a running number as a number. */
export interface Row {
  readonly id: string
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
  readonly created_by: string
  readonly updated_by: string
  readonly deleted: boolean
  /** Who moved it into its state. */
  readonly stateBy: string | null
  /** Who changed it while it waited for a decision. */
  readonly editors: readonly string[]
  readonly fields: Readonly<Record<string, unknown>>
}

export interface Vote {
  readonly record: string
  readonly transition: string
  readonly step: string
  readonly round: number
  readonly person: string
  readonly decision: 'approve' | 'reject' | 'ask_changes'
}

export type ShareLevel = 'read' | 'comment' | 'edit'

/** One record given by somebody to a person or a team. */
export interface Share {
  readonly id: string
  readonly record: string
  /** The key of an actor, or nobody's who is still here. */
  readonly sharedBy: string
  readonly person: string | null
  readonly team: string | null
  readonly level: ShareLevel
  readonly ended: boolean
  readonly over: boolean
}

/** An upload: for one field of one entity, and for one record once that has taken it. */
export interface StoredFile {
  readonly id: string
  readonly entity: string
  readonly field: string
  readonly uploadedBy: string
  readonly record: string | null
  /** Begun and never finished. */
  readonly unfinished: boolean
}

export interface Clock {
  /** Microseconds since 1970, of the transaction. */
  readonly now: bigint
  readonly today: string
}

/** A column of the entity's table that holds a value of the record's own. */
export function isKept(field: Field): boolean {
  return fieldTypes[field.type].column(field) !== undefined && !field.formula && !field.rollup
}

/** What a person may name in a change at all. */
export function isWritable(field: Field): boolean {
  return isKept(field) && !field.managed && fieldTypes[field.type].writable
}

/** The one field of which the last row of the record's past tells: now this, now that, also such as few read. */
export function lastChanged(entity: Entity, row: Row): string | undefined {
  const kept = entity.fields.filter(isKept)
  return kept[Number.parseInt(row.id.slice(0, 6), 16) % kept.length]?.name
}

/** What a generated file holds: its own id, so that no other can pass for it. */
export const contentOf = (id: string) => Buffer.from(id).toString('hex')

/** The word that search is asked for. */
export const searchedWord = 'voucher'
/** The same with a slip: found where a search may guess. */
export const misspelt = 'vuocher'

/** Whether a search for it finds the record, whoever asks: one of its searched fields has a word that begins so. */
export function isFound(entity: Entity, stored: ReadonlyMap<string, string>): boolean {
  return hasWord(entity, stored) || hasPart(entity, stored)
}

/** Whether a searched field has it at the beginning of a word. */
export function hasWord(entity: Entity, stored: ReadonlyMap<string, string>): boolean {
  return searchedTexts(entity, stored).some(({ text }) => text.split(/[^a-z0-9]+/).some(word => word.startsWith(searchedWord)))
}

/** Whether a short one has it anywhere. */
export function hasPart(entity: Entity, stored: ReadonlyMap<string, string>): boolean {
  return searchedTexts(entity, stored).some(({ text, how }) => how === 'parts' && text.includes(searchedWord))
}

function searchedTexts(entity: Entity, stored: ReadonlyMap<string, string>): { text: string; how: false | 'words' | 'parts' }[] {
  return entity.fields.flatMap(field => {
    const how = field.search && fieldTypes[field.type].searchable
    const text = JSON.parse(stored.get(field.name) ?? 'null') as unknown
    return how && typeof text === 'string' ? [{ text: text.toLowerCase(), how }] : []
  })
}

const checkedOf = new WeakMap<Definition, Map<string, CheckedExpression>>()

export class Stage {
  readonly definition: Definition
  readonly clock: Clock
  readonly world = new Map<string, Row[]>()
  /** By entity. */
  readonly votes = new Map<string, Vote[]>()
  /** By entity; set whole, before anybody looks. */
  readonly shares = new Map<string, readonly Share[]>()
  readonly files = new Map<string, StoredFile>()
  actors: readonly Actor[] = []
  /** Everybody there is, also who left. */
  people: readonly { readonly id: string }[] = []
  /** The stored row as PostgreSQL says it: field by field as JSON text, by record. */
  readonly stored = new Map<string, ReadonlyMap<string, string>>()
  readonly #entities: ReadonlyMap<string, Entity>
  readonly #workflows: ReadonlyMap<string, Workflow>
  readonly #byId = new Map<string, ReadonlyMap<string, Row>>()
  readonly #sharesOf = new Map<string, readonly Share[]>()
  readonly #children = new Map<string, ReadonlyMap<string, readonly Row[]>>()
  #values = new WeakMap<Row, Map<string, Value>>()
  #instead: { readonly entity: string; readonly row: Row } | undefined
  #answers = new WeakMap<Row, Map<string, boolean>>()

  constructor(definition: Definition, clock: Clock) {
    this.definition = definition
    this.clock = clock
    this.#entities = new Map(definition.entities.map(entity => [entity.name, entity]))
    this.#workflows = new Map(definition.workflows.map(workflow => [workflow.entity, workflow]))
  }

  entity(name: string): Entity {
    const entity = this.#entities.get(name)
    if (!entity) throw new Error(`There is no entity ${name}.`)
    return entity
  }

  workflow(entity: string): Workflow | undefined {
    return this.#workflows.get(entity)
  }

  rows(entity: string): readonly Row[] {
    return this.world.get(entity) ?? []
  }

  byId(entity: string, id: string): Row | undefined {
    let rows = this.#byId.get(entity)
    if (!rows) {
      rows = new Map(this.rows(entity).map(row => [row.id, row]))
      this.#byId.set(entity, rows)
    }
    const { entity: of, row } = this.#instead ?? {}
    return of === entity && row?.id === id ? row : rows.get(id)
  }

  /** What the world would answer if the entity had this row, in the place of the one with its id or as one more. */
  instead<T>(entity: string, row: Row, ask: () => T): T {
    const [values, answers, before] = [this.#values, this.#answers, this.#instead]
    this.#values = new WeakMap()
    this.#answers = new WeakMap()
    this.#instead = { entity, row }
    try {
      return ask()
    } finally {
      this.#values = values
      this.#answers = answers
      this.#instead = before
    }
  }

  children(entity: string, via: string, id: string): readonly Row[] {
    const key = `${entity}.${via}`
    let known = this.#children.get(key)
    if (!known) {
      const lists = new Map<string, Row[]>()
      for (const row of this.rows(entity)) {
        const parent = row.fields[via]
        if (typeof parent !== 'string') continue
        const list = lists.get(parent)
        if (list) list.push(row)
        else lists.set(parent, [row])
      }
      known = lists
      this.#children.set(key, known)
    }
    const list = known.get(id) ?? []
    if (this.#instead?.entity !== entity) return list
    const { row } = this.#instead
    return [...list.filter(each => each.id !== row.id), ...(row.fields[via] === id ? [row] : [])]
  }

  sharesOf(entity: string, record: string): readonly Share[] {
    const known = this.#sharesOf.get(record)
    if (known) return known
    const found = (this.shares.get(entity) ?? []).filter(share => share.record === record)
    this.#sharesOf.set(record, found)
    return found
  }

  /** After rows were added: what was looked up and answered before is forgotten, because a rule may look at other records too. */
  changed(): void {
    this.#byId.clear()
    this.#sharesOf.clear()
    this.#children.clear()
    this.#answers = new WeakMap()
    this.#values = new WeakMap()
  }

  expression(entity: Entity, text: string, purpose: ExpressionPurpose, field?: Field): CheckedExpression {
    const key = `${entity.name} ${purpose} ${field?.name ?? ''} ${text}`
    let checked = checkedOf.get(this.definition)
    if (!checked) {
      checked = new Map()
      checkedOf.set(this.definition, checked)
    }
    const known = checked.get(key)
    if (known) return known
    const into = field && purpose !== 'validate' ? { into: fieldTypes[field.type].valueType(field) } : undefined
    const checking = checkExpression(text, scopeFor(this.definition, entity, purpose, field), into)
    if (!checking.ok) throw new Error(`${entity.name}: ${text}: ${checking.problems[0]?.message}`)
    checked.set(key, checking.expression)
    return checking.expression
  }

  /** @param value what `value` stands for in a field's own validation */
  holds(entity: Entity, text: string, purpose: ExpressionPurpose, row: Row, actor?: Actor, field?: Field): boolean {
    const key = `${actor?.key ?? ''} ${purpose} ${field?.name ?? ''} ${text}`
    let answers = this.#answers.get(row)
    if (!answers) {
      answers = new Map()
      this.#answers.set(row, answers)
    }
    const known = answers.get(key)
    if (known !== undefined) return known
    const value = field && this.valueOf(row, entity, field.name)
    const answer = evaluate(this.expression(entity, text, purpose, field), this.#facts(row, actor, value)) === true
    answers.set(key, answer)
    return answer
  }

  /** Whether a rule would hold if what is in the trash were looked at too. */
  holdsThroughTrash(entity: Entity, text: string, row: Row, actor: Actor): boolean {
    const facts = {
      ...this.#facts(row, actor),
      byId: (of: string, id: string) => this.byId(of, id),
      children: (of: string, via: string, id: string) => this.children(of, via, id),
    }
    return evaluate(this.expression(entity, text, 'rule'), facts) === true
  }

  /** Whether a rule would hold if this were the only record of its lists; undefined: it looks at no list of such records. */
  holdsByLine(entity: Entity, text: string, row: Row, actor: Actor, line: Row, lineEntity: Entity): boolean | undefined {
    let isAsked = false
    const facts = {
      ...this.#facts(row, actor),
      children: (of: string, via: string, id: string) => {
        if (of !== lineEntity.name) return []
        isAsked = true
        return line.fields[via] === id && !line.deleted ? [line] : []
      },
    }
    const holds = evaluate(this.expression(entity, text, 'rule'), facts) === true
    return isAsked ? holds : undefined
  }

  /** What an expression gives; an error is empty, as in the database. */
  computed(entity: Entity, text: string, purpose: ExpressionPurpose, field: Field, row: Row, actor?: Actor): Value {
    const outcome = evaluate(this.expression(entity, text, purpose, field), this.#facts(row, actor))
    return outcome === failed ? null : outcome
  }

  valueOf(row: Row, entity: Entity, name: string): Value {
    let values = this.#values.get(row)
    if (!values) {
      values = new Map()
      this.#values.set(row, values)
    }
    const known = values.get(name)
    if (known !== undefined) return known
    const field = entity.fields.find(each => each.name === name)
    const value = field?.formula
      ? this.computed(entity, field.formula.expression, 'formula', field, row)
      : field?.rollup
        ? this.#counted(row, entity, field)
        : field
          ? fromWire(fieldTypes[field.type].valueType(field), row.fields[name])
          : systemValue(row, name)
    values.set(name, value)
    return value
  }

  /** A kept number: of every child record that is not in the trash, whoever asks. */
  #counted({ id }: Row, entity: Entity, { rollup }: Field): Value {
    const { over, measure, field } = rollup!
    const relation = (each: Entity) => each.fields.find(({ to, inverse }) => to === entity.name && inverse === over)
    const child = this.definition.entities.find(relation)!
    const children = this.children(child.name, relation(child)!.name, id).filter(each => !each.deleted)
    if (measure === 'count' && field === undefined) return BigInt(children.length)
    const values = children.map(each => this.valueOf(each, child, field!)).filter(value => value !== null)
    if (measure === 'count') return BigInt(values.filter(value => value === true).length)
    if (measure === 'sum') return values.reduce((sum: bigint, value) => sum + (value as bigint), 0n)
    if (values.length === 0) return null
    return values.reduce((best, value) => ((measure === 'min' ? value < best : value > best) ? value : best))
  }

  #facts(row: Row, actor: Actor | undefined, value?: Value): Facts<Row> {
    const nobody = (): never => {
      throw new Error('Nobody acts here.')
    }
    return {
      record: () => row,
      value: name => {
        if (value === undefined) throw new Error(`There is no ${name} here.`)
        return value
      },
      field: (of, entity, field) => this.valueOf(of, this.entity(entity), field),
      byId: (entity, id) => living(this.byId(entity, id)),
      children: (entity, via, id) => this.children(entity, via, id).filter(each => !each.deleted),
      user: property => {
        if (!actor) return nobody()
        if (property === 'direct_teams') return actor.ownTeams
        if (property === 'direct_reports') return actor.directReports
        return actor[property]
      },
      now: () => this.clock.now,
      today: () => this.clock.today,
    }
  }
}

const living = (row: Row | undefined) => (row?.deleted ? undefined : row)

function systemValue(row: Row, name: string): Value {
  switch (name) {
    case 'id':
    case 'created_by':
    case 'updated_by':
      return row[name]
    case 'version':
      return BigInt(row.version)
    case 'created_at':
    case 'updated_at':
      return fromWire({ kind: 'timestamp' }, row[name])
    default:
      throw new Error(`A record has no ${name}.`)
  }
}
