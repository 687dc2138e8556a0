/** What the screens ask for, with its place in the cache. Keys: `[app, entity, 'list', …]` and `[app, entity, 'one', id]`, so that one change repaints all that shows it. */
import type {
  AccessRequest,
  AccessView,
  AppView,
  ChangeRight,
  CreationRight,
  FileRoomView,
  HistoryPage,
  InboxView,
  NotificationsPage,
  OwnSessions,
  PresentSession,
  ReadersPage,
  RecordPage,
  RecordRow,
  RecordView,
  Reference,
  RefusedScreen,
  RequestView,
  SessionView,
  ShareView,
  WhyView,
} from '@bailiwick/definition/wire/index.ts'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { askTogether, type GroupsQuestion, weeksOf } from './figures.ts'
import { knowTitles, Refused, request } from './http.ts'
import { say } from './language.ts'

/** @throws when nobody is signed in, which the server does not answer as an error: a page may ask before it knows */
async function presentSession(): Promise<SessionView> {
  const { session } = await request<PresentSession>('GET', '/api/sign-in/session')
  if (session) return session
  throw new Refused({
    type: '',
    code: 'session.missing',
    status: 401,
    title: say('Nobody is signed in'),
    hint: say('Sign in to go on.'),
    requestId: '',
  })
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: presentSession,
  staleTime: 60_000,
  retry: false,
})

export const appQuery = (app: string) =>
  queryOptions({
    queryKey: [app, 'app'],
    queryFn: async () => {
      const view = await request<AppView>('GET', `/api/apps/${app}`)
      for (const { fields } of [...view.entities, ...(view.forms ?? [])]) knowTitles(fields)
      return view
    },
    staleTime: 60_000,
  })

export const recordQuery = (app: string, entity: string, id: string) =>
  queryOptions({
    queryKey: [app, entity, 'one', id],
    queryFn: () => request<RecordView>('GET', `/api/apps/${app}/${entity}/${id}`),
  })

export type HistoryPart = 'comments' | 'decisions' | 'changes'

export const historyQuery = (app: string, entity: string, id: string, part?: HistoryPart) =>
  infiniteQueryOptions({
    queryKey: [app, entity, 'one', id, 'history', ...(part ? [part] : [])],
    queryFn: ({ pageParam }) => {
      const asked = new URLSearchParams({ ...(pageParam && { pageToken: pageParam }), ...(part && { part }) })
      return request<HistoryPage>('GET', `/api/apps/${app}/${entity}/${id}/history?${asked}`)
    },
    initialPageParam: '',
    getNextPageParam: page => page.nextPageToken,
  })

export const sharesQuery = (app: string, entity: string, id: string) =>
  queryOptions({
    queryKey: [app, entity, 'one', id, 'shares'],
    queryFn: () => request<{ items: ShareView[] }>('GET', `/api/apps/${app}/${entity}/${id}/shares`),
  })

/** Why one may see the record oneself. */
export const whyQuery = (app: string, entity: string, id: string) =>
  queryOptions({
    queryKey: [app, entity, 'one', id, 'why'],
    queryFn: () => request<WhyView>('GET', `/api/apps/${app}/${entity}/${id}/why`),
  })

/** @param at an earlier moment, RFC 3339; empty: now */
export const accessQuery = (app: string, entity: string, id: string, search: string, at = '') =>
  infiniteQueryOptions({
    queryKey: [app, entity, 'one', id, 'access', search, at],
    queryFn: ({ pageParam }) =>
      request<AccessView>(
        'GET',
        `/api/apps/${app}/${entity}/${id}/access?${new URLSearchParams({ ...(at ? { at } : {}), ...(search ? { search } : {}), ...(pageParam ? { pageToken: pageParam } : {}) })}`,
      ),
    initialPageParam: '',
    getNextPageParam: page => page.nextPageToken,
    placeholderData: keepPreviousData,
  })

export const readersQuery = (app: string, entity: string, id: string) =>
  infiniteQueryOptions({
    queryKey: [app, entity, 'one', id, 'readers'],
    queryFn: ({ pageParam }) =>
      request<ReadersPage>(
        'GET',
        `/api/apps/${app}/${entity}/${id}/readers?${new URLSearchParams(pageParam ? { pageToken: pageParam } : {})}`,
      ),
    initialPageParam: '',
    getNextPageParam: page => page.nextPageToken,
  })

export const refusedScreenQuery = (app: string, screen: string) =>
  queryOptions({
    queryKey: ['refused-screen', app, screen],
    queryFn: () => request<RefusedScreen>('GET', `/api/apps/${app}/refused-screens/${encodeURIComponent(screen)}`),
  })

export const creationRightQuery = (app: string, entity: string) =>
  queryOptions({
    queryKey: ['creation-right', app, entity],
    queryFn: () => request<CreationRight>('GET', `/api/apps/${app}/creation-rights/${entity}`),
  })

export const changeRightQuery = (app: string, entity: string, id: string) =>
  queryOptions({
    queryKey: [app, entity, 'one', id, 'change-right'],
    queryFn: () => request<ChangeRight>('GET', `/api/apps/${app}/${entity}/${id}/change-right`),
  })

export const fileRoomQuery = queryOptions({
  queryKey: ['file-room'],
  queryFn: () => request<FileRoomView>('GET', '/api/file-room'),
  staleTime: 0,
})

export const ownSessionsQuery = queryOptions({
  queryKey: ['own-sessions'],
  queryFn: () => request<OwnSessions>('GET', '/api/sessions'),
  staleTime: 0,
  gcTime: 0,
})

export const accessRequestsQuery = queryOptions({
  queryKey: ['access-requests'],
  queryFn: () => request<{ items: AccessRequest[] }>('GET', '/api/access-requests'),
})

export const inboxQuery = queryOptions({
  queryKey: ['inbox'],
  queryFn: () => request<InboxView>('GET', '/api/inbox'),
  refetchInterval: 60_000,
})

/** One's own requests that others decide on. */
export const requestsQuery = queryOptions({
  queryKey: ['inbox', 'requests'],
  queryFn: () => request<{ items: RequestView[] }>('GET', '/api/inbox/requests'),
})

export const notificationsQuery = queryOptions({
  queryKey: ['notifications', 'page'],
  queryFn: () => request<NotificationsPage>('GET', '/api/notifications'),
})

/** How much is not read. The stream says when there is more. */
export const unreadQuery = queryOptions({
  queryKey: ['notifications', 'unread'],
  queryFn: () => request<NotificationsPage>('GET', '/api/notifications?pageSize=0'),
  refetchInterval: 120_000,
})

export const followingQuery = (app: string, entity: string, id: string) =>
  queryOptions({
    queryKey: [app, entity, 'one', id, 'following'],
    queryFn: () => request<{ following: boolean }>('GET', `/api/apps/${app}/${entity}/${id}/following`),
  })

/** People a comment on the record may name. */
export const mentionableQuery = (app: string, entity: string, id: string, search: string) =>
  queryOptions({
    queryKey: [app, entity, 'one', id, 'mentionable', search],
    queryFn: ({ signal }) =>
      request<{ items: Reference[] }>('GET', `/api/apps/${app}/${entity}/${id}/mentionable?${new URLSearchParams({ search })}`, {
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })

export interface ListQuestion {
  readonly filter?: string | undefined
  readonly orderBy?: string | undefined
  readonly search?: string | undefined
  readonly fields?: string | undefined
  /** `only`: what is in the trash. */
  readonly trash?: string | undefined
  /** `me`: what was shared with who asks. */
  readonly shared?: string | undefined
  /** A relation of the records to each other: only those that stand beneath none. */
  readonly top?: string | undefined
}

export const pageSize = 100

/** The names of so many are most of what a proxy takes as an address; without them all are answered. */
const longestFields = 3_000

function listPath(app: string, entity: string, question: ListQuestion, rest: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(rest)
  for (const [name, value] of Object.entries(question))
    if (value && !(name === 'fields' && value.length > longestFields)) query.set(name, value)
  return `/api/apps/${app}/${entity}?${query}`
}

/** A list is one part of several that another is divided into: a column of a board, a group of a list. What changed is asked of the whole, once for all its parts. */
export interface PartOf {
  readonly whole: ListQuestion
  /** @returns undefined: it cannot be told here */
  has(row: RecordRow): boolean | undefined
}

const meta = (part: PartOf | undefined) => (part ? { meta: { part } } : {})

export const listQuery = (app: string, entity: string, question: ListQuestion, part?: PartOf) =>
  infiniteQueryOptions({
    ...meta(part),
    queryKey: [app, entity, 'list', question],
    queryFn: ({ pageParam, signal }) => pageOf(app, entity, question, pageParam || undefined, signal),
    initialPageParam: '',
    getNextPageParam: page => page.nextPageToken,
    placeholderData: keepPreviousData,
    // Whoever comes back to many pages finds them as they were left: what changed since was put in them, or has marked them (`renew-lists.ts`).
    staleTime: ({ state: { data } }) => (data && data.pages.length > 1 ? 300_000 : 5_000),
  })

/** So many of a list, once. */
export const askList = (app: string, entity: string, question: ListQuestion, most: number) =>
  request<RecordPage>('GET', listPath(app, entity, question, { pageSize: String(most) }))

const pageOf = (app: string, entity: string, question: ListQuestion, pageToken: string | undefined, signal: AbortSignal) =>
  request<RecordPage>(
    'GET',
    listPath(app, entity, question, { pageSize: String(pageSize), ...(pageToken ? { pageToken } : {}) }),
    { signal },
  )

/** One page of a list, for places that walk many lists at once; laid out as a list's pages are, so that a change shows in both. */
export const pageQuery = (app: string, entity: string, question: ListQuestion, pageToken: string, part?: PartOf) =>
  queryOptions({
    ...meta(part),
    queryKey: [app, entity, 'list', 'page', question, pageToken],
    queryFn: async ({ signal }) => ({
      pages: [await pageOf(app, entity, question, pageToken || undefined, signal)],
      pageParams: [] as string[],
    }),
  })

/** The first pages of a list as one answer, for places that ask for many lists at once; laid out as a list's pages are, so that a change shows in both. */
export const pagesQuery = (app: string, entity: string, question: ListQuestion, pages: number) =>
  queryOptions({
    queryKey: [app, entity, 'list', 'pages', question, pages],
    queryFn: async ({ signal }) => {
      const found = [await pageOf(app, entity, question, undefined, signal)]
      for (let next = found[0]!.nextPageToken; next !== undefined && found.length < pages; next = found.at(-1)!.nextPageToken)
        found.push(await pageOf(app, entity, question, next, signal))
      return { pages: found, pageParams: [] as string[] }
    },
  })

/** The first few of a list; under `list`, so that a change asks for them again. */
export const topQuery = (app: string, entity: string, question: ListQuestion, count: number) =>
  queryOptions({
    queryKey: [app, entity, 'list', 'top', question, count],
    queryFn: ({ signal }) => request<RecordPage>('GET', listPath(app, entity, question, { pageSize: String(count) }), { signal }),
    placeholderData: keepPreviousData,
  })

export const countQuery = (app: string, entity: string, question: ListQuestion, exact: boolean) =>
  queryOptions({
    queryKey: [app, entity, 'list', 'count', question, exact],
    queryFn: ({ signal }) =>
      request<RecordPage>(
        'GET',
        listPath(
          app,
          entity,
          { filter: question.filter, search: question.search, trash: question.trash, shared: question.shared },
          { pageSize: '1', fields: 'id', count: exact ? 'exact' : 'capped' },
        ),
        { signal },
      ),
    placeholderData: keepPreviousData,
  })

/** The first record of an order. */
export const nearestQuery = (app: string, entity: string, question: ListQuestion) =>
  queryOptions({
    queryKey: [app, entity, 'list', 'nearest', question],
    queryFn: ({ signal }) => request<RecordPage>('GET', listPath(app, entity, question, { pageSize: '1' }), { signal }),
  })

/** Figures over groups of records; under `list`, so that a change asks for them again. */
export const groupsQuery = (app: string, entity: string, asked: GroupsQuestion) => {
  const question = { ...asked, ...weeksOf(asked.groupBy) }
  return queryOptions({
    queryKey: [app, entity, 'list', 'groups', question],
    queryFn: ({ signal }) => askTogether(app, entity, question, signal),
    placeholderData: keepPreviousData,
  })
}
