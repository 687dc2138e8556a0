/**
 * A line is judged while its record is held, where people decide on that, where what is judged of the line looks at the record, or of the record at its lines: a decision or a step under
 * way is waited for, and what holds then is what counts. Judged before, a line was written into what had been decided or closed meanwhile.
 *
 * Who writes other lines of the record waits only where a line changes the record as well. For a record that its writer does not see nobody waits: pointing there is refused.
 */

import type { CheckedExpression } from '../expressions/index.ts'
import { measuredBy } from '../fields/kept.ts'
import { conditionAfter, conditionOf, type Operation } from '../model/access.ts'
import type { Entity } from '../model/entity.ts'
import { type Field, isKept } from '../model/field.ts'
import type { Workflow } from '../model/workflow.ts'
import { entityNames, quote } from './names.ts'
import type { RuleCompiler } from './rules.ts'
import { hasApproval } from './transitions.ts'

/** @param workflowOf the workflow of each entity that has one */
export function holdingRecord(line: Entity, workflowOf: ReadonlyMap<string, Workflow>, rules: RuleCompiler): string {
  const relation = line.fields.find(field => field.name === line.parent?.field)
  const record = rules.definition.entities.find(({ name }) => name === relation?.to)
  if (!relation || !record) return ''
  const looks = (one: Entity, other: Entity) =>
    judged(one, workflowOf.get(one.name), rules).some(({ reads }) => reads.some(({ entity }) => entity === other.name))
  const changes = isChanged(record, relation, workflowOf, rules)
  if (!changes && !looks(line, record) && !looks(record, line)) return ''
  const { table, read } = entityNames(rules.schema, record.name)
  const via = quote(relation.name)
  return `
  PERFORM FROM ${table} p WHERE p.id IN (CASE WHEN TG_OP = 'UPDATE' THEN OLD.${via} END,
    CASE WHEN TG_OP = 'INSERT' OR NEW.${via} IS DISTINCT FROM OLD.${via} THEN (SELECT r.id FROM ${read} r WHERE r.id = NEW.${via}) END)
    ORDER BY p.id FOR ${changes ? 'NO KEY UPDATE' : 'SHARE'};`
}

/** Whether a line that is written changes its record, which `compile/lines.ts` does then. */
function isChanged(
  record: Entity,
  relation: Field,
  workflowOf: ReadonlyMap<string, Workflow>,
  { definition }: RuleCompiler,
): boolean {
  if (hasApproval(workflowOf.get(record.name))) return true
  return record.fields.some(field => isKept(field) && measuredBy(definition.entities, record, field)?.via === relation)
}

const writing: readonly Operation[] = ['create', 'update', 'delete', 'restore', 'import', 'bulk']

/** What is asked when a record of the entity is written. */
function judged(entity: Entity, workflow: Workflow | undefined, rules: RuleCompiler): CheckedExpression[] {
  const grants = entity.access.filter(({ can }) => can.some(operation => writing.includes(operation)))
  const conditions = [
    ...grants.flatMap(grant => [conditionOf(grant), conditionAfter(grant)]),
    ...(workflow?.transitions ?? []).map(({ by }) => by),
  ].filter(condition => condition !== undefined)
  const fields = new Map(entity.fields.map(field => [field.name, field]))
  return [
    ...conditions.map(condition => rules.checked(condition, entity, 'rule')),
    ...(workflow?.transitions ?? []).flatMap(({ guard, set }) => [
      ...(guard ? [rules.checked(guard.when, entity, 'guard')] : []),
      ...Object.entries(set).map(([name, value]) => rules.checked(value, entity, 'set', fields.get(name))),
    ]),
    ...entity.fields.flatMap(field => (field.validate ? [rules.checked(field.validate.when, entity, 'validate', field)] : [])),
    ...entity.checks.map(({ when }) => rules.checked(when, entity, 'check')),
  ]
}
