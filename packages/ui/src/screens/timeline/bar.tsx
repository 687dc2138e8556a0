/** One record over the axis: dragged it moves, by its ends it grows and shrinks, in whole days. */
import { useLingui } from '@lingui/react/macro'
import { VisuallyHidden } from '@mantine/core'
import { type PointerEvent, useRef } from 'react'
import { dotColor } from '../../fields/choice.tsx'
import { addDays, daysBetween, spanWords } from '../time/days.ts'
import { endsWords, type Lasting, type Which } from '../time/ends.ts'
import { CardValues, type Look, titleOf } from '../time/looks.tsx'
import { usePull, useShown } from '../time/use-pull.ts'
import type { ChartProps } from './chart.tsx'
import classes from './timeline.module.css'

interface BarProps extends ChartProps {
  readonly entry: Lasting
  readonly look: Look | undefined
  /** Pixels of a day. */
  readonly width: number
  /** How far so many days reach. */
  readonly along: (days: number) => string
  readonly isOnPaper: boolean
  readonly scroller: () => HTMLElement | null
}

interface Pull {
  readonly which: Which
  readonly days: number
  readonly refused?: string | undefined
}

export function Bar(props: BarProps) {
  const { page, ends, axis, entry, look, width, along, moving } = props
  const { t } = useLingui()
  const { viewing, trash, app, entity } = page
  const { row, first, last } = entry
  const { shown: pull, change: setPull, now } = useShown<Pull>()
  const at = {
    first: pull && pull.which !== 'until' ? addDays(first, pull.days) : first,
    last: pull && pull.which !== 'from' ? addDays(last, pull.days) : last,
  }
  const begun = at.first < axis.first
  const goesOn = at.last > axis.last
  const begin = Math.max(0, daysBetween(axis.first, at.first))
  const end = daysBetween(axis.first, goesOn ? axis.last : at.last) + 1
  // What does not fit after it can be scrolled to; paper has it on the side where there is room.
  const all = daysBetween(axis.first, axis.last) + 1
  const isBefore = props.isOnPaper && all - end < Math.min(all / 3, begin)
  const may = (which: Which) =>
    !viewing && !trash && (which === 'until' || ends.from.updatable) && (which === 'from' || ends.until?.updatable === true)

  const bar = useRef<HTMLDivElement>(null)
  const lasts = daysBetween(first, last)
  const { press, pulled, around } = usePull<Which>({
    scroller: props.scroller,
    start: which => {
      setPull(() => ({ which, days: 0 }))
      void moving
        .ask(row, which)
        .then(asked => setPull(before => before && { ...before, refused: asked ? asked.refused : t`It cannot be read.` }))
    },
    move: (which, _, { x }) => {
      const rtl = bar.current && getComputedStyle(bar.current).direction === 'rtl' ? -1 : 1
      const wanted = Math.round((x * rtl) / width)
      const days = which === 'from' ? Math.min(lasts, wanted) : which === 'until' ? Math.max(-lasts, wanted) : wanted
      setPull(before => before && { ...before, days })
    },
    end: (which, kept) => {
      const days = now()?.days ?? 0
      if (kept && days !== 0) void moving.by(row, days, which).finally(() => setPull(() => undefined))
      else setPull(() => undefined)
    },
  })
  const start = (down: PointerEvent<HTMLElement>, which: Which) => may(which) && press(down, which)
  const words = [titleOf(entity, row), look?.title, endsWords(entry, ends)].filter(Boolean).join(', ')
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: it only keeps a drag from being a click
    <div role="gridcell" className={classes.track} onClick={event => pulled() && event.stopPropagation()} ref={around}>
      <div
        ref={bar}
        className={classes.bar}
        title={words}
        style={{
          insetInlineStart: along(begin),
          width: along(end - begin),
          ...(look?.color && { '--bar': dotColor(look.color) }),
        }}
        data-begun={begun || undefined}
        data-goes-on={goesOn || undefined}
        data-moves={may('both') || undefined}
        data-refused={pull?.refused !== undefined || undefined}
        onPointerDown={event => start(event, 'both')}
      >
        {may('from') && !begun && <span className={classes.end} data-end="from" onPointerDown={event => start(event, 'from')} />}
        {may('until') && !goesOn && (
          <span className={classes.end} data-end="until" onPointerDown={event => start(event, 'until')} />
        )}
      </div>
      <VisuallyHidden>{endsWords(entry, ends)}</VisuallyHidden>
      <div
        className={classes.beside}
        style={
          isBefore ? { insetInlineEnd: `calc(100% - ${along(begin)} + 4px)` } : { insetInlineStart: `calc(${along(end)} + 4px)` }
        }
      >
        {pull ? (
          <b className="tabular">{pull.refused ?? spanWords(at.first, at.last, { day: 'numeric', month: 'short' })}</b>
        ) : (
          <>
            {look && <span>{look.title}</span>}
            <CardValues app={app.name} entity={entity} fields={props.card} row={row} />
          </>
        )}
      </div>
    </div>
  )
}
