/** What a place says when it has nothing to show: why, and what to do about it. */
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Refused, sentenceOf } from '../client/http.ts'
import classes from './states.module.css'

interface StateProps {
  readonly title: string
  readonly children?: ReactNode
  readonly action?: { readonly label: string; readonly onClick: () => void } | undefined
}

export function State({ title, children, action }: StateProps) {
  return (
    <div className={classes.state}>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action && (
        <Button variant="default" onClick={action.onClick}>
          {action.label}
        </Button>
      )}
    </div>
  )
}

export function Failure({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const refused = error instanceof Refused ? error.problem : undefined
  return (
    <State title={refused?.title ?? 'This could not be loaded'} action={{ label: 'Retry', onClick: onRetry }}>
      {refused ? [refused.hint, refused.detail].filter(Boolean).join(' ') : sentenceOf(error)}
    </State>
  )
}
