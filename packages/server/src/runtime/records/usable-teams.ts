/**
 * Which teams a picker offers for a field: those that some grant may let this person write there. What a grant asks of other fields is not known yet, so a team is left out only where no value
 * of theirs could save it; the database decides when it is saved.
 */
import type { Typed } from '@bailiwick/definition/expressions/typed.ts'
import { conditionAfter, conditionOf, covers } from '@bailiwick/definition/model/index.ts'
import type { Actor } from '../../security/access/actor.ts'
import { askedByTransitions, type Surface } from './surface.ts'
import { checkedRule } from './why-words.ts'

export type Writing = 'create' | 'update'

/** Undefined: it hangs on what is not known. */
type Perhaps = boolean | undefined

/** @returns whether a team may be offered; of a field that is no team's, or not theirs to write, none is */
export function usableTeams(surface: Surface, field: string, writing: Writing, actor: Actor): (team: string) => boolean {
  const { live, app, roles } = surface
  const entry = surface.writable.get(field)
  if (live.fields.get(field)?.type !== 'team' || !entry) return () => false
  // A share lets somebody write what its giver may, whose teams these are not; a step writes what it takes by rules of its own.
  if (writing === 'update' && (surface.shareable || askedByTransitions(surface.workflow, field).length > 0)) return () => true
  const rules = live.entity.access
    .filter(grant => roles.includes(grant.role) && grant.can.includes(writing) && covers(grant, field))
    .map(grant => (writing === 'create' ? conditionOf(grant) : conditionAfter(grant)))
    .map(rule => (rule === undefined ? undefined : checkedRule(app, live.entity.name, rule).typed))
  return team => rules.some(rule => rule === undefined || mayHold(rule, field, team, actor, roles) !== false)
}

function mayHold(typed: Typed, field: string, team: string, actor: Actor, roles: readonly string[]): Perhaps {
  const part = (of: Typed) => mayHold(of, field, team, actor, roles)
  switch (typed.op) {
    case 'literal':
      return typeof typed.value === 'boolean' ? typed.value : undefined
    case 'and': {
      const sides = [part(typed.left), part(typed.right)]
      return sides.includes(false) ? false : sides.includes(undefined) ? undefined : true
    }
    case 'or': {
      const sides = [part(typed.left), part(typed.right)]
      return sides.includes(true) ? true : sides.includes(undefined) ? undefined : false
    }
    case 'not': {
      const inner = part(typed.operand)
      return inner === undefined ? undefined : !inner
    }
    case 'in':
      if (typed.list.op !== 'user') return undefined
      if (isField(typed.element, field)) {
        if (typed.list.property === 'teams') return actor.teams.includes(team)
        if (typed.list.property === 'direct_teams') return actor.ownTeams.includes(team)
      }
      return typed.list.property === 'roles' && typed.element.op === 'literal'
        ? roles.includes(String(typed.element.value))
        : undefined
    case 'compare': {
      const other = isField(typed.left, field) ? typed.right : isField(typed.right, field) ? typed.left : undefined
      if (other?.op !== 'literal' || (typed.how !== '==' && typed.how !== '!=')) return undefined
      return (other.value === team) === (typed.how === '==')
    }
    case 'has':
      return isField(typed.operand, field) ? true : undefined
    default:
      return undefined
  }
}

/** The record's own, not one behind a relation. */
const isField = (typed: Typed, field: string) =>
  typed.op === 'field' && typed.variable === 'record' && typed.path.length === 0 && typed.field === field
