/**
 * Proves the rules of the live release: what generated people see of generated records, and what becomes of whatever they try, in the real database, is compared with what
 * the evaluator says. All of it in one transaction that is rolled back, in a schema of its own that no other transaction ever sees; a proof that is killed leaves nothing.
 */

import { randomBytes } from 'node:crypto'
import { compile, compilerVersion } from '@bailiwick/definition/compile/compile.ts'
import type { CompiledApp } from '@bailiwick/definition/compile/compiled.ts'
import { entityNames } from '@bailiwick/definition/compile/names.ts'
import type { Definition, Entity } from '@bailiwick/definition/model/index.ts'
import { rollDice } from '@bailiwick/definition/write/random-definition.ts'
import type { ClientBase } from 'pg'
import { lintCatalog } from '../../../database/catalog-lint.ts'
import { signClaims } from '../../../security/access/actor.ts'
import { type Attempt, Attempts, judgeAttempt } from './attempts.ts'
import { type Catalog, compareCatalogs, readCatalog } from './catalog.ts'
import { Coverage } from './coverage.ts'
import { Judge } from './expect-write.ts'
import { type Look, looksOf } from './looks.ts'
import { makeCast } from './people.ts'
import type { Proof } from './proof.ts'
import { RowMaker } from './rows.ts'
import { insertCast, insertWorld, makeScratch, planScratch, type Scratch } from './scratch.ts'
import { type Actor, type Clock, isFound, Stage } from './stage.ts'
import { lookForStrangers } from './strangers.ts'
import { Tally } from './tally.ts'
import { Values } from './values.ts'

export interface ProofRequest {
  readonly app: string
  /** Signs the claims of the generated people, as a node does. */
  readonly claimsKey: Buffer
  /** At least so many; the first round is always whole. */
  readonly cases: number
  readonly seed: number
  /** Records of each entity in each round. */
  readonly rows?: number
  /** For the proof of the proof: takes something from the scratch app. */
  readonly alter?: (app: CompiledApp) => CompiledApp
  readonly compareWithLive?: boolean
  /** One difference is enough to know. */
  readonly untilDifference?: boolean
  readonly onRound?: (cases: number) => void
}

/** A sentence for people: there is nothing to prove. */
export class NothingToProve extends Error {}

interface Release {
  readonly id: string
  readonly number: number
  readonly definition: Definition
  readonly catalog: Catalog
  readonly lint: readonly string[]
}

interface Planned {
  readonly entity: Entity
  readonly looks: readonly Look[]
  readonly attempts: readonly Attempt[]
}
/** With one answer to each look and then to each attempt. */
type Answered = Planned & { readonly said: readonly (string | null)[] }

/** @param admin a connection of its own, of a role that may release */
export async function prove(admin: ClientBase, request: ProofRequest): Promise<Proof> {
  const began = Date.now()
  const release = await readRelease(admin, request)
  const tally = new Tally()
  let scratchCatalog: Catalog = new Map()
  let rounds = 0
  const coverage = new Coverage()
  await admin.query('BEGIN')
  try {
    await admin.query(
      `SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '10s'; SET LOCAL timezone = 'UTC'; SET LOCAL search_path = pg_catalog`,
    )
    // By this a proof is known to what waits for transactions to end: see bailiwick.audit_edge.
    await admin.query('SET LOCAL ROLE bailiwick_owner; LOCK TABLE bailiwick.proving IN SHARE MODE; SET LOCAL ROLE NONE')
    await joinRuntime(admin)
    const scratch = planScratch(release.definition, randomBytes(4).toString('hex'), request.alter ?? (app => app))
    await makeScratch(admin, scratch)
    if (request.compareWithLive !== false) scratchCatalog = await catalogOf(admin, scratch, request.app)
    await lookForStrangers(admin, scratch, tally)
    const clock = await readClock(admin, release.definition)
    const isKnown = () => request.untilDifference === true && tally.differing > 0
    for (; (rounds === 0 || tally.cases < request.cases) && !isKnown(); rounds += 1) {
      await admin.query('SAVEPOINT round')
      // Each round has dice of its own, so that a seed and a number find it again.
      const round = new Round(admin, scratch, clock, request, rollDice(request.seed + rounds), tally, coverage)
      await round.run(rounds === 0 ? Number.POSITIVE_INFINITY : request.cases)
      await admin.query('ROLLBACK TO SAVEPOINT round; RELEASE SAVEPOINT round')
      request.onRound?.(tally.cases)
    }
  } finally {
    await admin.query('ROLLBACK').catch(() => undefined)
  }
  const catalog = request.compareWithLive === false ? [] : compareCatalogs(release.catalog, scratchCatalog)
  const { rows } = await admin.query<{ version: string }>(`SELECT current_setting('server_version') AS version`)
  return {
    app: request.app,
    release: { id: release.id, number: release.number },
    at: new Date(began).toISOString(),
    seconds: (Date.now() - began) / 1000,
    seed: request.seed,
    rounds,
    cases: tally.cases,
    differing: tally.differing,
    differences: tally.differences,
    constrained: tally.constrained,
    catalog: { objects: scratchCatalog.size, differences: catalog },
    lint: release.lint,
    unmet: coverage.unmet(),
    lines: tally.lines,
    fields: tally.fields,
    versions: { compiler: compilerVersion, postgres: rows[0]?.version ?? '', node: process.version },
  }
}

/**
 * What is live, and its catalog, in a transaction that ends before the proof begins: printing a view locks it, and a release would have to wait, and everybody behind it.
 */
async function readRelease(admin: ClientBase, { app, compareWithLive }: ProofRequest): Promise<Release> {
  await admin.query('BEGIN')
  try {
    await admin.query('SET LOCAL ROLE bailiwick_guard')
    const { rows } = await admin.query<{ id: string; number: number; definition: Definition }>(
      `SELECT r.id, r.number, r.definition FROM bailiwick.app a JOIN bailiwick.release r ON r.id = a.live_release WHERE a.name = $1`,
      [app],
    )
    const row = rows[0]
    if (!row) throw new NothingToProve(`There is no app “${app}” here, or it has no release.`)
    if (compareWithLive === false) return { ...row, catalog: new Map(), lint: [] }
    await admin.query('SET LOCAL ROLE NONE')
    const lint = await lintCatalog(admin, new Map([[app, compile(row.definition)]]))
    const catalog = await readCatalog(admin, app, new Map([[app, app]]))
    return { ...row, catalog, lint: lint.map(finding => finding.sentence) }
  } finally {
    await admin.query('ROLLBACK')
  }
}

async function catalogOf(admin: ClientBase, { compiled, standIns }: Scratch, app: string): Promise<Catalog> {
  await admin.query('SAVEPOINT catalog; SET LOCAL ROLE NONE')
  const names = new Map([
    [compiled.schema, app],
    [standIns, 'bailiwick'],
  ])
  const catalog = await readCatalog(admin, compiled.schema, names)
  await admin.query('ROLLBACK TO SAVEPOINT catalog')
  return catalog
}

/** Requests become the runtime role through the login; an administrator who is no superuser joins it for this transaction. */
async function joinRuntime(admin: ClientBase): Promise<void> {
  // Who made a role may give it away since PostgreSQL 16, and is its member by that, but may not become it.
  const { rows } = await admin.query<{ may: boolean }>(
    `SELECT pg_has_role(current_user, 'bailiwick_runtime', CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER' END) AS may`,
  )
  if (!rows[0]?.may) await admin.query('GRANT bailiwick_runtime TO CURRENT_USER')
}

async function readClock(admin: ClientBase, definition: Definition): Promise<Clock> {
  await admin.query('SET LOCAL ROLE bailiwick_guard')
  const { rows } = await admin.query<{ now: string; today: string }>(
    `SELECT (extract(epoch FROM now()) * 1000000)::bigint::text AS now, bailiwick.today($1)::text AS today`,
    [definition.app.calendar.timeZone],
  )
  return { now: BigInt(rows[0]!.now), today: rows[0]!.today }
}

/** One set of people and records, and everything everybody does with it. */
class Round {
  readonly #admin: ClientBase
  readonly #scratch: Scratch
  readonly #request: ProofRequest
  readonly #tally: Tally
  readonly #stage: Stage
  readonly #cast: ReturnType<typeof makeCast>
  readonly #attempts: Attempts
  readonly #coverage: Coverage

  constructor(
    admin: ClientBase,
    scratch: Scratch,
    clock: Clock,
    request: ProofRequest,
    dice: ReturnType<typeof rollDice>,
    tally: Tally,
    coverage: Coverage,
  ) {
    this.#admin = admin
    this.#scratch = scratch
    this.#request = request
    this.#tally = tally
    this.#coverage = coverage
    this.#stage = new Stage(scratch.definition, clock)
    this.#cast = makeCast(scratch.definition, dice)
    this.#stage.actors = this.#cast.actors
    this.#stage.people = [...this.#cast.actors, this.#cast.left]
    const maker = new RowMaker(this.#stage, new Values(this.#stage), this.#cast, dice)
    maker.fill(request.rows ?? 14)
    this.#attempts = new Attempts(this.#stage, new Judge(this.#stage, this.#cast), maker, this.#cast, dice, scratch.standIns)
  }

  /** @param enough cases at which the round is broken off */
  async run(enough: number): Promise<void> {
    await insertCast(this.#admin, this.#scratch, this.#cast)
    await insertWorld(this.#admin, this.#scratch, this.#stage)
    this.#coverage.look(this.#stage, this.#cast.actors)
    const hits = new Set(
      this.#scratch.definition.entities.flatMap(entity =>
        this.#stage.rows(entity.name).flatMap(row => (isFound(entity, this.#stage.stored.get(row.id)!) ? [row.id] : [])),
      ),
    )
    const { entities } = this.#scratch.definition
    for (const actor of this.#cast.actors) {
      if (this.#tally.cases >= enough) return
      await this.#enter(actor)
      // What comes next is thought of while PostgreSQL answers this, and judged while it answers the next.
      let asked = this.#ask(this.#plan(actor, entities[0]!, hits))
      for (const next of [...entities.slice(1), undefined]) {
        const planned = next && this.#plan(actor, next, hits)
        const answered = await asked
        if (planned) {
          asked = this.#ask(planned)
          asked.catch(() => undefined)
        }
        this.#judge(actor, answered)
        if (this.#request.untilDifference && this.#tally.differing > 0) {
          await asked
          return
        }
      }
    }
  }

  #plan(actor: Actor, entity: Entity, hits: ReadonlySet<string>): Planned {
    return { entity, looks: looksOf(this.#stage, entity, actor, hits), attempts: this.#attempts.of(entity, actor) }
  }

  async #ask(planned: Planned): Promise<Answered> {
    const { entity, looks, attempts } = planned
    const { rows } = await this.#admin.query<[string | null]>({
      text: `SELECT ${this.#scratch.standIns}.look($1) UNION ALL SELECT ${this.#scratch.standIns}.try($2, $3, $4, $5, $6)`,
      values: [
        looks.map(look => look.question),
        entityNames(this.#scratch.definition.app.name, entity.name).table,
        // Lines are part of another record; what becomes of that is looked at too.
        entity.parent ? entityNames(this.#scratch.definition.app.name, entity.parent.entity).table : null,
        `bailiwick.made_${entity.name}`,
        attempts.map(attempt => attempt.row?.id ?? null),
        attempts.map(attempt => attempt.statement),
      ],
      rowMode: 'array',
    })
    return { ...planned, said: rows.map(([said]) => said) }
  }

  #judge(actor: Actor, { entity, looks, attempts, said }: Answered): void {
    for (const [index, look] of looks.entries()) look.judge(said[index] ?? null, this.#tally)
    for (const [index, attempt] of attempts.entries())
      judgeAttempt(this.#stage, entity, actor, attempt, said[looks.length + index] ?? '', this.#tally)
  }

  async #enter(actor: Actor): Promise<void> {
    const app = this.#scratch.definition.app.name
    for (let attempt = 0; ; attempt += 1) {
      await this.#admin.query('SAVEPOINT entering; SET LOCAL ROLE bailiwick_guard')
      const { rows } = await this.#admin.query<{ epoch: string }>('SELECT epoch::text FROM bailiwick.access_epoch')
      const claims = signClaims(
        this.#request.claimsKey,
        {
          person: actor.id,
          session: null,
          behalf: null,
          roles: actor.roles.map(role => `${app}.${role}`),
          teams: actor.teams,
          ownTeams: actor.ownTeams,
          epoch: rows[0]?.epoch ?? '',
          validUntil: Number.POSITIVE_INFINITY,
          view: null,
        },
        'proof',
      )
      try {
        await this.#admin.query('SELECT bailiwick.enter($1, $2)', [claims.text, claims.signature])
        if (actor.isUnknown) await this.#admin.query(`SELECT set_config('bailiwick.proof', '', true)`)
        await this.#admin.query('RELEASE SAVEPOINT entering; SET LOCAL ROLE bailiwick_runtime')
        return
      } catch (error) {
        // Somebody's roles were changed at this very moment.
        if ((error as Error).message !== 'claims.stale' || attempt >= 5) throw error
        await this.#admin.query('ROLLBACK TO SAVEPOINT entering')
      }
    }
  }
}
