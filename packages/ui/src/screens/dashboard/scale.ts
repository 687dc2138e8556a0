/** Values to places on a line, with round numbers to read them by. */

export interface Scale {
  /** Round numbers within what is shown, least first. */
  readonly ticks: readonly number[]
  readonly least: number
  readonly greatest: number
}

/** @param whole there is nothing between one number and the next */
export function scaleOf(values: readonly number[], whole: boolean, count = 4): Scale {
  const least = Math.min(0, ...values)
  const greatest = Math.max(0, ...values)
  const range = greatest - least || 1
  const rough = range / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const nice = [1, 2, 2.5, 5, 10].map(factor => factor * power).find(step => step >= rough) ?? rough
  const step = whole ? Math.max(1, Math.ceil(nice)) : nice
  const first = Math.floor(least / step)
  const last = Math.max(Math.ceil(greatest / step), first + 1)
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)))
  return { ticks, least: ticks[0]!, greatest: ticks[ticks.length - 1]! }
}

export function place(scale: Scale, value: number, from: number, to: number): number {
  return from + ((value - scale.least) / (scale.greatest - scale.least)) * (to - from)
}

/** The room beside an axis that these labels need, in pixels. */
export const roomFor = (labels: readonly string[]): number =>
  Math.max(40, 10 + 6.5 * Math.max(0, ...labels.map(label => label.length)))

/** Which of so many labels are written, so that each has this much room. */
export function everyNth(count: number, width: number, room: number): number {
  return Math.max(1, Math.ceil((count * room) / Math.max(1, width)))
}
