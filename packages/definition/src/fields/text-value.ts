/**
 * What every text-like type asks of a value. PostgreSQL text cannot hold NUL, and a lone surrogate is not text in UTF-8;
 * both would come back as a server error if they got that far. Empty text is refused because a field has one way to be empty: null.
 */
import { accept, type ColumnOutcome, printCount, refuse } from './outcome.ts'

const lineBreakOrControl = /[\p{Cc}\u2028\u2029]/u
const controlButLines = /(?![\t\r\n])\p{Cc}/u

/** Characters as PostgreSQL's `char_length` counts them: code points. */
export function countCharacters(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

/** The reason why PostgreSQL could not store this text at all. */
export function unstorable(text: string): string | undefined {
  if (text.includes('\u0000')) return 'must not contain the NUL character'
  if (!text.isWellFormed()) return 'must be well-formed Unicode; it holds half of a surrogate pair'
  return undefined
}

export function readText(value: unknown, limits: { readonly max: number; readonly lines: 'one' | 'many' }): ColumnOutcome {
  if (typeof value !== 'string') return refuse('must be text')
  const problem = unstorable(value)
  if (problem) return refuse(problem)
  if (value.trim() === '') return refuse('must not be empty text; send null to leave the field empty')
  if (limits.lines === 'one' && lineBreakOrControl.test(value)) return refuse('must be one line without control characters')
  if (limits.lines === 'many' && controlButLines.test(value))
    return refuse('must not contain control characters other than tabs and line breaks')
  const length = countCharacters(value)
  if (length > limits.max) return refuse(`must have at most ${printCount(limits.max)} characters; it has ${printCount(length)}`)
  return accept(value)
}

/** Samples that fit `max`: the longest allowed, one of every width of UTF-8, then plain ones. */
export function sampleTexts(max: number, plain: readonly string[]): readonly string[] {
  const cut = (text: string) => [...text].slice(0, max).join('').trim() || 'x'
  return ['x', 'x'.repeat(Math.min(max, 5_000)), 'O\'Brien \\ "quoted" 100% _', 'ßéñ 日本語 🦉', ...plain].map(cut)
}
