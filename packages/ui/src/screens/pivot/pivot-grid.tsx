/** The table of a pivot: heads stay in sight, subtotals stand above what they are of, and the arrows go from figure to figure. */
import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { Fragment, type KeyboardEvent, type Ref, useImperativeHandle, useRef, useState } from 'react'
import { inSentence } from '../../client/language.ts'
import { isReference } from '../../fields/field-ui.ts'
import { fieldUi } from '../../fields/registry.ts'
import { printCondition } from '../records/conditions.ts'
import { Figure } from '../records/figure.tsx'
import { readFilter } from '../records/filter.ts'
import { rememberName } from '../records/known-names.ts'
import type { ShownMeasure } from '../records/measures.ts'
import { both, type RecordsPage } from '../records/page.ts'
import classes from './pivot.module.css'
import { type Figures, keyOf, type Line, type Part, type PivotTable } from './pivot-table.ts'

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
  const body = useRef<HTMLTableElement>(null)
  const [stop, setStop] = useState('0 0')
  const places = () => [...(body.current?.querySelectorAll<HTMLElement>('[data-place]') ?? [])]
  /** The nearest figure in a direction; where nothing is, there is nothing to stand on. */
  const go = (from: HTMLElement, downward: number, onward: number): boolean => {
    const [line = 0, column = 0] = (from.dataset.place ?? '').split(' ').map(Number)
    const distance = (each: HTMLElement) => {
      const [otherLine = 0, otherColumn = 0] = (each.dataset.place ?? '').split(' ').map(Number)
      const [down, on] = [otherLine - line, otherColumn - column]
      if (downward !== 0) return Math.sign(down) === downward ? Math.abs(down) * 1_000 + Math.abs(on) : Number.POSITIVE_INFINITY
      return down === 0 && Math.sign(on) === onward ? Math.abs(on) : Number.POSITIVE_INFINITY
    }
    const next = places().reduce<HTMLElement | undefined>(
      (best, each) => (distance(each) < (best ? distance(best) : Number.POSITIVE_INFINITY) ? each : best),
      undefined,
    )
    next?.focus()
    return next !== undefined
  }
  useImperativeHandle(props.handle, () => ({
    move: by => {
      const at = places().find(each => each === document.activeElement)
      if (at) go(at, by, 0)
      else (places().find(each => each.dataset.place === stop) ?? places()[0])?.focus()
    },
  }))
  const onKey = (event: KeyboardEvent) => {
    const at = (event.target as HTMLElement).closest<HTMLElement>('[data-place]')
    if (!at || event.altKey || event.ctrlKey || event.metaKey) return
    const way = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key]
    if (!way) return
    event.preventDefault()
    go(at, way[0]!, way[1]!)
  }
  const figures = (line: Line, index: number, isFoot = false) => {
    const cell = (values: Figures | undefined, parts: readonly Part[], first: number, isTotal: boolean) =>
      measures.map((measure, at) => {
        const place = `${index} ${first + at}`
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
            {values ? (
              <Link
                to="/a/$app/e/$entity"
                params={{ app: page.app.name, entity: page.entity.name }}
                search={searchFor(page, parts)}
                className={classes.figure}
                data-place={place}
                tabIndex={stop === place ? 0 : -1}
                onFocus={() => setStop(place)}
              >
                <Figure app={page.app.name} measure={measure} value={values[measure.name]} />
              </Link>
            ) : (
              <span className={classes.none}>–</span>
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
  const inTwo = across !== undefined && measures.length > 1
  const title = measures[0]?.title
  const scope = inTwo ? 'colgroup' : 'col'
  return (
    <div className={classes.scroller}>
      {props.refreshing && <div className={classes.progress} />}
      <table ref={body} className={classes.table} aria-label={page.screen.title} onKeyDown={onKey}>
        <thead>
          <tr>
            <th scope="col" rowSpan={inTwo ? 2 : 1} className={named(classes.head, classes.name, classes.corner)}>
              {rows.map(field => field.title).join(' › ')}
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
          {table.lines.map((line, index) => (
            <tr key={line.path.map(part => keyOf(part.value)).join('\n')}>
              <th
                scope="row"
                className={named(classes.name, line.isSubtotal && classes.strong)}
                style={{ paddingInlineStart: 16 + (line.path.length - 1) * 20 }}
              >
                <Key app={page.app.name} part={line.path[line.path.length - 1]!} />
              </th>
              {figures(line, index)}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" className={named(classes.name, classes.foot)}>
              {t`Total`}
            </th>
            {figures(table.grand, table.lines.length, true)}
          </tr>
        </tfoot>
      </table>
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
    <span className={classes.key}>
      <Display app={app} field={field} value={value} dense />
    </span>
  )
}

/** The list of exactly these records: the page's own question, and what the cell is of. */
function searchFor(page: RecordsPage, parts: readonly Part[]): { filter?: string; search?: string } {
  const mine = parts.map(({ field, value }) => {
    if (value === null) return printCondition(field, { field: field.name, operator: 'empty' })
    if (isReference(value)) rememberName(value.id, value.title)
    const plain = isReference(value) ? value.id : (value as string | number | boolean)
    return printCondition(field, { field: field.name, operator: 'is', value: plain })
  })
  // Side by side where that can be read back as conditions, so that each can be taken away there.
  const asked = [page.condition, page.search.filter].filter(each => each !== undefined)
  const isPlain = asked.every(each => readFilter(page.known, each) !== undefined)
  const filter = isPlain ? [...asked, ...mine].join(' && ') : both(page.filter, mine.join(' && ') || undefined)
  return { ...(filter && { filter }), ...(page.search.search && { search: page.search.search }) }
}
