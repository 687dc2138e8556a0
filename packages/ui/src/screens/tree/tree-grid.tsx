/** The rows of a tree: opened and closed, moved between by keys, dragged onto each other. */

import type { EntityView, FieldView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Loader, Skeleton } from '@mantine/core'
import { useMediaQuery, useMergedRef } from '@mantine/hooks'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import {
  type CSSProperties,
  type DragEvent,
  type KeyboardEvent,
  type Ref,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react'
import { fieldUi } from '../../fields/registry.ts'
import { CutOnPaper } from '../../kit/cut-on-paper.tsx'
import { keyAlong } from '../../kit/key-along.ts'
import { linesOnPaper, useOnPaper } from '../../kit/on-paper.ts'
import { useSize } from '../../kit/use-size.ts'
import { columnWidths } from '../list/column-widths.ts'
import classes from './tree.module.css'
import type { RowNode, TreeNode } from './tree-nodes.ts'
import { indent, TreeCells, titleOf } from './tree-row.tsx'
import type { Paths } from './use-tree.ts'

const rowHeight = 34
/** Room for the button that moves a row. */
const moveWidth = 40

export interface TreeGridHandle {
  move(by: 1 | -1): void
  cursor(): string | undefined
}

export interface Dragging {
  readonly node: RowNode
  /** Why it may not be put anywhere; undefined: it may, as far as is known. */
  readonly refused?: string
}

interface TreeGridProps {
  readonly app: string
  readonly entity: EntityView
  readonly columns: readonly FieldView[]
  readonly number: FieldView | undefined
  readonly nodes: readonly TreeNode[]
  /** What each row stands beneath, in words; absent: the rows stand beneath each other. */
  readonly paths: Paths | undefined
  readonly loading: boolean
  readonly refreshing: boolean
  readonly current: string | undefined
  readonly mayMove: boolean
  readonly dragging: Dragging | undefined
  /** Absent: there is no top to put it at. */
  readonly topWords: string | undefined
  readonly onOpenRecord: (id: string) => void
  readonly onOpen: (id: string) => void
  readonly onClose: (id: string) => void
  readonly onMore: (id: string | undefined) => void
  readonly onRetry: () => void
  readonly onNeedMore: () => void
  readonly onMove: (row: RecordRow) => void
  readonly onDrag: (node: RowNode | undefined) => void
  /** @param node undefined: the top */
  readonly onDrop: (node: RowNode | undefined) => void
  readonly mayDropOn: (node: RowNode) => boolean
  readonly handle: Ref<TreeGridHandle>
}

export function TreeGrid(props: TreeGridProps) {
  const { t } = useLingui()
  const { entity, nodes, columns, current, dragging, onNeedMore } = props
  const scroller = useRef<HTMLDivElement>(null)
  const [measured, size] = useSize('tree')
  const ref = useMergedRef(scroller, measured)
  const narrow = useMediaQuery('(max-width: 600px)', false, { getInitialValueInEffect: false })
  // A phone has room for where a record stands and what it is called; the rest is in the record.
  const isOnPaper = useOnPaper()
  const phone = narrow && !isOnPaper
  const shown = phone ? [] : columns
  const rows = nodes.flatMap(node => (node.kind === 'row' ? [node.row] : []))
  const title = entity.fields.find(field => field.name === entity.titleField)!
  const sizes = columnWidths(
    [title, ...shown].map(field => ({ field, usual: fieldUi(field).width, isTitle: field === title })),
    rows,
    size.width - moveWidth,
  )
  const least = phone ? 120 : 320
  const template = `minmax(${least}px, 1fr) ${sizes
    .slice(1)
    .map(size => `${size}px`)
    .join(' ')} ${moveWidth}px`
  const minWidth = phone ? 0 : least + sizes.slice(1).reduce((sum, size) => sum + size, 0) + moveWidth
  const virtual = useVirtualizer({
    count: nodes.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    rangeExtractor: isOnPaper ? linesOnPaper : defaultRangeExtractor,
    scrollPaddingStart: 32,
    initialRect: size,
  })
  const items = virtual.getVirtualItems()
  const last = items[items.length - 1]?.index ?? 0
  useEffect(() => {
    if (!isOnPaper && nodes.length > 0 && last > nodes.length - 10) onNeedMore()
  }, [isOnPaper, last, nodes.length, onNeedMore])
  const at = nodes.findIndex(node => node.kind === 'row' && node.row.id === current)
  // One row can be reached by Tab: the open one, or where the arrows left off.
  const [left, setLeft] = useState<string>()
  const cursor = nodes.findIndex(node => node.key === left)
  const stop = Math.max(0, at >= 0 ? at : cursor)
  const focusNode = (index: number) => {
    const target = Math.min(Math.max(0, index), nodes.length - 1)
    const node = nodes[target]
    if (!node) return
    setLeft(node.key)
    virtual.scrollToIndex(target)
    const focus = () => scroller.current?.querySelector<HTMLElement>(`[data-index="${target}"]`)?.focus()
    // At once where it is drawn, so that the next key meets it; else when it is.
    focus()
    requestAnimationFrame(focus)
  }
  const opened = useRef(current)
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another is open, not whenever the tree scrolls
  useEffect(() => {
    if (current === undefined) opened.current = undefined
    if (at < 0) return
    virtual.scrollToIndex(at, { align: 'auto' })
    if (opened.current === current) return
    opened.current = current
    // Who stood in a row goes along: keys would mean a record that is open no longer.
    const stood = scroller.current?.contains(document.activeElement) ? document.activeElement : null
    if (stood?.matches('[data-index]') && !stood.matches(`[data-index="${at}"]`)) focusNode(at)
  }, [current, at, virtual])
  useImperativeHandle(props.handle, () => ({
    move: by => focusNode(cursor < 0 ? Math.max(0, at) : cursor + by),
    cursor: () => {
      const node = nodes[cursor]
      return node?.kind === 'row' ? node.row.id : undefined
    },
  }))
  const act = (node: TreeNode | undefined) => {
    if (node?.kind === 'row') props.onOpenRecord(node.row.id)
    else if (node?.kind === 'more') props.onMore(node.of)
    else if (node?.kind === 'failed') props.onRetry()
  }
  const onKey = (event: KeyboardEvent) => {
    const row = event.target as HTMLElement
    if (row.dataset.index === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    const index = Number(row.dataset.index)
    const node = nodes[index]
    const inward = () => {
      if (node?.kind !== 'row' || node.children === undefined) return
      if (node.isOpen) focusNode(index + 1)
      else props.onOpen(node.row.id)
    }
    const outward = () => {
      if (node?.kind === 'row' && node.isOpen) props.onClose(node.row.id)
      else if (node)
        focusNode(
          Math.max(
            0,
            nodes.slice(0, index).findLastIndex(each => each.kind === 'row' && each.level < node.level),
          ),
        )
    }
    const does: Record<string, () => void> = {
      ArrowDown: () => focusNode(index + 1),
      ArrowUp: () => focusNode(index - 1),
      ArrowRight: inward,
      ArrowLeft: outward,
      Home: () => focusNode(0),
      End: () => focusNode(nodes.length - 1),
      Enter: () => act(node),
      m: () => node?.kind === 'row' && props.mayMove && props.onMove(node.row),
      // It would scroll, and in a grid one expects it to choose; here nothing is chosen.
      ' ': () => undefined,
    }
    const found = does[keyAlong(event)]
    if (!found) return
    event.preventDefault()
    found()
  }
  const dropOn = (node: TreeNode) =>
    dragging && !dragging.refused && node.kind === 'row' && props.mayDropOn(node)
      ? {
          onDragOver: (event: DragEvent) => event.preventDefault(),
          onDrop: (event: DragEvent) => {
            event.preventDefault()
            props.onDrop(node)
          },
          'data-welcomes': true,
        }
      : {}
  return (
    <div className={classes.frame}>
      <div
        ref={ref}
        className={classes.scroller}
        role="treegrid"
        aria-label={entity.labelPlural}
        aria-colcount={shown.length + 1}
        aria-busy={props.loading}
        onKeyDown={onKey}
      >
        {props.refreshing && <div className={classes.progress} />}
        <div role="row" className={classes.header} hidden={phone} style={{ gridTemplateColumns: template, minWidth }}>
          <div role="columnheader" className={classes.headerCell}>
            <span className={classes.headerName}>{title.title}</span>
          </div>
          {shown.map(field => (
            <div
              key={field.name}
              role="columnheader"
              className={classes.headerCell}
              data-right={fieldUi(field).alignRight || undefined}
            >
              <span className={classes.headerName}>{field.title}</span>
            </div>
          ))}
        </div>
        {props.loading ? (
          <Placeholders style={{ gridTemplateColumns: template, position: 'static', height: rowHeight, minWidth }} />
        ) : (
          <div role="presentation" className={classes.whole} style={{ height: virtual.getTotalSize(), position: 'relative' }}>
            {items.map(item => {
              const node = nodes[item.index]!
              const style = {
                gridTemplateColumns: template,
                height: rowHeight,
                minWidth,
                transform: `translateY(${item.start}px)`,
              }
              const place = {
                'aria-level': node.level,
                'data-index': item.index,
                tabIndex: item.index === stop ? 0 : -1,
                className: classes.row,
                style,
                onFocus: () => setLeft(node.key),
              } as const
              if (node.kind !== 'row')
                return (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is heard on the grid, for whichever row has the focus
                  <div key={node.key} role="row" {...place} data-other onClick={() => act(node)}>
                    <div role="gridcell" className={classes.cell} style={{ paddingInlineStart: indent(node.level) + 24 }}>
                      {node.kind === 'loading' ? (
                        <Loader size="xs" aria-label={t`Loading`} />
                      ) : node.kind === 'more' ? (
                        t`Show more`
                      ) : (
                        t`This could not be loaded. Try again`
                      )}
                    </div>
                  </div>
                )
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is heard on the grid, for whichever row has the focus
                <div
                  key={node.key}
                  role="row"
                  {...place}
                  {...(node.children !== undefined && !props.paths && { 'aria-expanded': node.isOpen })}
                  {...(node.size !== undefined && !props.paths && { 'aria-posinset': node.position, 'aria-setsize': node.size })}
                  aria-selected={node.row.id === current}
                  data-row={node.row.id}
                  data-current={node.row.id === current || undefined}
                  data-dragged={node.row.id === dragging?.node.row.id || undefined}
                  {...dropOn(node)}
                  draggable={props.mayMove}
                  onDragStart={event => {
                    event.dataTransfer.effectAllowed = 'move'
                    event.dataTransfer.setData('text/plain', titleOf(entity, node.row))
                    props.onDrag(node)
                  }}
                  onDragEnd={() => props.onDrag(undefined)}
                  onClick={() => props.onOpenRecord(node.row.id)}
                >
                  <TreeCells {...props} node={node} shown={shown} number={phone ? undefined : props.number} />
                </div>
              )
            })}
          </div>
        )}
      </div>
      <CutOnPaper count={nodes.length} />
      {dragging && (dragging.refused ?? props.topWords) && (
        <div
          className={classes.strip}
          role="status"
          data-refuses={dragging.refused !== undefined || undefined}
          onDragOver={event => dragging.refused === undefined && event.preventDefault()}
          onDrop={event => {
            event.preventDefault()
            props.onDrop(undefined)
          }}
        >
          {dragging.refused ?? props.topWords}
        </div>
      )}
    </div>
  )
}

function Placeholders({ style }: { readonly style: CSSProperties }) {
  return Array.from({ length: 16 }, (_, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
    <div key={index} className={classes.row} style={style}>
      <div className={classes.cell}>
        <Skeleton height={10} width="60%" ml={16} />
      </div>
    </div>
  ))
}
