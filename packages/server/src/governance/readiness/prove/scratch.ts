/**
 * The scratch app: the live release's definition under another name, made by what makes releases, in a transaction that is rolled back. The platform's people, teams, shares,
 * files and audit have stand-ins beside it: a foreign key to the real ones would keep everybody from changing people while the proof runs, and a hundred thousand attempts would
 * use up a hundred thousand numbers of the real audit.
 */
import { compile } from '@bailiwick/definition/compile/compile.ts'
import type { CompiledApp } from '@bailiwick/definition/compile/compiled.ts'
import { toldIn } from '@bailiwick/definition/compile/guard.ts'
import { entityNames, quote } from '@bailiwick/definition/compile/names.ts'
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import type { Definition, Entity, Field } from '@bailiwick/definition/model/index.ts'
import { countAll } from '@bailiwick/definition/plan/counted.ts'
import type { ClientBase } from 'pg'
import { createApp } from '../../releases/apply.ts'
import type { Cast } from './people.ts'
import { inOrder } from './rows.ts'
import { isKept, lastChanged, type Row, type Stage } from './stage.ts'

export interface Scratch {
  readonly definition: Definition
  readonly compiled: CompiledApp
  /** The schema of the stand-ins, and of what the proof runs its attempts with. */
  readonly standIns: string
}

/** @param alter takes something from the compiled app, to see that the proof notices */
export function planScratch(
  definition: Definition,
  suffix: string,
  alter: (app: CompiledApp) => CompiledApp = app => app,
): Scratch {
  const app = `proof_${suffix}`
  const standIns = `proofs_${suffix}`
  const renamed: Definition = { ...definition, app: { ...definition.app, name: app } }
  return { definition: renamed, compiled: withStandIns(alter(compile(renamed)), standIns), standIns }
}

/** Tables are named with a dot before what follows; settings of the same name stand in quotes, and the function `person` has nothing between its brackets. */
const platformTable = /(?<!')\bbailiwick\.(person|team|audit|share|file|file_part|membership|role_grant)\b(?!\()/g
/** Functions of the platform that read or write those tables: the live ones, word for word, with the stand-ins' names. */
const platformFunctions = [
  'email',
  'gather_claims',
  'facts_of',
  'facts_of_people',
  'how_held',
  'teams_above',
  'reports_of',
  'direct_reports_of',
  'reports_as',
  'direct_reports_as',
  'audit_share',
  'begin_file',
  'attach_file',
  'purge_files',
]
const platformFunction = new RegExp(`(?<!')\\bbailiwick\\.(${platformFunctions.join('|')})(?=\\()`, 'g')

function inStandIns(sql: string, standIns: string): string {
  return sql.replaceAll(platformTable, `${standIns}.$1`).replaceAll(platformFunction, `${standIns}.$1`)
}

function withStandIns(app: CompiledApp, standIns: string): CompiledApp {
  const replaced = (sql: string) => inStandIns(sql, standIns)
  return {
    ...app,
    tables: app.tables.map(table => ({
      ...table,
      constraints: table.constraints.map(constraint => ({ ...constraint, definition: replaced(constraint.definition) })),
    })),
    derived: app.derived.map(object => ({ ...object, sql: replaced(object.sql) })),
  }
}

const beneath =
  'bailiwick_rule, bailiwick_reader, bailiwick_reader_all, bailiwick_reader_some, bailiwick_writer, bailiwick_owner, bailiwick_runtime'

async function copyFunctions(admin: ClientBase, standIns: string): Promise<void> {
  const { rows } = await admin.query<{ made: string; signature: string; roles: string | null }>(
    `SELECT pg_get_functiondef(p.oid) AS made, p.oid::regprocedure::text AS signature,
       (SELECT string_agg(quote_ident(pg_get_userbyid(a.grantee)), ', ') FROM aclexplode(p.proacl) a WHERE a.grantee <> p.proowner AND a.grantee <> 0) AS roles
     FROM pg_proc p WHERE p.pronamespace = 'bailiwick'::regnamespace AND p.proname = ANY ($1)`,
    [platformFunctions],
  )
  if (rows.length !== platformFunctions.length)
    throw new Error('A function of the platform is missing, or there are two of a name.')
  const copies = rows.flatMap(({ made, signature, roles }) => [
    `${inStandIns(made, standIns)};`,
    `REVOKE ALL ON FUNCTION ${inStandIns(signature, standIns)} FROM PUBLIC;`,
    ...(roles === null ? [] : [`GRANT EXECUTE ON FUNCTION ${inStandIns(signature, standIns)} TO ${roles};`]),
  ])
  // They call each other; which comes first does not matter where bodies are not looked into.
  await admin.query(`SET LOCAL check_function_bodies = off; SET LOCAL ROLE bailiwick_guard;
${copies.join('\n')}
SET LOCAL check_function_bodies = on;
CREATE TRIGGER audit AFTER INSERT OR UPDATE ON ${standIns}.share FOR EACH ROW EXECUTE FUNCTION ${standIns}.audit_share();`)
}

/** Inside the caller's transaction. */
export async function makeScratch(admin: ClientBase, { compiled, standIns }: Scratch): Promise<void> {
  await admin.query(`SET LOCAL ROLE bailiwick_owner;
CREATE SCHEMA ${standIns};
GRANT USAGE ON SCHEMA ${standIns} TO bailiwick_guard, ${beneath};
GRANT CREATE ON SCHEMA ${standIns} TO bailiwick_guard;
SET LOCAL ROLE bailiwick_guard;
CREATE TABLE ${standIns}.person (LIKE bailiwick.person INCLUDING DEFAULTS, PRIMARY KEY (id));
CREATE TABLE ${standIns}.team (LIKE bailiwick.team INCLUDING DEFAULTS, PRIMARY KEY (id));
CREATE TABLE ${standIns}.audit (LIKE bailiwick.audit INCLUDING DEFAULTS INCLUDING IDENTITY, PRIMARY KEY (seq));
CREATE INDEX ON ${standIns}.audit (record, seq DESC);
CREATE TABLE ${standIns}.membership (LIKE bailiwick.membership INCLUDING DEFAULTS);
CREATE TABLE ${standIns}.role_grant (LIKE bailiwick.role_grant INCLUDING DEFAULTS);
CREATE TABLE ${standIns}.share (LIKE bailiwick.share INCLUDING DEFAULTS INCLUDING CONSTRAINTS, PRIMARY KEY (id));
CREATE INDEX ON ${standIns}.share (record);
CREATE TABLE ${standIns}.file (LIKE bailiwick.file INCLUDING DEFAULTS INCLUDING CONSTRAINTS, PRIMARY KEY (id));
CREATE TABLE ${standIns}.file_part (LIKE bailiwick.file_part INCLUDING DEFAULTS INCLUDING CONSTRAINTS, PRIMARY KEY (file, number));
GRANT SELECT (id, name, size, type, record) ON ${standIns}.file TO bailiwick_reader, bailiwick_reader_all, bailiwick_reader_some;
GRANT REFERENCES ON ${standIns}.person, ${standIns}.team TO bailiwick_owner;
${attempting(standIns)}`)
  await copyFunctions(admin, standIns)
  await createApp(admin, compiled)
}

/**
 * `try`: runs statements one after the other as whoever calls it, each taken back at once, and answers what became of it: `ok <rows> <what was written>` or
 * `<sqlstate> <message>`. `look`: one value of each question, or the refusal. Hundreds at a time: a round trip for each would cost more than the statement.
 */
const attempting = (standIns: string) => `
CREATE FUNCTION ${standIns}.written(of_table text, of_parents text[], of_record uuid) RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  answer jsonb;
  above jsonb := '{}';
  of_parent text;
  touched jsonb;
BEGIN
  EXECUTE format('SELECT to_jsonb(t) - ''changed_in'' FROM %s t WHERE t.id = $1', of_table) INTO answer USING of_record;
  FOREACH of_parent IN ARRAY of_parents LOOP
    EXECUTE format('SELECT jsonb_object_agg(t.id, to_jsonb(t) - ''search_text'' - ''search$plain'' - ''changed_in'') FROM %s t WHERE t.changed_in IN (pg_current_xact_id(), ${toldIn})', of_parent) INTO touched;
    above := above || coalesce(touched, '{}');
  END LOOP;
  RETURN jsonb_build_object('row', answer, 'parents', above, 'answered', nullif(current_setting('bailiwick.answered', true), ''), 'audit',
    (SELECT jsonb_agg(a.kind ORDER BY a.seq) FROM ${standIns}.audit a WHERE (a.record = of_record OR a.record IS NULL AND a.kind = 'export') AND a.request = 'proof'));
END
$$;
CREATE FUNCTION ${standIns}.try(of_table text, of_parents text[], made text, records uuid[], statements text[]) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  touched bigint;
  said text;
  detail text;
BEGIN
  FOR i IN 1..cardinality(statements) LOOP
    BEGIN
      EXECUTE statements[i];
      GET DIAGNOSTICS touched = ROW_COUNT;
      SET CONSTRAINTS ALL IMMEDIATE;
      RAISE EXCEPTION 'done' USING ERRCODE = 'PROOF',
        DETAIL = CASE WHEN touched = 0 THEN '' ELSE ${standIns}.written(of_table, of_parents, coalesce(records[i], nullif(current_setting(made, true), '')::uuid))::text END;
    EXCEPTION WHEN OTHERS THEN
      GET STACKED DIAGNOSTICS said = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
      said := CASE WHEN SQLSTATE = 'PROOF' THEN 'ok ' || touched || ' ' || detail ELSE SQLSTATE || ' ' || said END;
    END;
    RETURN NEXT said;
  END LOOP;
END
$$;
CREATE FUNCTION ${standIns}.look(questions text[]) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  said text;
BEGIN
  FOR i IN 1..cardinality(questions) LOOP
    BEGIN
      EXECUTE questions[i] INTO said;
    EXCEPTION WHEN OTHERS THEN
      said := '!' || SQLSTATE || ' ' || SQLERRM;
    END;
    RETURN NEXT said;
  END LOOP;
END
$$;
GRANT EXECUTE ON FUNCTION ${standIns}.try(text, text[], text, uuid[], text[]), ${standIns}.look(text[]), ${standIns}.written(text, text[], uuid) TO bailiwick_runtime;`

/** People and teams as the rules find them. */
export async function insertCast(admin: ClientBase, { definition, standIns }: Scratch, cast: Cast): Promise<void> {
  await admin.query('SET LOCAL ROLE bailiwick_guard')
  const people = [
    ...cast.actors.map(({ id, email, key, manager }) => ({ id, email, name: key, status: 'active', manager })),
    { ...cast.left, name: 'left', status: 'left', manager: null },
  ]
  const { name: app } = definition.app
  const roles = definition.roles.map(role => role.name)
  const held = cast.actors.flatMap(({ id, key, roles: now }) => [
    ...now.map(role => ({ role, person: id, when: 'now' })),
    // Who holds nothing has held everything until yesterday, and will again from tomorrow.
    ...(key === 'nobody' ? roles.flatMap(role => ['past', 'future'].map(when => ({ role, person: id, when }))) : []),
  ])
  // Who left lets nobody in by what they once held.
  const left = roles.map(role => ({ role, person: cast.left.id, when: 'now' }))
  await admin.query(
    `INSERT INTO ${standIns}.person (id, name, email, status, manager) SELECT id, name, email, status, manager FROM jsonb_to_recordset($1) AS p (id uuid, name text, email text, status text, manager uuid)`,
    [JSON.stringify(people)],
  )
  await admin.query(
    `INSERT INTO ${standIns}.team (id, name, parent) SELECT id, name, parent FROM jsonb_to_recordset($1) AS t (id uuid, name text, parent uuid)`,
    [JSON.stringify(cast.teams)],
  )
  await admin.query(
    `INSERT INTO ${standIns}.role_grant (app, role, person, valid_from, valid_until)
     SELECT $2, role, person, CASE "when" WHEN 'future' THEN now() + interval '1 day' ELSE '-infinity' END, CASE "when" WHEN 'past' THEN now() - interval '1 day' ELSE 'infinity' END
     FROM jsonb_to_recordset($1) AS g (role text, person uuid, "when" text)`,
    [JSON.stringify([...held, ...left]), app],
  )
  await admin.query(
    `INSERT INTO ${standIns}.membership (person, team) SELECT person, team FROM jsonb_to_recordset($1) AS m (person uuid, team uuid)`,
    [JSON.stringify(cast.actors.flatMap(({ id, ownTeams }) => ownTeams.map(team => ({ person: id, team }))))],
  )
}

/** Puts the world into the tables past triggers and rules, and reads back how PostgreSQL keeps it. */
export async function insertWorld(admin: ClientBase, scratch: Scratch, stage: Stage): Promise<void> {
  const { definition } = scratch
  const tables = definition.entities.map(entity => entityNames(definition.app.name, entity.name))
  const voted = definition.entities.filter(entity => stage.votes.get(entity.name)?.length)
  await admin.query(`SET LOCAL ROLE bailiwick_owner;
${[...tables.map(names => names.table), ...voted.map(entity => entityNames(definition.app.name, entity.name).vote)]
  .map(
    table =>
      `ALTER TABLE ${table} DISABLE TRIGGER USER; CREATE POLICY filling ON ${table} TO bailiwick_owner USING (true) WITH CHECK (true);`,
  )
  .join('\n')}`)
  const later: string[] = []
  const present = new Set<string>()
  for (const entity of inOrder(definition)) {
    const names = entityNames(definition.app.name, entity.name)
    const state = stage.workflow(entity.name)?.field
    const kept = entity.fields.filter(isKept)
    // A row cannot point at one that is not there yet: such relations follow.
    const pointing = kept.filter(field => field.type === 'relation' && !present.has(field.to ?? ''))
    const rows = stage.rows(entity.name).map(row =>
      asColumns(
        row,
        kept.filter(field => !pointing.includes(field)),
        state,
        isVoted(stage, entity),
      ),
    )
    const columns = Object.keys(rows[0] ?? {})
      .map(quote)
      .join(', ')
    if (rows.length > 0)
      await admin.query(
        `INSERT INTO ${names.table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${names.table}, $1::jsonb)`,
        [JSON.stringify(rows)],
      )
    present.add(entity.name)
    for (const field of pointing)
      for (const row of stage.rows(entity.name))
        if (typeof row.fields[field.name] === 'string')
          later.push(`UPDATE ${names.table} SET ${quote(field.name)} = '${row.fields[field.name]}' WHERE id = '${row.id}';`)
  }
  if (later.length > 0) await admin.query(later.join('\n'))
  const computed = scratch.compiled.tables.flatMap(table =>
    table.columns.flatMap(({ name, kept }) =>
      kept === undefined ? [] : [`UPDATE ${quote(table.schema)}.${quote(table.name)} SET ${quote(name)} = ${kept};`],
    ),
  )
  if (computed.length > 0) await admin.query(computed.join('\n'))
  for (const sql of countAll(scratch.compiled.tables)) await admin.query(sql)
  for (const entity of voted)
    await admin.query(
      `INSERT INTO ${entityNames(definition.app.name, entity.name).vote} (record, transition, step, round, person, decision)
       SELECT record, transition, step, round, person, decision FROM jsonb_to_recordset($1) AS v (record uuid, transition text, step text, round integer, person uuid, decision text)`,
      [JSON.stringify(stage.votes.get(entity.name))],
    )
  const stored: string[] = []
  for (const [index, entity] of definition.entities.entries()) {
    const { rows } = await admin.query<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(t) - 'search_text' - 'search$plain' - 'changed_in' AS row FROM ${tables[index]!.table} t`,
    )
    for (const { row } of rows) {
      stage.stored.set(String(row.id), new Map(Object.entries(row).map(([name, value]) => [name, JSON.stringify(value)])))
      stored.push(JSON.stringify({ entity: entity.name, row }))
    }
  }
  await admin.query(
    [...tables.map(names => names.table), ...voted.map(entity => entityNames(definition.app.name, entity.name).vote)]
      .map(table => `DROP POLICY filling ON ${table}; ALTER TABLE ${table} ENABLE TRIGGER USER;`)
      .join('\n'),
  )
  await admin.query('SET LOCAL ROLE bailiwick_guard')
  await insertShares(admin, scratch, stage)
  await insertFiles(admin, scratch, stage)
  // A past for every record, with every value in it, and a change of one field at the end.
  await admin.query(
    `INSERT INTO ${scratch.standIns}.audit (kind, app, entity, record, before, after)
     SELECT kind, $2, h.part ->> 'entity', (h.part -> 'row' ->> 'id')::uuid, CASE kind WHEN 'update' THEN h.part -> 'row' END, h.part -> 'row'
     FROM unnest($1::jsonb[]) AS h (part), unnest(ARRAY['create', 'update', 'export']) kind`,
    [stored, definition.app.name],
  )
  const last = definition.entities.flatMap(entity =>
    stage.rows(entity.name).flatMap(row => {
      const name = lastChanged(entity, row)
      const value = name === undefined ? undefined : stage.stored.get(row.id)?.get(name)
      return value === undefined
        ? []
        : [JSON.stringify({ entity: entity.name, id: row.id, change: { [name!]: JSON.parse(value) } })]
    }),
  )
  await admin.query(
    `INSERT INTO ${scratch.standIns}.audit (kind, app, entity, record, before, after)
     SELECT 'update', $2, h.part ->> 'entity', (h.part ->> 'id')::uuid, h.part -> 'change', h.part -> 'change' FROM unnest($1::jsonb[]) AS h (part)`,
    [last, definition.app.name],
  )
}

async function insertShares(admin: ClientBase, { definition, standIns }: Scratch, stage: Stage): Promise<void> {
  const shares = [...stage.shares].flatMap(([entity, some]) => some.map(share => ({ ...share, entity })))
  if (shares.length === 0) return
  // Past the trigger: a share of the world is no event in a record's past.
  await admin.query(`ALTER TABLE ${standIns}.share DISABLE TRIGGER USER`)
  await admin.query(
    `INSERT INTO ${standIns}.share (id, app, entity, record, shared_by, person, team, level, until, ended_at)
     SELECT id, $2, entity, record, "sharedBy", person, team, level, now() + CASE WHEN over THEN interval '-1 hour' ELSE interval '1 day' END, CASE WHEN ended THEN now() END
     FROM jsonb_to_recordset($1) AS s (id uuid, entity text, record uuid, "sharedBy" uuid, person uuid, team uuid, level text, over boolean, ended boolean)`,
    [JSON.stringify(shares), definition.app.name],
  )
  await admin.query(`ALTER TABLE ${standIns}.share ENABLE TRIGGER USER`)
}

async function insertFiles(admin: ClientBase, { definition, standIns }: Scratch, stage: Stage): Promise<void> {
  if (stage.files.size === 0) return
  const homes = new Map(
    definition.entities.flatMap(entity =>
      entity.fields.map(field => [`${entity.name}.${field.name}`, { entity: entity.id, field: field.id }] as const),
    ),
  )
  const files = [...stage.files.values()].map(file => ({ ...file, ...homes.get(`${file.entity}.${file.field}`) }))
  await admin.query(
    `WITH made AS (SELECT * FROM jsonb_to_recordset($1) AS f (id uuid, entity text, field text, "uploadedBy" uuid, record uuid, unfinished boolean)),
     files AS (INSERT INTO ${standIns}.file (id, app, entity, field, name, size, type, sha256, uploaded_by, record, attached_at)
       SELECT id, $2, entity, field, id::text, CASE WHEN NOT unfinished THEN 36 END, CASE WHEN NOT unfinished THEN 'text/plain' END, CASE WHEN NOT unfinished THEN sha256(id::text::bytea) END,
         "uploadedBy", record, CASE WHEN record IS NOT NULL THEN now() END FROM made)
     INSERT INTO ${standIns}.file_part (file, number, bytes) SELECT id, 0, id::text::bytea FROM made`,
    [JSON.stringify(files), definition.app.name],
  )
}

const isVoted = (stage: Stage, entity: Entity) =>
  stage.workflow(entity.name)?.transitions.some(transition => transition.approval) ?? false

function asColumns(row: Row, kept: readonly Field[], state: string | undefined, voted: boolean): Record<string, unknown> {
  return {
    id: row.id,
    version: row.version,
    created_at: row.created_at,
    created_by: row.created_by,
    updated_at: row.updated_at,
    updated_by: row.updated_by,
    deleted_at: row.deleted ? row.updated_at : null,
    deleted_by: row.deleted ? row.updated_by : null,
    ...Object.fromEntries(
      kept.map(field => {
        const value = row.fields[field.name] ?? null
        if (value === null || field.type === 'json' || field.type === 'auto_number') return [field.name, value]
        return [field.name, columnText(field, value)]
      }),
    ),
    ...(state ? { [`${state}$by`]: row.stateBy } : {}),
    ...(state && voted ? { [`${state}$editors`]: row.editors } : {}),
  }
}

/** The value as PostgreSQL's text. @throws when it is none of the field */
export function columnText(field: Field, value: unknown): string {
  const outcome = fieldTypes[field.type].toColumn(value, field)
  if (!outcome.ok) throw new Error(`${field.name}: ${JSON.stringify(value)} ${outcome.message}`)
  return outcome.value
}

/** The type its text is cast to. */
export function columnType(field: Field): string {
  return (fieldTypes[field.type].column(field) ?? 'text').replace(/ COLLATE .*/, '')
}
