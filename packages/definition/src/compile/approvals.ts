/** Votes on a record: their table, the one function that casts them, and the inbox of what waits for a person. */
import type { Entity } from '../model/entity.ts'
import type { Transition, Workflow } from '../model/workflow.ts'
import type { Derived, Table } from './compiled.ts'
import { definerFunction } from './functions.ts'
import { indent } from './guard.ts'
import { entityNames, literal, quote } from './names.ts'
import type { RuleCompiler } from './rules.ts'
import { askedCondition, hasApproval, neverCondition, openCondition, outcomeCondition, outcomeStates } from './transitions.ts'
import { everyoneWhoReads } from './views.ts'

export function voteTable(entity: Entity, workflow: Workflow | undefined, schema: string): Table | undefined {
  if (!hasApproval(workflow)) return undefined
  const { table, vote } = entityNames(schema, entity.name)
  const column = (name: string, type: string, notNull = true, rest = {}) => ({ id: name, name, type, notNull, ...rest })
  return {
    id: `${entity.id}$vote`,
    schema,
    name: `${entity.name}$vote`,
    columns: [
      column('id', 'uuid', true, { default: 'bailiwick.uuidv7()' }),
      column('record', 'uuid'),
      column('transition', 'text COLLATE "C"'),
      column('step', 'text COLLATE "C"'),
      column('round', 'integer'),
      column('person', 'uuid'),
      column('decision', 'text COLLATE "C"'),
      column('comment', 'text', false),
      column('at', 'timestamptz', true, { default: 'now()' }),
    ],
    constraints: [
      { name: `${entity.name}$vote_key`, definition: 'PRIMARY KEY (id)' },
      { name: `${entity.name}$vote_once`, definition: 'UNIQUE (record, transition, step, round, person)' },
      { name: `${entity.name}$vote_record`, definition: `FOREIGN KEY (record) REFERENCES ${table} (id)` },
      { name: `${entity.name}$vote_person`, definition: 'FOREIGN KEY (person) REFERENCES bailiwick.person (id)' },
      { name: `${entity.name}$vote_decision`, definition: `CHECK (decision IN ('approve', 'reject', 'ask_changes'))` },
    ],
    indexes: [{ name: `${entity.name}$vote_recent`, unique: false, definition: `ON ${vote} (record, at)` }],
    sequences: [],
  }
}

export function compileApprovals(entity: Entity, workflow: Workflow | undefined, rules: RuleCompiler): Derived[] {
  if (!hasApproval(workflow)) return []
  const names = entityNames(rules.schema, entity.name)
  const policy = (name: string, verb: string, role: string, clauses: string): Derived => ({
    kind: 'policy',
    name: `${name} ON ${names.vote}`,
    role: 'bailiwick_owner',
    sql: `CREATE POLICY ${name} ON ${names.vote} FOR ${verb} TO ${role} ${clauses};`,
  })
  const voteView = `${names.schema}.${quote(`${entity.name}$votes`)}`
  return [
    policy('guard_all', 'ALL', 'bailiwick_guard', 'USING (true) WITH CHECK (true)'),
    policy('read', 'SELECT', 'bailiwick_reader', `USING (EXISTS (SELECT FROM ${names.read} r WHERE r.id = record))`),
    // Nobody writes a vote but the function below.
    policy('never_insert', 'INSERT', 'bailiwick_writer', 'WITH CHECK (false)'),
    policy('never_update', 'UPDATE', 'bailiwick_writer', 'USING (false)'),
    policy('never_delete', 'DELETE', 'bailiwick_writer', 'USING (false)'),
    {
      kind: 'grant',
      name: `votes ${names.vote}`,
      role: 'bailiwick_owner',
      sql: `GRANT SELECT, INSERT, DELETE ON ${names.vote} TO bailiwick_guard;\nGRANT SELECT ON ${names.vote} TO bailiwick_reader;`,
    },
    {
      kind: 'view',
      name: voteView,
      role: 'bailiwick_reader',
      sql: `CREATE VIEW ${voteView} AS SELECT id, record, transition, step, round, person, decision, comment, at FROM ${names.vote};`,
    },
    {
      kind: 'grant',
      name: `SELECT ${voteView}`,
      role: 'bailiwick_reader',
      sql: `GRANT SELECT ON ${voteView} TO ${everyoneWhoReads};`,
    },
    ...decideFunction(entity, workflow, rules),
    ...inboxView(entity, workflow, rules),
  ]
}

/**
 * Casts one vote and, when it settles the matter, moves the record: all under the record's row lock, so that two last votes are counted one after the
 * other, and bound to the version the voter saw. The guard trigger counts the votes again before it lets the state change.
 */
function decideFunction(entity: Entity, workflow: Workflow, rules: RuleCompiler): Derived[] {
  const names = entityNames(rules.schema, entity.name)
  const state = quote(workflow.field)
  const branches = workflow.transitions
    .filter(transition => transition.approval)
    .map(transition => decideBranch(transition, entity, workflow, rules))
  const body = `
DECLARE
  acting$ uuid := bailiwick.person();
  t ${names.table};
  seen$ boolean;
  outcome$ text;
BEGIN
  IF acting$ IS NULL THEN
    RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
  END IF;
  SELECT EXISTS (SELECT FROM ${names.read} r WHERE r.id = of$record) INTO seen$;
  IF NOT seen$ THEN
    RAISE EXCEPTION 'record.not-found' USING ERRCODE = 'BW404';
  END IF;
  SELECT * INTO t FROM ${names.table} l WHERE l.id = of$record AND l.deleted_at IS NULL FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'record.not-found' USING ERRCODE = 'BW404';
  END IF;
  IF decision$ NOT IN ('approve', 'reject', 'ask_changes') THEN
    RAISE EXCEPTION 'approval.no-such-decision' USING ERRCODE = 'BW422', DETAIL = '[{"field": "decision", "code": "field.not-an-option"}]';
  END IF;
  IF decision$ <> 'approve' AND bailiwick.said(note$) IS NULL THEN
    RAISE EXCEPTION 'record.invalid' USING ERRCODE = 'BW422', DETAIL = '[{"field": "comment", "code": "field.required"}]';
  END IF;
  CASE of$transition
${indent(branches.join('\n'), 1)}
  ELSE
    RAISE EXCEPTION 'approval.no-such-step' USING ERRCODE = 'BW404';
  END CASE;
  -- After who and where, so that a late second vote is told it is late rather than stale.
  IF t.version IS DISTINCT FROM expected$version THEN
    RAISE EXCEPTION 'record.stale' USING ERRCODE = 'BW412', DETAIL = t.version::text;
  END IF;
  -- One person, one vote: whoever decided in an earlier step is not a second pair of eyes in a later one.
  IF EXISTS (SELECT FROM ${names.vote} v WHERE v.record = t.id AND v.transition = of$transition AND v.round = t.approval_round AND v.person = acting$) THEN
    RAISE EXCEPTION 'approval.already-voted' USING ERRCODE = 'BW409';
  END IF;
  BEGIN
    INSERT INTO ${names.vote} (record, transition, step, round, person, decision, comment)
    VALUES (of$record, of$transition, of$step, t.approval_round, acting$, decision$, bailiwick.said(note$));
  EXCEPTION WHEN unique_violation THEN
    RAISE EXCEPTION 'approval.already-voted' USING ERRCODE = 'BW409';
  END;
  INSERT INTO bailiwick.audit (kind, person, on_behalf_of, session, request, app, entity, record, transition, comment, detail)
  VALUES ('vote', acting$, nullif(current_setting('bailiwick.behalf', true), '')::uuid, nullif(current_setting('bailiwick.session', true), '')::uuid,
    nullif(current_setting('bailiwick.request', true), ''), ${literal(rules.schema)}, ${literal(entity.name)}, of$record, of$transition, bailiwick.said(note$),
    jsonb_build_object('step', of$step, 'decision', decision$, 'round', t.approval_round, 'version', t.version, 'client', nullif(current_setting('bailiwick.client', true), '')));
  CASE of$transition
${indent(
  workflow.transitions
    .filter(transition => transition.approval)
    .map(transition => {
      const cases = outcomeStates(transition.approval!).map(
        ([kind, to]) => `WHEN ${outcomeCondition(kind, transition, entity, 't', rules)} THEN ${literal(to)}`,
      )
      return `WHEN ${literal(transition.name)} THEN outcome$ := CASE ${cases.join('\n    ')} END;`
    })
    .join('\n'),
  1,
)}
  END CASE;
  IF outcome$ IS NOT NULL THEN
    PERFORM set_config('bailiwick.transition', of$transition, true), set_config('bailiwick.comment', coalesce(note$, ''), true);
    UPDATE ${names.table} SET ${state} = outcome$ WHERE id = of$record;
  END IF;
  RETURN outcome$;
END`
  return definerFunction(
    `${names.decide}(of$record uuid, expected$version integer, of$transition text, of$step text, decision$ text, note$ text)`,
    'uuid, integer, text, text, text, text',
    'text',
    'plpgsql',
    'VOLATILE',
    'bailiwick_guard',
    body,
  )
}

function decideBranch(transition: Transition, entity: Entity, workflow: Workflow, rules: RuleCompiler): string {
  const approval = transition.approval!
  const steps = approval.steps.map(step => `(of$step = ${literal(step.name)} AND ${askedCondition(step, entity, 't', rules)})`)
  const askChanges =
    approval.outcomes.askChanges === undefined
      ? `
  IF decision$ = 'ask_changes' THEN
    RAISE EXCEPTION 'approval.no-such-decision' USING ERRCODE = 'BW422', DETAIL = '[{"field": "decision", "code": "field.not-an-option"}]';
  END IF;`
      : ''
  return `WHEN ${literal(transition.name)} THEN
  IF NOT of$step = ANY (ARRAY[${approval.steps.map(step => literal(step.name)).join(', ')}]) THEN
    RAISE EXCEPTION 'approval.no-such-step' USING ERRCODE = 'BW404';
  END IF;
  IF (t.${quote(workflow.field)} IN (${transition.from.map(literal).join(', ')})) IS NOT TRUE THEN
    RAISE EXCEPTION 'approval.not-waiting' USING ERRCODE = 'BW409';
  END IF;
  IF NOT coalesce(${steps.join(' OR ')}, false) THEN
    RAISE EXCEPTION 'approval.not-asked' USING ERRCODE = 'BW403';
  END IF;
  IF NOT (CASE of$step ${approval.steps.map(step => `WHEN ${literal(step.name)} THEN ${openCondition(step, transition, entity, 't', rules)}`).join(' ')} END) THEN
    RAISE EXCEPTION 'approval.step-not-open' USING ERRCODE = 'BW409';
  END IF;
  IF coalesce(${neverCondition(approval, workflow, 't', rules)}, false) THEN
    RAISE EXCEPTION 'approval.own-request' USING ERRCODE = 'BW403';
  END IF;${askChanges}`
}

/** One row for each decision that waits for the acting person. */
function inboxView(entity: Entity, workflow: Workflow, rules: RuleCompiler): Derived[] {
  const names = entityNames(rules.schema, entity.name)
  const number = entity.fields.find(field => field.type === 'auto_number')
  const parts = workflow.transitions.flatMap(transition =>
    (transition.approval?.steps ?? []).map(
      step => `SELECT r.id, r.version, r.${quote(entity.titleField)}::text AS title, ${number ? `${literal(number.prefix ?? '')} || r.${quote(number.name)}` : 'NULL::text'} AS number,
  ${literal(transition.name)}::text AS transition, ${literal(step.name)}::text AS step,
  r.${quote(`${workflow.field}_since`)} AS since, r.${quote(`${workflow.field}_due`)} AS due, r.created_by AS requested_by
FROM ${names.rule} t JOIN ${names.read} r ON r.id = t.id
WHERE t.${quote(workflow.field)} IN (${transition.from.map(literal).join(', ')})
  AND ${askedCondition(step, entity, 't', rules)}
  AND ${openCondition(step, transition, entity, 't', rules)}
  AND NOT coalesce(${neverCondition(transition.approval!, workflow, 't', rules)}, false)
  AND NOT EXISTS (SELECT FROM ${names.vote} v WHERE v.record = t.id AND v.transition = ${literal(transition.name)} AND v.round = t.approval_round AND v.person = (SELECT bailiwick.person()))`,
    ),
  )
  return [
    {
      kind: 'view',
      name: names.inbox,
      role: 'bailiwick_reader',
      sql: `CREATE VIEW ${names.inbox} AS\n${parts.join('\nUNION ALL\n')};`,
    },
    {
      kind: 'grant',
      name: `SELECT ${names.inbox}`,
      role: 'bailiwick_reader',
      sql: `GRANT SELECT ON ${names.inbox} TO bailiwick_runtime;`,
    },
  ]
}
