/**
 * Decimal numbers as text, held as an integer of 10^-scale units, never as a float.
 * Shared by decimal and money; eighteen digits fit int64 with room for sums.
 */
import { accept, type ColumnOutcome, refuse } from './outcome.ts'

const greatestUnits = 999_999_999_999_999_999n
const shape = /^(-?)(0|[1-9]\d{0,17})(?:\.(\d{1,18}))?$/

/** The number in units, or undefined when the text is no plain decimal or has more digits after the point than `scale`. */
export function toUnits(text: string, scale: number): bigint | undefined {
  const match = shape.exec(text)
  if (!match) return undefined
  const fraction = match[3] ?? ''
  if (fraction.length > scale) return undefined
  const units = BigInt(match[2]! + fraction.padEnd(scale, '0'))
  return match[1] ? -units : units
}

/** `1250` at scale 2 is "12.50". */
export function printUnits(units: bigint, scale: number): string {
  const sign = units < 0n ? '-' : ''
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** A bound of the definition (a JSON number) in units; undefined when it has no exact plain form at this scale. */
export function boundInUnits(bound: number | undefined, scale: number): bigint | undefined {
  return bound === undefined ? undefined : toUnits(String(bound), scale)
}

export interface UnitRange {
  readonly least: bigint
  readonly greatest: bigint
}

export function unitRange(min: number | undefined, max: number | undefined, scale: number): UnitRange {
  return { least: boundInUnits(min, scale) ?? -greatestUnits, greatest: boundInUnits(max, scale) ?? greatestUnits }
}

/** Reads the wire's text into units; `print` makes of them what the column takes. */
export function readUnits(value: unknown, scale: number, range: UnitRange, print: (units: bigint) => string): ColumnOutcome {
  const example = printUnits(1250n * 10n ** BigInt(Math.max(0, scale - 2)), scale)
  if (typeof value !== 'string') return refuse('value.exact-text', { example })
  const match = shape.exec(value)
  if (!match) return refuse('value.exact', { example })
  const places = (match[3] ?? '').length
  if (places > scale) {
    return scale === 0 ? refuse('value.whole') : refuse('value.exact-places', { most: scale, places })
  }
  const units = toUnits(value, scale)!
  if (units < range.least) return refuse('value.least', { least: printUnits(range.least, scale) })
  if (units > range.greatest) return refuse('value.greatest', { greatest: printUnits(range.greatest, scale) })
  return accept(print(units))
}

export function sampleUnits(scale: number, range: UnitRange): readonly string[] {
  const wanted = [0n, -1n, 1n, 1250n, range.least, range.greatest, -99_999n, 123_456_789n]
  const inside = wanted.filter(units => units >= range.least && units <= range.greatest)
  return [...new Set(inside)].map(units => printUnits(units, scale))
}

export function decimalPattern(scale: number): string {
  return scale === 0 ? '^-?(0|[1-9][0-9]{0,17})$' : `^-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,${scale}})?$`
}
