/**
 * What a child tells the records it points at, whatever path it was written by: the trigger that keeps their numbers over it (kept roll-ups), and that says to a record people
 * decide on that one of its lines was written. What either means for the record (a new version, votes void, one more editor) stands in the record's own guard.
 *
 * Numbers and sums move by the difference, so that a record with a hundred thousand children costs what one with two does; a least or greatest is looked for again only when
 * the child that was it is gone. All of it under the record's lock; records of one table are locked in the order of their ids, so that children that move between the same two
 * in opposite directions do not wait for each other in a circle.
 */
import { measuredBy } from '../fields/kept.ts'
import type { Entity } from '../model/entity.ts'
import { type Field, isKept } from '../model/field.ts'
import type { Workflow } from '../model/workflow.ts'
import type { Derived } from './compiled.ts'
import { dollar, indent, numberOf } from './guard.ts'
import { entityNames, literal, quote } from './names.ts'
import type { RuleCompiler } from './rules.ts'
import { hasApproval } from './transitions.ts'

/** One relation by which children are counted, or are lines. */
interface Upward {
  readonly via: string
  readonly parent: Entity
  /** People decide on the record, and this is a line of it. */
  readonly isLine: boolean
  readonly kept: readonly Kept[]
}

interface Kept {
  readonly column: string
  readonly measure: 'count' | 'sum' | 'min' | 'max'
  /** Absent for a count. */
  readonly measured?: string
}

/** @param workflowOf the workflow of each entity that has one */
export function compileLines(child: Entity, workflowOf: ReadonlyMap<string, Workflow>, rules: RuleCompiler): Derived[] {
  const ways = upwards(child, workflowOf, rules)
  if (ways.length === 0) return []
  const names = entityNames(rules.schema, child.name)
  const body = `
DECLARE
  was$ boolean := TG_OP <> 'INSERT';
  is$ boolean := TG_OP <> 'DELETE';
  touched$ uuid;
BEGIN
${indent([...sharedLocks(ways, rules), ...ways.map(way => telling(way, child, rules))].join('\n'), 1)}
  RETURN NULL;
END`
  return [
    {
      kind: 'function',
      name: `${names.lines}()`,
      role: 'bailiwick_guard',
      sql: `CREATE FUNCTION ${names.lines}() RETURNS trigger\nLANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS ${dollar(body)};`,
    },
    {
      kind: 'grant',
      name: `EXECUTE ${names.lines}`,
      role: 'bailiwick_guard',
      sql: `REVOKE ALL ON FUNCTION ${names.lines}() FROM PUBLIC;\nGRANT EXECUTE ON FUNCTION ${names.lines}() TO bailiwick_owner;`,
    },
    {
      kind: 'trigger',
      name: `lines ON ${names.table}`,
      role: 'bailiwick_owner',
      sql: `CREATE TRIGGER lines AFTER INSERT OR UPDATE OR DELETE ON ${names.table} FOR EACH ROW EXECUTE FUNCTION ${names.lines}();`,
    },
  ]
}

/** In the order of tables, so that whoever locks records of two does so alike whatever child they write. */
function upwards(child: Entity, workflowOf: ReadonlyMap<string, Workflow>, rules: RuleCompiler): Upward[] {
  const { entities } = rules.definition
  return entities.flatMap(parent =>
    child.fields.flatMap(relation => {
      if (relation.to !== parent.name) return []
      const kept = parent.fields.filter(field => isKept(field) && measuredBy(entities, parent, field)?.via === relation)
      const isLine = child.parent?.field === relation.name && hasApproval(workflowOf.get(parent.name))
      if (kept.length === 0 && !isLine) return []
      return [{ via: relation.name, parent, isLine, kept: kept.map(keptColumn) }]
    }),
  )
}

function keptColumn({ name, rollup }: Field): Kept {
  const { measure, field } = rollup!
  return { column: quote(name), measure, ...(field !== undefined && { measured: quote(field) }) }
}

/** Where a child points at records of one table in several ways, all of them are locked before anything is told to one. */
function sharedLocks(ways: readonly Upward[], rules: RuleCompiler): string[] {
  return [...new Set(ways.map(({ parent }) => parent))].flatMap(parent => {
    const those = ways.filter(way => way.parent === parent)
    return those.length > 1 ? [locking(those, rules)] : []
  })
}

function locking(ways: readonly Upward[], rules: RuleCompiler): string {
  const { table } = entityNames(rules.schema, ways[0]!.parent.name)
  const touched = ways.flatMap(way => [
    `CASE WHEN is$ AND (${news(way)}) THEN NEW.${quote(way.via)} END`,
    `CASE WHEN was$ AND (${news(way)}) THEN OLD.${quote(way.via)} END`,
  ])
  return `PERFORM FROM ${table} p WHERE p.id = ANY (ARRAY[${touched.join(', ')}]) ORDER BY p.id FOR NO KEY UPDATE;`
}

/** Whether this write of a child is any to the record. */
function news({ via, isLine, kept }: Upward): string {
  const measured = [...new Set(kept.flatMap(each => (each.measured === undefined ? [] : [each.measured])))]
  return [
    'NOT (was$ AND is$)',
    // What was saved as it was keeps its version.
    ...(isLine ? ['NEW.version <> OLD.version'] : []),
    ...[quote(via), ...(isLine ? [] : ['deleted_at']), ...measured].map(column => `NEW.${column} IS DISTINCT FROM OLD.${column}`),
  ].join(' OR ')
}

function telling(way: Upward, child: Entity, rules: RuleCompiler): string {
  const { isLine, kept } = way
  const via = quote(way.via)
  const { table } = entityNames(rules.schema, way.parent.name)
  const numbers = kept.map(each => moving(each, via, entityNames(rules.schema, child.name).table))
  const set = ['changed_in = p.changed_in', ...numbers.map(({ column, now }) => `${column} = ${now}`)]
  // A line that is written is news to its record also where no number of it moves.
  const where = isLine ? '' : ` AND (${numbers.map(({ differs }) => differs).join(' OR ')})`
  const touching = `SELECT DISTINCT u FROM unnest(ARRAY[CASE WHEN is$ THEN NEW.${via} END, CASE WHEN was$ THEN OLD.${via} END]) u WHERE u IS NOT NULL`
  return `IF ${news(way)} THEN
  PERFORM FROM ${table} p WHERE p.id IN (${touching}) ORDER BY p.id FOR NO KEY UPDATE;
  FOR touched$ IN ${touching} ORDER BY u LOOP
    PERFORM set_config('bailiwick.lines_of', ${isLine ? '' : `${literal(numberOf)} || `}touched$::text, true);
    UPDATE ${table} p SET ${set.join(', ')} WHERE p.id = touched$${where};
    PERFORM set_config('bailiwick.lines_of', '', true);
  END LOOP;
END IF;`
}

/** A kept number of the record `p`, whose id is `touched$`, after this write of a child. */
function moving(
  { column, measure, measured }: Kept,
  via: string,
  table: string,
): { column: string; now: string; differs: string } {
  const valueIn = (row: 'NEW' | 'OLD') => {
    if (measured === undefined) return '1'
    return measure === 'count' ? `${row}.${measured}::integer` : `${row}.${measured}`
  }
  const counted = (row: 'NEW' | 'OLD', there: string) =>
    `CASE WHEN ${there} AND ${row}.${via} = touched$ AND ${row}.deleted_at IS NULL THEN ${valueIn(row)} END`
  const [came, went] = [counted('NEW', 'is$'), counted('OLD', 'was$')]
  if (measure === 'count' || measure === 'sum') {
    const by = `coalesce(${came}, 0) - coalesce(${went}, 0)`
    return { column, now: `p.${column} + (${by})`, differs: `(${by}) <> 0` }
  }
  const again = `(SELECT ${measure}(c.${measured}) FROM ${table} c WHERE c.${via} = touched$ AND c.deleted_at IS NULL)`
  // As the child is by now: a statement that writes children of children, too, has it written again before this is told of the first time.
  const there = `CASE WHEN ${came} IS NOT NULL THEN (SELECT c.${measured} FROM ${table} c WHERE c.id = NEW.id AND c.${via} = touched$ AND c.deleted_at IS NULL) END`
  const further = `${measure === 'min' ? 'least' : 'greatest'}(p.${column}, ${there})`
  const now = `CASE WHEN p.${column} = (${went}) THEN ${again} ELSE ${further} END`
  return { column, now, differs: `p.${column} IS DISTINCT FROM (${now})` }
}
