/** Of the start page: what one asked for, what happened to what one follows, and what one had open last. Each is there when there is something to say. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { countText } from '../client/language.ts'
import { requestsQuery } from '../client/queries.ts'
import { useRecent } from '../client/recent.ts'
import { Due, Moment } from '../fields/dates.tsx'
import { useNews } from '../screens/inbox/use-news.ts'
import { plainComment } from '../screens/record/comment-text.tsx'
import { told } from '../screens/record/timeline.tsx'
import classes from './home.module.css'

const shown = 5

interface SectionProps {
  readonly title: string
  readonly count?: number
  readonly children: ReactNode
}

function Section({ title, count, children }: SectionProps) {
  return (
    <section className={classes.section} aria-label={title}>
      <h2 className={classes.heading}>
        {title} {count !== undefined && <span className={classes.dim}>{countText(count)}</span>}
      </h2>
      <div className={classes.rows}>{children}</div>
    </section>
  )
}

function All({ tab, count: all }: { readonly tab: 'requests' | 'news'; readonly count: number }) {
  const count = countText(all)
  return (
    <Link to="/inbox" search={{ tab }} className={classes.row}>
      <span className={classes.dim}>
        <Trans>All {count}</Trans>
      </span>
    </Link>
  )
}

export function MyRequests() {
  const { t } = useLingui()
  const items = useQuery(requestsQuery).data?.items ?? []
  if (items.length === 0) return null
  const forWhat = (asks: string) => t`for ${asks}`
  return (
    <Section title={t`What you wait for`} count={items.length}>
      {items.slice(0, shown).map(item => (
        <Link
          key={`${item.app}${item.id}${item.transition}`}
          to="/inbox"
          search={{ tab: 'requests', item: `${item.app}/${item.entity}/${item.id}` }}
          className={classes.row}
        >
          <span className={classes.reference}>{item.number ?? ''}</span>
          <span className={classes.rowTitle} dir="auto">
            {item.title}
          </span>
          <span className={classes.dim}>{forWhat(item.asks)}</span>
          <span className={classes.when}>{item.due ? <Due iso={item.due} /> : item.since && <Moment iso={item.since} />}</span>
        </Link>
      ))}
      {items.length > shown && <All tab="requests" count={items.length} />}
    </Section>
  )
}

export function UnreadNews() {
  const { t } = useLingui()
  const { page, news } = useNews()
  const fresh = news.filter(({ read }) => !read)
  if (fresh.length === 0) return null
  const whoDid = ({ person }: { readonly person: { readonly title: string | null } | null }) => person?.title ?? t`The system`
  return (
    <Section title={t`News`} count={page.data?.unread ?? fresh.length}>
      {fresh.slice(0, shown).map(({ id, app, record, entry, kind, why, at }) => (
        <Link key={id} to="/inbox" search={{ tab: 'news', item: id }} className={classes.row} data-wide>
          <span className={`${classes.rowTitle} ${classes.news}`}>
            {why === 'mention' ? (
              <Trans>
                <b dir="auto">{whoDid(entry)}</b> named you
              </Trans>
            ) : (
              <>
                <b dir="auto">{whoDid(entry)}</b> {kind && told(app, kind, entry, true)}
              </>
            )}
            <span className={classes.dim}>
              {' · '}
              <span dir="auto">
                {record.title}
                {entry.comment ? `: ${plainComment(entry.comment, entry.mentions)}` : ''}
              </span>
            </span>
          </span>
          <span />
          <span className={classes.when}>
            <Moment iso={at} />
          </span>
        </Link>
      ))}
      {fresh.length > shown && <All tab="news" count={page.data?.unread ?? fresh.length} />}
    </Section>
  )
}

export function RecentlyViewed() {
  const { t } = useLingui()
  const recent = useRecent().slice(0, shown)
  if (recent.length === 0) return null
  return (
    <Section title={t`Recently viewed`}>
      {recent.map(({ app, entity, id, number, title, kind }) => (
        <Link key={`${app}${entity}${id}`} to="/a/$app/r/$entity/$id" params={{ app, entity, id }} className={classes.row}>
          <span className={classes.reference}>{number ?? ''}</span>
          <span className={classes.rowTitle} dir="auto">
            {title}
          </span>
          <span />
          <span className={classes.when}>{kind}</span>
        </Link>
      ))}
    </Section>
  )
}
