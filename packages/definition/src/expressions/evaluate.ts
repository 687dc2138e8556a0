/**
 * Typed expressions evaluated in JavaScript, in server and browser: the same tree the SQL is written from, the same three outcomes. A value, null where the type
 * may be empty, or an error, which decides as CEL says: a false `&&` and a true `||` win over it, everything else passes it on, and a condition that fails is not true.
 */
import type { CheckedExpression } from './check.ts'
import { localTime, startOfDay } from './local-time.ts'
import { readTimestamp } from './moments.ts'
import { compileRegex } from './regex.ts'
import type { UserProperty } from './schema.ts'
import { firstDayOf } from './spans.ts'
import type { Hop, Range, Typed } from './typed.ts'

/**
 * bool: boolean · int: bigint · double: number · string, id: string · date: `YYYY-MM-DD` · scaled: bigint of its units · timestamp: bigint of microseconds since
 * 1970 · duration: bigint of microseconds · list: array · null: null.
 */
export type Value = boolean | bigint | number | string | null | readonly Value[]

/** What the expression may look at. `Row` is whatever the caller keeps a record as. */
export interface Facts<Row> {
  /** The record that a variable of the scope (`record`) stands for. */
  record(variable: string): Row
  /** The value of a plain variable of the scope (`value`). */
  value(variable: string): Value
  /** A field in the form of `Value`; a relation, and `id`, as the id. */
  field(row: Row, entity: string, field: string): Value
  /** The record a relation points at, or undefined where it is gone. */
  byId(entity: string, id: string): Row | undefined
  /** The records of `entity` whose relation `via` points at this id. */
  children(entity: string, via: string, id: string): Iterable<Row>
  user(property: UserProperty): Value
  /** Microseconds since 1970. */
  now(): bigint
  /** `YYYY-MM-DD` in the app's time zone. */
  today(): string
}

/** What evaluating comes to when CEL has an error. */
export const failed: unique symbol = Symbol('CEL error')
export type Outcome = Value | typeof failed

/** The value, null, or `failed`. */
export function evaluate<Row>(checked: Pick<CheckedExpression, 'typed'>, facts: Facts<Row>): Outcome {
  return new Evaluator(facts).run(checked.typed)
}

/** Whether the condition holds; an error and null are "no". */
export function holds<Row>(checked: CheckedExpression, facts: Facts<Row>): boolean {
  return evaluate(checked, facts) === true
}

const int64 = { least: -(2n ** 63n), greatest: 2n ** 63n - 1n }
/** Moments of the years 1 to 9999. */
const moments = { least: -62_135_596_800_000_000n, greatest: 253_402_300_799_999_999n }
/** A duration of CEL is a whole number of nanoseconds in 64 bits. */
const longestDifference = 9_223_372_036_854_775n

class Evaluator<Row> {
  readonly #facts: Facts<Row>
  readonly #rows = new Map<string, Row>()
  readonly #values = new Map<string, Value>()

  constructor(facts: Facts<Row>) {
    this.#facts = facts
  }

  run(typed: Typed): Outcome {
    switch (typed.op) {
      case 'literal':
        return typed.type.kind === 'timestamp' ? (readTimestamp(String(typed.value)) ?? failed) : typed.value
      case 'field':
        return this.#field(typed)
      case 'user':
        return this.#facts.user(typed.property)
      case 'variable':
        return this.#values.get(typed.name) ?? this.#facts.value(typed.name)
      case 'now':
        return this.#facts.now()
      case 'today':
        return this.#facts.today()
      case 'first': {
        const day = firstDayOf(typed.unit, typed.away, this.#facts.today())
        return typed.type.kind === 'date' ? day : startOfDay(day, typed.zone)
      }
      case 'list': {
        const elements = typed.elements.map(element => this.run(element))
        return elements.includes(failed) ? failed : (elements as Value[])
      }
      case 'compare':
        return this.#compare(typed)
      case 'and':
        return this.#decide(false, typed.left, typed.right)
      case 'or':
        return this.#decide(true, typed.left, typed.right)
      case 'not': {
        const operand = this.run(typed.operand)
        return typeof operand === 'boolean' ? !operand : failed
      }
      case 'if': {
        const condition = this.run(typed.condition)
        if (typeof condition !== 'boolean') return failed
        return this.run(condition ? typed.then : typed.otherwise)
      }
      case 'in': {
        const element = this.run(typed.element)
        const list = this.run(typed.list)
        if (element === failed || !Array.isArray(list)) return failed
        // null is in no list of values
        return element !== null && list.some(each => equal(element, each))
      }
      case 'has': {
        const operand = this.run(typed.operand)
        return operand === failed ? failed : operand !== null
      }
      case 'negate': {
        const operand = this.run(typed.operand)
        return typeof operand === 'bigint' ? whole(-operand) : failed
      }
      case 'arithmetic':
        return this.#arithmetic(typed)
      case 'call':
        return this.#call(typed)
      case 'quantifier':
        return this.#quantifier(typed)
      case 'count': {
        const rows = this.#range(typed.over)
        return rows === failed ? failed : BigInt(rows.length)
      }
    }
  }

  /** One `decisive` side is the answer, whatever the other side is. */
  #decide(decisive: boolean, left: Typed, right: Typed): Outcome {
    const first = this.run(left)
    if (first === decisive) return decisive
    const second = this.run(right)
    if (second === decisive) return decisive
    return typeof first === 'boolean' && typeof second === 'boolean' ? !decisive : failed
  }

  #row(variable: string): Row {
    return this.#rows.get(variable) ?? this.#facts.record(variable)
  }

  /** The record at the end of a path; undefined where a relation on the way is empty or leads nowhere. */
  #walk(variable: string, entity: string, path: readonly Hop[]): Row | undefined {
    let row: Row | undefined = this.#row(variable)
    let owner = entity
    for (const hop of path) {
      const id: Value = this.#facts.field(row, owner, hop.relation)
      row = typeof id === 'string' ? this.#facts.byId(hop.entity, id) : undefined
      if (row === undefined) return undefined
      owner = hop.entity
    }
    return row
  }

  #field(typed: Typed & { op: 'field' }): Outcome {
    const row = this.#walk(typed.variable, typed.entity, typed.path)
    return row === undefined ? failed : this.#facts.field(row, typed.owner, typed.field)
  }

  #compare(typed: Typed & { op: 'compare' }): Outcome {
    const left = this.run(typed.left)
    const right = this.run(typed.right)
    if (left === failed || right === failed) return failed
    if (typed.how === '==') return equal(left, right)
    if (typed.how === '!=') return !equal(left, right)
    if (left === null || right === null) return failed
    const order = compare(left, right)
    switch (typed.how) {
      case '<':
        return order < 0
      case '<=':
        return order <= 0
      case '>':
        return order > 0
      case '>=':
        return order >= 0
    }
  }

  #arithmetic(typed: Typed & { op: 'arithmetic' }): Outcome {
    const a = this.run(typed.left)
    const b = this.run(typed.right)
    if (typeof a === 'string' && typeof b === 'string') return a + b
    if (typeof a !== 'bigint' || typeof b !== 'bigint') return failed
    if (typed.type.kind === 'timestamp') return within(typed.how === '-' ? a - b : a + b, moments.least, moments.greatest)
    if (typed.type.kind === 'duration' && typed.left.type.kind === 'timestamp')
      return within(a - b, -longestDifference, longestDifference)
    switch (typed.how) {
      case '+':
        return whole(a + b)
      case '-':
        return whole(a - b)
      case '*':
        return whole(a * b)
      case '/':
        return b === 0n ? failed : whole(a / b)
      case '%':
        return b === 0n ? failed : a % b
    }
  }

  #call(typed: Typed & { op: 'call' }): Outcome {
    const [a, b, c] = typed.args.map(arg => this.run(arg))
    if (a === failed || b === failed || a === null || b === null || a === undefined) return failed
    if (typed.name === 'size') return BigInt(Array.isArray(a) ? a.length : [...String(a)].length)
    if (typed.name === 'string') return String(a)
    if (typeof a === 'bigint') return localTime(typed.name, a, typeof b === 'string' ? b : 'UTC')
    const [text, other] = [String(a), String(b)]
    switch (typed.name) {
      case 'startsWith':
        return text.startsWith(other)
      case 'endsWith':
        return text.endsWith(other)
      case 'contains':
        return text.includes(other)
      case 'lowerAscii':
        return text.replaceAll(/[A-Z]+/g, letters => letters.toLowerCase())
      case 'upperAscii':
        return text.replaceAll(/[a-z]+/g, letters => letters.toUpperCase())
      case 'replace':
        return text.replaceAll(other, () => String(c))
      case 'matches':
        return compileRegex(other).test(text)
      default:
        throw new Error(`${typed.name} cannot be evaluated`)
    }
  }

  #range(over: Range): readonly Row[] | readonly Value[] | typeof failed {
    if (over.kind === 'list') {
      const list = this.run(over.list)
      return Array.isArray(list) ? list : failed
    }
    const start = over.path.length === 0 ? this.#row(over.variable) : this.#walk(over.variable, over.start, over.path)
    if (start === undefined) return failed
    const id = this.#facts.field(start, over.owner, 'id')
    return typeof id === 'string' ? [...this.#facts.children(over.entity, over.via, id)] : failed
  }

  #quantifier(typed: Typed & { op: 'quantifier' }): Outcome {
    const { over, variable, how } = typed
    const each = this.#range(over)
    if (each === failed) return failed
    const outcomes = each.map(item => {
      if (over.kind === 'children') this.#rows.set(variable, item as Row)
      else this.#values.set(variable, item as Value)
      const outcome = this.run(typed.condition)
      return typeof outcome === 'boolean' ? outcome : failed
    })
    this.#rows.delete(variable)
    this.#values.delete(variable)
    if (how === 'exists_one') return outcomes.includes(failed) ? failed : outcomes.filter(Boolean).length === 1
    const decisive = how === 'exists'
    if (outcomes.includes(decisive)) return decisive
    return outcomes.includes(failed) ? failed : !decisive
  }
}

function within(value: bigint, least: bigint, greatest: bigint): bigint | typeof failed {
  return value >= least && value <= greatest ? value : failed
}

const whole = (value: bigint) => within(value, int64.least, int64.greatest)

function equal(a: Value, b: Value): boolean {
  // A whole number beside a fraction compares as a fraction, as in the database.
  if (typeof a !== typeof b && isNumeric(a) && isNumeric(b)) return Number(a) === Number(b)
  return a === b
}

function isNumeric(value: Value): value is bigint | number {
  return typeof value === 'bigint' || typeof value === 'number'
}

/** Text by code points, as the database's "C" collation orders it; UTF-16 would put 🦉 before ﬁ. */
function compare(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  if (typeof a !== typeof b && isNumeric(a) && isNumeric(b)) return Number(a) - Number(b)
  return (a as bigint) < (b as bigint) ? -1 : (a as bigint) > (b as bigint) ? 1 : 0
}

function compareText(a: string, b: string): number {
  let index = 0
  while (index < a.length && index < b.length) {
    const [x, y] = [a.codePointAt(index)!, b.codePointAt(index)!]
    if (x !== y) return x - y
    index += x > 0xffff ? 2 : 1
  }
  return a.length - b.length
}
