/** A row that flies by: its text alone, in one piece. Where one row left another comes in, so that the page makes no new elements for it. */
import type { FieldView, RecordRow, WireValue } from '@bailiwick/definition/wire/index.ts'
import { fieldUi } from '../../fields/registry.ts'
import { still } from '../../kit/still.tsx'
import { alongTracks, type Placing, pinnedAt, styleAt } from './grid-row.tsx'
import classes from './list.module.css'
import { cellText } from './table-text.ts'

interface FlyingRowProps {
  readonly columns: readonly FieldView[]
  readonly titleField: string
  readonly row: RecordRow
  readonly index: number
  readonly line: number
  readonly placing: Placing
  /** From the top of the rows, in pixels. */
  readonly top: number
  readonly height: number
  readonly hasBox: boolean
  /** It was pressed: from now on it is a row of the grid. */
  readonly onLand: (id: string) => void
  readonly onOpen: (id: string) => void
  readonly onChoose: (row: RecordRow, upTo: boolean) => void
}

function Row(props: FlyingRowProps) {
  const { columns, titleField, row, index, line, placing, top, height, hasBox } = props
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: no key is pressed on what flies by; at rest it is a row of the grid
    <div
      role="row"
      tabIndex={-1}
      data-flying
      data-row={index}
      data-line={line}
      data-record={row.id}
      aria-rowindex={line + 2}
      className={classes.row}
      style={{ transform: `translateY(${top}px)`, height }}
      // The focus stays where it was: this element is another row in the next moment.
      onMouseDown={event => event.preventDefault()}
      onClick={event => {
        props.onLand(row.id)
        const isBox = (event.target as HTMLElement).matches('[data-box]')
        if (hasBox && (isBox || event.shiftKey)) props.onChoose(row, event.shiftKey)
        else if (!isBox) props.onOpen(row.id)
      }}
    >
      <div role="presentation" data-box className={classes.box} data-pinned={placing.pinned >= 0 ? 'yes' : undefined} />
      {alongTracks(placing, column => {
        const field = columns[column]!
        return (
          <div
            key={field.name}
            role="gridcell"
            aria-colindex={column + 2}
            className={classes.cell}
            data-right={fieldUi(field).alignRight || undefined}
            data-title={field.name === titleField || undefined}
            data-pinned={pinnedAt(placing, column)}
            style={styleAt(placing, column)}
          >
            {flyingText(field, row[field.name])}
          </div>
        )
      })}
    </div>
  )
}

/** Of a moment its day; nothing of what has no text. */
function flyingText(field: FieldView, value: WireValue | undefined): string {
  const type = field.result ?? field.type
  if (type === 'file' || type === 'json') return ''
  return cellText(field, value).slice(0, type === 'datetime' ? 10 : 80)
}

export const FlyingRow = still(Row)
