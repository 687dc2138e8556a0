/** Saving one record's fields: shown at once, undone on refusal, with the way back for six seconds. */
import type { FieldView, RecordView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { type Changed, changeRecord, isHandedOver, settle, showAtOnce } from '../../client/changes.ts'
import { Refused, sentenceOf } from '../../client/http.ts'
import { toRequest } from '../../fields/field-ui.ts'
import { type Author, readNow } from './changed-by.ts'
import { same } from './edited.ts'
import { undoNotice } from './undo-notice.tsx'

/** Both changed the same field. */
export interface StaleField {
  readonly field: FieldView
  readonly mine: WireValue
  readonly now: RecordView
  readonly author: Author
}

export function useChange(app: string, entity: string, onStale: (stale: StaleField) => void) {
  const cache = useQueryClient()
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
      const refuse = (why: unknown) =>
        notifications.show({ color: 'red', title: `${field.title} was not changed`, message: sentenceOf(why) })
      if (!(error instanceof Refused && error.problem.code === 'record.stale')) {
        refuse(error)
        return
      }
      try {
        const { view: now, authorOf } = await readNow(app, entity, id)
        // Others changed other fields: theirs stay as they are, and this one is nobody else's.
        if (same(now.record[field.name], before) && now.record.version !== version) await save(now, field, value, isUndo)
        else if (!same(now.record[field.name], value)) onStale({ field, mine: value, now, author: authorOf(field.name) })
      } catch (unread) {
        refuse(unread)
      }
    }
  }
  return save
}

/** A change that took the record out of one's own sight is done, and the list is one shorter. */
export function told(changed: Changed): void {
  if (isHandedOver(changed))
    notifications.show({ title: 'Handed over', message: 'The change is made. The record is no longer visible to you.' })
}
