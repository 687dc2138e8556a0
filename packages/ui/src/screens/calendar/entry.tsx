/** One record on its days, or on those of one week. */
import { VisuallyHidden } from '@mantine/core'
import type { PointerEvent, ReactNode } from 'react'
import { Dot } from '../../fields/choice.tsx'
import { clockWords, endsWords, type Lasting } from '../time/ends.ts'
import { CardValues, lookOf, titleOf } from '../time/looks.tsx'
import type { Tip } from '../time/use-tip.tsx'
import classes from './calendar.module.css'
import type { Placed } from './lanes.ts'
import type { ShownProps } from './weeks.tsx'

interface EntryProps extends ShownProps {
  readonly placed: Placed
  readonly top: number
  readonly height: number
  readonly stop: boolean
  readonly current: boolean
  readonly dragged: boolean
  readonly tip: Tip
  readonly onFocus: (target: HTMLElement) => void
  /** Absent: this person moves none here. */
  readonly onPress: ((down: PointerEvent<HTMLElement>) => void) | undefined
  readonly pulled: () => boolean
}

export function Entry(props: EntryProps) {
  const { page, placed, span, ends, looks, color } = props
  const { entry, from, to } = placed
  const { row } = entry
  const title = titleOf(page.entity, row)
  const look = lookOf(looks, color, row)
  const clock = clockWords(entry, ends)
  const long = entry.first !== entry.last
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is heard on the grid, for whichever entry has the focus
    <div
      role="button"
      tabIndex={props.stop ? 0 : -1}
      className={classes.entry}
      style={{
        top: props.top,
        height: props.height,
        width: `calc(${(to - from + 1) * 100}% - ${(placed.begun ? 0 : 4) + (placed.goesOn ? 0 : 5)}px)`,
        insetInlineStart: placed.begun ? 0 : 4,
        ...(long &&
          look?.color && {
            '--entry-tint': `var(--mantine-color-${look.color}-light)`,
            '--entry-ink': `var(--mantine-color-${look.color}-light-color)`,
          }),
      }}
      data-row={row.id}
      data-long={long || undefined}
      data-begun={placed.begun || undefined}
      data-goes-on={placed.goesOn || undefined}
      data-current={props.current || undefined}
      data-dragged={props.dragged || undefined}
      data-moves={props.onPress ? true : undefined}
      {...props.tip.on(() => tipWords(props, entry))}
      onFocus={event => props.onFocus(event.currentTarget)}
      onBlur={props.tip.hide}
      onPointerDown={props.onPress}
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
      <span className={classes.entryTitle}>
        {look && <Dot color={look.color} />}
        {clock && <span className={classes.clock}>{clock}</span>}
        <span className={classes.words} dir="auto">
          {title}
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
    </div>
  )
}

/** What there is no room for: the whole title, the word for its colour, its exact days, and its card. */
export function tipWords({ page, ends, looks, color, card }: ShownProps, entry: Lasting): ReactNode {
  const look = lookOf(looks, color, entry.row)
  return (
    <span className={classes.tip}>
      <b>{titleOf(page.entity, entry.row)}</b>
      <span className="tabular">{endsWords(entry, ends)}</span>
      {look && (
        <span className={classes.tipState}>
          <Dot color={look.color} /> {look.title}
        </span>
      )}
      <CardValues app={page.app.name} entity={page.entity} fields={card} row={entry.row} />
    </span>
  )
}
