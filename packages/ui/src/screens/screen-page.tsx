/** The pages at a screen's and at an entity's address. Each type of screen is a folder beside this file and a line here. */
import type { AppView, EntityView, ScreenView } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Navigate, useParams } from '@tanstack/react-router'
import { type ComponentType, useMemo } from 'react'
import { appQuery } from '../client/queries.ts'
import { Awaiting, part } from '../kit/part.tsx'
import { State } from '../kit/states.tsx'
import { KeptScreens } from './kept-screens.tsx'
import { ListScreen } from './list/list-screen.tsx'
import { NoApp } from './no-app.tsx'
import type { PageProps } from './records/page.ts'
import { useWayOut } from './way-out.ts'

const SendPage = part(async () => ({ default: (await import('./send-page.tsx')).SendPage }))
const KeptWords = part(async () => ({ default: (await import('./record/unsaved-words.tsx')).KeptWords }))
const NoScreen = part(async () => ({ default: (await import('./no-screen.tsx')).NoScreen }))

// Lists are what people open first; the others come when one is opened.
const types: { readonly [K in ScreenView['kind']]: ComponentType<PageProps<K>> } = {
  list: ListScreen,
  board: part(() => import('./board/board-screen.tsx')),
  calendar: part(() => import('./calendar/calendar-screen.tsx')),
  timeline: part(() => import('./timeline/timeline-screen.tsx')),
  dashboard: part(() => import('./dashboard/dashboard-screen.tsx')),
  gallery: part(() => import('./gallery/gallery-screen.tsx')),
  tree: part(() => import('./tree/tree-screen.tsx')),
  pivot: part(() => import('./pivot/pivot-screen.tsx')),
}

interface Shown {
  readonly Type: ComponentType<PageProps>
  readonly screen: ScreenView
  readonly path: string
}

export function ScreenPage() {
  const { app: name, screen, entity } = useParams({ strict: false }) as { app: string; screen?: string; entity?: string }
  const { data: app, isError, error, refetch } = useQuery(appQuery(name))
  const found = useMemo(() => app && (entity ? plainAt(app, entity) : screenAt(app, screen!)), [app, entity, screen])
  if (isError) return <NoApp app={name} error={error} onRetry={() => void refetch()} />
  if (!app) return null
  const form = app.forms?.find(candidate => candidate.name === entity)
  if (form)
    return (
      <Awaiting>
        <SendPage key={entity} app={app} entity={form} />
      </Awaiting>
    )
  if (found) return <KeptScreens {...found} app={app} />
  return entity ? <NoEntity app={app} entity={entity} /> : <NoScreen key={screen} app={app} screen={screen!} />
}

function screenAt(app: AppView, name: string): Shown | undefined {
  const screen = app.screens.find(candidate => candidate.name === name)
  // One kind's component takes that kind's screens; the compiler cannot follow a kind through a table.
  return screen && { Type: types[screen.kind] as ComponentType<PageProps>, screen, path: `s/${name}` }
}

/** Without a screen of its own, what there is of an entity is a list. */
function plainAt(app: AppView, name: string): Shown | undefined {
  const entity = app.entities.find(candidate => candidate.name === name)
  return entity && { Type: ListScreen as ComponentType<PageProps>, screen: plainScreen(entity), path: `e/${name}` }
}

/** An app's address alone, as people shorten addresses: its first screen. */
export function AppPage() {
  const { app } = useParams({ from: '/shell/a/$app' })
  const view = useQuery(appQuery(app))
  if (view.isError) return <NoApp app={app} error={view.error} onRetry={() => void view.refetch()} />
  if (!view.data) return null
  const first = view.data.screens[0]
  if (first) return <Navigate to="/a/$app/s/$screen" params={{ app, screen: first.name }} search={{}} replace />
  const form = view.data.forms?.[0]
  if (form) return <Navigate to="/a/$app/e/$entity" params={{ app, entity: form.name }} search={{}} replace />
  return <NothingShown app={view.data} />
}

/** None of their roles shows any of it. */
function NothingShown({ app }: { readonly app: AppView }) {
  const { t } = useLingui()
  const action = useWayOut(app)
  const { title } = app
  return (
    <State page title={t`There is nothing to see for you in ${title} yet`} action={action}>
      {t`None of your roles shows any of it. Whoever administers it can give you one that does.`}
    </State>
  )
}

function NoEntity({ app, entity }: { readonly app: AppView; readonly entity: string }) {
  const { t } = useLingui()
  const action = useWayOut(app)
  return (
    <State
      page
      title={t`There is nothing of that name for you`}
      action={action}
      // It may have gone while they wrote.
      more={
        <Awaiting>
          <KeptWords key={entity} app={app.name} appView={app} entityName={entity} entity={undefined} />
        </Awaiting>
      }
    >
      {t`It may have been removed, or your roles do not show it. Whoever administers the app can give you one that does.`}
    </State>
  )
}

function plainScreen(entity: EntityView): PageProps<'list'>['screen'] {
  const number = entity.fields.find(field => field.type === 'auto_number')?.name
  const short = entity.fields.filter(field => field.groupable || field.sortable).map(field => field.name)
  const first = [number, entity.titleField, entity.workflow?.field].filter(name => name !== undefined)
  const columns = [...new Set([...first, ...short])].slice(0, 8)
  return {
    name: entity.name,
    kind: 'list',
    title: entity.labelPlural,
    entity: entity.name,
    columns,
    orderBy: 'created_at desc',
    badge: false,
  }
}
