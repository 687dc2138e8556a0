/** Editing in a list: one cell in place, or a table that was copied elsewhere, checked before anything is written. */
import type { AppView, EntityView, FieldView, RecordRow, WireValue } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { recordQuery } from '../../client/queries.ts'
import { refusedNotice } from '../record/refused-notice.tsx'
import { useChange } from '../record/use-change.tsx'
import type { Range } from './cells.ts'
import { labelsOf } from './counted.ts'
import type { Editing } from './grid-cell.tsx'
import { mayEdit } from './may-edit.ts'
import type { Pasted } from './paste-dialog.tsx'
import { cellText, readTable } from './table-text.ts'

/** Not before something is pasted. */
export const pasteDialog = () => import('./paste-dialog.tsx')
export const emptying = () => import('./empty-cells.tsx')
const PasteDialog = lazy(async () => ({ default: (await pasteDialog()).PasteDialog }))

export interface CellEditing {
  readonly now: Editing | undefined
  start(row: RecordRow, field: FieldView): Promise<void>
  /** @param value absent: as it was */
  end(value: WireValue | undefined): void
  /** @param rows what the list has loaded, from its top */
  empty(range: Range, columns: readonly FieldView[], rows: readonly RecordRow[]): Promise<void>
  paste(text: string, range: Range, columns: readonly FieldView[], rows: readonly RecordRow[]): void
  /**
   * What the source holds goes into the rows beneath it, over and over.
   * @param to the last row that is filled
   */
  fill?(source: Range, to: number, columns: readonly FieldView[], rows: readonly RecordRow[]): void
  /** To be drawn somewhere. */
  readonly dialogs: ReactNode
}

export function useCellEditing(app: AppView, entity: EntityView): CellEditing {
  const { t } = useLingui()
  const cache = useQueryClient()
  const { save, dialog } = useChange(app.name, entity.name)
  const [now, setNow] = useState<Editing | undefined>()
  const [pasted, setPasted] = useState<Pasted | undefined>()
  return {
    now,
    start: async (row, field) => {
      const { title } = field
      const { label } = labelsOf(entity)
      if (!mayEdit(field)) {
        notifications.show({
          title: t`${title} is not changed in the list`,
          message: t`Open the record to see what may be changed of it.`,
        })
        return
      }
      try {
        // As it is now: what the list shows may be older, and who may change it stands on the record alone.
        const view = await cache.fetchQuery({ ...recordQuery(app.name, entity.name, row.id), staleTime: 0 })
        if (view.can.update.includes(field.name)) setNow({ view, field })
        else
          notifications.show({
            color: 'red',
            title: t`${title} stays as it is`,
            message: t`Your roles do not let you change ${title} of this ${label} as it stands.`,
          })
      } catch (error) {
        refusedNotice(app.name, t`${title} cannot be changed now`, error)
      }
    },
    end: value => {
      setNow(undefined)
      if (now && value !== undefined) void save(now.view, now.field, value)
    },
    empty: async ({ top, bottom, left, right }, columns, rows) => {
      const { emptyCells } = await emptying()
      await emptyCells(cache, app, entity, columns.slice(left, right + 1), rows.slice(top, bottom + 1))
    },
    paste: (text, range, columns, rows) => {
      const table = readTable(text)
      // One value goes into all that is chosen; a table stands where it begins.
      const isOne = table.length === 1 && table[0]!.length === 1
      const [height, width] = isOne
        ? [range.bottom - range.top + 1, range.right - range.left + 1]
        : [table.length, table[0]?.length ?? 0]
      setPasted({
        cells: Array.from({ length: height }, (_, y) =>
          Array.from({ length: width }, (_, x) => (isOne ? table[0]![0]! : (table[y]?.[x] ?? ''))),
        ),
        columns: columns.slice(range.left, range.left + width),
        rows: rows.slice(range.top, range.top + height),
        beyond: {
          rows: Math.max(0, range.top + height - rows.length),
          columns: Math.max(0, range.left + width - columns.length),
        },
      })
    },
    // Values for many rows at once take the right to change many.
    ...(entity.can.includes('bulk') && {
      fill: (source: Range, to: number, columns: readonly FieldView[], rows: readonly RecordRow[]) => {
        const chosen = columns.slice(source.left, source.right + 1)
        const sources = rows.slice(source.top, source.bottom + 1)
        const filled = rows.slice(source.bottom + 1, to + 1)
        const from = (index: number) => sources[index % sources.length]!
        setPasted({
          cells: filled.map((_, index) => chosen.map(field => cellText(field, from(index)[field.name]))),
          given: filled.map((_, index) => chosen.map(field => from(index)[field.name])),
          columns: chosen,
          rows: filled,
          beyond: { rows: 0, columns: 0 },
        })
      },
    }),
    dialogs: (
      <>
        {dialog}
        <Suspense fallback={null}>
          {pasted && <PasteDialog app={app} entity={entity} pasted={pasted} onClose={() => setPasted(undefined)} />}
        </Suspense>
      </>
    ),
  }
}
