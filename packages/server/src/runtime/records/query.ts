/**
 * What a list asks for, read from the request and checked against what the person may read, before any data is touched: a field that does not exist
 * and one that is hidden are refused in the same words.
 */

import { entityNames } from '@bailiwick/definition/compile/names.ts'
import { findsParts, positionSql } from '@bailiwick/definition/compile/table.ts'
import type { CheckedExpression, SqlContext, UserProperty } from '@bailiwick/definition/expressions/index.ts'
import { checkExpression, parameterLiterals, toCondition } from '@bailiwick/definition/expressions/index.ts'
import { namesAsArray } from '@bailiwick/definition/fields/sql-literal.ts'
import { scopeFor } from '@bailiwick/definition/scope.ts'
import { mostFields } from '@bailiwick/definition/wire/record.ts'
import { problem, say } from '../../problems.ts'
import type { Actor } from '../../security/access/actor.ts'
import { rolesIn } from '../../security/access/actor.ts'
import { readableScope, systemReadable } from './readable-scope.ts'
import type { Expansion } from './select.ts'
import type { Surface, SurfaceField } from './surface.ts'
import { isSortable, surfaceOf } from './surface.ts'
import type { Parameters } from './values.ts'
import { at, columnType } from './values.ts'

export const limits = {
  pageSize: 200,
  filterLength: 4_000,
  fields: mostFields,
  orderFields: 4,
  searchWords: 8,
  searchLength: 200,
  groups: 200,
  mostGroups: 1_000,
  groupsLeaving: 10_000,
  groupFields: 4,
  measures: 8,
  lines: 500,
} as const

/** Statements over a list cancel themselves rather than hold a connection. */
export interface ListRequest {
  readonly filter?: string
  readonly orderBy?: string
  readonly pageSize?: number
  readonly pageToken?: string
  readonly search?: string
  readonly fields?: string
  readonly count?: 'none' | 'capped' | 'exact'
  readonly trash?: 'only'
  /** Only records shared with who asks. */
  readonly shared?: 'me'
  /** A relation of these records to each other: only those that stand beneath none that who asks may see. */
  readonly top?: string
  /** Of each record, which fields may be changed and whether it may go. */
  readonly rights?: 'each'
}

/** @throws `query.unknown-field` */
export function readableField(surface: Surface, name: string): SurfaceField {
  const found = surface.fields.get(name)
  if (!found) throw problem('query.unknown-field', { detail: say('query.field', { name: name.slice(0, 100) }) })
  return found
}

export interface OrderTerm {
  /** What is compared, of the read view under an alias. */
  readonly of: (alias: string) => string
  readonly type: string
  readonly descending: boolean
  readonly nullable: boolean
  readonly name: string
}

const orderable: Readonly<Record<string, string>> = {
  id: 'uuid',
  version: 'integer',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
}

/** `priority desc, created_at`; the id is added so that the order is total. */
export function readOrder(surface: Surface, text: string | undefined): OrderTerm[] {
  const terms: OrderTerm[] = []
  const parts = (text ?? '').trim() === '' ? ['created_at desc'] : (text ?? '').split(',')
  if (parts.length > limits.orderFields)
    throw problem('query.too-many', { detail: say('query.order-fields', { most: limits.orderFields }) })
  for (const part of parts) {
    const match = /^\s*([a-z_][a-z0-9_]{0,62})(?:\s+(asc|desc))?\s*$/i.exec(part)
    if (!match)
      throw problem('query.invalid', {
        detail: say('query.order', { part: part.trim().slice(0, 100) }),
      })
    const name = match[1] ?? ''
    const descending = match[2]?.toLowerCase() === 'desc'
    if (terms.some(term => term.name === name)) continue
    const type = Object.hasOwn(orderable, name) ? orderable[name] : undefined
    if (type !== undefined) {
      terms.push({ of: alias => at(alias, name), type, descending, nullable: false, name })
      continue
    }
    const { field } = readableField(surface, name)
    if (!isSortable(field)) throw problem('query.invalid', { detail: say('query.unsortable', { name }) })
    // A priority is low before it is urgent, whatever their letters.
    const { options } = field
    terms.push(
      options && (field.formula?.result ?? field.type) === 'choice'
        ? { of: alias => positionSql(options, at(alias, name)), type: 'integer', descending, nullable: true, name }
        : { of: alias => at(alias, name), type: columnType(field), descending, nullable: true, name },
    )
  }
  if (!terms.some(term => term.name === 'id'))
    terms.push({
      of: alias => at(alias, 'id'),
      type: 'uuid',
      descending: terms[terms.length - 1]?.descending ?? true,
      nullable: false,
      name: 'id',
    })
  return terms
}

/** Empty values come last in either direction. Columns that are never empty keep the plain form their index has. */
export function orderSql(terms: readonly OrderTerm[], alias: string): string {
  return terms
    .map(term => `${term.of(alias)}${term.descending ? ' DESC' : ''}${term.nullable && term.descending ? ' NULLS LAST' : ''}`)
    .join(', ')
}

/** Rows after the one whose order values are given as PostgreSQL's text, null where empty. */
export function keysetSql(
  terms: readonly OrderTerm[],
  alias: string,
  values: readonly (string | null)[],
  parameters: Parameters,
): string {
  const place = (index: number) => `${parameters.add(values[index] ?? null)}::${terms[index]!.type}`
  if (terms.every(term => !term.nullable && term.descending === terms[0]?.descending)) {
    // One row comparison: the form an index on the same columns can start from.
    const columns = terms.map(term => term.of(alias)).join(', ')
    return `(${columns}) ${terms[0]?.descending ? '<' : '>'} (${terms.map((_, index) => place(index)).join(', ')})`
  }
  const after = (index: number): string => {
    const term = terms[index]
    if (!term) return 'false'
    const value = values[index]
    const rest = index + 1 < terms.length ? after(index + 1) : 'false'
    const column = term.of(alias)
    if (value === null || value === undefined) return `(${column} IS NULL AND ${rest})`
    const parameter = place(index)
    const beyond = `${column} ${term.descending ? '<' : '>'} ${parameter}`
    return `(${beyond}${term.nullable ? ` OR ${column} IS NULL` : ''} OR (${column} = ${parameter} AND ${rest}))`
  }
  return after(0)
}

/** A part of what a search finds that is enough for a page in the order of creation, newest first. */
export interface Newest {
  readonly count: number
  /** The moment and id after which the page begins. */
  readonly before: readonly (string | null)[] | undefined
}

/**
 * The conditions of filter and search over the read view `alias`.
 *
 * @param similar the words of the search may have a slip
 * @param newest this much of what the search finds is enough
 */
export function conditions(
  surface: Surface,
  request: Pick<ListRequest, 'filter' | 'search'>,
  actor: Actor,
  alias: string,
  parameters: Parameters,
  similar: boolean,
  newest?: Newest,
): string[] {
  const found: string[] = []
  if (request.filter !== undefined && request.filter.trim() !== '')
    found.push(filterSql(surface, request.filter, actor, alias, parameters))
  if (request.search !== undefined && request.search.trim() !== '')
    found.push(searchSql(surface, request.search, alias, parameters, similar, newest))
  return found
}

function filterSql(surface: Surface, filter: string, actor: Actor, alias: string, parameters: Parameters): string {
  if (filter.length > limits.filterLength)
    throw problem('query.too-long', { detail: say('query.filter-long', { most: limits.filterLength }) })
  const result = checkExpression(filter, scopeFor(surface.app.definition, surface.live.entity, 'filter'))
  if (!result.ok) {
    // What the checker says of a field tells of what kind it is and which values it has: of what they do not read it is asked as of what is not there.
    const told = checkExpression(filter, readableScope(surface, actor))
    if (told.ok || told.problems.some(({ code }) => code === 'expression.unknown-field'))
      throw problem('query.unknown-field', { detail: say('query.filter-field') })
    const { fault, offset, code } = told.problems[0]!
    const where = { at: offset, ...(code === 'expression.syntax' && { syntax: true as const }) }
    throw problem('query.invalid-filter', { detail: { fault }, filter: where })
  }
  const checked = result.expression
  if (!readsOf(surface, checked, actor)) throw problem('query.unknown-field', { detail: say('query.filter-field') })
  const { literal } = parameterLiterals(parameters.values)
  const user: Record<UserProperty, () => string> = {
    id: () => literal(actor.person, 'uuid'),
    teams: () => literal(`{${actor.teams.join(',')}}`, 'uuid[]'),
    direct_teams: () => literal(`{${actor.ownTeams.join(',')}}`, 'uuid[]'),
    roles: () => literal(namesAsArray(rolesIn(actor, surface.app.name)), 'text[]'),
    email: () => '(SELECT bailiwick.email())',
    reports: () => '(SELECT bailiwick.reports_as(VARIADIC bailiwick.roles()))::uuid[]',
    direct_reports: () => '(SELECT bailiwick.direct_reports_as(VARIADIC bailiwick.roles()))::uuid[]',
  }
  const context: SqlContext = {
    literal,
    variable: () => alias,
    column: (_entity, field, from) => at(from, field),
    table: entity => entityNames(surface.app.name, entity).read,
    user: property => user[property](),
    now: () => 'pg_catalog.now()',
    today: () => `bailiwick.today(${literal(surface.app.definition.app.calendar.timeZone, 'text')})`,
    helper: name => `bailiwick.${name}`,
    overRows: true,
    overViews: true,
  }
  return toCondition(checked, context)
}

/** Whether all that the expression reads is given to these people. */
function readsOf(surface: Surface, { reads }: CheckedExpression, actor: Actor): boolean {
  return reads.every(read => {
    const over = read.entity === surface.live.entity.name ? surface : surfaceOf(surface.app, read.entity, actor)
    return over !== undefined && (Object.hasOwn(systemReadable, read.field) || over.fields.has(read.field))
  })
}

const askable = new WeakMap<Surface, Map<string, boolean>>()

/** Whether a filter of the definition would be answered. Kept, because an app's description asks of each widget, and a surface is of certain roles. */
export function mayAsk(surface: Surface, filter: string, actor: Actor): boolean {
  const known = askable.get(surface) ?? new Map<string, boolean>()
  askable.set(surface, known)
  const before = known.get(filter)
  if (before !== undefined) return before
  const result = checkExpression(filter, scopeFor(surface.app.definition, surface.live.entity, 'filter'))
  const may = result.ok && readsOf(surface, result.expression, actor)
  known.set(filter, may)
  return may
}

const wordsOf = (search: string): string[] => search.normalize('NFC').match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}._-]*/gu) ?? []

/** Whether a search that finds nothing may be asked again for what is similar: it has a word that can have a slip, and there are fields to find it in. */
export function canGuess(surface: Surface, search: string | undefined): search is string {
  return search !== undefined && findsParts(surface.live.entity) && wordsOf(search).some(word => /^[\p{L}\p{M}]{4,}$/u.test(word))
}

/** Where nothing is above a record, or nothing that this person may see. A circle has no top. */
export function topSql(surface: Surface, name: string, alias: string): string {
  const { field } = readableField(surface, name)
  if (field.type !== 'relation' || field.to !== surface.live.entity.name)
    throw problem('query.invalid', { detail: say('query.lead', { name }) })
  return `(SELECT x.id FROM ${surface.names.read} x WHERE x.id = ${at(alias, name)}) IS NULL`
}

/** Every word must begin a word of the record's searched fields, or stand within one of a short field; with `similar` it may have a slip. */
function searchSql(
  surface: Surface,
  search: string,
  alias: string,
  parameters: Parameters,
  similar: boolean,
  newest: Newest | undefined,
): string {
  if (search.length > limits.searchLength)
    throw problem('query.too-long', { detail: say('query.search-long', { most: limits.searchLength }) })
  if (!surface.live.entity.fields.some(field => field.search && surface.fields.has(field.name))) {
    throw problem('query.invalid', { detail: say('query.unsearched') })
  }
  const words = wordsOf(search)
  if (words.length === 0) return 'false'
  if (words.length > limits.searchWords)
    throw problem('query.too-many', { detail: say('query.search-words', { most: limits.searchWords }) })
  const list = `{${words.map(word => `"${word}"`).join(',')}}`
  const part = newest
    ? `, newest => ${newest.count}${newest.before ? `, before_at => ${parameters.add(newest.before[0] ?? null)}::timestamptz, before_id => ${parameters.add(newest.before[1] ?? null)}::uuid` : ''}`
    : ''
  return `${at(alias, 'id')} IN (SELECT ${surface.names.search}(${parameters.add(list)}::text[]${similar ? ', true' : ''}${part}))`
}

/** `subject, customer, customer.tier` → fields of this entity and one hop beyond. Absent: all readable ones. */
export function readFields(
  surface: Surface,
  text: string | undefined,
  actor: Actor,
): { fields: SurfaceField[]; expansions: Expansion[] } {
  if (text === undefined || text.trim() === '') return { fields: [...surface.shown.values()], expansions: [] }
  const names = [...new Set(text.split(',').map(name => name.trim()))]
  if (names.length > limits.fields) throw problem('query.too-many', { detail: say('query.fields', { most: limits.fields }) })
  const fields: SurfaceField[] = []
  const expansions: Expansion[] = []
  for (const name of names) {
    if (Object.hasOwn(systemReadable, name)) continue
    const [first = '', second, ...more] = name.split('.')
    if (second === undefined) {
      fields.push(surface.shown.get(first) ?? readableField(surface, first))
      continue
    }
    const relation = readableField(surface, first)
    const target = relation.field.type === 'relation' ? surfaceOf(surface.app, relation.field.to ?? '', actor) : undefined
    if (!target || more.length > 0)
      throw problem('query.unknown-field', { detail: say('query.field', { name: name.slice(0, 100) }) })
    expansions.push({ relation, target, field: target.shown.get(second) ?? readableField(target, second) })
  }
  return { fields, expansions }
}
