/**
 * What must hold of a record and stands on kept numbers is judged when the transaction is whole: a record and its lines are saved in one, the record first. The trigger reads the
 * row again, as it is by then. A server that wants the answer before the end asks with `SET CONSTRAINTS ALL IMMEDIATE`; nobody gets past the end without it.
 */
import type { Entity } from '../model/entity.ts'
import type { Derived } from './compiled.ts'
import { dollar, indent, judgements } from './guard.ts'
import { entityNames } from './names.ts'
import type { RuleCompiler } from './rules.ts'

export function compileWhole(entity: Entity, rules: RuleCompiler): Derived[] {
  const lines = judgements(entity, rules, 'now$', true)
  if (lines.length === 0) return []
  const names = entityNames(rules.schema, entity.name)
  const body = `
DECLARE
  now$ record;
  problems jsonb := '[]';
BEGIN
  SELECT * INTO now$ FROM ${names.table} t WHERE t.id = NEW.id AND t.deleted_at IS NULL;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
${indent(lines.join('\n'), 1)}
  IF problems <> '[]' THEN
    RAISE EXCEPTION 'record.invalid' USING ERRCODE = 'BW422', DETAIL = problems::text;
  END IF;
  RETURN NULL;
END`
  return [
    {
      kind: 'function',
      name: `${names.whole}()`,
      role: 'bailiwick_guard',
      sql: `CREATE FUNCTION ${names.whole}() RETURNS trigger\nLANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS ${dollar(body)};`,
    },
    {
      kind: 'grant',
      name: `EXECUTE ${names.whole}`,
      role: 'bailiwick_guard',
      sql: `REVOKE ALL ON FUNCTION ${names.whole}() FROM PUBLIC;\nGRANT EXECUTE ON FUNCTION ${names.whole}() TO bailiwick_owner;`,
    },
    {
      kind: 'trigger',
      name: `whole ON ${names.table}`,
      role: 'bailiwick_owner',
      sql: `CREATE CONSTRAINT TRIGGER whole AFTER INSERT OR UPDATE ON ${names.table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ${names.whole}();`,
    },
  ]
}
