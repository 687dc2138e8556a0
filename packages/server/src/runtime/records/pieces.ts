/**
 * A restricted person's page, read piece by piece: one short read of an index for each of their teams, their own records, what was shared with them. Without that PostgreSQL
 * walks the newest records of everybody until enough of them are the person's, which for somebody with few records is the whole table.
 *
 * Row policies hold in every piece, so the pieces can only leave out: they follow from the same rules and the same signed claims.
 */

import type { OwnLookup } from '@bailiwick/definition/expressions/index.ts'
import type { Actor } from '../../security/access/actor.ts'
import type { OrderTerm } from './query.ts'
import { orderSql } from './query.ts'
import type { Surface } from './surface.ts'
import { at, type Parameters } from './values.ts'

/** More values than this are read faster by walking: each costs a page of rows. */
const mostValues = 200

/**
 * @param where conditions over the alias `v`
 * @returns SQL of the ids of one page, in no order; undefined where walking is as good
 */
export function idsInPieces(
  surface: Surface,
  actor: Actor,
  view: string,
  terms: readonly OrderTerm[],
  where: readonly string[],
  limit: number,
  parameters: Parameters,
): string | undefined {
  const { lookups } = surface
  const inOrder = terms.length === 2 && terms[0]?.name === 'created_at' && terms[1]?.descending === terms[0].descending
  if (!lookups || lookups.length + Number(surface.shareable) === 0 || !inOrder) return undefined
  const valuesOf = ({ values }: OwnLookup): readonly string[] => {
    if (values === 'id') return [actor.person]
    if (values === 'teams') return actor.teams
    return values === 'direct_teams' ? actor.ownTeams : values
  }
  if (lookups.reduce((total, lookup) => total + valuesOf(lookup).length, 0) > mostValues) return undefined
  const order = (alias: string) => orderSql(terms.map(term => ({ ...term, column: at(alias, term.name) })))
  const piece = (condition: string) =>
    `SELECT v.id, v.created_at FROM ${view} v WHERE ${[condition, ...where].join(' AND ')} ORDER BY ${order('v')} LIMIT ${limit}`
  const pieces = lookups.map(lookup => {
    const type = typeof lookup.values === 'string' ? 'uuid' : 'text'
    const list = `${parameters.add(JSON.stringify(valuesOf(lookup)))}::jsonb`
    return `SELECT o.id, o.created_at FROM (SELECT x::${type} AS value FROM jsonb_array_elements_text(${list}) x) w CROSS JOIN LATERAL (${piece(`${at('v', lookup.field)} = w.value`)}) o`
  })
  // The database works out which shares stand; those of one person are few.
  if (surface.shareable) pieces.push(`(${piece(`v.id = ANY((SELECT ${surface.names.shared}('read'))::uuid[])`)})`)
  return `SELECT u.id FROM (${pieces.join(' UNION ALL ')}) u GROUP BY u.created_at, u.id ORDER BY ${order('u')} LIMIT ${limit}`
}
