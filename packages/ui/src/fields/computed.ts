/** What a formula comes to while the fields it reads are being written, and what several numbers come to together. The server computes them again. */
import { compute, scaleOf } from '@bailiwick/definition/expressions/portable.ts'
import { printUnits, toUnits } from '@bailiwick/definition/fields/exact-number.ts'
import type { FieldView, WireValue } from '@bailiwick/definition/wire/index.ts'
import type { FieldValues } from './field-conditions.ts'
import { toRequest } from './field-ui.ts'

/** @returns null where it comes to nothing yet */
export function computedValue({ computed }: FieldView, values: FieldValues): WireValue {
  const scale = computed && scaleOf(computed)
  if (!computed || scale === undefined) return null
  const outcome = compute(computed, name => toRequest(values[name]))
  return typeof outcome === 'bigint' ? printUnits(outcome, scale) : null
}

/** Exact, of any length. @param numbers of the wire; what is empty adds nothing */
export function sumOf(numbers: readonly WireValue[]): string {
  const texts = numbers.flatMap(each => (typeof each === 'string' || typeof each === 'number' ? [String(each)] : []))
  const scale = Math.max(0, ...texts.map(text => (text.split('.')[1] ?? '').length))
  return printUnits(
    texts.reduce((sum, text) => sum + (toUnits(text, scale) ?? 0n), 0n),
    scale,
  )
}
