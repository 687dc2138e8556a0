/**
 * What of a view its list would refuse one person. Columns, groups, figures and widths that they do not have are none of it: every list passes over those, and others may have them.
 */
import { entityOfList } from '@bailiwick/definition/entity-of-list.ts'
import type { ViewQuestion } from '@bailiwick/definition/wire/index.ts'
import type { LiveApp } from '../database/live-model.ts'
import { Refusal, type Said, say } from '../problems.ts'
import type { Actor } from '../security/access/actor.ts'
import { planList } from './records/list.ts'
import { surfaceOf } from './records/surface.ts'

const parts = ['filter', 'orderBy', 'search', 'shared'] as const satisfies readonly (keyof ViewQuestion)[]

export interface ViewFault {
  readonly part: 'list' | (typeof parts)[number]
  readonly message: Said
  /** Of a filter: from which character on it goes wrong. */
  readonly filter?: NonNullable<Refusal['extra']['filter']>
}

export function faultsOfView(app: LiveApp, actor: Actor, list: string, question: ViewQuestion): ViewFault[] {
  const entity = entityOfList(app.definition, list)
  const surface = entity && surfaceOf(app, entity.name, actor)
  if (!surface) return [{ part: 'list', message: say('view.no-list') }]
  return parts.flatMap(part => {
    if (question[part] === undefined) return []
    try {
      // Planned as its list plans it and never run: there is no page, and so no token, to be signed.
      planList(surface, { [part]: question[part] }, actor, Buffer.alloc(0))
      return []
    } catch (error) {
      if (!(error instanceof Refusal && error.code.startsWith('query.') && error.extra.detail)) throw error
      const { detail: message, filter } = error.extra
      return [{ part, message, ...(filter && { filter }) }]
    }
  })
}
