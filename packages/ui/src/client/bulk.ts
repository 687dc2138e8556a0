/** Many records changed at once: in requests of a hundred, one after the other, so that there is progress, and an end when somebody wants one. */
import type { ManyView, OneOfMany, RecordPage, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { changeRecord, isHandedOver } from './changes.ts'
import { Refused, request } from './http.ts'
import type { ListQuestion } from './queries.ts'

export type Doing =
  /** Each target says itself. */
  | Readonly<Record<string, never>>
  | { readonly change: Readonly<Record<string, unknown>> }
  | {
      readonly transition: {
        readonly name: string
        readonly comment?: string
        readonly fields?: Readonly<Record<string, unknown>>
      }
    }
  | { readonly trash: true }
  | { readonly restore: true }

export interface Target {
  readonly id: string
  readonly version: number
  /** What this record alone is given; then all have it, and nothing else is done. */
  readonly change?: Readonly<Record<string, unknown>>
}

export interface RefusedTarget extends Target {
  readonly problem: NonNullable<OneOfMany['problem']>
}

/** @property now the version it has since; absent where it is out of one's sight */
export interface DoneTarget extends Target {
  readonly now?: number
}

export interface BulkOutcome {
  readonly done: readonly DoneTarget[]
  readonly refused: readonly RefusedTarget[]
  /** Not asked for any more: somebody ended it, or the server did not answer. */
  readonly left: number
  readonly error?: unknown
}

const atOnce = 100

/** What the server refuses of some records does not keep the rest; what it does not answer ends it. */
export async function changeInBulk(
  app: string,
  entity: string,
  targets: readonly Target[],
  doing: Doing,
  onProgress: (settled: number) => void,
  signal: AbortSignal,
): Promise<BulkOutcome> {
  const done: DoneTarget[] = []
  const refused: RefusedTarget[] = []
  for (let start = 0; start < targets.length; start += atOnce) {
    const left = targets.length - start
    if (signal.aborted) return { done, refused, left }
    const records = targets.slice(start, start + atOnce).map(seen)
    try {
      const { results } = await requestOnce<ManyView>(`/api/apps/${app}/${entity}/bulk`, {
        records,
        ...doing,
        refusals: 'skip',
      })
      for (const { index, problem, version } of results)
        if (problem) refused.push({ ...records[index]!, problem })
        else done.push({ ...records[index]!, ...(version === undefined ? {} : { now: version }) })
    } catch (error) {
      return { done, refused, left, error }
    }
    onProgress(start + records.length)
  }
  return { done, refused, left: 0 }
}

/** One record, which takes no right to change many; told as many are. */
export async function changeOne(app: string, entity: string, target: Target): Promise<BulkOutcome> {
  const { id, version, change = {} } = target
  try {
    const changed = await changeRecord(app, entity, id, version, change, crypto.randomUUID())
    return { done: [{ ...target, ...(isHandedOver(changed) ? {} : { now: changed.record.version }) }], refused: [], left: 0 }
  } catch (error) {
    const isAnswer = error instanceof Refused && error.problem.status >= 400 && error.problem.status < 500
    if (isAnswer) return { done: [], refused: [{ ...target, problem: error.problem }], left: 0 }
    return { done: [], refused: [], left: 1, error }
  }
}

/** As the server reads it, whatever else the caller holds about the record. */
const seen = ({ id, version, change }: Target): Target => ({ id, version, ...(change && { change }) })

/** What would become of each, with nothing done; as many as one request takes. */
export async function checkEach(app: string, entity: string, targets: readonly Target[]): Promise<ManyView['results']> {
  const { results } = await request<ManyView>('POST', `/api/apps/${app}/${entity}/bulk`, {
    body: { records: targets.map(seen), refusals: 'skip', check: true },
  })
  return results
}

/** Asked once more where no answer came: with the same key it happens once, and what it came to is told. */
export async function requestOnce<T>(path: string, body: unknown): Promise<T> {
  const idempotencyKey = crypto.randomUUID()
  const ask = () => request<T>('POST', path, { body, idempotencyKey })
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof Refused && error.problem.code === 'network.unreachable')) throw error
    await new Promise(resolve => setTimeout(resolve, 1_500))
    return ask()
  }
}

/** How many a list has, to the last one. */
export function countOf(app: string, entity: string, question: ListQuestion, signal: AbortSignal): Promise<RecordPage> {
  const query = new URLSearchParams({ pageSize: '1', count: 'exact' })
  for (const [name, value] of Object.entries({ ...question, fields: 'id' })) if (value) query.set(name, value)
  return request<RecordPage>('GET', `/api/apps/${app}/${entity}?${query}`, { signal })
}

/** Everything a list has, page by page; only what is needed of each. */
export async function collect(
  app: string,
  entity: string,
  question: ListQuestion,
  onProgress: (found: number) => void,
  signal: AbortSignal,
): Promise<readonly RecordRow[]> {
  const found: RecordRow[] = []
  let pageToken: string | undefined
  do {
    const query = new URLSearchParams({ pageSize: '200' })
    for (const [name, value] of Object.entries({ ...question, pageToken })) if (value) query.set(name, value)
    const page: RecordPage = await request<RecordPage>('GET', `/api/apps/${app}/${entity}?${query}`, { signal })
    found.push(...page.items)
    pageToken = page.nextPageToken
    onProgress(found.length)
  } while (pageToken)
  return found
}
