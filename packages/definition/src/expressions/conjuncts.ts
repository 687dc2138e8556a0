/**
 * The parts an expression demands all of, and how each finds its records: what a row policy can serve from an index, and what it has to ask of row after row.
 */
import type { CheckedExpression } from './check.ts'
import type { Hop, Typed } from './typed.ts'

type ListedProperty = 'teams' | 'direct_teams' | 'reports' | 'direct_reports'

export type Conjunct =
  | { readonly kind: 'user-equality'; readonly field: string }
  | { readonly kind: 'user-membership'; readonly field: string; readonly property: ListedProperty }
  /** A field behind relations, compared with the person: their own few of the other records say which of these are meant. */
  | { readonly kind: 'user-path'; readonly path: readonly Hop[]; readonly field: string }
  | { readonly kind: 'other' }

export function conjuncts(checked: CheckedExpression): Conjunct[] {
  return parts(checked.typed).map(kindOf)
}

/** All of them must hold. */
export function parts(typed: Typed): Typed[] {
  return typed.op === 'and' ? [...parts(typed.left), ...parts(typed.right)] : [typed]
}

function kindOf(typed: Typed): Conjunct {
  const asked = askOfUser(typed)
  if (!asked) return { kind: 'other' }
  const { field, user } = asked
  if (field.path.length > 0) return { kind: 'user-path', path: field.path, field: field.field }
  return user.property === 'id'
    ? { kind: 'user-equality', field: field.field }
    : { kind: 'user-membership', field: field.field, property: user.property as ListedProperty }
}

/** A field of the record or behind its relations that must be the person, or one of their teams. */
export function askOfUser(
  typed: Typed,
): { readonly field: Typed & { op: 'field' }; readonly user: Typed & { op: 'user' } } | undefined {
  if (typed.op === 'compare' && typed.how === '==') {
    for (const [field, user] of [
      [typed.left, typed.right],
      [typed.right, typed.left],
    ] as const)
      if (field.op === 'field' && user.op === 'user' && user.property === 'id') return { field, user }
  }
  if (typed.op === 'in' && typed.element.op === 'field' && typed.list.op === 'user') {
    const { property } = typed.list
    if (property !== 'id' && property !== 'email' && property !== 'roles') return { field: typed.element, user: typed.list }
  }
  return undefined
}

/** One column that leads to the records. */
export interface Lookup {
  readonly entity: string
  readonly field: string
}

/**
 * The columns whose indexes find what meets the expression, also behind relations; undefined where nothing can but asking every record. One demand of
 * several is enough; of alternatives each needs its own.
 */
export function lookups(checked: CheckedExpression, isKey: IsKey): Lookup[] | undefined {
  return lookupsOf(checked.typed, isKey)
}

/** Whether a column is of a kind that has an index where a rule wants one. */
type IsKey = (lookup: Lookup) => boolean

function lookupsOf(typed: Typed, isKey: IsKey): Lookup[] | undefined {
  const keys = (found: Lookup[]) => (found.every(isKey) ? found : undefined)
  switch (typed.op) {
    case 'and': {
      const sides = [lookupsOf(typed.left, isKey), lookupsOf(typed.right, isKey)].filter(side => side !== undefined)
      return sides.length > 0 ? sides.flat() : undefined
    }
    case 'or': {
      const [left, right] = [lookupsOf(typed.left, isKey), lookupsOf(typed.right, isKey)]
      return left && right && [...left, ...right]
    }
    case 'literal':
      // What never or always holds finds its records without looking.
      return []
    case 'in':
    case 'compare': {
      const asked = askOfUser(typed)
      if (asked) return keys(ofPath(asked.field))
      const field = comparedWithConstant(typed)
      return field && keys([{ entity: field.owner, field: field.field }])
    }
    case 'field':
      return typed.path.length === 0 && typed.type.kind === 'bool'
        ? keys([{ entity: typed.owner, field: typed.field }])
        : undefined
    default:
      return asksOnlyTheRoom(typed) ? [] : undefined
  }
}

/** A column of the record itself that must be one of some values, which are few and known before any record is read. */
export interface OwnLookup {
  readonly field: string
  /** A property of the acting person, constants as text, or the records a relation may lead to. */
  readonly values: 'id' | ListedProperty | readonly string[] | Beyond
  /** Another column, which must be one of some constants besides: of what is found by the first, an index of both leaves out the rest. */
  readonly also?: { readonly field: string; readonly values: readonly string[] }
}

/** Records of another entity, told by what they are to the acting person. */
export interface Beyond {
  readonly entity: string
  /** A comparison of a field of theirs, or one further beyond, with the person. */
  readonly condition: Typed
}

/**
 * Columns of the record such that each record that meets the expression has one of the values in one of them: the records can then be read value by value, each in the
 * order of its index. Undefined where none are demanded.
 */
export function ownLookups(checked: CheckedExpression): OwnLookup[] | undefined {
  return ownLookupsOf(checked.typed)
}

/** What is the person's is fewer than what is theirs by a relation, and that fewer than what is in a state. */
const fewness = ({ values }: OwnLookup) => (typeof values === 'string' ? 0 : 'condition' in values ? 1 : 2)

/** @param others what must hold beside it: alternatives where there are several, and then none of them must */
function narrowed(lookup: OwnLookup, others: readonly OwnLookup[]): OwnLookup {
  const [other] = others
  if (lookup.also || others.length !== 1 || !other || other.field === lookup.field || fewness(other) < 2) return lookup
  return { ...lookup, also: { field: other.field, values: other.values as readonly string[] } }
}

function ownLookupsOf(typed: Typed): OwnLookup[] | undefined {
  switch (typed.op) {
    case 'and': {
      const sides = [ownLookupsOf(typed.left), ownLookupsOf(typed.right)].filter(side => side !== undefined)
      const [best, ...others] = sides.sort((a, b) => Math.max(0, ...a.map(fewness)) - Math.max(0, ...b.map(fewness)))
      return best?.map(lookup => narrowed(lookup, others.flat()))
    }
    case 'or': {
      const [left, right] = [ownLookupsOf(typed.left), ownLookupsOf(typed.right)]
      return left && right && [...left, ...right]
    }
    case 'literal':
      return typed.value === false ? [] : undefined
    case 'field':
      return typed.path.length === 0 && typed.type.kind === 'bool' ? [{ field: typed.field, values: ['true'] }] : undefined
    case 'in':
    case 'compare': {
      const asked = askOfUser(typed)
      if (asked) return [ownLookupOf(typed, asked)]
      const field = comparedWithConstant(typed)
      const constants = field && constantsOf(typed)
      return constants && [{ field: field.field, values: constants }]
    }
    default:
      return undefined
  }
}

function ownLookupOf(
  typed: Typed & { op: 'in' | 'compare' },
  { field, user }: NonNullable<ReturnType<typeof askOfUser>>,
): OwnLookup {
  const [first, ...rest] = field.path
  if (!first) return { field: field.field, values: user.property as 'id' | ListedProperty }
  const beyond: Typed = { ...field, entity: first.entity, path: rest }
  const condition: Typed = typed.op === 'in' ? { ...typed, element: beyond } : { ...typed, left: beyond, right: user }
  return { field: first.relation, values: { entity: first.entity, condition } }
}

/** The texts of what a field is compared with for equality. */
function constantsOf(typed: Typed & { op: 'in' | 'compare' }): string[] | undefined {
  if (typed.op === 'compare' && typed.how !== '==') return undefined
  const candidates =
    typed.op === 'compare'
      ? [typed.left, typed.right].filter(side => side.op !== 'field')
      : typed.list.op === 'list'
        ? typed.list.elements
        : []
  const texts = candidates.flatMap(each =>
    each.op === 'literal' && ['string', 'bigint', 'boolean'].includes(typeof each.value) ? [String(each.value)] : [],
  )
  return texts.length > 0 && texts.length === candidates.length ? texts : undefined
}

/** Each relation on the way, from the record's own on, and the field at its end. */
function ofPath({ entity, path, field, owner }: Typed & { op: 'field' }): Lookup[] {
  const owners = [entity, ...path.map(hop => hop.entity)]
  return [...path.map((hop, index) => ({ entity: owners[index]!, field: hop.relation })), { entity: owner, field }]
}

/** Equality with something that is the same for every record, or a bound of a moment that every record has. */
function comparedWithConstant(typed: Typed): (Typed & { op: 'field' }) | undefined {
  if (typed.op === 'in')
    return typed.element.op === 'field' &&
      typed.element.path.length === 0 &&
      typed.list.op === 'list' &&
      asksOnlyTheRoom(typed.list)
      ? typed.element
      : undefined
  if (typed.op !== 'compare') return undefined
  for (const [field, other] of [
    [typed.left, typed.right],
    [typed.right, typed.left],
  ] as const) {
    if (field.op !== 'field' || field.path.length > 0 || field.type.kind === 'scaled' || !asksOnlyTheRoom(other)) continue
    // Empty is not looked up by `=`, and a decimal column is brought into units first.
    if (typed.how === '==' && other.type.kind !== 'null') return field
    if (typed.how !== '==' && typed.how !== '!=' && field.field === 'created_at') return field
  }
  return undefined
}

/** Person, clock and constants: the same for every record of a statement. */
function asksOnlyTheRoom(typed: Typed): boolean {
  switch (typed.op) {
    case 'literal':
    case 'user':
    case 'now':
    case 'today':
    case 'first':
      return true
    case 'list':
      return typed.elements.every(asksOnlyTheRoom)
    case 'arithmetic':
    case 'compare':
    case 'and':
    case 'or':
      return asksOnlyTheRoom(typed.left) && asksOnlyTheRoom(typed.right)
    case 'not':
    case 'negate':
    case 'has':
      return asksOnlyTheRoom(typed.operand)
    case 'if':
      return asksOnlyTheRoom(typed.condition) && asksOnlyTheRoom(typed.then) && asksOnlyTheRoom(typed.otherwise)
    case 'in':
      return asksOnlyTheRoom(typed.element) && asksOnlyTheRoom(typed.list)
    case 'call':
      return typed.args.every(asksOnlyTheRoom)
    default:
      return false
  }
}
