/**
 * What is read and written through. A field is NULL in a read view unless a grant that covers the field admits the very row: grants never combine to
 * "field a on rows of grant b". Row rules are not here; they are policies of the tables beneath, applied to the views' owners.
 */
import { fieldTypes } from '../fields/registry.ts'
import type { Grant } from '../model/access.ts'
import { conditionOf, masks } from '../model/access.ts'
import type { Entity } from '../model/entity.ts'
import { systemFields } from '../model/entity.ts'
import { type Field, isKept } from '../model/field.ts'
import type { Workflow } from '../model/workflow.ts'
import type { Derived, OwnerRole, Table } from './compiled.ts'
import { JoinedFacts } from './facts.ts'
import { fileFacts } from './file-home.ts'
import { entityNames, quote } from './names.ts'
import type { RuleCompiler } from './rules.ts'
import { coveringGrants, grantsFor, isMasked, isShareable, rulesFor } from './rules.ts'
import { isStored } from './table.ts'

export const everyoneWhoReads =
  'bailiwick_runtime, bailiwick_guard, bailiwick_rule, bailiwick_reader, bailiwick_reader_all, bailiwick_reader_some, bailiwick_writer'

/** True for rows on which the acting person may read the field. */
export function readableCondition(entity: Entity, field: string, alias: string, rules: RuleCompiler): string {
  const granted = rules.anyOf(rulesFor(coveringGrants(grantsFor(entity, 'read'), field)), entity, alias)
  const shared = rules.sharedField(entity, alias, field)
  return shared === undefined ? granted : `${granted}\n    OR ${shared}`
}

/** Read grants that show the field masked. */
export function maskingGrants(entity: Entity, field: string): Grant[] {
  return grantsFor(entity, 'read').filter(grant => masks(grant, field))
}

export function everyRowGrants(entity: Entity): Grant[] {
  return grantsFor(entity, 'read').filter(grant => conditionOf(grant) === undefined)
}

export function compileViews(entity: Entity, workflow: Workflow | undefined, table: Table, rules: RuleCompiler): Derived[] {
  const names = entityNames(rules.schema, entity.name)
  const view = (name: string, role: OwnerRole, sql: string): Derived => ({
    kind: 'view',
    name,
    role,
    sql: `CREATE VIEW ${name} AS\n${sql};`,
  })
  const facts = new JoinedFacts()
  const select = `${readSelect(entity, rules.asking(facts.ask))}\nFROM ${names.table} t${facts.join()}`
  const grant = (sql: string, role: OwnerRole): Derived => ({ kind: 'grant', name: sql, role, sql: `${sql};` })
  const hasEveryRow = everyRowGrants(entity).length > 0
  // What is shared is seen beside what conditional grants give.
  const hasSome = isShareable(entity) || grantsFor(entity, 'read').some(candidate => conditionOf(candidate) !== undefined)
  const restore = rules.anyOf(rulesFor(grantsFor(entity, 'restore')), entity, 't')
  const made = [
    view(
      names.rule,
      'bailiwick_rule',
      `SELECT ${table.columns.map(column => `t.${quote(column.name)}`).join(', ')} FROM ${names.table} t WHERE t.deleted_at IS NULL`,
    ),
    grant(
      `GRANT SELECT ON ${names.rule} TO bailiwick_guard, bailiwick_reader, bailiwick_reader_all, bailiwick_reader_some, bailiwick_writer`,
      'bailiwick_rule',
    ),
  ]
  const readViews: [string, OwnerRole, string][] = [
    [names.read, 'bailiwick_reader', `${select}\nWHERE t.deleted_at IS NULL`],
    [names.trash, 'bailiwick_reader', `${select}\nWHERE t.deleted_at IS NOT NULL AND (${restore})`],
  ]
  if (hasEveryRow) readViews.push([names.readAll, 'bailiwick_reader_all', `${select}\nWHERE t.deleted_at IS NULL`])
  if (hasEveryRow && hasSome) readViews.push([names.readSome, 'bailiwick_reader_some', `${select}\nWHERE t.deleted_at IS NULL`])
  const exports = grantsFor(entity, 'export')
  if (exports.length > 0) {
    const asked = new JoinedFacts()
    const asking = rules.asking(asked.ask)
    const columns = readSelect(entity, asking, field => asking.anyOf(rulesFor(coveringGrants(exports, field)), entity, 't'))
    const rows = asking.anyOf(rulesFor(exports), entity, 't')
    readViews.push([
      names.exported,
      'bailiwick_reader',
      `${columns}\nFROM ${names.table} t${asked.join()}\nWHERE t.deleted_at IS NULL AND (${rows})`,
    ])
  }
  for (const [name, role, sql] of readViews) {
    made.push(view(name, role, sql), grant(`GRANT SELECT ON ${name} TO ${everyoneWhoReads}`, role))
  }
  if (rolledUpByMasked(entity, rules)) {
    made.push(
      view(names.via, 'bailiwick_reader', `${viaSelect(entity, rules)}\nWHERE t.deleted_at IS NULL`),
      grant(`GRANT SELECT ON ${names.via} TO bailiwick_reader, bailiwick_reader_all, bailiwick_reader_some`, 'bailiwick_reader'),
    )
  }
  const writable = writableColumns(entity, workflow)
  const all = table.columns
    .filter(column => column.generated === undefined && column.kept === undefined && column.counted === undefined)
    .map(column => quote(column.name))
  made.push(view(names.write, 'bailiwick_writer', `SELECT ${all.join(', ')} FROM ${names.table}`))
  if (writable.create.length > 0)
    made.push(
      grant(`GRANT INSERT (${writable.create.map(quote).join(', ')}) ON ${names.write} TO bailiwick_runtime`, 'bailiwick_writer'),
    )
  made.push(
    grant(`GRANT UPDATE (${writable.change.map(quote).join(', ')}) ON ${names.write} TO bailiwick_runtime`, 'bailiwick_writer'),
    grant(`GRANT SELECT (id, version) ON ${names.write} TO bailiwick_runtime`, 'bailiwick_writer'),
  )
  return made
}

/** What a caller may name at all; the guard decides whether this caller may, on this row. */
export function writableColumns(entity: Entity, workflow: Workflow | undefined): { create: string[]; change: string[] } {
  const writable = entity.fields
    .filter(field => isStored(field) && !field.managed && fieldTypes[field.type].writable)
    .map(field => field.name)
  return { create: writable, change: [...writable, 'deleted_at', ...(workflow ? [workflow.field] : [])] }
}

/**
 * The select list every read view shares: system fields, fields with their masks, roll-ups under the reader's own rules.
 *
 * @param besides what must hold on a row for each field beside that it is read there; with it each field says whether that is so, and nothing is shown masked
 */
function readSelect(entity: Entity, rules: RuleCompiler, besides?: (field: string) => string): string {
  const list = systemFields.map(name => `t.${quote(name)}`)
  for (const field of entity.fields) {
    const plain = field.rollup && !isKept(field) ? rollup(entity, field, rules) : `t.${quote(field.name)}`
    if (!isMasked(entity, field.name) && !besides) {
      list.push(`${plain} AS ${quote(field.name)}`)
      if (field.type === 'file') list.push(`${fileFacts(field)} AS ${quote(`${field.name}$file`)}`)
      continue
    }
    const readable = [
      ...(isMasked(entity, field.name) ? [readableCondition(entity, field.name, 't', rules)] : []),
      ...(besides ? [besides(field.name)] : []),
    ]
      .map((condition, _, all) => (all.length > 1 ? `(${condition})` : condition))
      .join(' AND ')
    list.push(
      `CASE WHEN ${readable} THEN ${plain} END AS ${quote(field.name)}`,
      `(${readable}) IS TRUE AS ${quote(`${field.name}$readable`)}`,
    )
    if (field.type === 'file') list.push(`CASE WHEN ${readable} THEN ${fileFacts(field)} END AS ${quote(`${field.name}$file`)}`)
    const masking = maskingGrants(entity, field.name)
    if (masking.length === 0 || besides) continue
    const shown = rules.anyOf(rulesFor(masking), entity, 't')
    list.push(
      `CASE WHEN (${readable}) IS NOT TRUE AND (${shown}) THEN ${fieldTypes[field.type].toMaskedSql(plain, field)} END AS ${quote(`${field.name}$masked`)}`,
    )
  }
  if (entity.fields.some(field => field.search) && !besides) list.push('t.search_text')
  return `SELECT\n  ${list.join(',\n  ')}`
}

/** Whether another entity rolls this one up by a relation that is masked for some. */
function rolledUpByMasked(entity: Entity, rules: RuleCompiler): boolean {
  return entity.fields.some(
    field =>
      field.inverse !== undefined &&
      isMasked(entity, field.name) &&
      rules.definition.entities.some(
        other => other.name === field.to && other.fields.some(each => each.rollup?.over === field.inverse && !isKept(each)),
      ),
  )
}

/** A masked column is an expression, and no index serves it: compared as it stands, with the mask as a condition beside it, a record's own children are found at once. */
function viaSelect(entity: Entity, rules: RuleCompiler): string {
  const { table } = entityNames(rules.schema, entity.name)
  const facts = new JoinedFacts()
  const asking = rules.asking(facts.ask)
  const list = entity.fields.flatMap(field => {
    if (field.rollup && !isKept(field)) return []
    const column = `t.${quote(field.name)}`
    if (!isMasked(entity, field.name)) return [column]
    const readable = readableCondition(entity, field.name, 't', asking)
    return field.inverse === undefined
      ? [`CASE WHEN ${readable} THEN ${column} END AS ${quote(field.name)}`]
      : [column, `(${readable}) IS TRUE AS ${quote(`${field.name}$readable`)}`]
  })
  return `SELECT ${list.join(', ')}\nFROM ${table} t${facts.join()}`
}

/** A number over child records counts what the reader could list, never more. */
function rollup(entity: Entity, field: Field, rules: RuleCompiler): string {
  const { over, measure, field: measured } = field.rollup ?? { over: '', measure: 'count' as const }
  for (const child of rules.definition.entities) {
    const via = child.fields.find(candidate => candidate.to === entity.name && candidate.inverse === over)
    if (!via) continue
    const only = measured === undefined ? '' : ` FILTER (WHERE c.${quote(measured)})`
    const what = measure === 'count' ? `count(*)${only}` : `${measure}(c.${quote(measured ?? '')})`
    const cast = measure === 'sum' ? '::bigint' : ''
    const names = entityNames(rules.schema, child.name)
    const ofThis = `c.${quote(via.name)} = t.id`
    return isMasked(child, via.name)
      ? `(SELECT ${what}${cast} FROM ${names.via} c WHERE ${ofThis} AND c.${quote(`${via.name}$readable`)})`
      : `(SELECT ${what}${cast} FROM ${names.read} c WHERE ${ofThis})`
  }
  throw new Error(`${entity.name}.${field.name} rolls up "${over}", which no entity relates by`)
}
