/** Sentences about rights. A rule that looks at something its reader may not name is not put into words for them: that a hidden field exists is hidden too. */
import {
  type About,
  type CheckedExpression,
  checkExpression,
  inWords,
  type Vocabulary,
} from '@bailiwick/definition/expressions/index.ts'
import type { Grant, Transition } from '@bailiwick/definition/model/index.ts'
import { conditionOf, systemFields } from '@bailiwick/definition/model/index.ts'
import { scopeFor } from '@bailiwick/definition/scope.ts'
import { lowered } from '@bailiwick/definition/sentence.ts'
import { vocabularyOf } from '@bailiwick/definition/vocabulary.ts'
import type { LiveApp } from '../../database/live-model.ts'
import type { Actor } from '../../security/access/actor.ts'
import type { Directory } from '../directory.ts'
import type { Surface } from './surface.ts'
import { surfaceOf } from './surface.ts'
import { titleOfRole } from './words.ts'

/** Words for one reader, about one person. */
export class Wording {
  readonly surface: Surface
  readonly about: About
  readonly #actor: Actor
  readonly #vocabulary: Vocabulary
  readonly #audits: boolean

  constructor(surface: Surface, actor: Actor, about: About, directory: Directory) {
    this.surface = surface
    this.about = about
    this.#actor = actor
    this.#vocabulary = vocabularyOf(surface.app.definition, {
      person: id => directory.personName(id) ?? undefined,
      team: id => directory.teamName(id) ?? undefined,
    })
    this.#audits = surface.app.definition.roles.some(role => role.audit && surface.roles.includes(role.name))
  }

  /** Whether the reader may be told of the field at all. Who reads the audit reads of every field there. */
  names(field: string, entity = this.surface.live.entity.name): boolean {
    if (this.#audits || (systemFields as readonly string[]).includes(field)) return true
    const surface = entity === this.surface.live.entity.name ? this.surface : surfaceOf(this.surface.app, entity, this.#actor)
    return surface !== undefined && (surface.shown.has(field) || surface.writable.has(field))
  }

  get who(): string {
    return this.about === 'you' ? 'You' : this.about.name
  }

  /** "this ticket" */
  get record(): string {
    return `this ${this.entity}`
  }

  get entity(): string {
    return lowered(this.surface.live.entity.label)
  }

  role(role: string): string {
    return titleOfRole(this.surface.app, role)
  }

  field(field: string): string {
    return this.names(field) ? this.#vocabulary.field(this.surface.live.entity.name, field) : field
  }

  /** "where its assignee is you", "on every ticket" */
  grant(grant: Pick<Grant, 'when' | 'from' | 'until'>): string {
    return this.#condition(conditionOf(grant as Grant))
  }

  taking(transition: Transition): string {
    return this.#condition(transition.by)
  }

  #condition(text: string | undefined): string {
    if (text === undefined) return `on every ${this.entity}`
    const checked = checkedRule(this.surface.app, this.surface.live.entity.name, text)
    if (!checked.reads.every(read => this.names(read.field, read.entity))) return 'where something holds that you do not see'
    return `where ${inWords(checked, this.#vocabulary, this.about)}`
  }

  /** "read this ticket", "change the subject of this ticket" */
  act(action: string, field?: string): string {
    const of = field === undefined ? this.record : `the ${this.field(field)} of ${this.record}`
    const [kind, name = ''] = action.split('.')
    const step = this.surface.workflow?.transitions.find(transition => transition.name === name)?.title ?? name
    switch (kind) {
      case 'read':
        return `see ${of}`
      case 'create':
        return field === undefined ? `create a ${this.entity}` : `give the ${this.field(field)} of a new ${this.entity}`
      case 'update':
        return `change ${of}`
      case 'delete':
        return `delete ${this.record}`
      case 'restore':
        return `bring back ${this.record}`
      case 'comment':
        return `comment on ${this.record}`
      case 'share':
        return `share ${this.record}`
      case 'reveal':
        return `have ${field === undefined ? `masked values of ${this.record}` : of} shown in the clear`
      case 'export':
        return `export ${of}`
      case 'bulk':
        return `change ${this.record} as one of many at once`
      case 'import':
        return field === undefined ? `import a ${this.entity}` : `import the ${this.field(field)} of a ${this.entity}`
      case 'transition':
        return `take the step “${step}” on ${this.record}`
      default:
        return `decide “${step}” on ${this.record}`
    }
  }
}

const kept = new WeakMap<LiveApp, Map<string, CheckedExpression>>()

/** Rules of a release are checked once. */
export function checkedRule(app: LiveApp, entity: string, text: string): CheckedExpression {
  let known = kept.get(app)
  if (!known) {
    known = new Map()
    kept.set(app, known)
  }
  const key = `${entity} ${text}`
  const found = known.get(key)
  if (found) return found
  const checking = checkExpression(text, scopeFor(app.definition, app.entities.get(entity)!.entity, 'rule'))
  if (!checking.ok) throw new Error(`${entity}: ${text}: ${checking.problems[0]?.message ?? ''}`)
  known.set(key, checking.expression)
  return checking.expression
}

/** `a`, `a and b`, `a, b and c` */
export function enumerate(items: readonly string[], word: 'and' | 'or'): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items[items.length - 1]}`
}
