/** Editing in a list: one cell in place, or a table that was copied elsewhere, checked before anything is written. */
import type {
  AppView,
  EntityView,
  FieldView,
  RecordRow,
  RecordView,
  TransitionView,
  WireValue,
} from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { type NotificationData, notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useRef, useState } from 'react'
import { recordQuery } from '../../client/queries.ts'
import { fetchEditors } from '../../fields/later-editor.tsx'
import { isBusyElsewhere } from '../../kit/busy-elsewhere.ts'
import { Awaiting, part } from '../../kit/part.tsx'
import { refusedNotice } from '../record/refused-notice.tsx'
import { useChange } from '../record/use-change.tsx'
import type { Range } from './cells.ts'
import { labelsOf } from './counted.ts'
import type { Editing } from './grid-cell.tsx'
import { mayEdit } from './may-edit.ts'
import type { Pasted } from './paste-dialog.tsx'
import { reasonAt } from './reason-at.ts'
import { cellText, readTable } from './table-text.ts'

/** Not before something is pasted. */
export const pasteDialog = () => import('./paste-dialog.tsx')
export const emptying = () => import('./empty-cells.tsx')
const PasteDialog = part(async () => ({ default: (await pasteDialog()).PasteDialog }), 'dialog')

export interface CellEditing {
  readonly now: Editing | undefined
  /** @param typed in place of what is there; absent: that is gone on with */
  start(row: RecordRow, field: FieldView, typed?: string): Promise<void>
  /** What is typed before the editor is there is kept for it. @returns whether one is about to be */
  keeps(key: string): boolean
  /**
   * @param value absent: as it was
   * @param isGone there is no cell any more in which a refusal could be told
   */
  end(value: WireValue | undefined, isGone?: boolean): void
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

const StepTaker = part(async () => ({ default: (await import('./step-taker.tsx')).StepTaker }), 'dialog')

interface Taking {
  readonly view: RecordView
  readonly transition: TransitionView
}

/** An editor that is about to be there, and the keys that came before it. */
interface Coming {
  readonly keys: string[]
  /** By then it is there, or its row was scrolled away. */
  readonly until: number
}

/** In milliseconds. */
const longest = 5_000

function keep({ keys, until }: Coming, key: string): boolean {
  if (performance.now() > until) return false
  keys.push(key)
  return true
}

/** Why a cell stays as it is: said once, however often it is tried. */
function keptNotice(notice: NotificationData): void {
  const id = 'cell stays'
  notifications.hide(id)
  notifications.show({ ...notice, id })
}

/** Those that this person may take with the record as it is. */
function stepsOf({ workflow }: EntityView, { transitions, approval }: RecordView): readonly TransitionView[] {
  const names = transitions.flatMap(({ name, allowed }) => (allowed ? [name] : []))
  if (approval?.mayDecide) names.push(approval.transition)
  return names.flatMap(name => workflow?.transitions.find(each => each.name === name) ?? [])
}

export function useCellEditing(app: AppView, entity: EntityView, onOpen: (record: string) => void): CellEditing {
  const { t } = useLingui()
  const cache = useQueryClient()
  const { save, dialog } = useChange(app.name, entity.name)
  const [now, setNow] = useState<Editing | undefined>()
  const [pasted, setPasted] = useState<Pasted | undefined>()
  const [taking, setTaking] = useState<Taking | undefined>()
  const latest = useRef(now)
  latest.current = now
  const coming = useRef<Coming | undefined>(undefined)
  const isState = (field: FieldView) => entity.workflow?.field === field.name
  return {
    now,
    start: async (row, field, typed) => {
      const { title } = field
      const { label } = labelsOf(entity)
      if (!mayEdit(field) && !isState(field)) {
        keptNotice({
          title: t`${title} is not changed in the list`,
          message: t`Open the record to see what may be changed of it.`,
        })
        return
      }
      const mine: Coming = { keys: typed === undefined ? [] : [typed], until: performance.now() + longest }
      coming.current = mine
      try {
        // As it is now: what the list shows may be older, and who may change it stands on the record alone.
        const [view] = await Promise.all([
          cache.fetchQuery({ ...recordQuery(app.name, entity.name, row.id), staleTime: 0 }),
          fetchEditors(),
        ])
        if (coming.current !== mine) return
        const { keys } = mine
        // Until the editor is drawn, and has been given them.
        const written = {
          keeps: (key: string) => coming.current === mine && keys.length > 0 && keep(mine, key),
          onWritten: () => {
            if (coming.current === mine) coming.current = undefined
          },
        }
        const begin = (more: Pick<Editing, 'steps'>) => {
          setNow({ view, field, keys, replaces: typed !== undefined, ...written, ...more })
          return true
        }
        let begun = false
        if (isState(field)) {
          const steps = stepsOf(entity, view)
          if (steps.length > 0) begun = begin({ steps })
          else
            keptNotice({
              title: t`No step can be taken now`,
              message: t`Open the record: it says why of each.`,
            })
        } else if (view.can.update.includes(field.name)) begun = begin({})
        else
          keptNotice({
            color: 'red',
            title: t`${title} stays as it is`,
            message: t`Your roles do not let you change ${title} of this ${label} as it stands.`,
          })
        if (!begun) coming.current = undefined
      } catch (error) {
        if (coming.current === mine) coming.current = undefined
        refusedNotice(app.name, t`${title} cannot be changed now`, error)
      }
    },
    keeps: key => {
      // Thought better of before it began.
      if (key === 'Escape') coming.current = undefined
      return coming.current !== undefined && keep(coming.current, key)
    },
    end: (value, isGone = false) => {
      coming.current = undefined
      setNow(undefined)
      if (!now || value === undefined) return
      const { view, field, steps } = now
      const transition = steps?.find(({ name }) => name === value)
      // A vote is given where all is shown that it is about.
      if (transition?.approval) onOpen(view.record.id)
      else if (transition) setTaking({ view, transition })
      if (steps) return
      const writeOn = (reason: string) => {
        // Whoever edits another cell by now is not torn out of it.
        if (isGone || latest.current || coming.current) return false
        setNow({ view, field, refused: { value, reason, isFocused: !isBusyElsewhere() } })
        return true
      }
      void save(view, field, value, {
        back: () => writeOn(''),
        toldAt: refused => writeOn(reasonAt(field, entity, refused)),
      })
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
        <Awaiting>
          {taking && (
            <StepTaker
              key={`${taking.view.record.id} ${taking.transition.name}`}
              app={app.name}
              entity={entity}
              {...taking}
              onEnd={() => setTaking(undefined)}
            />
          )}
        </Awaiting>
        <Awaiting>
          {pasted && <PasteDialog app={app} entity={entity} pasted={pasted} onClose={() => setPasted(undefined)} />}
        </Awaiting>
      </>
    ),
  }
}
