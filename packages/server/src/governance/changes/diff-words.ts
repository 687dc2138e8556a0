/** A permission diff as text: one sentence a right, what opens before what closes. */
import type { PermissionDiff, RightDiff } from '@bailiwick/definition/wire/permission-diff.ts'

export interface RightWords {
  /** `read`, `take “Submit” on`. */
  readonly verb: string
  /** Empty: the record as a whole. */
  readonly fields: string
  readonly wholeRecord: boolean
  /** What the records are called; empty: a right on the app. */
  readonly plural: string
}

const number = (value: number) => value.toLocaleString('en-US')

/** “12 people (Agent) can now read Salary on 2,310 of 2,310 hires: Ana, Ben, Cleo and 9 more.” */
export function sentenceOf(
  right: Omit<RightDiff, 'sentence'>,
  side: 'gained' | 'lost',
  { verb, fields, wholeRecord, plural }: RightWords,
  roles: readonly string[],
): string {
  const { people, rows, of, first, atLeast, sensitive } = right
  const least = atLeast ? 'at least ' : ''
  const names = first.slice(0, 3).map(each => each.name)
  const who = people === 1 && !atLeast ? names[0]! : `${least}${number(people)} people`
  const as = roles.length === 0 ? '' : ` (${roles.join(', ')})`
  const on = `${least}${number(rows)} of ${number(of)} ${right.act === 'create' ? `such ${plural}` : plural}`
  const what = plural === '' ? '' : fields === '' ? ` ${on}` : wholeRecord ? ` ${on} (${fields})` : ` ${fields} on ${on}`
  const careful = sensitive.length > 0 ? ` Sensitive: ${sensitive.join(', ')}.` : ''
  const listed =
    people === 1 && !atLeast
      ? ''
      : `: ${people > names.length ? `${names.join(', ')} and ${number(people - names.length)} more` : names.join(', ')}`
  const sentence = `${who}${as} can ${side === 'gained' ? 'now' : 'no longer'} ${verb}${what}${listed}.`
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${atLeast ? ` At least: ${atLeast}.` : ''}${careful}`
}

/** For a terminal. */
export function printDiff(diff: PermissionDiff): string {
  const block = (title: string, lines: readonly string[]) =>
    lines.length > 0 ? [`${title}\n${lines.map(line => `  ${line}`).join('\n')}`] : []
  const parts = [
    ...block(
      'WIDENS',
      diff.widens.map(each => each.sentence),
    ),
    ...block(
      'NARROWS',
      diff.narrows.map(each => each.sentence),
    ),
    ...block(
      'NOT COUNTED',
      diff.uncounted.map(each => `To ${each.right}: ${each.reason}.`),
    ),
    ...block('SAYS', diff.says),
  ]
  return parts.length > 0 ? parts.join('\n') : 'Nobody gains or loses anything.'
}

/** “Rights: 3 widen, 1 narrows.” */
export function summaryOf({ widens, narrows, says, uncounted }: PermissionDiff): string {
  if (widens.length + narrows.length + says.length + uncounted.length === 0) return 'Rights: nobody gains or loses anything.'
  const some = (count: number, verb: string) => `${count} ${verb}${count === 1 ? 's' : ''}`
  return `Rights: ${some(widens.length, 'widen')}, ${some(narrows.length, 'narrow')}${uncounted.length > 0 ? `, ${uncounted.length} not counted` : ''}.`
}
