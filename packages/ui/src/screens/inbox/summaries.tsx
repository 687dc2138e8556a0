/** One line of the inbox: a decision that waits, one's own request, or news. */
import type { RequestView } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { VisuallyHidden } from '@mantine/core'
import { apart } from '../../client/language.ts'
import { DueBy, Moment } from '../../fields/dates.tsx'
import { PersonAvatar } from '../../fields/references.tsx'
import { fieldUi } from '../../fields/registry.ts'
import { plainComment } from '../record/comment-text.tsx'
import classes from '../record/record.module.css'
import { told } from '../record/timeline.tsx'
import own from './inbox.module.css'
import type { Matter } from './use-inbox.ts'
import type { News } from './use-news.ts'

export function ApprovalSummary({ item }: { readonly item: Matter }) {
  const { kind, number, title, amount, stepTitle: step, requestedBy, due } = item
  const Amount = amount ? fieldUi(amount.field).Display : undefined
  return (
    <>
      <span className={classes.inboxLine}>
        <span className={classes.inboxWhat} dir="auto">
          {title}
        </span>
        {Amount && amount && (
          <span className={classes.inboxAmount}>
            <Amount app={item.app} field={amount.field} value={amount.value} dense />
          </span>
        )}
      </span>
      <span className={classes.inboxLine}>
        <span className={`${classes.inboxMore} ${classes.dim}`}>
          {apart([number ? `${kind ?? ''} ${number}`.trim() : kind, step, requestedBy?.title])}
        </span>
        {due && (
          <span className={classes.dim}>
            <DueBy iso={due} />
          </span>
        )}
      </span>
    </>
  )
}

export function RequestSummary({ item }: { readonly item: RequestView }) {
  const { t } = useLingui()
  const { step, steps, asks } = item
  return (
    <>
      <span className={classes.inboxLine}>
        <span className={classes.inboxWhat} dir="auto">
          {item.title}
        </span>
      </span>
      <span className={classes.inboxLine}>
        <span className={`${classes.inboxMore} ${classes.dim}`}>
          {item.number && `${item.number} · `}
          {steps > 1 ? t`Step ${step} of ${steps}: waits for ${asks}` : t`Waits for ${asks}`}
          {item.since && (
            <>
              {'\u00a0· '}
              <Moment iso={item.since} />
            </>
          )}
        </span>
        {item.due && (
          <span className={classes.dim}>
            <DueBy iso={item.due} />
          </span>
        )}
      </span>
    </>
  )
}

export function NewsSummary({ item }: { readonly item: News }) {
  const { t } = useLingui()
  const { entry, kind, record, read, why } = item
  const name = entry.person?.title ?? t`The system`
  return (
    <span className={own.news} data-unread={!read || undefined}>
      <PersonAvatar name={name} />
      <span className={own.newsText}>
        <span className={classes.inboxLine}>
          <span className={own.newsWhat}>
            {!read && <VisuallyHidden>{t`Not read:`} </VisuallyHidden>}
            {why === 'mention' ? (
              <Trans>
                <b dir="auto">{name}</b> named you
              </Trans>
            ) : (
              <>
                <b dir="auto">{name}</b> {kind ? told(item.app, kind, entry, true) : ''}
              </>
            )}
          </span>
          <span className={classes.dim}>
            <Moment iso={item.at} />
          </span>
        </span>
        <span className={own.newsOf}>
          <bdi>{record.title}</bdi>
          {item.ofJob && <span className={classes.dim}> · {t`as part of a job`}</span>}
        </span>
        {entry.comment && (
          <span className={own.newsComment} dir="auto">
            {plainComment(entry.comment, entry.mentions)}
          </span>
        )}
      </span>
    </span>
  )
}
