/**
 * Why: what anybody may do with one record, and by which grant or share. Written from the same rules as the policies and the guard, asked of another person's
 * facts. Each access block is computed once for a person; every right is made of the blocks, as the views, the guard and the sharing functions make it.
 *
 * Nothing is told of a record the asking person does not see, and whether a grant admits the row only where they could see for themselves what it looks at.
 */
import type { Typed } from '../expressions/index.ts'
import type { Operation } from '../model/access.ts'
import { conditionOf, covers, masks } from '../model/access.ts'
import type { Entity } from '../model/entity.ts'
import type { Workflow } from '../model/workflow.ts'
import type { Derived } from './compiled.ts'
import { factsOf } from './facts.ts'
import { definerFunction, revealable } from './functions.ts'
import { indent } from './guard.ts'
import { entityNames, literal, qualifiedRole, quote } from './names.ts'
import type { RuleCompiler } from './rules.ts'
import { coveringGrants, grantsFor, isMasked, isShareable } from './rules.ts'
import { sharerMay } from './shares.ts'
import { askedCondition, neverCondition, openCondition, takerCondition, takerRoles } from './transitions.ts'
import { writableColumns } from './views.ts'

export function compileWhy(entity: Entity, workflow: Workflow | undefined, compiler: RuleCompiler): Derived[] {
  return [...whyFunction(entity, workflow, compiler), ...accessFunction(entity, workflow, compiler)]
}

/** {person, held, blocks: [{role, admits}], shares, rights} of one person; NULL where there is no such active person. */
function whyFunction(entity: Entity, workflow: Workflow | undefined, compiler: RuleCompiler): Derived[] {
  const names = entityNames(compiler.schema, entity.name)
  const blocks = entity.access.map(
    (grant, index) =>
      `jsonb_build_object('role', ${holdsRole(compiler, grant.role)}, 'admits', CASE WHEN ${holdsRole(compiler, grant.role)} AND told$[${index + 1}] THEN b.b${index} END)`,
  )
  const body = `
DECLARE
  acting$ uuid := bailiwick.person();
  told$ boolean[];
  answer$ jsonb;
BEGIN
${indent(opening(entity, compiler), 1)}
  IF of$person IS DISTINCT FROM acting$ AND NOT ${reviews(compiler)} THEN
    RAISE EXCEPTION 'why.refused' USING ERRCODE = 'BW403';
  END IF;
  ${withShares(entity, compiler)}SELECT jsonb_build_object(
    'person', f.person,
    'trash', t.deleted_at IS NOT NULL,
    'held', bailiwick.how_held(f.person, ${literal(compiler.schema)}),
    'blocks', to_jsonb(ARRAY[${blocks.join(',\n      ')}]::jsonb[]),
    'shares', ${isShareable(entity) ? 'shared.list' : `'[]'::jsonb`},
    'rights', ${rights(entity, workflow, compiler)})
  INTO answer$
  FROM ${peopleAndRow(entity, compiler, 'ARRAY[of$person]')};
  RETURN answer$;
END`
  return definerFunction(
    `${names.why}(of$person uuid, of$record uuid)`,
    'uuid, uuid',
    'jsonb',
    'plpgsql',
    'STABLE',
    'bailiwick_guard',
    body,
  )
}

/** Everybody with a right on the record, by name, in pages: [{person, name, held, blocks: [index], shares, rights}]. One statement whatever their number. */
function accessFunction(entity: Entity, workflow: Workflow | undefined, compiler: RuleCompiler): Derived[] {
  const names = entityNames(compiler.schema, entity.name)
  const blocks = entity.access.map((_, index) => `CASE WHEN b.b${index} AND told$[${index + 1}] THEN ${index} END`)
  const body = `
DECLARE
  acting$ uuid := bailiwick.person();
  told$ boolean[];
  answer$ jsonb;
BEGIN
${indent(opening(entity, compiler), 1)}
  IF NOT ${reviews(compiler)} THEN
    RAISE EXCEPTION 'why.refused' USING ERRCODE = 'BW403';
  END IF;
  ${withShares(entity, compiler)}SELECT coalesce(jsonb_agg(jsonb_build_object('person', page.person, 'name', page.name, 'held', bailiwick.how_held(page.person, ${literal(compiler.schema)}),
    'blocks', page.blocks, 'shares', page.shares, 'rights', page.rights) ORDER BY page.name, page.person), '[]')
  INTO answer$
  FROM (
    SELECT f.person, p.name,
      to_jsonb(array_remove(ARRAY[${blocks.join(', ')}]::integer[], NULL)) AS blocks,
      ${isShareable(entity) ? 'shared.list' : `'[]'::jsonb`} AS shares,
      ${rights(entity, workflow, compiler)} AS rights
    FROM ${peopleAndRow(entity, compiler, 'NULL')}
    JOIN bailiwick.person p ON p.id = f.person
    WHERE ${readsRow(entity)}
      AND (btrim(coalesce(of$search, '')) = '' OR strpos(lower(p.name), lower(btrim(of$search))) > 0 OR strpos(p.email, lower(btrim(of$search))) > 0)
      AND (after$person IS NULL OR (p.name, p.id) > (SELECT x.name, x.id FROM bailiwick.person x WHERE x.id = after$person))
    ORDER BY p.name, p.id LIMIT least(greatest(how$many, 1), 201)
  ) page;
  RETURN answer$;
END`
  return definerFunction(
    `${names.access}(of$record uuid, of$search text, after$person uuid, how$many integer)`,
    'uuid, text, uuid, integer',
    'jsonb',
    'plpgsql',
    'STABLE',
    'bailiwick_guard',
    body,
  )
}

/** Who asks, and whether they see the record: also in the trash, as far as they may look there. */
function opening(entity: Entity, compiler: RuleCompiler): string {
  const names = entityNames(compiler.schema, entity.name)
  const readable = entity.fields
    .filter(field => isMasked(entity, field.name))
    .map(field => `, r.${quote(`${field.name}$readable`)}`)
    .join('')
  const audits = holdsAny(
    compiler,
    compiler.definition.roles.filter(role => role.audit).map(role => role.name),
  )
  const told = entity.access.map(grant => {
    const when = conditionOf(grant)
    if (when === undefined) return 'true'
    const parts = seenOf(compiler.checked(when, entity, 'rule').typed, entity, compiler)
    return parts.length === 0 ? 'true' : `coalesce(${[...new Set(parts)].join(' AND ')}, false)`
  })
  return `IF acting$ IS NULL THEN
  RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
END IF;
SELECT CASE WHEN ${audits} THEN array_fill(true, ARRAY[${Math.max(told.length, 1)}]) ELSE ARRAY[${told.join(', ')}]::boolean[] END INTO told$
FROM (SELECT r.id${readable} FROM ${names.read} r WHERE r.id = of$record UNION ALL SELECT r.id${readable} FROM ${names.trash} r WHERE r.id = of$record) r
JOIN ${names.table} t ON t.id = r.id;
IF told$ IS NULL THEN
  RAISE EXCEPTION 'record.not-found' USING ERRCODE = 'BW404';
END IF;`
}

/** Others are asked about by who reads the app's audit or gives its roles. */
function reviews(compiler: RuleCompiler): string {
  const roles = compiler.definition.roles.filter(role => role.audit || role.administer)
  return holdsAny(
    compiler,
    roles.map(role => role.name),
  )
}

function holdsAny(compiler: RuleCompiler, roles: readonly string[]): string {
  return roles.length === 0 ? 'false' : compiler.holds(roles)
}

function holdsRole(compiler: RuleCompiler, role: string): string {
  return `(f.roles && ARRAY[${qualifiedRole(compiler.schema, role)}])`
}

/** What must be so for the asking person to see everything the expression looks at. What looks at lists of records is never told: they may see some of them. */
function seenOf(typed: Typed, entity: Entity, compiler: RuleCompiler): string[] {
  const within = (...parts: readonly Typed[]) => parts.flatMap(part => seenOf(part, entity, compiler))
  switch (typed.op) {
    case 'field':
      return seenField(typed, entity, compiler)
    case 'compare':
    case 'and':
    case 'or':
    case 'arithmetic':
      return within(typed.left, typed.right)
    case 'not':
    case 'has':
    case 'negate':
      return within(typed.operand)
    case 'if':
      return within(typed.condition, typed.then, typed.otherwise)
    case 'in':
      return within(typed.element, typed.list)
    case 'list':
      return within(...typed.elements)
    case 'call':
      return within(...typed.args)
    case 'quantifier':
      return typed.over.kind === 'list' ? within(typed.over.list, typed.condition) : ['false']
    case 'count':
      return ['false']
    default:
      return []
  }
}

function seenField(typed: Typed & { op: 'field' }, entity: Entity, compiler: RuleCompiler): string[] {
  const open = (owner: Entity, field: string, alias: string) =>
    isMasked(owner, field) && owner.fields.some(each => each.name === field) ? [`${alias}.${quote(`${field}$readable`)}`] : []
  const [first, ...rest] = typed.path
  if (!first) return open(entity, typed.field, 'r')
  const entityOf = (name: string) => compiler.definition.entities.find(each => each.name === name)!
  let from = `${entityNames(compiler.schema, first.entity).read} x1`
  const conditions = [`x1.id = t.${quote(first.relation)}`]
  let owner = entityOf(first.entity)
  for (const [index, hop] of rest.entries()) {
    conditions.push(...open(owner, hop.relation, `x${index + 1}`))
    from += ` JOIN ${entityNames(compiler.schema, hop.entity).read} x${index + 2} ON x${index + 2}.id = x${index + 1}.${quote(hop.relation)}`
    owner = entityOf(hop.entity)
  }
  conditions.push(...open(owner, typed.field, `x${typed.path.length}`))
  return [
    ...open(entity, first.relation, 'r'),
    `(t.${quote(first.relation)} IS NULL OR EXISTS (SELECT FROM ${from} WHERE ${conditions.join(' AND ')}))`,
  ]
}

/** The record's live shares with what each gives now, worked out from what the sharer may do. */
function withShares(entity: Entity, compiler: RuleCompiler): string {
  if (!isShareable(entity)) return ''
  const names = entityNames(compiler.schema, entity.name)
  const sharer = compiler.asking(factsOf('sharer'))
  const list = (pairs: readonly string[]) => `array_remove(ARRAY[${pairs.join(', ')}]::text[], NULL)`
  const admits = (operation: Operation, field: string) =>
    sharer.anyOf(
      coveringGrants(grantsFor(entity, operation), field).map(grant => {
        const when = conditionOf(grant)
        return when === undefined ? { roles: [grant.role] } : { roles: [grant.role], when }
      }),
      entity,
      't',
    )
  const masked = entity.fields.filter(field => isMasked(entity, field.name))
  const updatable = entity.fields.filter(field => coveringGrants(grantsFor(entity, 'update'), field.name).length > 0)
  return `WITH given AS MATERIALIZED (
    SELECT s.id, s.shared_by, s.person, s.team, s.level, s.until,
      ${sharerMay('read', entity, compiler)} AND ${sharerMay('share', entity, compiler)} AS reads,
      s.level IN ('comment', 'edit') AND ${sharerMay('comment', entity, compiler)} AS comments,
      s.level = 'edit' AND ${sharerMay('update', entity, compiler)} AS edits,
      ${list(masked.map(field => `CASE WHEN ${admits('read', field.name)} THEN ${literal(field.name)} END`))} AS fields,
      ${list(updatable.map(field => `CASE WHEN ${admits('update', field.name)} THEN ${literal(field.name)} END`))} AS updates
    FROM bailiwick.share s
    CROSS JOIN LATERAL bailiwick.facts_of(s.shared_by) sharer
    JOIN ${names.table} t ON t.id = s.record AND t.deleted_at IS NULL
    WHERE s.record = of$record AND s.app = ${literal(compiler.schema)} AND s.entity = ${literal(entity.name)} AND s.ended_at IS NULL AND s.until > now()
  )
  `
}

/** People as `f`, the row as `t`, their answers to each block as `b`, what is shared with them as `shared`. OFFSET keeps each from being computed again. */
function peopleAndRow(entity: Entity, compiler: RuleCompiler, people: string): string {
  const names = entityNames(compiler.schema, entity.name)
  const asked = compiler.asking(factsOf('f'))
  const blocks = entity.access.map((grant, index) => {
    const when = conditionOf(grant)
    return `coalesce(${asked.branch(when === undefined ? { roles: [grant.role] } : { roles: [grant.role], when }, entity, 't')}, false) AS b${index}`
  })
  const flat = (column: string) =>
    `(SELECT coalesce(array_agg(DISTINCT x.v), '{}') FROM given g, unnest(g.${column}) x(v) WHERE %)`
  // What reaches somebody's team gives them nothing where they hold no role of the app.
  const mine = `(g.person = f.person OR g.team = ANY (f.above)) AND EXISTS (SELECT FROM unnest(f.roles) r WHERE starts_with(r, ${literal(`${compiler.schema}.`)}))`
  const shared = `
  CROSS JOIN LATERAL (SELECT coalesce(bool_or(g.reads), false) AS reads, coalesce(bool_or(g.reads AND g.comments), false) AS comments,
    ${flat('fields').replace('%', `g.reads AND ${mine}`)} AS fields, ${flat('updates').replace('%', `g.reads AND g.edits AND ${mine}`)} AS updates,
    coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'by', g.shared_by, 'person', g.person, 'team', g.team, 'level', g.level, 'until', g.until,
      'works', g.reads AND CASE g.level WHEN 'comment' THEN g.comments WHEN 'edit' THEN g.edits ELSE true END) ORDER BY g.until, g.id), '[]') AS list
    FROM given g WHERE ${mine} OFFSET 0) shared`
  return `bailiwick.facts_of_people(${people}) f
  JOIN ${names.table} t ON t.id = of$record
  CROSS JOIN LATERAL (SELECT ${blocks.length > 0 ? blocks.join(',\n    ') : 'false AS none'} OFFSET 0) b${isShareable(entity) ? shared : ''}`
}

/** The blocks that give an operation, as SQL over `b`. */
function given(entity: Entity, operation: Operation, field?: string): string {
  const blocks = entity.access.flatMap((grant, index) =>
    grant.can.includes(operation) && (field === undefined || covers(grant, field)) ? [`b.b${index}`] : [],
  )
  return blocks.length > 0 ? `(${blocks.join(' OR ')})` : 'false'
}

/** Whoever does not read the record can do nothing with it, and what is in the trash can only be brought back. */
function readsRow(entity: Entity): string {
  const live = isShareable(entity) ? `(${given(entity, 'read')} OR shared.reads)` : given(entity, 'read')
  return `CASE WHEN t.deleted_at IS NULL THEN ${live} ELSE ${given(entity, 'read')} AND ${given(entity, 'restore')} END`
}

function rights(entity: Entity, workflow: Workflow | undefined, compiler: RuleCompiler): string {
  const shareable = isShareable(entity)
  const reads = readsRow(entity)
  const live = `(t.deleted_at IS NULL AND ${shareable ? `(${given(entity, 'read')} OR shared.reads)` : given(entity, 'read')})`
  const orShared = (granted: string, shared: string) => (shareable ? `(${granted} OR ${shared})` : granted)
  const list = (pairs: readonly (readonly [string, string])[]) =>
    pairs.length === 0
      ? `'[]'::jsonb`
      : `to_jsonb(array_remove(ARRAY[${pairs.map(([name, condition]) => `CASE WHEN ${condition} THEN ${literal(name)} END`).join(', ')}]::text[], NULL))`
  const readable = (field: string) =>
    isMasked(entity, field)
      ? `(${reads}) AND ${orShared(given(entity, 'read', field), `(t.deleted_at IS NULL AND ${literal(field)} = ANY (shared.fields))`)}`
      : reads
  const masking = entity.fields.flatMap(field => {
    const blocks = entity.access.flatMap((grant, index) =>
      grant.can.includes('read') && masks(grant, field.name) ? [`b.b${index}`] : [],
    )
    return blocks.length === 0
      ? []
      : [[field.name, `(${reads}) AND (${blocks.join(' OR ')}) AND NOT (${readable(field.name)})`] as const]
  })
  const pairs = [
    `'read', ${reads}`,
    `'fields', ${list(entity.fields.map(field => [field.name, readable(field.name)] as const))}`,
    `'masked', ${list(masking)}`,
    `'update', ${list(
      writableColumns(entity, workflow).create.map(
        field =>
          [field, `${live} AND ${orShared(given(entity, 'update', field), `${literal(field)} = ANY (shared.updates)`)}`] as const,
      ),
    )}`,
    `'delete', ${live} AND ${given(entity, 'delete')}`,
    `'restore', t.deleted_at IS NOT NULL AND ${given(entity, 'read')} AND ${given(entity, 'restore')}`,
    `'comment', ${entity.comments ? `${live} AND ${orShared(given(entity, 'comment'), 'shared.comments')}` : 'false'}`,
    // What was shared is not shared on: it takes a grant to read, too.
    `'share', t.deleted_at IS NULL AND ${given(entity, 'read')} AND ${given(entity, 'share')}`,
    `'bulk', ${live} AND ${given(entity, 'bulk')}`,
    `'export', ${list(
      entity.fields.map(
        field => [field.name, `${live} AND (${readable(field.name)}) AND ${given(entity, 'export', field.name)}`] as const,
      ),
    )}`,
    `'reveal', ${list(revealable(entity).map(field => [field, `${live} AND ${given(entity, 'reveal', field)}`] as const))}`,
    `'transitions', ${transitionRights(entity, workflow, compiler, live)}`,
    `'approvals', ${approvalRights(entity, workflow, compiler, live)}`,
  ]
  return `jsonb_build_object(${pairs.join(',\n      ')})`
}

/** Names with their answers; a function of PostgreSQL takes a hundred arguments at most, an array any number. */
function answers(pairs: readonly (readonly [name: string, answer: string])[]): string {
  if (pairs.length === 0) return `'{}'::jsonb`
  return `jsonb_object(ARRAY[${pairs.map(([name]) => literal(name)).join(', ')}], ARRAY[${pairs.map(([, answer]) => answer).join(',\n      ')}])`
}

/** {transition: 'yes' | 'unseen' | 'state' | 'role' | 'by' | 'guard'}: the first thing that stands in the way. */
function transitionRights(entity: Entity, workflow: Workflow | undefined, compiler: RuleCompiler, live: string): string {
  const rules = compiler.asking(factsOf('f'))
  const pairs = (workflow?.transitions ?? [])
    .filter(transition => !transition.approval)
    .map(transition => {
      const guard = transition.guard
        ? ` WHEN NOT coalesce(${rules.condition(transition.guard.when, entity, 'guard', 't')}, false) THEN 'guard'`
        : ''
      const answer = `CASE WHEN NOT ${live} THEN 'unseen' WHEN (t.${quote(workflow!.field)} IN (${transition.from.map(literal).join(', ')})) IS NOT TRUE THEN 'state' WHEN NOT coalesce(${takerRoles(transition, rules)}, false) THEN 'role' WHEN NOT coalesce(${takerCondition(transition, entity, 't', rules)}, false) THEN 'by'${guard} ELSE 'yes' END`
      return [transition.name, answer] as const
    })
  return answers(pairs)
}

/** {transition: {step: 'yes' | 'unseen' | 'state' | 'asked' | 'never' | 'voted' | 'closed'}}: closed is a step whose turn it is not. */
function approvalRights(entity: Entity, workflow: Workflow | undefined, compiler: RuleCompiler, live: string): string {
  const rules = compiler.asking(factsOf('f'))
  const { vote } = entityNames(compiler.schema, entity.name)
  const deciding = (workflow?.transitions ?? []).flatMap(transition => {
    const { approval } = transition
    if (!approval) return []
    const steps = approval.steps.map(
      step =>
        [
          step.name,
          `CASE WHEN NOT ${live} THEN 'unseen' WHEN (t.${quote(workflow!.field)} IN (${transition.from.map(literal).join(', ')})) IS NOT TRUE THEN 'state' WHEN NOT coalesce(${askedCondition(step, entity, 't', rules)}, false) THEN 'asked' WHEN coalesce(${neverCondition(approval, workflow!, 't', rules)}, false) THEN 'never' WHEN EXISTS (SELECT FROM ${vote} v WHERE v.record = t.id AND v.transition = ${literal(transition.name)} AND v.round = t.approval_round AND v.person = f.person) THEN 'voted' WHEN NOT ${openCondition(step, transition, entity, 't', rules)} THEN 'closed' ELSE 'yes' END`,
        ] as const,
    )
    return [`${literal(transition.name)}, ${answers(steps)}`]
  })
  return deciding.length === 0 ? `'{}'::jsonb` : `jsonb_build_object(${deciding.join(', ')})`
}
