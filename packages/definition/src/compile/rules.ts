/**
 * Grants as SQL. A set of grants becomes an OR of branches; each branch answers nothing for people who do not hold its role, and where the
 * condition allows, it is one column compared with an array or a value that is computed once per statement, so that an index can serve it.
 */
import type { CheckedExpression, SqlContext, UserProperty } from '../expressions/index.ts'
import { type Beyond, checkExpression, conjuncts, inlineLiterals, toCondition, toValue } from '../expressions/index.ts'
import { fieldTypes } from '../fields/registry.ts'
import type { Grant, Operation } from '../model/access.ts'
import { conditionOf, covers } from '../model/access.ts'
import type { Definition } from '../model/app.ts'
import type { Entity } from '../model/entity.ts'
import type { Field } from '../model/field.ts'
import type { ExpressionPurpose } from '../scope.ts'
import { scopeFor } from '../scope.ts'
import type { AskFact, Fact, ShareLevel } from './facts.ts'
import { facts, inPlace } from './facts.ts'
import { entityNames, literal, qualifiedRole, quote } from './names.ts'

/** Who a branch is for and what it asks of the row. */
export interface Rule {
  readonly roles: readonly string[]
  readonly when?: string
}

export class RuleCompiler {
  readonly definition: Definition
  readonly schema: string
  readonly #ask: AskFact
  readonly #overRows: boolean

  constructor(definition: Definition, ask: AskFact = inPlace, overRows = false) {
    this.definition = definition
    this.schema = definition.app.name
    this.#ask = ask
    this.#overRows = overRows
  }

  /** The same rules with their facts from elsewhere. */
  asking(ask: AskFact): RuleCompiler {
    return new RuleCompiler(this.definition, ask, this.#overRows)
  }

  /** The same rules, asked of many rows at once: for the conditions of lists. Facts must not come from a join. */
  overRows(): RuleCompiler {
    return new RuleCompiler(this.definition, this.#ask, true)
  }

  person(): string {
    return this.#ask(facts.person())
  }

  /** Whether the acting person holds one of these roles of this app. */
  holds(roles: readonly string[]): string {
    return this.#ask(facts.holds(this.#qualified(roles)))
  }

  /** Their teams and those beneath; none for whoever holds none of the roles. */
  teamsAs(roles: readonly string[]): string {
    return this.#ask(facts.teams(this.#qualified(roles)))
  }

  /** Rows another may see because they were shared with them: `<column> = ANY (…)`; undefined where nothing of the entity can be shared. */
  shared(entity: Entity, alias: string, level: ShareLevel): string | undefined {
    if (!isShareable(entity)) return undefined
    return `${alias}.id = ANY(${this.#ask(facts.shared(entityNames(this.schema, entity.name).shared, level))})`
  }

  /**
   * Whether a share gives the acting person this masked field of the row. Never NULL, and not by COALESCE: that is none of the forms PostgreSQL knows to leak nothing, and a
   * value that is compared beneath row rules and may leak finds its row by reading the whole table.
   */
  sharedField(entity: Entity, alias: string, field: string): string | undefined {
    if (!isShareable(entity)) return undefined
    const given = this.#ask(facts.sharedFields(entityNames(this.schema, entity.name).sharedFields))
    return `(((${given} -> ${alias}.id::text) ? ${literal(field)}) IS TRUE)`
  }

  /** The rows the acting person reads, by a grant or by a share. */
  readable(entity: Entity, alias: string, among: readonly Rule[] = rulesFor(grantsFor(entity, 'read'))): string {
    const shared = this.shared(entity, alias, 'read')
    const granted = this.anyOf(among, entity, alias)
    return shared === undefined ? granted : granted === 'false' ? shared : `${granted}\n    OR ${shared}`
  }

  #qualified(roles: readonly string[]): string[] {
    return roles.map(role => qualifiedRole(this.schema, role))
  }

  /** Checks again what the validator has checked: the compiler never trusts that it ran. */
  checked(expression: string, entity: Entity, purpose: ExpressionPurpose, field?: Field): CheckedExpression {
    const isValue = purpose === 'set' || purpose === 'default' || purpose === 'formula'
    const expected = isValue && field ? { into: fieldTypes[field.type].valueType(field) } : undefined
    const result = checkExpression(expression, scopeFor(this.definition, entity, purpose, field), expected)
    if (!result.ok)
      throw new Error(`${entity.name}: ${expression}: ${result.problems.map(problem => problem.message).join('; ')}`)
    return result.expression
  }

  /** @param roles whose facts `user` stands for; empty: the acting person's, whatever roles they hold */
  context(alias: string, roles: readonly string[], extra: Readonly<Record<string, string>> = {}): SqlContext {
    const held = this.#qualified(roles)
    const user: Readonly<Record<UserProperty, () => Fact>> = {
      id: () => facts.person(held),
      teams: () => facts.teams(held),
      direct_teams: () => facts.ownTeams(held),
      roles: () => facts.roles(this.schema),
      email: () => facts.email(),
      reports: () => facts.reports(held),
      direct_reports: () => facts.directReports(held),
    }
    return {
      ...inlineLiterals(),
      variable: name => extra[name] ?? alias,
      column: (entity, field, at) => (at === 'NEW' ? this.#toCome(entity, field) : undefined) ?? `${at}.${quote(field)}`,
      table: entity => entityNames(this.schema, entity).rule,
      user: property => this.#ask(user[property]()),
      now: () => 'pg_catalog.now()',
      today: () => this.#ask(facts.today(this.definition.app.calendar.timeZone)),
      helper: name => `bailiwick.${name}`,
      overRows: this.#overRows,
    }
  }

  /** A formula's column of the row that a trigger lets in is filled after the trigger: until then it is computed where it stands. */
  #toCome(name: string, field: string): string | undefined {
    const entity = this.definition.entities.find(each => each.name === name)
    const computed = entity?.fields.find(each => each.name === field)
    if (!entity || !computed?.formula) return undefined
    return `(${this.value(computed.formula.expression, entity, 'formula', computed, this.context('NEW', []))})`
  }

  /** True exactly for people of the rule's roles on rows that meet its condition; NULL or false otherwise. */
  branch(rule: Rule, entity: Entity, alias: string, purpose: ExpressionPurpose = 'rule'): string {
    if (rule.when === undefined) return this.holds(rule.roles)
    const checked = this.checked(rule.when, entity, purpose)
    const condition = toCondition(checked, this.context(alias, rule.roles))
    // A comparison with the person's own id or teams answers nothing when the role is not held: no further gate, so that the planner sees
    // nothing but an indexable column.
    const gated = conjuncts(checked).some(part => part.kind !== 'other')
    return gated ? `(${condition})` : `(${this.holds(rule.roles)} AND (${condition}))`
  }

  /** Whether a record of another entity is one that a rule of these roles leads by. */
  beyond({ condition }: Beyond, roles: readonly string[], alias: string): string {
    return toCondition({ typed: condition }, this.context(alias, roles))
  }

  anyOf(rules: readonly Rule[], entity: Entity, alias: string): string {
    if (rules.length === 0) return 'false'
    return rules.map(rule => this.branch(rule, entity, alias)).join('\n    OR ')
  }

  condition(expression: string, entity: Entity, purpose: ExpressionPurpose, alias: string, field?: Field): string {
    const extra: Record<string, string> = field ? { value: `${alias}.${quote(field.name)}` } : {}
    return toCondition(this.checked(expression, entity, purpose, field), this.context(alias, [], extra))
  }

  /** What an expression gives a field, in the form its column keeps. */
  value(expression: string, entity: Entity, purpose: ExpressionPurpose, field: Field, context: SqlContext): string {
    const checked = this.checked(expression, entity, purpose, field)
    const value = toValue(checked, context)
    const column = fieldTypes[field.type].column(field) ?? ''
    // Expressions compute exact amounts in whole units; a numeric column keeps them with their point.
    return checked.type.kind === 'scaled' && column.startsWith('numeric')
      ? `(${value})::numeric / 10::numeric ^ ${checked.type.scale}`
      : value
  }
}

/** Grants that say the same of different roles are one rule; those without a condition come first. */
export function rulesFor(grants: readonly Grant[]): Rule[] {
  const byCondition = new Map<string | undefined, string[]>()
  for (const grant of grants) {
    const condition = conditionOf(grant)
    const roles = byCondition.get(condition) ?? []
    if (!roles.includes(grant.role)) roles.push(grant.role)
    byCondition.set(condition, roles)
  }
  const everyRow = byCondition.get(undefined) ?? []
  const rules: Rule[] = []
  for (const [when, roles] of byCondition) {
    // Who reads every row needs no branch for some of them.
    const held = when === undefined ? roles : roles.filter(role => !everyRow.includes(role))
    if (held.length > 0) rules.push(when === undefined ? { roles: held } : { roles: held, when })
  }
  return rules.sort((a, b) => Number('when' in a) - Number('when' in b))
}

export function grantsFor(entity: Entity, operation: Operation): Grant[] {
  return entity.access.filter(grant => grant.can.includes(operation))
}

/** Whether anybody may share records of this entity. */
export function isShareable(entity: Entity): boolean {
  return entity.access.some(grant => grant.can.includes('share'))
}

/** The grants that give this field; with all of them the field needs no mask. */
export function coveringGrants(grants: readonly Grant[], field: string): Grant[] {
  return grants.filter(grant => covers(grant, field))
}

/** The grants a person could read the field by; fewer than all read grants: the field is masked row by row. */
export function isMasked(entity: Entity, field: string): boolean {
  const reads = grantsFor(entity, 'read')
  return coveringGrants(reads, field).length < reads.length
}
