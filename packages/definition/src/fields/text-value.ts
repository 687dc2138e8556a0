/**
 * What every text-like type asks of a value. PostgreSQL text cannot hold NUL, and a lone surrogate is not text in UTF-8;
 * both would come back as a server error if they got that far. Empty text is refused because a field has one way to be empty: null.
 */
import { accept, type ColumnOutcome, type Refused, refuse, refuseAs, refused } from './outcome.ts'
import { saysSomething } from './something-to-read.ts'

const lineBreakOrControl = /[\p{Cc}\u2028\u2029]/u
const controlButLines = /(?![\t\r\n])\p{Cc}/u

/** Characters as PostgreSQL's `char_length` counts them: code points. */
export function countCharacters(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

/** The reason why PostgreSQL could not store this text at all. */
export function unstorable(text: string): Refused | undefined {
  if (text.includes('\u0000')) return refused('value.text-nul')
  if (!text.isWellFormed()) return refused('value.text-unicode')
  return undefined
}

export function readText(value: unknown, limits: { readonly max: number; readonly lines: 'one' | 'many' }): ColumnOutcome {
  if (typeof value !== 'string') return refuse('value.text')
  const problem = unstorable(value)
  if (problem) return refuseAs(problem)
  if (!saysSomething(value)) return refuse('value.text-empty')
  if (limits.lines === 'one' && lineBreakOrControl.test(value)) return refuse('value.text-line')
  if (limits.lines === 'many' && controlButLines.test(value)) return refuse('value.text-control')
  const length = countCharacters(value)
  if (length > limits.max) return refuse('value.text-long', { most: limits.max, length })
  return accept(value)
}

/** Samples that fit `max`: the longest allowed, one of every width of UTF-8, then plain ones. */
export function sampleTexts(max: number, plain: readonly string[]): readonly string[] {
  const cut = (text: string) => [...text].slice(0, max).join('').trim() || 'x'
  return ['x', 'x'.repeat(Math.min(max, 5_000)), 'O\'Brien \\ "quoted" 100% _', 'ßéñ 日本語 🦉', ...plain].map(cut)
}
