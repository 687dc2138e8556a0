/**
 * A rule of a record may be about a field that whoever is refused neither reads nor writes. Its name is not theirs to know. One that is judged when the transaction is whole may
 * be another record's: its field has no place in what they wrote.
 */
import { problem, type Refusal, say } from '../../problems.ts'
import type { Surface } from './surface.ts'

/** @param sent names the caller wrote: they are said back, like those of fields that are not there */
export function withoutHidden(
  refusal: Refusal,
  { live, shown, writable }: Pick<Surface, 'live' | 'shown' | 'writable'>,
  sent: readonly string[],
): Refusal {
  const isHidden = (name: string) => live.fields.has(name) && !shown.has(name) && !writable.has(name) && !sent.includes(name)
  const isOther = (of: string | undefined) => of !== undefined && of !== live.entity.name
  const { fields } = refusal.extra
  if (!fields?.some(({ field, of }) => isHidden(field) || isOther(of))) return refusal
  const isRequired = (name: string) => live.entity.checks.some(({ field, from }) => field === name && from === 'require')
  return problem(refusal.code, {
    ...refusal.extra,
    fields: fields.map(({ field, message, of }) => {
      if (isOther(of)) return { field: '', message }
      if (!isHidden(field)) return { field, message }
      return { field: '', message: isRequired(field) ? say('field.hidden-required-now') : message }
    }),
  })
}
