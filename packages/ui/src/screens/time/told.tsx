/** What the days have to say in a line: that nothing is there, or more than is shown. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { countText } from '../../client/language.ts'
import { nearestQuery } from '../../client/queries.ts'
import { focusSoon } from '../records/keys.ts'
import { both, type RecordsPage } from '../records/page.ts'
import { dayWords } from './days.ts'
import { after, before, type Ends, lasting } from './ends.ts'
import classes from './time.module.css'
import { most } from './use-lasting.ts'

interface NothingThenProps {
  readonly page: RecordsPage
  readonly ends: Ends
  /** "in November 2026" */
  readonly when: string
  readonly first: string
  readonly last: string
  readonly onDay: (day: string) => void
}

/** Says where the nearest ones are, so that nobody pages through empty months. */
export function NothingThen({ page, ends, when, first, last, onDay }: NothingThenProps) {
  const { app, entity, search, change, trash, shared } = page
  const ask = (filter: string, orderBy: string) =>
    nearestQuery(app.name, entity.name, {
      ...{ filter: both(page.filter, filter), orderBy, search: search.search, trash, shared },
      fields: [ends.from.name, ...(ends.until ? [ends.until.name] : [])].join(','),
    })
  const next = useQuery(ask(after(ends, last), ends.from.name)).data?.items[0]
  const previous = useQuery(ask(before(ends, first), `${ends.from.name} desc`)).data?.items[0]
  const go = (label: string, row: typeof next) => {
    const found = row && lasting(row, ends)
    return (
      found && (
        <Button size="compact-xs" variant="default" onClick={() => onDay(found.first)}>
          {label}: {dayWords(found.first, { day: 'numeric', month: 'short', year: 'numeric' })}
        </Button>
      )
    )
  }
  const plural = entity.labelPlural.toLowerCase()
  return (
    <p className={classes.told} role="status">
      <span>{page.filtered ? `No ${plural} ${when} match what is asked for.` : `No ${plural} ${when}.`}</span>
      {go('The one before', previous)}
      {go('The next', next)}
      {page.filtered && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            change({ filter: undefined, search: undefined })
            focusSoon(() => document.querySelector<HTMLElement>('[data-row][tabindex="0"]'))
          }}
        >
          Clear {[search.filter && 'filter', search.search && 'search'].filter(Boolean).join(' and ')}
        </Button>
      )}
    </p>
  )
}

export function More({ page, ends, when }: { readonly page: RecordsPage; readonly ends: Ends; readonly when: string }) {
  return (
    <p className={classes.told} role="status" data-loud>
      {`There are more than ${countText(most)} ${page.entity.labelPlural.toLowerCase()} ${when}. The first ${countText(most)} by ${ends.from.title.toLowerCase()} are shown; add a filter to see the others.`}
    </p>
  )
}
