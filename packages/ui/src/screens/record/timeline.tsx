/** What happened to a record, newest first: one stream of changes, steps, decisions and comments. */
import type { EntityView, HistoryEntry, WireValue } from '@bailiwick/definition/wire/index.ts'
import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { sentenceOf } from '../../client/http.ts'
import { historyQuery } from '../../client/queries.ts'
import { Moment, UntilDay } from '../../fields/dates.tsx'
import { fieldOf } from '../../fields/field-ui.ts'
import { PersonAvatar } from '../../fields/references.tsx'
import { fieldUi } from '../../fields/registry.ts'
import { CommentText } from './comment-text.tsx'
import classes from './record.module.css'
import { levelWords } from './share-levels.ts'

const decisions = { approve: 'approved', reject: 'rejected', ask_changes: 'asked for changes' } as const

export function Timeline({ app, entity, id }: { readonly app: string; readonly entity: EntityView; readonly id: string }) {
  const history = useInfiniteQuery(historyQuery(app, entity.name, id))
  if (history.isPending) return <Skeleton height={20} mt={8} />
  if (history.isError) {
    return (
      <p className={classes.dim}>
        {sentenceOf(history.error)}{' '}
        <Button size="compact-xs" variant="default" onClick={() => history.refetch()}>
          Retry
        </Button>
      </p>
    )
  }
  const entries = history.data.pages.flatMap(page => page.items)
  return (
    <>
      {entries.map(entry => (
        <Entry key={entry.id} app={app} entity={entity} entry={entry} />
      ))}
      {history.hasNextPage && (
        <Button size="compact-xs" variant="default" loading={history.isFetchingNextPage} onClick={() => history.fetchNextPage()}>
          Show earlier
        </Button>
      )}
    </>
  )
}

function Entry({ app, entity, entry }: { readonly app: string; readonly entity: EntityView; readonly entry: HistoryEntry }) {
  const name = entry.person?.title ?? 'The system'
  return (
    <div className={classes.entry}>
      <PersonAvatar name={name} />
      <div className={classes.entryText}>
        <b dir="auto">{name}</b> {entry.onBehalfOf ? `for ${entry.onBehalfOf.title ?? 'somebody'} ` : ''}
        {told(app, entity, entry)} · <Moment iso={entry.at} />
        {entry.comment && (
          <div className={classes.comment} dir="auto">
            <CommentText comment={entry.comment} mentions={entry.mentions} />
          </div>
        )}
      </div>
    </div>
  )
}

/** What was done, without by whom. */
export function told(app: string, entity: EntityView, entry: HistoryEntry): ReactNode {
  const value = (field: string, shown: WireValue) => {
    const view = fieldOf(entity, field)
    if (!view) return String(shown)
    const { Display } = fieldUi(view)
    return (
      <b>
        <Display app={app} field={view} value={shown} dense />
      </b>
    )
  }
  const state = entity.workflow ? entry.changes.find(change => change.field === entity.workflow?.field) : undefined
  const others = entry.changes.filter(change => change !== state)
  const step = entity.workflow?.transitions.find(transition => transition.name === entry.transition)
  const changed = others.map((change, index) => (
    <span key={change.field}>
      {index > 0 ? ', ' : ''}
      {(fieldOf(entity, change.field)?.title ?? change.field).toLowerCase()} from {value(change.field, change.before)} to{' '}
      {value(change.field, change.after)}
    </span>
  ))
  switch (entry.kind) {
    case 'create':
    case 'import':
      return <>created this</>
    case 'comment':
      return <>commented</>
    case 'delete':
      return <>moved this to the trash</>
    case 'restore':
      return <>restored this</>
    case 'reveal':
      return (
        <>
          had <b>{fieldOf(entity, entry.field ?? '')?.title ?? 'a masked value'}</b> shown in the clear
        </>
      )
    case 'share':
      return (
        <>
          shared this with <b dir="auto">{entry.share?.with.title ?? 'somebody'}</b>
          {entry.share && (
            <>
              , to {levelWords[entry.share.level]}, until <UntilDay iso={entry.share.until} />
            </>
          )}
        </>
      )
    case 'unshare':
      return (
        <>
          ended the share with <b dir="auto">{entry.share?.with.title ?? 'somebody'}</b>
        </>
      )
    case 'vote':
      return <b>{entry.decision ? decisions[entry.decision] : 'decided'}</b>
    case 'transition':
      return (
        <>
          {state ? (
            <>
              moved from {value(state.field, state.before)} to {value(state.field, state.after)}
            </>
          ) : (
            <>did “{step?.title ?? entry.transition}”</>
          )}
          {others.length > 0 ? <>, {changed}</> : null}
        </>
      )
    default:
      return others.length > 0 ? <>changed {changed}</> : <>saved without a visible change</>
  }
}
