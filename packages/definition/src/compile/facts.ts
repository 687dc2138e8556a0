/**
 * Facts of the acting person, and where a rule takes them from. Each costs a signature check, and PostgreSQL computes every written subquery by itself, however alike:
 * a row policy asks in place, because only that shape reaches an index; what asks the same fact for field after field keeps it.
 */

/** @returns SQL of the fact; `call` is a function of the platform, `type` what it gives */
export type AskFact = (call: string, type: string) => string

/** Once per statement and place. */
export const inPlace: AskFact = (call, type) => `(SELECT ${call})::${type}`

/** Collects the facts that rules written with `ask` need, each under one name that no field can have. */
export class KeptFacts {
  readonly #names = new Map<string, { readonly name: string; readonly type: string }>()
  readonly #prefix: string
  #used = new Set<string>()

  /** @param prefix qualifies the names where they are used: `facts.`, or nothing for variables */
  constructor(prefix = '') {
    this.#prefix = prefix
  }

  readonly ask: AskFact = (call, type) => {
    const known = this.#names.get(call)
    const name = known?.name ?? `fact$${this.#names.size + 1}`
    if (!known) this.#names.set(call, { name, type })
    this.#used.add(call)
    return `${this.#prefix}${name}`
  }

  /**
   * A join that computes them once for the statement, and not at all where nobody looks: one row by its form, so the planner drops it when it is not used and
   * never puts it first, which would lose the order of an index.
   */
  join(): string {
    if (this.#names.size === 0) return ''
    const list = [...this.#names].map(([call, { name, type }]) => `${call}::${type} AS ${name}`)
    return ` LEFT JOIN (SELECT ${list.join(', ')} GROUP BY ()) ${this.#prefix.replace('.', '')} ON true`
  }

  /** As variables of a plpgsql block. */
  declarations(): string {
    return [...this.#names.values()].map(({ name, type }) => `\n  ${name} ${type};`).join('')
  }

  /** Statements of a plpgsql block, after those that compute the facts they use. */
  before(statements: () => string): string {
    const outside = this.#used
    this.#used = new Set()
    const text = statements()
    const lines = [...this.#used].map(call => `${this.#names.get(call)!.name} := ${call};`)
    this.#used = outside
    return [...lines, text].join('\n')
  }
}
