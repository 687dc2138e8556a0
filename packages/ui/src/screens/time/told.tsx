/** What the days have to say in a line: that nothing is there, or more than is shown. */
import { select } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { countText, inSentence } from '../../client/language.ts'
import { onPage } from '../../client/on-page.ts'
import { nearestQuery } from '../../client/queries.ts'
import { focusSoon } from '../records/keys.ts'
import { both, type RecordsPage } from '../records/page.ts'
import { useEmptyPlace } from '../records/use-empty-place.ts'
import { dayWords } from './days.ts'
import { after, before, type Ends, lasting } from './ends.ts'
import classes from './time.module.css'
import { most } from './use-lasting.ts'

/** Of which days it is told: of a month with its name, of what is shown, or of none. */
export interface When {
  readonly in: 'month' | 'week' | 'day' | 'time' | 'none'
  readonly month?: string
}

interface NothingThenProps {
  readonly page: RecordsPage
  readonly ends: Ends
  readonly when: When
  readonly first: string
  readonly last: string
  readonly onDay: (day: string) => void
}

/** Says where the nearest ones are, so that nobody pages through empty months. */
export function NothingThen({ page, ends, when, first, last, onDay }: NothingThenProps) {
  const { t } = useLingui()
  const { app, entity, search, change, trash, shared } = page
  const place = useEmptyPlace(page)
  const ask = (filter: string, orderBy: string) =>
    nearestQuery(app.name, entity.name, {
      ...{ filter: both(page.filter, filter), orderBy, search: search.search, trash, shared },
      fields: [ends.from.name, ...(ends.until ? [ends.until.name] : [])].join(','),
    })
  const next = useQuery(ask(after(ends, last), ends.from.name)).data?.items[0]
  const previous = useQuery(ask(before(ends, first), `${ends.from.name} desc`)).data?.items[0]
  // Also what has no day at all is in the trash.
  const any = useQuery({
    ...nearestQuery(app.name, entity.name, {
      filter: page.filter,
      orderBy: undefined,
      search: search.search,
      trash,
      shared,
      fields: 'id',
    }),
    enabled: place !== undefined && !page.filtered,
  })
  const isBare = any.data?.items.length === 0
  const go = (row: typeof next, words: (day: string) => string) => {
    const found = row && lasting(row, ends)
    return (
      found && (
        <Button size="compact-xs" variant="default" onClick={() => onDay(found.first)}>
          {words(dayWords(found.first, { day: 'numeric', month: 'short', year: 'numeric' }))}
        </Button>
      )
    )
  }
  const plural = inSentence(entity.labelPlural)
  const { in: kind, month } = when
  return (
    <p className={classes.told} role="status">
      <span>
        {place && isBare
          ? `${place.title}. ${place.sentence}`
          : page.filtered
            ? t`No ${plural} ${select(kind, { month: `in ${month}`, week: 'in this week', day: 'on this day', other: 'in this time' })} match what is asked for.`
            : t`No ${plural} ${select(kind, { month: `in ${month}`, week: 'in this week', day: 'on this day', other: 'in this time' })}.`}
      </span>
      {go(previous, day => t`The one before: ${day}`)}
      {go(next, day => t`The next: ${day}`)}
      {page.filtered && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            change({ filter: undefined, search: undefined })
            focusSoon(() => onPage('[data-row][tabindex="0"]'))
          }}
        >
          {search.filter && search.search ? t`Clear filter and search` : search.filter ? t`Clear filter` : t`Clear search`}
        </Button>
      )}
      {place && (
        <Button size="compact-xs" variant="default" onClick={place.back.onClick}>
          {place.back.label}
        </Button>
      )}
    </p>
  )
}

export function More({ page, ends, when }: { readonly page: RecordsPage; readonly ends: Ends; readonly when: When }) {
  const { t } = useLingui()
  const count = countText(most)
  const plural = inSentence(page.entity.labelPlural)
  const field = inSentence(ends.from.title)
  const { in: kind, month } = when
  return (
    <p className={classes.told} role="status" data-loud>
      {t`There are more than ${count} ${plural} ${select(kind, { month: `in ${month}`, week: 'in this week', day: 'on this day', none: 'without both days', other: 'in this time' })}. The first ${count} by ${field} are shown; add a filter to see the others.`}
    </p>
  )
}
