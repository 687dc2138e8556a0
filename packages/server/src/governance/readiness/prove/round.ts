/** One set of people and records, and everything everybody does with it. */

import { entityNames } from '@bailiwick/definition/compile/names.ts'
import type { Entity } from '@bailiwick/definition/model/index.ts'
import { rollDice } from '@bailiwick/definition/write/random-definition.ts'
import type { ClientBase } from 'pg'
import { signClaims } from '../../../security/access/actor.ts'
import { type Attempt, Attempts, judgeAttempt } from './attempts.ts'
import { hearing } from './counted.ts'
import { Judge } from './expect-write.ts'
import type { Look } from './look.ts'
import { looksOf } from './looks.ts'
import { type Cast, makeCast } from './people.ts'
import { RowMaker } from './rows.ts'
import { insertCast, insertWorld, type Scratch } from './scratch.ts'
import { type Actor, type Clock, isFound, Stage } from './stage.ts'
import type { Tally } from './tally.ts'
import { Values } from './values.ts'

/** What one person looks at and tries in one entity. */
export interface Scene {
  readonly actor: Actor
  readonly entity: Entity
  readonly looks: readonly Look[]
  readonly attempts: readonly Attempt[]
}
/** With one answer to each look and then to each attempt. */
type Answered = Scene & { readonly said: readonly (string | null)[] }

/** Records of each entity. */
const usualRows = 14
/** Of each record about so many. */
const usualShares = 3

export class Round {
  readonly stage: Stage
  readonly cast: Cast
  readonly #admin: ClientBase
  readonly #scratch: Scratch
  readonly #claimsKey: Buffer
  readonly #attempts: Attempts

  constructor(
    admin: ClientBase,
    scratch: Scratch,
    clock: Clock,
    claimsKey: Buffer,
    seed: number,
    rows = usualRows,
    shares = usualShares * rows,
  ) {
    this.#admin = admin
    this.#scratch = scratch
    this.#claimsKey = claimsKey
    // Each round has dice of its own, so that a seed and a number find it again.
    const dice = rollDice(seed)
    this.stage = new Stage(scratch.definition, clock)
    this.cast = makeCast(scratch.definition, dice)
    this.stage.actors = this.cast.actors
    this.stage.people = [...this.cast.actors, this.cast.left]
    const maker = new RowMaker(this.stage, new Values(this.stage), this.cast, dice)
    maker.fill(rows, shares)
    this.#attempts = new Attempts(this.stage, new Judge(this.stage, this.cast), maker, this.cast, dice, scratch.standIns)
  }

  /** Puts the people and the records into the scratch app. */
  async fill(): Promise<void> {
    await insertCast(this.#admin, this.#scratch, this.cast)
    await insertWorld(this.#admin, this.#scratch, this.stage)
  }

  /** Thought of one by one, as they are asked for. */
  *scenes(): Generator<Scene> {
    const { entities } = this.#scratch.definition
    const hits = new Set(
      entities.flatMap(entity =>
        this.stage.rows(entity.name).flatMap(row => (isFound(entity, this.stage.stored.get(row.id)!) ? [row.id] : [])),
      ),
    )
    for (const actor of this.cast.actors)
      for (const entity of entities)
        yield {
          actor,
          entity,
          looks: looksOf(this.stage, entity, actor, hits),
          attempts: this.#attempts.of(entity, actor),
        }
  }

  /** @param isEnough asked before each person and after each scene */
  async play(scenes: Iterable<Scene>, tally: Tally, isEnough: (isPersonOver: boolean) => boolean): Promise<void> {
    let acting: Actor | undefined
    let asked: Promise<Answered> | undefined
    // What comes next is thought of while PostgreSQL answers this, and judged while it answers the next.
    for (const scene of scenes) {
      const answered = asked && (await asked)
      asked = undefined
      if (scene.actor === acting) asked = this.#ask(scene)
      if (answered) this.#judge(answered, tally)
      if (isEnough(scene.actor !== acting)) {
        await asked
        return
      }
      if (asked) continue
      await this.#enter(scene.actor)
      acting = scene.actor
      asked = this.#ask(scene)
    }
    if (asked) this.#judge(await asked, tally)
  }

  #ask(scene: Scene): Promise<Answered> {
    const { entity, looks, attempts } = scene
    const asking = this.#admin.query<[string | null]>({
      text: `SELECT ${this.#scratch.standIns}.look($1) UNION ALL SELECT ${this.#scratch.standIns}.try($2, $3, $4, $5, $6)`,
      values: [
        looks.map(look => look.question),
        entityNames(this.#scratch.definition.app.name, entity.name).table,
        // Lines are part of another record, and others keep numbers over it; what becomes of those is looked at too.
        hearing(this.stage, entity).map(name => entityNames(this.#scratch.definition.app.name, name).table),
        `bailiwick.made_${entity.name}`,
        attempts.map(attempt => attempt.row?.id ?? null),
        attempts.map(attempt => attempt.statement),
      ],
      rowMode: 'array',
    })
    const answered = asking.then(({ rows }) => ({ ...scene, said: rows.map(([said]) => said) }))
    // It is waited for later, and nobody else hears of it until then.
    answered.catch(() => undefined)
    return answered
  }

  #judge({ actor, entity, looks, attempts, said }: Answered, tally: Tally): void {
    for (const [index, look] of looks.entries()) look.judge(said[index] ?? null, tally)
    for (const [index, attempt] of attempts.entries())
      judgeAttempt(this.stage, entity, actor, attempt, said[looks.length + index] ?? '', tally)
  }

  async #enter(actor: Actor): Promise<void> {
    const app = this.#scratch.definition.app.name
    for (let attempt = 0; ; attempt += 1) {
      await this.#admin.query('SAVEPOINT entering; SET LOCAL ROLE bailiwick_guard')
      const { rows } = await this.#admin.query<{ epoch: string }>('SELECT epoch::text FROM bailiwick.access_epoch')
      const claims = signClaims(
        this.#claimsKey,
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
