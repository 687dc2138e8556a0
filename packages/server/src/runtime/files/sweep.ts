/** Uploads that no record took within 24 hours are removed: a form that was never saved, a tab that was closed. Every node looks now and then; what one removes the others pass over. */
import type { Pool } from 'pg'

const atOnce = 100
const everyMs = 10 * 60_000

/** @returns how many were removed */
export async function sweepOnce(gate: Pool): Promise<number> {
  const { rows } = await gate.query<{ swept: number }>('SELECT bailiwick.sweep_files($1) AS swept', [atOnce])
  return rows[0]?.swept ?? 0
}

/** Sweeps until stopped; a failure is told and tried again the next time. */
export function keepSweeping(gate: Pool, onError: (error: unknown) => void): { stop(): Promise<void> } {
  let under = Promise.resolve()
  let stopped = false
  const sweep = () => {
    under = (async () => {
      try {
        while (!stopped && (await sweepOnce(gate)) === atOnce);
      } catch (error) {
        if (!stopped) onError(error)
      }
    })()
  }
  sweep()
  const timer = setInterval(sweep, everyMs)
  timer.unref()
  return {
    stop: async () => {
      stopped = true
      clearInterval(timer)
      await under
    },
  }
}
