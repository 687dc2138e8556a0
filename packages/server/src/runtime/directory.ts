/**
 * Names of people and teams, which every list shows and everyone signed in may know, and whose manager who is, on which rules may stand. Kept in memory and read again when an
 * unknown id appears, when somebody has another name or manager here, or half a minute has passed: whom another node renamed may be shown by the old name that long. No right
 * depends on it: rules ask the database.
 */
import type { Pool } from 'pg'

interface Person {
  readonly id: string
  readonly name: string
  readonly manager: string | null
}
interface Team {
  readonly id: string
  readonly name: string
}

const keptFor = 30_000

export class Directory {
  readonly #gate: Pool
  #people = new Map<string, Person>()
  #teams = new Map<string, Team>()
  #readAt = 0
  #reading: Promise<void> | undefined
  #changed: () => void = () => undefined

  constructor(gate: Pool) {
    this.#gate = gate
  }

  /** What to do when somebody has another name or manager than was known. */
  whenChanged(tell: () => void): void {
    this.#changed = tell
  }

  /** Call before rows are turned into records; costs nothing while the names are fresh. */
  async ready(): Promise<void> {
    if (this.#readAt === 0) await this.read()
    else if (Date.now() - this.#readAt > keptFor) this.read().catch(() => undefined)
  }

  personName(id: string | null): string | null {
    return id === null ? null : (this.#people.get(id)?.name ?? this.#missing())
  }

  teamName(id: string | null): string | null {
    return id === null ? null : (this.#teams.get(id)?.name ?? this.#missing())
  }

  /** @throws what the database throws; the names known so far stay */
  async read(): Promise<void> {
    this.#reading ??= this.#load().finally(() => {
      this.#reading = undefined
    })
    await this.#reading
  }

  /** Somebody has another name or manager since just now: a reading that was under way may not know of it. */
  async renew(): Promise<void> {
    await this.#reading?.catch(() => undefined)
    await this.read()
  }

  async #load(): Promise<void> {
    const [people, teams] = await Promise.all([
      this.#gate.query<Person>('SELECT id, name, manager FROM bailiwick.person'),
      this.#gate.query<Team>('SELECT id, name FROM bailiwick.team'),
    ])
    const isOther =
      people.rows.some(person => {
        const known = this.#people.get(person.id)
        return known !== undefined && (known.name !== person.name || known.manager !== person.manager)
      }) || teams.rows.some(({ id, name }) => (this.#teams.get(id)?.name ?? name) !== name)
    this.#people = new Map(people.rows.map(person => [person.id, person]))
    this.#teams = new Map(teams.rows.map(team => [team.id, team]))
    this.#readAt = Date.now()
    if (isOther) this.#changed()
  }

  #missing(): null {
    this.#readAt = Math.min(this.#readAt, Date.now() - keptFor - 1)
    return null
  }
}
