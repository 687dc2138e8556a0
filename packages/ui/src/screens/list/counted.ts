/** Records that are counted, in the words of their entity. */
import type { EntityView } from '@bailiwick/definition/wire/index.ts'
import { notifications } from '@mantine/notifications'
import { sentenceOf } from '../../client/http.ts'
import { countText, inSentence, say } from '../../client/language.ts'

/** As they stand within a sentence. */
export function labelsOf({ label, labelPlural }: EntityView): { readonly label: string; readonly labels: string } {
  return { label: inSentence(label), labels: inSentence(labelPlural) }
}

/** "12 tickets" */
export function counted(entity: EntityView, count: number): string {
  return say('{count, plural, one {# {label}} other {# {labels}}}', { count, ...labelsOf(entity) })
}

/** @param of how many there are in all; undefined: not known */
export function progressWords(what: string, settled: number, of: number | undefined): string {
  if (of === undefined) return say('{what}: {settled}', { what, settled: countText(settled) })
  return say('{what}: {settled} of {total}', { what, settled: countText(settled), total: countText(of) })
}

/**
 * @param missed how many are not as they were to be
 * @param error why the server was not asked about the last of them
 * @returns whether all are, which is said elsewhere
 */
export function allUndone(entity: EntityView, missed: number, error?: unknown): boolean {
  if (missed === 0) return true
  if (error !== undefined) {
    notifications.show({ color: 'red', title: say('Not all of it was undone'), message: sentenceOf(error) })
    return false
  }
  notifications.show({
    color: 'red',
    title: say('Not all of it was undone'),
    message: say(
      '{missed, plural, one {# {label} had changed since, or may not be changed back.} other {# {labels} had changed since, or may not be changed back.}}',
      { missed, ...labelsOf(entity) },
    ),
  })
  return false
}
