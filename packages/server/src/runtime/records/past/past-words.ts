/** Sentences about rules of an earlier release: a field is named to whoever may be told of it now, by the name it had. */
import type { About, CheckedExpression } from '@bailiwick/definition/expressions/index.ts'
import { systemFields } from '@bailiwick/definition/model/index.ts'
import { inLanguageOf } from '../../../database/live-model.ts'
import type { Actor } from '../../../security/access/actor.ts'
import type { Directory } from '../../directory.ts'
import type { Surface } from '../surface.ts'
import { Wording } from '../why-words.ts'
import type { PastReleases } from './past-releases.ts'

export class PastWording extends Wording {
  readonly #today: Wording
  readonly #releases: PastReleases

  constructor(surface: Surface, releases: PastReleases, entity: string, actor: Actor, about: About, directory: Directory) {
    const app = inLanguageOf(releases.app, actor.languages ?? [])
    const live = app.entities.get(entity)!
    super({ ...surface, app, live, workflow: live.workflow }, actor, about, directory)
    this.#today = new Wording(surface, actor, about, directory)
    this.#releases = releases
  }

  override names(field: string, entity = this.surface.live.entity.name): boolean {
    if ((systemFields as readonly string[]).includes(field)) return true
    if (auditsNow(this.#today.surface)) return true
    const now = presentField(this.#releases, entity, field)
    return now !== undefined && this.#today.names(now.field, now.entity)
  }
}

/** Who reads the audit is told everything, because the audit tells them anyway. */
export function auditsNow(surface: Surface): boolean {
  return surface.app.definition.roles.some(role => role.audit && surface.roles.includes(role.name))
}

/** What a field of then is called now. */
export function presentField(
  releases: PastReleases,
  entity: string,
  field: string,
): { entity: string; field: string } | undefined {
  const then = releases.app.entities.get(entity)
  const now = then && releases.entityIn(releases.newest, then.entity.id)
  const same = now?.fields.find(each => each.id === then?.fields.get(field)?.id)
  return now && same && { entity: now.name, field: same.name }
}

/** Whether a rule looks at nothing but fields of the record itself. */
export function looksAtItselfOnly(checked: CheckedExpression): boolean {
  const walk = (node: unknown): boolean => {
    if (Array.isArray(node)) return node.every(walk)
    if (typeof node !== 'object' || node === null) return true
    const { op, path, over } = node as { op?: string; path?: readonly unknown[]; over?: { kind?: string } }
    if (op === 'field' && path && path.length > 0) return false
    if ((op === 'quantifier' || op === 'count') && over?.kind === 'children') return false
    return Object.values(node).every(walk)
  }
  return walk(checked.typed)
}
