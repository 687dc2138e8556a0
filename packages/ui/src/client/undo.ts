/** What the person of this tab did last and can take back by Ctrl+Z, newest last, and what they took back and can do again. Each is taken back, and done again, once. */

/** One way of a change: there, or back. Why not all of it went, it says itself. */
export type Turn = () => Promise<Turned>

export interface Turned {
  /** All of it is as it was to be. */
  readonly whole: boolean
  /** The other way round, of what did go. */
  readonly back?: Turn | undefined
}

interface Step {
  readonly key: string
  /** Of which record; absent: of several. */
  readonly record?: string | undefined
  readonly act: () => Promise<void>
}

const most = 30
let done: Step[] = []
let takenBack: Step[] = []

const newest = (steps: readonly Step[], step: Step) => [...steps, step].slice(-most)

/** @param again it was taken back before: what was taken back with it may still be done again. Anything else begins anew */
export function canUndo(step: Step, again = false): void {
  done = newest(done, step)
  if (!again) takenBack = []
}

export function canRedo(step: Step): void {
  takenBack = newest(takenBack, step)
}

/** It was taken back or done again in another way, or nobody may any more. */
export function forgetUndo(key: string): void {
  done = done.filter(step => step.key !== key)
  takenBack = takenBack.filter(step => step.key !== key)
}

/** A step was taken with the record: what was done before it is not taken back one by one. @returns their keys */
export function forgetUndoOf(record: string): string[] {
  const keys = [...done, ...takenBack].flatMap(step => (step.record === record ? [step.key] : []))
  for (const key of keys) forgetUndo(key)
  return keys
}

/** How often the tab has passed to somebody else. */
let passed = 0

/** Somebody else has the tab. @returns the keys of what could be taken back or done again */
export function forgetAllUndo(): string[] {
  const keys = [...done, ...takenBack].map(({ key }) => key)
  passed += 1
  work = Promise.resolve()
  done = []
  takenBack = []
  sameAgain.clear()
  return keys
}

/** @returns undefined: somebody else has the tab by now, and it is nothing to them */
export async function turned(turn: Turn): Promise<Turned | undefined> {
  const before = passed
  const came = await turn()
  return passed === before ? came : undefined
}

export const undoLast = (): void => inTurn(() => done.at(-1))
export const redoLast = (): void => inTurn(() => takenBack.at(-1))

let work = Promise.resolve()

/** One after the other: what the one before leaves is what the next finds. */
function inTurn(find: () => Step | undefined): void {
  work = work.then(() => find()?.act()).catch(() => undefined)
}

/**
 * Versions at which a record was as at an earlier one, because what had changed it was taken back: whoever knows it as it was then knows it now. A change of anybody else makes a
 * version that is none of these.
 */
const sameAgain = new Map<string, { version: number }>()

const keyOf = (id: string, version: number) => `${id}@${version}`

/** @param then as the record was @param now what taking back made of it */
export function isAgain(id: string, then: number, now: number): void {
  const state = sameAgain.get(keyOf(id, then)) ?? { version: now }
  state.version = now
  sameAgain.set(keyOf(id, then), state)
  sameAgain.set(keyOf(id, now), state)
}

export const versionNow = (id: string, version: number): number => sameAgain.get(keyOf(id, version))?.version ?? version
