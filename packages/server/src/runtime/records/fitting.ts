/**
 * Which records a relation may point at, as far as checks of its entity say it by comparing: `record.contact.account == record.account` leaves the contacts of the account. What
 * is refused is refused by the database; a picker that does not offer it spares people the try.
 */
import { checkExpression, type Typed } from '@bailiwick/definition/expressions/index.ts'
import type { Definition, Entity, Field, FieldTypeName } from '@bailiwick/definition/model/index.ts'
import { scopeFor } from '@bailiwick/definition/scope.ts'
import type { FittingBy } from '@bailiwick/definition/wire/index.ts'
import type { Surface } from './surface.ts'

type FieldNode = Typed & { readonly op: 'field' }

/** The entities of a definition are frozen values, and every description of an app asks again. */
const known = new WeakMap<Entity, ReadonlyMap<string, readonly FittingBy[]>>()

/** @returns by relation field */
export function fittingOf(definition: Definition, entity: Entity): ReadonlyMap<string, readonly FittingBy[]> {
  const before = known.get(entity)
  if (before) return before
  const found = new Map<string, FittingBy[]>()
  for (const { when } of entity.checks) {
    const checking = checkExpression(when, scopeFor(definition, entity, 'check'))
    if (!checking.ok) continue
    for (const [relation, by] of mustBeSame(checking.expression.typed)) found.set(relation, [...(found.get(relation) ?? []), by])
  }
  known.set(entity, found)
  return found
}

/** Those that this person can look by: fields on both sides that they may read. @param surfaces by entity */
export function fittingFor(
  { app, live, fields }: Surface,
  field: Field,
  surfaces: ReadonlyMap<string, Surface>,
): readonly FittingBy[] | undefined {
  const target = surfaces.get(field.to ?? '')
  const fits = (fittingOf(app.definition, live.entity).get(field.name) ?? []).flatMap((by): FittingBy[] => {
    const hops = by.field.split('.')
    const last = hops.pop()!
    const there = hops.reduce((surface, hop) => surfaces.get(surface?.fields.get(hop)?.field.to ?? ''), target)?.fields.get(last)
    if (!there || !compared.includes(there.field.type)) return []
    const [first = '', second] = by.as
    if (second === undefined) return fields.has(first) ? [by] : []
    // Of a line the relation to its record is not asked for: it stands in it.
    const isParent = live.entity.parent?.field === first
    const to = isParent ? live.fields.get(first)?.to : fields.get(first)?.field.to
    if (to === undefined || !surfaces.get(to)?.fields.has(second)) return []
    return [isParent ? by : { ...by, behind: to }]
  })
  return fits.length > 0 ? fits : undefined
}

/** What a filter says by an id or a word. */
const compared: readonly FieldTypeName[] = ['relation', 'person', 'team', 'choice', 'text']

/** What must be the same wherever the relation points at something: of each part that has to hold, alone or beside that the relation is empty. */
function mustBeSame(typed: Typed): [string, FittingBy][] {
  if (typed.op === 'and') return [...mustBeSame(typed.left), ...mustBeSame(typed.right)]
  if (typed.op === 'or') {
    for (const [empty, rest] of [
      [typed.left, typed.right],
      [typed.right, typed.left],
    ] as const) {
      const relation = isEmptyOf(empty)
      if (relation !== undefined) return mustBeSame(rest).filter(([name]) => name === relation)
    }
    return []
  }
  if (typed.op !== 'compare' || typed.how !== '==') return []
  return [
    [typed.left, typed.right],
    [typed.right, typed.left],
  ].flatMap(([there, here]): [string, FittingBy][] => {
    if (!isField(there) || !isField(here) || there.path.length < 1 || there.path.length > 2 || here.path.length > 1) return []
    const [relation, ...further] = there.path.map(hop => hop.relation)
    if (here.path[0]?.relation === relation) return []
    const field = [...further, there.field].join('.')
    return [[relation!, { field, as: [...here.path.map(hop => hop.relation), here.field] }]]
  })
}

/** `record.x == null`, `!has(record.x)` @returns x */
function isEmptyOf(typed: Typed): string | undefined {
  if (typed.op === 'not' && typed.operand.op === 'has') return plainField(typed.operand.operand)
  if (typed.op !== 'compare' || typed.how !== '==') return undefined
  const isNull = (side: Typed) => side.op === 'literal' && side.value === null
  if (isNull(typed.right)) return plainField(typed.left)
  return isNull(typed.left) ? plainField(typed.right) : undefined
}

const isField = (typed: Typed | undefined): typed is FieldNode => typed?.op === 'field' && typed.variable === 'record'

const plainField = (typed: Typed) => (isField(typed) && typed.path.length === 0 ? typed.field : undefined)
