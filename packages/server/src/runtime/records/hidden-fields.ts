/**
 * A rule of a record may be about a field that whoever is refused neither reads nor writes. Its name is not theirs to know. One that is judged when the transaction is whole may
 * be another record's: its field has no place in what they wrote.
 */
import { indexName } from '@bailiwick/definition/compile/table.ts'
import type { Entity } from '@bailiwick/definition/model/index.ts'
import { type ProblemExtra, problem, type Refusal, say } from '../../problems.ts'
import type { Surface } from './surface.ts'

/** @param sent names the caller wrote: they are said back, like those of fields that are not there */
export function withoutHidden(
  refusal: Refusal,
  { live, shown, writable }: Pick<Surface, 'live' | 'shown' | 'writable'>,
  sent: readonly string[],
): Refusal {
  const isHidden = (name: string) => live.fields.has(name) && !shown.has(name) && !writable.has(name) && !sent.includes(name)
  const isOther = (of: string | undefined) => of !== undefined && of !== live.entity.name
  if (refusal.extra.index !== undefined) {
    const named = takenTogether(live.entity, refusal.extra.index).filter(({ field }) => !isHidden(field))
    return named.length > 0 ? problem(refusal.code, { ...refusal.extra, fields: named }) : refusal
  }
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

/** The fields of a rule that no two records have the same values in; none where the index is of no such rule of this entity. */
function takenTogether({ name: entity, fields, unique }: Entity, index: string): NonNullable<ProblemExtra['fields']> {
  const rules = [...fields.flatMap(({ name, unique, type }) => (unique || type === 'auto_number' ? [[name]] : [])), ...unique]
  const rule = rules.find(each => indexName(entity, ...each, 'unique') === index) ?? []
  return rule.map(field => ({ field, message: say(rule.length > 1 ? 'field.taken-together' : 'field.taken') }))
}
