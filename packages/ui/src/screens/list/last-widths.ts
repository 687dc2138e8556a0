/** How wide the columns were when their rows were last there: until rows and sums come the heads stand as they will, so that nothing jumps. */
import { useEffect, useState } from 'react'
import { keep, kept } from '../../client/kept.ts'

interface Widths {
  /** For what they were. */
  readonly given: string
  /** In pixels. */
  readonly sizes: readonly number[]
}

/**
 * @param columns which list, which columns in which order, and with which sums
 * @param given what else the sizes hang on: the room there is, and what a person chose
 * @param sizes as the present rows ask for, in pixels
 * @param isAwaited not all is there that they hang on
 * @returns the sizes to draw
 */
export function useLastWidths(columns: string, given: string, sizes: readonly number[], isAwaited: boolean): readonly number[] {
  const key = `widths ${columns}`
  const [last, setLast] = useState(() => ({ key, widths: kept<Widths>(key) }))
  if (last.key !== key) setLast({ key, widths: kept<Widths>(key) })
  const now = sizes.join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same numbers are the same sizes
  useEffect(() => {
    if (!isAwaited) keep(key, { given, sizes } satisfies Widths)
  }, [key, given, now, isAwaited])
  const { widths } = last
  return isAwaited && widths?.given === given && widths.sizes.length === sizes.length ? widths.sizes : sizes
}
