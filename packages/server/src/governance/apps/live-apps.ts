/** The released apps as this node serves them. Looks every second whether a release happened anywhere; a node that cannot look keeps what it has. */
import type { Definition } from '@bailiwick/definition/model/index.ts'
import type { Pool } from 'pg'
import { type LiveApp, liveApp } from '../../database/live-model.ts'
import type { Observe } from '../../observations.ts'
import { forgetStatements } from '../../runtime/records/statement-names.ts'

const lookEvery = 1_000

export class LiveApps {
  readonly #gate: Pool
  readonly #observe: Observe
  #apps = new Map<string, LiveApp>()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined

  constructor(gate: Pool, observe: Observe) {
    this.#gate = gate
    this.#observe = observe
  }

  async start(): Promise<void> {
    await this.refresh()
    this.#timer = setInterval(() => {
      this.refresh().catch(error =>
        this.#observe({ kind: 'warning', text: 'Could not look for new releases; serving the ones known.', error }),
      )
    }, lookEvery)
    this.#timer.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking?.catch(() => undefined)
  }

  get(name: string): LiveApp | undefined {
    return this.#apps.get(name)
  }

  all(): LiveApp[] {
    return [...this.#apps.values()]
  }

  /** Call after a release of one's own, so that the next request sees it. */
  refresh(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  async #look(): Promise<void> {
    const known = [...this.#apps.values()].map(app => app.release)
    const { rows } = await this.#gate.query<{ name: string; release: string; definition: Definition | null }>({
      name: 'live-releases',
      text: `SELECT a.name, r.id AS release, CASE WHEN r.id = ANY ($1::uuid[]) THEN NULL ELSE r.definition END AS definition
             FROM bailiwick.app a JOIN bailiwick.release r ON r.id = a.live_release ORDER BY a.name`,
      values: [known],
    })
    const changed = rows.length !== known.length || rows.some(row => row.definition !== null)
    if (!changed) return
    this.#apps = new Map(
      rows.flatMap(row => {
        const app = row.definition ? liveApp(row.definition, row.release) : this.#apps.get(row.name)
        return app ? [[row.name, app] as const] : []
      }),
    )
    forgetStatements()
  }
}
