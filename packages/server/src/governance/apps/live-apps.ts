/** The released apps as this node serves them. Looks every second whether a release happened anywhere; a node that cannot look keeps what it has. */
import type { Definition } from '@bailiwick/definition/model/index.ts'
import type { Pool } from 'pg'
import { type FieldShape, type LiveApp, liveApp } from '../../database/live-model.ts'
import type { Observe } from '../../observations.ts'
import { forgetStatements } from '../../runtime/records/statement-names.ts'

const lookEvery = 1_000

export class LiveApps {
  readonly #gate: Pool
  readonly #observe: Observe
  #apps = new Map<string, LiveApp>()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  readonly #listeners: ((app: string) => void)[] = []

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

  /** Told, by name, of an app that is another than before or gone. */
  whenChanged(listener: (app: string) => void): void {
    this.#listeners.push(listener)
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
    const shapes = await this.#shapes(rows.filter(row => row.definition !== null).map(row => row.name))
    const before = this.#apps
    this.#apps = new Map(
      rows.flatMap(row => {
        const app = row.definition ? liveApp(row.definition, row.release, shapes.get(row.name)) : this.#apps.get(row.name)
        return app ? [[row.name, app] as const] : []
      }),
    )
    forgetStatements()
    for (const [name, app] of before) {
      if (this.#apps.get(name) !== app) for (const listener of this.#listeners) listener(name)
    }
  }

  /** How fields were kept over time; of those alone that have been kept in more than one way, which are few. */
  async #shapes(apps: readonly string[]): Promise<Map<string, FieldShape[]>> {
    if (apps.length === 0) return new Map()
    const { rows } = await this.#gate.query<Omit<FieldShape, 'since'> & { app: string; since: string }>(
      `WITH kept AS (
         SELECT r.app, r.number, coalesce(r.audit_seq, 0) AS since, e ->> 'id' AS entity, f ->> 'id' AS field,
           jsonb_strip_nulls(jsonb_build_object('type', f -> 'type', 'scale', f -> 'scale', 'currency', f -> 'currency', 'prefix', f -> 'prefix')) AS shape
         FROM bailiwick.release r, jsonb_array_elements(r.definition -> 'entities') e, jsonb_array_elements(e -> 'fields') f WHERE r.app = ANY ($1)
       ), moved AS (
         SELECT k.*, lag(k.shape) OVER (PARTITION BY k.app, k.entity, k.field ORDER BY k.number) AS before FROM kept k
       ), changed AS (
         SELECT m.*, count(*) OVER (PARTITION BY m.app, m.entity, m.field) AS times FROM moved m WHERE m.shape IS DISTINCT FROM m.before
       )
       SELECT app, entity, field, since::text, shape FROM changed WHERE times > 1 ORDER BY app, number`,
      [[...apps]],
    )
    const shapes = new Map<string, FieldShape[]>()
    for (const { app, since, ...shape } of rows) shapes.set(app, [...(shapes.get(app) ?? []), { ...shape, since: BigInt(since) }])
    return shapes
  }
}
