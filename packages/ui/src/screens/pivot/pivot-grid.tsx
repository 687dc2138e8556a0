/** The table of a pivot: heads stay in sight, subtotals stand above what they are of, and the arrows go from figure to figure. */

import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { Fragment, type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react'
import { apart, inSentence } from '../../client/language.ts'
import { isReference } from '../../fields/field-ui.ts'
import { fieldUi } from '../../fields/registry.ts'
import { CutOnPaper } from '../../kit/cut-on-paper.tsx'
import { keyAlong } from '../../kit/key-along.ts'
import { linesOnPaper, useOnPaper } from '../../kit/on-paper.ts'
import { printCondition } from '../records/conditions.ts'
import { Figure } from '../records/figure.tsx'
import { readFilter } from '../records/filter.ts'
import { rememberName } from '../records/known-names.ts'
import type { ShownMeasure } from '../records/measures.ts'
import { both, type RecordsPage } from '../records/page.ts'
import classes from './pivot.module.css'
import type { Figures, Line, Part, PivotTable } from './pivot-table.ts'
import { columnsAt, nextPlace, type Place, placeName, readPlace, widestLine } from './places.ts'

const lineHeight = 34
const headHeight = 32

export interface PivotGridHandle {
  /** Goes to the line above or beneath. */
  move(by: 1 | -1): void
}

interface PivotGridProps {
  readonly page: RecordsPage
  readonly table: PivotTable
  readonly rows: readonly FieldView[]
  readonly across: FieldView | undefined
  readonly measures: readonly ShownMeasure[]
  readonly refreshing: boolean
  readonly handle: Ref<PivotGridHandle>
}

export function PivotGrid(props: PivotGridProps) {
  const { t } = useLingui()
  const { page, table, rows, across, measures } = props
  const scroller = useRef<HTMLDivElement>(null)
  const inTwo = across !== undefined && measures.length > 1
  const isOnPaper = useOnPaper()
  const virtual = useVirtualizer({
    count: table.lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 8,
    rangeExtractor: isOnPaper ? linesOnPaper : defaultRangeExtractor,
    // The heads take as much room as they cover.
    scrollPaddingEnd: (inTwo ? 2 : 1) * headHeight + lineHeight,
  })
  const drawn = virtual.getVirtualItems()
  const above = drawn[0]?.start ?? 0
  const beneath = virtual.getTotalSize() - (drawn[drawn.length - 1]?.end ?? 0)
  const [left, setLeft] = useState<Place>()
  const foot = table.lines.length
  // One figure can be reached by Tab: where the arrows left off, if it is drawn.
  const first = drawn[0]?.index ?? 0
  const isDrawn = (line: number) => line === foot || (line >= first && line <= (drawn[drawn.length - 1]?.index ?? -1))
  const stop = left && isDrawn(left.line) ? left : firstPlace(table, first, measures.length)
  /** Where the keys are on their way to, while that is not drawn: the next key goes on from there, and none is lost. */
  const going = useRef<Place>(undefined)
  const arrive = () => {
    const found = going.current && scroller.current?.querySelector<HTMLElement>(`[data-place="${placeName(going.current)}"]`)
    if (!found) return
    going.current = undefined
    found.focus()
  }
  useEffect(arrive)
  const focusOn = (place: Place | undefined) => {
    if (!place) return
    going.current = place
    if (place.line !== foot) virtual.scrollToIndex(place.line)
    // At once where it is drawn; else when it is.
    arrive()
  }
  useImperativeHandle(props.handle, () => ({
    move: by => {
      const at = going.current ?? readPlace((document.activeElement as HTMLElement | null)?.dataset.place)
      focusOn(at ? nextPlace(table, measures.length, at, by, 0) : (left ?? firstPlace(table, 0, measures.length)))
    },
  }))
  const onKey = (event: KeyboardEvent) => {
    const at = readPlace((event.target as HTMLElement).closest<HTMLElement>('[data-place]')?.dataset.place)
    if (!at || event.altKey || event.ctrlKey || event.metaKey) return
    const way = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[keyAlong(event)]
    if (!way) return
    event.preventDefault()
    focusOn(nextPlace(table, measures.length, going.current ?? at, way[0]!, way[1]!))
  }
  const search = searchWithin(page)
  const figures = (line: Line, index: number | undefined, isFoot = false) => {
    const cell = (values: Figures | undefined, parts: readonly Part[], first: number, isTotal: boolean) =>
      measures.map((measure, at) => {
        const figure = values && <Figure app={page.app.name} measure={measure} value={values[measure.name]} />
        const place = index === undefined ? undefined : { line: index, column: first + at }
        return (
          <td
            key={measure.name}
            className={named(
              classes.cell,
              (isTotal || line.isSubtotal) && classes.strong,
              isTotal && at === 0 && classes.edge,
              isFoot && classes.foot,
            )}
          >
            {!figure ? (
              <span className={classes.none}>–</span>
            ) : !place ? (
              <span className={classes.figure}>{figure}</span>
            ) : (
              <Link
                to="/a/$app/e/$entity"
                params={{ app: page.app.name, entity: page.entity.name }}
                search={search(parts)}
                className={classes.figure}
                data-place={placeName(place)}
                tabIndex={stop && placeName(stop) === placeName(place) ? 0 : -1}
                onFocus={() => {
                  going.current = undefined
                  setLeft(place)
                }}
              >
                {figure}
              </Link>
            )}
          </td>
        )
      })
    return (
      <>
        {table.columns.map((column, at) => (
          <Fragment key={column.key}>
            {cell(line.cells.get(column.key), [...line.path, column], at * measures.length, false)}
          </Fragment>
        ))}
        {cell(line.total, line.path, table.columns.length * measures.length, across !== undefined)}
      </>
    )
  }
  const nameCell = (line: Line) => (
    <th
      scope="row"
      className={named(classes.name, line.isSubtotal && classes.strong)}
      style={{ paddingInlineStart: 16 + (line.path.length - 1) * 20 }}
    >
      <Key app={page.app.name} part={line.path[line.path.length - 1]!} />
    </th>
  )
  const widest = useMemo(() => widestLine(table, nameOf), [table])
  const gap = (height: number) =>
    height > 0 && (
      <tr aria-hidden>
        <td colSpan={1 + (table.columns.length + 1) * measures.length} style={{ height, padding: 0 }} />
      </tr>
    )
  const headRows = inTwo ? 2 : 1
  const title = measures[0]?.title
  const scope = inTwo ? 'colgroup' : 'col'
  return (
    <div ref={scroller} className={classes.scroller}>
      {props.refreshing && <div className={classes.progress} />}
      <table
        className={classes.table}
        aria-label={page.screen.title}
        aria-rowcount={headRows + table.lines.length + 1}
        onKeyDown={onKey}
      >
        <thead>
          <tr>
            <th scope="col" rowSpan={inTwo ? 2 : 1} className={named(classes.head, classes.name, classes.corner)}>
              {apart(
                rows.map(field => field.title),
                ' › ',
              )}
            </th>
            {across ? (
              <>
                {table.columns.map(column => (
                  <th key={column.key} scope={scope} colSpan={measures.length} className={classes.head}>
                    <Key app={page.app.name} part={column} />
                  </th>
                ))}
                <th scope={scope} colSpan={measures.length} className={named(classes.head, classes.edge)}>
                  {inTwo ? t`Total` : t`${title}, total`}
                </th>
              </>
            ) : (
              measures.map(measure => (
                <th key={measure.name} scope="col" className={classes.head}>
                  {measure.title}
                </th>
              ))
            )}
          </tr>
          {inTwo && (
            <tr>
              {[...table.columns.map(column => column.key), undefined].map(key =>
                measures.map((measure, at) => (
                  <th
                    key={`${key} ${measure.name}`}
                    scope="col"
                    className={named(classes.head, classes.second, key === undefined && at === 0 && classes.edge)}
                  >
                    {measure.title}
                  </th>
                )),
              )}
            </tr>
          )}
        </thead>
        <tbody>
          {/* Columns are as wide as their longest figure wants, whichever lines are drawn. */}
          {widest && (
            <tr aria-hidden className={classes.widest}>
              {nameCell(widest)}
              {figures(widest, undefined)}
            </tr>
          )}
          {gap(above)}
          {drawn.map(({ index, key }) => {
            const line = table.lines[index]!
            return (
              <tr key={key} aria-rowindex={headRows + index + 1}>
                {nameCell(line)}
                {figures(line, index)}
              </tr>
            )
          })}
          {gap(beneath)}
        </tbody>
        <tfoot>
          <tr aria-rowindex={headRows + table.lines.length + 1}>
            <th scope="row" className={named(classes.name, classes.foot)}>
              {t`Total`}
            </th>
            {figures(table.grand, foot, true)}
          </tr>
        </tfoot>
      </table>
      <CutOnPaper count={table.lines.length} />
    </div>
  )
}

const named = (...names: readonly (string | false | undefined)[]) => names.filter(Boolean).join(' ')

/** What a line or a column is of. Who may not see what they are called is told so. */
function Key({ app, part: { field, value } }: { readonly app: string; readonly part: Part }) {
  const { t } = useLingui()
  if (value === null) {
    const title = inSentence(field.title)
    return (
      <span className={classes.empty} title={t`Without ${title}, or it is not visible to you`}>
        {t`No ${title}`}
      </span>
    )
  }
  const { Display } = fieldUi(field)
  return (
    <span className={classes.key} title={field.type === 'text' && typeof value === 'string' ? value.slice(0, 500) : undefined}>
      <Display app={app} field={field} value={value} dense />
    </span>
  )
}

/** The list of exactly these records: the page's own question, and what the cell is of. */
function searchWithin(page: RecordsPage): (parts: readonly Part[]) => { filter?: string; search?: string } {
  // Side by side where that can be read back as conditions, so that each can be taken away there.
  const asked = [page.condition, page.search.filter].filter(each => each !== undefined)
  const isPlain = asked.every(each => readFilter(page.known, each) !== undefined)
  return parts => {
    const mine = parts.map(({ field, value }) => {
      if (value === null) return printCondition(field, { field: field.name, operator: 'empty' })
      if (isReference(value)) rememberName(value.id, value.title)
      const plain = isReference(value) ? value.id : (value as string | number | boolean)
      return printCondition(field, { field: field.name, operator: 'is', value: plain })
    })
    const filter = isPlain ? [...asked, ...mine].join(' && ') : both(page.filter, mine.join(' && ') || undefined)
    return { ...(filter && { filter }), ...(page.search.search && { search: page.search.search }) }
  }
}

/** What a line is called, as long as it is. */
function nameOf({ path }: Line): string {
  const { field, value } = path[path.length - 1]!
  const words = isReference(value) ? (value.title ?? '') : String(value ?? '')
  const shown = field.options?.find(option => option.name === value)?.title ?? words
  return '  '.repeat(path.length - 1) + shown
}

function firstPlace(table: PivotTable, from: number, measures: number): Place | undefined {
  const [column] = columnsAt(table, from, measures)
  return column === undefined ? nextPlace(table, measures, { line: from, column: 0 }, 1, 0) : { line: from, column }
}
