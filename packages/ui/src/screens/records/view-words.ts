/** What is asked about a saved view, and how that is called. */
import type { AppView, SavedView } from '@bailiwick/definition/wire/index.ts'
import { say } from '../../client/language.ts'

export type Asking = { readonly kind: 'new' } | { readonly kind: 'edit' | 'delete'; readonly view: SavedView }

/** What there is to change of it: one's own has a name only, unless one gives roles. */
export const editWords = (app: AppView, { mayKeep, roles }: SavedView): string =>
  mayKeep && (roles || (app.givesRoles ?? []).length > 0) ? say('Rename, share or lock') : say('Rename')
