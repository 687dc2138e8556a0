/** One cell: text until it is edited, then the field's control over it. */
import type { EntityView, FieldView, RecordRow, RecordView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { IconPencil } from '@tabler/icons-react'
import { type CSSProperties, type PointerEvent, useRef, useState } from 'react'
import { RecordPlace } from '../../fields/record-place.ts'
import { fieldUi } from '../../fields/registry.ts'
import { WrittenValues } from '../../fields/written-values.ts'
import { still } from '../../kit/still.tsx'
import { same } from '../record/edited.ts'
import classes from './list.module.css'

/** What is edited: the record as it was when that began. */
export interface Editing {
  readonly view: RecordView
  readonly field: FieldView
  /** What was typed to begin with, in place of what was there. */
  readonly typed?: string
}

export interface GridCellProps {
  readonly app: string
  readonly entity: EntityView
  readonly row: RecordRow
  readonly field: FieldView
  readonly index: number
  readonly pinned: 'yes' | 'last' | undefined
  readonly style: CSSProperties | undefined
  readonly inRange: boolean
  /** At which edges of what was copied it is, as words. */
  readonly copied: string | undefined
  /** Draws the range down from here; absent: this is not its corner, or nothing is edited. */
  readonly onFill: ((event: PointerEvent) => void) | undefined
  readonly mayEdit: boolean
  readonly editing: Editing | undefined
  readonly onEdit: () => void
  /** @param value absent: nothing is changed. @param next the cell that the keys go to */
  readonly onEnd: (value: WireValue | undefined, next: 'stay' | 'right' | 'left' | 'elsewhere') => void
}

/** What does not fit is told where the pointer rests. */
function tellWhole({ currentTarget: cell }: PointerEvent<HTMLElement>): void {
  cell.title = cell.scrollWidth > cell.clientWidth ? cell.innerText : ''
}

function Cell(props: GridCellProps) {
  const { t } = useLingui()
  const { app, entity, row, field, editing } = props
  const { Display, alignRight } = fieldUi(field)
  const value = row[field.name]
  const { title } = field
  const record = String(row[entity.titleField] ?? '')
  return (
    <div
      role="gridcell"
      className={classes.cell}
      data-cell={props.index}
      tabIndex={-1}
      data-title={field.name === entity.titleField || undefined}
      data-right={alignRight || undefined}
      data-range={props.inRange || undefined}
      data-copied={props.copied}
      data-pinned={props.pinned}
      style={props.style}
      data-editing={editing !== undefined || undefined}
      onPointerEnter={tellWhole}
    >
      {editing ? (
        <RecordPlace value={{ entity: entity.name, id: row.id }}>
          <WrittenValues value={{ values: row }}>
            <CellEditor app={app} editing={editing} onEnd={props.onEnd} />
          </WrittenValues>
        </RecordPlace>
      ) : (
        <>
          {value !== undefined && (
            <RecordPlace value={{ entity: entity.name, id: row.id }}>
              <Display app={app} field={field} value={value} dense />
            </RecordPlace>
          )}
          {props.mayEdit && (
            <button
              type="button"
              className={classes.pencil}
              tabIndex={-1}
              aria-label={t`Edit ${title} of ${record}`}
              onClick={event => {
                event.stopPropagation()
                props.onEdit()
              }}
            >
              <IconPencil size={14} />
            </button>
          )}
          {props.onFill && (
            <span
              className={classes.fill}
              aria-hidden
              title={t`Draw down to fill, or press Ctrl D`}
              onPointerDown={props.onFill}
              onClick={event => event.stopPropagation()}
            />
          )}
        </>
      )}
    </div>
  )
}

function CellEditor({
  app,
  editing,
  onEnd,
}: {
  readonly app: string
  readonly editing: Editing
  readonly onEnd: GridCellProps['onEnd']
}) {
  const { field, view, typed } = editing
  const { Editor } = fieldUi(field)
  const before = view.record[field.name]
  const [draft, setDraft] = useState<WireValue | undefined>(typed ?? before)
  const ended = useRef(false)
  const end = (settled: WireValue | undefined, next: Parameters<GridCellProps['onEnd']>[1]) => {
    // The blur that comes of being taken away is no second end.
    if (ended.current) return
    ended.current = true
    const value = settled === '' || settled === undefined ? null : settled
    onEnd(same(value, before) ? undefined : value, next)
  }
  const give = useRef<Parameters<GridCellProps['onEnd']>[1]>('elsewhere')
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are heard for whatever control stands inside
    <div
      className={classes.editor}
      onClick={event => event.stopPropagation()}
      onKeyDown={event => {
        event.stopPropagation()
        if (event.key === 'Escape') {
          event.preventDefault()
          end(before, 'stay')
        } else if (event.key === 'Tab') {
          event.preventDefault()
          end(draft, event.shiftKey ? 'left' : 'right')
        } else if (event.key === 'Enter') give.current = 'stay'
      }}
    >
      <Editor
        app={app}
        field={field}
        value={draft}
        autoFocus
        onChange={setDraft}
        onDone={settled => end(settled === undefined ? draft : settled, settled === undefined ? give.current : 'stay')}
      />
    </div>
  )
}

export const GridCell = still(Cell)
