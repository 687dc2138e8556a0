/** The start: what waits for this person, over all apps, and how much of it there is. */
import type { AppView, EntityView, FieldView, InboxView } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Skeleton } from '@mantine/core'
import { useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { sentenceOf } from '../client/http.ts'
import { countText, inSentence, say } from '../client/language.ts'
import {
  appQuery,
  countQuery,
  inboxQuery,
  listQuery,
  notificationsQuery,
  requestsQuery,
  sessionQuery,
} from '../client/queries.ts'
import { Due } from '../fields/dates.tsx'
import { NamedIcon } from '../kit/icon.tsx'
import { usePageTitle } from '../kit/page-title.ts'
import { State } from '../kit/states.tsx'
import { inOrder } from '../screens/inbox/order.ts'
import type { RecordsView } from '../screens/records/page.ts'
import classes from './home.module.css'
import { MyRequests, RecentlyViewed, UnreadNews } from './home-mine.tsx'

export function HomePage() {
  const { t } = useLingui()
  const session = useQuery(sessionQuery)
  const navigate = useNavigate()
  usePageTitle(t`Home`)
  const isPending = usePending(session.data?.apps.map(({ name }) => name) ?? [])
  if (!session.data) return null
  const first = session.data.person.name.split(' ')[0]
  if (session.data.apps.length === 0) {
    if (!session.data.person.administrator)
      return (
        <State page title={t`Welcome, ${first}`}>
          <Trans>You hold no role in any app yet. Ask an administrator for one.</Trans>
        </State>
      )
    return (
      <State
        page
        title={t`Welcome, ${first}`}
        action={{ label: t`Open People`, onClick: () => void navigate({ to: '/people' }) }}
      >
        <Trans>
          Invite people and give them roles. While you are the only administrator you may give roles to yourself as well; later
          another administrator does, because nobody widens their own rights.
        </Trans>
      </State>
    )
  }
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>
        <Trans>Good to see you, {first}</Trans>
      </h1>
      {isPending ? (
        session.data.apps.map(({ name }) => (
          <div key={name} className={classes.section}>
            <Skeleton height={16} width={120} mb={8} />
            <Skeleton height={76} />
          </div>
        ))
      ) : (
        <>
          {session.data.apps.map(app => (
            <AppSummary key={app.name} name={app.name} />
          ))}
          <Waiting />
          <MyRequests />
          <UnreadNews />
          {session.data.apps.map(app => (
            <DueNext key={app.name} name={app.name} />
          ))}
          <RecentlyViewed />
        </>
      )}
    </div>
  )
}

/** Whether the first answers are still awaited: sections that came one after the other would push each other down. */
function usePending(apps: readonly string[]): boolean {
  const answers = [useQuery(inboxQuery), useQuery(requestsQuery), useQuery(notificationsQuery)]
  const views = useQueries({ queries: apps.map(name => appQuery(name)) })
  return [...answers, ...views].some(answer => answer.isPending)
}

/** One number for each list that asks for one, and the way to the others. */
function AppSummary({ name }: { readonly name: string }) {
  const { t } = useLingui()
  const app = useQuery(appQuery(name))
  if (!app.data) return null
  const counted = app.data.screens.filter(screen => 'badge' in screen && screen.badge)
  const others = app.data.screens.filter(screen => !counted.includes(screen))
  return (
    <section className={classes.section} aria-label={app.data.title}>
      <h2 className={classes.heading}>{app.data.title}</h2>
      {counted.length > 0 && (
        <div className={classes.cards}>
          {counted.map(screen => 'entity' in screen && <Count key={screen.name} app={app.data} screen={screen} />)}
        </div>
      )}
      {app.data.screens.length === 0 && !app.data.forms && (
        <p className={classes.dim}>{t`None of your roles shows any of it. Whoever administers it can give you one that does.`}</p>
      )}
      <div className={classes.links}>
        {others.map(screen => (
          <Link
            key={screen.name}
            to="/a/$app/s/$screen"
            params={{ app: name, screen: screen.name }}
            search={{}}
            className={classes.link}
          >
            <NamedIcon name={screen.icon} />
            <span className={classes.linkText} title={screen.title} dir="auto">
              {screen.title}
            </span>
          </Link>
        ))}
        {app.data.forms?.map(form => (
          <Link
            key={form.name}
            to="/a/$app/e/$entity"
            params={{ app: name, entity: form.name }}
            search={{ form: 'new' }}
            className={classes.link}
          >
            <NamedIcon name={form.icon} />
            <span className={classes.linkText} dir="auto">
              {say('New {label}', { label: inSentence(form.label) })}
            </span>
          </Link>
        ))}
      </div>
    </section>
  )
}

function Count({ app, screen }: { readonly app: AppView; readonly screen: RecordsView }) {
  const count = useQuery({
    ...countQuery(app.name, screen.entity, { filter: screen.filter }, false),
    staleTime: 30_000,
  })
  return (
    <Link to="/a/$app/s/$screen" params={{ app: app.name, screen: screen.name }} search={{}} className={classes.card}>
      <span className={classes.what}>
        <NamedIcon name={screen.icon} /> {screen.title}
      </span>
      <span className={classes.number}>
        {count.data?.count === undefined ? '–' : countText(count.data.count, count.data.capped)}
      </span>
    </Link>
  )
}

const isDue = (field: FieldView) => field.managed && field.name.endsWith('_due')

/** What this person must do soonest: of the lists that count what is theirs, the one whose records fall due. */
function DueNext({ name }: { readonly name: string }) {
  const app = useQuery(appQuery(name))
  const found = app.data?.screens.flatMap(screen => {
    if (!('entity' in screen)) return []
    const entity = app.data.entities.find(candidate => candidate.name === screen.entity)
    const due = entity?.fields.find(isDue)
    return entity && due?.sortable && screen.badge && screen.filter?.includes('user.id') ? [{ screen, entity, due }] : []
  })[0]
  if (!found) return null
  return <DueRows app={name} {...found} />
}

interface DueRowsProps {
  readonly app: string
  readonly screen: RecordsView
  readonly entity: EntityView
  readonly due: FieldView
}

function DueRows({ app, screen, entity, due }: DueRowsProps) {
  const { t } = useLingui()
  const number = entity.fields.find(field => field.type === 'auto_number')?.name
  const list = useInfiniteQuery(
    listQuery(app, entity.name, {
      filter: `(${screen.filter}) && record.${due.name} != null`,
      orderBy: due.name,
      fields: [entity.titleField, due.name, number].filter(Boolean).join(','),
    }),
  )
  const rows = (list.data?.pages[0]?.items ?? []).slice(0, 5)
  if (rows.length === 0 && !list.isPending) return null
  const { title } = screen
  const heading = t`${title}: due next`
  return (
    <section className={classes.section} aria-label={heading}>
      <h2 className={classes.heading}>{heading}</h2>
      <div className={classes.rows}>
        {list.isPending && <Skeleton height={34 * 5} />}
        {rows.map(row => (
          <Link
            key={row.id}
            to="/a/$app/s/$screen"
            params={{ app, screen: screen.name }}
            search={{ record: row.id }}
            className={classes.row}
          >
            <span className={classes.reference}>{number ? String(row[number] ?? '') : ''}</span>
            <span className={classes.rowTitle} dir="auto">
              {String(row[entity.titleField] ?? '')}
            </span>
            <span />
            <span className={classes.when}>
              <Due iso={String(row[due.name])} />
            </span>
          </Link>
        ))}
      </div>
    </section>
  )
}

const shown = 8

function Waiting() {
  const { t } = useLingui()
  const inbox = useQuery(inboxQuery)
  const items = inOrder(inbox.data?.items ?? [])
  const count = countText(items.length)
  return (
    <section className={classes.section} aria-label={t`Waiting for your decision`}>
      <h2 className={classes.heading}>
        <Trans>Waiting for your decision</Trans>{' '}
        {items.length > 0 && <span className={classes.dim}>{countText(items.length)}</span>}
      </h2>
      {inbox.isError ? (
        <p className={classes.dim}>{sentenceOf(inbox.error)}</p>
      ) : inbox.isPending ? (
        <Skeleton height={34 * 3} />
      ) : items.length === 0 ? (
        <p className={classes.dim}>
          <Trans>Nothing. Requests that ask for your decision appear here.</Trans>
        </p>
      ) : (
        <div className={classes.rows}>
          {items.slice(0, shown).map(item => (
            <Item key={`${item.app}${item.id}${item.step}`} item={item} />
          ))}
          {items.length > shown && (
            <Link to="/inbox" search={{}} className={classes.row}>
              <span className={classes.dim}>{t`All ${count}`}</span>
            </Link>
          )}
        </div>
      )}
    </section>
  )
}

function Item({ item }: { readonly item: InboxView['items'][number] }) {
  return (
    <Link to="/inbox" search={{ item: `${item.app}/${item.entity}/${item.id}` }} className={classes.row}>
      <span className={classes.reference}>{item.number ?? ''}</span>
      <span className={classes.rowTitle} dir="auto">
        {item.title}
      </span>
      <span className={classes.dim}>{item.requestedBy?.title}</span>
      <span className={classes.when}>{item.due ? <Due iso={item.due} /> : null}</span>
    </Link>
  )
}
