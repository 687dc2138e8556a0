/** What is said of a pasted table and of values filled down. */
import type { EntityView } from '@bailiwick/definition/wire/index.ts'
import { saidOf } from '../../client/http.ts'
import { say } from '../../client/language.ts'
import { labelsOf } from './counted.ts'

interface Wording {
  tooMany(most: string, count: string): string
  onlyOne(entity: EntityView): string
  title(): string
  /** @param records "12 tickets" */
  act(records: string): string
  actOnSome(records: string): string
  done(records: string): string
  failed(): string
}

export const pasteWords: Wording = {
  tooMany: (most, count) => say('At most {most} rows are pasted at once; these are {count}.', { most, count }),
  onlyOne: entity => say('You may change one {label} at a time: paste into one row.', { ...labelsOf(entity) }),
  title: () => say('Paste into the list'),
  act: records => say('Paste into {records}', { records }),
  actOnSome: records => say('Paste the {records} that can be', { records }),
  done: records => say('Pasted into {records}', { records }),
  failed: () => say('Nothing was pasted'),
}

export const fillWords: Wording = {
  tooMany: (most, count) => say('At most {most} rows are filled at once; these are {count}.', { most, count }),
  onlyOne: entity => say('You may change one {label} at a time: fill one row.', { ...labelsOf(entity) }),
  title: () => say('Fill down'),
  act: records => say('Fill {records}', { records }),
  actOnSome: records => say('Fill the {records} that can be', { records }),
  done: records => say('Filled {records}', { records }),
  failed: () => say('Nothing was filled'),
}

/** @param would how many are sound @param wrong how many are not */
export function wouldWords(entity: EntityView, would: number, wrong: number): string {
  if (wrong === 0)
    return say('{would, plural, one {# {label} would change.} other {# {labels} would change.}}', { would, ...labelsOf(entity) })
  return say(
    '{would, plural, one {# {label} would change} other {# {labels} would change}}, {wrong, plural, one {# {label} cannot} other {# {labels} cannot}}.',
    { would, wrong, ...labelsOf(entity) },
  )
}

export const rowsBeyond = (rows: number): string =>
  say(
    '{rows, plural, one {# row goes beyond what the list has loaded, and is left out.} other {# rows go beyond what the list has loaded, and are left out.}}',
    { rows },
  )

export const columnsBeyond = (columns: number): string =>
  say(
    '{columns, plural, one {# column goes beyond the last one, and is left out.} other {# columns go beyond the last one, and are left out.}}',
    { columns },
  )

export const stayedWords = (entity: EntityView, missed: number): string =>
  say('{missed, plural, one {# {label} stayed as it was} other {# {labels} stayed as they were}}', {
    missed,
    ...labelsOf(entity),
  })

/** Of one record, as the server refuses it. */
export function wordsOf(problem: {
  readonly title: string
  readonly hint?: string
  readonly fields?: readonly { readonly field: string; readonly message: string }[]
}): string {
  const said = saidOf(problem.fields ?? [])
  return said ? said : [problem.title, problem.hint].filter(Boolean).join('. ')
}
