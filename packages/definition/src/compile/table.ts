/** An entity as a table: columns, constraints, foreign keys, indexes. Knows nothing of who may touch it. */
import { immutable } from '../expressions/index.ts'
import { valuesAs } from '../fields/grouping.ts'
import { measuredBy } from '../fields/kept.ts'
import { fieldTypes } from '../fields/registry.ts'
import { isNeverEmpty } from '../fields/rollup.ts'
import { conditionOf } from '../model/access.ts'
import type { Entity } from '../model/entity.ts'
import type { ChoiceOption, Field, FieldTypeName } from '../model/field.ts'
import type { Workflow } from '../model/workflow.ts'
import { figuredBy, sortedBy } from '../screens/registry.ts'
import { servedBy } from '../served.ts'
import type { Column, Constraint, Counted, Index, Table } from './compiled.ts'
import { hasOwnOrder, lookupsOf } from './lookups.ts'
import { entityNames, literal, quote } from './names.ts'
import type { RuleCompiler } from './rules.ts'
import { grantsFor } from './rules.ts'
import { hasApproval } from './transitions.ts'

/** Names of rules stand beside those of their own table only. */
export const ruleName = (...parts: readonly string[]): string => shortName(parts.join('_'))

/**
 * Indexes share their names with all tables, views and indexes of the app. `$` cannot stand in a definition's names: joined by `_`, order.line_item and
 * order_line.item would want the same index, and the index of item's trash the name of an entity item_trash.
 */
export const indexName = (...parts: readonly string[]): string => shortName(parts.join('$'))

/** Names are cut by PostgreSQL at 63 bytes; a hash keeps long ones apart. */
function shortName(full: string): string {
  if (full.length <= 60) return full
  let hash = 5381
  for (const character of full) hash = (hash * 33 + (character.codePointAt(0) ?? 0)) >>> 0
  return `${full.slice(0, 51)}_${hash.toString(36)}`
}

/** Whether the field has a column of its own in the table. */
export function isStored(field: Field): boolean {
  return fieldTypes[field.type].column(field) !== undefined
}

export function compileTable(entity: Entity, workflow: Workflow | undefined, rules: RuleCompiler): Table {
  const stored = entity.fields.filter(isStored)
  return {
    id: entity.id,
    schema: rules.schema,
    name: entity.name,
    columns: [
      ...platformColumns(),
      ...stored.map(field => column(entity, field, workflow, rules)),
      ...workflowColumns(workflow),
      ...searchColumns(entity).map(({ name, type, sql }) => ({ id: name, name, type, notNull: false, kept: sql('') })),
    ],
    constraints: [
      { name: indexName(entity.name, 'key'), definition: 'PRIMARY KEY (id)' },
      ...stored.flatMap(field => fieldConstraints(entity, field, rules.schema)),
    ],
    indexes: indexes(entity, workflow, rules),
    sequences: entity.fields.some(field => field.type === 'auto_number') ? [`${entity.name}$number`] : [],
  }
}

function platformColumns(): Column[] {
  const column = (name: string, type: string, notNull: boolean, rest: Partial<Column> = {}): Column => ({
    id: name,
    name,
    type,
    notNull,
    ...rest,
  })
  return [
    column('id', 'uuid', true),
    column('version', 'integer', true),
    column('created_at', 'timestamptz', true),
    column('created_by', 'uuid', false),
    column('updated_at', 'timestamptz', true),
    column('updated_by', 'uuid', false),
    column('deleted_at', 'timestamptz', false),
    column('deleted_by', 'uuid', false),
    // The transaction that changed the row last, set by the guard trigger only. Inside it the writer still sees the row, also when the change took
    // it out of sight: an UPDATE that moves a row out of the writer's own rules would otherwise be refused by PostgreSQL.
    column('changed_in', 'xid8', false),
  ]
}

function column(entity: Entity, field: Field, workflow: Workflow | undefined, rules: RuleCompiler): Column {
  const type = fieldTypes[field.type].column(field)
  if (type === undefined) throw new Error(`${field.name} has no column`)
  const base = {
    id: field.id,
    name: field.name,
    type,
    fieldType: field.type,
    ...unitOf(field),
    ...fillOf(entity, field, workflow, rules),
  }
  if (field.formula) {
    const checked = rules.checked(field.formula.expression, entity, 'formula', field)
    if (!immutable(checked)) throw new Error(`${entity.name}.${field.name}: a formula may only use the record itself`)
    // A generated column is computed from its own row: no alias.
    return {
      ...base,
      notNull: false,
      generated: rules.value(field.formula.expression, entity, 'formula', field, {
        ...rules.context('', []),
        column: (_entity, name) => quote(name),
      }),
    }
  }
  if (field.rollup) {
    const never = isNeverEmpty(field)
    return { ...base, notNull: never, ...(never && { default: '0' }), counted: countedBy(entity, field, rules) }
  }
  return { ...base, notNull: (field.required && !field.managed) || field.type === 'auto_number' }
}

function countedBy(entity: Entity, field: Field, rules: RuleCompiler): Counted {
  const measured = measuredBy(rules.definition.entities, entity, field)
  if (!measured) throw new Error(`${entity.name}.${field.name} counts what there is not`)
  const { measure } = field.rollup!
  return {
    table: measured.entity.id,
    via: measured.via.id,
    measure,
    ...(measured.field && { column: measured.field.id }),
  }
}

function unitOf(field: Field): Pick<Column, 'scale' | 'prefix'> {
  const value = fieldTypes[field.type].valueType(field)
  return { ...(value.kind === 'scaled' && { scale: value.scale }), ...(field.prefix !== undefined && { prefix: field.prefix }) }
}

/** Nobody can give these to records that are there already: without a number no record is complete, and without a state none can move on. */
function fillOf(entity: Entity, field: Field, workflow: Workflow | undefined, rules: RuleCompiler): Pick<Column, 'fill'> {
  if (field.type === 'auto_number')
    return { fill: `nextval(${literal(entityNames(rules.schema, entity.name).sequence)}::regclass)` }
  if (!field.managed || !workflow) return {}
  const fills: Readonly<Record<string, string>> = {
    [workflow.field]: literal(workflow.initial),
    [`${workflow.field}_since`]: 'now()',
    approval_round: '0',
  }
  const fill = fills[field.name]
  return fill === undefined ? {} : { fill }
}

/** Who moved the record into its present state: the submitter of a request for approval; and who changed it while it waited. */
function workflowColumns(workflow: Workflow | undefined): Column[] {
  if (!workflow) return []
  return [
    ...(hasApproval(workflow)
      ? [{ id: `${workflow.field}$editors`, name: `${workflow.field}$editors`, type: 'uuid[]', notNull: false }]
      : []),
    { id: `${workflow.field}$by`, name: `${workflow.field}$by`, type: 'uuid', notNull: false },
  ]
}

/** Fields the list's search box looks in, with the record's number. Fields some reader may not see are refused by the validator. */
export function searchedFields(entity: Entity): Field[] {
  return entity.fields.filter(field => field.search && fieldTypes[field.type].searchable)
}

/** What the guard keeps beside what people write, for searches: computed from what the record says, by nobody else. */
export interface KeptColumn {
  readonly name: string
  readonly type: string
  /** The columns it is made of. */
  readonly columns: readonly string[]
  /** @param prefix what stands before each column: `NEW.` in a trigger */
  readonly sql: (prefix: string) => string
}

/** The columns searches look in, none where an entity has no searched fields. */
export function searchColumns(entity: Entity): KeptColumn[] {
  return [searchText(entity), searchPlain(entity)].filter(column => column !== undefined)
}

const numbersOf = (entity: Entity) => entity.fields.filter(field => field.type === 'auto_number')

/** The words of all searched fields: found by their beginnings. */
export function searchText(entity: Entity): KeptColumn | undefined {
  const fields = searchedFields(entity)
  if (fields.length === 0) return undefined
  const numbers = numbersOf(entity)
  return {
    name: 'search_text',
    type: 'tsvector',
    columns: [...fields, ...numbers].map(field => field.name),
    sql: prefix => {
      const parts = [
        ...fields.map(field => `coalesce(${prefix}${quote(field.name)}, '')`),
        ...numbers.map(field => `${literal(field.prefix ?? '')} || coalesce(${prefix}${quote(field.name)}::text, '')`),
      ]
      // Long texts are cut: a tsvector holds at most 1 MB.
      return `to_tsvector('simple'::regconfig, left(${parts.join(" || ' ' || ")}, 100000))`
    },
  }
}

/** No name of a definition holds `$`: an app may have a field of any name beside it. */
export const plainColumn = 'search$plain'
/** Where PostgreSQL's pg_trgm is: a schema of its own, out of reach for whoever serves requests. */
const trigrams = 'bailiwick_trigrams'

/** What short fields say, as it stands: found by parts of words, and by words with a slip. */
function searchPlain(entity: Entity): KeptColumn | undefined {
  const fields = searchedFields(entity).filter(field => fieldTypes[field.type].searchable === 'parts')
  const numbers = searchedFields(entity).length > 0 ? numbersOf(entity) : []
  if (fields.length + numbers.length === 0) return undefined
  return {
    name: plainColumn,
    type: 'text',
    columns: [...fields, ...numbers].map(field => field.name),
    sql: prefix => {
      const parts = [
        ...fields.map(field => `${prefix}${quote(field.name)}`),
        ...numbers.map(field => `${literal(field.prefix ?? '')} || ${prefix}${quote(field.name)}::text`),
      ]
      // Words of two fields are not one word. The collation of texts knows the small letters of ASCII alone.
      return `lower(normalize(left(concat_ws(chr(10), ${parts.join(', ')}), 10000), NFC) COLLATE "default")`
    },
  }
}

/** Whether parts of words, and words with a slip, are found: there is a short field to find them in. */
export function findsParts(entity: Entity): boolean {
  return searchPlain(entity) !== undefined
}

function fieldConstraints(entity: Entity, field: Field, schema: string): Constraint[] {
  const column = quote(field.name)
  const checks = fieldTypes[field.type].constraints(field, column).map((sql, index) => ({
    name: ruleName(entity.name, field.name, index === 0 ? 'valid' : `valid${index + 1}`),
    definition: `CHECK (${sql})`,
  }))
  const target = foreignTarget(field, schema)
  return target
    ? [
        ...checks,
        { name: ruleName(entity.name, field.name, 'exists'), definition: `FOREIGN KEY (${column}) REFERENCES ${target}` },
      ]
    : checks
}

function foreignTarget(field: Field, schema: string): string | undefined {
  if (field.type === 'relation' && field.to) return `${quote(schema)}.${quote(field.to)} (id)`
  if (field.type === 'person') return 'bailiwick.person (id)'
  if (field.type === 'team') return 'bailiwick.team (id)'
  return undefined
}

/** Where a choice stands among its options: what lists are ordered by. Immutable, so that an index may hold it. In quotes, because an option may be called `null`. */
export const positionSql = (options: readonly ChoiceOption[], column: string): string =>
  `array_position(${literal(`{${options.map(({ name }) => JSON.stringify(name)).join(',')}}`)}::text[], ${column})`

/**
 * Indexes lead with what rules compare (so that a person's own part of a table is found without reading the rest) and end with the order
 * lists are read in. Records in the trash are in none but their own.
 */
function indexes(entity: Entity, workflow: Workflow | undefined, rules: RuleCompiler): Index[] {
  const { table } = entityNames(rules.schema, entity.name)
  const live = ' WHERE deleted_at IS NULL'
  const made = new Map<string, Index>()
  const add = (name: string, columns: string, where = live, unique = false) => {
    if (!made.has(name)) made.set(name, { name, unique, definition: `ON ${table} ${columns}${where}` })
  }
  const ordered = (column: string) =>
    add(indexName(entity.name, column, 'recent'), `(${quote(column)}, created_at DESC, id DESC)`)
  const counted = countedColumns(entity, rules)
  add(
    indexName(entity.name, 'recent'),
    `(created_at DESC, id DESC)${counted.length > 0 ? ` INCLUDE (${counted.map(quote).join(', ')})` : ''}`,
  )
  // `<entity>$trash` is a view.
  add(indexName(entity.name, 'in_trash'), '(deleted_at DESC, id DESC)', ' WHERE deleted_at IS NOT NULL')
  for (const field of ruleFields(entity, rules)) ordered(field)
  for (const { field, also } of narrowedLookups(entity, rules))
    add(indexName(entity.name, field, also, 'recent'), `(${quote(field)}, ${quote(also)}, created_at DESC, id DESC)`)
  for (const field of entity.fields) {
    if (!isStored(field)) continue
    if (field.type === 'relation' || field.type === 'person' || field.type === 'team') ordered(field.name)
    if (field.unique) add(indexName(entity.name, field.name, 'unique'), `(${quote(field.name)})`, live, true)
    if (field.type === 'auto_number') add(indexName(entity.name, field.name, 'unique'), `(${quote(field.name)})`, '', true)
  }
  if (workflow) ordered(workflow.field)
  for (const fields of entity.unique)
    add(indexName(entity.name, ...fields, 'unique'), `(${fields.map(quote).join(', ')})`, live, true)
  if (searchText(entity)) add(indexName(entity.name, 'search'), 'USING gin ("search_text")', live)
  if (findsParts(entity)) add(indexName(entity.name, 'parts'), `USING gin (${quote(plainColumn)} ${trigrams}.gin_trgm_ops)`, live)
  for (const screen of rules.definition.screens) {
    if (!('entity' in screen) || screen.entity !== entity.name) continue
    for (const name of sortedBy(screen, entity)) {
      const field = entity.fields.find(candidate => candidate.name === name)
      if (!field || !isStored(field)) continue
      const column = quote(field.name)
      const sorted =
        (field.formula?.result ?? field.type) === 'choice' && field.options ? positionSql(field.options, column) : column
      add(indexName(entity.name, field.name, 'sorted'), `(${sorted}, id)`)
    }
  }
  return [...made.values()]
}

/** PostgreSQL takes 32 columns, with those that lead. */
const mostCounted = 30
/** Of a few bytes: a record with a long text would be too large for an index. */
const narrow: readonly FieldTypeName[] = [
  'choice',
  'boolean',
  'integer',
  'decimal',
  'money',
  'date',
  'datetime',
  'person',
  'team',
  'relation',
]

/**
 * What figures are made of and what rules compare stands in the index of all records, so that a dashboard reads it and not the records, which are ten times as large. The index
 * is written with every change anyway.
 */
function countedColumns(entity: Entity, rules: RuleCompiler): string[] {
  const figures = rules.definition.screens.map(screen => figuredBy(screen, entity))
  const fields = figures.flatMap(each => each.fields)
  const conditions = [
    ...figures.flatMap(each => each.conditions).map(text => rules.checked(text, entity, 'filter')),
    ...grantsFor(entity, 'read').flatMap(grant => {
      const condition = conditionOf(grant)
      return condition === undefined ? [] : [rules.checked(condition, entity, 'rule')]
    }),
  ]
  if (fields.length + figures.flatMap(each => each.conditions).length === 0) return []
  const asked = new Set([
    ...fields,
    ...conditions.flatMap(({ reads }) => reads.filter(read => read.entity === entity.name).map(read => read.field)),
  ])
  const isNarrow = (name: string) =>
    name === 'updated_at' ||
    name === 'created_by' ||
    entity.fields.some(field => field.name === name && isStored(field) && narrow.includes(valuesAs(field)))
  return [...asked].filter(isNarrow).sort().slice(0, mostCounted)
}

/** Pairs of columns that a rule to read compares together, where lists are read by both. */
function narrowedLookups(entity: Entity, rules: RuleCompiler): { readonly field: string; readonly also: string }[] {
  return grantsFor(entity, 'read').flatMap(grant =>
    (lookupsOf(rules.definition, entity, conditionOf(grant)) ?? []).flatMap(({ field, also }) =>
      also && hasOwnOrder(entity, field) && hasOwnOrder(entity, also.field) ? [{ field, also: also.field }] : [],
    ),
  )
}

/** Columns by which a rule of this or another entity finds its records; every record's own moment of creation ends each index anyway. */
function ruleFields(entity: Entity, rules: RuleCompiler): string[] {
  const found = new Set<string>()
  for (const other of rules.definition.entities) {
    for (const grant of grantsFor(other, 'read')) {
      const condition = conditionOf(grant)
      if (condition === undefined) continue
      for (const lookup of servedBy(rules.definition, rules.checked(condition, other, 'rule')) ?? [])
        if (lookup.entity === entity.name) found.add(lookup.field)
    }
  }
  const indexed = (name: string) =>
    name === 'created_by' || name === 'updated_by' || entity.fields.some(field => field.name === name && isStored(field))
  return [...found].filter(indexed)
}
