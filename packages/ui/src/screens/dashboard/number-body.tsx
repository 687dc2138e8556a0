/** One figure, how it stands against another time, and how it went. */

import { readGrouping } from '@bailiwick/definition/fields/grouping.ts'
import type { NumberWidget } from '@bailiwick/definition/model/widget.ts'
import { useLingui } from '@lingui/react/macro'
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type CSSProperties, Fragment, useMemo } from 'react'
import { isolated } from '../../client/language.ts'
import { groupsQuery } from '../../client/queries.ts'
import classes from './dashboard.module.css'
import { addUp, asNumber, type Figure, figureWords, percentWords, pointWords, unitOf } from './exact.ts'
import { figuresOf } from './figures.ts'
import { useDrill } from './marks.tsx'
import { Old } from './old.tsx'
import { againstWords, type Days } from './period.ts'
import { conditionsOf, joined, periodField } from './question.ts'
import { place, scaleOf } from './scale.ts'
import { apartOf, isOf, timeOf } from './what-of.ts'
import type { BodyProps } from './widget-body.tsx'
import { WidgetFailure } from './widget-failure.tsx'
import { earlierOf, figureQuestion, trendQuestion } from './widget-questions.ts'

export function NumberBody(props: BodyProps<NumberWidget>) {
  const { widget, entity, setting, fields } = props
  const { t } = useLingui()
  const drill = useDrill()
  const unit = unitOf(entity, widget.measure)
  const time = periodField(widget, entity, setting.screen)
  const days = time ? setting.days : undefined
  const earlier = earlierOf(widget, entity, setting)
  const now = useFigure(props, days)
  const then = useFigure(props, earlier, earlier !== undefined)
  if (now.isError) return <WidgetFailure error={now.error} onRetry={now.retry} />
  const parts = conditionsOf(widget, entity, setting, fields)
  const list = drill(joined(entity, widget.share === undefined ? parts : [...parts, widget.share]))
  const isShare = widget.share !== undefined
  const words = (figure: Figure) => (isShare ? shareWords(figure) : figureWords(figure, unit))
  const { title } = widget
  const figure = words(now.figure)
  // What it is compared with tells its time.
  const isAlone = !earlier && !(widget.target !== undefined && widget.good)
  const of = isOf(isAlone ? timeOf(widget, entity, setting) : '', apartOf(entity, setting, fields))
  return (
    <>
      <Old questions={now.questions} />
      <div className={classes.numberBody}>
        <div className={classes.numberRow}>
          {now.loading ? (
            <Skeleton height={28} width={80} />
          ) : (
            <a
              className={classes.number}
              style={{ '--signs': figure.length } as CSSProperties}
              data-long={figure.length > longFigure || undefined}
              data-missed={
                widget.target !== undefined && widget.good && misses(now.figure, widget.target, widget.good) ? true : undefined
              }
              href={list.href}
              onClick={list.onClick}
              aria-label={t`${title}: ${figure}. List them.`}
            >
              {figure.length > longFigure ? <Broken figure={figure} /> : figure}
            </a>
          )}
          {widget.by && <Spark {...props} by={widget.by} />}
        </div>
        {earlier && (
          <p className={classes.against}>
            {then.loading ? (
              <Skeleton component="span" display="inline-block" height={10} width={32} />
            ) : (
              <Difference
                now={now.figure}
                then={then.figure}
                good={widget.good}
                words={gap => (isShare ? pointWords(Number(gap)) : figureWords(gap, unit))}
              />
            )}{' '}
            {(then.loading || isThere(now.figure, then.figure)) && againstWords(setting.period, days!, widget.compare!)}
          </p>
        )}
        {widget.target !== undefined && widget.good && (
          <Target {...{ target: widget.target, good: widget.good, words }} figure={now.loading ? undefined : now.figure} />
        )}
        {of !== '' && <p className={classes.against}>{of}</p>}
      </div>
    </>
  )
}

/** From so many signs on it may need two lines in the narrowest card. */
const longFigure = 14

/** Broken only where its groups of digits meet. */
const Broken = ({ figure }: { readonly figure: string }) =>
  figure.split(/(?<=[.,’'\s])(?=\d)/).map((group, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: groups of digits have no identity
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {group}
    </Fragment>
  ))

const misses = (figure: Figure, target: number, good: 'up' | 'down') => {
  if (figure === null || figure === undefined) return false
  const over = asNumber(typeof figure === 'number' ? figure - target : addUp([figure, String(-target)]))
  return good === 'up' ? over < 0 : over > 0
}

interface TargetProps {
  readonly target: number
  readonly good: 'up' | 'down'
  readonly figure: Figure
  readonly words: (figure: Figure) => string
}

/** Missed is said in a word; red only underlines it. */
function Target({ target, good, figure, words }: TargetProps) {
  const { t } = useLingui()
  const missed = misses(figure, target, good)
  const value = words(String(target))
  return (
    <p className={classes.against}>
      {good === 'up' ? t`Target ${value}` : t`Target at most ${value}`}
      {missed && (
        <span className={classes.difference} data-tone="bad">
          {' '}
          · {t`missed`}
        </span>
      )}
    </p>
  )
}

const shareWords = (figure: Figure) => (figure === null || figure === undefined ? '–' : percentWords(Number(figure), 1))

interface Asked {
  readonly figure: Figure
  readonly loading: boolean
  readonly questions: readonly ReturnType<typeof groupsQuery>[]
  readonly isError: boolean
  readonly error: unknown
  retry(): void
}

function useFigure(
  { app, widget, entity, setting, fields }: BodyProps<NumberWidget>,
  days: Days | undefined,
  enabled = true,
): Asked {
  const parts = conditionsOf(widget, entity, setting, fields, days)
  const ask = (conditions: readonly string[]) => groupsQuery(app, entity.name, figureQuestion(widget, entity, conditions))
  const all = ask(parts)
  const some = widget.share === undefined ? undefined : ask([...parts, widget.share])
  const whole = useQuery({ ...all, enabled })
  const part = useQuery({ ...(some ?? all), enabled: enabled && some !== undefined })
  const value = whole.data?.groups[0]?.values[widget.share === undefined ? widget.measure : 'count'] ?? null
  const held = part.data?.groups[0]?.values.count
  const count = asNumber(value)
  return {
    figure: widget.share === undefined ? value : count === 0 ? null : (asNumber(held) / count) * 100,
    questions: some ? [all, some] : [all],
    loading: enabled && (whole.isPending || (widget.share !== undefined && part.isPending)),
    isError: (whole.isError && !whole.data) || (part.isError && !part.data),
    error: whole.error ?? part.error,
    retry: () => {
      void whole.refetch()
      if (widget.share !== undefined) void part.refetch()
    },
  }
}

/** What there is no figure of is compared with nothing. */
const isThere = (...figures: readonly Figure[]) => figures.every(figure => figure !== null && figure !== undefined)

interface DifferenceProps {
  readonly now: Figure
  readonly then: Figure
  readonly good: 'up' | 'down' | undefined
  readonly words: (figure: Figure) => string
}

/** Whether it is good news is said in a word as well, for who does not see the colour. */
function Difference({ now, then, good, words }: DifferenceProps) {
  const { t } = useLingui()
  if (!isThere(now)) return <span className={classes.even}>{t`Not to be compared: nothing in this time`}</span>
  if (!isThere(then)) return <span className={classes.even}>{t`Not to be compared: nothing in the time before`}</span>
  const gap = typeof now === 'number' && typeof then === 'number' ? now - then : addUp([now, negative(then)])
  const text = words(typeof gap === 'number' ? Math.abs(gap) : String(gap).replace('-', ''))
  // What rounds to nothing is no change.
  const size = /[1-9]/.test(text) ? asNumber(gap) : 0
  const tone = size === 0 || !good ? undefined : size > 0 === (good === 'up') ? 'good' : 'bad'
  return (
    <span className={classes.difference} data-tone={tone}>
      {isolated(`${size > 0 ? '+' : size < 0 ? '−' : '±'}${text}`)}
      {tone && <span className={classes.heard}>{`, ${tone === 'good' ? t`better` : t`worse`}`}</span>}
    </span>
  )
}

const negative = (figure: Figure): string => (String(figure).startsWith('-') ? String(figure).slice(1) : `-${figure}`)

const size = { width: 84, height: 28 }

/** Only a hint of how it went; the figures of it are in a chart. */
function Spark({ app, widget, entity, setting, fields, by }: BodyProps<NumberWidget> & { readonly by: string }) {
  const parts = conditionsOf(widget, entity, setting, fields)
  const answer = useQuery(groupsQuery(app, entity.name, trendQuestion(widget, by, entity, parts)))
  const { data } = answer
  const figures = useMemo(() => {
    const time = periodField(widget, entity, setting.screen)
    return (
      data &&
      figuresOf(data, entity, widget.measure, unitOf(entity, widget.measure), {
        by,
        rows: 400,
        series: 1,
        rest: false,
        days: time?.name === readGrouping(by)?.field ? setting.days : undefined,
        timeZone: setting.timeZone,
      })
    )
  }, [data, entity, widget, setting, by])
  if (!figures) return null
  // What is not over yet is no fall.
  const values = figures.rows.filter(row => !row.partial).map(row => asNumber(figures.at(row, figures.series[0]!)))
  if (values.length < 2) return null
  const scale = scaleOf(values, false)
  const points = values.map(
    (value, index) =>
      `${((index / (values.length - 1)) * size.width).toFixed(1)},${place(scale, value, size.height - 2, 2).toFixed(1)}`,
  )
  return (
    <svg className={classes.spark} width={size.width} height={size.height} aria-hidden>
      <polygon points={`0,${size.height} ${points.join(' ')} ${size.width},${size.height}`} />
      <polyline points={points.join(' ')} />
    </svg>
  )
}
