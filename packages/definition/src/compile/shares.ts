/**
 * Shares: one record given to a person or a team by somebody who has it. What a share gives is worked out whenever somebody asks, from what the sharer may do
 * at that moment: it is never more than theirs, ends when their right ends, and is not passed on, because here only grants count for a sharer.
 */
import type { Entity } from '../model/entity.ts'
import type { Derived } from './compiled.ts'
import { factsOf, type ShareLevel } from './facts.ts'
import { definerFunction } from './functions.ts'
import { dollar, grantLines, indent } from './guard.ts'
import { entityNames, literal } from './names.ts'
import type { RuleCompiler } from './rules.ts'
import { coveringGrants, grantsFor, isMasked, isShareable, rulesFor } from './rules.ts'
import { everyoneWhoReads } from './views.ts'

/** What views, policies and the guard ask of shares: made before them, from the tables alone. */
export function compileShared(entity: Entity, compiler: RuleCompiler): Derived[] {
  if (!isShareable(entity)) return []
  return [
    ...sharedFunction(entity, compiler),
    ...sharedFieldsFunction(entity, compiler),
    ...sharedUpdateFunction(entity, compiler),
  ]
}

/** Giving, ending and listing shares: these look through the read view, and PostgreSQL reads a function in SQL when it is made. */
export function compileSharing(entity: Entity, compiler: RuleCompiler): Derived[] {
  return isShareable(entity) ? sharingFunctions(entity, compiler) : []
}

/** Before a query over `sharesWithMe`: live shares with the acting person, and what those who gave them are made of, worked out once for each. */
const mine = (
  entity: Entity,
  compiler: RuleCompiler,
) => `WITH mine AS MATERIALIZED (SELECT s.record, s.shared_by, s.level FROM bailiwick.share s
      WHERE s.app = ${literal(compiler.schema)} AND s.entity = ${literal(entity.name)} AND s.ended_at IS NULL AND s.until > now() AND (s.person = acting$ OR s.team = ANY (reached$))),
    sharers AS MATERIALIZED (SELECT f.* FROM (SELECT DISTINCT m.shared_by FROM mine m) d CROSS JOIN LATERAL bailiwick.facts_of(d.shared_by) f)`

/** `s` is a share, `sharer` holds the facts of who gave it, `t` is the record. */
const sharesWithMe = (entity: Entity, compiler: RuleCompiler) => `mine s JOIN sharers sharer ON sharer.person = s.shared_by
    JOIN ${entityNames(compiler.schema, entity.name).table} t ON t.id = s.record AND t.deleted_at IS NULL`

/** The sharer's own grant of an operation on the row `t`; `sharer` holds their facts. */
export function sharerMay(operation: 'read' | 'share' | 'comment' | 'update', entity: Entity, compiler: RuleCompiler): string {
  return `coalesce(${compiler.asking(factsOf('sharer')).anyOf(rulesFor(grantsFor(entity, operation)), entity, 't')}, false)`
}

/** A share is for people of the app: a team may hold others too, and a role may have been taken since. */
const isOfApp = (compiler: RuleCompiler) => `bailiwick.app_roles(${literal(compiler.schema)}) <> '{}'`

/** For most people at most times there is none, and that is seen before anything is worked out about the person. `acting$` is the one who asks. */
const noShare = (entity: Entity, compiler: RuleCompiler) => {
  const live = `s.app = ${literal(compiler.schema)} AND s.entity = ${literal(entity.name)} AND s.ended_at IS NULL`
  return `NOT EXISTS (SELECT FROM bailiwick.share s WHERE s.person = acting$ AND ${live}) AND NOT EXISTS (SELECT FROM bailiwick.share s WHERE s.team IS NOT NULL AND ${live})`
}

const whoAsks = (entity: Entity, compiler: RuleCompiler, nothing: string) => `
DECLARE
  acting$ uuid := bailiwick.person();
  reached$ uuid[];
BEGIN
  IF ${noShare(entity, compiler)} THEN
    RETURN ${nothing};
  END IF;
  IF NOT ${isOfApp(compiler)} THEN
    RETURN ${nothing};
  END IF;
  reached$ := bailiwick.teams_above();`

/** The functions a row policy or a view asks belong to everyone who stands beneath a view. */
function asked(signature: string, returns: string, body: string): Derived[] {
  const [made, grant] = definerFunction(signature, typesOf(signature), returns, 'plpgsql', 'STABLE', 'bailiwick_guard', body)
  return [made!, { ...grant!, sql: grant!.sql.replace('TO bailiwick_runtime', `TO ${everyoneWhoReads}`) }]
}

const typesOf = (signature: string): string => (signature.endsWith('()') ? '' : 'text')

/** Ids of records shared with the acting person for at least a level; nothing is computed for whoever nothing is shared with. */
function sharedFunction(entity: Entity, compiler: RuleCompiler): Derived[] {
  const levels: readonly [ShareLevel, string][] = [
    ['read', 'true'],
    ['comment', `s.level IN ('comment', 'edit') AND ${sharerMay('comment', entity, compiler)}`],
    ['edit', `s.level = 'edit' AND ${sharerMay('update', entity, compiler)}`],
  ]
  const body = `${whoAsks(entity, compiler, `'{}'`)}
  RETURN (${mine(entity, compiler)}
    SELECT coalesce(array_agg(DISTINCT s.record), '{}') FROM ${sharesWithMe(entity, compiler)}
    WHERE ${sharerMay('read', entity, compiler)} AND ${sharerMay('share', entity, compiler)}
    AND CASE level$ ${levels.map(([level, condition]) => `WHEN ${literal(level)} THEN ${condition}`).join('\n      ')} ELSE false END);
END`
  return asked(`${entityNames(compiler.schema, entity.name).shared}(level$ text)`, 'uuid[]', body)
}

/** {record: {field: true}} of fields that not every reader reads: those the sharer reads there by one of their own grants. */
function sharedFieldsFunction(entity: Entity, compiler: RuleCompiler): Derived[] {
  const masked = entity.fields.filter(field => isMasked(entity, field.name))
  const pairs = masked.map(field => {
    const rules = rulesFor(coveringGrants(grantsFor(entity, 'read'), field.name))
    const readable = compiler.asking(factsOf('sharer')).anyOf(rules, entity, 't')
    return `CASE WHEN ${readable} THEN jsonb_build_object(${literal(field.name)}, true) ELSE '{}' END`
  })
  const body = `${whoAsks(entity, compiler, `'{}'`)}
  RETURN (${mine(entity, compiler)}
    SELECT coalesce(jsonb_object_agg(one.record, one.fields), '{}') FROM (
    SELECT f.record, jsonb_object_agg(k.key, true) AS fields FROM (
      SELECT s.record, ${pairs.length > 0 ? pairs.join('\n        || ') : `'{}'::jsonb`} AS given FROM ${sharesWithMe(entity, compiler)}
        WHERE ${sharerMay('read', entity, compiler)} AND ${sharerMay('share', entity, compiler)}
    ) f CROSS JOIN LATERAL jsonb_object_keys(f.given) k(key) GROUP BY f.record
  ) one);
END`
  return asked(`${entityNames(compiler.schema, entity.name).sharedFields}()`, 'jsonb', body)
}

/** The fields that sharers let the acting person change on this row; NULL where no share lets them. The row afterwards may be left out: then it is not judged. */
function sharedUpdateFunction(entity: Entity, compiler: RuleCompiler): Derived[] {
  const names = entityNames(compiler.schema, entity.name)
  const rules = compiler.asking(factsOf('sharer'))
  const lines = grantLines(
    grantsFor(entity, 'update'),
    entity,
    'before_it',
    'after_it',
    rules,
    condition => `(after_it.id IS NULL OR ${condition})`,
  )
  const own = (operation: 'read' | 'share') =>
    `coalesce(${rules.anyOf(rulesFor(grantsFor(entity, operation)), entity, 'before_it')}, false)`
  const body = `
DECLARE
  acting$ uuid := bailiwick.person();
  reached$ uuid[];
  sharer record;
  changing boolean := false;
  granted text[] := '{}';
BEGIN
  IF NOT EXISTS (SELECT FROM bailiwick.share s WHERE s.record = before_it.id AND s.ended_at IS NULL) OR NOT ${isOfApp(compiler)} THEN
    RETURN NULL;
  END IF;
  reached$ := bailiwick.teams_above();
  FOR sharer IN SELECT f.* FROM bailiwick.share s CROSS JOIN LATERAL bailiwick.facts_of(s.shared_by) f
    WHERE s.record = before_it.id AND s.app = ${literal(compiler.schema)} AND s.entity = ${literal(entity.name)} AND s.level = 'edit' AND s.ended_at IS NULL AND s.until > now()
      AND (s.person = acting$ OR s.team = ANY (reached$))
  LOOP
    IF ${own('read')} AND ${own('share')} THEN
${indent(lines.join('\n'), 3)}
    END IF;
  END LOOP;
  RETURN CASE WHEN changing THEN granted END;
END`
  return [
    {
      kind: 'function',
      name: `${names.sharedUpdate}(${names.table}, ${names.table})`,
      role: 'bailiwick_guard',
      sql: `CREATE FUNCTION ${names.sharedUpdate}(before_it ${names.table}, after_it ${names.table}) RETURNS text[]\nLANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS ${dollar(body)};`,
    },
    {
      kind: 'grant',
      name: `EXECUTE ${names.sharedUpdate}`,
      role: 'bailiwick_guard',
      sql: `REVOKE ALL ON FUNCTION ${names.sharedUpdate}(${names.table}, ${names.table}) FROM PUBLIC;`,
    },
  ]
}

/** Giving, ending and listing the shares of one record. */
function sharingFunctions(entity: Entity, compiler: RuleCompiler): Derived[] {
  const names = entityNames(compiler.schema, entity.name)
  const acting = (operation: 'share' | 'comment' | 'update') =>
    `EXISTS (SELECT FROM ${names.table} t WHERE t.id = of$record AND (${compiler.anyOf(rulesFor(grantsFor(entity, operation)), entity, 't')}))`
  const granted = `EXISTS (SELECT FROM ${names.table} t WHERE t.id = of$record AND t.deleted_at IS NULL AND (${compiler.anyOf(rulesFor(grantsFor(entity, 'read')), entity, 't')}))`
  const visible = `EXISTS (SELECT FROM ${names.read} r WHERE r.id = of$record)`
  const share = `
DECLARE
  acting$ uuid := bailiwick.person();
  made uuid;
BEGIN
  IF acting$ IS NULL THEN
    RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
  END IF;
  IF NOT ${visible} THEN
    RAISE EXCEPTION 'record.not-found' USING ERRCODE = 'BW404';
  END IF;
  -- Also whoever only has it by a share is refused here: what is shared is not shared on.
  IF NOT (${granted} AND ${acting('share')}) THEN
    RAISE EXCEPTION 'share.refused' USING ERRCODE = 'BW403';
  END IF;
  IF to$level NOT IN ('read', 'comment', 'edit') OR num_nonnulls(to$person, to$team) <> 1 OR valid$until <= now() OR valid$until > now() + interval '5 years' THEN
    RAISE EXCEPTION 'record.invalid' USING ERRCODE = 'BW422', DETAIL = '[{"field": "until", "code": "share.invalid"}]';
  END IF;
  IF (to$level = 'comment' AND NOT ${grantsFor(entity, 'comment').length > 0 ? acting('comment') : 'false'}) OR (to$level = 'edit' AND NOT ${acting('update')}) THEN
    RAISE EXCEPTION 'share.beyond-own' USING ERRCODE = 'BW403';
  END IF;
  IF to$person = acting$ OR (to$person IS NOT NULL AND NOT EXISTS (SELECT FROM bailiwick.facts_of(to$person) f WHERE EXISTS (SELECT FROM unnest(f.roles) r WHERE starts_with(r, ${literal(`${compiler.schema}.`)})))) THEN
    RAISE EXCEPTION 'record.invalid' USING ERRCODE = 'BW422', DETAIL = '[{"field": "person", "code": "share.no-role"}]';
  END IF;
  IF to$team IS NOT NULL AND NOT EXISTS (SELECT FROM bailiwick.team x WHERE x.id = to$team) THEN
    RAISE EXCEPTION 'record.invalid' USING ERRCODE = 'BW422', DETAIL = '[{"field": "team", "code": "reference.not-found"}]';
  END IF;
  -- One at a time, or two at once would both stand and ending one would not end what was given.
  PERFORM pg_advisory_xact_lock(hashtextextended('bailiwick.share ' || of$record, 0));
  -- What is shared is looked at for every statement of whoever it reaches.
  IF (SELECT count(*) FROM bailiwick.share s WHERE s.app = ${literal(compiler.schema)} AND s.entity = ${literal(entity.name)} AND s.record = of$record AND s.ended_at IS NULL AND s.until > now()) >= 50
    OR (SELECT count(*) FROM bailiwick.share s WHERE s.app = ${literal(compiler.schema)} AND s.shared_by = acting$ AND s.ended_at IS NULL AND s.until > now()) >= 300 THEN
    RAISE EXCEPTION 'share.too-many' USING ERRCODE = 'BW409';
  END IF;
  UPDATE bailiwick.share SET ended_at = now(), ended_by = acting$
    WHERE app = ${literal(compiler.schema)} AND entity = ${literal(entity.name)} AND record = of$record AND shared_by = acting$ AND ended_at IS NULL
      AND person IS NOT DISTINCT FROM to$person AND team IS NOT DISTINCT FROM to$team;
  INSERT INTO bailiwick.share (app, entity, record, shared_by, person, team, level, until)
  VALUES (${literal(compiler.schema)}, ${literal(entity.name)}, of$record, acting$, to$person, to$team, to$level, valid$until) RETURNING id INTO made;
  RETURN made;
END`
  const unshare = `
DECLARE
  acting$ uuid := bailiwick.person();
BEGIN
  IF acting$ IS NULL THEN
    RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
  END IF;
  IF NOT ${visible} OR NOT EXISTS (SELECT FROM bailiwick.share s WHERE s.id = of$share AND s.record = of$record AND s.app = ${literal(compiler.schema)} AND s.entity = ${literal(entity.name)} AND s.ended_at IS NULL) THEN
    RAISE EXCEPTION 'record.not-found' USING ERRCODE = 'BW404';
  END IF;
  IF NOT (${acting('share')} OR EXISTS (SELECT FROM bailiwick.share s WHERE s.id = of$share AND s.shared_by = acting$)) THEN
    RAISE EXCEPTION 'share.refused' USING ERRCODE = 'BW403';
  END IF;
  UPDATE bailiwick.share SET ended_at = now(), ended_by = acting$ WHERE id = of$share AND ended_at IS NULL;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'record.not-found' USING ERRCODE = 'BW404';
  END IF;
END`
  const list = `
  SELECT s.id, s.shared_by, s.person, s.team, s.level, s.until, s.created_at,
    EXISTS (SELECT FROM bailiwick.facts_of(s.shared_by) sharer JOIN ${names.table} t ON t.id = s.record
      WHERE ${sharerMay('read', entity, compiler)} AND ${sharerMay('share', entity, compiler)}
        AND CASE s.level WHEN 'edit' THEN ${sharerMay('update', entity, compiler)} WHEN 'comment' THEN ${sharerMay('comment', entity, compiler)} ELSE true END)
  FROM bailiwick.share s
  WHERE s.app = ${literal(compiler.schema)} AND s.entity = ${literal(entity.name)} AND s.record = of$record AND s.ended_at IS NULL AND s.until > now()
    AND ${visible}
  ORDER BY s.created_at, s.id`
  return [
    ...definerFunction(
      `${names.share}(of$record uuid, to$person uuid, to$team uuid, to$level text, valid$until timestamptz)`,
      'uuid, uuid, uuid, text, timestamptz',
      'uuid',
      'plpgsql',
      'VOLATILE',
      'bailiwick_guard',
      share,
    ),
    ...definerFunction(
      `${names.unshare}(of$record uuid, of$share uuid)`,
      'uuid, uuid',
      'void',
      'plpgsql',
      'VOLATILE',
      'bailiwick_guard',
      unshare,
    ),
    ...definerFunction(
      `${names.shares}(of$record uuid)`,
      'uuid',
      'TABLE (id uuid, shared_by uuid, person uuid, team uuid, level text, until timestamptz, created_at timestamptz, works boolean)',
      'sql',
      'STABLE',
      'bailiwick_guard',
      list,
    ),
  ]
}
