/** What stands in the card of a widget of figures: asked for, loading, failed, empty or drawn. */
import { readGrouping } from '@bailiwick/definition/fields/grouping.ts'
import type { GroupedWidget } from '@bailiwick/definition/model/widget.ts'
import type { EntityView, FieldView } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useMemo } from 'react'
import { groupsQuery } from '../../client/queries.ts'
import { useSize } from '../../kit/use-size.ts'
import classes from './dashboard.module.css'
import { Drawing } from './drawing.tsx'
import { asNumber, unitOf } from './exact.ts'
import { type Figures, figuresOf, type Shown } from './figures.ts'
import { Nothing } from './nothing.tsx'
import { Old } from './old.tsx'
import { conditionsOf, periodField, type Setting } from './question.ts'
import { WidgetFailure } from './widget-failure.tsx'
import { groupsQuestion } from './widget-questions.ts'

export interface BodyProps<W> {
  readonly app: string
  readonly widget: W
  readonly entity: EntityView
  readonly setting: Setting
  /** By which the dashboard is narrowed. */
  readonly fields: readonly FieldView[]
}

interface GroupedProps extends BodyProps<GroupedWidget> {
  readonly asTable: boolean
  /** Told what is shown, so that it can leave as a file. */
  readonly onFigures: (figures: Figures | undefined) => void
}

const height = 208
/** Beneath a chart that is split, in a line. */
const legend = 33

export function GroupedBody({ app, widget, entity, setting, fields, asTable, onFigures }: GroupedProps) {
  const { t, i18n } = useLingui()
  const [ref, { width }] = useSize()
  // The page stands first, and its charts are drawn piece by piece: all at once, nobody could go on meanwhile.
  const isTurn = useDeferredValue(true, false)
  const base = conditionsOf(widget, entity, setting, fields)
  const question = groupsQuery(app, entity.name, groupsQuestion(widget, entity, base))
  const answer = useQuery(question)
  const stable = answer.data
  // biome-ignore lint/correctness/useExhaustiveDependencies: in other words where the person's language is another
  const figures = useMemo(
    () =>
      stable && figuresOf(stable, entity, widget.measure, unitOf(entity, widget.measure), shownOf({ widget, entity, setting })),
    [stable, entity, widget, setting, i18n.locale],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: new figures come with a new answer, or in other words
  useEffect(() => onFigures(figures), [stable, setting, i18n.locale])
  if (answer.isError && !answer.data) return <WidgetFailure error={answer.error} onRetry={() => answer.refetch()} />
  const inTime = setting.days !== undefined && periodField(widget, entity, setting.screen) !== undefined
  const empty = figures && asNumber(figures.total) === 0 && figures.rows.every(row => asNumber(figures.rowTotal(row)) === 0)
  const room = 'across' in widget && widget.across && widget.kind !== 'heat_map' ? height + legend : height
  return (
    <>
      <Old questions={[question]} />
      <div
        ref={ref}
        className={classes.body}
        style={{ minHeight: room }}
        data-stale={answer.isPlaceholderData || undefined}
        data-middle={(widget.kind === 'pie' && !asTable) || undefined}
      >
        {!figures || width === 0 || !isTurn ? (
          <Skeleton height={room} />
        ) : empty ? (
          <Nothing inTime={inTime} height={room}>
            {inTime ? t`Nothing to count here in this time.` : t`Nothing to count here.`}
          </Nothing>
        ) : (
          <Drawing
            {...{ widget, entity, setting, fields, figures, width, height, asTable }}
            isCut={answer.data?.truncated === true}
          />
        )}
      </div>
    </>
  )
}

function shownOf({ widget, entity, setting }: { widget: GroupedWidget; entity: EntityView; setting: Setting }): Shown {
  const time = periodField(widget, entity, setting.screen)
  const { kind, by } = widget
  const wide = kind === 'pivot' || kind === 'heat_map'
  const options = entity.fields.find(field => field.name === by)?.options?.map(option => option.name) ?? []
  const steps = kind === 'funnel' ? (widget.steps.length > 0 ? widget.steps : options) : undefined
  return {
    by,
    across: 'across' in widget ? widget.across : undefined,
    rows: kind === 'bar' ? widget.top : kind === 'pie' ? 6 : wide ? 30 : 400,
    series: wide ? 12 : 5,
    rest: kind === 'pie' || kind === 'pivot',
    bySize: kind === 'bar',
    days: time?.name === readGrouping(by)?.field ? setting.days : undefined,
    steps,
    timeZone: setting.timeZone,
  }
}
