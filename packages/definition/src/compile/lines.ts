/**
 * Lines of a record that people decide on are part of what they decide: the trigger that tells the record so, whatever path a line was written by. What it means for
 * the record (a new version, votes void, one more editor) stands in the record's own guard.
 */
import type { Entity } from '../model/entity.ts'
import type { Workflow } from '../model/workflow.ts'
import type { Derived } from './compiled.ts'
import { dollar } from './guard.ts'
import { entityNames, quote } from './names.ts'
import type { RuleCompiler } from './rules.ts'
import { hasApproval } from './transitions.ts'

/** @param workflow of the parent */
export function compileLines(line: Entity, workflow: Workflow | undefined, rules: RuleCompiler): Derived[] {
  if (!line.parent || !hasApproval(workflow)) return []
  const names = entityNames(rules.schema, line.name)
  const parent = entityNames(rules.schema, line.parent.entity)
  const via = quote(line.parent.field)
  const body = `
DECLARE
  touched uuid;
BEGIN
  -- A line that was saved as it was keeps its version, and the record has not changed.
  IF TG_OP = 'UPDATE' AND NEW.version = OLD.version THEN
    RETURN NULL;
  END IF;
  FOR touched IN SELECT DISTINCT p FROM unnest(ARRAY[CASE WHEN TG_OP <> 'DELETE' THEN NEW.${via} END, CASE WHEN TG_OP <> 'INSERT' THEN OLD.${via} END]) p WHERE p IS NOT NULL LOOP
    PERFORM set_config('bailiwick.lines_of', touched::text, true);
    UPDATE ${parent.table} SET changed_in = changed_in WHERE id = touched;
    PERFORM set_config('bailiwick.lines_of', '', true);
  END LOOP;
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
