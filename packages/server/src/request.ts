/**
 * The data's path: every request for app data passes here, in this order. Each stage is a value a test can print; only the last one touches data.
 *
 *   who (a session) → what they are made of (actor) → what they may name (surface) → one question as statements (plan)
 *   → one transaction that enters with signed claims (with-actor; row policies decide) → the answer
 */
import type { Pool } from 'pg'
import { inLanguageOf, type LiveApp } from './database/live-model.ts'
import { refusalFromDatabase } from './database/sqlstates.ts'
import type { Turns } from './database/turns.ts'
import type { Rows, Statement, Transaction } from './database/with-actor.ts'
import { runAsActor, withActor } from './database/with-actor.ts'
import { problem, Refusal } from './problems.ts'
import type { Directory } from './runtime/directory.ts'
import type { FileRoom } from './runtime/files/room.ts'
import type { Plan } from './runtime/records/list.ts'
import type { Surface } from './runtime/records/surface.ts'
import { sendingSurfaceOf, surfaceOf } from './runtime/records/surface.ts'
import type { Actor, Actors, SessionBinding } from './security/access/actor.ts'
import { gatherGuest, guest, rolesIn, signClaims } from './security/access/actor.ts'
import { sign } from './security/secrets/keys.ts'

/** What the path stands on; made once per node. */
export interface Floors {
  readonly data: Pool
  /** For what claims are made of; never app data. */
  readonly gate: Pool
  /** Who may use how many of its connections at once. */
  readonly turns: Turns
  readonly actors: Actors
  readonly directory: Directory
  readonly claimsKey: Buffer
  readonly tokenKey: Buffer
  /** The largest file that is taken, in bytes. */
  readonly fileLimit: number
  readonly fileRoom: FileRoom
  app(name: string): LiveApp | undefined
}

/** Who asks, established by security/identity. */
export interface Asking {
  readonly person: string
  readonly session: SessionBinding
  readonly requestId: string
  /** The tab that asks, so that realtime can leave out its own echo. */
  readonly client?: string
  /** In which languages they read, best first. */
  readonly languages?: readonly string[]
  readonly signal?: AbortSignal
}

/**
 * Answers one question. When the database calls the kept actor stale (a role was given or taken since), the question is planned anew with a fresh one: the
 * surface may have changed too.
 */
export async function answer<T>(floors: Floors, asking: Asking, planFor: (actor: Actor) => Plan<T>): Promise<T> {
  return withFreshActor(floors, asking, async actor => {
    const plan = planFor(actor)
    await floors.directory.ready()
    // Entered also where nothing is asked: it is the database that says the session lives and the roles still hold.
    const results = await send(floors, asking, actor, plan.statements)
    const instead = plan.instead?.(results)
    if (instead) {
      try {
        return instead.answer(await send(floors, asking, actor, instead.statements), floors.directory)
      } catch (error) {
        if (!isWithoutAnswer(error) || asking.signal?.aborted) throw error
      }
    }
    return plan.answer(results, floors.directory)
  })
}

/**
 * For work that decides between statements: lines, history, idempotent writes. One transaction.
 *
 * @param work done again from its beginning where the database stopped it for somebody else's; `once`: not, for it has used up what it was given
 */
export async function transact<T>(
  floors: Floors,
  asking: Asking,
  work: (tx: Transaction, actor: Actor) => Promise<T>,
  { once = false } = {},
): Promise<T> {
  const act = async (actor: Actor) => {
    await floors.directory.ready()
    const claims = signClaims(floors.claimsKey, actor, asking.requestId)
    try {
      return await withActor(floors.data, claims, tx => work(tx, actor), asking.signal)
    } catch (error) {
      throw (once && isInEachOthersWay(error) && refusalFromDatabase(error)) || error
    }
  }
  return withFreshActor(floors, asking, act, once)
}

/**
 * For work that lasts: looks once more before it is kept, by what its person may by then. It takes no turn of theirs, for the work has one.
 *
 * @throws what keeps them from it, also that their session has ended
 */
export async function lookAgain(floors: Floors, asking: Asking, look: (actor: Actor) => void): Promise<void> {
  await attempts(floors, asking, async actor => {
    look(actor)
    await send(floors, asking, actor, [])
  })
}

/**
 * The same for work that goes on when whoever asked for it has left: in their name, by the rights they have at that moment, bound to no session. That it still may go on is
 * asked by the work itself.
 *
 * @throws `request.too-many` where this person has no turn free
 */
export async function transactInAbsence<T>(
  floors: Floors,
  { person, requestId }: Pick<Asking, 'person' | 'requestId'>,
  work: (tx: Transaction, actor: Actor) => Promise<T>,
): Promise<T> {
  const waiting = new AbortController()
  const timer = setTimeout(() => waiting.abort(problem('request.too-many', { retryAfter: 1 })), longestWait)
  try {
    return await floors.turns.run(person, waiting.signal, () =>
      untilFresh(floors, async again => {
        const actor = await floors.actors.gather(person, null, again)
        if (!actor) throw problem('session.ended')
        return withActor(floors.data, signClaims(floors.claimsKey, actor, requestId), tx => work(tx, actor))
      }),
    )
  } finally {
    clearTimeout(timer)
  }
}

/** Milliseconds for a turn of one's own; whoever has so much to ask meanwhile keeps the work of nobody else waiting. */
const longestWait = 200

/** The same for whoever is not signed in: in the name of the guest, with the one role that is nobody's else. */
export async function transactAsGuest<T>(
  floors: Floors,
  asking: Pick<Asking, 'requestId' | 'signal'> & { readonly app: string; readonly role: string },
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  // All of them together have one person's share of the connections.
  return floors.turns.run(guest, asking.signal, () =>
    untilFresh(floors, async () => {
      const actor = await gatherGuest(floors.gate, asking.app, asking.role)
      return withActor(floors.data, signClaims(floors.claimsKey, actor, asking.requestId), work, asking.signal)
    }),
  )
}

function send(floors: Floors, asking: Asking, actor: Actor, statements: readonly Statement[]): Promise<Rows[]> {
  return runAsActor(floors.data, signClaims(floors.claimsKey, actor, asking.requestId), statements, asking.signal)
}

function withFreshActor<T>(floors: Floors, asking: Asking, work: (actor: Actor) => Promise<T>, once = false): Promise<T> {
  return floors.turns.run(asking.person, asking.signal, () => attempts(floors, asking, work, once))
}

function attempts<T>(floors: Floors, asking: Asking, work: (actor: Actor) => Promise<T>, once = false): Promise<T> {
  const gathered = async (again: boolean): Promise<Actor> => {
    const actor = await floors.actors.gather(asking.person, asking.session, again)
    if (!actor) throw problem('session.ended')
    return asking.languages ? { ...actor, languages: asking.languages } : actor
  }
  return untilFresh(floors, async again => {
    const actor = await gathered(again)
    try {
      return await work(actor)
    } catch (error) {
      if (again || once || !(error instanceof Refusal) || ![403, 404].includes(error.status)) throw error
      // Only fresh claims may deny: what was planned for nobody never came to the database, which knows of a role given since.
      const now = await gathered(true)
      if (now.epoch === actor.epoch) throw error
      return work(now)
    }
  })
}

async function untilFresh<T>(floors: Floors, work: (again: boolean) => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work(attempt > 0)
    } catch (error) {
      // Whoever tampered with one connection may have done so with each; every one that is met is thrown away.
      const most = isTampered(error) ? 3 + (floors.data.options.max ?? 0) : isStale(error) || isInEachOthersWay(error) ? 3 : 0
      if (attempt >= most) throw error
      // Two that met once would meet again if both came back at once.
      if (isInEachOthersWay(error)) await new Promise(resolve => setTimeout(resolve, Math.random() * 50 * 2 ** attempt))
    }
  }
}

/** The connection was not as a node leaves it; it has been thrown away, and nothing was done on it. */
function isTampered(error: unknown): boolean {
  return (error as { code?: string }).code === 'BW498'
}

/** Two transactions waited for each other's records, and this is the one the database stopped: nothing of it has happened. */
function isInEachOthersWay(error: unknown): boolean {
  return ['40P01', '40001'].includes((error as { code?: string }).code ?? '')
}

/** It took too long, or the app was released before there was such a question. */
function isWithoutAnswer(error: unknown): boolean {
  return ['57014', '42883'].includes((error as { code?: string }).code ?? '')
}

function isStale(error: unknown): boolean {
  return (error as { code?: string }).code === 'BW409' && (error as Error).message === 'claims.stale'
}

/**
 * Whether somebody else reads a record at this moment: asked in their own name, through the view they read it by, and nothing but yes or no comes of it. What it is for
 * must be allowed to whoever asks.
 */
export async function readsRecord(
  floors: Floors,
  person: string,
  app: string,
  entity: string,
  id: string,
  requestId: string,
): Promise<boolean> {
  return untilFresh(floors, async again => {
    const actor = await floors.actors.gather(person, null, again)
    const live = floors.app(app)
    const surface = actor && live && surfaceOf(live, entity, actor)
    if (!surface) return false
    const looking = { text: `SELECT 1 FROM ${surface.names.read} t WHERE t.id = $1::uuid`, values: [id] }
    const [found] = await runAsActor(floors.data, signClaims(floors.claimsKey, actor, requestId), [looking])
    return found?.rowCount === 1
  })
}

/** Signs questions about the past for one person and request; the database gives its rows for nothing else. */
export function vouchFor(key: Buffer, actor: Actor, requestId: string): (question: string) => Buffer {
  return question => sign(key, ['past', actor.person, requestId.replaceAll('\n', ' '), question].join('\n'))
}

/**
 * As they read it: in a language of theirs, where it has one.
 * @throws `app.not-found` also for an app in which this person holds no role
 */
export function openApp(floors: Floors, name: string, actor: Actor): LiveApp {
  const app = floors.app(name)
  if (!app || rolesIn(actor, name).length === 0) throw problem('app.not-found')
  return inLanguageOf(app, actor.languages ?? [])
}

/** For the description of the API, which is in English: half of one language and half of another would be neither. */
export function inOwnWords(actor: Actor): Actor {
  return { ...actor, languages: [] }
}

/** @throws `entity.not-found` also for an entity none of the person's roles reads */
export function openSurface(floors: Floors, app: string, entity: string, actor: Actor): Surface {
  const surface = surfaceOf(openApp(floors, app, actor), entity, actor)
  if (!surface) throw problem('entity.not-found')
  return surface
}

/** For creation alone, which takes no reading. @throws `entity.not-found` where their roles neither read the entity nor create its records */
export function openForCreation(floors: Floors, app: string, entity: string, actor: Actor): Surface {
  const live = openApp(floors, app, actor)
  const surface = surfaceOf(live, entity, actor) ?? sendingSurfaceOf(live, entity, actor)
  if (!surface) throw problem('entity.not-found')
  return surface
}
