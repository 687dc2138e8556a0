/** What a place says when it has nothing to show: why, and what to do about it. */
import { useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Refused, sentenceOf } from '../client/http.ts'
import { say } from '../client/language.ts'
import classes from './states.module.css'

interface StateProps {
  readonly title: string
  /** The page has no other heading. */
  readonly page?: boolean
  readonly children?: ReactNode
  /** What does not fit in a paragraph. */
  readonly more?: ReactNode
  readonly action?: { readonly label: string; readonly onClick: () => void } | undefined
}

export function State({ title, page, children, more, action }: StateProps) {
  const Heading = page ? 'h1' : 'h2'
  return (
    <div className={classes.state}>
      <Heading>{title}</Heading>
      {children && <p>{children}</p>}
      {more && <div className={classes.more}>{more}</div>}
      {action && (
        <Button variant="default" onClick={action.onClick}>
          {action.label}
        </Button>
      )}
    </div>
  )
}

interface FailureProps {
  readonly error: unknown
  readonly onRetry: () => void
  /** Where to go when asking again would change nothing. */
  readonly onLeave?: () => void
}

export function Failure({ error, onRetry, onLeave }: FailureProps) {
  const { t } = useLingui()
  const refused = error instanceof Refused ? error.problem : undefined
  const settled = isSettled(error)
  const id = refused?.requestId
  const leave = onLeave && { label: t`Close`, onClick: onLeave }
  return (
    <State title={refused?.title ?? t`This could not be loaded`} action={settled ? leave : { label: t`Retry`, onClick: onRetry }}>
      {wordsOf(error)}
      {id && !settled ? ` ${t`Request ${id}.`}` : null}
    </State>
  )
}

/** Asking again would change nothing: it is not there, or not for them. */
export function isSettled(error: unknown): boolean {
  return error instanceof Refused && (error.problem.status === 403 || error.problem.status === 404)
}

export function wordsOf(error: unknown): string {
  if (!(error instanceof Refused)) return sentenceOf(error)
  const { hint, detail, status } = error.problem
  const said = [hint, detail].filter(Boolean).join(' ')
  return said || (status === 404 ? say('It may have been removed, or your roles do not show it.') : '')
}
