/**
 * Looks in PostgreSQL's own catalogs whether the rules stand: at every release before it counts, and at every start before anything is served. Trusts nothing the compiler
 * says about itself but the list of what it made.
 */
import type { CompiledApp } from '@bailiwick/definition/compile/compiled.ts'
import type { ClientBase } from 'pg'
import { loginSettings } from './login-settings.ts'

export interface CatalogFinding {
  readonly code: string
  /** The object, as PostgreSQL names it. */
  readonly object: string
  readonly sentence: string
}

/** @param apps by schema: what should be there; the platform's own schema is always looked at */
export async function lintCatalog(client: ClientBase, apps: ReadonlyMap<string, CompiledApp>): Promise<CatalogFinding[]> {
  const schemas = ['bailiwick', ...apps.keys()]
  const found: CatalogFinding[] = []
  for (const look of looks) {
    const { rows } = await client.query<{ object: string }>(look.sql, look.sql.includes('$1') ? [schemas] : [])
    for (const { object } of rows) found.push({ code: look.code, object, sentence: `${object}: ${look.sentence}` })
  }
  for (const app of apps.values()) found.push(...(await lintApp(client, app)))
  return found
}

interface Look {
  readonly code: string
  readonly sentence: string
  readonly sql: string
}

const serving = `('bailiwick_login', 'bailiwick_gate', 'bailiwick_runtime')`
const beneath = `('bailiwick_guard', 'bailiwick_rule', 'bailiwick_reader', 'bailiwick_reader_all', 'bailiwick_reader_some', 'bailiwick_writer', 'bailiwick_audit', 'bailiwick_owner', 'bailiwick_audit_reader')`
const inSchemas = 'n.nspname = ANY ($1::text[])'

/** What the platform's own tables are tied to: without these, acts leave no trace or claims outlive what they were made of. */
function platformTriggers(): string {
  const triggers: Readonly<Record<string, readonly string[]>> = {
    person: ['audit', 'epoch', 'sessions', 'last_administrator', 'chain'],
    team: ['audit', 'epoch'],
    membership: ['audit', 'epoch'],
    role_grant: ['audit', 'epoch'],
    session: ['audit'],
    credential: ['audit'],
    one_time_token: ['audit'],
    share: ['audit'],
    audit: ['followers'],
  }
  return Object.entries(triggers)
    .flatMap(([table, names]) => names.map(name => `('${table}', '${name}')`))
    .join(', ')
}

const looks: readonly Look[] = [
  {
    code: 'table.rules-off',
    sentence: 'row security is not enabled and forced.',
    sql: `SELECT c.oid::regclass::text AS object FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE ${inSchemas} AND c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`,
  },
  {
    code: 'table.inherited',
    sentence: 'another table inherits from it, and its rows would be read past the rules of that one.',
    sql: `SELECT c.oid::regclass::text AS object FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhparent JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${inSchemas} AND c.relkind IN ('r', 'p')`,
  },
  {
    code: 'object.public',
    sentence: 'everyone (PUBLIC) has a right on it.',
    sql: `SELECT c.oid::regclass::text AS object FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a WHERE ${inSchemas} AND a.grantee = 0
          UNION SELECT n.nspname FROM pg_namespace n, aclexplode(n.nspacl) a WHERE ${inSchemas} AND a.grantee = 0
          UNION SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
            WHERE ${inSchemas} AND a.grantee = 0 AND p.prosecdef
          UNION SELECT a.attrelid::regclass::text || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(a.attacl) x
            WHERE ${inSchemas} AND x.grantee = 0`,
  },
  {
    code: 'role.too-strong',
    sentence:
      'a role that serves requests, or stands beneath one, may more than it should (superuser, BYPASSRLS, CREATEROLE, CREATEDB, REPLICATION).',
    sql: `SELECT rolname AS object FROM pg_roles WHERE rolname LIKE 'bailiwick\\_%' AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)`,
  },
  {
    code: 'role.member',
    sentence: 'a role that serves requests is a member of a role it must not become.',
    sql: `SELECT m.rolname || ' in ' || r.rolname AS object FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member JOIN pg_roles r ON r.oid = a.roleid
          WHERE m.rolname IN ${serving} AND NOT (m.rolname = 'bailiwick_login' AND r.rolname = 'bailiwick_runtime')`,
  },
  {
    code: 'role.owns',
    sentence: 'a role that serves requests owns it.',
    sql: `SELECT c.oid::regclass::text AS object FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname IN ${serving}
          UNION SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner WHERE r.rolname IN ${serving}`,
  },
  {
    code: 'role.creates',
    sentence: 'a role that serves requests may create things in it.',
    sql: `SELECT r.rolname || ' in schema ' || n.nspname AS object FROM pg_namespace n, pg_roles r
            WHERE r.rolname IN ${serving} AND n.nspname !~ '^pg_(toast|temp)' AND has_schema_privilege(r.oid, n.oid, 'CREATE')
          UNION SELECT r.rolname || ' in database ' || d.datname FROM pg_database d, pg_roles r
            WHERE r.rolname IN ${serving} AND d.datname = current_database() AND (has_database_privilege(r.oid, d.oid, 'CREATE') OR has_database_privilege(r.oid, d.oid, 'TEMP'))`,
  },
  {
    code: 'table.direct-right',
    sentence: 'a role that serves requests has a right on the table itself, past its views.',
    sql: `SELECT r.rolname || ' on ' || c.oid::regclass::text AS object FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee
          WHERE ${inSchemas} AND c.relkind IN ('r', 'p') AND (r.rolname IN ('bailiwick_login', 'bailiwick_runtime') OR (r.rolname = 'bailiwick_gate' AND n.nspname <> 'bailiwick'))
          UNION SELECT r.rolname || ' on ' || c.oid::regclass::text || '.' || t.attname FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(t.attacl) a JOIN pg_roles r ON r.oid = a.grantee
          WHERE ${inSchemas} AND c.relkind IN ('r', 'p') AND r.rolname IN ('bailiwick_login', 'bailiwick_runtime')`,
  },
  {
    code: 'view.owner',
    sentence: 'the view belongs to a role that sees more than the person does.',
    sql: `SELECT c.oid::regclass::text AS object FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner
          WHERE ${inSchemas} AND c.relkind = 'v' AND (r.rolsuper OR r.rolbypassrls OR NOT (
            (r.rolname = 'bailiwick_rule' AND c.relname LIKE '%$rule') OR (r.rolname = 'bailiwick_writer' AND c.relname LIKE '%$write')
            OR (r.rolname = 'bailiwick_reader_all' AND c.relname LIKE '%$read\\_all') OR (r.rolname = 'bailiwick_reader_some' AND c.relname LIKE '%$read\\_some')
            OR (r.rolname = 'bailiwick_reader' AND c.relname ~ '[$](read|export|via|trash|votes|inbox)$')))`,
  },
  {
    code: 'view.rule-granted',
    sentence: 'what rules or roll-ups read is granted to a role that serves requests.',
    sql: `SELECT c.oid::regclass::text AS object FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee
          WHERE ${inSchemas} AND c.relkind = 'v' AND c.relname ~ '[$](rule|via)$' AND r.rolname IN ${serving}`,
  },
  {
    code: 'view.materialised',
    sentence: 'materialised views keep rows past every rule.',
    sql: `SELECT c.oid::regclass::text AS object FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${inSchemas} AND c.relkind = 'm'`,
  },
  {
    code: 'function.unpinned',
    sentence: 'a definer function must have a pinned search_path.',
    sql: `SELECT p.oid::regprocedure::text AS object FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
          WHERE ${inSchemas} AND p.prosecdef AND NOT coalesce(p.proconfig::text LIKE '%search_path=pg_catalog%', false)`,
  },
  {
    code: 'function.owner',
    sentence: 'a definer function belongs to a role it must not run as.',
    sql: `SELECT p.oid::regprocedure::text AS object FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles r ON r.oid = p.proowner
          WHERE ${inSchemas} AND p.prosecdef AND (r.rolsuper OR r.rolbypassrls OR r.rolname NOT IN ('bailiwick_guard', 'bailiwick_rule'))`,
  },
  {
    code: 'function.inner-granted',
    sentence: 'it answers for anybody and is for rules alone; a role that serves requests may call it.',
    sql: `SELECT r.rolname || ' on ' || p.oid::regprocedure::text AS object FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace, aclexplode(p.proacl) a JOIN pg_roles r ON r.oid = a.grantee
          WHERE ${inSchemas} AND r.rolname IN ('bailiwick_login', 'bailiwick_runtime')
            AND (p.proname LIKE '%$shared\\_update' OR (n.nspname = 'bailiwick' AND p.proname IN ('facts_of', 'reports_of', 'direct_reports_of', 'teams_over', 'gather_claims', 'hmac')))`,
  },
  {
    code: 'trigger.missing',
    sentence: 'a trigger of the platform is missing.',
    sql: `SELECT t.name || ' ON bailiwick.' || t.of AS object FROM (VALUES ${platformTriggers()}) t (of, name)
          WHERE 'bailiwick' = ANY ($1::text[]) AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = ('bailiwick.' || t.of)::regclass AND g.tgname = t.name)`,
  },
  {
    code: 'trigger.off',
    sentence: 'a trigger of the platform is switched off.',
    sql: `SELECT g.tgname || ' ON ' || g.tgrelid::regclass::text AS object FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = 'bailiwick' AND n.nspname = ANY ($1::text[]) AND NOT g.tgisinternal AND g.tgenabled <> 'O'`,
  },
  {
    code: 'audit.changeable',
    sentence: 'somebody beside its owner may change the audit.',
    sql: `SELECT r.rolname || ' on ' || c.oid::regclass::text AS object FROM pg_class c JOIN pg_roles o ON o.oid = c.relowner, aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee
          WHERE c.oid IN ('bailiwick.audit'::regclass, 'bailiwick.audit_seal'::regclass) AND a.privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER') AND a.grantee <> c.relowner
          UNION SELECT c.oid::regclass::text || ' is owned by ' || o.rolname FROM pg_class c JOIN pg_roles o ON o.oid = c.relowner
          WHERE c.oid IN ('bailiwick.audit'::regclass, 'bailiwick.audit_seal'::regclass) AND o.rolname <> 'bailiwick_audit'
          UNION SELECT c.oid::regclass::text || ' has no trigger append_only' FROM pg_class c WHERE c.oid IN ('bailiwick.audit'::regclass, 'bailiwick.audit_seal'::regclass)
          AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'append_only' AND t.tgenabled = 'O')`,
  },
  {
    code: 'proof.changeable',
    sentence: 'somebody may change what proofs found, or pass for a proof that runs.',
    sql: `SELECT coalesce(r.rolname, 'PUBLIC') || ' on ' || c.oid::regclass::text AS object FROM pg_class c, aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
          WHERE a.grantee <> c.relowner AND (c.oid = 'bailiwick.proving'::regclass OR (c.oid = 'bailiwick.proof'::regclass AND a.privilege_type NOT IN ('SELECT', 'INSERT')))
          UNION SELECT coalesce(r.rolname, 'PUBLIC') || ' on ' || c.oid::regclass::text || '.' || t.attname FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid, aclexplode(t.attacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
          WHERE a.grantee <> c.relowner AND (c.oid = 'bailiwick.proving'::regclass OR (c.oid = 'bailiwick.proof'::regclass AND a.privilege_type NOT IN ('SELECT', 'INSERT')))
          UNION SELECT c.oid::regclass::text || ' is owned by ' || o.rolname FROM pg_class c JOIN pg_roles o ON o.oid = c.relowner
          WHERE c.oid IN ('bailiwick.proof'::regclass, 'bailiwick.proving'::regclass) AND o.rolname <> 'bailiwick_owner'
          UNION SELECT 'policy ' || p.polname || ' on ' || p.polrelid::regclass::text FROM pg_policy p
          WHERE p.polrelid = 'bailiwick.proving'::regclass OR (p.polrelid = 'bailiwick.proof'::regclass AND p.polcmd NOT IN ('r', 'a'))
          UNION SELECT 'bailiwick.proof has no trigger append_only' WHERE NOT EXISTS (
            SELECT FROM pg_trigger t WHERE t.tgrelid = 'bailiwick.proof'::regclass AND t.tgname = 'append_only' AND t.tgenabled = 'O')`,
  },
  {
    code: 'trigrams.place',
    sentence: 'the schema of pg_trgm holds that extension, belongs to the owner, and is for what searches run as alone.',
    sql: `SELECT 'pg_trgm' AS object WHERE NOT EXISTS (SELECT FROM pg_extension e WHERE e.extname = 'pg_trgm' AND e.extnamespace = to_regnamespace('bailiwick_trigrams'))
          UNION SELECT 'bailiwick_trigrams is owned by ' || r.rolname FROM pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner WHERE n.nspname = 'bailiwick_trigrams' AND r.rolname <> 'bailiwick_owner'
          UNION SELECT coalesce(r.rolname, 'PUBLIC') || ' on schema bailiwick_trigrams' FROM pg_namespace n, aclexplode(n.nspacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
          WHERE n.nspname = 'bailiwick_trigrams' AND a.grantee <> n.nspowner AND NOT (coalesce(r.rolname = 'bailiwick_rule', false) AND a.privilege_type = 'USAGE' AND NOT a.is_grantable)`,
  },
  {
    code: 'trigrams.besides',
    sentence: 'it stands beside pg_trgm, and is no part of that.',
    // Its functions are of its library, its operators of its functions; there is nothing that holds rows.
    sql: `SELECT p.oid::regprocedure::text AS object FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
          WHERE p.pronamespace = to_regnamespace('bailiwick_trigrams') AND NOT (l.lanname = 'c' AND p.probin = '$libdir/pg_trgm' AND NOT p.prosecdef)
          UNION SELECT o.oid::regoperator::text FROM pg_operator o JOIN pg_proc p ON p.oid = o.oprcode WHERE o.oprnamespace = to_regnamespace('bailiwick_trigrams') AND p.pronamespace <> o.oprnamespace
          UNION SELECT c.oid::regclass::text FROM pg_class c WHERE c.relnamespace = to_regnamespace('bailiwick_trigrams')`,
  },
  {
    code: 'triggers.replica',
    sentence: 'sessions begin as a replica, in which no trigger decides anything.',
    sql: `SELECT 'session_replication_role = ' || s.reset_val AS object FROM pg_settings s WHERE s.name = 'session_replication_role' AND s.reset_val <> 'origin'
          UNION SELECT current_database() || ' ' || c FROM pg_db_role_setting s, unnest(s.setconfig) c
          WHERE s.setrole = 0 AND s.setdatabase IN (0, (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())) AND c ~ '^session_replication_role=' AND c <> 'session_replication_role=origin'`,
  },
  {
    code: 'role.parameter',
    sentence: 'a role that serves requests may set what only a superuser should.',
    sql: `SELECT coalesce(r.rolname, 'PUBLIC') || ' ' || p.parname AS object FROM pg_parameter_acl p, aclexplode(p.paracl) a LEFT JOIN pg_roles r ON r.oid = a.grantee WHERE a.grantee = 0 OR r.rolname IN ${serving}`,
  },
  {
    code: 'role.settings',
    sentence: 'a login role has settings of its own beside its time limits. They are put right at the next start.',
    sql: `SELECT r.rolname || ' ' || c AS object FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole, unnest(s.setconfig) c
          WHERE r.rolname LIKE 'bailiwick\\_%' AND NOT (s.setdatabase = 0 AND r.rolname IN ('bailiwick_login', 'bailiwick_gate') AND c IN (${loginSettings.map(([name, value]) => `'${name}=${value}'`).join(', ')}))`,
  },
  {
    code: 'policy.for-others',
    sentence: 'a policy names a role it must not be for.',
    sql: `SELECT p.polname || ' on ' || c.oid::regclass::text AS object FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace, unnest(p.polroles) role LEFT JOIN pg_roles r ON r.oid = role
          WHERE ${inSchemas} AND (r.rolname IS NULL OR (r.rolname NOT IN ${beneath} AND NOT (r.rolname = 'bailiwick_gate' AND n.nspname = 'bailiwick')))`,
  },
]

/** What the compiler made, exactly: nothing missing, nothing besides, nothing switched off. */
async function lintApp(client: ClientBase, app: CompiledApp): Promise<CatalogFinding[]> {
  const named = (kind: 'policy' | 'trigger') =>
    app.derived.filter(object => object.kind === kind).map(object => object.name.replaceAll('"', ''))
  const present = await client.query<{ kind: 'policy' | 'trigger'; name: string; live: boolean }>(
    `SELECT 'policy' AS kind, p.polname || ' ON ' || n.nspname || '.' || c.relname AS name, true AS live
       FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1
     UNION ALL SELECT 'trigger', t.tgname || ' ON ' || n.nspname || '.' || c.relname, t.tgenabled = 'O'
       FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND NOT t.tgisinternal`,
    [app.schema],
  )
  const found: CatalogFinding[] = []
  for (const kind of ['policy', 'trigger'] as const) {
    const wanted = new Set(named(kind))
    const there = new Map(present.rows.filter(row => row.kind === kind).map(row => [row.name, row.live]))
    for (const name of wanted) {
      if (!there.has(name)) found.push({ code: `${kind}.missing`, object: name, sentence: `${name}: the ${kind} is missing.` })
      else if (there.get(name) === false)
        found.push({ code: `${kind}.off`, object: name, sentence: `${name}: the ${kind} is switched off.` })
    }
    for (const name of there.keys())
      if (!wanted.has(name))
        found.push({ code: `${kind}.besides`, object: name, sentence: `${name}: nothing in the definition makes this ${kind}.` })
  }
  return found
}
