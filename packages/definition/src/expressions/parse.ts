/** Text to syntax tree, bounded before anything recursive sees it. */
import { parse as parseCel } from '@bufbuild/cel'
import type { Expr, ParsedExpr } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js'
import { parse as parseForMessage } from '@marcbachmann/cel-js'
import { type ExpressionProblem, type Fault, fault, problemOf } from './faults.ts'

export const bounds = { length: 4_000, depth: 40, nodes: 500 } as const

export interface Parsed {
  readonly expr: Expr
  readonly tree: ParsedExpr
  /** Where a node stands. */
  offsetOf(id: bigint): number
}

export type Parsing = { readonly ok: true; readonly parsed: Parsed } | { readonly ok: false; readonly problem: ExpressionProblem }

export function parseExpression(text: string): Parsing {
  const refuse = (code: string, what: Fault, offset = 0): Parsing => ({ ok: false, problem: problemOf(code, what, offset) })
  if (text.trim() === '') return refuse('expression.empty', fault('empty'))
  if (text.length > bounds.length)
    return refuse('expression.too-long', fault('characters', { most: bounds.length, length: text.length }))
  if (text.includes('\0')) return refuse('expression.syntax', fault('nul'), text.indexOf('\0'))
  const deep = tooDeepAt(text)
  if (deep !== undefined) return refuse('expression.too-deep', fault('deep', { most: bounds.depth }), deep)
  try {
    // The parser does not take a comment that ends with the text.
    const tree = parseCel(`${text}\n`)
    const positions = tree.sourceInfo?.positions ?? {}
    const offsetOf = (id: bigint) => positions[String(id)] ?? 0
    return { ok: true, parsed: { expr: tree.expr, tree, offsetOf } }
  } catch (error) {
    return { ok: false, problem: syntaxProblem(text, error) }
  }
}

/** Brackets and prefix operators outside of strings; the parser recurses on each. */
function tooDeepAt(text: string): number | undefined {
  let depth = 0
  let prefix = 0
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]!
    if (character === '"' || character === "'") {
      index = endOfString(text, index)
      prefix = 0
      continue
    }
    if ('([{'.includes(character)) depth += 1
    else if (')]}'.includes(character)) depth -= 1
    if (character === '!' || character === '-' || character === '?') prefix += 1
    else if (/[\w.]/.test(character) && character !== '-') prefix = character === '.' ? prefix : Math.max(0, prefix - 1)
    if (depth > bounds.depth || prefix > bounds.depth) return index
  }
  return undefined
}

/** The index of the closing quote, or of the text's end. In a raw string a backslash is one: what it seems to skip would hide brackets. */
function endOfString(text: string, start: number): number {
  const quote = text[start]!
  const backslash = /(^|\W)b?r$/i.test(text.slice(Math.max(0, start - 3), start)) ? 0 : 1
  const triple = text.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote
  let index = start + triple.length
  while (index < text.length && !text.startsWith(triple, index)) index += text[index] === '\\' ? 1 + backslash : 1
  return index + triple.length - 1
}

/** The reference parser's messages say little; another parser is asked only where it thinks the fault is. */
function syntaxProblem(text: string, error: unknown): ExpressionProblem {
  try {
    parseForMessage(text)
  } catch (better) {
    const { message = '', range } = better as { message?: string; range?: { start?: number } }
    const first = message.split('\n')[0]?.trim() ?? ''
    if (first !== '') return syntax(first.replace(/[.]$/, ''), Math.min(range?.start ?? 0, text.length))
  }
  const found = /^(\d+):(\d+)\s+(.*)$/.exec(String((error as Error).message).split('\n')[0] ?? '')
  const said = `This is not a CEL expression: ${found?.[3] ?? String((error as Error).message)}`
  return syntax(said, Math.max(0, Number(found?.[2] ?? 1) - 1))
}

/** @param said by the parser, which speaks English */
function syntax(said: string, offset: number): ExpressionProblem {
  // Other languages say where instead.
  const values = { said, at: offset + 1 }
  return problemOf('expression.syntax', fault('syntax', values), offset)
}

export function countNodes(expr: Expr): number {
  return 1 + childrenOf(expr).reduce((sum, child) => sum + countNodes(child), 0)
}

export function childrenOf(expr: Expr): Expr[] {
  const kind = expr.exprKind
  switch (kind.case) {
    case 'selectExpr':
      return kind.value.operand ? [kind.value.operand] : []
    case 'callExpr':
      return [...(kind.value.target ? [kind.value.target] : []), ...kind.value.args]
    case 'listExpr':
      return kind.value.elements
    case 'structExpr':
      return kind.value.entries.flatMap(entry => (entry.value ? [entry.value] : []))
    case 'comprehensionExpr':
      return [kind.value.iterRange, kind.value.accuInit, kind.value.loopCondition, kind.value.loopStep, kind.value.result].filter(
        child => child !== undefined,
      )
    default:
      return []
  }
}
