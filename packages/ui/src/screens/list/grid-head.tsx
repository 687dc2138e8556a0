/** The heads of a list's columns, which are drawn wider and carried to other places. */
import type { FieldView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import type { RefObject } from 'react'
import { alongTracks, pinnedAt, styleAt } from './grid-row.tsx'
import { useHeadDrag } from './head-drag.ts'
import { type ColumnActs, HeaderCell } from './header-cell.tsx'
import classes from './list.module.css'
import type { Selection } from './selection.ts'
import type { ListColumns } from './use-columns.ts'

interface GridHeadProps {
  readonly columns: ListColumns
  readonly shown: readonly FieldView[]
  readonly rows: readonly RecordRow[]
  readonly scroller: RefObject<HTMLElement | null>
  readonly hidden: boolean
  readonly selection: Selection | undefined
  readonly orderBy: string
  readonly onOrder: (orderBy: string) => void
  readonly actsOf: (field: FieldView) => ColumnActs
  /** @param widths of all the columns that are shown: those that nobody drew keep what they had */
  readonly onWidths: (widths: Readonly<Record<string, number>>) => void
  /** @param before the column that it comes to stand before; undefined: it is the last one */
  readonly onMove: (column: FieldView, before: FieldView | undefined) => void
}

export function GridHead({ columns, shown, rows, scroller, hidden, selection, onWidths, onMove, ...heads }: GridHeadProps) {
  const { t } = useLingui()
  const { sizes, headPlacing: placing, least, startOf } = columns
  const drag = useHeadDrag(scroller, (column, before) => {
    const field = shown[column]
    if (field) onMove(field, shown[before])
  })
  // Asked in each frame that it scrolls, and mostly nothing is chosen.
  const isAnyChosen = selection !== undefined && selection.chosen.size > 0
  const areAllChosen = isAnyChosen && rows.length > 0 && rows.every(row => selection.chosen.has(row.id))
  return (
    <div className={classes.header} role="row" hidden={hidden} style={{ minWidth: least }}>
      {selection ? (
        <div role="columnheader" className={classes.box} data-pinned={placing.pinned >= 0 ? 'yes' : undefined}>
          <input
            type="checkbox"
            className={classes.check}
            aria-label={t`Choose all that are loaded`}
            checked={areAllChosen}
            ref={box => {
              if (box) box.indeterminate = isAnyChosen && !areAllChosen && rows.some(row => selection.chosen.has(row.id))
            }}
            onChange={selection.toggleLoaded}
          />
        </div>
      ) : (
        <div role="presentation" className={classes.box} />
      )}
      {alongTracks(placing, index => {
        const field = shown[index]!
        return (
          <HeaderCell
            key={field.name}
            {...heads}
            field={field}
            index={index}
            isMoving={drag.now?.column === index}
            onPull={drag.start}
            width={sizes[index]!}
            onWidth={width =>
              onWidths({ ...Object.fromEntries(shown.map(({ name }, at) => [name, sizes[at]!])), [field.name]: width })
            }
            pinned={pinnedAt(placing, index)}
            style={styleAt(placing, index)}
          />
        )
      })}
      {drag.now && <div aria-hidden className={classes.landing} style={{ insetInlineStart: startOf(drag.now.before) }} />}
    </div>
  )
}
