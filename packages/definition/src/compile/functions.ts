/**
 * What may be asked about one record: what the acting person may do with it, its history, and which records a search finds. Each is a definer function
 * that first looks whether the person reads the record, through the same view as a list.
 */
import { fieldTypes } from '../fields/registry.ts'
import type { Operation } from '../model/access.ts'
import type { Entity } from '../model/entity.ts'
import type { Workflow } from '../model/workflow.ts'
import type { Derived, OwnerRole } from './compiled.ts'
import { FactParameters, FactVariables } from './facts.ts'
import { dollar, indent } from './guard.ts'
import { entityNames, literal, quote } from './names.ts'
import type { RuleCompiler } from './rules.ts'
import { coveringGrants, grantsFor, isMasked, isShareable, rulesFor } from './rules.ts'
import { findsParts, plainColumn, searchedFields } from './table.ts'
import { stepStates, takerCondition, takerRoles } from './transitions.ts'
import { maskingGrants, writableColumns } from './views.ts'

export function compileFunctions(entity: Entity, workflow: Workflow | undefined, rules: RuleCompiler): Derived[] {
  const made = [
    ...canFunction(entity, workflow, rules),
    ...historyFunction(entity, rules),
    ...commentFunction(entity, rules),
    ...revealFunction(entity, rules),
    ...exportingFunction(entity, rules),
  ]
  if (searchedFields(entity).length > 0) made.push(...searchFunction(entity, rules))
  return made
}

export function definerFunction(
  signature: string,
  types: string,
  returns: string,
  language: 'sql' | 'plpgsql',
  volatility: string,
  role: OwnerRole,
  body: string,
): Derived[] {
  const name = signature.slice(0, signature.indexOf('('))
  return [
    {
      kind: 'function',
      name: `${name}(${types})`,
      role,
      sql: `CREATE FUNCTION ${signature} RETURNS ${returns}\nLANGUAGE ${language} ${volatility} SECURITY DEFINER SET search_path = pg_catalog AS ${dollar(body)};`,
    },
    {
      kind: 'grant',
      name: `EXECUTE ${name}`,
      role,
      sql: `REVOKE ALL ON FUNCTION ${name}(${types}) FROM PUBLIC;\nGRANT EXECUTE ON FUNCTION ${name}(${types}) TO bailiwick_runtime;`,
    },
  ]
}

/** {update: [fields], delete, restore, comment, transitions: {name: 'yes' | 'role' | 'by' | 'guard'}} for one record; NULL when it is not visible. */
function canFunction(entity: Entity, workflow: Workflow | undefined, compiler: RuleCompiler): Derived[] {
  const names = entityNames(compiler.schema, entity.name)
  const facts = new FactVariables()
  const statements = facts.before(() => canQuery(entity, workflow, compiler.asking(facts.ask)))
  const body = `
DECLARE${facts.declarations()}
  answer jsonb;
BEGIN
${indent(statements, 1)}
  RETURN answer;
END`
  return definerFunction(`${names.can}(of$record uuid)`, 'uuid', 'jsonb', 'plpgsql', 'STABLE', 'bailiwick_guard', body)
}

function canQuery(entity: Entity, workflow: Workflow | undefined, rules: RuleCompiler): string {
  const names = entityNames(rules.schema, entity.name)
  // As the read view and the trash show it, on facts that are at hand.
  const readable = rules.readable(entity, 't')
  const restorable = rules.anyOf(rulesFor(grantsFor(entity, 'restore')), entity, 't')
  const granted = (operation: Operation) => rules.anyOf(rulesFor(grantsFor(entity, operation)), entity, 't')
  const any = (operation: Operation) => `coalesce(${granted(operation)}, false)`
  const commenting = rules.shared(entity, 't', 'comment')
  const updates = grantsFor(entity, 'update')
  const fields = writableColumns(entity, workflow).create.map(field => {
    const covering = rulesFor(coveringGrants(updates, field))
    return `CASE WHEN ${rules.anyOf(covering, entity, 't')} THEN ${literal(field)} END`
  })
  const transitions = (workflow?.transitions ?? [])
    .filter(transition => !transition.approval)
    .map(transition => {
      const guard = transition.guard
        ? `WHEN NOT coalesce(${rules.condition(transition.guard.when, entity, 'guard', 't')}, false) THEN 'guard' `
        : ''
      return `${literal(transition.name)}, CASE WHEN (t.${quote(workflow!.field)} IN (${transition.from.map(literal).join(', ')})) IS NOT TRUE THEN NULL WHEN NOT coalesce(${takerRoles(transition, rules)}, false) THEN 'role' WHEN NOT coalesce(${takerCondition(transition, entity, 't', rules)}, false) THEN 'by' ${guard}ELSE 'yes' END`
    })
  const revealing = grantsFor(entity, 'reveal')
  const rights = [
    ...(isShareable(entity) ? [`'share', ${any('share')}`] : []),
    ...(revealing.length > 0
      ? [
          `'reveal', to_jsonb(array_remove(ARRAY[${revealable(entity)
            .map(
              field =>
                `CASE WHEN ${rules.anyOf(rulesFor(coveringGrants(revealing, field)), entity, 't')} THEN ${literal(field)} END`,
            )
            .join(', ')}]::text[], NULL))`,
        ]
      : []),
  ]
    .map(pair => `\n    ${pair},`)
    .join('')
  return `SELECT jsonb_build_object(
    'update', to_jsonb(array_remove(ARRAY[${fields.join(', ')}]::text[], NULL)${isShareable(entity) ? ` || ${sharedOffers(entity, workflow, names.sharedUpdate)}` : ''}),
    'delete', ${any('delete')},
    'restore', ${any('restore')},
    'comment', ${entity.comments ? `coalesce(${granted('comment')}${commenting ? ` OR ${commenting}` : ''}, false)` : 'false'},${rights}
    'transitions', jsonb_strip_nulls(${objects(transitions)})${waiting(entity, workflow, rules)})
  FROM ${names.table} t
  WHERE t.id = of$record AND (${readable}) AND (t.deleted_at IS NULL OR (${restorable}))
INTO answer;`
}

/** A sharer's grant may name what nobody writes at all: states, numbers, roll-ups. It is not offered. */
function sharedOffers(entity: Entity, workflow: Workflow | undefined, sharedUpdate: string): string {
  const writable = writableColumns(entity, workflow).create.map(literal)
  return `ARRAY(SELECT DISTINCT f FROM unnest(${sharedUpdate}(t.*, NULL)) f WHERE f = ANY (ARRAY[${writable.join(', ')}]::text[]))`
}

/** PostgreSQL functions take a hundred arguments. */
function objects(pairs: readonly string[]): string {
  const parts: string[] = []
  for (let start = 0; start < pairs.length; start += 40)
    parts.push(`jsonb_build_object(${pairs.slice(start, start + 40).join(',\n      ')})`)
  return parts.length > 0 ? parts.join(' || ') : `'{}'::jsonb`
}

/** Of each approval that waits: how far its steps are. */
function waiting(entity: Entity, workflow: Workflow | undefined, rules: RuleCompiler): string {
  const approvals = (workflow?.transitions ?? []).filter(transition => transition.approval)
  if (!workflow || approvals.length === 0) return ''
  const pairs = approvals.map(
    transition =>
      `${literal(transition.name)}, CASE WHEN t.${quote(workflow.field)} IN (${transition.from.map(literal).join(', ')}) THEN ${stepStates(transition, entity, 't', rules)} END`,
  )
  return `,\n    'waiting', jsonb_strip_nulls(${objects(pairs)})`
}

/** The record's audit rows, newest first, also of one in the trash for who may look there, without the fields the reader may not see on this record now. */
function historyFunction(entity: Entity, rules: RuleCompiler): Derived[] {
  const names = entityNames(rules.schema, entity.name)
  const open = ['deleted_at', ...entity.fields.filter(field => !isMasked(entity, field.name)).map(field => field.name)]
  const masked = entity.fields
    .filter(field => isMasked(entity, field.name))
    .map(field => `CASE WHEN r.${quote(`${field.name}$readable`)} THEN ${literal(field.name)} END`)
  const readable = `ARRAY[${open.map(literal).join(', ')}]::text[]${masked.length > 0 ? ` || ARRAY[${masked.join(', ')}]::text[]` : ''}`
  const kept = (side: string) =>
    `(SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(a.${side}) e WHERE e.key = ANY (v.fields))`
  const body = `
  SELECT a.seq, a.at, a.kind, a.person, a.on_behalf_of, a.transition, a.comment, ${kept('before')}, ${kept('after')}, a.detail
  FROM (SELECT ${readable} AS fields FROM ${names.read} r WHERE r.id = of$record
    UNION ALL SELECT ${readable} FROM ${names.trash} r WHERE r.id = of$record) v
  JOIN bailiwick.audit a ON a.record = of$record AND a.app = ${literal(rules.schema)} AND a.entity = ${literal(entity.name)}
  WHERE a.seq < older$than
    -- A change of nothing but hidden fields did not happen for this reader.
    AND (a.kind <> 'update' OR EXISTS (SELECT FROM jsonb_object_keys(a.after) k WHERE k = ANY (v.fields)))
    AND a.kind IN ('create', 'update', 'transition', 'vote', 'comment', 'delete', 'restore', 'import', 'reveal', 'share', 'unshare')
  ORDER BY a.seq DESC
  LIMIT least(greatest(how$many, 1), 201)`
  return definerFunction(
    `${names.history}(of$record uuid, older$than bigint, how$many integer)`,
    'uuid, bigint, integer',
    'TABLE (seq bigint, at timestamptz, kind text, person uuid, on_behalf_of uuid, transition text, comment text, before jsonb, after jsonb, detail jsonb)',
    'sql',
    'STABLE',
    'bailiwick_guard',
    body,
  )
}

/** Fields that somebody sees masked, and that a grant lets somebody reveal. */
export function revealable(entity: Entity): string[] {
  const revealing = grantsFor(entity, 'reveal')
  return entity.fields
    .filter(field => maskingGrants(entity, field.name).length > 0 && coveringGrants(revealing, field.name).length > 0)
    .map(field => field.name)
}

/** The value of one masked field, for whoever may reveal it; that they did stands in the audit before they have it. */
function revealFunction(entity: Entity, rules: RuleCompiler): Derived[] {
  const fields = revealable(entity)
  if (fields.length === 0) return []
  const names = entityNames(rules.schema, entity.name)
  const branches = fields.map(name => {
    const field = entity.fields.find(each => each.name === name)!
    const allowed = rules.anyOf(rulesFor(coveringGrants(grantsFor(entity, 'reveal'), name)), entity, 't')
    return `  WHEN ${literal(name)} THEN SELECT coalesce(${allowed}, false), to_jsonb(${fieldTypes[field.type].toWireSql(`t.${quote(name)}`, field)}) INTO may, value FROM ${names.table} t WHERE t.id = of$record;`
  })
  const body = `
DECLARE
  may boolean;
  value jsonb;
BEGIN
  IF NOT EXISTS (SELECT FROM ${names.read} r WHERE r.id = of$record) THEN
    RAISE EXCEPTION 'record.not-found' USING ERRCODE = 'BW404';
  END IF;
  CASE of$field
${branches.join('\n')}
  ELSE may := false;
  END CASE;
  IF may IS NOT TRUE THEN
    RAISE EXCEPTION 'record.reveal-refused' USING ERRCODE = 'BW403';
  END IF;
  INSERT INTO bailiwick.audit (kind, person, on_behalf_of, session, request, app, entity, record, comment, detail)
  VALUES ('reveal', bailiwick.person(), nullif(current_setting('bailiwick.behalf', true), '')::uuid, nullif(current_setting('bailiwick.session', true), '')::uuid,
    nullif(current_setting('bailiwick.request', true), ''), ${literal(rules.schema)}, ${literal(entity.name)}, of$record, bailiwick.said(reason),
    jsonb_build_object('field', of$field));
  RETURN value;
END`
  return definerFunction(
    `${names.reveal}(of$record uuid, of$field text, reason text)`,
    'uuid, text, text',
    'jsonb',
    'plpgsql',
    'VOLATILE',
    'bailiwick_guard',
    body,
  )
}

/**
 * An export stands in the audit before its first row leaves and again when it is over, with what was asked and how many rows went. It is told apart by an id that is the
 * caller's to make up: a row here is about who asks, and says nothing of anybody else.
 */
function exportingFunction(entity: Entity, rules: RuleCompiler): Derived[] {
  const exports = grantsFor(entity, 'export')
  if (exports.length === 0) return []
  const names = entityNames(rules.schema, entity.name)
  const body = `
BEGIN
  IF (${rules.holds([...new Set(exports.map(grant => grant.role))])}) IS NOT TRUE THEN
    RAISE EXCEPTION 'export.refused' USING ERRCODE = 'BW403';
  END IF;
  INSERT INTO bailiwick.audit (kind, person, on_behalf_of, session, request, app, entity, detail)
  VALUES ('export', bailiwick.person(), nullif(current_setting('bailiwick.behalf', true), '')::uuid, nullif(current_setting('bailiwick.session', true), '')::uuid,
    nullif(current_setting('bailiwick.request', true), ''), ${literal(rules.schema)}, ${literal(entity.name)},
    facts || jsonb_build_object('export', of$export));
END`
  return definerFunction(
    `${names.exporting}(of$export uuid, facts jsonb)`,
    'uuid, jsonb',
    'void',
    'plpgsql',
    'VOLATILE',
    'bailiwick_guard',
    body,
  )
}

/** A comment is a row of the record's history: never changed, seen by whoever sees the record. */
function commentFunction(entity: Entity, rules: RuleCompiler): Derived[] {
  if (!entity.comments) return []
  const names = entityNames(rules.schema, entity.name)
  const shared = rules.shared(entity, 't', 'comment')
  const allowed = rules.anyOf(rulesFor(grantsFor(entity, 'comment')), entity, 't') + (shared ? ` OR ${shared}` : '')
  const body = `
DECLARE
  made bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM ${names.read} r WHERE r.id = of$record) THEN
    RAISE EXCEPTION 'record.not-found' USING ERRCODE = 'BW404';
  END IF;
  IF NOT EXISTS (SELECT FROM ${names.table} t WHERE t.id = of$record AND (${allowed})) THEN
    RAISE EXCEPTION 'record.comment-refused' USING ERRCODE = 'BW403';
  END IF;
  IF bailiwick.said(text$) IS NULL OR char_length(text$) > 10000 THEN
    RAISE EXCEPTION 'record.invalid' USING ERRCODE = 'BW422', DETAIL = '[{"field": "comment", "code": "comment.length"}]';
  END IF;
  INSERT INTO bailiwick.audit (kind, person, on_behalf_of, session, request, app, entity, record, comment, detail)
  VALUES ('comment', bailiwick.person(), nullif(current_setting('bailiwick.behalf', true), '')::uuid, nullif(current_setting('bailiwick.session', true), '')::uuid,
    nullif(current_setting('bailiwick.request', true), ''), ${literal(rules.schema)}, ${literal(entity.name)}, of$record, text$,
    jsonb_build_object('client', nullif(current_setting('bailiwick.client', true), '')))
  RETURNING seq INTO made;
  RETURN made;
END`
  return definerFunction(
    `${names.comment}(of$record uuid, text$ text)`,
    'uuid, text',
    'bigint',
    'plpgsql',
    'VOLATILE',
    'bailiwick_guard',
    body,
  )
}

/** Of a word that is in one of a hundred records these are read before its index is. */
const recentRows = 20_000
/** The same for words with a slip. */
const guessedRows = 50_000
/** Read to tell how common a word is. */
const sampledPages = 200

/**
 * Full-text and trigram operators are not leakproof, so under row policies PostgreSQL would not use their indexes. This function sees every row and carries the same
 * conditions as the policies itself; what it finds is read through the view again. It is planned for the very words and teams: how common a word is decides whether the
 * indexes of words or that of the rule is the way.
 *
 * `guess`: words with a slip count too. Who asks decides when, from what the person was shown: a hidden record decides nothing.
 *
 * `newest`: so many are enough, before a moment and an id where they are given. Only who reads every record is held to it: their common words are in a large part of a table.
 */
function searchFunction(entity: Entity, compiler: RuleCompiler): Derived[] {
  const names = entityNames(compiler.schema, entity.name)
  const rules = rulesFor(grantsFor(entity, 'read'))
  const every = rules.filter(rule => rule.when === undefined)
  const facts = new FactVariables()
  const query = `SELECT t.id FROM ${names.table} t WHERE t.deleted_at IS NULL AND `
  const some = () => {
    const parameters = new FactParameters(facts, 1)
    const visible = compiler
      .overRows()
      .asking(parameters.ask)
      .readable(
        entity,
        't',
        rules.filter(rule => rule.when !== undefined),
      )
    const values = parameters.values().join(', ')
    return `RETURN QUERY EXECUTE ${dollar(query)} || found_by || ${dollar(` AND (${visible})`)}${values && ` USING ${values}`};`
  }
  const sample = `SELECT 100 * count(*) FILTER (WHERE `
  const recent = `SELECT array_agg(p.id) FROM (SELECT t.id FROM (SELECT t.* FROM ${names.table} t WHERE t.deleted_at IS NULL`
  const everything = `IF newest IS NULL THEN
  RETURN QUERY EXECUTE ${dollar(query)} || found_by;
  RETURN;
END IF;
-- What is common is met among the newest. All else is found by its index and put in order then: PostgreSQL thinks that some of it comes along the way, and would walk the whole table for
-- a word that nothing has. How common it is, a few pages tell; words with a slip are read past either way first, for an index is of little help to them.
common := guess;
IF NOT common THEN
  EXECUTE ${dollar(sample)} || found_by || ${dollar(`) >= count(*) FROM ${names.table} t TABLESAMPLE SYSTEM ($1)`)} INTO common
    USING least(100, 100 * ${sampledPages} * 8192.0 / greatest(pg_relation_size(${literal(names.table)}), 1));
END IF;
IF common THEN
  EXECUTE ${dollar(recent)} || earlier || ${dollar(` ORDER BY t.created_at DESC, t.id DESC LIMIT $4) t WHERE `)} || found_by
    || ' ORDER BY t.created_at DESC, t.id DESC LIMIT $3) p' INTO page USING before_at, before_id, newest, CASE WHEN guess THEN ${guessedRows} ELSE ${recentRows} END;
  IF cardinality(page) >= newest THEN
    RETURN QUERY SELECT unnest(page);
    RETURN;
  END IF;
END IF;
RETURN QUERY EXECUTE ${dollar(query)} || found_by || earlier
  || ' ORDER BY t.created_at + interval ''0'' DESC, t.id DESC LIMIT $3' USING before_at, before_id, newest;`
  const statements = facts.before(() =>
    every.length === 0
      ? some()
      : `IF ${compiler.asking(facts.ask).anyOf(every, entity, 't')} THEN\n${indent(everything, 1)}\nELSE\n${indent(facts.before(some), 1)}\nEND IF;`,
  )
  const plain = findsParts(entity) ? literal(`t.${quote(plainColumn)}`) : 'NULL'
  const body = `
DECLARE${facts.declarations()}
  found_by text := bailiwick.search_condition(words, 't.search_text', ${plain}, guess);${
    every.length === 0
      ? ''
      : `
  earlier text := CASE WHEN before_id IS NULL THEN '' ELSE ' AND (t.created_at, t.id) < ($1, $2)' END;
  common boolean;
  page uuid[];`
  }
BEGIN
  IF found_by IS NULL THEN
    RETURN;
  END IF;
${indent(statements, 1)}
END`
  return definerFunction(
    `${names.search}(words text[], guess boolean DEFAULT false, newest integer DEFAULT NULL, before_at timestamptz DEFAULT NULL, before_id uuid DEFAULT NULL)`,
    'text[], boolean, integer, timestamptz, uuid',
    'SETOF uuid',
    'plpgsql',
    'STABLE',
    'bailiwick_rule',
    body,
  )
}
