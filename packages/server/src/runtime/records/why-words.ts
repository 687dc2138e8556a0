/** Sentences about rights. A rule that looks at something its reader may not name is not put into words for them: that a hidden field exists is hidden too. */
import {
  type About,
  askOfUser,
  type CheckedExpression,
  checkExpression,
  inWords,
  judge,
  packCondition,
  parts,
  type Typed,
  type Vocabulary,
} from '@bailiwick/definition/expressions/index.ts'
import type { Grant, Transition } from '@bailiwick/definition/model/index.ts'
import { conditionOf, covers, systemFields } from '@bailiwick/definition/model/index.ts'
import { scopeFor } from '@bailiwick/definition/scope.ts'
import { vocabularyOf } from '@bailiwick/definition/vocabulary.ts'
import type { RecordRow, WireValue } from '@bailiwick/definition/wire/index.ts'
import type { LiveApp } from '../../database/live-model.ts'
import type { Actor } from '../../security/access/actor.ts'
import type { Directory } from '../directory.ts'
import { speakerOf } from '../speaker.ts'
import type { Surface } from './surface.ts'
import { surfaceOf } from './surface.ts'
import { type Act, type WhyPhrases, whyPhrases } from './why-phrases.ts'
import { titleOfRole } from './words.ts'

/** Words for one reader, about one person, in the reader's language. */
export class Wording {
  readonly surface: Surface
  readonly about: About
  readonly phrases: WhyPhrases
  readonly #actor: Actor
  readonly #vocabulary: Vocabulary
  readonly #audits: boolean

  constructor(surface: Surface, actor: Actor, about: About, directory: Directory) {
    this.surface = surface
    this.about = about
    this.phrases = phrasesFor(actor)
    this.#actor = actor
    this.#vocabulary = vocabularyOf(
      surface.app.definition,
      { person: id => directory.personName(id) ?? undefined, team: id => directory.teamName(id) ?? undefined },
      this.phrases.tongue,
    )
    this.#audits = surface.app.definition.roles.some(role => role.audit && surface.roles.includes(role.name))
  }

  /** Whether the reader may be told of the field at all. Who reads the audit reads of every field there. */
  names(field: string, entity = this.surface.live.entity.name): boolean {
    if (this.#audits || (systemFields as readonly string[]).includes(field)) return true
    const surface = entity === this.surface.live.entity.name ? this.surface : surfaceOf(this.surface.app, entity, this.#actor)
    return surface !== undefined && (surface.shown.has(field) || surface.writable.has(field))
  }

  get entity(): string {
    return this.phrases.tongue.label(this.surface.live.entity.label)
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

  /**
   * Why a step is asked of this record; of several reasons those that hold. That it is asked says that the rule holds: what hangs on a value or a record that its reader does not
   * see here is not told. Undefined: in any case, or for something of that kind.
   */
  asked(when: string | undefined, row: RecordRow): string | undefined {
    if (when === undefined) return undefined
    const checked = checkedRule(this.surface.app, this.surface.live.entity.name, when)
    if (!checked.reads.every(read => this.names(read.field, read.entity))) return undefined
    const reasons = alternatives(checked.typed).map(typed => ({ ...checked, typed }))
    const holding = reasons.filter(reason => holdsAsSeen(reason, row))
    if (holding.length === 0 && !checked.reads.every(read => this.#always(read.field, read.entity))) return undefined
    const told = (holding.length > 0 ? holding : [checked]).map(reason =>
      inWords(reason, this.#vocabulary, this.about, this.phrases.tongue),
    )
    return told.join('; ')
  }

  /** The first of what a step demands that this record does not have, as its reader sees both: "where its amount is at most 100.00 USD". Undefined: there is none of which that is sure. */
  lacking(by: string, row: RecordRow): Lacked | undefined {
    const checked = checkedRule(this.surface.app, this.surface.live.entity.name, by)
    const lacked = parts(checked.typed)
      .map(typed => ({ ...checked, typed }))
      .find(
        part =>
          (this.#isPerson(part.typed, row) ?? judgeAsSeen(part, row)) === false &&
          Object.keys(packCondition(part).reads).every(field => this.names(field)),
      )
    if (!lacked) return undefined
    const asked = askOfUser(lacked.typed)
    return {
      where: this.phrases.where(inWords(lacked, this.#vocabulary, this.about, this.phrases.tongue)),
      ...(asked?.user.property === 'id' && asked.field.path.length === 0 && { person: asked.field.field }),
    }
  }

  /** Whether the field that must be the person is; undefined: that is not what is demanded, or not seen. */
  #isPerson(typed: Typed, row: RecordRow): boolean | undefined {
    const asked = askOfUser(typed)
    if (asked?.user.property !== 'id' || asked.field.path.length > 0) return undefined
    const value = row[asked.field.field]
    return value === undefined ? undefined : sentForm(value) === this.#actor.person
  }

  /** Whether the reader sees the field of whatever record it is. */
  #always(field: string, entity: string): boolean {
    if (this.#audits) return true
    const surface = entity === this.surface.live.entity.name ? this.surface : surfaceOf(this.surface.app, entity, this.#actor)
    const reads = surface?.live.entity.access.filter(
      grant => surface.roles.includes(grant.role) && grant.can.includes('read') && conditionOf(grant) === undefined,
    )
    return reads?.some(grant => (systemFields as readonly string[]).includes(field) || covers(grant, field)) ?? false
  }

  /** Where the field holds one of the person's teams. */
  inTeamOf(field: string): string {
    const { tongue } = this.phrases
    return this.phrases.where(tongue.inOwn(tongue.own(this.field(field), undefined), 'teams', this.about, true))
  }

  #condition(text: string | undefined): string {
    if (text === undefined) return this.phrases.onEvery(this.entity)
    const checked = checkedRule(this.surface.app, this.surface.live.entity.name, text)
    if (!checked.reads.every(read => this.names(read.field, read.entity))) return this.phrases.unseen
    return this.phrases.where(inWords(checked, this.#vocabulary, this.about, this.phrases.tongue))
  }

  /** "You may not change the subject of this ticket", without a full stop. */
  may(action: string, field: string | undefined, isSo: boolean, more: Pick<Act, 'withTheseValues'> = {}): string {
    const [kind, name = ''] = action.split('.')
    const step = this.surface.workflow?.transitions.find(transition => transition.name === name)?.title ?? name
    const act: Act = {
      kind: kind as Act['kind'],
      entity: this.entity,
      step,
      ...(field === undefined ? {} : { field: this.field(field) }),
      ...more,
    }
    return this.phrases.may(this.about, act, isSo)
  }
}

export function phrasesFor({ languages = [] }: Pick<Actor, 'languages'>): WhyPhrases {
  return whyPhrases[speakerOf(languages).language]
}

/** What a step demands and a record does not have. */
interface Lacked {
  readonly where: string
  /** The field that must be the person, where that is what is demanded. */
  readonly person?: string
}

const alternatives = (node: Typed): Typed[] =>
  node.op === 'or' ? [...alternatives(node.left), ...alternatives(node.right)] : [node]

/** A value as conditions read it: of what is pointed at the id. */
const sentForm = (value: WireValue | undefined): unknown =>
  typeof value === 'object' && value !== null && 'id' in value ? value.id : value

const holdsAsSeen = (reason: CheckedExpression, row: RecordRow) => judgeAsSeen(reason, row) === true

/** By nothing but what the row shows: what it does not have may be empty or hidden. Undefined: what it comes to is not known by that. */
function judgeAsSeen(reason: CheckedExpression, row: RecordRow): boolean | undefined {
  let isSeen = true
  const held = judge(packCondition(reason), field => {
    const value = row[field]
    if (value === undefined || isShownMasked(value)) isSeen = false
    return sentForm(value)
  })
  return isSeen && typeof held === 'boolean' ? held : undefined
}

const isShownMasked = (value: WireValue) => typeof value === 'object' && value !== null && 'masked' in value

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
