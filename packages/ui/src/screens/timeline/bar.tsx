/** One record over the axis: dragged it moves, by its ends it grows and shrinks, in whole days. */
import { useLingui } from '@lingui/react/macro'
import { VisuallyHidden } from '@mantine/core'
import { type PointerEvent, useRef, useState } from 'react'
import { addDays, daysBetween, spanWords } from '../time/days.ts'
import { endsWords, type Lasting } from '../time/ends.ts'
import { CardValues, type Look, titleOf } from '../time/looks.tsx'
import type { Which } from '../time/use-moving.tsx'
import type { ChartProps } from './chart.tsx'
import classes from './timeline.module.css'

interface BarProps extends ChartProps {
  readonly entry: Lasting
  readonly look: Look | undefined
  /** Pixels of a day. */
  readonly width: number
}

interface Pull {
  readonly which: Which
  readonly days: number
  readonly refused?: string | undefined
}

/** How far the pointer goes before it drags rather than clicks, in pixels. */
const firmly = 4

export function Bar(props: BarProps) {
  const { page, ends, axis, entry, look, width, moving } = props
  const { t } = useLingui()
  const { viewing, trash, app, entity } = page
  const { row, first, last } = entry
  const [pull, setPull] = useState<Pull>()
  const dragged = useRef(false)
  const at = {
    first: pull && pull.which !== 'until' ? addDays(first, pull.days) : first,
    last: pull && pull.which !== 'from' ? addDays(last, pull.days) : last,
  }
  const begun = at.first < axis.first
  const goesOn = at.last > axis.last
  const begin = Math.max(0, daysBetween(axis.first, at.first)) * width
  const length = (daysBetween(begun ? axis.first : at.first, goesOn ? axis.last : at.last) + 1) * width
  const may = (which: Which) =>
    !viewing && !trash && (which === 'until' || ends.from.updatable) && (which === 'from' || ends.until?.updatable === true)

  const start = (down: PointerEvent<HTMLElement>, which: Which) => {
    // A finger scrolls; whoever has no pointer moves it by the dialog.
    if (down.button !== 0 || down.pointerType === 'touch' || !may(which)) return
    down.preventDefault()
    down.stopPropagation()
    const lasts = daysBetween(first, last)
    const rtl = getComputedStyle(down.currentTarget).direction === 'rtl' ? -1 : 1
    let days = 0
    let firm = false
    const move = ({ clientX }: globalThis.PointerEvent) => {
      const far = (clientX - down.clientX) * rtl
      if (!firm && Math.abs(far) < firmly) return
      if (!firm)
        void moving
          .ask(row, which)
          .then(asked => setPull(before => before && { ...before, refused: asked ? asked.refused : t`It cannot be read.` }))
      firm = true
      dragged.current = true
      const wanted = Math.round(far / width)
      days = which === 'from' ? Math.min(lasts, wanted) : which === 'until' ? Math.max(-lasts, wanted) : wanted
      setPull(before => ({ ...before, which, days }))
    }
    const end = (save: boolean) => {
      window.removeEventListener('pointermove', move)
      window.removeEventListener('pointerup', up)
      window.removeEventListener('keydown', giveUp, { capture: true })
      if (save && days !== 0) void moving.by(row, days, which).finally(() => setPull(undefined))
      else setPull(undefined)
      // The click that ends a drag opens nothing.
      setTimeout(() => {
        dragged.current = false
      })
    }
    const up = () => end(true)
    const giveUp = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      end(false)
    }
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', up)
    window.addEventListener('keydown', giveUp, { capture: true })
  }
  const words = [titleOf(entity, row), look?.title, endsWords(entry, ends)].filter(Boolean).join(', ')
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: it only keeps a drag from being a click
    <div role="gridcell" className={classes.track} onClick={event => dragged.current && event.stopPropagation()}>
      <div
        className={classes.bar}
        title={words}
        style={{
          insetInlineStart: begin,
          width: length,
          ...(look?.color && { '--bar': `var(--mantine-color-${look.color}-6)` }),
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
      <div className={classes.beside} style={{ insetInlineStart: begin + length + 8 }}>
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
