/** Where the palette leads besides records: screens and saved views of every app, what was open last, and what can be done here. */
import type { AppView, SessionView } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { useQueries } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { inSentence, say } from '../client/language.ts'
import { appQuery } from '../client/queries.ts'
import { useRecent } from '../client/recent.ts'
import { savedViewsQuery } from '../client/saved-views.ts'
import { onlyViewing, stopViewing } from '../client/viewing.ts'
import { useOfferedActions } from '../kit/page-actions.ts'
import type { Found } from './palette-records.ts'

type Navigate = ReturnType<typeof useNavigate>

/** @param app the one at hand @param onViewAs undefined: it may not be viewed as somebody else */
export function usePlaces(app: string | undefined, session: SessionView, onViewAs: (() => void) | undefined): readonly Found[] {
  const { t } = useLingui()
  const navigate = useNavigate()
  // What it is, its group says; beside it stands of what it is.
  const action = (label: string, run: () => void): Found => ({ key: label, group: 'actions', label, kind: '', go: run })
  const listIn = (appTitle: string, list: string) => t`${appTitle}, ${list}`
  // The app at hand first, then the others as they stand in the navigation.
  const names = session.apps.map(({ name }) => name).sort((one, other) => Number(other === app) - Number(one === app))
  const views = useQueries({ queries: names.map(name => appQuery(name)) })
  const saved = useQueries({ queries: names.map(name => savedViewsQuery(name)) })
  const recent = useRecent()
  const here = useOfferedActions()
  const apps = views.flatMap(({ data }) => data ?? [])
  const current = apps.find(({ name }) => name === app)
  const onThisPage = here.map(({ label, run }): Found => ({ key: `here ${label}`, group: 'here', label, kind: '', go: run }))
  // What can be done on this page is not said again among what can be done anywhere.
  const isElsewhere = ({ label }: Found) => !onThisPage.some(each => each.label === label)
  return [
    ...onThisPage,
    // The one that is open is nowhere to go to.
    ...recent
      .filter(({ id }) => !location.href.includes(id))
      .map(
        ({ app: of, entity, id, title, number, kind }): Found => ({
          key: id,
          group: 'recent',
          label: title,
          number,
          kind,
          go: () => void navigate({ to: '/a/$app/r/$entity/$id', params: { app: of, entity, id } }),
        }),
      ),
    {
      key: 'inbox',
      group: 'screens',
      label: t`Inbox: approvals`,
      kind: '',
      go: () => void navigate({ to: '/inbox', search: {} }),
    },
    {
      key: 'requests',
      group: 'screens',
      label: t`Inbox: my requests`,
      kind: '',
      go: () => void navigate({ to: '/inbox', search: { tab: 'requests' } }),
    },
    {
      key: 'news',
      group: 'screens',
      label: t`Inbox: news`,
      kind: '',
      go: () => void navigate({ to: '/inbox', search: { tab: 'news' } }),
    },
    ...apps.flatMap(view => placesOf(view, view.name === app ? '' : view.title, navigate)),
    ...apps.flatMap(view =>
      (saved[names.indexOf(view.name)]?.data?.items ?? [])
        .filter(({ list }) => titleOfList(view, list) !== undefined)
        .map(({ id, list, name, question }): Found => {
          const [kind, of = ''] = list.split('/')
          const search = { ...question, view: id } as never
          const to =
            kind === 's'
              ? ({ to: '/a/$app/s/$screen', params: { app: view.name, screen: of } } as const)
              : ({ to: '/a/$app/e/$entity', params: { app: view.name, entity: of } } as const)
          return {
            key: id,
            group: 'views',
            label: name,
            kind: view.name === app ? titleOfList(view, list)! : listIn(view.title, titleOfList(view, list)!),
            go: () => void navigate({ ...to, search }),
          }
        }),
    ),
    ...(current ? creations(current, session, navigate).filter(isElsewhere) : []),
    ...(onViewAs ? [action(t`View as a role or a person …`, onViewAs)] : []),
    ...(session.viewing ? [action(t`Stop viewing`, () => void stopViewing())] : []),
    { key: 'home', group: 'screens', label: t`Start page`, kind: '', go: () => void navigate({ to: '/' }) },
  ]
}

function placesOf(view: AppView, kind: string, navigate: Navigate): Found[] {
  return view.screens.map(({ name, title }) => ({
    key: `${view.name} ${name}`,
    group: 'screens',
    label: title,
    kind,
    go: () => void navigate({ to: '/a/$app/s/$screen', params: { app: view.name, screen: name }, search: {} }),
  }))
}

/** What a saved view is a view of; undefined: the app has no such list for them, or none any more. */
function titleOfList(view: AppView, list: string): string | undefined {
  const [kind, name] = list.split('/')
  const found =
    kind === 's'
      ? view.screens.find(each => each.name === name)?.title
      : view.entities.find(each => each.name === name)?.labelPlural
  return found
}

function creations(view: AppView, session: SessionView, navigate: Navigate): Found[] {
  return [...view.entities, ...(view.forms ?? [])]
    .filter(entity => entity.can.includes('create'))
    .map(({ name, label }) => ({
      key: `new ${name}`,
      group: 'actions',
      label: say('New {label}', { label: inSentence(label) }),
      kind: session.viewing ? onlyViewing() : '',
      go: () =>
        !session.viewing &&
        void navigate({ to: '/a/$app/e/$entity', params: { app: view.name, entity: name }, search: { form: 'new' as const } }),
    }))
}
