/** What a widget says that has nothing to show, and where there may be something. */
import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import classes from './dashboard.module.css'

interface NothingProps {
  /** Only the dashboard's time was asked for. */
  readonly inTime: boolean
  /** As much room as was kept for figures, in pixels: nothing beneath it jumps. */
  readonly height: number
  readonly children: ReactNode
}

export function Nothing({ inTime, height, children }: NothingProps) {
  return (
    <p className={classes.nothing} style={{ minHeight: height }}>
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
