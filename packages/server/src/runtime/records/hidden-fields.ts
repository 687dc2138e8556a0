/** A rule of a record may be about a field that whoever is refused neither reads nor writes. Its name is not theirs to know. */
import { problem, type Refusal, say } from '../../problems.ts'
import type { Surface } from './surface.ts'

/** @param sent names the caller wrote: they are said back, like those of fields that are not there */
export function withoutHidden(refusal: Refusal, { live, shown, writable }: Surface, sent: readonly string[]): Refusal {
  const isHidden = (name: string) => live.fields.has(name) && !shown.has(name) && !writable.has(name) && !sent.includes(name)
  const { fields } = refusal.extra
  if (!fields?.some(({ field }) => isHidden(field))) return refusal
  const isRequired = (name: string) => live.entity.checks.some(({ field, from }) => field === name && from === 'require')
  return problem(refusal.code, {
    ...refusal.extra,
    fields: fields.map(each => {
      if (!isHidden(each.field)) return each
      return { field: '', message: isRequired(each.field) ? say('field.hidden-required-now') : each.message }
    }),
  })
}
