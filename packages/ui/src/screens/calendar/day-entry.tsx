/** One record on its days, or on those of one week. */
import { VisuallyHidden } from '@mantine/core'
import type { PointerEvent } from 'react'
import { Dot } from '../../fields/choice.tsx'
import { clockWords, endsWords } from '../time/ends.ts'
import { CardValues, lookOf, titleOf } from '../time/looks.tsx'
import classes from './calendar.module.css'
import { EntryFrame, type EntryProps } from './entry-frame.tsx'
import type { Placed } from './lanes.ts'

interface DayEntryProps extends EntryProps {
  readonly placed: Placed
  /** Absent: this person moves none here. */
  readonly onPress: ((down: PointerEvent<HTMLElement>) => void) | undefined
}

export function DayEntry(props: DayEntryProps) {
  const { page, placed, span, ends, looks, color } = props
  const { entry, from, to, begun, goesOn } = placed
  const { row } = entry
  const look = lookOf(looks, color, row)
  const clock = clockWords(entry, ends)
  const isLong = entry.first !== entry.last
  return (
    <EntryFrame
      {...props}
      {...{ entry, begun, goesOn }}
      long={isLong}
      className={classes.entry}
      style={{
        top: props.top,
        height: props.height,
        width: `calc(${(to - from + 1) * 100}% - ${(begun ? 0 : 4) + (goesOn ? 0 : 5)}px)`,
        insetInlineStart: begun ? 0 : 4,
        ...(isLong &&
          look?.color && {
            '--entry-tint': `var(--mantine-color-${look.color}-light)`,
            '--entry-ink': `var(--mantine-color-${look.color}-light-color)`,
          }),
      }}
    >
      <span className={classes.entryTitle}>
        {look && <Dot color={look.color} />}
        {clock && <span className={classes.clock}>{clock}</span>}
        <span className={classes.words} dir="auto">
          {titleOf(page.entity, row)}
        </span>
        {/* The dot's word, where nothing else says it, and the days. */}
        <VisuallyHidden>{[span === 'month' && look?.title, endsWords(entry, ends)].filter(Boolean).join(', ')}</VisuallyHidden>
      </span>
      {span !== 'month' && (
        <span className={classes.values}>
          {look && <span className={classes.state}>{look.title}</span>}
          <CardValues app={page.app.name} entity={page.entity} fields={props.card} row={row} />
        </span>
      )}
    </EntryFrame>
  )
}
