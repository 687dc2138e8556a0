/**
 * The audit for reviewers: an app's for those whose role says so, everything for administrators. Reading it is itself recorded. Reviewers see what was written, also in
 * fields they could not read on the record: that is what the right to read the audit means, and why it is a right of its own.
 */
import type { AuditRow } from '@bailiwick/definition/wire/index.ts'
import type { Pool } from 'pg'
import { readExactJson } from '../../database/exact-json.ts'
import { problem } from '../../problems.ts'

export interface AuditQuestion {
  readonly app?: string
  readonly entity?: string
  readonly record?: string
  readonly person?: string
  readonly kind?: string
  readonly from?: string
  readonly to?: string
  readonly pageToken?: string
}

/** Names of people; what the runtime's directory offers. */
export interface Names {
  ready(): Promise<void>
  personName(id: string | null): string | null
}

interface Row {
  seq: string
  at: Date
  kind: string
  person: string | null
  on_behalf_of: string | null
  app: string | null
  entity: string | null
  record: string | null
  request: string | null
  transition: string | null
  comment: string | null
  /** JSON as text: amounts in it are longer than a driver reads exactly. */
  before: string | null
  after: string | null
  detail: string | null
  sealed: boolean
}

const columns = `seq, at, kind, person, on_behalf_of, app, entity, record, request, transition, comment, sealed,
  before::text AS before, after::text AS after, detail::text AS detail`

const pageSize = 50

/**
 * @param allowed apps whose audit may be read; undefined: all, and the platform's own
 * @param words what a row says to this reader
 */
export async function readAudit(
  gate: Pool,
  names: Names,
  question: AuditQuestion,
  allowed: readonly string[] | undefined,
  reader: { readonly person: string; readonly onBehalfOf?: string | null; readonly request: string },
  words: (row: Told) => string,
): Promise<{ items: AuditRow[]; nextPageToken?: string }> {
  if (question.pageToken !== undefined && !/^\d{1,18}$/.test(question.pageToken)) throw problem('query.page-token')
  const { pageToken, ...asked } = question
  // Before the first row leaves: who looked, for what.
  if (pageToken === undefined)
    await gate.query('SELECT bailiwick.audit_event($1, $2, $3, $4, NULL, NULL, $5, $6)', [
      'audit.read',
      reader.person,
      reader.request,
      question.app ?? null,
      JSON.stringify(asked),
      reader.onBehalfOf ?? null,
    ])
  const found = await gate.query<Row>(`SELECT ${columns} FROM bailiwick.read_audit($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, [
    allowed ?? null,
    question.app ?? null,
    question.entity ?? null,
    question.record ?? null,
    question.person ?? null,
    question.kind ?? null,
    question.from ?? null,
    question.to ?? null,
    pageToken ?? null,
    pageSize + 1,
  ])
  await names.ready()
  const rows = found.rows.slice(0, pageSize)
  const person = (id: string | null) => (id === null ? null : { id, title: names.personName(id) })
  return {
    items: rows.map(readSides).map(row => ({
      seq: row.seq,
      at: row.at.toISOString(),
      kind: row.kind,
      person: person(row.person),
      ...(row.on_behalf_of ? { onBehalfOf: person(row.on_behalf_of)! } : {}),
      app: row.app,
      entity: row.entity,
      record: row.record,
      requestId: row.request,
      summary: words(row),
      before: row.before,
      after: row.after ?? row.detail,
      sealed: row.sealed,
    })),
    ...(found.rows.length > pageSize ? { nextPageToken: rows[rows.length - 1]?.seq ?? '' } : {}),
  }
}

type Side = Record<string, unknown> | null
/** A row with what it tells, read. */
export type Told = Omit<Row, 'before' | 'after' | 'detail'> & { before: Side; after: Side; detail: Side }

function readSides(row: Row): Told {
  return { ...row, before: readExactJson(row.before), after: readExactJson(row.after), detail: readExactJson(row.detail) }
}
