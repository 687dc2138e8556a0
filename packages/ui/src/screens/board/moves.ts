/** Where a card may go, and what takes it there. */
import type { EntityView, RecordView, TransitionView } from '@bailiwick/definition/wire/index.ts'
import { inSentence, say } from '../../client/language.ts'
import { fieldOf } from '../../fields/field-ui.ts'

export interface Column {
  /** Null: the records without a value. */
  readonly name: string | null
  readonly title: string
  readonly color: string | undefined
}

/** States in the order of the workflow, or options in theirs, and at the end what has none. */
export function columnsOf(entity: EntityView, by: string): readonly Column[] {
  const field = fieldOf(entity, by)
  const workflow = entity.workflow?.field === by ? entity.workflow : undefined
  const columns = workflow
    ? workflow.states.map(({ name, title, color }) => ({ name, title, color }))
    : (field?.options ?? []).map(({ name, title, color }) => ({ name, title: title ?? name, color }))
  // A value that must be there may still not be shown to this person on some records.
  return [
    ...columns,
    { name: null, title: field ? say('No {title}', { title: inSentence(field.title) }) : say('No value'), color: undefined },
  ]
}

export type Move =
  /** Several steps may lead there; the person says which. */
  | { readonly kind: 'steps'; readonly steps: readonly TransitionView[] }
  | { readonly kind: 'change' }
  | { readonly kind: 'not'; readonly reason: string }

export function moveTo(entity: EntityView, by: string, view: RecordView, to: Column): Move {
  const field = fieldOf(entity, by)
  if (entity.workflow?.field !== by) {
    if (to.name === null && field?.required)
      return { kind: 'not', reason: say('{title} cannot be left empty.', { title: field.title }) }
    if (view.can.update.includes(by)) return { kind: 'change' }
    const reason = field
      ? say('You may not change “{title}” here.', { title: field.title })
      : say('You may not change this here.')
    return { kind: 'not', reason }
  }
  const leading = view.transitions.flatMap(offer => {
    const transition = entity.workflow?.transitions.find(({ name }) => name === offer.name)
    return transition?.to === to.name ? [{ offer, transition }] : []
  })
  const steps = leading
    .filter(({ offer, transition }) => offer.allowed && !transition.approval)
    .map(({ transition }) => transition)
  if (steps.length > 0) return { kind: 'steps', steps }
  const decided = leading.find(({ transition }) => transition.approval)
  if (decided) return { kind: 'not', reason: say('Whoever is asked decides this; nobody moves it there.') }
  const refused = leading.find(({ offer }) => offer.reason)
  if (refused) return { kind: 'not', reason: refused.offer.reason! }
  // A step that is for others is not offered at all; that there is none would not be true.
  const state = view.record[by]
  const withheld = entity.workflow.transitions.find(
    each => each.to === to.name && typeof state === 'string' && each.from.includes(state),
  )
  if (withheld?.approval) return { kind: 'not', reason: say('Whoever is asked decides this; nobody moves it there.') }
  if (withheld)
    return { kind: 'not', reason: say('“{step}” leads there. It is not yours to take here.', { step: withheld.title }) }
  const from = entity.workflow.states.find(({ name }) => name === view.record[by])?.title
  const reason = from
    ? say('No step leads from “{from}” to “{to}”.', { from, to: to.title })
    : say('No step leads from here to “{to}”.', { to: to.title })
  return { kind: 'not', reason }
}
