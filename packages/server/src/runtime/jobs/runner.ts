/**
 * Runs jobs on a node, one batch after the other and never two at once, with a rest after each, so that whoever waits for an answer comes first, though not for ever. Each batch is
 * of the job that has waited longest: with many jobs each gets its turn, and with many nodes each has another job.
 *
 * A node that dies in a batch takes the batch with it: PostgreSQL rolls it back, and after `lease` the job is anybody's again, where it was. A batch that fails is tried again
 * after a pause, then record by record; the one record it fails at is given up in the end, and the rest is done. What is refused as a whole (the session was ended, the right is gone)
 * stops the job, with the reason.
 */
import type { Pool } from 'pg'
import { refusalFromDatabase } from '../../database/sqlstates.ts'
import type { Transaction } from '../../database/with-actor.ts'
import type { Observe } from '../../observations.ts'
import { problem, Refusal } from '../../problems.ts'
import type { Actor } from '../../security/access/actor.ts'
import type { Surface } from '../records/surface.ts'
import { doBatch, type Held, type Share } from './batch.ts'
import { type KeptRefusal, keep } from './kept-refusal.ts'

export interface JobGround {
  readonly gate: Pool
  readonly observe: Observe
  /** One transaction in a person's name, by the rights they have at that moment. */
  inTheNameOf<T>(person: string, requestId: string, work: (tx: Transaction, actor: Actor) => Promise<T>): Promise<T>
  /** @throws where it is not there for this person */
  open(app: string, entity: string, actor: Actor): Surface
  /** Somebody waits for a connection. */
  isBusy(): boolean
}

export interface JobRunner {
  /** There is a new job. */
  kick(): void
  /** Resolves when the batch under way has ended. */
  stop(): Promise<void>
}

/** Milliseconds, but for sizes. */
const pace = {
  size: 100,
  batch: 150,
  /** Within it a batch has begun and holds its job by itself. A node that was slower has lost its turn and nothing else. */
  lease: 3_000,
  idle: 1_000,
  shortestRest: 10,
  /** Of what the batch took. */
  rest: 0.25,
  firstPause: 250,
  longestPause: 30_000,
  /** Where its person has no turn free. */
  busyPause: 1_000,
  /** However many wait for an answer, a batch is done after so long: a seventh of the time, of one connection. */
  longestYield: 1_000,
  sweep: 10 * 60_000,
} as const

/** After so many failures in a row it goes record by record, and one that fails so often by itself is given up. */
const failuresTogether = 2
const failuresAlone = 3

/** What this node remembers of a job that failed. */
interface Trouble {
  /** In a row. */
  readonly failed: number
  /** So many records are gone through one by one. */
  readonly alone: number
  readonly last: KeptRefusal
}

export function keepRunning(ground: JobGround): JobRunner {
  const troubles = new Map<string, Trouble>()
  let stopped = false
  let wake: (() => void) | undefined
  let kicked = false
  let sweptAt = 0
  /** When what failed last is due again. */
  let soonest = 0

  const sleep = (ms: number) =>
    new Promise<void>(resolve => {
      const timer = setTimeout(resolve, ms)
      timer.unref()
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  /** @returns whether there was one */
  async function next(): Promise<boolean> {
    const { rows } = await ground.gate.query<Held>('SELECT job, person, holder FROM bailiwick.claim_job($1)', [
      `${pace.lease} milliseconds`,
    ])
    const held = rows[0]
    if (!held) return false
    const trouble = troubles.get(held.job)
    try {
      await ground.inTheNameOf(held.person, `job-${held.job}`, (tx, actor) =>
        doBatch(tx, (app, entity) => ground.open(app, entity, actor), held, shareAfter(trouble)),
      )
      if (trouble && trouble.alone > 1) troubles.set(held.job, { ...trouble, failed: 0, alone: trouble.alone - 1 })
      else troubles.delete(held.job)
    } catch (error) {
      await failed(held, error, trouble)
    }
    return true
  }

  async function failed(held: Held, error: unknown, trouble: Trouble | undefined): Promise<void> {
    const refusal = error instanceof Refusal ? error : refusalFromDatabase(error)
    if (refusal && refusal.status < 500 && refusal.status !== 429) {
      troubles.delete(held.job)
      await ground.gate.query('SELECT bailiwick.stop_job($1, $2, $3)', [held.job, held.holder, JSON.stringify(keep(refusal))])
      return
    }
    if (!refusal) ground.observe({ kind: 'warning', text: `The job ${held.job} failed and is tried again`, error })
    const { failed: before, alone } = trouble ?? { failed: 0, alone: 0 }
    const last = keep(refusal ?? problem('server.fault'))
    // Where the database is not to be had at all, or its person asks for too much else, no record is at fault.
    const isBusy = refusal?.status === 429
    if (refusal?.code !== 'database.unavailable' && !isBusy) {
      // Some were stopped meanwhile, and nobody said so here.
      if (troubles.size > 100) troubles.clear()
      const isEnough = alone === 0 && before + 1 >= failuresTogether
      troubles.set(held.job, isEnough ? { failed: 0, alone: pace.size, last } : { failed: before + 1, alone, last })
    }
    const pause = isBusy ? pace.busyPause : Math.min(pace.firstPause * 2 ** before, pace.longestPause)
    soonest = performance.now() + pause
    await ground.gate.query('SELECT bailiwick.postpone_job($1, $2, $3)', [held.job, held.holder, `${pause} milliseconds`])
  }

  async function sweep(): Promise<void> {
    if (Date.now() - sweptAt < pace.sweep) return
    sweptAt = Date.now()
    let swept = 1
    while (!stopped && swept > 0)
      swept = (await ground.gate.query<{ swept: number }>('SELECT bailiwick.sweep_jobs() AS swept')).rows[0]?.swept ?? 0
  }

  const loop = (async () => {
    while (!stopped) {
      const began = performance.now()
      let worked = false
      kicked = false
      try {
        await sweep()
        worked = await next()
      } catch (error) {
        if (!stopped) ground.observe({ kind: 'warning', text: 'Jobs could not be gone on with; it is tried again.', error })
      }
      if (stopped) return
      if (worked) await sleep(Math.max(pace.shortestRest, pace.rest * (performance.now() - began)))
      else if (!kicked)
        await sleep(soonest > performance.now() ? Math.min(pace.idle, soonest - performance.now() + 1) : pace.idle)
      const patient = performance.now() + pace.longestYield
      while (!stopped && ground.isBusy() && performance.now() < patient) await sleep(20)
    }
  })()

  return {
    kick: () => {
      kicked = true
      wake?.()
    },
    stop: async () => {
      stopped = true
      wake?.()
      await loop
    },
  }
}

function shareAfter(trouble: Trouble | undefined): Share {
  if (!trouble || trouble.alone === 0) return { size: pace.size, millis: pace.batch }
  const isHopeless = trouble.failed >= failuresAlone
  return { size: 1, millis: pace.batch, ...(isHopeless && { givenUp: trouble.last }) }
}
