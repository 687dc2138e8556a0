/** One record at its hours on a day. */
import { VisuallyHidden } from '@mantine/core'
import type { PointerEvent } from 'react'
import { formatter } from '../time/days.ts'
import { clockWords, type Ends, endsWords, type Lasting } from '../time/ends.ts'
import { CardValues, lookOf, titleOf } from '../time/looks.tsx'
import type { Tip } from '../time/use-tip.tsx'
import { tipWords } from './entry.tsx'
import classes from './hour-grid.module.css'
import type { Beside } from './hours.ts'
import type { ShownProps } from './weeks.tsx'

interface HourEntryProps extends ShownProps {
  readonly segment: Beside
  readonly top: number
  readonly height: number
  readonly stop: boolean
  readonly current: boolean
  readonly dragged: boolean
  readonly lengthens: boolean
  readonly tip: Tip
  readonly pulled: () => boolean
  readonly onFocus: (target: HTMLElement) => void
  /** Absent: this person moves none here. */
  readonly onPress: ((down: PointerEvent<HTMLElement>, which: 'both' | 'until') => void) | undefined
}

/** Pixels of a line, and above and beneath all of them. */
const line = 16
const around = 6

export function HourEntry(props: HourEntryProps) {
  const { page, segment, ends, looks, color, onPress } = props
  const { entry, lane, lanes, wide } = segment
  const { row } = entry
  const look = lookOf(looks, color, row)
  const lines = Math.floor((props.height - around) / line)
  const isLow = lines < 2
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is heard on the grid, for whichever entry has the focus
    <div
      role="button"
      tabIndex={props.stop ? 0 : -1}
      className={classes.entry}
      style={{
        ...{ top: props.top + 1, height: props.height - 2 },
        ...{ insetInlineStart: `calc(${(lane / lanes) * 100}% + 2px)`, width: `calc(${(wide / lanes) * 100}% - 5px)` },
        ...(look?.color && {
          '--entry-tint': `var(--mantine-color-${look.color}-light)`,
          '--entry-ink': `var(--mantine-color-${look.color}-light-color)`,
          '--entry-edge': `var(--mantine-color-${look.color}-6)`,
        }),
      }}
      data-row={row.id}
      data-low={isLow || undefined}
      data-begun={segment.begun || undefined}
      data-goes-on={segment.goesOn || undefined}
      data-current={props.current || undefined}
      data-dragged={props.dragged || undefined}
      data-moves={onPress ? true : undefined}
      {...props.tip.on(() => tipWords(props, entry))}
      onFocus={event => props.onFocus(event.currentTarget)}
      onBlur={props.tip.hide}
      onPointerDown={event => onPress?.(event, 'both')}
      onClick={event => {
        event.stopPropagation()
        if (props.pulled()) return
        props.tip.hide()
        props.onOpen(row.id)
      }}
      onContextMenu={event => {
        if (page.viewing || page.trash) return
        event.preventDefault()
        props.moving.choose(row)
      }}
    >
      <span className={classes.title} dir="auto">
        {titleOf(page.entity, row)}
      </span>
      <span className={classes.clock} aria-hidden>
        {isLow ? clockWords(entry, ends) : timesOf(entry, ends)}
      </span>
      <VisuallyHidden>{[look?.title, endsWords(entry, ends)].filter(Boolean).join(', ')}</VisuallyHidden>
      {lines > 2 && (
        <span className={classes.values} style={{ maxHeight: (lines - 2) * line }}>
          {look && <span>{look.title}</span>}
          <CardValues app={page.app.name} entity={page.entity} fields={props.card} row={row} />
        </span>
      )}
      {onPress && props.lengthens && !segment.goesOn && (
        <span className={classes.end} onPointerDown={event => onPress(event, 'until')} />
      )}
    </div>
  )
}

/** From when to when, without the day. */
export function timesOf({ at = 0, to }: Lasting, { timeZone }: Ends): string {
  return to === undefined ? formatter({ timeStyle: 'short', timeZone }).format(at) : clockRange(at, to, timeZone)
}

/** As short as can be: "9:00 – 10:30 AM", "09:00–10:30" and not "09:00–10:30 Uhr". */
export function clockRange(from: number, to: number, timeZone: string): string {
  const clock = formatter({ timeStyle: 'short', timeZone })
  const day = formatter({ dateStyle: 'short', timeZone })
  const isShort = clock.resolvedOptions().hour12 && day.format(from) === day.format(to)
  return isShort ? clock.formatRange(from, to) : `${clock.format(from)}–${clock.format(to)}`
}
