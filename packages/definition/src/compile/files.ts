/**
 * Fields that hold files: who may upload for them, which files a record has and has had, and their bytes. What a reader gets is decided by the read views, like every
 * other value; nothing here knows a file but through a record and a field.
 */
import type { Entity } from '../model/entity.ts'
import type { Field } from '../model/field.ts'
import type { Workflow } from '../model/workflow.ts'
import type { Derived } from './compiled.ts'
import { fileHome } from './file-home.ts'
import { definerFunction } from './functions.ts'
import { entityNames, literal, quote } from './names.ts'
import type { RuleCompiler } from './rules.ts'
import { coveringGrants, grantsFor, isMasked } from './rules.ts'
import { takerRoles } from './transitions.ts'

export function compileFiles(entity: Entity, workflow: Workflow | undefined, rules: RuleCompiler): Derived[] {
  const fields = entity.fields.filter(field => field.type === 'file')
  if (fields.length === 0) return []
  const { table } = entityNames(rules.schema, entity.name)
  return [
    {
      kind: 'trigger',
      name: `files ON ${table}`,
      role: 'bailiwick_owner',
      sql: `CREATE TRIGGER files AFTER DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION bailiwick.purge_files(${literal(rules.schema)}, ${literal(entity.id)});`,
    },
    ...filesFunction(entity, fields, rules),
    ...partFunction(entity, fields, rules),
    ...uploadFunction(entity, fields, workflow, rules),
  ]
}

/** Present and former files, also of a record in the trash for who may look there, of the fields the reader may see on this record now. */
function filesFunction(entity: Entity, fields: readonly Field[], rules: RuleCompiler): Derived[] {
  const names = entityNames(rules.schema, entity.name)
  const columns = fields.flatMap(({ name }) => [quote(name), ...readableColumn(entity, name)]).map(column => `r.${column}`)
  const one = (view: string) => `SELECT ${columns.join(', ')} FROM ${view} r WHERE r.id = of$record`
  const values = fields.map(field => {
    const [readable] = readableColumn(entity, field.name)
    return `(${literal(field.name)}, ${literal(field.id)}, v.${quote(field.name)}, ${readable ? `v.${readable}` : 'true'})`
  })
  const body = `
  SELECT s.field, f.id, f.name, f.size, f.type, f.id IS NOT DISTINCT FROM s.value
  FROM (${one(names.read)}
    UNION ALL ${one(names.trash)}) v
  CROSS JOIN LATERAL (VALUES ${values.join(', ')}) s (field, field_id, value, readable)
  JOIN bailiwick.file f ON f.record = of$record AND f.app = ${literal(rules.schema)} AND f.entity = ${literal(entity.id)} AND f.field = s.field_id
  WHERE s.readable`
  return definerFunction(
    `${names.files}(of$record uuid)`,
    'uuid',
    'TABLE (field text, id uuid, name text, size bigint, type text, present boolean)',
    'sql',
    'STABLE',
    'bailiwick_guard',
    body,
  )
}

function readableColumn(entity: Entity, field: string): string[] {
  return isMasked(entity, field) ? [quote(`${field}$readable`)] : []
}

/**
 * One part of a file. Each part is asked for, and authorised, anew: no transaction is held open for a slow reader. Of a sensitive field the first part writes who took it
 * into the audit, and the others are given only to the request that did.
 */
function partFunction(entity: Entity, fields: readonly Field[], rules: RuleCompiler): Derived[] {
  const names = entityNames(rules.schema, entity.name)
  const sensitive = fields.filter(field => field.sensitive).map(field => literal(field.name))
  const recorded = `
  IF of$field IN (${sensitive.join(', ')}) THEN
    IF of$number = 0 THEN
      INSERT INTO bailiwick.audit (kind, person, on_behalf_of, session, request, app, entity, record, detail)
      VALUES ('file.read', bailiwick.person(), nullif(current_setting('bailiwick.behalf', true), '')::uuid, nullif(current_setting('bailiwick.session', true), '')::uuid,
        nullif(current_setting('bailiwick.request', true), ''), ${literal(rules.schema)}, ${literal(entity.name)}, of$record, jsonb_build_object('field', of$field, 'file', of$file));
    ELSIF NOT EXISTS (SELECT FROM bailiwick.audit a WHERE a.record = of$record AND a.kind = 'file.read' AND a.person = bailiwick.person()
      AND a.request = nullif(current_setting('bailiwick.request', true), '') AND a.detail ->> 'file' = of$file::text) THEN
      RETURN NULL;
    END IF;
  END IF;`
  const body = `
BEGIN
  IF NOT EXISTS (SELECT FROM ${names.files}(of$record) f WHERE f.field = of$field AND f.id = of$file) THEN
    RETURN NULL;
  END IF;${sensitive.length > 0 ? recorded : ''}
  RETURN (SELECT p.bytes FROM bailiwick.file_part p WHERE p.file = of$file AND p.number = of$number);
END`
  return definerFunction(
    `${names.filePart}(of$record uuid, of$field text, of$file uuid, of$number integer)`,
    'uuid, text, uuid, integer',
    'bytea',
    'plpgsql',
    'VOLATILE',
    'bailiwick_guard',
    body,
  )
}

/** Begins a file for whoever could give the field to some record. Whether this record takes it is the guard trigger's to say. */
function uploadFunction(
  entity: Entity,
  fields: readonly Field[],
  workflow: Workflow | undefined,
  rules: RuleCompiler,
): Derived[] {
  const names = entityNames(rules.schema, entity.name)
  const branches = fields.map(
    field => `  IF of$field = ${literal(field.name)} AND (${mayGive(entity, field, workflow, rules)}) THEN
    RETURN bailiwick.begin_file(${fileHome(entity, field, rules.schema)}, of_name);
  END IF;`,
  )
  const body = `
BEGIN
${branches.join('\n')}
  RAISE EXCEPTION 'record.field-refused' USING ERRCODE = 'BW403', DETAIL = jsonb_build_array(jsonb_build_object('field', of$field))::text;
END`
  return definerFunction(
    `${names.upload}(of$field text, of_name text)`,
    'text, text',
    'uuid',
    'plpgsql',
    'VOLATILE',
    'bailiwick_guard',
    body,
  )
}

function mayGive(entity: Entity, field: Field, workflow: Workflow | undefined, rules: RuleCompiler): string {
  const grants = coveringGrants([...grantsFor(entity, 'create'), ...grantsFor(entity, 'update')], field.name)
  const roles = [...new Set(grants.map(grant => grant.role))]
  const steps = (workflow?.transitions ?? []).filter(
    transition => !transition.approval && [...transition.require, ...transition.inputs].includes(field.name),
  )
  const asked = [...(roles.length > 0 ? [rules.holds(roles)] : []), ...steps.map(step => takerRoles(step, rules))]
  return asked.length > 0 ? [...new Set(asked)].join(' OR ') : 'false'
}
