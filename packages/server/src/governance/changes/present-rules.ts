/**
 * A definition's rules over the tables as they are at present, also where the definition is not released: what is renamed is found by its id, what is new is as empty as a
 * release would leave it. Where that cannot be said, counting says why.
 *
 * Every rule is split in two. What is the same for everybody on a row is a key, computed once per row; what asks the person is left over the keys.
 */
import type { Column, Table } from '@bailiwick/definition/compile/compiled.ts'
import { type AskFact, facts } from '@bailiwick/definition/compile/facts.ts'
import { entityNames, quote } from '@bailiwick/definition/compile/names.ts'
import { RuleCompiler } from '@bailiwick/definition/compile/rules.ts'
import { compileTable } from '@bailiwick/definition/compile/table.ts'
import { conjuncts, type SqlContext, toCondition } from '@bailiwick/definition/expressions/index.ts'
import type { Definition, Entity } from '@bailiwick/definition/model/index.ts'
import type { Formula } from '@bailiwick/definition/plan/rights.ts'

export interface Side {
  readonly definition: Definition
  readonly tables: readonly Table[]
}

/** The definition with the tables it wants. */
export function sideOf(definition: Definition): Side {
  const rules = new RuleCompiler(definition)
  const workflowOf = (entity: string) => definition.workflows.find(workflow => workflow.entity === entity)
  return { definition, tables: definition.entities.map(entity => compileTable(entity, workflowOf(entity.name), rules)) }
}

export class NotCountable extends Error {}

/** Aliases of the statement: a row of its table, a group of rows that are alike to these rules, a person. */
export const aliases = { row: 't', group: 'g', person: 'w' } as const

export class PresentRules extends RuleCompiler {
  readonly #side: Side
  readonly #other: Side | undefined
  readonly #present: readonly Table[]
  readonly #askHere: AskFact
  readonly #keep: (sql: string) => string

  /**
   * @param present the tables as the live release left them
   * @param other the side before, for the one after: what it does not have either comes with the change
   * @param keep names SQL that is computed once per row
   */
  constructor(side: Side, other: Side | undefined, present: readonly Table[], ask: AskFact, keep: (sql: string) => string) {
    super(side.definition, ask)
    this.#side = side
    this.#other = other
    this.#present = present
    this.#askHere = ask
    this.#keep = keep
  }

  /** True or false, for a person and a group of rows. */
  sql(formula: Formula, entity: Entity): string {
    switch (formula.op) {
      case 'nobody':
        return 'false'
      case 'and':
      case 'or':
        return `(${formula.parts.map(part => this.sql(part, entity)).join(formula.op === 'and' ? ' AND ' : ' OR ')})`
      case 'not':
        return `(NOT ${this.sql(formula.part, entity)})`
      case 'self': {
        const column = this.#keep(this.#column(entity.name, formula.column, aliases.row))
        const person = this.#askHere(facts.person())
        return `coalesce(${formula.many ? `${person} = ANY (${column})` : `${column} = ${person}`}, false)`
      }
      case 'rule': {
        if (formula.roles !== undefined)
          return `coalesce(${this.branch({ ...formula, roles: formula.roles }, entity, aliases.group)}, false)`
        if (formula.when === undefined) return 'true'
        return `coalesce(${toCondition(this.checked(formula.when, entity, 'rule'), this.context(aliases.group, []))}, false)`
      }
    }
  }

  /** What must hold wherever the formula does, as conditions that a join can be looked up by: a column of the row that is the person's own. */
  needed(formula: Formula, entity: Entity): string[] {
    if (formula.op === 'and') return formula.parts.flatMap(part => this.needed(part, entity))
    if (formula.op !== 'rule' || formula.when === undefined) return []
    const checked = this.checked(formula.when, entity, 'rule')
    if (!conjuncts(checked).some(part => part.kind === 'user-equality')) return []
    return [
      formula.roles === undefined
        ? toCondition(checked, this.context(aliases.group, []))
        : this.branch({ ...formula, roles: formula.roles }, entity, aliases.group),
    ]
  }

  override context(alias: string, roles: readonly string[], extra: Readonly<Record<string, string>> = {}): SqlContext {
    const common = {
      ...super.context(alias, roles, extra),
      column: (entity: string, field: string, at: string) => this.#column(entity, field, at),
      table: (entity: string) => this.#ruleView(entity),
    }
    if (alias !== aliases.group) return common
    const byRow: SqlContext = {
      ...common,
      variable: () => aliases.row,
      user: () => {
        throw new Error('what asks the person is not the same for everybody')
      },
      today: () => `(SELECT ${facts.today(this.definition.app.calendar.timeZone).call})`,
    }
    return {
      ...common,
      // Within a list that asks the person, the row itself is what counts: each is a group of its own.
      column: (entity, field, at) =>
        at === aliases.group ? this.#keep(this.#column(entity, field, aliases.row)) : this.#column(entity, field, at),
      beforehand: { by: byRow, keep: this.#keep },
    }
  }

  #tableOf(side: Side | undefined, name: string): Table | undefined {
    const entity = this.definition.entities.find(each => each.name === name)
    return side?.tables.find(table => table.id === entity?.id)
  }

  #presentOf(name: string): Table | undefined {
    const entity = this.definition.entities.find(each => each.name === name)
    return this.#present.find(table => table.id === entity?.id)
  }

  /** What comes with the change has no records yet. */
  #ruleView(entity: string): string {
    const present = this.#presentOf(entity)
    if (present) return entityNames(present.schema, present.name).rule
    if (this.#tableOf(this.#other, entity)) throw new NotCountable(`${entity} is not there at present`)
    return '(SELECT NULL::uuid AS id WHERE false)'
  }

  /** A column of the side's table as it stands, or would stand, in the present one. */
  #column(entity: string, name: string, at: string): string {
    const wanted = this.#tableOf(this.#side, entity)?.columns.find(column => column.name === name)
    if (!wanted) throw new Error(`${entity} has no ${name}`)
    const found = this.#presentOf(entity)?.columns.find(column => column.id === wanted.id)
    const plain = at === '' ? '' : `${at}.`
    if (wanted.generated !== undefined)
      return found?.generated === wanted.generated && found.type === wanted.type && this.#readsTheSame(entity, wanted, found)
        ? `${plain}${quote(found.name)}`
        : this.#computed(entity, name, at)
    const stays = found && found.generated === undefined && !turnsInto(found, wanted)
    if (!stays) return this.#empty(entity, wanted)
    if (found.type !== wanted.type || (found.scale ?? 0) !== (wanted.scale ?? 0))
      throw new NotCountable(`the type of ${entity}.${name} changes`)
    const column = `${plain}${quote(found.name)}`
    return wanted.fill !== undefined && found.fill === undefined ? `coalesce(${column}, ${wanted.fill})` : column
  }

  /** The same text may stand on another column. */
  #readsTheSame(entity: string, wanted: Column, found: Column): boolean {
    const [table, present] = [this.#tableOf(this.#side, entity)!, this.#presentOf(entity)!]
    const read = (of: Table, column: Column) =>
      of.columns
        .filter(each => each !== column && column.generated!.includes(quote(each.name)))
        .map(each => `${each.id} ${each.type} ${each.generated ?? ''}`)
    return JSON.stringify(read(table, wanted)) === JSON.stringify(read(present, found))
  }

  #computed(entity: string, name: string, at: string): string {
    const owner = this.definition.entities.find(each => each.name === entity)!
    const field = owner.fields.find(each => each.name === name)
    if (!field?.formula) throw new NotCountable(`${entity}.${name} is not there at present`)
    return `(${this.value(field.formula.expression, owner, 'formula', field, {
      ...super.context(at, []),
      column: (of, read) => this.#column(of, read, at),
    })})`
  }

  #empty(entity: string, wanted: Column): string {
    // What the platform keeps for itself is never taken away; where it is missing it was not kept yet.
    const isField = wanted.fieldType !== undefined
    if (isField && this.#tableOf(this.#other, entity)?.columns.some(column => column.id === wanted.id))
      throw new NotCountable(`${entity}.${wanted.name} is not there at present`)
    if (wanted.fill?.includes('nextval')) throw new NotCountable(`${entity}.${wanted.name} has no numbers yet`)
    const type = wanted.type.replace(/ COLLATE .*/, '')
    return `(${wanted.fill ?? 'NULL'})::${type}${wanted.type.includes('COLLATE "C"') ? ' COLLATE "C"' : ''}`
  }
}

const references: readonly string[] = ['person', 'team', 'relation', 'file']

/** A reference of one kind that becomes one of another goes, and an empty one comes. */
function turnsInto(before: Column, after: Column): boolean {
  return (
    before.fieldType !== after.fieldType &&
    references.includes(before.fieldType ?? '') &&
    references.includes(after.fieldType ?? '')
  )
}
