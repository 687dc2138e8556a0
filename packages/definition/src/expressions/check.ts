/**
 * The type checker: from the syntax tree to the typed tree, or to problems that say what to write. Strict where CEL is dynamic: what is accepted here
 * means the same in PostgreSQL and in the evaluator; everything else is refused, never guessed.
 */
import type { Constant, Expr } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js'
import { nearest } from '../fields/near.ts'
import { type ExpressionProblem, type Fault, fault, problemOf } from './faults.ts'
import { isDate, isZone, readDuration, readTimestamp } from './moments.ts'
import { readUnits } from './numbers.ts'
import type { Parsed } from './parse.ts'
import { bounds, countNodes, parseExpression } from './parse.ts'
import { regexToPostgres } from './regex.ts'
import type { FieldShape, Scope, UserProperty } from './schema.ts'
import { userShape } from './schema.ts'
import { furthestSpan, spanUnits } from './spans.ts'
import { isTooLong } from './to-sql.ts'
import type { Comparison, Hop, Range, Typed } from './typed.ts'
import { bool, int, isNumber, sameType, string } from './types.ts'
import type { ValueType } from './value-type.ts'

export interface FieldRead {
  readonly entity: string
  readonly field: string
}

export interface CheckedExpression {
  readonly text: string
  readonly parsed: Parsed
  readonly typed: Typed
  readonly type: ValueType
  /** Every field it looks at, also through relations and in child records. */
  readonly reads: readonly FieldRead[]
  readonly usesUser: boolean
  readonly usesClock: boolean
  readonly hops: number
  /** Rough work per record: nodes, with those inside quantifiers counted for many records. */
  readonly cost: number
}

export type Checking =
  | { readonly ok: true; readonly expression: CheckedExpression }
  | { readonly ok: false; readonly problems: readonly ExpressionProblem[] }

const limits = { hops: 3, quantifiers: 2, cost: 20_000 } as const

/**
 * @param expected the type the place needs; absent: a condition (bool). `into`: a value for a field of this type, whose units a plain number takes; that it
 * fits at all is the caller's to check
 */
export function checkExpression(
  text: string,
  scope: Scope,
  expected: ValueType | 'any' | { readonly into: ValueType } = bool,
): Checking {
  const parsing = parseExpression(text)
  if (!parsing.ok) return { ok: false, problems: [parsing.problem] }
  const { parsed } = parsing
  if (countNodes(parsed.expr) > bounds.nodes * 4) {
    return {
      ok: false,
      problems: [problemOf('expression.too-long', fault('parts', { most: bounds.nodes }), 0)],
    }
  }
  const checker = new Checker(parsed, scope)
  try {
    const found = checker.check(parsed.expr)
    const typed = expected !== 'any' && 'into' in expected ? checker.adapt(parsed.expr, found, expected.into) : found
    if (expected !== 'any' && 'kind' in expected) checker.mustBe(typed, expected, parsed.expr)
    if (checker.large) checker.fail(checker.large, 'expression.type', fault('integer-large'))
    if (checker.cost > limits.cost) checker.fail(parsed.expr, 'expression.too-costly', fault('too-costly'))
    if (isTooLong(typed)) checker.fail(parsed.expr, 'expression.too-deep', fault('grows'))
    return {
      ok: true,
      expression: Object.freeze({
        text,
        parsed,
        typed,
        type: typed.type,
        reads: [...checker.reads.values()],
        usesUser: checker.usesUser,
        usesClock: checker.usesClock,
        hops: checker.hops,
        cost: checker.cost,
      }),
    }
  } catch (error) {
    if (error instanceof Found) return { ok: false, problems: [error.problem] }
    throw error
  }
}

/** Unwinds to the front: one problem at a time, the first a reader would meet. */
class Found extends Error {
  readonly problem: ExpressionProblem
  constructor(problem: ExpressionProblem) {
    super(problem.message)
    this.problem = problem
  }
}

type Local = { readonly kind: 'record'; readonly entity: string } | { readonly kind: 'value'; readonly type: ValueType }

const comparisons: Readonly<Record<string, Comparison>> = {
  '_==_': '==',
  '_!=_': '!=',
  '_<_': '<',
  '_<=_': '<=',
  '_>_': '>',
  '_>=_': '>=',
}
const operators: Readonly<Record<string, '+' | '-' | '*' | '/' | '%'>> = {
  '_+_': '+',
  '_-_': '-',
  '_*_': '*',
  '_/_': '/',
  '_%_': '%',
}

class Checker {
  readonly reads = new Map<string, FieldRead>()
  usesUser = false
  usesClock = false
  hops = 0
  cost = 0
  /** The first whole number with more digits than one has: the parser takes any. Of an amount it is said before what one holds. */
  large: Expr | undefined
  readonly #parsed: Parsed
  readonly #scope: Scope
  readonly #locals = new Map<string, Local>()
  #weight = 1

  constructor(parsed: Parsed, scope: Scope) {
    this.#parsed = parsed
    this.#scope = scope
  }

  fail(expr: Expr, code: string, what: Fault, hint?: string): never {
    throw new Found({ ...problemOf(code, what, this.#parsed.offsetOf(expr.id)), ...(hint ? { hint } : {}) })
  }

  check(expr: Expr): Typed {
    this.cost += this.#weight
    const kind = expr.exprKind
    switch (kind.case) {
      case 'constExpr':
        return this.#constant(expr, kind.value)
      case 'identExpr':
        return this.#name(expr, kind.value.name)
      case 'selectExpr':
        return kind.value.testOnly ? this.#has(expr) : this.#select(expr)
      case 'callExpr':
        return this.#call(expr)
      case 'listExpr':
        return this.#list(expr, kind.value.elements)
      case 'comprehensionExpr':
        return this.#macro(expr)
      case undefined:
        // What the parser keeps of a macro as it was written leaves the macros inside it out: they are kept beside, by number.
        return this.#macro(expr)
      default:
        return this.fail(expr, 'expression.not-supported', fault('no-messages'))
    }
  }

  mustBe(typed: Typed, expected: ValueType, expr: Expr): void {
    if (typed.type.kind === 'null' || !sameType(typed.type, expected)) {
      this.fail(expr, 'expression.type', fault('other-type', { type: typed.type, needed: expected }))
    }
  }

  #constant(expr: Expr, constant: Constant): Typed {
    const { constantKind: kind } = constant
    switch (kind.case) {
      case 'boolValue':
        return { op: 'literal', value: kind.value, type: bool, nullable: false }
      case 'int64Value':
        if (BigInt.asIntN(64, kind.value) !== kind.value) this.large ??= expr
        return { op: 'literal', value: kind.value, type: int, nullable: false }
      case 'doubleValue':
        return { op: 'literal', value: kind.value, type: { kind: 'double' }, nullable: false }
      case 'stringValue':
        if (kind.value.includes('\0')) return this.fail(expr, 'expression.not-supported', fault('text-nul'))
        if (!kind.value.isWellFormed()) return this.fail(expr, 'expression.not-supported', fault('text-unicode'))
        return { op: 'literal', value: kind.value, type: string, nullable: false }
      case 'nullValue':
        return { op: 'literal', value: null, type: { kind: 'null' }, nullable: true }
      default:
        return this.fail(expr, 'expression.not-supported', fault('no-unsigned'))
    }
  }

  #name(expr: Expr, name: string): Typed {
    const local = this.#locals.get(name)
    if (local?.kind === 'value') return { op: 'variable', name, type: local.type, nullable: false }
    const variable = this.#scope.variables.get(name)
    if (local?.kind === 'record' || variable?.type.kind === 'record')
      return this.fail(expr, 'expression.type', fault('whole-record', { name }))
    if (variable?.type.kind === 'user') return this.fail(expr, 'expression.type', fault('whole-user'))
    if (variable) return { op: 'variable', name, type: variable.type, nullable: variable.nullable }
    const names = [...this.#scope.variables.keys(), ...this.#locals.keys()]
    const near = nearest(name, names)
    const record = this.#scope.variables.get('record')
    const isField = record?.type.kind === 'record' && this.#scope.entities.get(record.type.entity)?.fields.has(name)
    return this.fail(
      expr,
      'expression.unknown-name',
      fault('unknown-name', { name }),
      isField ? `Write record.${name}.` : near ? `Did you mean “${near}”?` : `Here are: ${names.join(', ')}.`,
    )
  }

  /** A dotted path down to the name it starts at, or undefined where it starts at something else. */
  #path(expr: Expr): { root: string; steps: { name: string; expr: Expr }[] } | undefined {
    const steps: { name: string; expr: Expr }[] = []
    let at: Expr | undefined = expr
    while (at?.exprKind.case === 'selectExpr' && !(at.exprKind.value.testOnly && at !== expr)) {
      steps.unshift({ name: at.exprKind.value.field, expr: at })
      at = at.exprKind.value.operand
    }
    return at?.exprKind.case === 'identExpr' ? { root: at.exprKind.value.name, steps } : undefined
  }

  #recordOf(root: string): string | undefined {
    const local = this.#locals.get(root)
    if (local) return local.kind === 'record' ? local.entity : undefined
    const variable = this.#scope.variables.get(root)
    return variable?.type.kind === 'record' ? variable.type.entity : undefined
  }

  /** Follows relations up to the last step. */
  #follow(entity: string, steps: readonly { name: string; expr: Expr }[]): { path: Hop[]; owner: string } {
    const path: Hop[] = []
    let owner = entity
    for (const step of steps) {
      const shape = this.#scope.entities.get(owner)
      const relation = shape?.relations.get(step.name)
      if (!shape || !relation) {
        this.#field(step.expr, owner, step.name)
        return this.fail(step.expr, 'expression.type', fault('no-relation', { name: step.name }))
      }
      this.#read(owner, step.name)
      path.push({ relation: step.name, entity: relation.entity, nullable: relation.nullable })
      owner = relation.entity
    }
    this.hops = Math.max(this.hops, path.length)
    if (path.length > limits.hops)
      this.fail(steps[limits.hops]!.expr, 'expression.too-deep', fault('path-deep', { most: limits.hops }))
    this.cost += path.length * this.#weight * 3
    return { path, owner }
  }

  #field(expr: Expr, entity: string, name: string): FieldShape {
    const shape = this.#scope.entities.get(entity)
    const field = shape?.fields.get(name)
    if (field) return field
    if (shape?.children.has(name)) return this.fail(expr, 'expression.type', fault('is-list', { name }))
    const near = shape ? nearest(name, [...shape.fields.keys(), ...shape.children.keys()]) : undefined
    return this.fail(
      expr,
      'expression.unknown-field',
      fault('unknown-field', { entity, name }),
      near ? `Did you mean “${near}”?` : undefined,
    )
  }

  #read(entity: string, field: string): void {
    this.reads.set(`${entity}.${field}`, { entity, field })
  }

  #select(expr: Expr): Typed {
    const found = this.#path(expr)
    if (!found) return this.fail(expr, 'expression.not-supported', fault('not-a-record'))
    const { root, steps } = found
    if (!this.#locals.has(root) && this.#scope.variables.get(root)?.type.kind === 'user') return this.#user(expr, steps)
    const entity = this.#recordOf(root)
    if (entity === undefined) {
      this.#name(expr, root)
      return this.fail(expr, 'expression.type', fault('no-fields', { name: root }))
    }
    const last = steps[steps.length - 1]!
    const { path, owner } = this.#follow(entity, steps.slice(0, -1))
    const shape = this.#field(last.expr, owner, last.name)
    if (shape.type.kind === 'dyn')
      return this.fail(last.expr, 'expression.not-supported', fault('free-json', { name: last.name }))
    this.#read(owner, last.name)
    return { op: 'field', variable: root, entity, path, field: last.name, owner, type: shape.type, nullable: shape.nullable }
  }

  #user(expr: Expr, steps: readonly { name: string; expr: Expr }[]): Typed {
    this.usesUser = true
    const [step, ...more] = steps
    const shape = userShape.get(step?.name ?? '')
    if (!step || !shape || more.length > 0) {
      const near = nearest(step?.name ?? '', userShape.keys())
      return this.fail(
        more[0]?.expr ?? step?.expr ?? expr,
        'expression.unknown-field',
        fault('unknown-property', { name: (more[0] ?? step)?.name ?? '' }),
        near && more.length === 0 ? `Did you mean “${near}”?` : `There are: ${[...userShape.keys()].join(', ')}.`,
      )
    }
    return { op: 'user', property: step.name as UserProperty, type: shape.type, nullable: false }
  }

  #has(expr: Expr): Typed {
    const typed = this.#select(expr)
    return { op: 'has', operand: typed, type: bool, nullable: false }
  }

  #list(expr: Expr, elements: readonly Expr[]): Typed {
    if (elements.length === 0) return this.fail(expr, 'expression.not-supported', fault('list-empty'))
    if (elements.length > 100) return this.fail(expr, 'expression.too-long', fault('list-long'))
    const typed = elements.map(element => this.check(element))
    for (const [index, element] of typed.entries()) {
      if (element.op !== 'literal' && element.op !== 'user')
        this.fail(elements[index]!, 'expression.not-supported', fault('list-plain'))
      if (element.type.kind === 'null') this.fail(elements[index]!, 'expression.not-supported', fault('list-null'))
      const first = typed[0]!.type
      if (!sameType(element.type, first) && !(isNumber(element.type) && isNumber(first)))
        this.fail(elements[index]!, 'expression.type', fault('list-mixed', { type: element.type, first }))
    }
    return { op: 'list', elements: typed, type: { kind: 'list', element: typed[0]!.type }, nullable: false }
  }

  #call(expr: Expr): Typed {
    if (expr.exprKind.case !== 'callExpr') throw new Error('not a call')
    const { function: name, args, target } = expr.exprKind.value
    if (target === undefined && name in comparisons) return this.#compare(expr, comparisons[name]!, args[0]!, args[1]!)
    if (target === undefined && name in operators) return this.#arithmetic(expr, operators[name]!, args[0]!, args[1]!)
    if (name === '_&&_' || name === '_||_') {
      const [left, right] = [this.#condition(args[0]!), this.#condition(args[1]!)]
      return { op: name === '_&&_' ? 'and' : 'or', left, right, type: bool, nullable: false }
    }
    if (name === '!_') return { op: 'not', operand: this.#condition(args[0]!), type: bool, nullable: false }
    if (name === '-_') {
      const operand = this.check(args[0]!)
      if (operand.op === 'literal' && typeof operand.value === 'number') return { ...operand, value: -operand.value }
      if (operand.type.kind !== 'int' && operand.type.kind !== 'scaled')
        return this.fail(expr, 'expression.type', fault('not-negated', { type: operand.type }))
      return { op: 'negate', operand, type: operand.type, nullable: false }
    }
    if (name === '_?_:_') return this.#ternary(expr, args)
    if (name === '@in') return this.#in(expr, args[0]!, args[1]!)
    if (name === '_[_]') return this.fail(expr, 'expression.not-supported', fault('no-position'))
    return this.#function(expr, name, target, args)
  }

  #condition(expr: Expr): Typed {
    const typed = this.check(expr)
    this.mustBe(typed, bool, expr)
    return typed
  }

  #ternary(expr: Expr, args: readonly Expr[]): Typed {
    const condition = this.#condition(args[0]!)
    let [then, otherwise] = this.#alike(expr, this.check(args[1]!), this.check(args[2]!))
    if (then.type.kind !== otherwise.type.kind && isNumber(then.type) && isNumber(otherwise.type)) {
      then = this.#fraction(args[1]!, then)
      otherwise = this.#fraction(args[2]!, otherwise)
    }
    const type = then.type.kind === 'null' ? otherwise.type : then.type
    return { op: 'if', condition, then, otherwise, type, nullable: then.nullable || otherwise.nullable }
  }

  /** One choice has one kind: a whole number written beside a fraction is written as one. */
  #fraction(expr: Expr, typed: Typed): Typed {
    if (typed.type.kind === 'double') return typed
    if (typed.op === 'literal') return { ...typed, value: Number(typed.value), type: { kind: 'double' } }
    return this.fail(expr, 'expression.type', fault('mixed-numbers'))
  }

  #compare(expr: Expr, how: Comparison, leftExpr: Expr, rightExpr: Expr): Typed {
    const [left, right] = this.#alike(expr, this.check(leftExpr), this.check(rightExpr))
    const equality = how === '==' || how === '!='
    for (const side of [left, right]) {
      if (side.type.kind === 'list') this.fail(expr, 'expression.not-supported', fault('lists-compared'))
      if (!equality && (side.type.kind === 'bool' || side.type.kind === 'id' || side.type.kind === 'null')) {
        this.fail(expr, 'expression.type', fault('no-order', { type: side.type }))
      }
    }
    this.#checkOption(leftExpr, left, right, rightExpr)
    this.#checkOption(rightExpr, right, left, leftExpr)
    return { op: 'compare', how, left, right, type: bool, nullable: false }
  }

  /** A choice compared with a word it cannot have is always a slip. */
  #checkOption(_field: Expr, field: Typed, value: Typed, at: Expr): void {
    if (field.op !== 'field') return
    const options = this.#scope.entities.get(field.owner)?.fields.get(field.field)?.options
    if (!options) return
    const words = value.op === 'list' ? value.elements : [value]
    for (const word of words) {
      if (word.op !== 'literal' || typeof word.value !== 'string' || options.includes(word.value)) continue
      const near = nearest(word.value, options)
      this.fail(
        at,
        'expression.unknown-option',
        fault('never-option', { field: field.field, value: word.value }),
        near ? `Did you mean “${near}”?` : `It is one of: ${options.join(', ')}.`,
      )
    }
  }

  /** Both sides in one type: literals take the units or the kind of what they stand beside. */
  #alike(expr: Expr, left: Typed, right: Typed): [Typed, Typed] {
    const adapted: [Typed, Typed] = [this.adapt(expr, left, right.type), this.adapt(expr, right, left.type)]
    const [a, b] = adapted
    if (a.type.kind === 'null' || b.type.kind === 'null' || sameType(a.type, b.type)) return adapted
    const numbers = (a.type.kind === 'int' && b.type.kind === 'double') || (a.type.kind === 'double' && b.type.kind === 'int')
    if (numbers) return adapted
    return this.fail(expr, 'expression.type', fault('not-compared', { left: left.type, right: right.type }))
  }

  /** A plain value in the units or the kind of what it stands beside, or goes into. */
  adapt(expr: Expr, typed: Typed, other: ValueType): Typed {
    if (other.kind === 'scaled' && isNumber(typed.type)) {
      if (typed.op === 'if') {
        const [then, otherwise] = [this.adapt(expr, typed.then, other), this.adapt(expr, typed.otherwise, other)]
        return { ...typed, then, otherwise, type: other }
      }
      if (typed.op !== 'literal' && !(typed.op === 'negate' && typed.operand.op === 'literal')) {
        return other.scale === 0 || typed.type.kind !== 'int'
          ? typed
          : {
              op: 'arithmetic',
              how: '*',
              left: typed,
              right: { op: 'literal', value: 10n ** BigInt(other.scale), type: int, nullable: false },
              type: other,
              nullable: false,
            }
      }
      const literal = typed.op === 'negate' ? typed.operand : typed
      const units = readUnits(String(literal.op === 'literal' ? literal.value : ''), other.scale)
      if (units === undefined) return this.fail(expr, 'expression.type', fault('amount-places', { most: other.scale }))
      // A fraction went through a double, which keeps fifteen digits of whatever was written; a field holds eighteen.
      const digits = typed.type.kind === 'double' ? 15 : 18
      if (String(units).replace('-', '').length > digits)
        return this.fail(expr, 'expression.type', fault('amount-digits', { most: digits }))
      return { op: 'literal', value: typed.op === 'negate' ? -units : units, type: other, nullable: false }
    }
    if (typed.op === 'literal' && typeof typed.value === 'string' && typed.type.kind === 'string') {
      if (other.kind === 'date') {
        if (!isDate(typed.value)) return this.fail(expr, 'expression.type', fault('not-a-date', { text: typed.value }))
        return { ...typed, type: other }
      }
      if (other.kind === 'id') {
        if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(typed.value))
          return this.fail(expr, 'expression.type', fault('not-an-id', { text: typed.value }))
        return { ...typed, type: other }
      }
      if (other.kind === 'timestamp') return this.fail(expr, 'expression.type', fault('write-timestamp', { text: typed.value }))
    }
    return typed
  }

  #in(expr: Expr, elementExpr: Expr, listExpr: Expr): Typed {
    let element = this.check(elementExpr)
    let list = this.check(listExpr)
    if (list.type.kind !== 'list') return this.fail(listExpr, 'expression.type', fault('in-no-list', { type: list.type }))
    if (list.op === 'list') {
      const elements = list.elements.map(each => this.#alike(expr, element, each)[1])
      list = { ...list, elements, type: { kind: 'list', element: elements[0]!.type } }
      this.#checkOption(elementExpr, element, list, listExpr)
    }
    if (list.type.kind === 'list') element = this.adapt(expr, element, list.type.element)
    if (list.type.kind !== 'list' || element.type.kind === 'null' || !sameType(element.type, list.type.element)) {
      return this.fail(expr, 'expression.type', fault('in-other-values', { type: element.type }))
    }
    return { op: 'in', element, list, type: bool, nullable: false }
  }

  #arithmetic(expr: Expr, how: '+' | '-' | '*' | '/' | '%', leftExpr: Expr, rightExpr: Expr): Typed {
    let left = this.check(leftExpr)
    let right = this.check(rightExpr)
    const made = (type: ValueType): Typed => ({ op: 'arithmetic', how, left, right, type, nullable: false })
    if (how === '+' || how === '-') {
      if (left.type.kind === 'scaled' || right.type.kind === 'scaled') [left, right] = this.#alike(expr, left, right)
      if (left.type.kind === 'scaled' && right.type.kind === 'scaled' && left.type.scale === right.type.scale)
        return made(left.type)
      if (left.type.kind === 'timestamp' && right.type.kind === 'duration') return made(left.type)
      if (how === '+' && left.type.kind === 'duration' && right.type.kind === 'timestamp') return made(right.type)
      if (how === '-' && left.type.kind === 'timestamp' && right.type.kind === 'timestamp') return made({ kind: 'duration' })
      if (left.type.kind === 'duration' && right.type.kind === 'duration') return made(left.type)
      if (how === '+' && left.type.kind === 'string' && right.type.kind === 'string') return made(string)
    }
    if (how === '*') {
      if (left.type.kind === 'scaled' && right.type.kind === 'int') return made(left.type)
      if (left.type.kind === 'int' && right.type.kind === 'scaled') return made(right.type)
    }
    if (left.type.kind === 'int' && right.type.kind === 'int') return made(int)
    const hint =
      left.type.kind === 'scaled' || right.type.kind === 'scaled'
        ? 'Amounts can be added, subtracted and multiplied by whole numbers.'
        : undefined
    return this.fail(expr, 'expression.type', fault('not-computed', { left: left.type, how, right: right.type }), hint)
  }

  #function(expr: Expr, name: string, target: Expr | undefined, argExprs: readonly Expr[]): Typed {
    const call = (args: readonly Typed[], type: ValueType): Typed => ({ op: 'call', name, args, type, nullable: false })
    if (target === undefined && (name === 'now' || name === 'today') && argExprs.length === 0) {
      if (!this.#scope.functions[name]) this.fail(expr, 'expression.not-supported', fault('no-clock', { name }))
      this.usesClock = true
      return name === 'now'
        ? { op: 'now', type: { kind: 'timestamp' }, nullable: false }
        : { op: 'today', type: { kind: 'date' }, nullable: false }
    }
    if (name === 'size' && (argExprs.length === 1) !== (target !== undefined)) {
      const range = this.#range(target ?? argExprs[0]!)
      if (range?.kind === 'children') return { op: 'count', over: range, type: int, nullable: false }
      const operand = range?.kind === 'list' ? range.list : this.check(target ?? argExprs[0]!)
      if (operand.type.kind === 'string' || operand.type.kind === 'list') return call([operand], int)
      return this.fail(expr, 'expression.type', fault('no-size', { type: operand.type }))
    }
    if (target === undefined && argExprs.length === 1 && (name === 'timestamp' || name === 'duration' || name === 'date'))
      return this.#written(expr, name, argExprs[0]!)
    const args = [...(target ? [target] : []), ...argExprs].map(each => this.check(each))
    const texts = args.every(arg => arg.type.kind === 'string')
    if (target && ['startsWith', 'endsWith', 'contains'].includes(name) && args.length === 2 && texts) return call(args, bool)
    if (target && ['lowerAscii', 'upperAscii'].includes(name) && args.length === 1 && texts) return call(args, string)
    if (target && name === 'replace' && args.length === 3 && texts) {
      const [of, by] = args.slice(1).map(each => (each.op === 'literal' ? String(each.value) : undefined))
      // Longer ones within each other would make a text of any length.
      if (of === undefined || by === undefined || of === '' || [...by].length > [...of].length)
        return this.fail(argExprs[0]!, 'expression.not-supported', fault('replacement'))
      return call(args, string)
    }
    if (target && name === 'within' && args[0]) return this.#within(expr, args[0], argExprs, args.slice(1))
    if (name === 'matches' && args.length === 2 && texts) {
      const pattern = args[1]!
      if (pattern.op !== 'literal' || typeof pattern.value !== 'string')
        return this.fail(argExprs[argExprs.length - 1]!, 'expression.not-supported', fault('pattern-written'))
      const translated = regexToPostgres(pattern.value)
      if (!translated.ok) return this.fail(argExprs[argExprs.length - 1]!, 'expression.not-supported', translated.fault)
      return call(args, bool)
    }
    if (target && name in getters && args[0]?.type.kind === 'timestamp' && args.length <= 2) {
      const zone = args[1]
      if (zone && (zone.op !== 'literal' || typeof zone.value !== 'string' || !isZone(zone.value)))
        return this.fail(argExprs[0]!, 'expression.type', fault('zone-written'))
      return call(args, int)
    }
    if (target === undefined && name === 'int' && args[0]?.type.kind === 'int') return args[0]
    if (target === undefined && name === 'string' && args.length === 1 && args[0]?.type.kind === 'int') return call(args, string)
    if (target === undefined && name === 'string' && args.length === 1 && texts) return args[0]!
    const known = [...knownFunctions]
    const near = nearest(name, known)
    if (!knownFunctions.has(name))
      return this.fail(
        expr,
        'expression.unknown-function',
        fault('unknown-function', { name }),
        near ? `Did you mean “${near}”?` : `There are: ${known.join(', ')}.`,
      )
    return this.fail(expr, 'expression.type', fault('wrong-arguments', { name, types: args.map(arg => arg.type) }))
  }

  /** `record.due.within("week", -1)`: from the first day of the span on, and before the first of the next. */
  #within(expr: Expr, what: Typed, argExprs: readonly Expr[], [unitArg, awayArg, ...more]: readonly Typed[]): Typed {
    if (!this.#scope.functions.today) this.fail(expr, 'expression.not-supported', fault('no-clock', { name: 'within' }))
    if (what.type.kind !== 'date' && what.type.kind !== 'timestamp')
      return this.fail(expr, 'expression.type', fault('wrong-arguments', { name: 'within', types: [what.type] }))
    const unit = spanUnits.find(each => unitArg?.op === 'literal' && unitArg.value === each)
    const away = awayArg === undefined ? 0 : wholeOf(awayArg)
    if (unit === undefined || away === undefined || Math.abs(away) > furthestSpan || more.length > 0)
      return this.fail(argExprs[unit === undefined ? 0 : 1] ?? expr, 'expression.not-supported', fault('span'))
    this.usesClock = true
    const { type } = what
    const zone = this.#scope.zone ?? 'UTC'
    const first = (span: number): Typed => ({ op: 'first', unit, away: span, zone, type, nullable: false })
    const compare = (how: Comparison, right: Typed): Typed => ({
      op: 'compare',
      how,
      left: what,
      right,
      type: bool,
      nullable: false,
    })
    const [left, right] = [compare('>=', first(away)), compare('<', first(away + 1))]
    return { op: 'and', left, right, within: { unit, away }, type: bool, nullable: false }
  }

  #written(expr: Expr, name: 'timestamp' | 'duration' | 'date', argExpr: Expr): Typed {
    const arg = this.check(argExpr)
    if (arg.op !== 'literal' || typeof arg.value !== 'string')
      return this.fail(argExpr, 'expression.not-supported', fault('text-written', { name }))
    if (name === 'date') return this.adapt(expr, arg, { kind: 'date' })
    if (name === 'timestamp') {
      const micros = readTimestamp(arg.value)
      if (micros === undefined) return this.fail(argExpr, 'expression.type', fault('not-a-moment', { text: arg.value }))
      return { op: 'literal', value: arg.value, type: { kind: 'timestamp' }, nullable: false }
    }
    const micros = readDuration(arg.value)
    if (micros === undefined) return this.fail(argExpr, 'expression.type', fault('not-a-duration', { text: arg.value }))
    return { op: 'literal', value: micros, type: { kind: 'duration' }, nullable: false }
  }

  #range(expr: Expr): Range | undefined {
    const found = this.#path(expr)
    const entity = found ? this.#recordOf(found.root) : undefined
    if (found && entity !== undefined) {
      const last = found.steps[found.steps.length - 1]
      const owner = this.#ownerOf(entity, found.steps.slice(0, -1))
      const child = last && owner ? this.#scope.entities.get(owner)?.children.get(last.name) : undefined
      if (last && owner && child) {
        const { path } = this.#follow(entity, found.steps.slice(0, -1))
        this.#read(child.entity, child.via)
        this.cost += 50 * this.#weight
        return {
          kind: 'children',
          variable: found.root,
          start: entity,
          owner,
          path,
          name: last.name,
          entity: child.entity,
          via: child.via,
        }
      }
    }
    return undefined
  }

  #ownerOf(entity: string, steps: readonly { name: string }[]): string | undefined {
    let owner: string | undefined = entity
    for (const step of steps)
      owner = owner === undefined ? undefined : this.#scope.entities.get(owner)?.relations.get(step.name)?.entity
    return owner
  }

  /** exists, all, exists_one: taken as written, from what the parser remembers of the macro. */
  #macro(expr: Expr): Typed {
    const macro = this.#parsed.tree.sourceInfo?.macroCalls[String(expr.id)]
    const call = macro?.exprKind.case === 'callExpr' ? macro.exprKind.value : undefined
    const how = call?.function
    if (how === 'has' && call?.args[0]) return this.#has(call.args[0])
    const variable = call?.args[0]?.exprKind.case === 'identExpr' ? call.args[0].exprKind.value.name : undefined
    if (
      (how !== 'exists' && how !== 'all' && how !== 'exists_one') ||
      !call?.target ||
      call.args.length !== 2 ||
      variable === undefined
    ) {
      return this.fail(
        expr,
        'expression.not-supported',
        fault('not-in-language', { name: how ?? 'This' }),
        'Use exists, all or exists_one.',
      )
    }
    if (this.#locals.has(variable) || this.#scope.variables.has(variable))
      return this.fail(expr, 'expression.type', fault('name-taken', { name: variable }))
    if (this.#weight > 20 ** (limits.quantifiers - 1))
      return this.fail(expr, 'expression.too-deep', fault('quantifiers-deep', { most: limits.quantifiers }))
    const over = this.#range(call.target) ?? this.#listRange(call.target)
    this.#locals.set(
      variable,
      over.kind === 'children'
        ? { kind: 'record', entity: over.entity }
        : { kind: 'value', type: (over.list.type as { element: ValueType }).element },
    )
    this.#weight *= 20
    const condition = this.#condition(call.args[1]!)
    this.#weight /= 20
    this.#locals.delete(variable)
    return { op: 'quantifier', how, over, variable, condition, type: bool, nullable: false }
  }

  #listRange(expr: Expr): Range & { kind: 'list' } {
    const list = this.check(expr)
    if (list.type.kind !== 'list') return this.fail(expr, 'expression.type', fault('only-lists', { type: list.type }))
    if (list.op === 'list' && list.elements.some(element => !sameType(element.type, list.elements[0]!.type)))
      return this.fail(expr, 'expression.type', fault('list-alike'))
    return { kind: 'list', list }
  }
}

/** A whole number that is written out. */
function wholeOf(typed: Typed): number | undefined {
  if (typed.op === 'negate') {
    const positive = wholeOf(typed.operand)
    return positive === undefined ? undefined : -positive
  }
  return typed.op === 'literal' && typed.type.kind === 'int' ? Number(typed.value) : undefined
}

export const getters: Readonly<Record<string, true>> = {
  getFullYear: true,
  getMonth: true,
  getDate: true,
  getDayOfMonth: true,
  getDayOfWeek: true,
  getDayOfYear: true,
  getHours: true,
  getMinutes: true,
  getSeconds: true,
  getMilliseconds: true,
}

const knownFunctions = new Set([
  'size',
  'startsWith',
  'endsWith',
  'contains',
  'matches',
  'lowerAscii',
  'upperAscii',
  'replace',
  'now',
  'today',
  'within',
  'timestamp',
  'duration',
  'date',
  'int',
  'string',
  ...Object.keys(getters),
])
