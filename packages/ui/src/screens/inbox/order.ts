/** What to decide first: what is overdue and due soonest, then what has no due date, the longest waiting first. */
import type { InboxView } from '@bailiwick/definition/wire/index.ts'

export type InboxItem = InboxView['items'][number]

const never = Number.POSITIVE_INFINITY

export function inOrder(items: readonly InboxItem[]): InboxItem[] {
  const at = (iso: string | null) => (iso === null ? never : Date.parse(iso))
  const difference = (one: number, other: number) => (one === other ? 0 : one - other)
  return [...items].sort((one, other) => difference(at(one.due), at(other.due)) || difference(at(one.since), at(other.since)))
}
