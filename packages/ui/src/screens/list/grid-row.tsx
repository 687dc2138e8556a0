/** One row of a list. It is drawn when it or what is done to it changes, and stands still while the keys go over others or the list scrolls. */
import type { EntityView, FieldView, RecordRow, WireValue } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { type CSSProperties, type PointerEvent, type ReactNode, useMemo, useState } from 'react'
import { RecordPlace } from '../../fields/record-place.ts'
import { cannotHover } from '../../kit/pointer.ts'
import { still } from '../../kit/still.tsx'
import { edgesAt, holds, isCorner, type Range } from './cells.ts'
import { columnStyle, type Track } from './columns-in-sight.ts'
import { type CellActs, type Editing, GridCell, type Next } from './grid-cell.tsx'
import classes from './list.module.css'
import { isSmall } from './may-edit.ts'
import { PhoneRow } from './phone-row.tsx'
import { useLongPress } from './use-long-press.ts'

/** Where the columns of a list stand. */
export interface Placing {
  /** The last column that stays in sight; -1: none. */
  readonly pinned: number
  /** Where each column up to that begins, in pixels. */
  readonly insets: readonly number[]
  readonly tracks: readonly Track[]
}

interface GridRowProps {
  readonly app: string
  readonly entity: EntityView
  readonly columns: readonly FieldView[]
  readonly row: RecordRow
  /** Among the rows. */
  readonly index: number
  /** Among the lines, of which heads of groups are some. */
  readonly line: number
  readonly placing: Placing
  readonly phone: boolean
  /** From the top of the rows, in pixels. */
  readonly top: number
  readonly height: number
  readonly isCurrent: boolean
  readonly isChosen: boolean
  /** Rows can be chosen here. */
  readonly hasBox: boolean
  /** Some row is chosen: on a phone, a tap chooses too. */
  readonly isChoosing: boolean
  /** Tab comes to it. */
  readonly isStop: boolean
  /** Where it holds this row. */
  readonly range: Range | undefined
  /** Where the corner is in this row. */
  readonly corner: Range | undefined
  /** Where what was copied has this row. */
  readonly copied: Range | undefined
  /** What this person may change of this very record; undefined: nothing is edited here, or it is not known yet. */
  readonly updatable: ReadonlySet<string> | undefined
  readonly editing: Editing | undefined
  readonly onFocus: (id: string) => void
  readonly onOpen: (id: string) => void
  readonly onChoose: (row: RecordRow, upTo: boolean) => void
  readonly onFill: (event: PointerEvent) => void
  readonly onEdit: (row: number, column: number) => void
  readonly onEnd: (row: number, column: number, value: WireValue | undefined, next: Next) => void
}

export const pinnedAt = ({ pinned }: Placing, column: number): 'last' | 'yes' | undefined =>
  column > pinned ? undefined : column === pinned ? 'last' : 'yes'

export const styleAt = ({ insets }: Placing, column: number): CSSProperties => columnStyle(column, insets[column])

/** What is drawn of the columns, and room for the rest. */
export const alongTracks = ({ tracks }: Placing, draw: (column: number) => ReactNode): ReactNode[] =>
  tracks.map(track =>
    'room' in track ? (
      <div key={`beyond ${track.beyond}`} role="presentation" className={classes.beyond} style={{ width: track.room }} />
    ) : (
      draw(track.column)
    ),
  )

function Row(props: GridRowProps) {
  const { t } = useLingui()
  const { app, entity, columns, row, index, placing, phone, editing, onFill, onEdit, onEnd } = props
  const record = String(row[entity.titleField] ?? '')
  const place = useMemo(() => ({ entity: entity.name, id: row.id }), [entity.name, row.id])
  const acts: CellActs = useMemo(
    () => ({
      fill: onFill,
      edit: column => onEdit(index, column),
      end: (column, value, next) => onEnd(index, column, value, next),
    }),
    [index, onFill, onEdit, onEnd],
  )
  // A pencil for each cell takes as long to make as the cells.
  const [isMet, setMet] = useState(cannotHover)
  const press = useLongPress(phone && props.hasBox ? () => props.onChoose(row, false) : undefined)
  const style = useMemo(
    () => ({
      transform: `translateY(${props.top}px)`,
      height: props.height,
    }),
    [props.top, props.height],
  )
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is heard on the grid, for whichever row has the focus
    <div
      role="row"
      data-row={index}
      data-line={props.line}
      data-record={row.id}
      aria-rowindex={props.line + 2}
      aria-selected={props.isCurrent}
      tabIndex={props.isStop ? 0 : -1}
      className={classes.row}
      data-current={props.isCurrent || undefined}
      data-chosen={props.isChosen || undefined}
      data-edits={editing !== undefined || undefined}
      data-phone={phone || undefined}
      data-choosing={(phone && props.isChoosing) || undefined}
      style={style}
      onPointerEnter={() => setMet(true)}
      onFocus={() => {
        setMet(true)
        props.onFocus(row.id)
      }}
      {...press}
      onClick={event => {
        if (event.shiftKey && props.hasBox) props.onChoose(row, true)
        else if (phone && props.isChoosing) props.onChoose(row, false)
        else props.onOpen(row.id)
      }}
    >
      {phone ? (
        <>
          {props.isChoosing && (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the box itself hears the keys; here a tap beside it chooses once
            <div role="gridcell" className={classes.phoneBox} onClick={event => event.stopPropagation()}>
              <input
                type="checkbox"
                className={classes.check}
                aria-label={t`Choose ${record}`}
                checked={props.isChosen}
                onChange={() => props.onChoose(row, false)}
              />
            </div>
          )}
          <PhoneRow app={app} entity={entity} columns={columns} row={row} />
        </>
      ) : props.hasBox ? (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the box itself hears the keys; here a click beside it is kept from opening the record
        <div
          role="gridcell"
          className={classes.box}
          data-pinned={placing.pinned >= 0 ? 'yes' : undefined}
          onClick={event => event.stopPropagation()}
        >
          <input
            type="checkbox"
            className={classes.check}
            tabIndex={-1}
            aria-label={t`Choose ${record}`}
            checked={props.isChosen}
            onChange={event => props.onChoose(row, (event.nativeEvent as MouseEvent).shiftKey)}
          />
        </div>
      ) : (
        <div role="presentation" className={classes.box} />
      )}
      {!phone && (
        <RecordPlace value={place}>
          {alongTracks(placing, column => {
            const field = columns[column]!
            return (
              <GridCell
                key={field.name}
                app={app}
                entity={entity}
                row={row}
                field={field}
                index={column}
                pinned={pinnedAt(placing, column)}
                style={styleAt(placing, column)}
                inRange={holds(props.range, index, column)}
                copied={edgesAt(props.copied, index, column)}
                isCorner={isCorner(props.corner, index, column)}
                mayEdit={isMet && isSmall(field) && props.updatable?.has(field.name) === true}
                editing={editing?.field.name === field.name ? editing : undefined}
                acts={acts}
              />
            )
          })}
        </RecordPlace>
      )}
    </div>
  )
}

export const GridRow = still(Row)
