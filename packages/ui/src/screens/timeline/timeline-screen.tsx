/** Records as bars over an axis of time, in groups. A bar or one of its ends that is dragged changes its fields; the same is in a dialog. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useMemo, useRef } from 'react'
import { language, weekBegin } from '../../client/language.ts'
import { todayIn } from '../../client/zones.ts'
import { fieldOf } from '../../fields/field-ui.ts'
import { RecordsFrame, useCount } from '../records/frame.tsx'
import { both, type PageProps, useRecordsPage } from '../records/page.ts'
import { Unanswered } from '../records/unanswered.tsx'
import { dayWords, isDay } from '../time/days.ts'
import { type Ends, lasting, mayMoveSome, startingOn, within } from '../time/ends.ts'
import { cardFields, Legend, looksOf } from '../time/looks.tsx'
import { SpanBar } from '../time/span-bar.tsx'
import { More, NothingThen } from '../time/told.tsx'
import { useAll } from '../time/use-lasting.ts'
import { useMoving } from '../time/use-moving.tsx'
import { axisAt, readScale, stepAxis } from './axis.ts'
import { Chart, type ChartHandle } from './chart.tsx'
import { linesOf } from './rows.ts'

export default function TimelineScreen(props: PageProps<'timeline'>) {
  const { screen } = props
  const { t, i18n } = useLingui()
  const locale = language()
  const page = useRecordsPage(props)
  const { app, entity, search, change, viewing, mayCreate, trash } = page
  const ends: Ends = useMemo(
    () => ({ from: fieldOf(entity, screen.from)!, until: fieldOf(entity, screen.until)!, timeZone: app.timeZone }),
    [entity, screen.from, screen.until, app.timeZone],
  )
  const by = screen.by === undefined ? undefined : fieldOf(entity, screen.by)
  const today = todayIn(app.timeZone)
  const at = isDay(search.at) ? search.at : today
  const scale = readScale(search.span)
  const axis = useMemo(() => axisAt(scale, at, weekBegin(locale), locale), [scale, at, locale])
  const card = cardFields(entity, screen.card, screen.color)
  const fields = [
    ...[entity.titleField, screen.from, screen.until, screen.color, screen.by].filter(name => name !== undefined),
    ...screen.card,
  ]
  const [dated, open] = [within(ends, axis.first, axis.last), `record.${screen.from} == null || record.${screen.until} == null`]
  const found = useAll(page, both(page.filter, dated), screen.from, fields)
  const rest = useAll(
    page,
    both(page.filter, open),
    entity.fields.find(({ name }) => name === entity.titleField)?.sortable ? entity.titleField : 'created_at',
    fields,
  )
  const count = useCount({ ...page, filter: both(page.filter, `(${dated}) || ${open}`) })
  const entries = useMemo(
    () => found.rows.flatMap(row => (row[screen.until] === null ? [] : (lasting(row, ends) ?? []))),
    [found.rows, screen.until, ends],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: in another language there are other words in them, in another order
  const lines = useMemo(() => linesOf(entries, rest.rows, by), [entries, rest.rows, by, i18n.locale])
  const order = lines.flatMap(line => (line.kind === 'group' ? [] : [line.kind === 'bar' ? line.entry.row.id : line.row.id]))
  const looks = useMemo(() => looksOf(entity, screen.color), [entity, screen.color])
  const moving = useMoving(page, ends)
  const chart = useRef<ChartHandle>(null)
  const canCreate = mayCreate && !viewing && !trash && ends.from.creatable
  const go = (day: string) => {
    change({ at: day === today ? undefined : day }, true)
    chart.current?.showDay(day)
  }
  return (
    <RecordsFrame
      page={page}
      count={count}
      order={order}
      shown={order.length}
      move={by => chart.current?.move(by)}
      cursor={() => chart.current?.cursor()}
      starting={canCreate ? { values: startingOn(at, ends), at } : undefined}
      heard={{ t: () => go(today), PageDown: () => go(stepAxis(scale, at, 1)), PageUp: () => go(stepAxis(scale, at, -1)) }}
      keys={
        <>
          {!viewing && mayMoveSome(ends) && (
            <>
              <Trans>
                <kbd>M</kbd> move to
              </Trans>{' '}
            </>
          )}
          <Trans>
            <kbd>T</kbd> today
          </Trans>{' '}
          <Trans>
            <kbd>PgUp</kbd> <kbd>PgDn</kbd> earlier, later
          </Trans>{' '}
        </>
      }
    >
      <SpanBar
        title={dayWords(at, scale === 'quarter' ? { year: 'numeric' } : { month: 'long', year: 'numeric' })}
        spans={[
          { value: 'day', label: t`Days` },
          { value: 'week', label: t`Weeks` },
          { value: 'month', label: t`Months` },
          { value: 'quarter', label: t`Quarters` },
        ]}
        span={scale}
        unit="part"
        busy={found.pending || rest.pending}
        onSpan={next => change({ span: next === 'week' ? undefined : next })}
        onStep={by => go(stepAxis(scale, at, by))}
        onToday={() => go(today)}
      >
        <Legend looks={looks} color={screen.color} entries={entries} />
      </SpanBar>
      {(found.more || rest.more) && <More page={page} ends={ends} when={{ in: found.more ? 'time' : 'none' }} />}
      {found.error !== undefined ? (
        <Unanswered page={page} error={found.error} onRetry={found.retry} />
      ) : (
        <Chart
          handle={chart}
          page={page}
          ends={ends}
          axis={axis}
          scale={scale}
          at={at}
          today={today}
          lines={lines}
          pending={found.pending}
          card={card}
          about={by ? [by, ends.from, ends.until!, ...card] : [ends.from, ends.until!, ...card]}
          looks={looks}
          color={screen.color}
          moving={moving}
          onOpen={id => change({ record: id }, search.record !== undefined)}
        />
      )}
      {/* Beneath the days, which do not jump when it is known. */}
      {!found.pending && found.error === undefined && entries.length === 0 && (
        <NothingThen page={page} ends={ends} when={{ in: 'time' }} first={axis.first} last={axis.last} onDay={go} />
      )}
      {moving.dialog}
    </RecordsFrame>
  )
}
