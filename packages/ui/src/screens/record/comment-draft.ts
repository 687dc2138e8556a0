/** A comment that was begun and not sent, kept by the browser for the person who wrote it, as `draft.ts` keeps a form. */
import type { Reference } from '@bailiwick/definition/wire/index.ts'
import { forget, keep, kept } from '../../client/kept.ts'

interface CommentDraft {
  readonly at: string
  readonly text: string
  /** Who was chosen to be told. */
  readonly chosen: readonly Reference[]
}

const oldest = 30 * 86_400_000

export const commentKey = (person: string, app: string, entity: string, id: string) => `comment ${person} ${app} ${entity} ${id}`

export function keepComment(key: string, text: string, chosen: readonly Reference[]): void {
  if (text.trim() === '') forget(key)
  else keep(key, { at: new Date().toISOString(), text, chosen } satisfies CommentDraft)
}

export function readComment(key: string): Pick<CommentDraft, 'text' | 'chosen'> {
  const draft = kept<CommentDraft>(key)
  // What another version kept, or something else wrote there, is not shown.
  const isOne = typeof draft?.text === 'string' && Array.isArray(draft.chosen) && draft.chosen.every(each => each?.id)
  if (isOne && Date.now() - Date.parse(draft.at) <= oldest) return draft
  if (draft) forget(key)
  return { text: '', chosen: [] }
}
