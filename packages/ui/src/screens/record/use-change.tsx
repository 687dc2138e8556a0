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
  readonly now: RecordView
  readonly author: Author
}

export interface Change {
  /** @param view the record as it was when the person began */
  save(view: RecordView, field: FieldView, value: WireValue): Promise<void>
  /** To be drawn somewhere: what should stand where two changed the same. */
  readonly dialog: ReactNode
}

export function useChange(app: string, entity: string): Change {
  const cache = useQueryClient()
  const [stale, setStale] = useState<StaleField>()
  const save = async (view: RecordView, field: FieldView, value: WireValue, isUndo = false): Promise<void> => {
    const { id, version } = view.record
    const before = view.record[field.name] ?? null
    const takeBack = showAtOnce(cache, app, entity, id, { [field.name]: value })
    try {
      const changed = await changeRecord(app, entity, id, version, { [field.name]: toRequest(value) })
      await settle(cache, app, entity, id, changed)
      told(changed)
      if (!isUndo && !isHandedOver(changed)) undoNotice(`${field.title} changed`, () => void save(changed, field, before, true))
    } catch (error) {
      takeBack()
      await cache.invalidateQueries({ queryKey: [app, entity, 'one', id] })
      const refuse = (why: unknown) => refusedNotice(app, `${field.title} was not changed`, why)
      if (!(error instanceof Refused && error.problem.code === 'record.stale')) {
        refuse(error)
        return
      }
      try {
        const { view: now, authorOf } = await readNow(app, entity, id)
        // Others changed other fields: theirs stay as they are, and this one is nobody else's.
        if (same(now.record[field.name], before) && now.record.version !== version) await save(now, field, value, isUndo)
        else if (!same(now.record[field.name], value)) setStale({ field, mine: value, now, author: authorOf(field.name) })
      } catch (unread) {
        refuse(unread)
      }
    }
  }
  return {
    save,
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
          void save(stale.now, stale.field, stale.mine)
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
