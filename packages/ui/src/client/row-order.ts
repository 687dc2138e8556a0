/** The order of a list as the server has it, for records that are here: text by its signs, numbers by what they are worth, choices by their place among the options, empty ones last either way. */
import type { FieldView, RecordRow, WireValue } from '@bailiwick/definition/wire/index.ts'

export interface RowOrder {
  /** Below 0: the one before the other. Undefined: it cannot be told here. */
  compare(one: RecordRow, other: RecordRow): number | undefined
  /** Whether a record, as it was and as it is, stands at the same place. */
  isSame(was: RecordRow, is: RecordRow): boolean
}

interface Term {
  readonly name: string
  readonly kind: string
  readonly sign: 1 | -1
  /** Of a choice, in order. */
  readonly options?: readonly string[]
}

const systemKinds: Readonly<Record<string, string>> = {
  id: 'text',
  version: 'integer',
  // Kept finer than they travel: where both say the same, the server may know which is first.
  created_at: 'instant',
  updated_at: 'instant',
}

const bySigns = new Set(['text', 'email', 'url', 'date', 'datetime', 'instant'])
const byWorth = new Set(['integer', 'boolean', 'decimal', 'money', 'auto_number'])

/** @param orderBy as the server is asked @returns undefined: by something that is not known here */
export function rowOrder(orderBy: string | undefined, fields: readonly FieldView[]): RowOrder | undefined {
  const terms: Term[] = []
  for (const part of (orderBy?.trim() || 'created_at desc').split(',')) {
    const [name = '', direction = 'asc'] = part.trim().split(/\s+/)
    const field = fields.find(each => each.name === name)
    const kind = systemKinds[name] ?? (field?.result === 'datetime' ? 'instant' : (field?.result ?? field?.type))
    const options = kind === 'choice' ? field?.options?.map(option => option.name) : undefined
    if (kind === undefined || !(options || bySigns.has(kind) || byWorth.has(kind))) return undefined
    terms.push({ name, kind, sign: direction.toLowerCase() === 'desc' ? -1 : 1, ...(options && { options }) })
  }
  if (!terms.some(({ name }) => name === 'id')) terms.push({ name: 'id', kind: 'text', sign: terms.at(-1)!.sign })
  return {
    compare: (one, other) => {
      for (const { name, kind, sign, options } of terms) {
        const [left, right] = [one[name], other[name]]
        if (!isPlain(left) || !isPlain(right)) return undefined
        if (left === null || right === null) {
          if (left !== right) return left === null ? 1 : -1
          continue
        }
        const compared = options ? placeOf(options, left) - placeOf(options, right) : compare(kind, left, right)
        if (compared === undefined) return undefined
        if (compared !== 0) return sign * compared
      }
      return 0
    },
    isSame: (was, is) => terms.every(({ name }) => isPlain(was[name]) && was[name] === is[name]),
  }
}

const placeOf = (options: readonly string[], value: string | number | boolean) => options.indexOf(String(value))

/** One that is hidden or masked says nothing. */
const isPlain = (value: WireValue | undefined): value is string | number | boolean | null =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)

function compare(kind: string, one: string | number | boolean, other: string | number | boolean): number | undefined {
  switch (kind) {
    case 'integer':
    case 'boolean':
      return Number(one) - Number(other)
    case 'decimal':
    case 'money':
      return compareNumbers(String(one), String(other))
    case 'auto_number':
      return compareNumbers(/\d*$/.exec(String(one))![0], /\d*$/.exec(String(other))![0])
    case 'instant':
      return one === other ? undefined : compareSigns(String(one), String(other))
    default:
      return compareSigns(String(one), String(other))
  }
}

/** Exact, of any length. */
function compareNumbers(one: string, other: string): number {
  const fraction = (text: string) => (text.split('.')[1] ?? '').length
  const scale = Math.max(fraction(one), fraction(other))
  const whole = (text: string) => BigInt(text.replace('.', '') + '0'.repeat(scale - fraction(text)))
  const [left, right] = [whole(one), whole(other)]
  return left < right ? -1 : left > right ? 1 : 0
}

/** By the numbers of their signs, as the database does, and not by halves of them. */
function compareSigns(one: string, other: string): number {
  const [left, right] = [[...one], [...other]]
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const difference = left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)!
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
