/** An app as PostgreSQL's catalogs have it, and every value it holds: what two installations, or two moments, are compared by. */
import type { ClientBase } from 'pg'

const rights = (acl: string) =>
  `coalesce((SELECT string_agg(x.grantee::regrole::text || ':' || x.privilege_type, ' ' ORDER BY x.grantee::regrole::text, x.privilege_type) FROM aclexplode(${acl}) x), '')`

/**
 * One row per object: what it is and all there is to say of it. Left out: the order of columns (a release adds at the end, an installation in the order of the
 * files), and the names of NOT NULL constraints, which PostgreSQL 18 makes up from the column's first name and which nothing refers to.
 */
const query = `
WITH thing AS (
  SELECT c.oid, c.relname, c.relkind, c.relowner, c.relacl, c.relrowsecurity, c.relforcerowsecurity
  FROM pg_class c WHERE c.relnamespace = to_regnamespace($1) AND c.relkind <> 'c'
)
SELECT 'schema' AS object, nspowner::regrole::text || ' ' || ${rights('nspacl')} AS is FROM pg_namespace WHERE nspname = $1
UNION ALL SELECT relkind::text || ' ' || relname, relowner::regrole::text || ' rules ' || relrowsecurity || ' ' || relforcerowsecurity || ' ' || ${rights('relacl')}
  FROM thing WHERE relkind IN ('r', 'v', 'S')
UNION ALL SELECT 'column ' || t.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
    || coalesce(' COLLATE ' || (SELECT collname FROM pg_collation l WHERE l.oid = a.attcollation), '') || ' ' || a.attgenerated::text || coalesce(' ' || pg_get_expr(d.adbin, d.adrelid), '') || ' ' || ${rights('a.attacl')}
  FROM thing t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE t.relkind IN ('r', 'v')
UNION ALL SELECT 'constraint ' || t.relname || '.' || k.conname, pg_get_constraintdef(k.oid) || ' ' || k.convalidated FROM thing t JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype NOT IN ('n', 't')
UNION ALL SELECT 'index ' || t.relname || '.' || (SELECT relname FROM pg_class x WHERE x.oid = i.indexrelid), pg_get_indexdef(i.indexrelid) || ' ' || i.indisvalid FROM thing t JOIN pg_index i ON i.indrelid = t.oid
UNION ALL SELECT 'policy ' || t.relname || '.' || p.polname, p.polcmd::text || p.polpermissive || p.polroles::regrole[]::text || coalesce(pg_get_expr(p.polqual, p.polrelid), '') || ' CHECK ' || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')
  FROM thing t JOIN pg_policy p ON p.polrelid = t.oid
UNION ALL SELECT 'view ' || relname, pg_get_viewdef(oid) FROM thing WHERE relkind = 'v'
UNION ALL SELECT 'trigger ' || t.relname || '.' || g.tgname, pg_get_triggerdef(g.oid) || ' ' || g.tgenabled::text FROM thing t JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal
UNION ALL SELECT 'sequence ' || t.relname, format_type(s.seqtypid, NULL) || ' ' || s.seqstart || ' ' || s.seqincrement || ' ' || s.seqmax || ' ' || s.seqcycle FROM thing t JOIN pg_sequence s ON s.seqrelid = t.oid
UNION ALL SELECT 'function ' || p.oid::regprocedure::text, p.proowner::regrole::text || ' ' || ${rights('p.proacl')} || ' ' || pg_get_functiondef(p.oid) FROM pg_proc p WHERE p.pronamespace = to_regnamespace($1)
UNION ALL SELECT 'type ' || typname, typtype::text FROM pg_type WHERE typnamespace = to_regnamespace($1) AND typtype IN ('d', 'e')`

export type Description = ReadonlyMap<string, string>

/** @param admin the cluster's superuser */
export async function describeCatalog(admin: ClientBase, app: string): Promise<Description> {
  const { rows } = await admin.query<{ object: string; is: string }>(query, [app])
  // Every app has a schema of its own name, and says it in its functions.
  const plain = (text: string) => text.replaceAll(new RegExp(`\\b${app}\\b`, 'g'), 'app')
  return new Map(rows.map(row => [plain(row.object), plain(row.is)] as const).sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** Kept on purpose: out of sight, under the name of what it was and the release that put it there. */
const inTrash = /[$]trash[0-9]+/

/** Without what the trash keeps. */
export function served(description: Description): Description {
  return new Map([...description].filter(([object]) => !inTrash.test(object)))
}

/** What stands in one and not in the other, or says something else there. */
export function differences(found: Description, wanted: Description): string[] {
  return [...new Set([...found.keys(), ...wanted.keys()])].flatMap(object => {
    const [is, should] = [found.get(object), wanted.get(object)]
    if (is === should) return []
    return [`${object}\n    is      ${is ?? 'not there'}\n    should  ${should === undefined ? 'not be there' : should}`]
  })
}

/** Column → value as text, because JSON's numbers lose digits on their way into JavaScript. */
export type Row = Readonly<Record<string, string>>
/** By id. */
export type Rows = ReadonlyMap<string, Row>
/** By table, the trash and the votes with them. */
export type Contents = ReadonlyMap<string, Rows>

export async function readContents(admin: ClientBase, app: string): Promise<Contents> {
  const { rows: tables } = await admin.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = to_regnamespace($1) AND relkind = 'r' ORDER BY 1`,
    [app],
  )
  const contents = new Map<string, Map<string, Record<string, string>>>()
  for (const { name } of tables) {
    const { rows } = await admin.query<{ id: string; row: Record<string, string> }>(
      `SELECT t.id, (SELECT jsonb_object_agg(e.key, e.value::text) FROM jsonb_each(to_jsonb(t)) e) AS row FROM "${app}"."${name}" t ORDER BY t.id`,
    )
    contents.set(name, new Map(rows.map(({ id, row }) => [id, row])))
  }
  return contents
}
