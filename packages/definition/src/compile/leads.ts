/**
 * Rules that end behind a relation (`record.customer.owner == user.id`) admit the records of a few others: the person's customers. A list that knows them reads the tickets of each
 * from an index; without that it walks everybody's. Which they are is told here, and of no record that is hidden: only those by which the person does read something.
 */
import type { Beyond } from '../expressions/index.ts'
import type { Definition, Entity } from '../model/index.ts'
import type { Derived } from './compiled.ts'
import { FactVariables } from './facts.ts'
import { definerFunction } from './functions.ts'
import { indent } from './guard.ts'
import { lookupsOf } from './lookups.ts'
import { entityNames, quote } from './names.ts'
import type { Rule, RuleCompiler } from './rules.ts'
import { grantsFor, rulesFor } from './rules.ts'

/** More are not worth reading one by one. */
const most = 200

export interface Lead {
  readonly rule: Rule
  readonly relation: string
  readonly beyond: Beyond
}

/** In the order of their numbers, by which `$leads` is asked. */
export function leadsOf(definition: Definition, entity: Entity): Lead[] {
  return rulesFor(grantsFor(entity, 'read')).flatMap(rule =>
    (lookupsOf(definition, entity, rule.when) ?? []).flatMap(({ field, values }) =>
      typeof values === 'object' && 'condition' in values ? [{ rule, relation: field, beyond: values }] : [],
    ),
  )
}

/** `$leads(number)`: the ids, or NULL where they are too many. */
export function leadsFunction(entity: Entity, compiler: RuleCompiler): Derived[] {
  const leads = leadsOf(compiler.definition, entity)
  if (leads.length === 0) return []
  const names = entityNames(compiler.schema, entity.name)
  const facts = new FactVariables()
  const rules = compiler.overRows().asking(facts.ask)
  const branches = leads.map(({ rule, relation, beyond }, number) => {
    const statements = facts.before(() => {
      const read = `EXISTS (SELECT FROM ${names.table} t WHERE t.${quote(relation)} = f.id AND t.deleted_at IS NULL AND ${rules.branch(rule, entity, 't')})`
      const among = `SELECT lead.id FROM ${entityNames(compiler.schema, beyond.entity).rule} lead WHERE ${rules.beyond(beyond, rule.roles, 'lead')} LIMIT ${most + 1}`
      return `RETURN (SELECT CASE WHEN count(*) <= ${most} THEN coalesce(array_agg(f.id) FILTER (WHERE ${read}), '{}') END FROM (${among}) f);`
    })
    return `WHEN ${number} THEN\n${indent(statements, 1)}`
  })
  const body = `
DECLARE${facts.declarations()}
BEGIN
  CASE of$rule
${indent(branches.join('\n'), 1)}
  ELSE RETURN '{}';
  END CASE;
END`
  return definerFunction(`${names.leads}(of$rule integer)`, 'integer', 'uuid[]', 'plpgsql', 'STABLE', 'bailiwick_rule', body)
}
