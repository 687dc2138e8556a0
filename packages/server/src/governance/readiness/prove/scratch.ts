/**
 * The scratch app: the live release's definition under another name, made by what makes releases, in a transaction that is rolled back. The platform's people, teams and
 * audit have stand-ins beside it: a foreign key to the real ones would keep everybody from changing people while the proof runs, and a hundred thousand attempts would
 * use up a hundred thousand numbers of the real audit.
 */
import { compile } from '@bailiwick/definition/compile/compile.ts'
import type { CompiledApp } from '@bailiwick/definition/compile/compiled.ts'
import { entityNames, quote } from '@bailiwick/definition/compile/names.ts'
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import type { Definition, Field } from '@bailiwick/definition/model/index.ts'
import type { ClientBase } from 'pg'
import { createApp } from '../../releases/apply.ts'
import type { Cast } from './people.ts'
import { inOrder } from './rows.ts'
import { isKept, type Row, type Stage } from './stage.ts'

export interface Scratch {
  readonly definition: Definition
  readonly compiled: CompiledApp
  /** The schema of the stand-ins, and of what the proof runs its attempts with. */
  readonly standIns: string
}

/** @param alter takes something from the compiled app, to see that the proof notices */
export function planScratch(definition: Definition, suffix: string, alter: (app: CompiledApp) => CompiledApp): Scratch {
  const app = `proof_${suffix}`
  const standIns = `proofs_${suffix}`
  const renamed: Definition = { ...definition, app: { ...definition.app, name: app } }
  return { definition: renamed, compiled: withStandIns(alter(compile(renamed)), standIns), standIns }
}

/** Tables are named with a dot before what follows; settings of the same name stand in quotes, and the function `person` has nothing between its brackets. */
const platformTable = /(?<!')\bbailiwick\.(person|team|audit)\b(?!\()/g

function withStandIns(app: CompiledApp, standIns: string): CompiledApp {
  const replaced = (sql: string) =>
    sql.replaceAll(platformTable, `${standIns}.$1`).replaceAll('bailiwick.email()', `${standIns}.email()`)
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
GRANT REFERENCES ON ${standIns}.person, ${standIns}.team TO bailiwick_owner;
CREATE FUNCTION ${standIns}.email() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  'SELECT p.email FROM ${standIns}.person p WHERE p.id = bailiwick.person()';
GRANT EXECUTE ON FUNCTION ${standIns}.email() TO ${beneath};
${attempting(standIns)}`)
  await createApp(admin, compiled)
}

/**
 * `try`: runs statements one after the other as whoever calls it, each taken back at once, and answers what became of it: `ok <rows> <what was written>` or
 * `<sqlstate> <message>`. `look`: one value of each question, or the refusal. Hundreds at a time: a round trip for each would cost more than the statement.
 */
const attempting = (standIns: string) => `
CREATE FUNCTION ${standIns}.written(of_table text, of_record uuid) RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  answer jsonb;
BEGIN
  EXECUTE format('SELECT to_jsonb(t) - ''search_text'' - ''changed_in'' FROM %s t WHERE t.id = $1', of_table) INTO answer USING of_record;
  RETURN jsonb_build_object('row', answer, 'audit',
    (SELECT jsonb_agg(a.kind ORDER BY a.seq) FROM ${standIns}.audit a WHERE a.record = of_record AND a.request = 'proof'));
END
$$;
CREATE FUNCTION ${standIns}.try(of_table text, made text, records uuid[], statements text[]) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  touched bigint;
  said text;
  detail text;
BEGIN
  FOR i IN 1..cardinality(statements) LOOP
    BEGIN
      EXECUTE statements[i];
      GET DIAGNOSTICS touched = ROW_COUNT;
      RAISE EXCEPTION 'done' USING ERRCODE = 'PROOF',
        DETAIL = CASE WHEN touched = 0 THEN '' ELSE ${standIns}.written(of_table, coalesce(records[i], nullif(current_setting(made, true), '')::uuid))::text END;
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
GRANT EXECUTE ON FUNCTION ${standIns}.try(text, text, uuid[], text[]), ${standIns}.look(text[]), ${standIns}.written(text, uuid) TO bailiwick_runtime;`

/** People and teams as the rules find them. */
export async function insertCast(admin: ClientBase, { standIns }: Scratch, cast: Cast): Promise<void> {
  await admin.query('SET LOCAL ROLE bailiwick_guard')
  const people = [
    ...cast.actors.map(({ id, email, key }) => ({ id, email, name: key, status: 'active' })),
    { ...cast.left, name: 'left', status: 'left' },
  ]
  await admin.query(
    `INSERT INTO ${standIns}.person (id, name, email, status) SELECT id, name, email, status FROM jsonb_to_recordset($1) AS p (id uuid, name text, email text, status text)`,
    [JSON.stringify(people)],
  )
  await admin.query(
    `INSERT INTO ${standIns}.team (id, name, parent) SELECT id, name, parent FROM jsonb_to_recordset($1) AS t (id uuid, name text, parent uuid)`,
    [JSON.stringify(cast.teams)],
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
  for (const entity of voted)
    await admin.query(
      `INSERT INTO ${entityNames(definition.app.name, entity.name).vote} (record, transition, step, round, person, decision)
       SELECT record, transition, step, round, person, decision FROM jsonb_to_recordset($1) AS v (record uuid, transition text, step text, round integer, person uuid, decision text)`,
      [JSON.stringify(stage.votes.get(entity.name))],
    )
  const stored: string[] = []
  for (const [index, entity] of definition.entities.entries()) {
    const { rows } = await admin.query<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(t) - 'search_text' - 'changed_in' AS row FROM ${tables[index]!.table} t`,
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
  // A past for every record, with every value in it.
  await admin.query('SET LOCAL ROLE bailiwick_guard')
  await admin.query(
    `INSERT INTO ${scratch.standIns}.audit (kind, app, entity, record, before, after)
     SELECT kind, $2, h.part ->> 'entity', (h.part -> 'row' ->> 'id')::uuid, CASE kind WHEN 'update' THEN h.part -> 'row' END, h.part -> 'row'
     FROM unnest($1::jsonb[]) AS h (part), unnest(ARRAY['create', 'update', 'export']) kind`,
    [stored, definition.app.name],
  )
}

function asColumns(row: Row, kept: readonly Field[], state: string | undefined): Record<string, unknown> {
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
