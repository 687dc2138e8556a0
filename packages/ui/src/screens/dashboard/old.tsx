/** Figures that could not be asked for anew say since when they are old, in a place that moves nothing. */
import { Trans, useLingui } from '@lingui/react/macro'
import { IconClockExclamation } from '@tabler/icons-react'
import { type UseQueryResult, useQueries, useQueryClient } from '@tanstack/react-query'
import { dateFormat, timeZone } from '../../client/language.ts'
import type { groupsQuery, topQuery } from '../../client/queries.ts'
import { inZone, todayIn } from '../../client/zones.ts'
import classes from './dashboard.module.css'

interface OldProps {
  /** What the figures answer. It looks at the answers itself: that they are being asked for anew is no reason to draw the figures again. */
  readonly questions: readonly (ReturnType<typeof groupsQuery> | ReturnType<typeof topQuery>)[]
}

export function Old({ questions }: OldProps) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const since = useQueries({ queries: [...questions], combine: oldest })
  const when = since === undefined ? undefined : momentWords(since)
  return (
    <div role="status" className={classes.old}>
      {when !== undefined && (
        <button
          type="button"
          title={t`It could not be refreshed. Click to try again.`}
          aria-label={t`As of ${when}, not refreshed. Retry`}
          onClick={() => {
            for (const { queryKey } of questions) void cache.refetchQueries({ queryKey, exact: true })
          }}
        >
          <IconClockExclamation size={14} aria-hidden />
          <Trans>As of {when}</Trans>
        </button>
      )}
    </div>
  )
}

/** Since when the oldest is as it was, of those that could not be asked for anew. Without a network nothing is asked, and nothing fails. */
function oldest(answers: readonly UseQueryResult[]): number | undefined {
  const old = answers.filter(each => each.data !== undefined && (each.isError || each.fetchStatus === 'paused'))
  return old.length > 0 ? Math.min(...old.map(each => each.dataUpdatedAt)) : undefined
}

function momentWords(since: number): string {
  const isToday = inZone(since, timeZone()).day === todayIn(timeZone())
  return dateFormat(
    isToday ? { timeStyle: 'short' } : { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  ).format(since)
}
