/**
 * The world both sides are measured on: 200 teams in two levels, 2,000 people, 50,000 customers and the tickets, made by SQL from their numbers alone, so that product
 * and peer hold the same rows. The peer's tables are written by hand, with the row-level security a careful engineer would write.
 */
import { createHash } from 'node:crypto'
import { quote } from '@bailiwick/definition/compile/names.ts'
import { type KeptColumn, searchColumns } from '@bailiwick/definition/compile/table.ts'
import { readDefinition } from '@bailiwick/definition/index.ts'
import pg from 'pg'
import type { AdminAddress } from '../packages/server/src/database/open.ts'
import { readFolder } from '../packages/server/src/entry/cli/folder.ts'
import { openInstallation } from '../packages/server/src/installation.ts'
import { release } from '../packages/server/src/release.ts'

export const secret = 'only-for-the-benchmark-only-for-the-benchmark'
export const agents = 64

export interface World {
  readonly tickets: number
  readonly product: AdminAddress
  readonly peer: AdminAddress
}

/** People 0 to 63 are the ones who work; each is an agent in two of the lower teams. */
export const tokenOf = (agent: number) => createHash('sha256').update(`agent ${agent}`).digest('base64url')
const hashOf = (agent: number) => createHash('sha256').update(tokenOf(agent)).digest()
export const teamId = (number: number) => uuid('team', number)
export const customerId = (number: number) => uuid('customer', number)
const teams = 200
const people = 2_000
const customers = 50_000

/** Teams 20 to 199 lie beneath teams 0 to 19. */
export const teamsOf = (person: number) => [20 + (person % 180), 20 + ((person * 7 + 3) % 180)] as const

function uuid(kind: string, number: number): string {
  const hex = createHash('md5').update(`${kind} ${number}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
const sqlUuid = (kind: string, number: string) => `md5('${kind} ' || (${number}))::uuid`

/** Makes what is not there yet and gives everybody a fresh session. */
export async function prepare(server: AdminAddress, tickets: number, say: (text: string) => void): Promise<World> {
  const product = await prepareProduct(server, tickets, say)
  const peer = await createDatabase(server, `peer_${tickets}`)
  await signEverybodyIn(product)
  await inDatabase(peer, async admin => {
    const { rows } = await admin.query(`SELECT to_regclass('public.ticket') AS found`)
    if (rows[0].found === null) {
      say(`loading ${tickets} tickets into the peer's tables`)
      await loadPeer(admin, tickets)
    }
    await admin.query('DELETE FROM session')
    for (let agent = 0; agent < agents; agent += 1)
      await admin.query(`INSERT INTO session (token_hash, person) VALUES ($1, ${sqlUuid('person', String(agent))})`, [
        hashOf(agent),
      ])
  })
  return { tickets, product, peer }
}

/** Ends all sessions of the product and gives everybody who works a fresh one. */
export function signEverybodyIn(product: AdminAddress): Promise<void> {
  return inDatabase(product, async admin => {
    await admin.query(`DELETE FROM bailiwick.session`)
    for (let agent = 0; agent < agents; agent += 1)
      await admin.query(
        `INSERT INTO bailiwick.session (token_hash, person, method) VALUES ($1, ${sqlUuid('person', String(agent))}, 'password')`,
        [hashOf(agent)],
      )
  })
}

/** The product's side alone: the example app with its tickets. */
export async function prepareProduct(server: AdminAddress, tickets: number, say: (text: string) => void): Promise<AdminAddress> {
  const product = await createDatabase(server, `product_${tickets}`)
  const installation = await openInstallation({
    address: product,
    secret,
    demo: false,
    publicUrl: 'http://localhost',
    headFile: undefined,
    observe: () => undefined,
  })
  const files = await readFolder('examples/support-ops')
  await inDatabase(product, async admin => {
    const outcome = await release(admin, files, { by: null })
    if (outcome.kind === 'not-valid') throw new Error('The example app is not valid.')
  })
  await installation.close()
  await inDatabase(product, async admin => {
    // A person is always there: the guest of public forms.
    if (await holds(admin, 'bailiwick.team')) return
    say(`loading ${tickets} tickets into the product's tables`)
    const ticket = readDefinition(files).definition?.entities.find(entity => entity.name === 'ticket')
    await loadProduct(admin, tickets, searchColumns(ticket!))
  })
  return product
}

async function createDatabase(server: AdminAddress, database: string): Promise<AdminAddress> {
  await inDatabase(server, async admin => {
    const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [database])
    if (rowCount === 0) await admin.query(`CREATE DATABASE ${database}`)
  })
  return { ...server, database }
}

async function holds(admin: pg.Client, table: string): Promise<boolean> {
  return ((await admin.query(`SELECT FROM ${table} LIMIT 1`)).rowCount ?? 0) > 0
}

export async function inDatabase<T>(address: AdminAddress, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ ...address })
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}

/** 400 words, the early ones far commoner, as in any language. */
const syllables = [
  'ba',
  'cor',
  'del',
  'fin',
  'gra',
  'hol',
  'jun',
  'kel',
  'lum',
  'mar',
  'nor',
  'pel',
  'qui',
  'ras',
  'sol',
  'tem',
  'ul',
  'ver',
  'wes',
  'zan',
]
export const vocabulary = Array.from({ length: 400 }, (_, n) => `${syllables[n % 20]}${syllables[Math.floor(n / 20)]}`)
const drawn = (salt: number) =>
  `(ARRAY['${vocabulary.join("','")}'])[1 + floor(400 * ((hashint4(n * 64 + ${salt}) & 65535) / 65536.0) ^ 2)::int]`
const drawnWords = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => drawn(from + index)).join(` || ' ' || `)
const subject = `${drawnWords(0, 4)} || ' ' || n`
const body = `${drawnWords(4, 40)} || '.'`
const status = `(ARRAY['new','assigned','working','waiting','resolved','closed','closed','closed'])[1 + n % 8]`
const teamOf = sqlUuid('team', `(n::bigint * 31) % ${teams}`)
const created = `timestamptz '2026-11-24 08:00:00+00' - (n * interval '1 second' * 60)`

/** A person of the ticket's team: the people of lower team k are k - 20 and those 180 further each. */
const assignee = `CASE WHEN n % 8 = 0 THEN NULL ELSE ${sqlUuid('person', `((n::bigint * 31) % ${teams} + 160) % 180 + 180 * (n % 10)`)} END`

async function loadPeople(admin: pg.Client, schema: string): Promise<void> {
  await admin.query(`INSERT INTO ${schema}team (id, name, parent)
    SELECT ${sqlUuid('team', 'n')}, 'Team ' || n, CASE WHEN n >= 20 THEN ${sqlUuid('team', 'n % 20')} END FROM generate_series(0, ${teams - 1}) n`)
  await admin.query(`INSERT INTO ${schema}person (id, name, email)
    SELECT ${sqlUuid('person', 'n')}, 'Person ' || n, 'person' || n || '@example.test' FROM generate_series(0, ${people - 1}) n`)
  await admin.query(`INSERT INTO ${schema}membership (person, team)
    SELECT ${sqlUuid('person', 'n')}, ${sqlUuid('team', 't')} FROM generate_series(0, ${people - 1}) n, LATERAL (VALUES (20 + n % 180), (20 + (n * 7 + 3) % 180)) m(t)
    ON CONFLICT DO NOTHING`)
}

/** @param kept what the guard keeps for searches */
async function loadProduct(admin: pg.Client, tickets: number, kept: readonly KeptColumn[]): Promise<void> {
  await admin.query(`SET session_replication_role = replica`)
  await loadPeople(admin, 'bailiwick.')
  await admin.query(
    `INSERT INTO bailiwick.role_grant (app, role, person) SELECT 'support_ops', 'agent', id FROM bailiwick.person`,
  )
  await admin.query(`INSERT INTO support_ops.customer (id, version, created_at, updated_at, name, tier, region, arr, crm_id)
    SELECT ${sqlUuid('customer', 'n')}, 1, now(), now(), 'Customer ' || n, 'standard', 'emea', n * 100, 'CRM-' || n FROM generate_series(0, ${customers - 1}) n`)
  const columns = `id, version, created_at, updated_at, number, subject, body, customer, channel, product, priority, severity, team,
      assignee, escalation_level, reopened_count, status, status_since`
  // Triggers are off, so nobody but this fills what the guard keeps.
  await admin.query(`INSERT INTO support_ops.ticket (${[columns, ...kept.map(column => quote(column.name))].join(', ')})
    SELECT ${['t.*', ...kept.map(column => column.sql('t.'))].join(', ')} FROM (SELECT ${sqlUuid('ticket', 'n')}, 1, ${created}, ${created}, 1000 + n, ${subject}, ${body}, ${sqlUuid('customer', `n % ${customers}`)},
      'email', 'billing', 'medium', 's3', ${teamOf}, ${assignee}, 0, 0, ${status}, ${created}
    FROM generate_series(0, ${tickets - 1}) n) t (${columns})`)
  await admin.query(`SELECT setval('support_ops."ticket$number"', ${tickets + 2000})`)
  await admin.query('RESET session_replication_role')
  await admin.query(
    'VACUUM (ANALYZE) support_ops.ticket, support_ops.customer, bailiwick.person, bailiwick.team, bailiwick.membership, bailiwick.role_grant',
  )
  await admin.query('CHECKPOINT')
}

/** By hand, as a careful engineer would: the same columns, an index led by the team, and policies that compute the person's teams once per statement. */
async function loadPeer(admin: pg.Client, tickets: number): Promise<void> {
  await admin.query(`
    DO $$ BEGIN CREATE ROLE peer_app NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
    CREATE TABLE person (id uuid PRIMARY KEY, name text NOT NULL, email text NOT NULL UNIQUE);
    CREATE TABLE team (id uuid PRIMARY KEY, name text NOT NULL, parent uuid REFERENCES team);
    CREATE TABLE membership (person uuid REFERENCES person, team uuid REFERENCES team, PRIMARY KEY (person, team));
    CREATE TABLE session (token_hash bytea PRIMARY KEY, person uuid NOT NULL REFERENCES person, expires_at timestamptz NOT NULL DEFAULT now() + interval '12 hours');
    CREATE TABLE customer (id uuid PRIMARY KEY, name text NOT NULL, tier text NOT NULL, region text NOT NULL, arr bigint, crm_id text UNIQUE);
    CREATE SEQUENCE ticket_number;
    CREATE TABLE ticket (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(), version integer NOT NULL DEFAULT 1, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(),
      created_by uuid REFERENCES person, updated_by uuid REFERENCES person, number bigint NOT NULL DEFAULT nextval('ticket_number') UNIQUE,
      subject text NOT NULL CHECK (char_length(subject) BETWEEN 1 AND 200), body text, customer uuid NOT NULL REFERENCES customer, channel text, product text NOT NULL,
      priority text NOT NULL, severity text, team uuid NOT NULL REFERENCES team, assignee uuid REFERENCES person, escalation_level bigint NOT NULL DEFAULT 0,
      reopened_count bigint NOT NULL DEFAULT 0, status text NOT NULL DEFAULT 'new', status_since timestamptz NOT NULL DEFAULT now(),
      search_text tsvector GENERATED ALWAYS AS (to_tsvector('simple', subject || ' ' || coalesce(body, ''))) STORED
    );`)
  await admin.query(`SET session_replication_role = replica`)
  await loadPeople(admin, '')
  await admin.query(
    `INSERT INTO customer SELECT ${sqlUuid('customer', 'n')}, 'Customer ' || n, 'standard', 'emea', n * 100, 'CRM-' || n FROM generate_series(0, ${customers - 1}) n`,
  )
  await admin.query(`INSERT INTO ticket (id, created_at, updated_at, number, subject, body, customer, channel, product, priority, severity, team, assignee, status, status_since)
    SELECT ${sqlUuid('ticket', 'n')}, ${created}, ${created}, 1000 + n, ${subject}, ${body}, ${sqlUuid('customer', `n % ${customers}`)}, 'email', 'billing', 'medium', 's3',
      ${teamOf}, ${assignee}, ${status}, ${created}
    FROM generate_series(0, ${tickets - 1}) n`)
  await admin.query('RESET session_replication_role')
  await admin.query(`
    SELECT setval('ticket_number', ${tickets + 2000});
    CREATE INDEX ticket_recent ON ticket (created_at DESC, id DESC);
    CREATE INDEX ticket_team_recent ON ticket (team, created_at DESC, id DESC);
    CREATE INDEX ticket_customer ON ticket (customer);
    CREATE INDEX ticket_assignee ON ticket (assignee);
    CREATE INDEX ticket_status ON ticket (status);
    CREATE INDEX ticket_search ON ticket USING gin (search_text);
    ALTER TABLE ticket ENABLE ROW LEVEL SECURITY;
    ALTER TABLE customer ENABLE ROW LEVEL SECURITY;
    GRANT SELECT, INSERT, UPDATE ON ticket TO peer_app;
    GRANT SELECT ON customer, person, team TO peer_app;
    GRANT USAGE ON SEQUENCE ticket_number TO peer_app;
    CREATE POLICY read_customer ON customer FOR SELECT TO peer_app USING (true);
    CREATE POLICY read_ticket ON ticket FOR SELECT TO peer_app USING (team = ANY ((SELECT current_setting('app.teams'))::uuid[]));
    CREATE POLICY create_ticket ON ticket FOR INSERT TO peer_app WITH CHECK (team = ANY ((SELECT current_setting('app.teams'))::uuid[]));
    CREATE POLICY change_ticket ON ticket FOR UPDATE TO peer_app USING (assignee = (SELECT current_setting('app.person'))::uuid);`)
  await admin.query('VACUUM (ANALYZE)')
  await admin.query('CHECKPOINT')
}
