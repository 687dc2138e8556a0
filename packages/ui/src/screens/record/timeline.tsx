/** What happened to a record, newest first: one stream of changes, steps, decisions and comments. */
import type { EntityView, HistoryEntry, WireValue } from '@bailiwick/definition/wire/index.ts'
import { Plural, Select, Trans, useLingui } from '@lingui/react/macro'
import { Button, SegmentedControl, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { sentenceOf } from '../../client/http.ts'
import { say } from '../../client/language.ts'
import { type HistoryPart, historyQuery } from '../../client/queries.ts'
import { Moment, UntilDay } from '../../fields/dates.tsx'
import { fieldOf } from '../../fields/field-ui.ts'
import { PersonAvatar } from '../../fields/references.tsx'
import { CommentText } from './comment-text.tsx'
import { decisionWords } from './decisions.ts'
import { FieldChanges, FieldValue } from './field-changes.tsx'
import { LineChanges } from './line-changes.tsx'
import classes from './record.module.css'

/** A shorter life is seen at a glance. */
const longLife = 6

export function Timeline({ app, entity, id }: { readonly app: string; readonly entity: EntityView; readonly id: string }) {
  const { t } = useLingui()
  const [part, setPart] = useState<HistoryPart | 'mails'>()
  const whole = useInfiniteQuery(historyQuery(app, entity.name, id))
  const isLong = (whole.data?.pages[0]?.items.length ?? 0) > longLife
  return (
    <>
      {(isLong || entity.mails) && (
        <SegmentedControl
          className={classes.parts}
          size="xs"
          aria-label={t`What is shown of the activity`}
          value={part ?? 'all'}
          onChange={value => setPart(value === 'all' ? undefined : (value as HistoryPart | 'mails'))}
          data={[
            { value: 'all', label: t({ message: 'All', context: 'of the activity' }) },
            { value: 'comments', label: t`Comments` },
            ...(entity.workflow ? [{ value: 'decisions', label: t`Steps` }] : []),
            { value: 'changes', label: t`Changes` },
            ...(entity.mails ? [{ value: 'mails', label: t`Mails` }] : []),
          ]}
        />
      )}
      {part === 'mails' ? (
        <p className={classes.dim}>
          <Trans>Mail is not connected yet. Once it is, the mails of this record stand here.</Trans>
        </p>
      ) : (
        <Entries key={part} app={app} entity={entity} id={id} part={part} />
      )}
    </>
  )
}

interface EntriesProps {
  readonly app: string
  readonly entity: EntityView
  readonly id: string
  readonly part: HistoryPart | undefined
}

function Entries({ app, entity, id, part }: EntriesProps) {
  const history = useInfiniteQuery(historyQuery(app, entity.name, id, part))
  if (history.isPending) return <Skeleton height={20} mt={8} />
  if (history.isError) {
    return (
      <p className={classes.dim}>
        {sentenceOf(history.error)}{' '}
        <Button size="compact-xs" variant="default" onClick={() => history.refetch()}>
          <Trans>Retry</Trans>
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
      {entries.length === 0 && !history.hasNextPage && (
        <p className={classes.dim}>
          <Trans>None so far.</Trans>
        </p>
      )}
      {history.hasNextPage && (
        <Button size="compact-xs" variant="default" loading={history.isFetchingNextPage} onClick={() => history.fetchNextPage()}>
          <Trans>Show earlier</Trans>
        </Button>
      )}
    </>
  )
}

function Entry({ app, entity, entry }: { readonly app: string; readonly entity: EntityView; readonly entry: HistoryEntry }) {
  const { t } = useLingui()
  const name = entry.person?.title ?? t`The system`
  const who = <b dir="auto">{name}</b>
  const other = entry.onBehalfOf && <span dir="auto">{entry.onBehalfOf.title ?? t`somebody`}</span>
  const did = told(app, entity, entry)
  // What it began with stands in the record itself.
  const isMade = entry.kind === 'create' || entry.kind === 'import'
  return (
    <div className={classes.entry}>
      <PersonAvatar name={name} />
      <div className={classes.entryText}>
        {other ? (
          <Trans comment="{did} is what is said of a person, like “created this”">
            {who} for {other} {did}
          </Trans>
        ) : (
          <Trans comment="{did} is what is said of a person, like “created this”">
            {who} {did}
          </Trans>
        )}
        {' · '}
        <Moment iso={entry.at} />
        {entry.lines && !isMade && <LineChanges app={app} entry={entry} />}
        {entry.comment && (
          <div className={classes.comment} dir="auto">
            <CommentText comment={entry.comment} mentions={entry.mentions} />
          </div>
        )}
      </div>
    </div>
  )
}

/** What was done, to stand after the name of who did it. @param brief on one line, which is cut at its end: where it went, not where it was */
export function told(app: string, entity: EntityView, entry: HistoryEntry, brief = false): ReactNode {
  const value = (field: string, shown: WireValue) => <FieldValue app={app} entity={entity} field={field} value={shown} />
  const state = entry.changes.find(change => change.field === entity.workflow?.field)
  const others = entry.changes.filter(change => change !== state)
  const madeWith = entry.linesTotal ?? entry.lines?.length ?? 0
  const changes = others.length > 0 && <FieldChanges app={app} entity={entity} changes={others} />
  switch (entry.kind) {
    case 'create':
    case 'import':
      return madeWith > 0 ? (
        <Trans>
          created this with <Plural value={madeWith} one="# line" other="# lines" />
        </Trans>
      ) : (
        <Trans>created this</Trans>
      )
    case 'comment':
      return <Trans>commented</Trans>
    case 'delete':
      return <Trans>moved this to the trash</Trans>
    case 'restore':
      return <Trans>restored this</Trans>
    case 'reveal': {
      const field = <b>{fieldOf(entity, entry.field ?? '')?.title ?? say('a masked value')}</b>
      return <Trans>had {field} shown in the clear</Trans>
    }
    case 'share':
      return <Shared share={entry.share} />
    case 'unshare': {
      const other = <b dir="auto">{entry.share?.with.title ?? say('somebody')}</b>
      return <Trans>ended the share with {other}</Trans>
    }
    case 'vote':
      return <b>{entry.decision ? decisionWords(entry.decision) : say('decided')}</b>
    case 'transition': {
      const transition = entity.workflow?.transitions.find(each => each.name === entry.transition)
      const step = <span dir="auto">{transition?.title ?? entry.transition}</span>
      const [from, to] = state ? [value(state.field, state.before), value(state.field, state.after)] : []
      if (to && brief) return <Trans>moved to {to}</Trans>
      if (from && to)
        return changes ? (
          <Trans>
            moved from {from} to {to} and changed {changes}
          </Trans>
        ) : (
          <Trans>
            moved from {from} to {to}
          </Trans>
        )
      return changes ? (
        <Trans>
          did “{step}” and changed {changes}
        </Trans>
      ) : (
        <Trans>did “{step}”</Trans>
      )
    }
    default:
      if (!changes && entry.lines) return <Trans>changed the lines</Trans>
      return changes ? <Trans>changed {changes}</Trans> : <Trans>saved without a visible change</Trans>
  }
}

function Shared({ share }: Pick<HistoryEntry, 'share'>) {
  const { t } = useLingui()
  const other = <b dir="auto">{share?.with.title ?? t`somebody`}</b>
  if (!share) return <Trans>shared this with {other}</Trans>
  const { level, until } = share
  return (
    <Trans>
      shared this with {other}, to{' '}
      <Select value={level} _read="read" _comment="read and comment" other="read, comment and edit" />, until{' '}
      <UntilDay iso={until} />
    </Trans>
  )
}
