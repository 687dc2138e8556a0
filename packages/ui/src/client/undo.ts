/** What the person of this tab did last and can take back by Ctrl+Z, newest last. Each is taken back once. */

interface Undoable {
  readonly key: string
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
