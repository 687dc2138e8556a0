/** The head of a column: a click sorts by it, it is taken to another place, its edge is drawn to another width, and its menu has everything that is about this column. */
import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Menu, useDirection } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconCheck, IconChevronDown } from '@tabler/icons-react'
import { type CSSProperties, type PointerEvent, useEffect, useRef } from 'react'
import { fieldUi } from '../../fields/registry.ts'
import { AskedMenu } from '../../kit/asked-menu.tsx'
import { still } from '../../kit/still.tsx'
import { type ShownMeasure, shortWords } from '../records/measures.ts'
import { widest } from '../records/widths.ts'
import { ColumnEdge, narrowestHead, widthStep } from './column-edge.tsx'
import { contentWidth } from './fit.ts'
import { groupByWords, type ShownGrouping } from './groupings.ts'
import classes from './list.module.css'

/** What can be done with a column, beside sorting it and making it wider. */
export interface ColumnActs {
  readonly groupings: readonly ShownGrouping[]
  readonly group: string | undefined
  onGroup(name: string | undefined): void
  /** Figures there are of it. */
  readonly measures: readonly ShownMeasure[]
  /** The one that is shown. */
  readonly measure: string | undefined
  onMeasure(name: string | undefined): void
  /** It and what is left of it stay in sight. */
  readonly isLastPinned: boolean
  onPin(pinned: boolean): void
  /** One place back, or on; undefined: there is none. */
  onMove(by: 1 | -1): (() => void) | undefined
  /** Before all others, and after them; undefined: it stands there, or beside. */
  readonly onStart: (() => void) | undefined
  readonly onEnd: (() => void) | undefined
  /** Absent: it is the only one. */
  readonly onHide: (() => void) | undefined
}

interface HeaderCellProps {
  readonly field: FieldView
  /** Among the columns. */
  readonly index: number
  /** It is being taken to another place. */
  readonly isMoving: boolean
  readonly onPull: (event: PointerEvent, column: number) => void
  readonly orderBy: string
  readonly onOrder: (orderBy: string) => void
  readonly width: number
  readonly onWidth: (width: number) => void
  readonly actsOf: (field: FieldView) => ColumnActs
  readonly pinned: 'yes' | 'last' | undefined
  readonly style: CSSProperties
}

function Head(props: HeaderCellProps) {
  const { field, index, orderBy, onOrder, width, onWidth } = props
  const [name, direction = 'asc'] = orderBy.split(',')[0]!.trim().split(/\s+/)
  const sorted = name === field.name ? direction : undefined
  const next = sorted === 'asc' ? `${field.name} desc` : field.name
  const set = (to: number) => onWidth(Math.max(narrowestHead, Math.min(widest, to)))
  const head = useRef<HTMLDivElement>(null)
  const fit = () => {
    const list = head.current?.closest<HTMLElement>('[role="grid"]')
    if (list) set(contentWidth(list, index))
  }
  const goesAlong = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: it stands in another place by now, and so may be out of sight
  useEffect(() => {
    if (goesAlong.current) head.current?.querySelector<HTMLElement>('[data-menu]')?.focus()
    goesAlong.current = false
  }, [index])
  return (
    <div
      ref={head}
      role="columnheader"
      data-column={index}
      aria-colindex={index + 2}
      data-moving={props.isMoving || undefined}
      onPointerDown={event => {
        if (!(event.target as HTMLElement).closest('[data-edge], [data-menu]')) props.onPull(event, index)
      }}
      aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : undefined}
      className={classes.headerCell}
      data-right={fieldUi(field).alignRight || undefined}
      data-pinned={props.pinned}
      style={props.style}
    >
      {field.sortable ? (
        <button type="button" onClick={() => onOrder(next)}>
          <span className={classes.headerName}>{field.title}</span>{' '}
          {sorted === 'asc' ? (
            <IconArrowUp size={12} aria-hidden />
          ) : sorted === 'desc' ? (
            <IconArrowDown size={12} aria-hidden />
          ) : null}
        </button>
      ) : (
        <span className={classes.headerName}>{field.title}</span>
      )}
      <ColumnMenu
        field={field}
        onOrder={onOrder}
        actsOf={props.actsOf}
        pinned={props.pinned}
        onWiden={by => set(width + by)}
        onMoved={() => {
          goesAlong.current = true
        }}
        onFit={fit}
        onEdge={() => setTimeout(() => head.current?.querySelector<HTMLElement>('[data-edge]')?.focus())}
        sorted={sorted}
      />
      <ColumnEdge title={field.title} width={width} onWidth={set} onFit={fit} />
    </div>
  )
}

interface ActsProps extends Pick<HeaderCellProps, 'field' | 'onOrder' | 'actsOf' | 'pinned'> {
  readonly sorted: string | undefined
  readonly onWiden: (by: number) => void
  /** The keys go with it. */
  readonly onMoved: () => void
  readonly onFit: () => void
  /** The keys go to the edge. */
  readonly onEdge: () => void
}

function Acts(props: ActsProps) {
  const { t } = useLingui()
  const { title } = props.field
  return (
    <AskedMenu
      label={t`${title}: more`}
      className={classes.columnMenu}
      icon={<IconChevronDown size={14} />}
      position="bottom-start"
      width={220}
      items={() => <Items {...props} />}
    />
  )
}

function Items({ field, onOrder, actsOf, pinned, sorted, onWiden, onMoved, onFit, onEdge }: ActsProps) {
  const { t } = useLingui()
  const acts = actsOf(field)
  const isFromRight = useDirection().dir === 'rtl'
  const moves = [
    [t`Move to the left`, acts.onMove(isFromRight ? 1 : -1)],
    [t`Move to the right`, acts.onMove(isFromRight ? -1 : 1)],
    [t`Move to the start`, acts.onStart],
    [t`Move to the end`, acts.onEnd],
  ] as const
  const check = (is: boolean) => ({ rightSection: is ? <IconCheck size={14} /> : undefined, 'aria-current': is || undefined })
  return (
    <>
      {field.sortable && (
        <>
          <Menu.Item leftSection={<IconArrowUp size={14} />} {...check(sorted === 'asc')} onClick={() => onOrder(field.name)}>
            {t`Sort ascending`}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconArrowDown size={14} />}
            {...check(sorted === 'desc')}
            onClick={() => onOrder(`${field.name} desc`)}
          >
            {t`Sort descending`}
          </Menu.Item>
        </>
      )}
      {acts.groupings.length > 0 && (
        <>
          <Menu.Divider />
          {acts.groupings.map(({ name, grouping }) => (
            <Menu.Item
              key={name}
              {...check(acts.group === name)}
              onClick={() => acts.onGroup(acts.group === name ? undefined : name)}
            >
              {groupByWords(grouping.span)}
            </Menu.Item>
          ))}
        </>
      )}
      {acts.measures.length > 0 && (
        <>
          <Menu.Divider />
          <Menu.Label>{t`Beneath the column`}</Menu.Label>
          {acts.measures.map(measure => (
            <Menu.Item
              key={measure.name}
              {...check(acts.measure === measure.name)}
              onClick={() => acts.onMeasure(acts.measure === measure.name ? undefined : measure.name)}
            >
              {shortWords(measure)}
            </Menu.Item>
          ))}
        </>
      )}
      <Menu.Divider />
      {moves.map(
        ([words, move]) =>
          move && (
            <Menu.Item
              key={words}
              onClick={() => {
                onMoved()
                move()
              }}
            >
              {words}
            </Menu.Item>
          ),
      )}
      <Menu.Item onClick={() => acts.onPin(!acts.isLastPinned)}>
        {acts.isLastPinned ? t`Let all columns move` : pinned ? t`Keep only up to here in sight` : t`Keep in sight up to here`}
      </Menu.Item>
      <Menu.Item closeMenuOnClick={false} onClick={() => onWiden(widthStep)}>
        {t`Wider`}
      </Menu.Item>
      <Menu.Item closeMenuOnClick={false} onClick={() => onWiden(-widthStep)}>
        {t`Narrower`}
      </Menu.Item>
      <Menu.Item onClick={onFit}>{t`As wide as its content`}</Menu.Item>
      <Menu.Item onClick={onEdge}>{t`Set the width by ← and →`}</Menu.Item>
      {acts.onHide && <Menu.Item onClick={acts.onHide}>{t`Hide the column`}</Menu.Item>}
    </>
  )
}

/** Nor does another width draw the menu. */
const ColumnMenu = still(Acts)

/** Rows that scroll in draw no head. */
export const HeaderCell = still(Head)
