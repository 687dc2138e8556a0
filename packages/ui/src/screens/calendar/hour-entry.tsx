/** One record at its hours on a day. */
import { VisuallyHidden } from '@mantine/core'
import type { PointerEvent } from 'react'
import { isolated } from '../../client/language.ts'
import { dotColor } from '../../fields/choice.tsx'
import { formatter } from '../time/days.ts'
import { clockWords, type Ends, endsWords, type Lasting } from '../time/ends.ts'
import { CardValues, lookOf, titleOf } from '../time/looks.tsx'
import { EntryFrame, type EntryProps } from './entry-frame.tsx'
import classes from './hour-grid.module.css'
import type { Beside } from './hours.ts'

interface HourEntryProps extends EntryProps {
  readonly segment: Beside
  readonly lengthens: boolean
  /** Absent: this person moves none here. */
  readonly onPress: ((down: PointerEvent<HTMLElement>, which: 'both' | 'until') => void) | undefined
}

/** Pixels of a line, and above and beneath all of them. */
const line = 16
const around = 2
/** Lines that a title takes at most, where there is room for them. */
const mostOfTitle = 3

export function HourEntry(props: HourEntryProps) {
  const { page, segment, ends, looks, color, onPress } = props
  const { entry, lane, lanes, wide, begun, goesOn } = segment
  const { row } = entry
  const look = lookOf(looks, color, row)
  const lines = Math.floor((props.height - around) / line)
  const isLow = lines < 2
  const isNarrow = props.span === 'week' && wide < lanes
  return (
    <EntryFrame
      {...props}
      {...{ entry, begun, goesOn }}
      low={isLow}
      className={classes.entry}
      style={{
        ...{ top: props.top + 1, height: props.height - 2 },
        ...{ insetInlineStart: `calc(${(lane / lanes) * 100}% + 2px)`, width: `calc(${(wide / lanes) * 100}% - 5px)` },
        ...(look?.color && {
          '--entry-tint': `var(--mantine-color-${look.color}-light)`,
          '--entry-ink': `var(--mantine-color-${look.color}-light-color)`,
          '--entry-edge': dotColor(look.color),
        }),
      }}
      onPress={onPress && (down => onPress(down, 'both'))}
    >
      <span className={classes.title} style={{ WebkitLineClamp: Math.min(mostOfTitle, Math.max(1, lines - 1)) }} dir="auto">
        {titleOf(page.entity, row)}
      </span>
      <span className={classes.clock} aria-hidden>
        {isLow || isNarrow ? clockWords(entry, ends) : timesOf(entry, ends)}
      </span>
      <VisuallyHidden>{[look?.title, endsWords(entry, ends)].filter(Boolean).join(', ')}</VisuallyHidden>
      {lines > 2 && (
        <span className={classes.values}>
          {look && <span>{look.title}</span>}
          <CardValues app={page.app.name} entity={page.entity} fields={props.card} row={row} />
        </span>
      )}
      {onPress && props.lengthens && !goesOn && <span className={classes.end} onPointerDown={event => onPress(event, 'until')} />}
    </EntryFrame>
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
  return isolated(isShort ? clock.formatRange(from, to) : `${clock.format(from)}–${clock.format(to)}`)
}
