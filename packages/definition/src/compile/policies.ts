/** Row-level security of one table: a policy per verb for each role that stands beneath a view, and nothing for anybody else. */
import type { Entity } from '../model/entity.ts'
import type { Workflow } from '../model/workflow.ts'
import type { Derived } from './compiled.ts'
import { entityNames, quote } from './names.ts'
import type { RuleCompiler } from './rules.ts'
import { grantsFor, rulesFor } from './rules.ts'
import { approverCondition, takerCondition } from './transitions.ts'

export function compilePolicies(entity: Entity, workflow: Workflow | undefined, rules: RuleCompiler): Derived[] {
  const { table } = entityNames(rules.schema, entity.name)
  const self = quote(entity.name)
  const reads = rulesFor(grantsFor(entity, 'read'))
  const every = reads.filter(rule => rule.when === undefined)
  const some = reads.filter(rule => rule.when !== undefined)
  const read = rules.readable(entity, self)
  const shared = rules.shared(entity, self, 'edit')
  const listing = rules.overRows()
  const change = [
    ...new Set([
      ...(shared ? [shared] : []),
      rules.anyOf(
        rulesFor([...grantsFor(entity, 'update'), ...grantsFor(entity, 'delete'), ...grantsFor(entity, 'restore')]),
        entity,
        self,
      ),
      ...(workflow?.transitions ?? []).map(transition =>
        transition.approval
          ? approverCondition(transition.approval, entity, self, rules)
          : takerCondition(transition, entity, self, rules),
      ),
    ]),
  ].filter(condition => condition !== 'false')
  const policy = (name: string, verb: string, role: string, clauses: string): Derived => ({
    kind: 'policy',
    name: `${name} ON ${table}`,
    role: 'bailiwick_owner',
    sql: `CREATE POLICY ${name} ON ${table} FOR ${verb} TO ${role} ${clauses};`,
  })
  return [
    policy('rule_read', 'SELECT', 'bailiwick_rule', 'USING (true)'),
    policy('guard_all', 'ALL', 'bailiwick_guard', 'USING (true) WITH CHECK (true)'),
    policy('read_granted', 'SELECT', 'bailiwick_reader', `USING (${listing.readable(entity, self)})`),
    policy('read_all', 'SELECT', 'bailiwick_reader_all', `USING (${rules.anyOf(every, entity, self)})`),
    policy('read_some', 'SELECT', 'bailiwick_reader_some', `USING (${listing.readable(entity, self, some)})`),
    policy(
      'write_see',
      'SELECT',
      'bailiwick_writer',
      `USING (changed_in = (SELECT pg_catalog.pg_current_xact_id_if_assigned())\n    OR ${read})`,
    ),
    policy(
      'insert_granted',
      'INSERT',
      'bailiwick_writer',
      `WITH CHECK (${rules.anyOf(rulesFor(grantsFor(entity, 'create')), entity, self)})`,
    ),
    // The new row must have passed the guard trigger in this very transaction: without the trigger nothing is written.
    policy(
      'update_granted',
      'UPDATE',
      'bailiwick_writer',
      `USING (${change.length > 0 ? change.join('\n    OR ') : 'false'})\n  WITH CHECK (changed_in = (SELECT pg_catalog.pg_current_xact_id_if_assigned()))`,
    ),
    policy('never_delete', 'DELETE', 'bailiwick_writer', 'USING (false)'),
  ]
}

/** What the roles beneath the views need on the table itself. */
export function tableGrants(entity: Entity, rules: RuleCompiler): Derived[] {
  const { table, sequence } = entityNames(rules.schema, entity.name)
  const grants = [
    `GRANT SELECT ON ${table} TO bailiwick_rule, bailiwick_reader, bailiwick_reader_all, bailiwick_reader_some`,
    `GRANT SELECT, INSERT, UPDATE ON ${table} TO bailiwick_writer`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO bailiwick_guard`,
  ]
  if (entity.fields.some(field => field.type === 'auto_number'))
    grants.push(`GRANT USAGE ON SEQUENCE ${sequence} TO bailiwick_guard`)
  return grants.map(sql => ({ kind: 'grant', name: sql, role: 'bailiwick_owner', sql: `${sql};` }))
}
