/**
 * Jobs as their person begins, watches, stops and takes them back. Which records a job means is fixed when it is begun, by the list as its person reads it then; what may be done
 * with each is judged when it is done, in `batch.ts`.
 */
import type { JobAct, JobResult, JobResultsPage, JobView } from '@bailiwick/definition/wire/index.ts'
import type { LiveApp } from '../../database/live-model.ts'
import type { Transaction } from '../../database/with-actor.ts'
import { problem } from '../../problems.ts'
import type { Actor } from '../../security/access/actor.ts'
import type { Directory } from '../directory.ts'
import { wholeListSql } from '../records/list.ts'
import { sameForAll } from '../records/many.ts'
import type { ListRequest } from '../records/query.ts'
import type { Surface } from '../records/surface.ts'
import { planTitles } from '../records/titles.ts'
import { Parameters, timestampSql } from '../records/values.ts'
import { speakerOf } from '../speaker.ts'
import { inWords, type KeptRefusal } from './kept-refusal.ts'

export const mostRecords = 100_000
export const mostIds = 10_000
const resultsOnPage = 100

/** The records of a list, or records by id. */
export type Meant = Pick<ListRequest, 'filter' | 'search' | 'shared' | 'top' | 'trash'> | { readonly ids: readonly string[] }

export interface JobRequest extends JobAct {
  readonly records: Meant
  readonly ifUnchanged?: boolean
}

/** Whoever is told of jobs, in words of theirs. */
export interface Reader {
  /** Best first. */
  readonly languages: readonly string[]
  /** As they read it. */
  app(name: string): LiveApp | undefined
}

const speakerFor = ({ languages, app }: Reader, ofApp: string, entity: string) => speakerOf(languages, app(ofApp), entity)

/** @throws `record.bulk-refused`, `job.empty`, `job.too-large`, `job.too-many`, what a list of this question throws, and what is wrong with what is to be done */
export async function beginJob(
  tx: Transaction,
  surface: Surface,
  request: JobRequest,
  actor: Actor,
  reader: Reader,
): Promise<JobView> {
  if (!surface.can.includes('bulk')) throw problem('record.bulk-refused')
  const { records, ifUnchanged: asked = false, ...act } = request
  // A state changes for the content that was there to be seen, and never for what somebody wrote since.
  const ifUnchanged = asked || act.transition !== undefined
  sameForAll(surface, act)
  const parameters = new Parameters()
  const found = meantSql(surface, records, actor, parameters)
  const given = [
    surface.app.name,
    surface.live.entity.name,
    JSON.stringify(act),
    ifUnchanged,
    JSON.stringify(saying(records, act)),
  ].map(value => parameters.add(value))
  const { rows } = await tx.run({
    text: `WITH found AS MATERIALIZED (${found} LIMIT ${mostRecords + 1}), whole AS (SELECT array_agg(f.id) AS ids, array_agg(f.version) AS versions FROM found f)
SELECT bailiwick.begin_job(${given[0]}, ${given[1]}, ${given[2]}::jsonb, ${given[3]}::boolean, ${given[4]}::jsonb, w.ids, w.versions) FROM whole w`,
    values: parameters.values,
  })
  return readJob(tx, String(rows[0]?.[0]), reader)
}

/** Records named by id are all meant, seen or not: of each it is told what became of it. */
function meantSql(surface: Surface, records: Meant, actor: Actor, into: Parameters): string {
  if (!('ids' in records)) return wholeListSql(surface, records, actor, into)
  const ids = `{${[...new Set(records.ids)].join(',')}}`
  return `SELECT x.id, v.version FROM unnest(${into.add(ids)}::uuid[]) x(id) LEFT JOIN ${surface.names.read} v ON v.id = x.id`
}

/** For the audit: what is asked, by names. Values stand there beside each record. */
function saying(records: Meant, { change, transition, trash }: JobAct): Readonly<Record<string, unknown>> {
  const act = change ? 'change' : transition ? 'transition' : trash ? 'trash' : 'restore'
  return {
    act,
    ...(transition && { transition: transition.name }),
    ...((change ?? transition?.fields) && { fields: Object.keys(change ?? transition?.fields ?? {}) }),
    ...('ids' in records ? { by: 'id' } : records),
  }
}

const columns = `j.id, j.app, j.entity, j.doing, j.if_unchanged, j.undoes, j.undone_by, j.state, j.reason, j.total, j.done, j.refused, j.unchanged, j.undoable,
  ${timestampSql('j.created_at')}, ${timestampSql('j.ended_at')}, ${timestampSql('j.kept_until')}`

function viewOf(row: readonly unknown[], reader: Reader): JobView {
  const [
    id,
    app,
    entity,
    act,
    ifUnchanged,
    undoes,
    undoneBy,
    state,
    reason,
    total,
    done,
    refused,
    unchanged,
    undoable,
    ...times
  ] = row
  const [createdAt, endedAt, keptUntil] = times
  const told = reason === null ? null : inWords(reason as KeptRefusal, speakerFor(reader, String(app), String(entity)))
  const there = { undoes, undoneBy, reason: told, endedAt, keptUntil }
  return {
    ...{ id, app, entity, act, ifUnchanged, state, total, done, refused, unchanged, undoable, createdAt },
    ...Object.fromEntries(Object.entries(there).filter(([, value]) => value !== null)),
  } as unknown as JobView
}

/** One's own, newest first. */
export async function readJobs(tx: Transaction, howMany: number, reader: Reader): Promise<JobView[]> {
  const { rows } = await tx.run({ text: `SELECT ${columns} FROM bailiwick.jobs(NULL, $1) j`, values: [howMany] })
  return rows.map(row => viewOf(row, reader))
}

/** @throws `job.not-found` also for somebody else's */
export async function readJob(tx: Transaction, id: string, reader: Reader): Promise<JobView> {
  const { rows } = await tx.run({ text: `SELECT ${columns} FROM bailiwick.jobs($1::uuid, 1) j`, values: [id] })
  if (!rows[0]) throw problem('job.not-found')
  return viewOf(rows[0], reader)
}

/**
 * What became of its records, named as far as one reads them now.
 *
 * @param token `nextPageToken` of the page before
 * @throws `job.not-found`, `query.page-token`
 */
export async function readResults(
  tx: Transaction,
  id: string,
  outcome: JobResult['outcome'] | undefined,
  token: string | undefined,
  reader: Reader,
  actor: Actor,
  directory: Directory,
): Promise<JobResultsPage> {
  if (token !== undefined && !/^\d{1,6}$/.test(token)) throw problem('query.page-token')
  const job = await readJob(tx, id, reader)
  const { rows } = await tx.run({
    text: 'SELECT r.number, r.record, r.outcome, r.version, r.problem FROM bailiwick.job_results($1::uuid, $2, $3, $4) r',
    values: [id, outcome ?? null, Number(token ?? 0), resultsOnPage + 1],
  })
  const shown = rows.slice(0, resultsOnPage)
  const named = shown.map(([, record]) => ({ app: job.app, entity: job.entity, record: String(record) }))
  const plan = planTitles(reader.app, actor, named)
  const titles = plan.answer(await Promise.all(plan.statements.map(statement => tx.run(statement))), directory)
  const speaker = speakerFor(reader, job.app, job.entity)
  const items = shown.map(
    ([number, record, became, version, refused]) =>
      ({
        number,
        id: record,
        title: titles.get(String(record)) ?? null,
        outcome: became,
        ...(version !== null && { version }),
        ...(refused !== null && { problem: inWords(refused as KeptRefusal, speaker) }),
      }) as unknown as JobResult,
  )
  return { items, ...(rows.length > resultsOnPage && { nextPageToken: String(items.at(-1)?.number) }) }
}

/** What is done stays done. @throws `job.not-found` */
export async function cancelJob(tx: Transaction, id: string, reader: Reader): Promise<JobView> {
  await tx.run({ text: 'SELECT bailiwick.cancel_job($1::uuid)', values: [id] })
  return readJob(tx, id, reader)
}

/** The job that takes this one back. @throws `job.not-found`, `job.under-way`, `job.not-undoable`, `job.too-many` */
export async function undoJob(tx: Transaction, id: string, reader: Reader): Promise<JobView> {
  const { rows } = await tx.run({ text: 'SELECT bailiwick.undo_job($1::uuid)', values: [id] })
  return readJob(tx, String(rows[0]?.[0]), reader)
}
