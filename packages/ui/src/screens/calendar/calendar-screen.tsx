/** Records on the days they begin and last. What is dragged to another day changes its fields; the same is in a dialog. */
import { Select, Trans, useLingui } from '@lingui/react/macro'
import { useMediaQuery } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import { timeZone, weekBegin } from '../../client/language.ts'
import { onPage } from '../../client/on-page.ts'
import { todayIn } from '../../client/zones.ts'
import { fieldOf } from '../../fields/field-ui.ts'
import { useOnPaper } from '../../kit/on-paper.ts'
import { RecordsFrame, useCount } from '../records/frame.tsx'
import { focusSoon } from '../records/keys.ts'
import { both, type PageProps, useRecordsPage } from '../records/page.ts'
import { Unanswered } from '../records/unanswered.tsx'
import { isDay } from '../time/days.ts'
import { type Ends, type Lasting, lasting, mayMoveSome, type Part, startingAt, startingOn, within } from '../time/ends.ts'
import { cardFields, Legend, looksOf } from '../time/looks.tsx'
import { SpanBar } from '../time/span-bar.tsx'
import { More, NothingThen, type When } from '../time/told.tsx'
import { useAll } from '../time/use-lasting.ts'
import { useMoving } from '../time/use-moving.tsx'
import { Agenda, ComingAgenda } from './agenda.tsx'
import { HourGrid } from './hour-grid.tsx'
import { inOrder } from './lanes.ts'
import { readSpan, type Span, shownDays, step, titleWords } from './shown-days.ts'
import { type Cursor, Weeks } from './weeks.tsx'

export default function CalendarScreen(props: PageProps<'calendar'>) {
  const { screen } = props
  const { t } = useLingui()
  const page = useRecordsPage(props)
  const { app, entity, search, change, viewing, mayCreate, trash } = page
  // Of a grid of hours paper would have a part: there the days are told one beneath the other.
  const isOnPaper = useOnPaper()
  const phone = useMediaQuery('(max-width: 800px)', false, { getInitialValueInEffect: false })
  const isOfMoments = fieldOf(entity, screen.from)?.type === 'datetime'
  // What has a time of day is looked for among hours.
  const usual: Span = isOfMoments ? 'week' : 'month'
  const span = readSpan(search.span, usual)
  const hasHours = isOfMoments && span !== 'month'
  // Hours are told by the person's clocks, and so are their days; all other days are the app's.
  const zone = hasHours ? timeZone() : app.timeZone
  const ends: Ends = useMemo(
    () => ({
      from: fieldOf(entity, screen.from)!,
      until: screen.until === undefined ? undefined : fieldOf(entity, screen.until),
      timeZone: zone,
    }),
    [entity, screen.from, screen.until, zone],
  )
  const today = todayIn(zone)
  const at = isDay(search.at) ? search.at : today
  const days = shownDays(span, at, weekBegin())
  const filter = both(page.filter, within(ends, days.first, days.last))
  const count = useCount({ ...page, filter })
  const card = cardFields(entity, screen.card, screen.color)
  const found = useAll(page, filter, screen.from, [
    ...[entity.titleField, screen.from, screen.until, screen.color].filter(name => name !== undefined),
    ...screen.card,
  ])
  const entries = useMemo(
    () =>
      found.rows
        .flatMap(row => lasting(row, ends) ?? [])
        .filter(({ first, last }) => first <= days.last && last >= days.first)
        .sort(inOrder),
    [found.rows, ends, days.first, days.last],
  )
  const looks = useMemo(() => looksOf(entity, screen.color), [entity, screen.color])
  const moving = useMoving(page, ends)
  const [cursor, setCursor] = useState<Cursor>({ day: at })
  const shows = (day: string) => days.first <= day && day <= days.last
  const stands = shows(cursor.day) ? cursor.day : at
  const canCreate = mayCreate && !viewing && !trash && ends.from.creatable
  const go = (day: string, next: Span = span) => {
    setCursor({ day })
    change({ at: day === today ? undefined : day, span: next === usual ? undefined : next, record: undefined })
    const find = () => onPage(`[data-day="${day}"], [data-column="${day}"][tabindex="0"]`)
    // After the click, which would leave the focus at what was clicked.
    setTimeout(() => focusSoon(find))
  }
  const create = (day: string, time?: Part) => {
    setCursor(time ? { day, at: time.from, lasts: time.to - time.from } : { day })
    change({ form: 'new', at: day })
  }
  const { at: begin, lasts = 60 } = cursor
  const beginning =
    hasHours && cursor.day === stands && begin !== undefined
      ? startingAt({ day: stands, from: begin, to: begin + lasts }, ends)
      : startingOn(stands, ends)
  const title = titleWords(span, at, days)
  const when: When = span === 'month' ? { in: span, month: title } : { in: span }
  const shown = {
    ...{ page, ends, entries, days, span, today, card, looks, moving },
    color: screen.color,
    onOpen: (id: string) => change({ record: id }, search.record !== undefined),
    onCreate: canCreate ? create : undefined,
  }
  return (
    <RecordsFrame
      page={page}
      count={count}
      order={entries.map(({ row }) => row.id)}
      shown={entries.length}
      move={by => focusBeside(entries, by)}
      cursor={() => (document.activeElement as HTMLElement | null)?.closest<HTMLElement>('[data-row]')?.dataset.row}
      starting={canCreate ? { values: beginning, at: stands } : undefined}
      heard={{
        t: () => go(today),
        PageDown: () => go(step(span, stands, 1)),
        PageUp: () => go(step(span, stands, -1)),
      }}
      keys={
        <>
          {!viewing && mayMoveSome(ends) && (
            <>
              <Trans>
                <kbd>M</kbd> move to
              </Trans>{' '}
              {hasHours && screen.until && (
                <>
                  <Trans>
                    <kbd>W</kbd> whole day
                  </Trans>{' '}
                </>
              )}
            </>
          )}
          <Trans>
            <kbd>T</kbd> today
          </Trans>{' '}
          <Trans>
            <kbd>PgUp</kbd> <kbd>PgDn</kbd> <Select value={span} _month="month" _week="week" other="day" />
          </Trans>{' '}
        </>
      }
    >
      <SpanBar
        title={title}
        spans={[
          { value: 'month', label: t`Month` },
          { value: 'week', label: t`Week` },
          { value: 'day', label: t`Day` },
        ]}
        span={span}
        unit={span}
        busy={found.pending}
        onSpan={next => go(stands, next)}
        onStep={by => change({ at: step(span, at, by) })}
        onToday={() => go(today)}
      >
        <Legend looks={looks} color={screen.color} entries={entries} />
      </SpanBar>
      {found.more && <More page={page} ends={ends} when={when} />}
      {!found.pending && found.error === undefined && entries.length === 0 && (
        <NothingThen page={page} ends={ends} when={when} first={days.first} last={days.last} onDay={day => go(day)} />
      )}
      {found.error !== undefined ? (
        <Unanswered page={page} error={found.error} onRetry={found.retry} />
      ) : (isOnPaper ? hasHours : phone && !(hasHours && span === 'day')) ? (
        found.pending ? (
          <ComingAgenda />
        ) : (
          <Agenda {...shown} />
        )
      ) : hasHours ? (
        <HourGrid {...shown} stands={stands} cursor={cursor} onCursor={setCursor} onDay={go} />
      ) : (
        <Weeks {...shown} stands={stands} month={at.slice(0, 7)} cursor={cursor} onCursor={setCursor} onDay={go} />
      )}
      {moving.dialog}
    </RecordsFrame>
  )
}

/** J and K go from entry to entry, in the order in which they stand. */
function focusBeside(entries: readonly Lasting[], by: 1 | -1): void {
  const shown = entries.flatMap(({ row }) => onPage(`[data-row="${row.id}"]`) ?? [])
  const current = (document.activeElement as HTMLElement | null)?.dataset.row
  const at = shown.findIndex(({ dataset }) => dataset.row === current)
  shown[at < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, at + by))]?.focus()
}
