/** Putting a record beneath another, or at the top: never beneath itself or what is beneath it, and only where the server lets this person. */
import type { EntityView, FieldView, RecordPage, RecordView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { request } from '../../client/http.ts'
import { say } from '../../client/language.ts'
import { recordQuery } from '../../client/queries.ts'
import { isReference } from '../../fields/field-ui.ts'
import { refusedNotice } from '../record/refused-notice.tsx'
import { useChange } from '../record/use-change.tsx'

export interface Place {
  readonly id: string
  readonly title: string | null
}

export interface Reparent {
  /** To be drawn somewhere: what should stand where two changed the same. */
  readonly dialog: ReactNode
  /** What this person may do with the record. */
  viewOf(id: string): Promise<RecordView>
  /** Why it may not go there at all; undefined: it may. */
  refusal(view: RecordView): string | undefined
  /** Whether `target` is the record or stands beneath it, as far up as this person sees. */
  isBeneath(target: string, id: string): Promise<boolean>
  /** Undone from the notice, or refused with the reason. @param target undefined: to the top */
  move(id: string, target: Place | undefined): Promise<void>
}

/** A tree that is deeper than this is walked no further. */
const deepest = 100

export const circleWords = (title: string, target: string) =>
  title === target
    ? say('“{title}” cannot stand beneath itself.', { title })
    : say('“{target}” stands beneath “{title}”, so it cannot be put above it.', { target, title })

export function useReparent(app: string, entity: EntityView, parent: FieldView): Reparent {
  const { t } = useLingui()
  const cache = useQueryClient()
  const { save, dialog } = useChange(app, entity.name)
  const titleOf = (view: RecordView) => String(view.record[entity.titleField] ?? entity.label)
  const viewOf = (id: string) => cache.fetchQuery({ ...recordQuery(app, entity.name, id), staleTime: 2_000 })
  // From the list and not by opening: who opens a record may be on record, and nobody opened these.
  const parentOf = async (id: string): Promise<WireValue | undefined> => {
    const query = new URLSearchParams({ filter: `record.id == "${id}"`, fields: parent.name, pageSize: '1' })
    const page = await request<RecordPage>('GET', `/api/apps/${app}/${entity.name}?${query}`)
    return page.items[0]?.[parent.name]
  }
  const isBeneath = async (target: string, id: string) => {
    let at: string | undefined = target
    for (let steps = 0; at !== undefined && steps < deepest; steps += 1) {
      if (at === id) return true
      const above: WireValue | undefined = await parentOf(at)
      at = isReference(above) ? above.id : undefined
    }
    return false
  }
  const refusal = (view: RecordView) =>
    view.can.update.includes(parent.name) ? undefined : say('You may not change “{title}” here.', { title: parent.title })
  return {
    dialog,
    viewOf,
    refusal,
    isBeneath,
    move: async (id, target) => {
      try {
        const view = await viewOf(id)
        const refused =
          refusal(view) ??
          (target && (await isBeneath(target.id, id)) ? circleWords(titleOf(view), target.title ?? entity.label) : undefined)
        if (refused) notifications.show({ color: 'red', title: t`It stays where it is`, message: refused })
        else await save(view, parent, target ? { id: target.id, title: target.title } : null)
      } catch (error) {
        refusedNotice(app, t`It stays where it is`, error)
      }
    },
  }
}
