/**
 * Roles of the database through which no request acts: the logins before they are anybody, who keeps the audit, and everyone. They have nothing in an app, not even the call
 * of a function that would answer nothing to them. PostgreSQL itself is asked, since some of them could not be entered from here.
 */
import type { ClientBase } from 'pg'
import type { Scratch } from './scratch.ts'
import type { Tally } from './tally.ts'

const strangers = ['public', 'bailiwick_login', 'bailiwick_gate', 'bailiwick_audit', 'bailiwick_audit_reader']

const question = `
SELECT r.role, o.object, o.name, o.kind = 'f' AS "isFunction", CASE o.kind
    WHEN 'f' THEN has_function_privilege(r.role, o.oid, 'EXECUTE')
    WHEN 'S' THEN has_sequence_privilege(r.role, o.oid, 'USAGE, SELECT, UPDATE')
    ELSE has_table_privilege(r.role, o.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') OR has_any_column_privilege(r.role, o.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
  END AS has
FROM (
  SELECT p.oid, p.oid::regprocedure::text AS object, p.proname::text AS name, 'f' AS kind FROM pg_proc p WHERE p.pronamespace = $1::regnamespace
  UNION ALL SELECT c.oid, c.oid::regclass::text, c.relname::text, c.relkind::text FROM pg_class c WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
) o CROSS JOIN unnest($2::text[]) r (role)`

export async function lookForStrangers(admin: ClientBase, { definition, compiled }: Scratch, tally: Tally): Promise<void> {
  const { rows } = await admin.query<{ role: string; object: string; name: string; isFunction: boolean; has: boolean }>(
    question,
    [compiled.schema, strangers],
  )
  for (const { role, object, name, isFunction, has } of rows) {
    const entity = definition.entities.find(each => each.name === name || name.startsWith(`${each.name}$`))
    const about = { actor: { label: `the role ${role}` }, entity: entity?.name ?? name, operation: 'past every request' }
    tally.note(about, has, !has, () => `may ${isFunction ? 'call' : 'look into or write'} ${object}`)
  }
}
