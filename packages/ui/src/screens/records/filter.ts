/**
 * A filter as conditions held together by "and" and "or", in brackets where they differ, and as CEL. What has any other shape is one expression: it is shown as it
 * is written and never rewritten.
 */
import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { type Condition, printCondition, readCondition } from './conditions.ts'

export interface Group {
  readonly join: 'and' | 'or'
  readonly parts: readonly Part[]
}

export type Part = Condition | Group

export const isGroup = (part: Part): part is Group => 'parts' in part

/** Nobody builds deeper than this; deeper ones stay text. */
const deepest = 8

/** @returns undefined when there is no condition in it; conditions on other fields are left out */
export function printGroup(fields: readonly FieldView[], group: Group): string | undefined {
  const printed = group.parts.flatMap(part => printPart(fields, part) ?? [])
  return printed.length > 0 ? printed.join(group.join === 'and' ? ' && ' : ' || ') : undefined
}

function printPart(fields: readonly FieldView[], part: Part): string | undefined {
  if (isGroup(part)) {
    const inner = printGroup(fields, part)
    return inner && `(${inner})`
  }
  const field = fields.find(candidate => candidate.name === part.field)
  return field && printCondition(field, part)
}

export const printFilter = (fields: readonly FieldView[], conditions: readonly Condition[]): string | undefined =>
  printGroup(fields, { join: 'and', parts: conditions })

/** @returns undefined when it is one expression */
export function readGroup(fields: readonly FieldView[], filter: string | undefined): Group | undefined {
  if (!filter?.trim()) return { join: 'and', parts: [] }
  const tokens = tokensOf(filter)
  const reader = tokens && new Reader(fields, tokens)
  const part = reader?.joined('or', 0)
  if (!part || !reader?.isAtEnd()) return undefined
  return isGroup(part) ? part : { join: 'and', parts: [part] }
}

/** @returns undefined when it is more than conditions that all hold */
export function readFilter(fields: readonly FieldView[], filter: string | undefined): Condition[] | undefined {
  const group = readGroup(fields, filter)
  if (group?.join !== 'and') return undefined
  const conditions = group.parts.flatMap(part => (isGroup(part) ? [] : [part]))
  return conditions.length === group.parts.length ? conditions : undefined
}

/** What all has to hold, part by part, as it is written; of anything else, the whole. */
export function termsOf(filter: string): string[] {
  const tokens = tokensOf(filter)
  if (!tokens) return [filter]
  const terms: string[][] = [[]]
  let open = 0
  for (const each of tokens) {
    if (each === '(' || each === '[') open += 1
    else if (each === ')' || each === ']') open -= 1
    if (open === 0 && each === '||') return [filter]
    if (open === 0 && each === '&&') terms.push([])
    else terms.at(-1)!.push(each)
  }
  return terms.length > 1 ? terms.map(spaced) : [filter]
}

const token = /\s+|("(?:[^"\\]|\\.)*"|\d+(?:\.\d+)?|[A-Za-z_]\w*|&&|\|\||==|!=|>=|<=|[<>!()[\],.+-])/suy

/** @returns undefined when something is in it that no condition has */
function tokensOf(text: string): string[] | undefined {
  const tokens: string[] = []
  token.lastIndex = 0
  while (token.lastIndex < text.length) {
    const match = token.exec(text)
    if (!match) return undefined
    if (match[1] !== undefined) tokens.push(match[1])
  }
  return tokens
}

const infix = new Set(['==', '!=', '>=', '<=', '<', '>', 'in', '+', '-', '&&'])

/** With the spaces that a condition is printed with. */
function spaced(tokens: readonly string[]): string {
  let text = ''
  for (const [index, each] of tokens.entries()) {
    const before = tokens[index - 1]
    const isSign = each === '-' && (before === undefined || infix.has(before) || ['(', '[', ','].includes(before))
    if (infix.has(each) && !isSign) text += ` ${each} `
    else text += each === ',' ? ', ' : each
  }
  return text
}

/** "And" binds closer than "or", as in CEL. */
class Reader {
  readonly #fields: readonly FieldView[]
  readonly #tokens: readonly string[]
  #at = 0

  constructor(fields: readonly FieldView[], tokens: readonly string[]) {
    this.#fields = fields
    this.#tokens = tokens
  }

  isAtEnd = (): boolean => this.#at === this.#tokens.length

  joined(join: Group['join'], depth: number): Part | undefined {
    if (depth > deepest) return undefined
    const parts: Part[] = []
    do {
      const part = join === 'or' ? this.joined('and', depth) : this.#one(depth)
      if (!part) return undefined
      parts.push(part)
    } while (this.#take(join === 'or' ? '||' : '&&'))
    return parts.length === 1 ? parts[0] : { join, parts }
  }

  #one(depth: number): Part | undefined {
    if (this.#take('(')) {
      const inner = this.joined('or', depth + 1)
      return this.#take(')') ? inner : undefined
    }
    const start = this.#at
    let open = 0
    for (; !this.isAtEnd(); this.#at += 1) {
      const each = this.#tokens[this.#at]!
      if (open === 0 && [')', '&&', '||'].includes(each)) break
      if (each === '(' || each === '[') open += 1
      else if (each === ')' || each === ']') open -= 1
    }
    return readCondition(this.#fields, spaced(this.#tokens.slice(start, this.#at)))
  }

  #take(wanted: string): boolean {
    if (this.#tokens[this.#at] !== wanted) return false
    this.#at += 1
    return true
  }
}
