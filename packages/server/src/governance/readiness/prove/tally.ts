/** Counts cases and keeps what was different. */
import type { Actor } from './stage.ts'

export interface About {
  readonly actor: Pick<Actor, 'label'>
  readonly entity: string
  readonly operation: string
}

export interface Line {
  readonly role: string
  readonly entity: string
  readonly operation: string
  cases: number
  allowed: number
  refused: number
  differences: number
}

/** Of one field and one role (or several held together): on how many records it was read or written, and on how many it was not. */
export interface FieldLine {
  readonly entity: string
  readonly field: string
  readonly role: string
  read: number
  hidden: number
  written: number
  refused: number
}

/** Enough to find the fault; the count says how many there are. */
const keptDifferences = 100

export class Tally {
  readonly #lines = new Map<string, Line>()
  readonly #fields = new Map<string, FieldLine>()
  readonly differences: string[] = []
  differing = 0
  cases = 0
  /** Permitted by the rules and kept out by a constraint of the table: a value that is taken. */
  constrained = 0

  note(about: About, allowed: boolean, right: boolean, what: () => string): void {
    const line = this.#line(about)
    this.cases += 1
    line.cases += 1
    if (allowed) line.allowed += 1
    else line.refused += 1
    if (!right) this.differ(about, what())
  }

  differ(about: About, what: string): void {
    this.#line(about).differences += 1
    this.differing += 1
    if (this.differences.length < keptDifferences)
      this.differences.push(`${about.operation} of ${about.entity} as ${about.actor.label}: ${what}`)
  }

  noteField(actor: Actor, entity: string, field: string, how: 'read' | 'write', allowed: boolean): void {
    const key = `${entity} ${field} ${actor.label}`
    let line = this.#fields.get(key)
    if (!line) {
      line = { entity, field, role: actor.label, read: 0, hidden: 0, written: 0, refused: 0 }
      this.#fields.set(key, line)
    }
    // A field of a record that is shown is a case of its own; a write of a field has been counted as one.
    if (how === 'read') {
      this.cases += 1
      if (allowed) line.read += 1
      else line.hidden += 1
    } else if (allowed) line.written += 1
    else line.refused += 1
  }

  get lines(): readonly Line[] {
    return [...this.#lines.values()]
  }

  get fields(): readonly FieldLine[] {
    return [...this.#fields.values()]
  }

  #line({ actor, entity, operation }: About): Line {
    const key = `${actor.label} ${entity} ${operation}`
    let line = this.#lines.get(key)
    if (!line) {
      line = { role: actor.label, entity, operation, cases: 0, allowed: 0, refused: 0, differences: 0 }
      this.#lines.set(key, line)
    }
    return line
  }
}
