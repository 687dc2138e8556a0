/**
 * A restricted person's page, read piece by piece: one short read of an index for each of their teams, their own records, what was shared with them. Without that PostgreSQL
 * walks the newest records of everybody until enough of them are the person's, which for somebody with few records is the whole table.
 *
 * Row policies hold in every piece, so the pieces can only leave out: they follow from the same rules and the same signed claims.
 */
import type { Actor } from '../../security/access/actor.ts'
import type { ListLookup } from './lookups.ts'
import type { OrderTerm } from './query.ts'
import { orderSql } from './query.ts'
import type { Surface } from './surface.ts'
import { at, columnType, type Parameters } from './values.ts'

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
  const known = lookups.map(lookup => valuesOf(lookup, actor))
  const pairs = lookups.map(({ also }, index) => (known[index]?.length ?? 0) * (also?.values.length ?? 1))
  if (pairs.reduce((total, count) => total + count, 0) > mostValues) return undefined

  const piece = (condition: string) =>
    `(SELECT v.id, v.created_at FROM ${view} v WHERE ${[condition, ...where].join(' AND ')} ORDER BY ${orderSql(terms, 'v')} LIMIT ${limit})`
  const listed = (values: readonly string[], field: string) =>
    `SELECT x::${typeOf(surface, field)} FROM jsonb_array_elements_text(${parameters.add(JSON.stringify([...new Set(values)]))}::jsonb) x`
  const each = (values: string, { field, also }: ListLookup) => {
    const both = also ? ` CROSS JOIN (${listed(also.values, also.field)}) y(value)` : ''
    const condition = `${at('v', field)} = w.value${also ? ` AND ${at('v', also.field)} = y.value` : ''}`
    return `SELECT o.id, o.created_at FROM (${values}) w(value)${both} CROSS JOIN LATERAL ${piece(condition)} o`
  }
  const lists: string[] = []
  const pieces = lookups.flatMap((lookup, index) => {
    const values = known[index]
    if (values !== undefined) return [each(listed(values, lookup.field), lookup)]
    // Only the database knows them; where they are too many for pieces it says so, and walks.
    const list = `list${index}`
    lists.push(`${list} AS MATERIALIZED (SELECT ${listSql(surface, lookup)} AS ids)`)
    return [each(`SELECT unnest(l.ids) FROM ${list} l`, lookup), piece(`(SELECT l.ids IS NULL FROM ${list} l)`)]
  })
  // The database works out which shares stand; those of one person are few.
  if (surface.shareable) pieces.push(piece(`v.id = ANY((SELECT ${surface.names.shared}('read'))::uuid[])`))
  const beforehand = lists.length > 0 ? `WITH ${lists.join(', ')} ` : ''
  // By one column a record has one value, and is met once.
  const once = lookups.length + Number(surface.shareable) > 1 ? ' GROUP BY u.created_at, u.id' : ''
  return `${beforehand}SELECT u.id FROM (${pieces.join(' UNION ALL ')}) u${once} ORDER BY ${orderSql(terms, 'u')} LIMIT ${limit}`
}

/** What the claims tell. */
function valuesOf({ values }: ListLookup, actor: Actor): readonly string[] | undefined {
  if (typeof values === 'object') return 'lead' in values ? undefined : values
  if (values === 'id') return [actor.person]
  if (values === 'teams') return actor.teams
  return values === 'direct_teams' ? actor.ownTeams : undefined
}

function listSql(surface: Surface, { values }: ListLookup): string {
  if (typeof values === 'object' && 'lead' in values) return `${surface.names.leads}(${values.lead})`
  const beneath = `bailiwick.${values === 'reports' ? 'reports_as' : 'direct_reports_as'}(VARIADIC bailiwick.roles())`
  return `(SELECT CASE WHEN cardinality(b.ids) <= ${mostValues} THEN b.ids END FROM (SELECT ${beneath} AS ids) b)`
}

function typeOf(surface: Surface, name: string): string {
  const field = surface.live.fields.get(name)
  return field === undefined ? 'uuid' : columnType(field)
}
