/**
 * What is judged when the transaction is whole names the record that was judged, which is often another than the one that was written: a budget, a stock card. What was written
 * together is looked through for what it came from: the line itself, or the relation by which a line, or the record, points there.
 */
import { isKept } from '@bailiwick/definition/model/index.ts'
import { refusalFromDatabase } from '../../database/sqlstates.ts'
import type { Statement } from '../../database/with-actor.ts'
import { problem, Refusal } from '../../problems.ts'
import { withoutHidden } from './hidden-fields.ts'
import type { Surface } from './surface.ts'
import { atPlace } from './write.ts'

const keeps = ({ app: { definition } }: Surface) => definition.entities.some(entity => entity.fields.some(isKept))

/** It is judged here of what was written so far; what comes after waits again until that is whole. */
export function judgedWhole(surface: Surface): Statement[] {
  return keeps(surface) ? ['IMMEDIATE', 'DEFERRED'].map(when => ({ text: `SET CONSTRAINTS ALL ${when}`, values: [] })) : []
}

/** Something that was written, by where it stands in the request: `lines[2]`; empty: the record itself. */
export interface Written {
  readonly place: string
  readonly target: Pick<Surface, 'live' | 'shown' | 'writable'>
  /** Absent: not known. */
  readonly id?: string | undefined
  /** What its relations point at, as far as whoever wrote it knows. */
  readonly related: Readonly<Record<string, unknown>>
}

/** @returns the refusal with the places it came from, where they are known */
export function atCause(error: unknown, written: readonly Written[]): unknown {
  const refusal = error instanceof Refusal ? error : refusalFromDatabase(error)
  const { fields } = refusal?.extra ?? {}
  if (!refusal || !fields?.some(({ of }) => of !== undefined)) return error
  return problem(refusal.code, {
    ...refusal.extra,
    fields: fields.flatMap(each => {
      const { of, id, field, message } = each
      if (of === undefined || id === undefined) return [each]
      const own = written.find(one => one.id === id && one.target.live.entity.name === of)
      if (own?.place === '') return [each]
      if (own) {
        const [told] =
          withoutHidden(problem('record.invalid', { fields: [{ field, message }] }), own.target, []).extra.fields ?? []
        return told ? [{ field: atPlace(own.place, told.field), message: told.message }] : []
      }
      const pointing = written.flatMap(({ place, target, related }) =>
        Object.entries(related).flatMap(([name, to]) =>
          String(to).toLowerCase() === id && target.live.fields.get(name)?.to === of
            ? [{ field: atPlace(place, name), message }]
            : [],
        ),
      )
      return pointing.length > 0 ? pointing : [each]
    }),
  })
}
