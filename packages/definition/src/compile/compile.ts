/** A definition as PostgreSQL: tables to be kept, and everything around them to be made anew. Pure: nothing is run here. */
import type { Definition } from '../model/app.ts'
import { compileApprovals, voteTable } from './approvals.ts'
import { compileAudit } from './audit.ts'
import type { CompiledApp, Derived, Table } from './compiled.ts'
import { compileFiles } from './files.ts'
import { compileFunctions } from './functions.ts'
import { compileGuard } from './guard.ts'
import { leadsFunction } from './leads.ts'
import { lineHistoryFunction } from './line-history.ts'
import { compileLines } from './lines.ts'
import { compilePolicies, tableGrants } from './policies.ts'
import { RuleCompiler } from './rules.ts'
import { compileShared, compileSharing } from './shares.ts'
import { compileTable } from './table.ts'
import { compileViews } from './views.ts'
import { compileWhole } from './whole.ts'
import { compileWhy } from './why.ts'

/** Moves when the same definition compiles to something else: releases made by another compiler are compiled again at start. */
export const compilerVersion = '49'

/** @throws on a definition the validator refuses */
export function compile(definition: Definition): CompiledApp {
  const rules = new RuleCompiler(definition)
  const workflowOf = new Map(definition.workflows.map(workflow => [workflow.entity, workflow]))
  const tables: Table[] = []
  const grants: Derived[] = []
  const views: Derived[] = []
  const shares: Derived[] = []
  const others: Derived[] = []
  for (const entity of definition.entities) {
    const workflow = workflowOf.get(entity.name)
    const table = compileTable(entity, workflow, rules)
    tables.push(table)
    const votes = voteTable(entity, workflow, rules.schema)
    if (votes) tables.push(votes)
    grants.push(...tableGrants(entity, rules))
    shares.push(...compileShared(entity, rules))
    views.push(...compileViews(entity, workflow, table, rules))
    others.push(
      ...compilePolicies(entity, workflow, rules),
      ...compileGuard(entity, workflowOf, rules),
      ...compileAudit(entity, workflow, table, rules.schema),
      ...compileSharing(entity, rules),
      ...compileFunctions(entity, workflow, rules),
      ...leadsFunction(entity, rules),
      ...compileFiles(entity, workflow, rules),
      ...compileApprovals(entity, workflow, rules),
      ...lineHistoryFunction(entity, rules),
      ...compileLines(entity, workflowOf, rules),
      ...compileWhole(entity, rules),
      ...compileWhy(entity, workflow, rules),
    )
  }
  return { schema: rules.schema, tables, derived: [...grants, ...shares, ...inOrder(views), ...others] }
}

/** Rule views stand on tables alone and come first; a read view may roll up another entity's read view, so those follow their needs. */
function inOrder(views: readonly Derived[]): Derived[] {
  const waiting = [...views]
  const made: Derived[] = []
  const names = new Set(views.filter(view => view.kind === 'view').map(view => view.name))
  const have = new Set<string>()
  while (waiting.length > 0) {
    const index = waiting.findIndex(view =>
      [...names].every(name => name === view.name || have.has(name) || !view.sql.includes(name)),
    )
    const next = waiting.splice(index === -1 ? 0 : index, 1)[0]
    if (!next) break
    if (index === -1) throw new Error(`${next.name} needs itself: roll-ups form a circle`)
    made.push(next)
    if (next.kind === 'view') have.add(next.name)
  }
  return made
}
