/** The head of a group: what it is of, how many records it has, and its figures beneath the columns they are of. */
import { useLingui } from '@lingui/react/macro'
import { IconChevronRight } from '@tabler/icons-react'
import type { CSSProperties } from 'react'
import { countText, inSentence } from '../../client/language.ts'
import { fieldUi } from '../../fields/registry.ts'
import { Figure } from '../records/figure.tsx'
import { type ShownMeasure, shortWords } from '../records/measures.ts'
import { type ShownGrouping, spanTitle } from './groupings.ts'
import classes from './list.module.css'
import type { ListGroup } from './use-groups.ts'

interface GroupHeadProps {
  readonly app: string
  readonly grouping: ShownGrouping
  readonly group: ListGroup
  /** With the column they are of. */
  readonly figures: readonly { readonly measure: ShownMeasure; readonly column: number }[]
  readonly line: number
  readonly tabIndex: 0 | -1
  /** Absent: columns do not stand beside each other here. */
  readonly template: string | undefined
  /** So far, in pixels, columns stay in sight: what scrolls beneath them does so beneath the name. */
  readonly kept: number | undefined
  /** Where a column that stays in sight begins, in pixels; undefined: it scrolls. */
  readonly insetOf: (column: number) => number | undefined
  readonly style: CSSProperties
  readonly onToggle: () => void
}

/** The name has at least so many columns. */
const least = 2

export function GroupHead(props: GroupHeadProps) {
  const { app, grouping, group, figures, line, tabIndex, template, kept, insetOf, style, onToggle } = props
  const beneath = figures.filter(({ column }) => column >= least)
  const first = Math.min(...beneath.map(({ column }) => column))
  // They lie over what scrolls as far as columns stay, those that have no figure as well.
  const staying = template === undefined ? [] : figuresAmong(beneath, insetOf)
  const scrolling = beneath.filter(({ column }) => insetOf(column) === undefined)
  const inLine = template ? figures.filter(({ column }) => column < least) : figures
  return (
    <div
      role="row"
      aria-rowindex={line + 2}
      data-line={line}
      className={classes.groupHead}
      data-narrow={template === undefined || undefined}
      style={{ ...style, gridTemplateColumns: template ?? 'minmax(0, 1fr)' }}
    >
      <div
        role="gridcell"
        className={classes.groupName}
        // The box of a row is the first column.
        style={template ? { gridColumn: `1 / ${Number.isFinite(first) ? first + 2 : -1}` } : undefined}
      >
        <div className={classes.groupStays} style={{ minWidth: staying[0]?.inset ?? kept }}>
          <button
            type="button"
            data-head
            aria-expanded={group.isOpen}
            tabIndex={tabIndex}
            onClick={onToggle}
            className={classes.groupButton}
          >
            <IconChevronRight size={14} aria-hidden className={classes.chevron} data-open={group.isOpen || undefined} />
            <Name app={app} grouping={grouping} group={group} />
            <span className={classes.groupCount}>{countText(group.count)}</span>
          </button>
          {inLine.map(({ measure }) => (
            <span key={measure.name} className={classes.groupFigure}>
              <span className={classes.dim}>
                {measure.field?.title} {inSentence(shortWords(measure))}
              </span>{' '}
              <Figure app={app} measure={measure} value={group.values[measure.name]} />
            </span>
          ))}
        </div>
      </div>
      {template &&
        scrolling.map(({ measure, column }) => (
          <div
            key={measure.name}
            role="gridcell"
            className={classes.cell}
            data-right={measure.field && fieldUi(measure.field).alignRight ? true : undefined}
            style={{ gridColumn: column + 2 }}
            title={shortWords(measure)}
          >
            <Figure app={app} measure={measure} value={group.values[measure.name]} />
          </div>
        ))}
      {staying.map(({ column, inset, measure }) => (
        <div
          key={column}
          role={measure ? 'gridcell' : 'presentation'}
          className={classes.cell}
          data-pinned="yes"
          data-right={measure?.field && fieldUi(measure.field).alignRight ? true : undefined}
          style={{ gridColumn: column + 2, insetInlineStart: inset }}
          title={measure && shortWords(measure)}
        >
          {measure && <Figure app={app} measure={measure} value={group.values[measure.name]} />}
        </div>
      ))}
    </div>
  )
}

/** Columns that stay in sight, from the first on that has a figure. */
function figuresAmong(figures: GroupHeadProps['figures'], insetOf: GroupHeadProps['insetOf']) {
  const first = Math.min(...figures.map(({ column }) => column))
  const staying: { column: number; inset: number; measure: ShownMeasure | undefined }[] = []
  for (let column = first; insetOf(column) !== undefined; column += 1)
    staying.push({ column, inset: insetOf(column)!, measure: figures.find(each => each.column === column)?.measure })
  return staying
}

function Name({ app, grouping: { field, grouping }, group }: Pick<GroupHeadProps, 'app' | 'grouping' | 'group'>) {
  const { t } = useLingui()
  const { value } = group
  const title = inSentence(field.title)
  if (value === null || value === undefined)
    return (
      <span className={classes.groupNone} title={t`Without ${title}, or it is not visible to you`}>
        {t`No ${title}`}
      </span>
    )
  if (grouping.span) return <span>{spanTitle(grouping.span, String(value))}</span>
  const { Display } = fieldUi(field)
  return (
    <span className={classes.groupValue}>
      <Display app={app} field={field} value={value} dense />
    </span>
  )
}
