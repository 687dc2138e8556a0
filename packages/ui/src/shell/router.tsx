/** Where everything is. What a person looks at is in the address: app, list, filter, order, search, open record. */
import { useLingui } from '@lingui/react/macro'
import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, createRouter, notFound, redirect, useNavigate } from '@tanstack/react-router'
import { appQuery, sessionQuery } from '../client/queries.ts'
import { speakFor } from '../client/speech.ts'
import { fetchEditors } from '../fields/later-editor.tsx'
import { part } from '../kit/part.tsx'
import { State } from '../kit/states.tsx'
import { readAddress, writeAddress } from './address.ts'
import { Shell } from './shell.tsx'

export interface ListSearch {
  readonly filter?: string
  readonly orderBy?: string
  readonly search?: string
  readonly record?: string
  readonly form?: 'new' | 'edit'
  readonly columns?: string
  readonly view?: string
  readonly at?: string
  readonly span?: string
  readonly period?: string
  readonly every?: string
  readonly tv?: 'on'
  readonly rows?: string
  readonly across?: string
  readonly measures?: string
  readonly group?: string
  readonly summary?: string
  readonly pin?: string
  readonly widths?: string
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

const nobody = '00000000-0000-0000-0000-000000000000'

/** What is no id is that of no record: it becomes part of addresses that are asked, and a link must not lead them elsewhere. */
function recordId(value: unknown): string | undefined {
  const id = text(value)
  return id === undefined || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id) ? id : nobody
}

function listSearch(given: Record<string, unknown>): ListSearch {
  const form = given.form === 'new' || given.form === 'edit' ? given.form : undefined
  const found = {
    filter: text(given.filter),
    orderBy: text(given.orderBy),
    search: text(given.search),
    record: recordId(given.record),
    form,
    trash: given.trash === 'only' ? given.trash : undefined,
    shared: given.shared === 'me' ? given.shared : undefined,
    columns: text(given.columns),
    view: text(given.view),
    at: text(given.at),
    span: text(given.span),
    period: text(given.period),
    every: text(given.every),
    tv: given.tv === 'on' ? given.tv : undefined,
    rows: text(given.rows),
    across: text(given.across),
    measures: text(given.measures),
    group: text(given.group),
    summary: text(given.summary),
    pin: text(given.pin),
    widths: text(given.widths),
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as ListSearch
}

function NothingHere() {
  const { t } = useLingui()
  const navigate = useNavigate()
  return (
    <State
      page
      title={t`There is nothing at this address`}
      action={{ label: t`Go to the start page`, onClick: () => void navigate({ to: '/' }) }}
    >
      {t`Check the address, or go to the start page.`}
    </State>
  )
}

/** Beside the navigation, so that one can go elsewhere. */
function PageFailed() {
  const { t } = useLingui()
  // What could not be fetched is remembered as failed, so only a new page asks for it again; one that the server does not answer would leave nothing at all.
  const begin = () =>
    fetch('/mark.svg', { cache: 'no-store' }).then(
      () => location.reload(),
      () => undefined,
    )
  return (
    <State page title={t`This page could not be shown`} action={{ label: t`Retry`, onClick: () => void begin() }}>
      {t`The connection may be lost, or a new version was installed since you opened the page. What you saved is kept.`}
    </State>
  )
}

const root = createRootRouteWithContext<{ cache: QueryClient }>()({
  notFoundComponent: NothingHere,
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: part(async () => ({ default: (await import('./sign-in.tsx')).SignInPage })),
  validateSearch: (given: Record<string, unknown>): { next?: string } => {
    const next = text(given.next)
    // Only places of this installation: never another site, whatever the link says.
    return next && /^\/(?![/\\])/.test(next) ? { next } : {}
  },
})
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation/$token',
  component: part(async () => ({ default: (await import('./sign-in.tsx')).InvitationPage })),
})

const publicForm = createRoute({
  getParentRoute: () => root,
  path: '/form/$app/$entity',
  component: part(async () => {
    const [page] = await Promise.all([import('../screens/public-form/public-form-page.tsx'), fetchEditors()])
    return { default: page.PublicFormPage }
  }),
})

export const screenPage = () => import('../screens/screen-page.tsx')

/** Whose screen or records stand at an address. */
export const appAt = (pathname: string): string | undefined => /^\/a\/([^/]+)\/[se]\//.exec(pathname)?.[1]

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    // Names and ids have no other letters; a slash among them, however it is written, would lead what is asked elsewhere.
    if (!/^[/\w-]*$/.test(location.pathname)) throw notFound()
    const session = await context.cache.ensureQueryData(sessionQuery).catch(() => {
      throw redirect({ to: '/sign-in', search: location.pathname === '/' ? {} : { next: location.href } })
    })
    const app = appAt(location.pathname)
    // What this browser remembers may be another person's language, or one's own of before: nothing is asked for in that.
    await speakFor(session.preferences)
    if (session.apps.some(({ name }) => name === app)) void context.cache.prefetchQuery(appQuery(app!))
  },
})
const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: part(async () => ({ default: (await import('./home.tsx')).HomePage })),
})
const app = createRoute({
  getParentRoute: () => shell,
  path: '/a/$app',
  component: part(async () => ({ default: (await screenPage()).AppPage })),
})
/** Shows what stands at both addresses itself: from one to the other, the screens one has been to stay. */
const records = createRoute({
  getParentRoute: () => shell,
  id: 'records',
  validateSearch: listSearch,
  component: part(async () => ({ default: (await screenPage()).ScreenPage })),
})
const screen = createRoute({
  getParentRoute: () => records,
  path: '/a/$app/s/$screen',
})
const entity = createRoute({
  getParentRoute: () => records,
  path: '/a/$app/e/$entity',
})
const record = createRoute({
  getParentRoute: () => shell,
  path: '/a/$app/r/$entity/$id',
  validateSearch: (given: Record<string, unknown>): { form?: 'edit' } => (given.form === 'edit' ? { form: 'edit' } : {}),
  component: part(async () => ({ default: (await import('../screens/record/record-page.tsx')).RecordPage })),
})
const inbox = createRoute({
  getParentRoute: () => shell,
  path: '/inbox',
  component: part(async () => ({ default: (await import('./inbox-page.tsx')).InboxPage })),
  validateSearch: (given: Record<string, unknown>): { tab?: 'requests' | 'news'; item?: string } => ({
    ...(given.tab === 'requests' || given.tab === 'news' ? { tab: given.tab } : {}),
    ...(text(given.item) ? { item: text(given.item)! } : {}),
  }),
})
const audit = createRoute({
  getParentRoute: () => shell,
  path: '/audit',
  component: part(async () => ({ default: (await import('../screens/audit/audit-screen.tsx')).AuditScreen })),
  validateSearch: (given: Record<string, unknown>) =>
    Object.fromEntries(
      ['app', 'entity', 'record', 'person', 'kind', 'from', 'to'].flatMap(name =>
        text(given[name]) ? [[name, text(given[name])!]] : [],
      ),
    ) as Partial<Record<'app' | 'entity' | 'record' | 'person' | 'kind' | 'from' | 'to', string>>,
})
const people = createRoute({
  getParentRoute: () => shell,
  path: '/people',
  component: part(async () => ({ default: (await import('../screens/people/people-screen.tsx')).PeopleScreen })),
})
const account = createRoute({
  getParentRoute: () => shell,
  path: '/account',
  component: part(async () => ({ default: (await import('./account.tsx')).AccountPage })),
})

const tree = root.addChildren([
  signIn,
  invitation,
  publicForm,
  shell.addChildren([home, app, records.addChildren([screen, entity]), record, inbox, audit, people, account]),
])

export function makeRouter(cache: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { cache },
    parseSearch: readAddress,
    stringifySearch: writeAddress,
    defaultPreload: 'intent',
    defaultPendingMinMs: 0,
    defaultErrorComponent: PageFailed,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
