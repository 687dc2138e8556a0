/** Saving one record's fields: shown at once, undone on refusal, with the way back for six seconds; where somebody else changed the same, the person decides. */
import type { FieldView, RecordView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { type Changed, changeRecord, isHandedOver, settle, showAtOnce } from '../../client/changes.ts'
import { Refused } from '../../client/http.ts'
import { toRequest } from '../../fields/field-ui.ts'
import { type Author, readNow } from './changed-by.ts'
import { same } from './edited.ts'
import { refusedNotice } from './refused-notice.tsx'
import { StaleDialog } from './stale-dialog.tsx'
import { undoNotice } from './undo-notice.tsx'

/** Both changed the same field. */
interface StaleField {
  readonly field: FieldView
  readonly mine: WireValue
  /** With what was to change beside it. */
  readonly changes: readonly FieldChange[]
  readonly now: RecordView
  readonly author: Author
}

export interface FieldChange {
  readonly field: FieldView
  readonly value: WireValue
}

export interface Change {
  /** @param view the record as it was when the person began */
  save(view: RecordView, field: FieldView, value: WireValue): Promise<void>
  /** The fields change together or not at all. */
  saveTogether(view: RecordView, changes: readonly FieldChange[]): Promise<void>
  /** To be drawn somewhere: what should stand where two changed the same. */
  readonly dialog: ReactNode
}

export function useChange(app: string, entity: string): Change {
  const cache = useQueryClient()
  const [stale, setStale] = useState<StaleField>()
  const save = async (view: RecordView, changes: readonly FieldChange[], isUndo = false): Promise<void> => {
    const { id, version } = view.record
    const before = changes.map(({ field }) => ({ field, value: view.record[field.name] ?? null }))
    const values = Object.fromEntries(changes.map(({ field, value }) => [field.name, value]))
    const what = changes.map(({ field }) => field.title).join(' and ')
    const takeBack = showAtOnce(cache, app, entity, id, values)
    try {
      const sent = Object.fromEntries(changes.map(({ field, value }) => [field.name, toRequest(value)]))
      const changed = await changeRecord(app, entity, id, version, sent)
      await settle(cache, app, entity, id, changed)
      told(changed)
      if (!isUndo && !isHandedOver(changed)) undoNotice(`${what} changed`, () => void save(changed, before, true))
    } catch (error) {
      takeBack()
      await cache.invalidateQueries({ queryKey: [app, entity, 'one', id] })
      const refuse = (why: unknown) => refusedNotice(app, `${what} ${changes.length > 1 ? 'were' : 'was'} not changed`, why)
      if (!(error instanceof Refused && error.problem.code === 'record.stale')) {
        refuse(error)
        return
      }
      try {
        const { view: now, authorOf } = await readNow(app, entity, id)
        const touched = before.findIndex(({ field, value }) => !same(now.record[field.name], value))
        const open = changes.find(({ field, value }) => !same(now.record[field.name], value))
        // Others changed other fields: theirs stay as they are, and these are nobody else's.
        if (touched < 0 && now.record.version !== version) await save(now, changes, isUndo)
        else if (open) setStale({ field: open.field, mine: open.value, changes, now, author: authorOf(open.field.name) })
      } catch (unread) {
        refuse(unread)
      }
    }
  }
  return {
    save: (view, field, value) => save(view, [{ field, value }]),
    saveTogether: (view, changes) => save(view, changes),
    dialog: stale && (
      <StaleDialog
        app={app}
        field={stale.field}
        mine={stale.mine}
        theirs={stale.now.record[stale.field.name]}
        by={stale.author.name}
        at={stale.author.at}
        onKeepMine={() => {
          setStale(undefined)
          void save(stale.now, stale.changes)
        }}
        onTakeTheirs={() => setStale(undefined)}
      />
    ),
  }
}

/** A change that took the record out of one's own sight is done, and the list is one shorter. */
export function told(changed: Changed): void {
  if (isHandedOver(changed))
    notifications.show({ title: 'Handed over', message: 'The change is made. The record is no longer visible to you.' })
}
