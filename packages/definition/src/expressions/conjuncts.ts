/** The parts an expression demands all of, and which of them compare a field with the person: what a row policy can serve from an index. */
import type { CheckedExpression } from './check.ts'
import type { Typed } from './typed.ts'

type ListedProperty = 'teams' | 'direct_teams' | 'reports' | 'direct_reports'

export type Conjunct =
  | { readonly kind: 'user-equality'; readonly field: string }
  | { readonly kind: 'user-membership'; readonly field: string; readonly property: ListedProperty }
  | { readonly kind: 'other' }

export function conjuncts(checked: CheckedExpression): Conjunct[] {
  return parts(checked.typed).map(kindOf)
}

function parts(typed: Typed): Typed[] {
  return typed.op === 'and' ? [...parts(typed.left), ...parts(typed.right)] : [typed]
}

function kindOf(typed: Typed): Conjunct {
  if (typed.op === 'compare' && typed.how === '==') {
    for (const [field, user] of [
      [typed.left, typed.right],
      [typed.right, typed.left],
    ] as const) {
      if (field.op === 'field' && field.path.length === 0 && user.op === 'user' && user.property === 'id')
        return { kind: 'user-equality', field: field.field }
    }
  }
  if (typed.op === 'in' && typed.element.op === 'field' && typed.element.path.length === 0 && typed.list.op === 'user') {
    const { property } = typed.list
    if (property !== 'id' && property !== 'email' && property !== 'roles')
      return { kind: 'user-membership', field: typed.element.field, property }
  }
  return { kind: 'other' }
}
