/** Many records changed while nobody waits: begun for the records of a list, watched, stopped and taken back by the one who began it. */
import type { JobResult, JobsPage, JobView } from '@bailiwick/definition/wire/index.ts'
import { inLanguageOf } from '../../../database/live-model.ts'
import { problem } from '../../../problems.ts'
import { type Floors, transact } from '../../../request.ts'
import {
  beginJob,
  cancelJob,
  type JobRequest,
  mostIds,
  type Reader,
  readJob,
  readJobs,
  readResults,
  undoJob,
} from '../../../runtime/jobs/jobs.ts'
import type { Call } from '../call.ts'
import type { Route } from '../route.ts'
import { acts } from './many.ts'
import { askingOf, writeOnce } from './records.ts'
import { filter, object, uuid } from './shapes.ts'

const ofJob = '/api/jobs/:job'
const read = { authentication: 'session', right: 'self', keyScope: 'read', auditClass: 'none', rateClass: 'read' } as const
const write = { authentication: 'session', keyScope: 'write', auditClass: 'change', rateClass: 'write' } as const
const text = (maxLength: number) => ({ type: 'string', maxLength })
const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** @param kick told that there is a new job */
export function jobRoutes(floors: Floors, kick: () => void): Route[] {
  const readerOf = ({ languages }: Call): Reader => ({
    languages,
    app: name => {
      const live = floors.app(name)
      return live && inLanguageOf(live, languages)
    },
  })
  return [
    {
      ...write,
      right: 'app',
      method: 'POST',
      path: '/api/apps/:app/:entity/jobs',
      body: object(
        {
          records: {
            anyOf: [
              object({
                filter,
                search: text(1_000),
                shared: { enum: ['me'] },
                top: text(40),
                trash: { enum: ['only'] },
              }),
              object({ ids: { type: 'array', minItems: 1, maxItems: mostIds, items: uuid } }, ['ids']),
            ],
          },
          ifUnchanged: { type: 'boolean' },
          ...acts,
        },
        ['records'],
      ),
      handler: async (call, reply) => {
        const request = call.body as JobRequest
        const job = (await writeOnce(floors, call, reply, 202, (tx, surface, _asking, actor) =>
          beginJob(tx, surface, request, actor, readerOf(call)),
        )) as JobView
        // With a key it may be the refusal of before.
        if (reply.statusCode !== 202) return job
        kick()
        reply.header('location', `/api/jobs/${job.id}`)
        return job
      },
    },
    {
      ...read,
      method: 'GET',
      path: '/api/jobs',
      query: object({ pageSize: { type: 'integer', minimum: 1, maximum: 200 } }),
      handler: async (call): Promise<JobsPage> => ({
        items: await transact(floors, askingOf(call), tx =>
          readJobs(tx, (call.query.pageSize as number | undefined) ?? 50, readerOf(call)),
        ),
      }),
    },
    {
      ...read,
      method: 'GET',
      path: ofJob,
      handler: call => transact(floors, askingOf(call), tx => readJob(tx, jobId(call), readerOf(call))),
    },
    {
      ...read,
      method: 'GET',
      path: `${ofJob}/results`,
      query: object({ outcome: { enum: ['done', 'refused', 'unchanged'] }, pageToken: text(40) }),
      handler: call => {
        const { outcome, pageToken } = call.query as { outcome?: JobResult['outcome']; pageToken?: string }
        return transact(floors, askingOf(call), (tx, actor) =>
          readResults(tx, jobId(call), outcome, pageToken, readerOf(call), actor, floors.directory),
        )
      },
    },
    {
      ...write,
      right: 'self',
      method: 'POST',
      path: `${ofJob}/cancel`,
      handler: call => transact(floors, askingOf(call), tx => cancelJob(tx, jobId(call), readerOf(call))),
    },
    {
      ...write,
      right: 'self',
      method: 'POST',
      path: `${ofJob}/undo`,
      handler: async (call, reply) => {
        const job = await transact(floors, askingOf(call), tx => undoJob(tx, jobId(call), readerOf(call)))
        kick()
        reply.code(202).header('location', `/api/jobs/${job.id}`)
        return job
      },
    },
  ]
}

/** An id that cannot be one is answered like one that is nobody's. */
function jobId(call: Call): string {
  const { job = '' } = call.params
  if (!uuidForm.test(job)) throw problem('job.not-found')
  return job.toLowerCase()
}
