/**
 * Loads an example's people, records and past. An import of the installation itself, not a request: the owner does it in one transaction, with the entity tables'
 * triggers off for that transaction alone, and writes the audit rows those triggers would have written, at the time they happened. Constraints hold throughout.
 */
import { compile } from '@bailiwick/definition/compile/compile.ts'
import { quote } from '@bailiwick/definition/compile/names.ts'
import { isStored, searchColumns } from '@bailiwick/definition/compile/table.ts'
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import type { Definition, Entity, Field } from '@bailiwick/definition/model/index.ts'
import { countAll } from '@bailiwick/definition/plan/counted.ts'
import type { ClientBase } from 'pg'
import { type ImportedFollow, type ImportedNews, importNews } from './import-news.ts'
import { type ImportedView, importViews } from './import-views.ts'

/** As examples write it (examples/seeding/shape.ts). */
export interface SeedToImport {
  readonly people: readonly {
    key: string
    id: string
    name: string
    email: string
    title?: string
    demo?: string
    administrator?: boolean
    /** Key of the manager. */
    manager?: string
  }[]
  readonly teams: readonly { key: string; id: string; name: string; parent?: string }[]
  readonly memberships: readonly { person: string; team: string }[]
  readonly roles: readonly { role: string; person?: string; team?: string }[]
  readonly records: Readonly<Record<string, readonly ImportedRecord[]>>
  readonly history: readonly ImportedEvent[]
  readonly follows?: readonly ImportedFollow[]
  readonly news?: readonly ImportedNews[]
  readonly views?: readonly ImportedView[]
}

interface ImportedRecord {
  readonly id: string
  readonly version: number
  readonly created_at: string
  readonly created_by: string
  readonly updated_at: string
  readonly updated_by: string
  readonly deleted_at?: string
  readonly state_by?: string
  readonly fields: Readonly<Record<string, unknown>>
}

export interface ImportedEvent {
  readonly at: string
  readonly person: string
  readonly entity: string
  readonly record: string
  readonly kind: string
  readonly transition?: string
  readonly comment?: string
  readonly before?: Readonly<Record<string, unknown>>
  readonly after?: Readonly<Record<string, unknown>>
  readonly version: number
  readonly vote?: { readonly step: string; readonly decision: string; readonly round: number }
}

const batch = 2_000

/** @returns false when this app was seeded before */
export async function importSeed(admin: ClientBase, definition: Definition, seed: SeedToImport): Promise<boolean> {
  const app = definition.app.name
  await admin.query('BEGIN')
  try {
    await admin.query('SET LOCAL ROLE bailiwick_guard')
    const marked = await admin.query(`INSERT INTO bailiwick.setting (name, value) VALUES ($1, 'true') ON CONFLICT DO NOTHING`, [
      `seeded.${app}`,
    ])
    if (marked.rowCount === 0) {
      await admin.query('ROLLBACK')
      return false
    }
    const personId = new Map(seed.people.map(person => [person.key, person.id]))
    await importPeople(admin, app, seed, personId)
    const entities = definition.entities.filter(entity => (seed.records[entity.name] ?? []).length > 0)
    await admin.query('SET LOCAL ROLE bailiwick_owner')
    for (const entity of entities) await admin.query(`ALTER TABLE ${tableOf(app, entity)} DISABLE TRIGGER USER`)
    await admin.query('SET LOCAL ROLE bailiwick_guard')
    for (const [name, records] of Object.entries(seed.records)) {
      const entity = definition.entities.find(candidate => candidate.name === name)
      if (!entity) throw new Error(`The seed has records of “${name}”, which the app does not have.`)
      await importRecords(admin, definition, entity, records, personId)
    }
    // The triggers that would have kept them are off.
    for (const sql of countAll(compile(definition).tables)) await admin.query(sql)
    await importHistory(admin, definition, seed.history)
    await importNews(admin, definition, seed, personId)
    await importViews(admin, definition, seed.views ?? [], personId)
    // The rows of history are of their own time; this one says since when the records are here.
    const records = Object.values(seed.records).reduce((sum, some) => sum + some.length, 0)
    await admin.query(`INSERT INTO bailiwick.audit (kind, app, detail) VALUES ('import', $1, $2)`, [
      app,
      { imported: true, records },
    ])
    await admin.query('SET LOCAL ROLE bailiwick_owner')
    for (const entity of entities) {
      await admin.query(`ALTER TABLE ${tableOf(app, entity)} ENABLE TRIGGER USER`)
      await advanceNumbers(admin, app, entity)
    }
    await admin.query('COMMIT')
  } catch (error) {
    await admin.query('ROLLBACK').catch(() => undefined)
    throw error
  }
  // Plans of a table that has just been filled are guesses until it is counted.
  for (const entity of definition.entities) await admin.query(`ANALYZE ${tableOf(app, entity)}`)
  await admin.query('ANALYZE bailiwick.audit')
  return true
}

export async function isSeeded(admin: ClientBase, app: string): Promise<boolean> {
  await admin.query('SET ROLE bailiwick_guard')
  const { rowCount } = await admin.query('SELECT FROM bailiwick.setting WHERE name = $1', [`seeded.${app}`])
  await admin.query('RESET ROLE')
  return rowCount === 1
}

function tableOf(app: string, entity: Entity): string {
  return `${quote(app)}.${quote(entity.name)}`
}

async function importPeople(
  admin: ClientBase,
  app: string,
  seed: SeedToImport,
  personId: ReadonlyMap<string, string>,
): Promise<void> {
  const teamId = new Map(seed.teams.map(team => [team.key, team.id]))
  for (const person of seed.people) {
    await admin.query(
      `INSERT INTO bailiwick.person (id, name, email, title, administrator, demo_sentence) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING`,
      [
        person.id,
        person.name,
        person.email.toLowerCase(),
        person.title ?? null,
        person.administrator ?? false,
        person.demo ?? null,
      ],
    )
  }
  for (const { key, manager } of seed.people) {
    if (manager)
      await admin.query('UPDATE bailiwick.person SET manager = $2 WHERE id = $1', [personId.get(key), personId.get(manager)])
  }
  for (const team of seed.teams) {
    await admin.query('INSERT INTO bailiwick.team (id, name, parent) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING', [
      team.id,
      team.name,
      team.parent ? teamId.get(team.parent) : null,
    ])
  }
  for (const { person, team } of seed.memberships) {
    await admin.query('INSERT INTO bailiwick.membership (person, team) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      personId.get(person),
      teamId.get(team),
    ])
  }
  for (const { role, person, team } of seed.roles) {
    await admin.query(
      'INSERT INTO bailiwick.role_grant (app, role, person, team) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
      [app, role, person ? personId.get(person) : null, team ? teamId.get(team) : null],
    )
  }
}

async function importRecords(
  admin: ClientBase,
  definition: Definition,
  entity: Entity,
  records: readonly ImportedRecord[],
  personId: ReadonlyMap<string, string>,
): Promise<void> {
  const workflow = definition.workflows.find(candidate => candidate.entity === entity.name)
  const stored = entity.fields.filter(field => isStored(field) && !field.formula && !field.rollup)
  const columns = [
    'id',
    'version',
    'created_at',
    'created_by',
    'updated_at',
    'updated_by',
    'deleted_at',
    ...stored.map(field => field.name),
    ...(workflow ? [`${workflow.field}$by`] : []),
  ]
  const list = columns.map(quote).join(', ')
  const table = tableOf(definition.app.name, entity)
  // The guard, which keeps it, is off.
  const kept = searchColumns(entity)
  const into = [list, ...kept.map(column => quote(column.name))].join(', ')
  const values = [list, ...kept.map(column => column.sql(''))].join(', ')
  let number = 1_000
  for (let start = 0; start < records.length; start += batch) {
    const rows = records.slice(start, start + batch).map(record => {
      const row: Record<string, unknown> = {
        id: record.id,
        version: record.version,
        created_at: record.created_at,
        created_by: personId.get(record.created_by),
        updated_at: record.updated_at,
        updated_by: personId.get(record.updated_by),
        deleted_at: record.deleted_at ?? null,
      }
      for (const field of stored) {
        const value = record.fields[field.name] ?? null
        if (field.type === 'auto_number' && value === null) {
          number += 1
          row[field.name] = number
        } else row[field.name] = columnValue(entity, field, value)
      }
      if (workflow) row[`${workflow.field}$by`] = record.state_by ? personId.get(record.state_by) : null
      return row
    })
    await admin.query(
      `INSERT INTO ${table} (${into}) SELECT ${values} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
      [JSON.stringify(rows)],
    )
  }
}

/** As jsonb_populate_recordset takes it: JSON itself for json columns, PostgreSQL's text for all others. */
function columnValue(entity: Entity, field: Field, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (field.type === 'auto_number') return String(value).slice((field.prefix ?? '').length)
  if (field.type === 'json') return value
  const outcome = fieldTypes[field.type].toColumn(value, field)
  if (!outcome.ok)
    throw new Error(`The seed gives ${entity.name}.${field.name} ${JSON.stringify(value)}, which ${outcome.message}.`)
  return outcome.value
}

/** Audit rows as the triggers would have written them, and the votes. */
async function importHistory(admin: ClientBase, definition: Definition, history: readonly ImportedEvent[]): Promise<void> {
  const app = definition.app.name
  const entities = new Map(
    definition.entities.map(entity => [
      entity.name,
      { entity, fields: new Map(entity.fields.map(field => [field.name, field])) },
    ]),
  )
  const audited = (name: string, values: Readonly<Record<string, unknown>> | undefined) => {
    if (!values) return null
    const known = entities.get(name)
    return Object.fromEntries(
      Object.entries(values).map(([field, value]) => [field, auditValue(known?.fields.get(field), value)]),
    )
  }
  for (let start = 0; start < history.length; start += batch * 2) {
    const events = history.slice(start, start + batch * 2)
    const rows = events.map(event => ({
      at: event.at,
      kind: event.kind,
      person: event.person,
      app,
      entity: event.entity,
      record: event.record,
      transition: event.transition ?? null,
      comment: event.comment ?? null,
      before: audited(event.entity, event.before),
      after: audited(event.entity, event.after),
      detail: { imported: true, version: event.version, ...(event.vote ? { ...event.vote } : {}) },
    }))
    const columns = 'at, kind, person, app, entity, record, transition, comment, before, after, detail'
    await admin.query(
      `INSERT INTO bailiwick.audit (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::bailiwick.audit, $1::jsonb)`,
      [JSON.stringify(rows)],
    )
    for (const [entity, votes] of Map.groupBy(
      events.filter(event => event.vote),
      event => event.entity,
    )) {
      const cast = votes.map(event => ({
        record: event.record,
        transition: event.transition,
        ...event.vote,
        person: event.person,
        comment: event.comment ?? null,
        at: event.at,
      }))
      const list = 'record, transition, step, round, person, decision, comment, at'
      await admin.query(
        `INSERT INTO ${quote(app)}.${quote(`${entity}$vote`)} (${list}) SELECT ${list} FROM jsonb_to_recordset($1::jsonb) AS v(record uuid, transition text, step text, round integer, person uuid, decision text, comment text, at timestamptz)`,
        [JSON.stringify(cast)],
      )
    }
  }
}

/** What to_jsonb gives of the column: money in minor units, decimals as numbers, lists as lists. */
function auditValue(field: Field | undefined, value: unknown): unknown {
  if (!field || value === null || value === undefined) return value ?? null
  if (field.type === 'auto_number') return Number(String(value).slice((field.prefix ?? '').length))
  const type = field.rollup?.result ?? field.type
  if (type === 'money' || type === 'decimal') {
    const outcome = fieldTypes[type].toColumn(value, field)
    return outcome.ok ? Number(outcome.value) : value
  }
  return value
}

async function advanceNumbers(admin: ClientBase, app: string, entity: Entity): Promise<void> {
  const number = entity.fields.find(field => field.type === 'auto_number')
  if (!number) return
  const sequence = `${quote(app)}.${quote(`${entity.name}$number`)}`
  await admin.query('SET LOCAL ROLE bailiwick_guard')
  const { rows } = await admin.query<{ most: string | null }>(
    `SELECT max(${quote(number.name)})::text AS most FROM ${tableOf(app, entity)}`,
  )
  await admin.query('SET LOCAL ROLE bailiwick_owner')
  if (rows[0]?.most) await admin.query('SELECT setval($1::regclass, $2)', [sequence, rows[0].most])
}
