/**
 * What happened to the lines of a record, for the record's own activity: a decision is about them, and whoever decides reads one life and not one for each line.
 * What one transaction did to them is told as one; it stands where the record's own entry of that transaction stands, if there is one.
 */
import type { Entity } from '../model/entity.ts'
import type { Derived } from './compiled.ts'
import { definerFunction } from './functions.ts'
import { entityNames, literal, quote } from './names.ts'
import type { RuleCompiler } from './rules.ts'
import { isMasked } from './rules.ts'
import { isStored } from './table.ts'
import { readableCondition } from './views.ts'

/** So many lines of one transaction are told; of more, how many there were. */
export const toldLines = 50

/** Lines that were taken out are told of as long as the reader could read them where they stood. */
export function lineHistoryFunction(line: Entity, rules: RuleCompiler): Derived[] {
  if (!line.parent) return []
  const names = entityNames(rules.schema, line.name)
  const parent = entityNames(rules.schema, line.parent.entity)
  const open = ['deleted_at', ...line.fields.filter(field => !isMasked(line, field.name)).map(field => field.name)]
  const masked = line.fields
    .filter(field => isMasked(line, field.name))
    .map(field => `CASE WHEN ${readableCondition(line, field.name, 't', rules)} THEN ${literal(field.name)} END`)
  const fields = `ARRAY[${open.map(literal).join(', ')}]::text[]${masked.length > 0 ? ` || ARRAY[${masked.join(', ')}]::text[]` : ''}`
  const kept = (side: string) =>
    `(SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(a.${side}) e WHERE e.key = ANY (v.fields))`
  const title = line.fields.some(field => field.name === line.titleField && isStored(field))
    ? `CASE WHEN ${literal(line.titleField)} = ANY (f.fields) THEN to_jsonb(t.${quote(line.titleField)}) END`
    : 'NULL::jsonb'
  const of = (entity: string) =>
    `a.app = ${literal(rules.schema)} AND a.entity = ${literal(entity)} AND a.kind IN ('create', 'update', 'transition', 'delete', 'restore', 'import')`
  // Grouped together with the record's own entries and never joined to them: of a record with thousands of both, each would be looked for among all others.
  const body = `
  WITH line AS MATERIALIZED (
    SELECT t.id, f.fields, ${title} AS title
    FROM ${names.table} t CROSS JOIN LATERAL (SELECT ${fields} AS fields) f
    WHERE t.${quote(line.parent.field)} = of$record AND (${rules.readable(line, 't')})
      AND (EXISTS (SELECT FROM ${parent.read} r WHERE r.id = of$record) OR EXISTS (SELECT FROM ${parent.trash} r WHERE r.id = of$record))
  ), done AS (
    SELECT coalesce(max(e.seq) FILTER (WHERE e.own), max(e.seq)) AS home, e.at, (array_agg(e.person) FILTER (WHERE NOT e.own))[1] AS person,
      (array_agg(e.on_behalf_of) FILTER (WHERE NOT e.own))[1] AS on_behalf_of, array_agg(e.seq ORDER BY e.seq) FILTER (WHERE NOT e.own) AS seqs
    FROM (
      SELECT a.xid, a.at, a.seq, a.person, a.on_behalf_of, false AS own
      FROM line v JOIN bailiwick.audit a ON a.record = v.id AND ${of(line.name)}
      WHERE a.kind <> 'update' OR a.after ?| v.fields
      UNION ALL
      SELECT a.xid, a.at, a.seq, NULL, NULL, true FROM bailiwick.audit a WHERE a.record = of$record AND ${of(line.parent.entity)}
    ) e
    GROUP BY e.xid, e.at
    HAVING NOT bool_and(e.own) AND coalesce(max(e.seq) FILTER (WHERE e.own), max(e.seq)) < older$than
    ORDER BY home DESC
    LIMIT least(greatest(how$many, 1), 201)
  )
  SELECT g.home, g.at, g.person, g.on_behalf_of,
    (SELECT array_agg(jsonb_build_object('seq', a.seq::text, 'record', a.record, 'kind', a.kind, 'transition', a.transition, 'title', v.title, 'before', ${kept('before')}, 'after', ${kept('after')}) ORDER BY a.seq)
      FROM unnest(g.seqs[1:${toldLines}]) s JOIN bailiwick.audit a ON a.seq = s JOIN line v ON v.id = a.record),
    cardinality(g.seqs)
  FROM done g
  ORDER BY g.home DESC`
  return definerFunction(
    `${names.lineHistory}(of$record uuid, older$than bigint, how$many integer)`,
    'uuid, bigint, integer',
    'TABLE (home bigint, at timestamptz, person uuid, on_behalf_of uuid, told jsonb[], how$many_told integer)',
    'sql',
    'STABLE',
    'bailiwick_guard',
    body,
  )
}
