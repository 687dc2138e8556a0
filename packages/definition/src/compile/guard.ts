/**
 * The trigger that decides every write in the database, whatever path it came by: who may, which fields, which values, which way through the workflow.
 * Row policies let through whoever may change the row at all; only here are the old row and the new one seen together.
 *
 * What it refuses it refuses with a code (the message), SQLSTATE BW4xx and, for fields, JSON in DETAIL; `server/src/problems.ts` has the sentences.
 */
import type { CheckedExpression } from '../expressions/index.ts'
import { fieldTypes } from '../fields/registry.ts'
import { isNeverEmpty } from '../fields/rollup.ts'
import type { Grant } from '../model/access.ts'
import { conditionAfter, conditionOf, covers } from '../model/access.ts'
import { publicRole } from '../model/app.ts'
import { type Entity, requireMessage } from '../model/entity.ts'
import { type Field, isKept } from '../model/field.ts'
import type { Due, Transition, Workflow } from '../model/workflow.ts'
import type { Derived } from './compiled.ts'
import { FactVariables } from './facts.ts'
import { fileHome } from './file-home.ts'
import { holdingRecord } from './held.ts'
import { entityNames, literal, quote } from './names.ts'
import type { RuleCompiler } from './rules.ts'
import { grantsFor, isMasked, isShareable, rulesFor } from './rules.ts'
import { searchColumns } from './table.ts'
import { hasApproval, outcomeCondition, outcomeStates, pendingStates, takerCondition, takerRoles } from './transitions.ts'
import { writableColumns } from './views.ts'

/** @param workflowOf the workflow of each entity that has one */
export function compileGuard(entity: Entity, workflowOf: ReadonlyMap<string, Workflow>, compiler: RuleCompiler): Derived[] {
  const workflow = workflowOf.get(entity.name)
  const facts = new FactVariables()
  const rules = compiler.asking(facts.ask)
  const names = entityNames(rules.schema, entity.name)
  const writable = entity.fields.filter(field => writableColumns(entity, workflow).create.includes(field.name))
  const inserting = facts.before(() => insertPart(entity, workflow, writable, rules, facts))
  const updating = updatePart(entity, workflow, writable, rules, facts)
  const validating = facts.before(() => validations(entity, writable, rules))
  const body = `
DECLARE${facts.declarations()}
  acting uuid := CASE WHEN proven$ THEN nullif(current_setting('bailiwick.person', true), '')::uuid END;
  taken text := nullif(current_setting('bailiwick.transition', true), '');
  way text := current_setting('bailiwick.way', true);
  problems jsonb := '[]';
  touched text[] := '{}';
  granted text[] := '{}';${isShareable(entity) ? '\n  shared text[];' : ''}
  changing boolean := false;
BEGIN
  IF acting IS NULL THEN
    RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
  END IF;${holdingRecord(entity, workflowOf, rules)}
  IF TG_OP = 'INSERT' THEN
${indent(inserting, 2)}
  ELSE
${indent(updating, 2)}
  END IF;
  NEW.changed_in := pg_current_xact_id();
  -- A rule that looks through a reference must not tell a hidden record from one that is not there.
  IF problems <> '[]' THEN
    RAISE EXCEPTION 'record.invalid' USING ERRCODE = 'BW422', DETAIL = problems::text;
  END IF;${keepSearched(entity)}
  IF NEW.deleted_at IS NULL THEN
${indent(validating, 2)}
  END IF;
  IF problems <> '[]' THEN
    RAISE EXCEPTION 'record.invalid' USING ERRCODE = 'BW422', DETAIL = problems::text;
  END IF;
  RETURN NEW;
END`
  return [
    {
      kind: 'function',
      name: `${names.guard}()`,
      role: 'bailiwick_guard',
      sql: `CREATE FUNCTION ${names.guard}() RETURNS trigger\nLANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS ${dollar(body)};`,
    },
    {
      kind: 'grant',
      name: `EXECUTE ${names.guard}`,
      role: 'bailiwick_guard',
      sql: `REVOKE ALL ON FUNCTION ${names.guard}() FROM PUBLIC;\nGRANT EXECUTE ON FUNCTION ${names.guard}() TO bailiwick_owner;`,
    },
    {
      kind: 'trigger',
      name: `guard ON ${names.table}`,
      role: 'bailiwick_owner',
      sql: `CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON ${names.table} FOR EACH ROW EXECUTE FUNCTION ${names.guard}();`,
    },
  ]
}

/** Last of what is set, since transitions set fields too. Splitting long texts into words is most of what a write costs, so it is done only for new ones. */
function keepSearched(entity: Entity): string {
  return searchColumns(entity)
    .map(({ name, columns, sql }) => {
      const changed = columns.map(column => `NEW.${quote(column)} IS DISTINCT FROM OLD.${quote(column)}`)
      const column = /^[a-z_]+$/.test(name) ? name : quote(name)
      return `
  IF TG_OP = 'INSERT' OR ${changed.join(' OR ')} THEN
    NEW.${column} := ${sql('NEW.')};
  ELSE
    NEW.${column} := OLD.${column};
  END IF;`
    })
    .join('')
}

/** A tag that does not occur in the text. */
export function dollar(body: string): string {
  let tag = '$body$'
  for (let number = 2; body.includes(tag); number += 1) tag = `$body${number}$`
  return `${tag}${body}\n${tag}`
}

export function indent(text: string, levels: number): string {
  const space = '  '.repeat(levels)
  return text
    .split('\n')
    .map(line => (line === '' ? line : space + line))
    .join('\n')
}

function insertPart(
  entity: Entity,
  workflow: Workflow | undefined,
  writable: readonly Field[],
  rules: RuleCompiler,
  facts: FactVariables,
): string {
  const given = writable.map(
    field => `IF NEW.${quote(field.name)} IS NOT NULL THEN touched := array_append(touched, ${literal(field.name)}); END IF;`,
  )
  const number = entity.fields.find(field => field.type === 'auto_number')
  const lines = [
    ...given,
    // No child can be there before its record.
    ...entity.fields.filter(isKept).map(field => `NEW.${quote(field.name)} := ${isNeverEmpty(field) ? '0' : 'NULL'};`),
    'NEW.id := bailiwick.uuidv7();',
    'NEW.version := 1;',
    'NEW.created_at := now();',
    'NEW.created_by := acting;',
    'NEW.updated_at := now();',
    'NEW.updated_by := acting;',
    'NEW.deleted_at := NULL;',
    'NEW.deleted_by := NULL;',
    ...writable.flatMap(field => defaultLine(entity, field, rules)),
  ]
  if (number)
    lines.push(`NEW.${quote(number.name)} := nextval(${literal(entityNames(rules.schema, entity.name).sequence)}::regclass);`)
  if (number && entity.access.some(grant => grant.role === publicRole(rules.definition)?.name))
    // Of what they sent, whoever is not signed in reads the number, and nothing else.
    lines.push(
      `IF acting = bailiwick.guest() THEN PERFORM set_config('bailiwick.made_number', NEW.${quote(number.name)}::text, true); END IF;`,
    )
  if (workflow) lines.push(`NEW.${quote(workflow.field)} := ${literal(workflow.initial)};`, ...entering(workflow, rules))
  if (hasApproval(workflow)) lines.push('NEW.approval_round := 0;')
  // A creation is no step and has no comment, whatever the transaction says.
  lines.push(`PERFORM set_config('bailiwick.transition', '', true), set_config('bailiwick.comment', '', true);`)
  lines.push(...grantLines(grantsFor(entity, 'create'), entity, 'NEW', undefined, rules))
  const required = writable.filter(field => field.required).map(requiredLine)
  // What is left empty is said before who may: an empty team fits no rule, and "you may not" would be the wrong answer.
  if (required.length > 0)
    lines.push(`IF NOT changing THEN
${indent(required.join('\n'), 1)}
  IF problems <> '[]' THEN
    RAISE EXCEPTION 'record.invalid' USING ERRCODE = 'BW422', DETAIL = problems::text;
  END IF;
END IF;`)
  lines.push(refuseUngranted('record.create-refused'))
  lines.push(importedLines(entity, rules, facts))
  lines.push(...writable.flatMap(field => referenceLines(entity, field, rules, false)))
  // Lets the statements that follow in this transaction name the record without another round trip.
  lines.push(`PERFORM set_config(${literal(`bailiwick.made_${entity.name}`)}, NEW.id::text, true);`)
  return lines.join('\n')
}

function defaultLine(entity: Entity, field: Field, rules: RuleCompiler): string[] {
  const fallback = field.default
  if (!fallback) return []
  const column = quote(field.name)
  if (fallback.kind === 'expression') {
    return [
      `IF NEW.${column} IS NULL THEN NEW.${column} := ${rules.value(fallback.expression, entity, 'default', field, rules.context('NEW', []))}; END IF;`,
    ]
  }
  const value = fieldTypes[field.type].toColumn(fallback.value, field)
  if (!value.ok) throw new Error(`${entity.name}.${field.name}: the default ${value.message}`)
  return [
    `IF NEW.${column} IS NULL THEN NEW.${column} := ${literal(value.value)}::${fieldTypes[field.type].column(field)?.replace(/ COLLATE .*/, '')}; END IF;`,
  ]
}

/** For each grant that admits the row: the writer is let in, and the fields it covers are added to `granted`. */
export function grantLines(
  grants: readonly Grant[],
  entity: Entity,
  before: string,
  after: string | undefined,
  rules: RuleCompiler,
  judging: (condition: string) => string = condition => condition,
): string[] {
  return grants.map(grant => {
    const rule = (when: string | undefined) => (when === undefined ? { roles: [grant.role] } : { roles: [grant.role], when })
    const conditions = [rules.branch(rule(conditionOf(grant)), entity, before)]
    const afterwards = conditionAfter(grant)
    if (after !== undefined && afterwards !== undefined) conditions.push(judging(rules.branch(rule(afterwards), entity, after)))
    const fields = entity.fields.filter(field => covers(grant, field.name)).map(field => literal(field.name))
    return `IF ${conditions.map(condition => `coalesce(${condition}, false)`).join(' AND ')} THEN
  changing := true;
  granted := granted || ARRAY[${fields.join(', ')}]::text[];
END IF;`
  })
}

/** What comes in as one of many takes a right of its own beside that to create. A writer who does not say that it is one of many makes each by itself. */
function importedLines(entity: Entity, rules: RuleCompiler, facts: FactVariables): string {
  const lines = () => [
    'changing := false;',
    `granted := '{}';`,
    ...grantLines(grantsFor(entity, 'import'), entity, 'NEW', undefined, rules),
    refuseUngranted('record.import-refused'),
  ]
  return `IF way = 'import' THEN
${indent(
  facts.before(() => lines().join('\n')),
  1,
)}
END IF;`
}

/** To change records as many at once takes a right of its own, beside that to change each. */
function inBulkLines(entity: Entity, rules: RuleCompiler, facts: FactVariables): string {
  const judging = () => `IF (${rules.anyOf(rulesFor(grantsFor(entity, 'bulk')), entity, 'OLD')}) IS NOT TRUE THEN
  RAISE EXCEPTION 'record.bulk-refused' USING ERRCODE = 'BW403';
END IF;`
  return `IF way = 'bulk' THEN
${indent(facts.before(judging), 1)}
END IF;`
}

/** What a share lets the writer change is asked only where their own grants are not enough. */
function sharedLines(entity: Entity, rules: RuleCompiler): string[] {
  if (!isShareable(entity)) return []
  return [
    `IF NOT changing OR NOT touched <@ granted THEN
  shared := ${entityNames(rules.schema, entity.name).sharedUpdate}(OLD, NEW);
  changing := changing OR shared IS NOT NULL;
  granted := granted || coalesce(shared, '{}');
END IF;`,
  ]
}

function refuseUngranted(code: string): string {
  return `IF NOT changing THEN
  RAISE EXCEPTION ${literal(code)} USING ERRCODE = 'BW403';
END IF;
IF NOT touched <@ granted THEN
  RAISE EXCEPTION 'record.field-refused' USING ERRCODE = 'BW403',
    DETAIL = (SELECT jsonb_agg(jsonb_build_object('field', f)) FROM unnest(touched) f WHERE f <> ALL (granted))::text;
END IF;`
}

/** A reference to a record the writer cannot see is refused exactly like one to a record that does not exist. */
function referenceLines(entity: Entity, field: Field, rules: RuleCompiler, onlyChanged: boolean): string[] {
  const column = quote(field.name)
  const exists: Partial<Record<Field['type'], string>> = {
    relation: `EXISTS (SELECT FROM ${entityNames(rules.schema, field.to ?? '').read} x WHERE x.id = NEW.${column})`,
    person: `EXISTS (SELECT FROM bailiwick.person x WHERE x.id = NEW.${column} AND x.status = 'active')`,
    team: `EXISTS (SELECT FROM bailiwick.team x WHERE x.id = NEW.${column})`,
    // Looks and takes in one: of two records that want the same file, one gets it.
    file: `bailiwick.attach_file(NEW.${column}, ${fileHome(entity, field, rules.schema)}, NEW.id)`,
  }
  const test = exists[field.type]
  if (test === undefined) return []
  const changed = onlyChanged ? ` AND NEW.${column} IS DISTINCT FROM OLD.${column}` : ''
  return [
    `IF NEW.${column} IS NOT NULL${changed} AND NOT ${test} THEN
  problems := problems || jsonb_build_object('field', ${literal(field.name)}, 'code', ${literal(field.type === 'file' ? 'file.not-found' : 'reference.not-found')});
END IF;`,
  ]
}

function updatePart(
  entity: Entity,
  workflow: Workflow | undefined,
  writable: readonly Field[],
  rules: RuleCompiler,
  facts: FactVariables,
): string {
  const keep = [
    'id',
    'created_at',
    'created_by',
    ...entity.fields.filter(field => field.type === 'auto_number').map(field => field.name),
  ]
  const managed = entity.fields.filter(field => field.managed && field.name !== workflow?.field).map(field => field.name)
  const lines = [
    ...[...keep, ...managed].map(name => `NEW.${quote(name)} := OLD.${quote(name)};`),
    ...(workflow ? [`NEW.${quote(`${workflow.field}$by`)} := OLD.${quote(`${workflow.field}$by`)};`] : []),
    ...(hasApproval(workflow) ? [`NEW.${editors(workflow)} := OLD.${editors(workflow)};`] : []),
    'NEW.version := OLD.version + 1;',
    'NEW.updated_at := now();',
    'NEW.updated_by := acting;',
    ...writable.map(
      field =>
        `IF NEW.${quote(field.name)} IS DISTINCT FROM OLD.${quote(field.name)} THEN touched := array_append(touched, ${literal(field.name)}); END IF;`,
    ),
    ...linesChanged(entity, workflow),
    ...entity.fields.filter(isKept).map(({ name }) => `NEW.${quote(name)} := OLD.${quote(name)};`),
    inBulkLines(entity, rules, facts),
    `IF NEW.deleted_at IS DISTINCT FROM OLD.deleted_at THEN
${indent(
  facts.before(() => trashPart(entity, workflow, rules)),
  1,
)}`,
  ]
  if (workflow) {
    // A step is judged as one even where it leads to the state the record is in: it may not leave from there.
    lines.push(`ELSIF taken IS NOT NULL OR NEW.${quote(workflow.field)} IS DISTINCT FROM OLD.${quote(workflow.field)} THEN
${indent(transitionPart(entity, workflow, rules, facts), 1)}`)
  }
  lines.push(`ELSE
  PERFORM set_config('bailiwick.transition', '', true), set_config('bailiwick.comment', '', true);
  IF OLD.deleted_at IS NOT NULL THEN
    RAISE EXCEPTION 'record.in-trash' USING ERRCODE = 'BW409';
  END IF;
${indent(
  facts.before(() =>
    [
      ...grantLines(grantsFor(entity, 'update'), entity, 'OLD', 'NEW', rules),
      ...sharedLines(entity, rules),
      refuseUngranted('record.update-refused'),
      ...voiding(workflow),
      ...(hasApproval(workflow) ? [noteEditor(workflow, `touched <> '{}'`)] : []),
      // Nothing changed: the record keeps its version, and the audit has nothing to say.
      `IF touched = '{}' THEN
  NEW := OLD;
END IF;`,
    ].join('\n'),
  ),
  1,
)}
END IF;`)
  lines.push(...writable.flatMap(field => referenceLines(entity, field, rules, true)))
  return lines.join('\n')
}

function trashPart(entity: Entity, workflow: Workflow | undefined, rules: RuleCompiler): string {
  const state = workflow ? ` OR NEW.${quote(workflow.field)} IS DISTINCT FROM OLD.${quote(workflow.field)}` : ''
  return `IF touched <> '{}'${state} THEN
  RAISE EXCEPTION 'record.trash-alone' USING ERRCODE = 'BW422', DETAIL = '[]';
END IF;
IF NEW.deleted_at IS NULL THEN
  NEW.deleted_by := NULL;
${indent(grantLines(grantsFor(entity, 'restore'), entity, 'OLD', undefined, rules).join('\n'), 1)}
ELSIF OLD.deleted_at IS NOT NULL THEN
  -- Moving it there again would only rewrite who did, and when.
  RAISE EXCEPTION 'record.in-trash' USING ERRCODE = 'BW409';
ELSE
  NEW.deleted_at := now();
  NEW.deleted_by := acting;
${indent(grantLines(grantsFor(entity, 'delete'), entity, 'OLD', undefined, rules).join('\n'), 1)}
END IF;
IF NOT changing THEN
  RAISE EXCEPTION 'record.delete-refused' USING ERRCODE = 'BW403';
END IF;`
}

function transitionPart(entity: Entity, workflow: Workflow, rules: RuleCompiler, facts: FactVariables): string {
  const branches = workflow.transitions.map(transition => {
    const judge = transition.approval ? decisionBranch : takingBranch
    const judging = facts.before(() => judge(transition, entity, workflow, rules))
    return `WHEN ${literal(transition.name)} THEN\n${indent(judging, 1)}`
  })
  return `IF OLD.deleted_at IS NOT NULL THEN
  RAISE EXCEPTION 'record.in-trash' USING ERRCODE = 'BW409';
END IF;
CASE coalesce(taken, '')
${branches.join('\n')}
ELSE
  RAISE EXCEPTION 'transition.undeclared' USING ERRCODE = 'BW403';
END CASE;
${entering(workflow, rules).join('\n')}`
}

function takingBranch(transition: Transition, entity: Entity, workflow: Workflow, rules: RuleCompiler): string {
  const state = quote(workflow.field)
  const inputs = [...new Set([...transition.require, ...transition.inputs])].map(literal)
  const lines = [
    fromAndTo(transition, state, `NEW.${state} = ${literal(transition.to)}`),
    `IF NOT coalesce(${takerCondition(transition, entity, 'OLD', rules)}, false) THEN
  RAISE EXCEPTION 'transition.not-yours' USING ERRCODE = 'BW403', DETAIL = CASE WHEN coalesce(${takerRoles(transition, rules)}, false) THEN 'by' ELSE 'role' END;
END IF;`,
    `IF NOT touched <@ ARRAY[${inputs.join(', ')}]::text[] THEN
  RAISE EXCEPTION 'record.field-refused' USING ERRCODE = 'BW403',
    DETAIL = (SELECT jsonb_agg(jsonb_build_object('field', f)) FROM unnest(touched) f WHERE f <> ALL (ARRAY[${inputs.join(', ')}]::text[]))::text;
END IF;`,
    ...entity.fields
      .filter(field => field.name in transition.set)
      .map(field => {
        const value = rules.value(transition.set[field.name] ?? '', entity, 'set', field, rules.context('OLD', []))
        return `NEW.${quote(field.name)} := ${value};`
      }),
  ]
  if (transition.guard) {
    lines.push(`IF NOT coalesce(${rules.condition(transition.guard.when, entity, 'guard', 'NEW')}, false) THEN
  RAISE EXCEPTION 'transition.guard' USING ERRCODE = 'BW422', DETAIL = jsonb_build_array(jsonb_build_object('message', ${literal(transition.guard.message)}))::text;
END IF;`)
  }
  for (const name of transition.require) {
    const field = entity.fields.find(candidate => candidate.name === name)
    if (field) lines.push(requiredLine(field))
  }
  if (transition.comment === 'required') {
    lines.push(`IF bailiwick.said(current_setting('bailiwick.comment', true)) IS NULL THEN
  problems := problems || jsonb_build_object('field', 'comment', 'code', 'field.required');
END IF;`)
  }
  return lines.join('\n')
}

/** A state reached by approval is reached only when the votes say so; who casts the last one does not matter here. */
function decisionBranch(transition: Transition, entity: Entity, workflow: Workflow, rules: RuleCompiler): string {
  const state = quote(workflow.field)
  const outcomes = outcomeStates(transition.approval!).map(
    ([outcome, to]) => `(NEW.${state} = ${literal(to)} AND ${outcomeCondition(outcome, transition, entity, 'OLD', rules)})`,
  )
  return `${fromAndTo(transition, state, `(${outcomes.join('\n  OR ')})`)}
IF touched <> '{}' THEN
  RAISE EXCEPTION 'record.field-refused' USING ERRCODE = 'BW403', DETAIL = '[]';
END IF;`
}

function fromAndTo(transition: Transition, state: string, reached: string): string {
  return `IF (OLD.${state} IN (${transition.from.map(literal).join(', ')})) IS NOT TRUE THEN
  RAISE EXCEPTION 'transition.not-from-here' USING ERRCODE = 'BW409';
END IF;
IF NOT ${reached} THEN
  RAISE EXCEPTION 'transition.undeclared' USING ERRCODE = 'BW403';
END IF;`
}

/** What moves with the state: since when, by whom, until when, and a new round of votes. */
function entering(workflow: Workflow, rules: RuleCompiler): string[] {
  const state = quote(workflow.field)
  const due = workflow.states
    .filter(candidate => candidate.due)
    .map(candidate => `WHEN ${literal(candidate.name)} THEN ${dueSql(candidate.due!, rules)}`)
  const lines = [
    `NEW.${quote(`${workflow.field}_since`)} := now();`,
    `NEW.${quote(`${workflow.field}$by`)} := acting;`,
    `NEW.${quote(`${workflow.field}_due`)} := ${due.length > 0 ? `CASE NEW.${state} ${due.join(' ')} END` : 'NULL'};`,
  ]
  if (hasApproval(workflow))
    lines.push(
      `IF NEW.${state} IN (${pendingStates(workflow).map(literal).join(', ')}) THEN NEW.approval_round := coalesce(NEW.approval_round, 0) + 1; NEW.${editors(workflow)} := '{}'; END IF;`,
    )
  return lines
}

function dueSql(due: Due, rules: RuleCompiler): string {
  const minutes = due.amount * { minutes: 1, hours: 60, days: due.business ? 0 : 1440 }[due.unit]
  if (!due.business) return `now() + interval '${minutes} minutes'`
  const { timeZone, days, from, to, holidays } = rules.definition.app.calendar
  const calendar = `${literal(timeZone)}, ARRAY[${days.join(', ')}]::integer[], ${literal(from)}::time, ${literal(to)}::time, ARRAY[${holidays.map(literal).join(', ')}]::date[]`
  return due.unit === 'days'
    ? `bailiwick.add_business_days(now(), ${due.amount}, ${calendar})`
    : `bailiwick.add_business_minutes(now(), ${minutes}, ${calendar})`
}

const editors = (workflow: Workflow): string => quote(`${workflow.field}$editors`)

/** Whoever changes a request while it waits is not the one to decide it, however many change it after them. */
function noteEditor(workflow: Workflow, when: string): string {
  const pending = pendingStates(workflow).map(literal).join(', ')
  return `IF OLD.${quote(workflow.field)} IN (${pending}) AND ${when} AND acting <> ALL (coalesce(OLD.${editors(workflow)}, '{}')) THEN
  NEW.${editors(workflow)} := array_append(coalesce(OLD.${editors(workflow)}, '{}'), acting);
END IF;`
}

/**
 * The trigger on a child's table comes here, in the name of whoever wrote the child: it says what kept numbers are now, and whether the child is a line. The record gets a
 * new version, so that nobody decides on content they did not see. Lines are part of the record, so with one of them votes given so far are void, and its writer is one more
 * editor; so they are with a number that `voided_by` names. Nothing else may change on this path, so it asks for no grant.
 */
function linesChanged(entity: Entity, workflow: Workflow | undefined): string[] {
  const kept = entity.fields.filter(isKept)
  const approval = hasApproval(workflow)
  if (!approval && kept.length === 0) return []
  const state = workflow && quote(workflow.field)
  const sameState = state === undefined ? '' : ` AND NEW.${state} IS NOT DISTINCT FROM OLD.${state}`
  const told = `current_setting('bailiwick.lines_of', true)`
  return [
    // Only that trigger comes here: a statement of its own stands one trigger less deep, whatever it sets.
    `IF pg_trigger_depth() > 1 AND ${told} IN (OLD.id::text, ${literal(numberOf)} || OLD.id) AND touched = '{}' AND NEW.deleted_at IS NOT DISTINCT FROM OLD.deleted_at${sameState} THEN
  IF OLD.changed_in IN (pg_current_xact_id(), ${toldIn}) THEN
    NEW.version := OLD.version;
  ELSE
    NEW.changed_in := ${toldIn};
  END IF;${approval ? `\n${indent(lineVoids(kept, workflow, told), 1)}` : ''}
  RETURN NEW;
END IF;`,
  ]
}

/**
 * This transaction, in a record that it has told of a child and has not written itself. Who writes a record sees its id and version for the rest of their transaction; who writes
 * a child need not see the record, nor know which it is.
 */
export const toldIn = '(pg_current_xact_id()::text::numeric + 9223372036854775808)::text::xid8'

/** What stands before the id of a record of which a number has changed, by a child that is none of its lines. */
export const numberOf = 'number '

function lineVoids(kept: readonly Field[], workflow: Workflow, told: string): string {
  const pending = pendingStates(workflow).map(literal).join(', ')
  const named = workflow.transitions.flatMap(({ approval, from }) =>
    kept
      .filter(field => approval?.voidedBy.includes(field.name))
      .map(({ name }) => {
        const states = from.map(literal).join(', ')
        return `OLD.${quote(workflow.field)} IN (${states}) AND NEW.${quote(name)} IS DISTINCT FROM OLD.${quote(name)}`
      }),
  )
  const parts = [`${told} = OLD.id::text`, ...named.map(condition => `(${condition})`)]
  return `IF ${parts.join(' OR ')} THEN
  IF OLD.${quote(workflow.field)} IN (${pending}) THEN
    NEW.approval_round := OLD.approval_round + 1;
  END IF;
${indent(noteEditor(workflow, 'true'), 1)}
END IF;`
}

/** An edit of what is being decided starts a new round: votes given for the old content no longer count. */
function voiding(workflow: Workflow | undefined): string[] {
  if (!hasApproval(workflow)) return []
  return workflow.transitions.flatMap(transition => {
    if (!transition.approval || transition.approval.voidedBy.length === 0) return []
    return [
      `IF OLD.${quote(workflow.field)} IN (${transition.from.map(literal).join(', ')}) AND touched && ARRAY[${transition.approval.voidedBy.map(literal).join(', ')}]::text[] THEN
  NEW.approval_round := OLD.approval_round + 1;
END IF;`,
    ]
  })
}

function requiredLine(field: Field): string {
  const column = quote(field.name)
  const type = fieldTypes[field.type].column(field) ?? ''
  const empty = type.startsWith('text[]')
    ? `NEW.${column} IS NULL OR NEW.${column} = '{}'`
    : type.startsWith('text')
      ? `bailiwick.said(NEW.${column}) IS NULL`
      : `NEW.${column} IS NULL`
  return `IF ${empty} THEN
  problems := problems || jsonb_build_object('field', ${literal(field.name)}, 'code', 'field.required');
END IF;`
}

function validations(entity: Entity, writable: readonly Field[], rules: RuleCompiler): string {
  const lines = writable.filter(field => field.required).map(requiredLine)
  lines.push(...judgements(entity, rules, 'NEW', false))
  return lines.length > 0 ? lines.join('\n') : 'NULL;'
}

/**
 * What must hold of the record's values, each adding to `problems` where it does not.
 *
 * @param alias of the row
 * @param whole those that name a kept number: a record and its lines are written one after the other, and the number is right when all of them are. The others otherwise.
 */
export function judgements(entity: Entity, rules: RuleCompiler, alias: string, whole: boolean): string[] {
  const counted = (when: string, purpose: 'validate' | 'check', field?: Field) =>
    readsKept(rules, rules.checked(when, entity, purpose, field)) || (field !== undefined && isKept(field))
  // By then the statement that wrote it is over, and it may have been one of another entity. Which record it is, is told to whoever reads that record.
  const { read } = entityNames(rules.schema, entity.name)
  const id = `(SELECT r.id FROM ${read} r WHERE r.id = ${alias}.id)`
  const of = whole ? `'of', ${literal(entity.name)}, 'id', ${id}, ` : ''
  const complaint = (field: string | undefined, message: string) =>
    `jsonb_build_object(${of}'field', ${field === undefined ? 'NULL::text' : literal(field)}, 'message', ${literal(message)})`
  const refusing = (
    when: string,
    purpose: 'validate' | 'check',
    own: string | undefined,
    message: string,
    field?: Field,
  ): string => {
    const condition = rules.condition(when, entity, purpose, alias, field)
    const missing = missingOf(entity, rules, rules.checked(when, entity, purpose, field), own)
    const isNull = (name: string) => `${alias}.${quote(name)} IS NULL`
    const plain = complaint(own, message)
    // A required one is missing whatever comes of the check; any other where nothing comes of it.
    const said = [
      ...missing.filter(({ required }) => required).map(({ name }) => [isNull(name), complaint(name, requireMessage)]),
      ...(own === undefined ? [] : [[isNull(own), plain]]),
      ...missing
        .filter(({ required }) => !required)
        .map(({ name }) => [`${isNull(name)} AND (${condition}) IS NULL`, complaint(name, requireMessage)]),
    ]
    const cases = said.map(([where, what]) => ` WHEN ${where} THEN ${what}`).join('')
    const told = missing.length === 0 ? plain : `CASE${cases} ELSE ${plain} END`
    return `NOT coalesce(${condition}, false) THEN
  problems := problems || ${told};
END IF;`
  }
  const fields = entity.fields.flatMap(field => {
    const { validate, name } = field
    if (!validate || counted(validate.when, 'validate', field) !== whole) return []
    return [`IF ${alias}.${quote(name)} IS NOT NULL AND ${refusing(validate.when, 'validate', name, validate.message, field)}`]
  })
  const checks = entity.checks
    .filter(check => counted(check.when, 'check') === whole)
    .map(check => `IF ${refusing(check.when, 'check', check.field, check.message)}`)
  return [...fields, ...checks]
}

/** What a check cannot be judged without, beside the field it is told at: where one of them is missing, that is what is said, at that field. */
function missingOf(entity: Entity, rules: RuleCompiler, { reads }: CheckedExpression, own: string | undefined): Field[] {
  const named = entity.fields.filter(field => reads.some(read => read.entity === entity.name && read.field === field.name))
  const fields = named.flatMap(field =>
    field.formula === undefined
      ? [field]
      : missingOf(entity, rules, rules.checked(field.formula.expression, entity, 'formula', field), own),
  )
  // Whether something is missing that not every reader reads is nobody's to hear.
  return [...new Set(fields)].filter(field => isFilledIn(field) && field.name !== own && !isMasked(entity, field.name))
}

/** By people: what the platform computes or keeps nobody can fill in. */
const isFilledIn = (field: Field) =>
  !field.managed &&
  !isNeverEmpty(field) &&
  fieldTypes[field.type].column(field) !== undefined &&
  !isKept(field) &&
  field.type !== 'auto_number'

/** Whether it looks at a kept number, of this record or another, itself or by a formula. */
function readsKept(rules: RuleCompiler, { reads }: CheckedExpression): boolean {
  return reads.some(read => {
    const owner = rules.definition.entities.find(each => each.name === read.entity)
    const field = owner?.fields.find(each => each.name === read.field)
    if (!owner || !field) return false
    return (
      isKept(field) ||
      (field.formula !== undefined && readsKept(rules, rules.checked(field.formula.expression, owner, 'formula', field)))
    )
  })
}
