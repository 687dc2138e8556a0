/** Figures that could not be asked for anew say since when they are old, in a place that moves nothing. */
import { IconClockExclamation } from '@tabler/icons-react'
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

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' })
const dayAndClock = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })

export function Old({ answer }: OldProps) {
  // Without a network nothing is asked, and nothing fails.
  const isOld = answer.data !== undefined && (answer.isError || answer.fetchStatus === 'paused')
  const since = new Date(answer.dataUpdatedAt)
  const words = (since.toDateString() === new Date().toDateString() ? clock : dayAndClock).format(since)
  return (
    <div role="status" className={classes.old}>
      {isOld && (
        <button
          type="button"
          title="It could not be refreshed. Click to try again."
          aria-label={`As of ${words}, not refreshed. Retry`}
          onClick={() => answer.refetch()}
        >
          <IconClockExclamation size={14} aria-hidden />
          As of {words}
        </button>
      )}
    </div>
  )
}
