/** What a widget says that has nothing to show, and where there may be something. */
import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import classes from './dashboard.module.css'

interface NothingProps {
  /** Only the dashboard's time was asked for. */
  readonly inTime: boolean
  readonly children: ReactNode
}

export function Nothing({ inTime, children }: NothingProps) {
  return (
    <p className={classes.nothing}>
      {children}
      {inTime && (
        <>
          {' '}
          <Link to="." search={(before: object) => ({ ...before, period: 'all' }) as never} replace>
            <Trans>Show all time</Trans>
          </Link>
        </>
      )}
    </p>
  )
}
