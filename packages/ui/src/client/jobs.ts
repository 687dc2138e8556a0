/** One's own jobs: begun here, gone on with by the server, and there again wherever one looks next. */
import type { JobAct, JobResultsPage, JobsPage, JobView } from '@bailiwick/definition/wire/index.ts'
import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query'
import { requestOnce } from './bulk.ts'
import { request } from './http.ts'
import { keep, kept } from './kept.ts'
import type { ListQuestion } from './queries.ts'

/** More records than these are the server's to do, not this page's. */
export const mostInPage = 200

/** The stream says when one has moved; where it says nothing, this looks by itself while one is under way. */
const lookEvery = 2_000

export const isUnderWay = (job: JobView) => job.endedAt === undefined
export const settledOf = ({ done, refused, unchanged }: JobView) => done + refused + unchanged

export const jobsQuery = queryOptions({
  queryKey: ['jobs'],
  queryFn: ({ signal }) => request<JobsPage>('GET', '/api/jobs?pageSize=20', { signal }),
  refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? lookEvery : false),
})

export const refusedQuery = (job: string) =>
  infiniteQueryOptions({
    queryKey: ['jobs', job, 'refused'],
    queryFn: ({ pageParam, signal }) =>
      request<JobResultsPage>('GET', `/api/jobs/${job}/results?outcome=refused${pageParam && `&pageToken=${pageParam}`}`, {
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: page => page.nextPageToken,
  })

/** The records of a list as it is when the job begins, or these. */
export function beginJob(app: string, entity: string, meant: ListQuestion | readonly string[], act: JobAct): Promise<JobView> {
  return requestOnce(`/api/apps/${app}/${entity}/jobs`, { records: meantOf(meant), ...act })
}

function meantOf(meant: ListQuestion | readonly string[]): object {
  if (Array.isArray(meant)) return { ids: meant }
  const { filter, search, shared, top, trash } = meant as ListQuestion
  return Object.fromEntries(Object.entries({ filter, search, shared, top, trash }).filter(([, value]) => value))
}

export const cancelJob = (job: string) => request<JobView>('POST', `/api/jobs/${job}/cancel`)
export const undoJob = (job: string) => request<JobView>('POST', `/api/jobs/${job}/undo`)

const seenKey = 'jobs seen'
const mostSeen = 100

/** Among the answers, so that each list learns of it, those beneath the one that is shown, too; and it goes with its person. */
export const seenJobsQuery = queryOptions({
  queryKey: [seenKey],
  queryFn: seenJobs,
  initialData: seenJobs,
  staleTime: Number.POSITIVE_INFINITY,
})

function seenJobs(): readonly string[] {
  return kept<readonly string[]>(seenKey) ?? []
}

export function dismissJob(cache: QueryClient, job: string): void {
  const seen = [job, ...seenJobs()].slice(0, mostSeen)
  keep(seenKey, seen)
  cache.setQueryData(seenJobsQuery.queryKey, seen)
}
