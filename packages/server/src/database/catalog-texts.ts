/**
 * An app in words that can be compared, as with the scratch app of a proof, of which whatever holds has to hold of the live one: every table, column, constraint, view, function, policy, trigger and right, as PostgreSQL
 * itself prints them. A policy that somebody dropped or a function that somebody rewrote in the live schema is a difference with its name.
 */
import type { ClientBase } from 'pg'

/** By object: its text. */
export type Catalog = ReadonlyMap<string, string>

const rights = (acl: string, kind: string, owner: string) =>
  `(SELECT string_agg(coalesce(pg_get_userbyid(nullif(a.grantee, 0)), 'PUBLIC') || ' ' || a.privilege_type || CASE WHEN a.is_grantable THEN '*' ELSE '' END, ', '
     ORDER BY coalesce(pg_get_userbyid(nullif(a.grantee, 0)), 'PUBLIC') COLLATE "C", a.privilege_type) FROM aclexplode(coalesce(${acl}, acldefault('${kind}', ${owner}))) a)`
const owned = (owner: string) => `'owned by ' || pg_get_userbyid(${owner})`
const inSchema = 'n.nspname = $1'

/** Its one parameter is the schema. Names of other schemas are printed where the search path does not have them: `SET LOCAL search_path = pg_catalog` comes first. */
export const catalogSql = `
SELECT 'the schema' AS object, concat_ws('; ', ${owned('n.nspowner')}, ${rights('n.nspacl', 'n', 'n.nspowner')}) AS text FROM pg_namespace n WHERE ${inSchema}
UNION ALL
SELECT CASE c.relkind WHEN 'r' THEN 'table ' WHEN 'v' THEN 'view ' WHEN 'S' THEN 'sequence ' WHEN 'i' THEN 'index ' ELSE 'relation ' || c.relkind::text || ' ' END || c.relname,
  concat_ws('; ', ${owned('c.relowner')},
    CASE WHEN c.relkind <> 'i' THEN CASE c.relkind WHEN 'S' THEN ${rights('c.relacl', 's', 'c.relowner')} ELSE ${rights('c.relacl', 'r', 'c.relowner')} END END,
    CASE WHEN c.relrowsecurity THEN 'row security' END, CASE WHEN c.relforcerowsecurity THEN 'forced' END, c.relpersistence::text,
    CASE WHEN c.relkind = 'v' THEN concat_ws('; ', c.reloptions::text, pg_get_viewdef(c.oid)) WHEN c.relkind = 'i' THEN pg_get_indexdef(c.oid) END,
    (SELECT CASE WHEN i.indisvalid AND i.indislive THEN NULL ELSE 'not valid' END FROM pg_index i WHERE i.indexrelid = c.oid))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${inSchema}
UNION ALL
SELECT 'column ' || c.relname || '.' || a.attname,
  concat_ws('; ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END, a.attcollation::regcollation::text, nullif(a.attgenerated::text, ''), nullif(a.attidentity::text, ''),
    pg_get_expr(d.adbin, d.adrelid), (SELECT string_agg(pg_get_userbyid(x.grantee) || ' ' || x.privilege_type, ', ' ORDER BY pg_get_userbyid(x.grantee) COLLATE "C", x.privilege_type) FROM aclexplode(a.attacl) x))
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE ${inSchema} AND c.relkind IN ('r', 'v') AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
-- Not null is said of the column.
SELECT 'constraint ' || k.conname || ' ON ' || c.relname, concat_ws('; ', pg_get_constraintdef(k.oid), CASE WHEN NOT k.convalidated THEN 'not validated' END)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${inSchema} AND k.contype <> 'n'
UNION ALL
SELECT 'policy ' || p.polname || ' ON ' || c.relname,
  concat_ws('; ', p.polcmd::text, CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
    (SELECT string_agg(coalesce(pg_get_userbyid(nullif(r, 0)), 'PUBLIC'), ', ' ORDER BY coalesce(pg_get_userbyid(nullif(r, 0)), 'PUBLIC') COLLATE "C") FROM unnest(p.polroles) r),
    'using ' || pg_get_expr(p.polqual, p.polrelid), 'check ' || pg_get_expr(p.polwithcheck, p.polrelid))
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${inSchema}
UNION ALL
SELECT 'trigger ' || t.tgname || ' ON ' || c.relname, concat_ws('; ', pg_get_triggerdef(t.oid), t.tgenabled::text)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${inSchema} AND NOT t.tgisinternal
UNION ALL
SELECT 'foreign keys of ' || c.relname || ' switched ' || t.tgenabled::text, count(*)::text
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${inSchema} AND t.tgisinternal AND t.tgenabled <> 'O' GROUP BY c.relname, t.tgenabled
UNION ALL
SELECT 'rule ' || r.rulename || ' ON ' || c.relname, pg_get_ruledef(r.oid)
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${inSchema} AND r.rulename <> '_RETURN'
UNION ALL
SELECT 'function ' || p.proname || '(' || pg_get_function_arguments(p.oid) || ')',
  concat_ws('; ', ${owned('p.proowner')}, ${rights('p.proacl', 'f', 'p.proowner')}, pg_get_function_result(p.oid), l.lanname, p.provolatile::text, p.proparallel::text,
    CASE WHEN p.prosecdef THEN 'definer' END, CASE WHEN p.proisstrict THEN 'strict' END, CASE WHEN p.proleakproof THEN 'leakproof' END, p.proconfig::text, p.prosrc)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang WHERE ${inSchema}`

/** @param names schema names of the scratch app and what they are called in the live one */
export async function readCatalog(admin: ClientBase, schema: string, names: ReadonlyMap<string, string>): Promise<Catalog> {
  await admin.query(`SET LOCAL search_path = pg_catalog`)
  const { rows } = await admin.query<{ object: string; text: string }>(catalogSql, [schema])
  const plain = (text: string) => {
    let said = text
    // A name that is a word of SQL is printed in quotes, and the scratch app's never is.
    for (const [from, to] of names) said = said.replaceAll(`"${from}"`, to).replaceAll(from, to)
    return said
  }
  return new Map(rows.map(({ object, text }) => [plain(object), plain(text)]))
}

/** One sentence for each object that is not the same. */
export function compareCatalogs(live: Catalog, scratch: Catalog): string[] {
  const found: string[] = []
  for (const [object, text] of scratch) {
    const other = live.get(object)
    if (other === undefined) found.push(`${object}: is missing from the live app.`)
    else if (other !== text) found.push(`${object}: is not as the release makes it.`)
  }
  for (const object of live.keys()) if (!scratch.has(object)) found.push(`${object}: nothing in the release makes it.`)
  return found.sort()
}
