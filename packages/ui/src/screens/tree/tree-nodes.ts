/** A tree as the rows that are in sight, from top to bottom. */

import type { RecordRow } from '@bailiwick/definition/wire/index.ts'
import { isReference } from '../../fields/field-ui.ts'

/** The records beneath one, as far as they are loaded. */
export interface Level {
  readonly rows: readonly RecordRow[]
  readonly isLoading: boolean
  readonly error?: unknown
  readonly hasMore: boolean
}

export interface RowNode {
  readonly kind: 'row'
  /** A record of a circle stands in more than one place; its ancestors tell them apart. */
  readonly key: string
  readonly row: RecordRow
  /** From 1. */
  readonly level: number
  readonly position: number
  /** Of how many; absent while not all are loaded. */
  readonly size: number | undefined
  /** The node it stands beneath. */
  readonly above: RowNode | undefined
  /** Absent: nothing is beneath it, or nothing is known of it yet. */
  readonly children: number | undefined
  readonly isOpen: boolean
  /** Why it stands where it does, where that is not plain. */
  readonly note?: 'hidden-parent' | 'circle'
}

export interface OtherNode {
  readonly kind: 'more' | 'loading' | 'failed'
  readonly key: string
  readonly level: number
  /** Of which record; undefined: of the top. */
  readonly of: string | undefined
  readonly error?: unknown
}

export type TreeNode = RowNode | OtherNode

export interface Tree {
  readonly parent: string
  readonly top: Level
  /** Records that stand beneath themselves, and so beneath nothing else. */
  readonly circles: readonly RecordRow[]
  readonly opened: ReadonlyMap<string, Level>
  readonly children: ReadonlyMap<string, number>
}

/** Ids of what a node stands beneath, and its own. */
export function lineage(node: RowNode): string[] {
  const ids: string[] = []
  for (let each: RowNode | undefined = node; each; each = each.above) ids.push(each.row.id)
  return ids
}

export function nodesOf(tree: Tree): readonly TreeNode[] {
  const found: TreeNode[] = []
  const addRow = (row: RecordRow, above: RowNode | undefined, place: Pick<RowNode, 'position' | 'size' | 'note'>) => {
    const isCircle = above !== undefined && lineage(above).includes(row.id)
    const count = isCircle ? undefined : tree.children.get(row.id)
    const beneath = count === undefined ? undefined : tree.opened.get(row.id)
    const node: RowNode = {
      kind: 'row',
      key: above ? `${above.key} ${row.id}` : row.id,
      row,
      level: (above?.level ?? 0) + 1,
      ...place,
      above,
      children: count,
      isOpen: beneath !== undefined,
      ...(isCircle && { note: 'circle' }),
    }
    found.push(node)
    if (beneath) addLevel(beneath, node)
  }
  const addLevel = (level: Level, above: RowNode | undefined) => {
    const place = { of: above?.row.id, level: (above?.level ?? 0) + 1 }
    const key = (kind: string) => `${above?.key ?? 'top'} ${kind}`
    for (const [index, row] of level.rows.entries()) {
      const isHidden = above === undefined && isReference(row[tree.parent])
      addRow(row, above, {
        position: index + 1,
        size: level.hasMore ? undefined : level.rows.length,
        ...(isHidden && { note: 'hidden-parent' }),
      })
    }
    if (level.error !== undefined) found.push({ kind: 'failed', key: key('failed'), error: level.error, ...place })
    else if (level.isLoading) found.push({ kind: 'loading', key: key('loading'), ...place })
    else if (level.hasMore) found.push({ kind: 'more', key: key('more'), ...place })
  }
  addLevel(tree.top, undefined)
  if (!tree.top.hasMore)
    for (const [index, row] of tree.circles.entries())
      addRow(row, undefined, { position: index + 1, size: tree.circles.length, note: 'circle' })
  return found
}
