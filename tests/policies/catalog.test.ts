/** Every hole somebody could tear into the rules with administrator's rights is found before anything is served. Each is planted in a transaction that is rolled back. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { compile } from '@bailiwick/definition/compile/compile.ts'
import { lintCatalog } from '../../packages/server/src/database/catalog-lint.ts'
import type { RunningApp } from '../harness/app.ts'
import { deskOfSuite } from '../harness/desk.ts'
import { officeOfSuite } from '../harness/office.ts'

const planted: readonly (readonly [what: string, sql: string, code: string])[] = [
  ['row security switched off', 'ALTER TABLE desk.ticket DISABLE ROW LEVEL SECURITY', 'table.rules-off'],
  ['row security not forced', 'ALTER TABLE desk.ticket NO FORCE ROW LEVEL SECURITY', 'table.rules-off'],
  ['a table without rules', 'CREATE TABLE desk.extra (id uuid)', 'table.rules-off'],
  ['a right for everyone', 'GRANT SELECT ON desk.ticket TO PUBLIC', 'object.public'],
  ['a column for everyone', 'GRANT SELECT (credit) ON desk.ticket TO PUBLIC', 'object.public'],
  ['a right on the table itself', 'GRANT SELECT ON desk.ticket TO bailiwick_runtime', 'table.direct-right'],
  ['a column of the table itself', 'GRANT UPDATE (credit) ON desk.ticket TO bailiwick_runtime', 'table.direct-right'],
  ['a right for the login role', 'GRANT SELECT ON desk.ticket TO bailiwick_login', 'table.direct-right'],
  ['what rules read given away', 'GRANT SELECT ON desk."ticket$rule" TO bailiwick_runtime', 'view.rule-granted'],
  ['a view of a stronger owner', 'ALTER VIEW desk."ticket$read" OWNER TO postgres', 'view.owner'],
  ['a materialised copy', 'CREATE MATERIALIZED VIEW desk.copy AS SELECT * FROM desk.ticket', 'view.materialised'],
  ['a role past row security', 'ALTER ROLE bailiwick_reader BYPASSRLS', 'role.too-strong'],
  ['a superuser', 'ALTER ROLE bailiwick_guard SUPERUSER', 'role.too-strong'],
  ['membership of the guard', 'GRANT bailiwick_guard TO bailiwick_runtime', 'role.member'],
  ['membership of the reader of all', 'GRANT bailiwick_reader_all TO bailiwick_login', 'role.member'],
  ['a table of the runtime role', 'ALTER TABLE desk.ticket OWNER TO bailiwick_runtime', 'role.owns'],
  ['making things in the schema', 'GRANT CREATE ON SCHEMA desk TO bailiwick_runtime', 'role.creates'],
  ['a function without a pinned path', 'ALTER FUNCTION desk."ticket$can"(uuid) RESET search_path', 'function.unpinned'],
  ['the audit made changeable', 'GRANT DELETE ON bailiwick.audit TO bailiwick_gate', 'audit.changeable'],
  ['the audit without its guard', 'ALTER TABLE bailiwick.audit DISABLE TRIGGER append_only', 'audit.changeable'],
  ['proofs made changeable', 'GRANT UPDATE ON bailiwick.proof TO bailiwick_guard', 'proof.changeable'],
  ['proofs without their guard', 'ALTER TABLE bailiwick.proof DISABLE TRIGGER append_only', 'proof.changeable'],
  [
    'proofs that a policy lets be changed',
    'CREATE POLICY change ON bailiwick.proof FOR UPDATE TO bailiwick_guard USING (true)',
    'proof.changeable',
  ],
  ['somebody who could pass for a proof', 'GRANT UPDATE ON bailiwick.proving TO bailiwick_gate', 'proof.changeable'],
  ['the trigrams somewhere else', 'ALTER EXTENSION pg_trgm SET SCHEMA public', 'trigrams.place'],
  ['no trigrams', 'DROP EXTENSION pg_trgm CASCADE', 'trigrams.place'],
  ['the trigrams in other hands', 'ALTER SCHEMA bailiwick_trigrams OWNER TO bailiwick_guard', 'trigrams.place'],
  ['the trigrams for everyone', 'GRANT USAGE ON SCHEMA bailiwick_trigrams TO PUBLIC', 'trigrams.place'],
  ['the trigrams for requests', 'GRANT USAGE ON SCHEMA bailiwick_trigrams TO bailiwick_runtime', 'trigrams.place'],
  ['making things beside the trigrams', 'GRANT CREATE ON SCHEMA bailiwick_trigrams TO bailiwick_rule', 'trigrams.place'],
  ['requests making things there', 'GRANT CREATE ON SCHEMA bailiwick_trigrams TO bailiwick_runtime', 'role.creates'],
  [
    'a function beside the trigrams',
    `CREATE FUNCTION bailiwick_trigrams.word_similarity_op(uuid, uuid) RETURNS boolean LANGUAGE sql AS 'SELECT true'`,
    'trigrams.besides',
  ],
  [
    'a function of the trigrams replaced',
    `CREATE OR REPLACE FUNCTION bailiwick_trigrams.strict_word_similarity_commutator_op(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'`,
    'trigrams.besides',
  ],
  [
    'an operator beside the trigrams',
    'CREATE OPERATOR bailiwick_trigrams.%% (LEFTARG = text, RIGHTARG = text, FUNCTION = pg_catalog.texteq)',
    'trigrams.besides',
  ],
  ['a table beside the trigrams', 'CREATE TABLE bailiwick_trigrams.copy (id uuid)', 'trigrams.besides'],
  ['a policy for everyone', 'CREATE POLICY open ON desk.ticket USING (true)', 'policy.for-others'],
  ['a policy nobody declared', 'CREATE POLICY open ON desk.ticket FOR SELECT TO bailiwick_reader USING (true)', 'policy.besides'],
  ['the guard switched off', 'ALTER TABLE desk.ticket DISABLE TRIGGER guard', 'trigger.off'],
  ['the guard gone', 'DROP TRIGGER guard ON desk.ticket', 'trigger.missing'],
  ['the audit trigger gone', 'DROP TRIGGER audit ON desk.ticket', 'trigger.missing'],
  [
    'a trigger of its own',
    'CREATE TRIGGER extra AFTER UPDATE ON desk.ticket FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()',
    'trigger.besides',
  ],
]

/** The same where records are shared, masked and decided on with their lines. */
const plantedInOffice: typeof planted = [
  ['what roll-ups read given away', 'GRANT SELECT ON office."visit$via" TO bailiwick_runtime', 'view.rule-granted'],
  ['what roll-ups read in stronger hands', 'ALTER VIEW office."visit$via" OWNER TO postgres', 'view.owner'],
  ['shares worked out by a superuser', 'ALTER FUNCTION office."account$shared"(text) OWNER TO postgres', 'function.owner'],
  [
    'shared fields worked out by a writer',
    'ALTER FUNCTION office."account$shared_fields"() OWNER TO bailiwick_writer',
    'function.owner',
  ],
  ['shares for everyone', 'GRANT EXECUTE ON FUNCTION office."account$shared"(text) TO PUBLIC', 'object.public'],
  ['revealing for everyone', 'GRANT EXECUTE ON FUNCTION office."account$reveal"(uuid, text, text) TO PUBLIC', 'object.public'],
  [
    'sharing without a pinned path',
    'ALTER FUNCTION office."account$share"(uuid, uuid, uuid, text, timestamptz) RESET search_path',
    'function.unpinned',
  ],
  [
    'what others may change, to be asked by anybody',
    'GRANT EXECUTE ON FUNCTION office."account$shared_update"(office.account, office.account) TO bailiwick_runtime',
    'function.inner-granted',
  ],
  [
    'what others are made of, to be asked by anybody',
    'GRANT EXECUTE ON FUNCTION bailiwick.facts_of(uuid) TO bailiwick_runtime',
    'function.inner-granted',
  ],
  [
    'who is beneath whom, to be asked by anybody',
    'GRANT EXECUTE ON FUNCTION bailiwick.reports_of(uuid) TO bailiwick_login',
    'function.inner-granted',
  ],
  ['a table that hands its rows up', 'CREATE TABLE public.under_item () INHERITS (office.item)', 'table.inherited'],
  ['the table of shares without its rules', 'ALTER TABLE bailiwick.share DISABLE ROW LEVEL SECURITY', 'table.rules-off'],
  ['the table of shares not forced', 'ALTER TABLE bailiwick.share NO FORCE ROW LEVEL SECURITY', 'table.rules-off'],
  ['shares to be read as they stand', 'GRANT SELECT ON bailiwick.share TO bailiwick_runtime', 'table.direct-right'],
  ['a share to be prolonged', 'GRANT UPDATE (until) ON bailiwick.share TO bailiwick_login', 'table.direct-right'],
  [
    'a policy of shares for a reader',
    'CREATE POLICY open ON bailiwick.share FOR SELECT TO bailiwick_runtime USING (true)',
    'policy.for-others',
  ],
  ['shares without their audit', 'DROP TRIGGER audit ON bailiwick.share', 'trigger.missing'],
  ['shares with their audit switched off', 'ALTER TABLE bailiwick.share DISABLE TRIGGER audit', 'trigger.off'],
  ['managers in a circle', 'DROP TRIGGER chain ON bailiwick.person', 'trigger.missing'],
  ['claims that would outlive a role', 'ALTER TABLE bailiwick.role_grant DISABLE TRIGGER epoch', 'trigger.off'],
  ['lines apart from what is decided', 'DROP TRIGGER lines ON office.item', 'trigger.missing'],
  ['lines switched off', 'ALTER TABLE office.item DISABLE TRIGGER lines', 'trigger.off'],
  ['votes not forced under their rules', 'ALTER TABLE office."payment$vote" NO FORCE ROW LEVEL SECURITY', 'table.rules-off'],
  ['a vote to be written', 'GRANT INSERT ON office."payment$vote" TO bailiwick_runtime', 'table.direct-right'],
  ['a setting of the login role', 'ALTER ROLE bailiwick_login SET row_security = off', 'role.settings'],
  ['a longer time for its statements', `ALTER ROLE bailiwick_login SET statement_timeout = '1d'`, 'role.settings'],
  [
    'sessions without triggers',
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET session_replication_role = replica', current_database()); END $$`,
    'triggers.replica',
  ],
  ['the right to be without triggers', 'GRANT SET ON PARAMETER session_replication_role TO bailiwick_runtime', 'role.parameter'],
  ['a setting of the runtime role', `ALTER ROLE bailiwick_runtime SET search_path = pg_temp`, 'role.settings'],
]

for (const [title, schema, defects, open] of [
  ['the catalog', 'desk', planted, deskOfSuite],
  ['the catalog where records are shared', 'office', plantedInOffice, officeOfSuite],
] as const)
  describe(title, () => {
    const suite = open() as { readonly desk?: { app: RunningApp }; readonly office?: { app: RunningApp } }
    let app: RunningApp
    before(() => {
      app = (suite.desk ?? suite.office)!.app
    })
    const lint = (sql?: string) =>
      app.superuser(async client => {
        await client.query('BEGIN')
        try {
          if (sql) await client.query(sql)
          return await lintCatalog(client, new Map([[schema as string, compile(app.definition)]]))
        } finally {
          await client.query('ROLLBACK')
        }
      })

    test('a released app has nothing to find', async () => assert.deepEqual(await lint(), []))

    for (const [what, sql, code] of defects) {
      test(`finds ${what}`, async () => {
        const found = await lint(sql)
        assert.ok(
          found.some(finding => finding.code === code && finding.sentence.length > 20),
          `${sql}: ${JSON.stringify(found)}`,
        )
      })
    }

    test('what PostgreSQL prints of it, it prints again of what that makes: a dump in another server is not found changed', async () => {
      const differing = await app.superuser(async client => {
        await client.query('BEGIN; SET LOCAL search_path = pg_catalog; CREATE TEMP TABLE differing (object text) ON COMMIT DROP')
        try {
          await client.query(`DO $do$
            DECLARE
              r record;
              again text;
            BEGIN
              FOR r IN SELECT k.conrelid::regclass AS t, k.conname AS name, pg_get_constraintdef(k.oid) AS said FROM pg_constraint k
                WHERE k.connamespace IN ('bailiwick'::regnamespace, '${schema}'::regnamespace) AND k.contype = 'c' LOOP
                EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %I %s', r.t, r.name, r.name, r.said);
                SELECT pg_get_constraintdef(k.oid) INTO again FROM pg_constraint k WHERE k.conrelid = r.t AND k.conname = r.name;
                IF again <> r.said THEN INSERT INTO pg_temp.differing VALUES (format('%s ON %s', r.name, r.t)); END IF;
              END LOOP;
              FOR r IN SELECT p.oid, p.polrelid::regclass AS t, p.polname AS name, pg_get_expr(p.polqual, p.polrelid) AS uses, pg_get_expr(p.polwithcheck, p.polrelid) AS checks
                FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace IN ('bailiwick'::regnamespace, '${schema}'::regnamespace) LOOP
                EXECUTE format('ALTER POLICY %I ON %s', r.name, r.t) || coalesce(' USING (' || r.uses || ')', '') || coalesce(' WITH CHECK (' || r.checks || ')', '');
                INSERT INTO pg_temp.differing SELECT format('%s ON %s', r.name, r.t) FROM pg_policy p
                  WHERE p.oid = r.oid AND (pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) IS DISTINCT FROM (r.uses, r.checks);
              END LOOP;
              FOR r IN SELECT c.oid::regclass AS name, pg_get_viewdef(c.oid) AS said FROM pg_class c WHERE c.relkind = 'v' AND c.relnamespace IN ('bailiwick'::regnamespace, '${schema}'::regnamespace) LOOP
                EXECUTE 'CREATE VIEW ${schema}.again AS ' || r.said;
                IF pg_get_viewdef('${schema}.again'::regclass) <> r.said THEN INSERT INTO pg_temp.differing VALUES (r.name); END IF;
                DROP VIEW ${schema}.again;
              END LOOP;
            END $do$`)
          return (await client.query('SELECT object FROM pg_temp.differing')).rows
        } finally {
          await client.query('ROLLBACK')
        }
      })
      assert.deepEqual(differing, [])
    })

    test('finds every policy and every trigger that is taken away', async () => {
      const objects = await app.superuser(async client => {
        const { rows } = await client.query<{ sql: string }>(
          `SELECT format('DROP POLICY %I ON %s', p.polname, p.polrelid::regclass) AS sql FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = '${schema}'::regnamespace
         UNION ALL SELECT format('DROP TRIGGER %I ON %s', t.tgname, t.tgrelid::regclass) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = '${schema}'::regnamespace AND NOT t.tgisinternal`,
        )
        return rows.map(row => row.sql)
      })
      assert.ok(objects.length > 20)
      for (const sql of objects) assert.equal((await lint(sql)).length, 1, sql)
    })
  })
