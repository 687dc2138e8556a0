/** What every entry of a calendar is, however it is drawn: it opens its record, is moved, tells what there is no room for, and can be stood at. */
import type { CSSProperties, PointerEvent, ReactNode } from 'react'
import { Dot } from '../../fields/choice.tsx'
import { endsWords, type Lasting } from '../time/ends.ts'
import { CardValues, lookOf, titleOf } from '../time/looks.tsx'
import type { Tip } from '../time/use-tip.tsx'
import classes from './calendar.module.css'
import type { ShownProps } from './weeks.tsx'

/** Of one entry at one of its places. */
export interface EntryProps extends ShownProps {
  readonly top: number
  readonly height: number
  /** Tab comes to it. */
  readonly stop: boolean
  /** Its record is open. */
  readonly current: boolean
  readonly dragged: boolean
  readonly tip: Tip
  /** A click that ended a pull. */
  readonly pulled: () => boolean
  readonly onFocus: (target: HTMLElement) => void
}

interface FrameProps extends EntryProps {
  readonly entry: Lasting
  readonly className: string | undefined
  readonly style: CSSProperties
  readonly begun: boolean
  readonly goesOn: boolean
  /** Drawn over several days, or too low for more than a line. */
  readonly long?: boolean
  readonly low?: boolean
  /** Absent: this person moves none here. */
  readonly onPress: ((down: PointerEvent<HTMLElement>) => void) | undefined
  readonly children: ReactNode
}

export function EntryFrame(props: FrameProps) {
  const { page, entry, tip } = props
  const { row } = entry
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is heard on the grid, for whichever entry has the focus
    <div
      role="button"
      tabIndex={props.stop ? 0 : -1}
      className={props.className}
      style={props.style}
      data-row={row.id}
      data-long={props.long || undefined}
      data-low={props.low || undefined}
      data-begun={props.begun || undefined}
      data-goes-on={props.goesOn || undefined}
      data-current={props.current || undefined}
      data-dragged={props.dragged || undefined}
      data-moves={props.onPress ? true : undefined}
      {...tip.on(() => tipWords(props, entry))}
      onFocus={event => props.onFocus(event.currentTarget)}
      onBlur={tip.hide}
      onPointerDown={props.onPress}
      onClick={event => {
        event.stopPropagation()
        if (props.pulled()) return
        tip.hide()
        props.onOpen(row.id)
      }}
      onContextMenu={event => {
        if (page.viewing || page.trash) return
        event.preventDefault()
        props.moving.choose(row)
      }}
    >
      {props.children}
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
