/**
 * The trigger that writes the audit row of every write, in its transaction. Made for the entity's columns: turning whole rows into JSON would turn the search
 * vector into text twice for each change.
 */
import type { Entity } from '../model/entity.ts'
import type { Workflow } from '../model/workflow.ts'
import type { Derived, Table } from './compiled.ts'
import { dollar } from './guard.ts'
import { entityNames, literal, quote } from './names.ts'
import { plainColumn } from './table.ts'

/** What says nothing about the record itself, or is computed from what is kept. */
const passedOver = ['changed_in', 'search_text', plainColumn]
/** They move with every change and say nothing of their own. */
const movesAlways = [...passedOver, 'version', 'updated_at', 'updated_by']

/** PostgreSQL functions take a hundred arguments. */
const pairsAtOnce = 40

export function compileAudit(entity: Entity, workflow: Workflow | undefined, table: Table, schema: string): Derived[] {
  const names = entityNames(schema, entity.name)
  const columns = table.columns.map(column => column.name)
  const kept = columns.filter(name => !passedOver.includes(name))
  const compared = columns.filter(name => !movesAlways.includes(name))
  const whole = (row: string) => {
    const parts: string[] = []
    for (let start = 0; start < kept.length; start += pairsAtOnce) {
      const pairs = kept.slice(start, start + pairsAtOnce).map(name => `${literal(name)}, ${row}.${quote(name)}`)
      parts.push(`jsonb_build_object(${pairs.join(', ')})`)
    }
    return parts.join(' || ')
  }
  const differences = compared.map(name => {
    const column = quote(name)
    const added = (row: string) => `jsonb_build_object(${literal(name)}, ${row}.${column})`
    return `    IF NEW.${column} IS DISTINCT FROM OLD.${column} THEN was := was || ${added('OLD')}; is_now := is_now || ${added('NEW')}; END IF;`
  })
  const transition = workflow ? `WHEN was ? ${literal(workflow.field)} THEN 'transition' ` : ''
  const body = `
DECLARE
  acting uuid := bailiwick.person();
  was jsonb;
  is_now jsonb;
  what text;
BEGIN
  IF acting IS NULL AND coalesce(current_setting('bailiwick.release', true), '') = '' THEN
    RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
  END IF;
  IF TG_OP = 'UPDATE' THEN
    was := '{}';
    is_now := '{}';
${differences.join('\n')}
    IF was = '{}' THEN
      RETURN NULL;
    END IF;
    what := CASE WHEN was ? 'deleted_at' THEN CASE WHEN NEW.deleted_at IS NULL THEN 'restore' ELSE 'delete' END ${transition}ELSE 'update' END;
  ELSIF TG_OP = 'INSERT' THEN
    is_now := jsonb_strip_nulls(${whole('NEW')});
    what := 'create';
  ELSE
    was := ${whole('OLD')};
    what := 'purge';
  END IF;
  INSERT INTO bailiwick.audit (kind, person, on_behalf_of, session, request, app, entity, record, transition, comment, before, after, detail)
  VALUES (what, acting, nullif(current_setting('bailiwick.behalf', true), '')::uuid, nullif(current_setting('bailiwick.session', true), '')::uuid,
    nullif(current_setting('bailiwick.request', true), ''), ${literal(schema)}, ${literal(entity.name)}, coalesce(NEW.id, OLD.id),
    nullif(current_setting('bailiwick.transition', true), ''), bailiwick.said(current_setting('bailiwick.comment', true)), was, is_now,
    jsonb_build_object('version', coalesce(NEW.version, OLD.version), 'client', nullif(current_setting('bailiwick.client', true), '')));
  RETURN NULL;
END`
  return [
    {
      kind: 'function',
      name: `${names.audit}()`,
      role: 'bailiwick_guard',
      sql: `CREATE FUNCTION ${names.audit}() RETURNS trigger\nLANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS ${dollar(body)};`,
    },
    {
      kind: 'grant',
      name: `EXECUTE ${names.audit}`,
      role: 'bailiwick_guard',
      sql: `REVOKE ALL ON FUNCTION ${names.audit}() FROM PUBLIC;\nGRANT EXECUTE ON FUNCTION ${names.audit}() TO bailiwick_owner;`,
    },
    {
      kind: 'trigger',
      name: `audit ON ${names.table}`,
      role: 'bailiwick_owner',
      sql: `CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON ${names.table} FOR EACH ROW EXECUTE FUNCTION ${names.audit}();`,
    },
  ]
}
