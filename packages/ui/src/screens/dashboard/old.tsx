/** Figures that could not be asked for anew say since when they are old, in a place that moves nothing. */
import { Trans, useLingui } from '@lingui/react/macro'
import { IconClockExclamation } from '@tabler/icons-react'
import { dateFormat, timeZone } from '../../client/language.ts'
import { inZone, todayIn } from '../../client/zones.ts'
import classes from './dashboard.module.css'

interface OldProps {
  readonly answer: {
    readonly data: unknown
    readonly dataUpdatedAt: number
    readonly isError: boolean
    readonly fetchStatus: 'fetching' | 'paused' | 'idle'
    refetch(): unknown
  }
}

export function Old({ answer }: OldProps) {
  const { t } = useLingui()
  // Without a network nothing is asked, and nothing fails.
  const isOld = answer.data !== undefined && (answer.isError || answer.fetchStatus === 'paused')
  const since = answer.dataUpdatedAt
  const isToday = inZone(since, timeZone()).day === todayIn(timeZone())
  const when = dateFormat(
    isToday ? { timeStyle: 'short' } : { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  ).format(since)
  return (
    <div role="status" className={classes.old}>
      {isOld && (
        <button
          type="button"
          title={t`It could not be refreshed. Click to try again.`}
          aria-label={t`As of ${when}, not refreshed. Retry`}
          onClick={() => answer.refetch()}
        >
          <IconClockExclamation size={14} aria-hidden />
          <Trans>As of {when}</Trans>
        </button>
      )}
    </div>
  )
}
