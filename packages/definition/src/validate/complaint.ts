/** What a check of the validator has to say. Places are added by whoever knows the source. */
import { nearest } from '../fields/near.ts'
import type { Definition } from '../model/app.ts'
import type { Entity } from '../model/entity.ts'
import type { Finding } from '../model/finding.ts'
import { type FindingCode, findingKinds } from './finding-kinds.ts'

/** A finding that still lacks its place, with how far into the expression at `path` it points. */
export interface Complaint extends Finding {
  readonly offset?: number
}

export class Complaints {
  readonly definition: Definition
  readonly list: Complaint[] = []
  readonly #entities: ReadonlyMap<string, Entity>

  constructor(definition: Definition) {
    this.definition = definition
    this.#entities = new Map(definition.entities.map(entity => [entity.name, entity]))
  }

  add(code: FindingCode, path: string, message: string, hint?: string): void {
    this.list.push({ level: findingKinds[code].level, code, path, message, ...(hint === undefined ? {} : { hint }) })
  }

  /** A finding of the expression checker, whose codes are its own. */
  addExpression(complaint: Complaint): void {
    this.list.push(complaint)
  }

  entity(name: string): Entity | undefined {
    return this.#entities.get(name)
  }

  /** The entity, or a finding that there is none. */
  needEntity(name: string, path: string): Entity | undefined {
    const found = this.entity(name)
    if (!found) this.add('entity.unknown', path, `There is no entity "${name}".`, didYouMean(name, this.#entities.keys()))
    return found
  }

  needRole(name: string, path: string): void {
    const roles = this.definition.roles.map(role => role.name)
    if (!roles.includes(name)) this.add('role.unknown', path, `There is no role "${name}".`, didYouMean(name, roles))
  }

  needField(entity: Entity, name: string, path: string, alsoKnown: readonly string[] = []): boolean {
    const known = [...entity.fields.map(field => field.name), ...alsoKnown]
    if (known.includes(name)) return true
    this.add('field.unknown', path, `${entity.name} has no field "${name}".`, didYouMean(name, known))
    return false
  }

  /** Every name of the list is a field, and none is there twice. */
  needFields(entity: Entity, names: readonly string[], path: string, alsoKnown: readonly string[] = []): void {
    for (const [index, name] of names.entries()) {
      this.needField(entity, name, `${path}.${index}`, alsoKnown)
      if (names.indexOf(name) < index) this.add('field.repeated', `${path}.${index}`, `"${name}" is listed twice.`)
    }
  }
}

export function didYouMean(word: string, known: Iterable<string>): string {
  const words = [...known]
  const near = nearest(word, words)
  if (near) return `Did you mean "${near}"?`
  if (words.length === 0) return 'There is none yet.'
  return words.length <= 12 ? `There is ${words.join(', ')}.` : `There are ${words.length}, none of a similar name.`
}
