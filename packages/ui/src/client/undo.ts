/** What the person of this tab did last and can take back by Ctrl+Z, newest last. Each is taken back once. */

interface Undoable {
  readonly key: string
  /** Of which record; absent: of several. */
  readonly record?: string | undefined
  readonly undo: () => void
}

const most = 30
let lately: Undoable[] = []

export function canUndo(step: Undoable): void {
  lately = [...lately, step].slice(-most)
}

/** It was taken back in another way, or nobody may any more. */
export function forgetUndo(key: string): void {
  lately = lately.filter(step => step.key !== key)
}

/** A step was taken with the record: what was done before it is not taken back one by one. @returns their keys */
export function forgetUndoOf(record: string): string[] {
  const keys = lately.flatMap(step => (step.record === record ? [step.key] : []))
  lately = lately.filter(step => step.record !== record)
  return keys
}

/** Somebody else has the tab. */
export function forgetAllUndo(): void {
  lately = []
}

/** @returns false: there is nothing */
export function undoLast(): boolean {
  const last = lately.at(-1)
  last?.undo()
  return last !== undefined
}
