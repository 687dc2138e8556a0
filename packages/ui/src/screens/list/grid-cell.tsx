/** One cell: text until it is edited, then the field's control over it. */
import type { EntityView, FieldView, RecordRow, RecordView, TransitionView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { IconPencil } from '@tabler/icons-react'
import { type CSSProperties, memo, type PointerEvent, useEffect, useRef, useState } from 'react'
import { fieldUi } from '../../fields/registry.ts'
import { WrittenValues } from '../../fields/written-values.ts'
import { writeInto } from '../../kit/write-into.ts'
import { same } from '../record/edited.ts'
import classes from './list.module.css'

/** What is edited: the record as it was when that began. */
export interface Editing {
  readonly view: RecordView
  readonly field: FieldView
  /** The steps that may be taken now, where the field is the state. */
  readonly steps?: readonly TransitionView[]
  /** Keys that were pressed before the editor was there. */
  readonly keys?: readonly string[]
  /** They come in place of what was in the cell, not behind it. */
  readonly replaces?: boolean
  /** A key that comes after those, before they are written. */
  keeps?(key: string): boolean
  /** They are written, or never will be. */
  onWritten?(): void
  /** What was refused: it stands there again, with the reason, and has the focus unless that is needed elsewhere. */
  readonly refused?: { readonly value: WireValue; readonly reason: string; readonly isFocused: boolean }
}

interface GridCellProps {
  readonly app: string
  readonly entity: EntityView
  readonly row: RecordRow
  readonly field: FieldView
  readonly index: number
  readonly pinned: 'yes' | 'last' | undefined
  readonly style: CSSProperties
  readonly inRange: boolean
  /** At which edges of what was copied it is, as words. */
  readonly copied: string | undefined
  /** The range is drawn down from here. */
  readonly isCorner: boolean
  /** A pencil offers to edit it. */
  readonly mayEdit: boolean
  readonly editing: Editing | undefined
  /** The same each time. */
  readonly acts: CellActs
}

export interface CellActs {
  fill(event: PointerEvent): void
  edit(column: number): void
  /** @param value absent: nothing is changed. @param next the cell that the keys go to */
  end(column: number, value: WireValue | undefined, next: Next): void
}

/** `gone`: the row was taken away while it was written in. */
export type Next = 'stay' | 'right' | 'left' | 'elsewhere' | 'gone'

function Cell(props: GridCellProps) {
  const { app, entity, row, field, editing, acts, index } = props
  const { Display, alignRight } = fieldUi(field)
  const value = row[field.name]
  return (
    <div
      role="gridcell"
      className={classes.cell}
      data-cell={props.index}
      aria-colindex={props.index + 2}
      tabIndex={-1}
      data-title={field.name === entity.titleField || undefined}
      data-right={alignRight || undefined}
      data-range={props.inRange || undefined}
      data-copied={props.copied}
      data-pinned={props.pinned}
      style={props.style}
      data-editing={editing !== undefined || undefined}
    >
      {editing ? (
        <WrittenValues value={{ values: row }}>
          <CellEditor app={app} editing={editing} onEnd={(value, next) => acts.end(index, value, next)} />
        </WrittenValues>
      ) : (
        <>
          {value !== undefined && <Display app={app} field={field} value={value} dense />}
          {props.mayEdit && (
            <Pencil title={field.title} record={String(row[entity.titleField] ?? '')} onClick={() => acts.edit(index)} />
          )}
          {props.isCorner && <Corner onPointerDown={acts.fill} />}
        </>
      )}
    </div>
  )
}

function Pencil({ title, record, onClick }: { readonly title: string; readonly record: string; readonly onClick: () => void }) {
  const { t } = useLingui()
  return (
    <button
      type="button"
      className={classes.pencil}
      tabIndex={-1}
      aria-label={t`Edit ${title} of ${record}`}
      onClick={event => {
        event.stopPropagation()
        onClick()
      }}
    >
      <IconPencil size={14} />
    </button>
  )
}

function Corner({ onPointerDown }: { readonly onPointerDown: (event: PointerEvent) => void }) {
  const { t } = useLingui()
  return (
    <span
      className={classes.fill}
      data-corner
      aria-hidden
      title={t`Draw down to fill, or press Ctrl D`}
      onPointerDown={onPointerDown}
      onClick={event => event.stopPropagation()}
    />
  )
}

function CellEditor({
  app,
  editing,
  onEnd,
}: {
  readonly app: string
  readonly editing: Editing
  readonly onEnd: (value: WireValue | undefined, next: Next) => void
}) {
  const { t } = useLingui()
  const { view, steps, refused, keys } = editing
  // A state is not chosen, a step out of it is.
  const field: FieldView = steps ? { ...editing.field, required: true, options: steps.map(asOption) } : editing.field
  const { Editor } = fieldUi(field)
  const before = steps ? null : view.record[field.name]
  const [draft, setDraft] = useState<WireValue | undefined>(refused ? refused.value : before)
  const [isCorrected, setCorrected] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, as it comes
  useEffect(() => {
    const { onWritten } = editing
    if (!keys || keys.length === 0) {
      onWritten?.()
      return
    }
    // Once a list of choices that opens with it is there.
    const timer = setTimeout(() => {
      onWritten?.()
      if (place.current) writeInto(place.current, keys, editing.replaces === true)
    })
    return () => {
      clearTimeout(timer)
      onWritten?.()
    }
  }, [])
  const ended = useRef(false)
  const end = (settled: WireValue | undefined, next: Next) => {
    // The blur that comes of being taken away is no second end.
    if (ended.current) return
    ended.current = true
    const value = settled === '' || settled === undefined ? null : settled
    onEnd(same(value, before) ? undefined : value, next)
  }
  const taken = useRef<() => void>(undefined)
  taken.current = () => end(draft, 'gone')
  // Somebody else's change took the row out of the list: what is written goes where it goes when one leaves the cell. A moment later, when it is known not to be drawn again.
  useEffect(
    () => () => {
      setTimeout(() => place.current ?? taken.current?.())
    },
    [],
  )
  const give = useRef<Next>('elsewhere')
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are heard for whatever control stands inside
    <div
      ref={place}
      className={classes.editor}
      data-refused={(refused !== undefined && !isCorrected) || undefined}
      onClick={event => event.stopPropagation()}
      // What is marked is taken by these keys before they come here: it goes where they go.
      onKeyDownCapture={event => {
        if (event.nativeEvent.isTrusted && editing.keeps?.(event.key)) {
          event.preventDefault()
          event.stopPropagation()
          return
        }
        if (event.key === 'Tab') give.current = event.shiftKey ? 'left' : 'right'
        else if (event.key === 'Enter') give.current = 'stay'
      }}
      onKeyDown={event => {
        event.stopPropagation()
        if (event.key === 'Escape') {
          event.preventDefault()
          end(before, 'stay')
        } else if (event.key === 'Tab') {
          event.preventDefault()
          end(draft, give.current)
        }
      }}
    >
      <Editor
        app={app}
        field={field}
        value={draft}
        autoFocus={refused?.isFocused ?? true}
        error={isCorrected ? undefined : refused?.reason}
        {...(steps && { placeholder: t`Take a step` })}
        onChange={value => {
          setDraft(value)
          setCorrected(true)
        }}
        onDone={settled => {
          if (settled === undefined) end(draft, give.current)
          else end(settled, give.current === 'elsewhere' ? 'stay' : give.current)
        }}
      />
    </div>
  )
}

const asOption = ({ name, title }: TransitionView) => ({ name, title })

export const GridCell = memo(Cell)
