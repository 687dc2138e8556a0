/**
 * What others want of one, and what one wants to hear, over all apps: decisions that wait, one's own requests, news. The list at the left, the whole record at the
 * right, and the next one by itself when one is decided.
 */
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Button, UnstyledButton } from '@mantine/core'
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef } from 'react'
import { countText } from '../../client/language.ts'
import { requestsQuery, unreadQuery } from '../../client/queries.ts'
import { useViewing } from '../../client/viewing.ts'
import { usePageTitle } from '../../kit/page-title.ts'
import { Failure } from '../../kit/states.tsx'
import classes from '../record/record.module.css'
import { RecordPanel } from '../record/record-panel.tsx'
import { focusSoon, useKeys } from '../records/keys.ts'
import own from './inbox.module.css'
import { ApprovalSummary, NewsSummary, RequestSummary } from './summaries.tsx'
import { useInbox } from './use-inbox.ts'
import { useNews } from './use-news.ts'

export type InboxTab = 'approvals' | 'requests' | 'news'

interface InboxScreenProps {
  readonly tab: InboxTab
  /** `app/entity/id`; of news the notification's id. */
  readonly selected: string | undefined
  readonly onTab: (tab: InboxTab) => void
  readonly onSelect: (key: string | undefined) => void
  readonly onOpen: (app: string, entity: string, id: string) => void
}

interface Item {
  readonly key: string
  readonly app: string
  readonly entity: string
  readonly id: string
  readonly summary: ReactNode
}

interface Nothing {
  readonly title: MessageDescriptor
  readonly hint: MessageDescriptor
}

const nothing: Readonly<Record<InboxTab, Nothing>> = {
  approvals: {
    title: msg`Nothing waits for you`,
    hint: msg`Requests that ask for your decision appear here, from every app you work in.`,
  },
  requests: {
    title: msg`You wait for nobody`,
    hint: msg`What you asked for stands here until it is decided, with whom it waits for.`,
  },
  news: {
    title: msg`No news`,
    hint: msg`Comments, steps and decisions on records you follow appear here, and comments that name you. Commenting on a record follows it.`,
  },
}

const placeOf = ({ app, entity, id }: { app: string; entity: string; id: string }) => `${app}/${entity}/${id}`

export function InboxScreen({ tab, selected, onTab, onSelect, onOpen }: InboxScreenProps) {
  const { t } = useLingui()
  const { inbox, matters } = useInbox()
  const requests = useQuery(requestsQuery)
  const { page, news, mark } = useNews()
  const unread = useQuery(unreadQuery).data?.unread ?? 0
  const viewing = useViewing()
  const list = useRef<HTMLDivElement>(null)
  const tabs: Readonly<
    Record<InboxTab, { title: string; count: number; query: UseQueryResult<unknown>; items: readonly Item[] }>
  > = {
    approvals: {
      title: t`Approvals`,
      count: matters.length,
      query: inbox,
      items: matters.map(item => ({ ...item, key: placeOf(item), summary: <ApprovalSummary item={item} /> })),
    },
    requests: {
      title: t`My requests`,
      count: requests.data?.items.length ?? 0,
      query: requests,
      items: (requests.data?.items ?? []).map(item => ({ ...item, key: placeOf(item), summary: <RequestSummary item={item} /> })),
    },
    news: {
      title: t`News`,
      count: unread,
      query: page,
      items: news.map(item => ({
        key: item.id,
        app: item.app,
        entity: item.entity,
        id: item.record.id,
        summary: <NewsSummary item={item} />,
      })),
    },
  }
  const { items, query } = tabs[tab]
  const index = Math.max(
    0,
    items.findIndex(({ key }) => key === selected),
  )
  const current = selected ? items.find(({ key }) => key === selected) : undefined
  const shown = current ?? (window.innerWidth > 800 ? items[0] : undefined)
  const select = (item: Item | undefined) => {
    if (!item) return
    onSelect(item.key)
    focusSoon(() => list.current?.querySelector<HTMLElement>(`[data-key="${item.key}"]`) ?? null)
  }
  const opened = tab === 'news' && !viewing ? current?.key : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each that is opened; marked as not read again, it stays so
  useEffect(() => {
    if (opened) void mark([opened], true)
  }, [opened])
  const step = (by: number) => {
    const next = items[index + by]
    return next ? () => select(next) : undefined
  }
  const go = (by: number) =>
    select(selected ? items[index + by] : items[by > 0 && shown === items[0] ? Math.min(1, items.length - 1) : 0])
  useKeys({
    next: () => go(1),
    previous: () => go(-1),
    close: () => onSelect(undefined),
    edit: () => {
      if (tab !== 'news' || !shown || viewing) return
      void mark([shown.key], true)
      select(
        news.map(({ id, read }) => (read || id === shown.key ? undefined : items.find(({ key }) => key === id))).find(Boolean) ??
          shown,
      )
    },
    comment: () => document.querySelector<HTMLElement>('[data-shortcut="comment"]')?.focus(),
  })
  usePageTitle(t`Inbox`)
  return (
    <div className={classes.inbox}>
      <div className={classes.inboxList} ref={list}>
        <h1 className={classes.inboxTitle}>{t`Inbox`}</h1>
        <div className={own.tabs}>
          <div role="tablist" aria-label={t`Inbox`}>
            {(Object.keys(tabs) as InboxTab[]).map(name => (
              <UnstyledButton
                key={name}
                role="tab"
                id={`inbox-${name}`}
                aria-selected={name === tab}
                aria-controls="inbox-items"
                className={own.tab}
                onClick={() => onTab(name)}
              >
                {tabs[name].title} {tabs[name].count > 0 && <span>{countText(tabs[name].count)}</span>}
              </UnstyledButton>
            ))}
          </div>
          {tab === 'news' && unread > 0 && !viewing && (
            <Button
              className={own.end}
              size="compact-xs"
              variant="default"
              onClick={() =>
                void mark(
                  news.map(({ id }) => id),
                  true,
                )
              }
            >
              {t`Mark all read`}
            </Button>
          )}
        </div>
        <div role="tabpanel" id="inbox-items" aria-labelledby={`inbox-${tab}`}>
          {query.isError ? (
            <Failure error={query.error} onRetry={() => void query.refetch()} />
          ) : query.isSuccess && items.length === 0 ? (
            <div className={own.nothing}>
              <h2>{t(nothing[tab].title)}</h2>
              {t(nothing[tab].hint)}
            </div>
          ) : (
            items.map(item => (
              <UnstyledButton
                key={item.key}
                data-key={item.key}
                className={classes.inboxItem}
                data-selected={item === shown || undefined}
                aria-current={item === shown || undefined}
                onClick={() => select(item)}
              >
                {item.summary}
              </UnstyledButton>
            ))
          )}
        </div>
      </div>
      {shown && (
        <div className={classes.inboxDetail} tabIndex={-1} data-focus-home>
          <RecordPanel
            key={placeOf(shown)}
            app={shown.app}
            entity={shown.entity}
            id={shown.id}
            onPrevious={step(-1)}
            onNext={step(1)}
            onOpen={(entity, id) => onOpen(shown.app, entity, id)}
            onClose={() => onSelect(undefined)}
            {...(tab === 'approvals'
              ? {
                  onDecided: () => {
                    const next = items[index + 1] ?? items[index - 1]
                    onSelect(next && next !== shown ? next.key : undefined)
                  },
                }
              : {})}
          />
        </div>
      )}
    </div>
  )
}
