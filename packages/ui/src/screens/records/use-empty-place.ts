/** What the trash, and the place of what was shared, say when nothing is in them: the same on every screen. */
import { useLingui } from '@lingui/react/macro'
import type { RecordsPage } from './page.ts'

export interface EmptyPlace {
  readonly title: string
  readonly sentence: string
  readonly back: { readonly label: string; readonly onClick: () => void }
}

/** @returns undefined: the page shows neither */
export function useEmptyPlace({ entity, screen, change, shared, trash }: RecordsPage): EmptyPlace | undefined {
  const { t } = useLingui()
  const { title } = screen
  const plural = entity.labelPlural
  const back = { label: t`Back to ${title}`, onClick: () => change({ trash: undefined, shared: undefined }) }
  if (shared)
    return {
      title: t`Nothing is shared with you here`,
      sentence: t`${plural} that somebody gives you beyond what your roles give you appear here, for as long as they last.`,
      back,
    }
  if (trash)
    return { title: t`The trash is empty`, sentence: t`${plural} that are deleted are kept here, and may be brought back.`, back }
  return undefined
}
