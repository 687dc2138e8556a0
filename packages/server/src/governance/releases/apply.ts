/**
 * Puts a definition into the database: one transaction from the first statement to the last, so that a crash anywhere leaves the release before it, whole and with its
 * rules. Tables are changed by the plan; everything around them is taken away and made anew.
 */
import { compile, compilerVersion } from '@bailiwick/definition/compile/compile.ts'
import type { CompiledApp, Table } from '@bailiwick/definition/compile/compiled.ts'
import { quote } from '@bailiwick/definition/compile/names.ts'
import type { Definition } from '@bailiwick/definition/model/index.ts'
import type { Operation, Plan } from '@bailiwick/definition/plan/operation.ts'
import { plan } from '@bailiwick/definition/plan/plan.ts'
import type { ClientBase } from 'pg'
import { changedSince, type Made, readMade } from '../../database/as-made.ts'
import { lintCatalog } from '../../database/catalog-lint.ts'

export interface ReleaseRequest {
  readonly definition: Definition
  /** The files as they were written. */
  readonly files: ReadonlyMap<string, string>
  /** Null: the installation itself, as at first start. */
  readonly by: string | null
  readonly confirmLoss: boolean
}

export type ReleaseOutcome =
  | { readonly kind: 'released'; readonly id: string; readonly number: number; readonly operations: readonly Operation[] }
  | { readonly kind: 'unchanged'; readonly number: number }
  | { readonly kind: 'needs-confirmation'; readonly losses: readonly string[] }

/** Refused with sentences for people; nothing has changed. */
export class ReleaseRefused extends Error {
  readonly sentences: readonly string[]
  constructor(sentences: readonly string[]) {
    super(sentences.join('\n'))
    this.sentences = sentences
  }
}

interface Live {
  readonly number: number
  readonly same: boolean
  readonly compiler: string
  readonly tables: readonly Table[]
  readonly made: Made | undefined
}

const makers = [
  'bailiwick_guard',
  'bailiwick_rule',
  'bailiwick_reader',
  'bailiwick_reader_all',
  'bailiwick_reader_some',
  'bailiwick_writer',
]

/**
 * Whether the records there are let the release through: all of it is done to the tables and taken back, because only then each count is of what the step before left.
 * Holds the locks of a release for that long, and like one waits at most 3 seconds for them.
 * @throws ReleaseRefused with what a release would say
 */
export async function rehearseRelease(admin: ClientBase, definition: Definition): Promise<void> {
  const compiled = compile(definition)
  await admin.query('BEGIN')
  try {
    await admin.query(`SELECT pg_advisory_xact_lock(hashtext('bailiwick.release'))`)
    await admin.query(`SET LOCAL lock_timeout = '3s'`)
    const live = await readLive(admin, definition)
    if (!live || live.same) return
    const planned = plan({ schema: compiled.schema, tables: live.tables, derived: [] }, compiled, live.number + 1)
    await makeSchema(admin, compiled, false)
    await admin.query(letCount)
    await changeTables(admin, planned)
  } finally {
    await admin.query('ROLLBACK')
  }
}

/** @param admin a connection that may become bailiwick_owner and bailiwick_guard */
export async function applyRelease(admin: ClientBase, request: ReleaseRequest): Promise<ReleaseOutcome> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await applyOnce(admin, request)
    } catch (error) {
      // Somebody held a lock for longer than a release may make others wait, or waited for one that the release had: let them finish, then try again.
      if (!['55P03', '40P01'].includes((error as { code?: string }).code ?? '') || attempt >= 5) throw error
      await new Promise(resolve => setTimeout(resolve, 500 * (attempt + 1)))
    }
  }
}

async function applyOnce(admin: ClientBase, request: ReleaseRequest): Promise<ReleaseOutcome> {
  const compiled = compile(request.definition)
  await admin.query('BEGIN')
  try {
    await admin.query(`SELECT pg_advisory_xact_lock(hashtext('bailiwick.release'))`)
    await admin.query(`SET LOCAL lock_timeout = '3s'`)
    const live = await readLive(admin, request.definition)
    const look = () => lintCatalog(admin, new Map([[compiled.schema, compiled]]))
    const isAsMade = async () =>
      (await look()).length === 0 && (await changedSince(admin, compiled.schema, live?.made))?.length === 0
    if (live?.same && live.compiler === compilerVersion && (await isAsMade())) {
      await admin.query('ROLLBACK')
      return { kind: 'unchanged', number: live.number }
    }
    const number = (live?.number ?? 0) + 1
    const planned = plan(live ? { schema: compiled.schema, tables: live.tables, derived: [] } : undefined, compiled, number)
    if (planned.losses.length > 0 && !request.confirmLoss) {
      await admin.query('ROLLBACK')
      return { kind: 'needs-confirmation', losses: planned.losses }
    }
    // Nothing but words has changed: no table is locked for them, and everybody works on. Where the catalog is not what it should be, it is made anew as ever.
    const isInWords = live && planned.operations.length === 0 && (await compilesTheSame(admin, live, request.definition))
    if (!(isInWords && (await isAsMade()))) {
      await makeSchema(admin, compiled, live === undefined)
      if (live) await admin.query(letCount)
      await changeTables(admin, planned)
      if (live) await admin.query(endCounting)
      await makeDerived(admin, compiled)
      const findings = await look()
      if (findings.length > 0) throw new ReleaseRefused(findings.map(finding => finding.sentence))
    }
    const id = await record(admin, request, compiled, planned, number)
    await admin.query('COMMIT')
    return { kind: 'released', id, number, operations: planned.operations }
  } catch (error) {
    await admin.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}

/** Makes an app that is not there yet, as its first release does, without a record of it. Inside the caller's transaction. */
export async function createApp(admin: ClientBase, compiled: CompiledApp): Promise<void> {
  await makeSchema(admin, compiled, true)
  await changeTables(admin, plan(undefined, compiled, 1))
  await makeDerived(admin, compiled)
}

/** What stands around the tables of an app that is there, anew. */
export async function remakeDerived(admin: ClientBase, compiled: CompiledApp): Promise<void> {
  await makeSchema(admin, compiled, false)
  await makeDerived(admin, compiled)
}

async function readLive(admin: ClientBase, definition: Definition): Promise<Live | undefined> {
  await admin.query('SET LOCAL ROLE bailiwick_guard')
  const { rows } = await admin.query<{
    number: number
    same: boolean
    compiler: string
    operations: { tables: Table[]; made?: Made }
  }>(
    `SELECT r.number, r.definition = $2::jsonb AS same, r.compiler, r.operations
     FROM bailiwick.app a JOIN bailiwick.release r ON r.id = a.live_release WHERE a.name = $1`,
    [definition.app.name, JSON.stringify(definition)],
  )
  const row = rows[0]
  return (
    row && {
      number: row.number,
      same: row.same,
      compiler: row.compiler,
      tables: row.operations.tables,
      made: row.operations.made,
    }
  )
}

/** Both as the database keeps them, whose order of keys is its own. */
async function compilesTheSame(admin: ClientBase, live: Live, definition: Definition): Promise<boolean> {
  if (live.compiler !== compilerVersion) return false
  await admin.query('SET LOCAL ROLE bailiwick_guard')
  const { rows } = await admin.query<{ before: Definition; after: Definition }>(
    `SELECT r.definition AS before, $2::jsonb AS after FROM bailiwick.app a JOIN bailiwick.release r ON r.id = a.live_release WHERE a.name = $1`,
    [definition.app.name, JSON.stringify(definition)],
  )
  await admin.query('SET LOCAL ROLE bailiwick_owner')
  const [row] = rows
  return row !== undefined && JSON.stringify(compile(row.before)) === JSON.stringify(compile(row.after))
}

/** Takes away what the release before made around the tables. With row security on and no policy left, nobody sees a row until the new ones are there. */
async function makeSchema(admin: ClientBase, compiled: CompiledApp, isNew: boolean): Promise<void> {
  const schema = quote(compiled.schema)
  await admin.query('SET LOCAL ROLE bailiwick_owner')
  if (isNew) {
    await admin.query(`CREATE SCHEMA ${schema}`)
    await admin.query(`GRANT USAGE ON SCHEMA ${schema} TO ${makers.join(', ')}, bailiwick_runtime`)
  } else {
    await admin.query(`SELECT set_config('bailiwick.schema', $1, true)`, [compiled.schema])
    await admin.query(dropDerived)
  }
  await admin.query(`GRANT CREATE ON SCHEMA ${schema} TO ${makers.join(', ')}`)
}

const dropDerived = `
DO $$
DECLARE
  schema_name text := current_setting('bailiwick.schema', true);
  item record;
BEGIN
  FOR item IN SELECT p.polname, p.polrelid::regclass AS rel FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = to_regnamespace(quote_ident(schema_name)) LOOP
    EXECUTE format('DROP POLICY %I ON %s', item.polname, item.rel);
  END LOOP;
  FOR item IN SELECT t.tgname, t.tgrelid::regclass AS rel FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = to_regnamespace(quote_ident(schema_name)) AND NOT t.tgisinternal LOOP
    EXECUTE format('DROP TRIGGER %I ON %s', item.tgname, item.rel);
  END LOOP;
  FOR item IN SELECT p.oid::regprocedure AS fn FROM pg_proc p WHERE p.pronamespace = to_regnamespace(quote_ident(schema_name)) LOOP
    EXECUTE format('DROP FUNCTION %s CASCADE', item.fn);
  END LOOP;
  LOOP
    SELECT c.oid::regclass AS rel INTO item FROM pg_class c WHERE c.relnamespace = to_regnamespace(quote_ident(schema_name)) AND c.relkind = 'v' LIMIT 1;
    EXIT WHEN NOT FOUND;
    EXECUTE format('DROP VIEW %s CASCADE', item.rel);
  END LOOP;
  -- Grants on tables and sequences go too: what the new release grants is all there is.
  FOR item IN SELECT c.oid::regclass AS rel, c.relkind FROM pg_class c WHERE c.relnamespace = to_regnamespace(quote_ident(schema_name)) AND c.relkind IN ('r', 'S') LOOP
    EXECUTE format('REVOKE ALL ON %s %s FROM ${[...makers, 'bailiwick_runtime'].join(', ')}', CASE item.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, item.rel);
  END LOOP;
END
$$`

const eachTable = (statements: string) => `
SET LOCAL ROLE bailiwick_owner;
DO $$
DECLARE
  item record;
BEGIN
  FOR item IN SELECT c.oid::regclass AS rel FROM pg_class c WHERE c.relnamespace = to_regnamespace(quote_ident(current_setting('bailiwick.schema', true))) AND c.relkind = 'r' LOOP
    ${statements}
  END LOOP;
END
$$`

/** The rules are gone at this point, for the guard too; what a change asks of the rows there are is counted by it, and by nobody else. */
const letCount = eachTable(`EXECUTE format('GRANT SELECT ON %s TO bailiwick_guard', item.rel);
    EXECUTE format('CREATE POLICY counting ON %s FOR SELECT TO bailiwick_guard USING (true)', item.rel);`)
const endCounting = eachTable(`EXECUTE format('DROP POLICY IF EXISTS counting ON %s', item.rel);
    EXECUTE format('REVOKE ALL ON %s FROM bailiwick_guard', item.rel);`)

async function changeTables(admin: ClientBase, planned: Plan): Promise<void> {
  for (const operation of planned.operations) {
    if (operation.check) {
      await admin.query('SET LOCAL ROLE bailiwick_guard')
      const { rows } = await admin.query<{ count: string; held?: string }>(operation.check.sql)
      const count = Number(rows[0]?.count ?? 0)
      const told = operation.check.message
        .replaceAll(/\{count\|([^|}]*)\|([^|}]*)\}/g, (_, one: string, more: string) => (count === 1 ? one : more))
        .replaceAll('{count}', String(count))
        .replace('{held}', () => rows[0]?.held ?? '')
      if (count > 0) throw new ReleaseRefused([told])
    }
    await admin.query('SET LOCAL ROLE bailiwick_owner')
    for (const sql of operation.sql) await refusing(operation, () => admin.query(sql))
  }
}

/** What the records there are can have against a change of their table, by SQLSTATE. */
const inTheWay: Readonly<Record<string, string>> = {
  '23514': 'some records do not fit it. Change them first',
  '23505': 'two or more records have the same value. Change all but one first',
  '23502': 'some records have no value. Fill them first',
  '23503': 'some records point at nothing. Change them first',
  '22P05': 'some values hold characters that it cannot keep. Change them first',
  '22023': 'some values name a time zone that there is not. Change them first',
  '54000': 'some values are too long to be told apart by. Shorten them first',
  '22P02': 'some values cannot be read that way. Change them first',
  '22003': 'some numbers are too large for it. Change them first',
  '22007': 'some values are no dates. Change them first',
  '22008': 'some dates are out of range. Change them first',
}

/** @throws ReleaseRefused where records stand in the way; the release then leaves everything as it was */
async function refusing(operation: Operation, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const reason = inTheWay[(error as { code?: string }).code ?? '']
    if (!reason) throw error
    throw new ReleaseRefused([`${operation.describe.replace(/\.$/, '')}: ${reason}.`])
  }
}

async function makeDerived(admin: ClientBase, compiled: CompiledApp): Promise<void> {
  let role = ''
  let batch: string[] = []
  const flush = async () => {
    if (batch.length > 0) await admin.query(`SET LOCAL ROLE ${role};\n${batch.join('\n')}`)
    batch = []
  }
  for (const object of compiled.derived) {
    if (object.role !== role) {
      await flush()
      role = object.role
    }
    batch.push(object.sql)
  }
  await flush()
  await admin.query('SET LOCAL ROLE bailiwick_owner')
  await admin.query(`REVOKE CREATE ON SCHEMA ${quote(compiled.schema)} FROM ${makers.join(', ')}`)
}

async function record(
  admin: ClientBase,
  request: ReleaseRequest,
  compiled: CompiledApp,
  planned: Plan,
  number: number,
): Promise<string> {
  const app = request.definition.app.name
  const made = await readMade(admin, compiled.schema)
  await admin.query('SET LOCAL ROLE bailiwick_guard')
  await admin.query('INSERT INTO bailiwick.app (name) VALUES ($1) ON CONFLICT DO NOTHING', [app])
  const { rows } = await admin.query<{ id: string }>(
    `INSERT INTO bailiwick.release (app, number, definition, files, operations, compiler, released_by) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
    [
      app,
      number,
      JSON.stringify(request.definition),
      JSON.stringify(Object.fromEntries(request.files)),
      JSON.stringify({
        tables: compiled.tables,
        made,
        operations: planned.operations.map(({ kind, describe, loss }) => ({ kind, describe, ...(loss ? { loss } : {}) })),
      }),
      compilerVersion,
      request.by,
    ],
  )
  const id = rows[0]?.id ?? ''
  await admin.query('UPDATE bailiwick.app SET live_release = $2 WHERE name = $1', [app, id])
  // Tables have changed by now and are locked: every audit row of a record is on its own side of this one.
  await admin.query(
    `WITH told AS (INSERT INTO bailiwick.audit (kind, person, app, detail) VALUES ('release', $1, $2, $3) RETURNING seq)
     UPDATE bailiwick.release SET audit_seq = told.seq FROM told WHERE id = $4`,
    [
      request.by,
      app,
      JSON.stringify({ release: id, number, operations: planned.operations.map(operation => operation.describe) }),
      id,
    ],
  )
  return id
}
