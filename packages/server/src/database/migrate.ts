/**
 * Brings a database to this version of the platform: roles, then numbered migrations, each once and whole in one transaction.
 * Every node runs it at start; an advisory lock lets one work while the others wait.
 */
import { readFileSync } from 'node:fs'
import { celLibrary } from '@bailiwick/definition/expressions/sql-library.ts'
import type { Client } from 'pg'
import { readMade } from './as-made.ts'
import { quoteLiteral } from './quote.ts'

interface Migration {
  readonly number: number
  readonly name: string
  /** What runs, in order: the role each part runs as, and its SQL. */
  readonly parts: readonly { readonly role: 'bailiwick_owner' | 'bailiwick_guard' | 'bailiwick_audit'; readonly sql: string }[]
}

function read(file: string): string {
  return readFileSync(new URL(`./migrations/${file}`, import.meta.url), 'utf8')
}

const migrations: readonly Migration[] = [
  {
    number: 1,
    name: 'platform',
    parts: [
      { role: 'bailiwick_owner', sql: read('0001_platform.sql') },
      { role: 'bailiwick_guard', sql: read('0002_claims.sql') },
      { role: 'bailiwick_owner', sql: celLibrary('bailiwick') },
      { role: 'bailiwick_guard', sql: read('0003_requests.sql') },
      { role: 'bailiwick_guard', sql: read('0004_seals.sql') },
      { role: 'bailiwick_guard', sql: read('0005_grants.sql') },
      { role: 'bailiwick_owner', sql: read('0005_grants.sql') },
      { role: 'bailiwick_owner', sql: read('0006_bindings.sql') },
    ],
  },
  {
    number: 2,
    name: 'session token',
    parts: [
      { role: 'bailiwick_owner', sql: 'GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard' },
      { role: 'bailiwick_guard', sql: read('0007_session_token.sql') },
      { role: 'bailiwick_owner', sql: 'REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard' },
    ],
  },
  { number: 3, name: 'files', parts: [{ role: 'bailiwick_owner', sql: read('0008_files.sql') }] },
  {
    number: 4,
    name: 'grants at full depth',
    parts: [
      { role: 'bailiwick_owner', sql: read('0011_grants.sql') },
      { role: 'bailiwick_owner', sql: 'GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard' },
      { role: 'bailiwick_guard', sql: read('0012_facts.sql') },
      { role: 'bailiwick_owner', sql: 'REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard' },
      { role: 'bailiwick_owner', sql: read('0013_grant_bindings.sql') },
    ],
  },
  {
    number: 5,
    name: 'view as',
    parts: [
      { role: 'bailiwick_owner', sql: read('0009_view_as_columns.sql') },
      { role: 'bailiwick_owner', sql: 'GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard' },
      { role: 'bailiwick_guard', sql: read('0009_view_as.sql') },
      { role: 'bailiwick_owner', sql: 'REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard' },
    ],
  },
  {
    number: 6,
    name: 'why',
    parts: [
      { role: 'bailiwick_owner', sql: read('0014_access_requests.sql') },
      { role: 'bailiwick_owner', sql: 'GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard' },
      { role: 'bailiwick_guard', sql: read('0015_why.sql') },
      { role: 'bailiwick_owner', sql: 'REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard' },
    ],
  },
  {
    number: 7,
    name: 'order of releases',
    parts: [
      { role: 'bailiwick_owner', sql: read('0014_release_order.sql') },
      {
        role: 'bailiwick_guard',
        sql: `UPDATE bailiwick.release r SET audit_seq = (SELECT min(a.seq) FROM bailiwick.audit a WHERE a.app = r.app AND a.kind = 'release' AND a.detail ->> 'release' = r.id::text)`,
      },
    ],
  },
  {
    number: 8,
    name: 'proof',
    parts: [
      { role: 'bailiwick_owner', sql: read('0010_proof.sql') },
      { role: 'bailiwick_owner', sql: 'GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard' },
      { role: 'bailiwick_guard', sql: read('0010_audit_edge.sql') },
      { role: 'bailiwick_owner', sql: 'REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard' },
    ],
  },
  {
    number: 9,
    name: 'guest',
    parts: [
      { role: 'bailiwick_owner', sql: 'GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard' },
      { role: 'bailiwick_guard', sql: read('0016_guest.sql') },
      { role: 'bailiwick_owner', sql: 'REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard' },
      { role: 'bailiwick_owner', sql: read('0017_guest_bindings.sql') },
    ],
  },
  {
    number: 10,
    name: 'past',
    parts: [
      { role: 'bailiwick_owner', sql: 'GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard' },
      { role: 'bailiwick_guard', sql: read('0016_past.sql') },
      { role: 'bailiwick_owner', sql: 'REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard' },
    ],
  },
  { number: 11, name: 'lookup of shares', parts: [{ role: 'bailiwick_owner', sql: read('0018_share_lookup.sql') }] },
  {
    number: 12,
    name: 'trigrams',
    parts: [
      { role: 'bailiwick_owner', sql: read('0019_trigrams.sql') },
      { role: 'bailiwick_owner', sql: 'GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard' },
      { role: 'bailiwick_guard', sql: read('0019_past.sql') },
      { role: 'bailiwick_owner', sql: 'REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard' },
    ],
  },
  {
    number: 13,
    name: 'saved views',
    parts: [
      { role: 'bailiwick_owner', sql: read('0020_saved_views.sql') },
      { role: 'bailiwick_owner', sql: 'GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard' },
      { role: 'bailiwick_guard', sql: read('0021_saved_views.sql') },
      { role: 'bailiwick_owner', sql: 'REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard' },
    ],
  },
  {
    number: 14,
    name: 'kept views',
    parts: [
      { role: 'bailiwick_owner', sql: read('0022_kept_views.sql') },
      { role: 'bailiwick_owner', sql: 'GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard' },
      { role: 'bailiwick_guard', sql: read('0023_kept_views.sql') },
      { role: 'bailiwick_owner', sql: 'REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard' },
    ],
  },
  {
    number: 15,
    name: 'notifications',
    parts: [
      { role: 'bailiwick_owner', sql: read('0024_notifications.sql') },
      { role: 'bailiwick_owner', sql: 'GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard' },
      { role: 'bailiwick_guard', sql: read('0025_notifications.sql') },
      { role: 'bailiwick_owner', sql: 'REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard' },
      { role: 'bailiwick_audit', sql: read('0026_notifications.sql') },
    ],
  },
  {
    number: 16,
    name: 'what is one’s own',
    parts: [
      { role: 'bailiwick_owner', sql: 'GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard' },
      { role: 'bailiwick_guard', sql: read('0027_ones_own.sql') },
      { role: 'bailiwick_owner', sql: 'REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard' },
    ],
  },
  { number: 17, name: 'preferences', parts: [{ role: 'bailiwick_owner', sql: read('0028_preferences.sql') }] },
  {
    number: 18,
    name: 'jobs',
    parts: [
      { role: 'bailiwick_owner', sql: read('0029_jobs.sql') },
      { role: 'bailiwick_owner', sql: 'GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard' },
      { role: 'bailiwick_guard', sql: read('0030_jobs.sql') },
      { role: 'bailiwick_owner', sql: 'REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard' },
    ],
  },
  {
    number: 19,
    name: 'jobs kept',
    parts: [
      { role: 'bailiwick_owner', sql: 'GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard' },
      { role: 'bailiwick_guard', sql: read('0031_jobs_kept.sql') },
      { role: 'bailiwick_owner', sql: 'REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard' },
    ],
  },
  {
    number: 22,
    name: 'news of jobs',
    parts: [
      { role: 'bailiwick_owner', sql: read('0035_news_of_jobs.sql') },
      { role: 'bailiwick_owner', sql: 'GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard' },
      { role: 'bailiwick_guard', sql: read('0036_news_of_jobs.sql') },
      { role: 'bailiwick_owner', sql: 'REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard' },
    ],
  },
  { number: 24, name: 'as made', parts: [{ role: 'bailiwick_owner', sql: read('0037_as_made.sql') }] },
  { number: 25, name: 'file names', parts: [{ role: 'bailiwick_owner', sql: read('0038_file_names.sql') }] },
  {
    number: 26,
    name: 'views of roles',
    parts: [
      { role: 'bailiwick_owner', sql: read('0039_views_of_roles.sql') },
      { role: 'bailiwick_guard', sql: read('0040_views_of_roles.sql') },
      { role: 'bailiwick_owner', sql: read('0041_views_of_roles.sql') },
      { role: 'bailiwick_owner', sql: 'GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard' },
      { role: 'bailiwick_guard', sql: read('0042_views_of_roles.sql') },
      { role: 'bailiwick_owner', sql: 'REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard' },
    ],
  },
  {
    number: 27,
    name: 'news for who asks',
    parts: [
      { role: 'bailiwick_owner', sql: 'GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard' },
      { role: 'bailiwick_guard', sql: read('0043_news_for_who_asks.sql') },
      { role: 'bailiwick_owner', sql: 'REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard' },
    ],
  },
  {
    number: 28,
    name: 'room for files',
    parts: [
      { role: 'bailiwick_owner', sql: read('0044_incoming.sql') },
      { role: 'bailiwick_owner', sql: 'GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard' },
      { role: 'bailiwick_guard', sql: read('0045_incoming.sql') },
      { role: 'bailiwick_owner', sql: 'REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard' },
    ],
  },
  {
    number: 29,
    name: 'something to read',
    parts: [
      { role: 'bailiwick_owner', sql: 'GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard' },
      { role: 'bailiwick_guard', sql: read('0046_said.sql') },
      { role: 'bailiwick_owner', sql: 'REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard' },
    ],
  },
  {
    number: 30,
    name: 'names of views',
    parts: [
      { role: 'bailiwick_owner', sql: 'GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard' },
      { role: 'bailiwick_guard', sql: read('0047_names_of_views.sql') },
      { role: 'bailiwick_owner', sql: 'REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard' },
    ],
  },
  {
    number: 31,
    name: 'views given back',
    parts: [
      { role: 'bailiwick_owner', sql: 'GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard' },
      { role: 'bailiwick_guard', sql: read('0048_views_given_back.sql') },
      { role: 'bailiwick_owner', sql: 'REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard' },
    ],
  },
  {
    number: 32,
    name: 'names alike',
    parts: [
      { role: 'bailiwick_owner', sql: 'GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard' },
      { role: 'bailiwick_guard', sql: read('0049_names_alike.sql') },
      { role: 'bailiwick_owner', sql: 'REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard' },
    ],
  },
]

export interface KeyPads {
  readonly inner: Buffer
  readonly outer: Buffer
}

/**
 * @param admin a connection whose role may create roles and schemas; it needs no superuser right
 * @param keys the padded HMAC key of the nodes, kept so that the database can verify what nodes sign
 * @returns the numbers of the migrations that ran now
 */
export async function migrate(admin: Client, keys: { node: KeyPads; context: KeyPads }): Promise<number[]> {
  const ran: number[] = []
  await admin.query("SELECT pg_advisory_lock(hashtext('bailiwick.migrate'))")
  try {
    await makeRoles(admin)
    const database = (await admin.query<{ name: string }>('SELECT current_database() AS name')).rows[0]?.name ?? ''
    const identifier = `"${database.replaceAll('"', '""')}"`
    await admin.query(`REVOKE ALL ON DATABASE ${identifier} FROM PUBLIC`)
    await admin.query(`GRANT CONNECT ON DATABASE ${identifier} TO bailiwick_login, bailiwick_gate, bailiwick_owner`)
    await admin.query(`GRANT CREATE ON DATABASE ${identifier} TO bailiwick_owner`)
    await admin.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC')
    await admin.query(closeLargeObjects)
    const done = await appliedMigrations(admin)
    if (!done.has(12)) await needTrigrams(admin)
    for (const migration of migrations) {
      if (done.has(migration.number)) continue
      await admin.query('BEGIN')
      try {
        for (const part of migration.parts) {
          await admin.query(`SET LOCAL ROLE ${part.role}`)
          await admin.query(part.sql)
        }
        await admin.query('SET LOCAL ROLE NONE')
        const isLast = migration === migrations.at(-1)
        const made = isLast ? quoteLiteral(JSON.stringify(await readMade(admin, 'bailiwick'))) : ''
        await admin.query('SET LOCAL ROLE bailiwick_guard')
        await admin.query(
          `INSERT INTO bailiwick.migration (number, name${isLast ? ', made' : ''}) VALUES (${migration.number}, ${quoteLiteral(migration.name)}${made && `, ${made}`})`,
        )
        await admin.query('COMMIT')
      } catch (error) {
        await admin.query('ROLLBACK')
        throw error
      }
      ran.push(migration.number)
    }
    await storeKeys(admin, keys)
  } finally {
    await admin.query("SELECT pg_advisory_unlock(hashtext('bailiwick.migrate'))")
  }
  return ran
}

/** Large objects have owners but no row rules, and anybody may make them. Only a superuser can take that away; elsewhere they hold nothing of ours. */
const closeLargeObjects = `
DO $$
DECLARE
  f record;
BEGIN
  IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    FOR f IN SELECT p.oid::regprocedure AS fn FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
      WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname ~ '^(lo_|loread$|lowrite$)' AND a.grantee = 0 LOOP
      EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f.fn);
    END LOOP;
  END IF;
END
$$`

/**
 * Roles belong to the whole cluster, where other databases' installations may be doing the same at this moment: what is there is left alone, and losing a
 * race means looking again.
 */
async function makeRoles(admin: Client): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const made = await admin.query<{ complete: boolean }>(
      `SELECT count(*) = 12 AND coalesce(bool_or(rolname = 'bailiwick_owner' AND pg_has_role(current_user, oid, 'MEMBER')), false) AS complete
       FROM pg_roles WHERE rolname LIKE 'bailiwick\\_%'`,
    )
    if (made.rows[0]?.complete) return
    try {
      await admin.query(read('0000_roles.sql'))
      return
    } catch (error) {
      if (attempt >= 10 || !/concurrently updated|duplicate key/.test(String(error))) throw error
      await new Promise(resolve => setTimeout(resolve, 50 + Math.random() * 200))
    }
  }
}

/** @throws with what to do where the extension that searches need cannot be made, or is there already in another place */
async function needTrigrams(admin: Client): Promise<void> {
  const { rows } = await admin.query<{ available: boolean; schema: string | null }>(
    `SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') AS available,
       (SELECT e.extnamespace::regnamespace::text FROM pg_extension e WHERE e.extname = 'pg_trgm') AS schema`,
  )
  const { available = false, schema = null } = rows[0] ?? {}
  if (schema !== null)
    throw new Error(
      `The extension pg_trgm is in the schema ${schema} of this database already, and Bailiwick keeps it in a schema of its own. Use a database that is Bailiwick's alone, or run DROP EXTENSION pg_trgm there first.`,
    )
  if (!available)
    throw new Error(
      'Searches need the extension pg_trgm, which this PostgreSQL server does not have. Install the modules that come with PostgreSQL (Debian and Ubuntu: the package postgresql; Red Hat: postgresql-contrib), then start again.',
    )
}

async function appliedMigrations(admin: Client): Promise<Set<number>> {
  const exists = await admin.query<{ found: boolean }>("SELECT to_regclass('bailiwick.migration') IS NOT NULL AS found")
  if (!exists.rows[0]?.found) return new Set()
  await admin.query('BEGIN')
  await admin.query('SET LOCAL ROLE bailiwick_guard')
  const rows = await admin.query<{ number: number }>('SELECT number FROM bailiwick.migration')
  await admin.query('COMMIT')
  return new Set(rows.rows.map(row => row.number))
}

/** The node key follows the installation's secret; the context key is made once and never leaves the database. */
async function storeKeys(admin: Client, keys: { node: KeyPads; context: KeyPads }): Promise<void> {
  await admin.query('BEGIN')
  await admin.query('SET LOCAL ROLE bailiwick_guard')
  await admin.query(
    `INSERT INTO bailiwick.signing_key (purpose, inner_pad, outer_pad) VALUES ('node', $1, $2)
     ON CONFLICT (purpose) DO UPDATE SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad`,
    [keys.node.inner, keys.node.outer],
  )
  await admin.query(
    `INSERT INTO bailiwick.signing_key (purpose, inner_pad, outer_pad) VALUES ('context', $1, $2) ON CONFLICT (purpose) DO NOTHING`,
    [keys.context.inner, keys.context.outer],
  )
  await admin.query('COMMIT')
}
