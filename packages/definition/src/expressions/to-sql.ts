/**
 * Typed expressions as SQL that never raises. A CEL error is SQL NULL, which AND, OR and NOT then treat exactly as CEL treats an error, and which WHERE and row
 * policies treat as "no". CEL null is a value: every part knows whether NULL can also mean null (`nullable`) and, where it can, how to tell the two apart (`ok`).
 */
import type { CheckedExpression } from './check.ts'
import { askOfUser } from './conjuncts.ts'
import { regexToPostgres } from './regex.ts'
import type { UserProperty } from './schema.ts'
import { firstDaySql } from './spans.ts'
import type { Hop, Range, Typed } from './typed.ts'
import type { ValueType } from './value-type.ts'

export interface SqlContext {
  /** A constant: quoted in place, or a parameter. `pgType` is a PostgreSQL type name. */
  literal(value: string | bigint | boolean | number | null, pgType: string): string
  /** The row alias a variable stands for (`t`, `NEW`), or the SQL of a value variable. */
  variable(name: string): string
  column(entity: string, field: string, alias: string): string
  /** The relation hops and children are read from. */
  table(entity: string): string
  user(property: UserProperty): string
  now(): string
  today(): string
  /** Qualifies a function of sql-library.ts. */
  helper(name: string): string
  /**
   * The condition is asked of many rows, and `user` is SQL that belongs to none of them: what lies behind relations is looked up once, from its end, instead of
   * for each row.
   */
  readonly overRows?: boolean
  /**
   * Tables are views with row rules, and a relation may be the expression of a mask: it is computed before the record it names is looked up, because an expression that
   * PostgreSQL does not know to leak nothing finds its record by reading the whole table.
   */
  readonly overViews?: boolean
  /** Whatever does not ask who the person is, is written by `by`, computed beforehand, and stands here under the name that `keep` gives it. */
  readonly beforehand?: { readonly by: SqlContext; keep(sql: string): string }
}

interface Code {
  /** The value; NULL for an error, and for null where the type may be null. */
  readonly v: string
  /** SQL that is true when this is not an error; undefined: it never is one. */
  readonly ok?: string
}

/** True exactly where the expression is true. Common comparisons keep the plain shape an index can serve. */
export function toCondition(checked: Pick<CheckedExpression, 'typed'>, context: SqlContext): string {
  return new Writer(context).positive(checked.typed)
}

/** What is said twice by what is around it is written twice, and within that twice again: parts within each other grow into any length. */
const most = { steps: 5_000, characters: 200_000 } as const

/** Whether its SQL would be longer than a statement is to be. What is asked of the writer's context has names as long as they commonly are. */
export function isTooLong(typed: Typed): boolean {
  const name = (text: string) => `"an_application".${text}`
  const context: SqlContext = {
    literal: (_value, pgType) => `$100::${pgType}`,
    variable: variable => variable,
    column: (_entity, field, alias) => `${alias}.${field}`,
    table: name,
    user: name,
    now: () => 'now()',
    today: () => name('today()'),
    helper: name,
    overRows: true,
    overViews: true,
  }
  try {
    return new Writer(context, most.steps).positive(typed).length > most.characters
  } catch (error) {
    if (error instanceof TooLong) return true
    throw error
  }
}

class TooLong extends Error {}

/** The value; NULL for an error and for null. */
export function toValue(checked: CheckedExpression, context: SqlContext): string {
  return new Writer(context).code(checked.typed).v
}

/** Whether the expression gives the same for the same record for ever: what a generated column needs. */
export function immutable(checked: CheckedExpression): boolean {
  return !checked.usesUser && !checked.usesClock && checked.hops === 0 && staysOnRecord(checked.typed)
}

function staysOnRecord(typed: Typed): boolean {
  switch (typed.op) {
    case 'quantifier':
    case 'count':
    case 'now':
    case 'today':
    case 'first':
    case 'user':
      return false
    case 'compare':
    case 'and':
    case 'or':
    case 'arithmetic':
      return staysOnRecord(typed.left) && staysOnRecord(typed.right)
    case 'not':
    case 'negate':
    case 'has':
      return staysOnRecord(typed.operand)
    case 'if':
      return staysOnRecord(typed.condition) && staysOnRecord(typed.then) && staysOnRecord(typed.otherwise)
    case 'in':
      return staysOnRecord(typed.element) && staysOnRecord(typed.list)
    case 'call':
      return typed.args.every(staysOnRecord)
    default:
      return true
  }
}

/** The expression and everything in it. */
function nodesOf(part: unknown): Record<string, unknown>[] {
  if (Array.isArray(part)) return part.flatMap(nodesOf)
  if (typeof part !== 'object' || part === null) return []
  return [part as Record<string, unknown>, ...Object.values(part).flatMap(nodesOf)]
}

export function pgTypeOf(type: ValueType): string {
  switch (type.kind) {
    case 'bool':
      return 'boolean'
    case 'int':
    case 'scaled':
    case 'duration':
      return 'bigint'
    case 'double':
      return 'double precision'
    case 'timestamp':
      return 'timestamptz'
    case 'date':
      return 'date'
    case 'id':
      return 'uuid'
    case 'list':
      return `${pgTypeOf(type.element)}[]`
    default:
      return 'text'
  }
}

class Writer {
  readonly #context: SqlContext
  readonly #locals = new Map<string, { alias: string } | { value: string }>()
  #aliases = 0
  #steps: number

  /** @param steps after so many it is given up */
  constructor(context: SqlContext, steps = Number.POSITIVE_INFINITY) {
    this.#context = context
    this.#steps = steps
  }

  /** SQL that is true exactly when the expression is; anything else may be false or NULL. */
  positive(typed: Typed): string {
    const { beforehand } = this.#context
    if (beforehand && this.#asksNobody(typed))
      return beforehand.keep(`coalesce(${new Writer(beforehand.by).positive(typed)}, false)`)
    const fromItsEnd = this.#context.overRows ? this.#fromItsEnd(typed) : undefined
    if (fromItsEnd !== undefined) return fromItsEnd
    switch (typed.op) {
      case 'and':
        return `(${this.positive(typed.left)} AND ${this.positive(typed.right)})`
      case 'or':
        return `(${this.positive(typed.left)} OR ${this.positive(typed.right)})`
      case 'compare': {
        const nulls = [typed.left, typed.right].filter(side => side.nullable).length
        const literalNull = typed.left.type.kind === 'null' || typed.right.type.kind === 'null'
        if (typed.how === '==' && nulls < 2 && !literalNull) return this.#infix(typed.left, '=', typed.right)
        return this.code(typed).v
      }
      case 'in':
        return this.#inPlain(typed.element, typed.list)
      default:
        return this.code(typed).v
    }
  }

  code(typed: Typed): Code {
    const code = this.#written(typed)
    this.#steps -= 1
    // Both together: what is around it may take either, or both.
    if (this.#steps < 0 || (Number.isFinite(this.#steps) && code.v.length + (code.ok?.length ?? 0) > 2 * most.characters))
      throw new TooLong()
    return code
  }

  #written(typed: Typed): Code {
    const { beforehand } = this.#context
    if (beforehand && this.#asksNobody(typed)) {
      const { v, ok } = new Writer(beforehand.by).code(typed)
      return { v: beforehand.keep(v), ...(ok !== undefined && { ok: beforehand.keep(ok) }) }
    }
    switch (typed.op) {
      case 'literal':
        return { v: this.#literal(typed.value, typed.type) }
      case 'field':
        return this.#field(typed)
      case 'user':
        return { v: this.#context.user(typed.property) }
      case 'variable': {
        const local = this.#locals.get(typed.name)
        return { v: local && 'value' in local ? local.value : this.#scaled(typed.type, this.#context.variable(typed.name)) }
      }
      case 'now':
        return { v: this.#context.now() }
      case 'today':
        return { v: this.#context.today() }
      case 'first': {
        const day = firstDaySql(typed.unit, typed.away, this.#context.today())
        if (typed.type.kind === 'date') return { v: day }
        return { v: `((${day})::timestamp AT TIME ZONE ${this.#context.literal(typed.zone, 'text')})` }
      }
      case 'list':
        return { v: `ARRAY[${typed.elements.map(element => this.code(element).v).join(', ')}]` }
      case 'compare':
        return this.#compare(typed.how, typed.left, typed.right)
      case 'and':
      case 'or': {
        const [left, right] = [this.code(typed.left), this.code(typed.right)]
        return this.#total(
          `(${left.v} ${typed.op === 'and' ? 'AND' : 'OR'} ${right.v})`,
          typed.left.nullable || typed.right.nullable,
          left,
          right,
        )
      }
      case 'not': {
        const operand = this.code(typed.operand)
        return this.#total(`(NOT ${operand.v})`, typed.operand.nullable, operand)
      }
      case 'if':
        return this.#if(typed.condition, typed.then, typed.otherwise)
      case 'in':
        return this.#in(typed.element, typed.list)
      case 'has': {
        const operand = this.code(typed.operand)
        const present = `(${operand.v} IS NOT NULL)`
        // Asking for a field beyond an empty relation is an error; asking for an empty field is not.
        return operand.ok && typed.operand.op === 'field' && typed.operand.path.length > 0
          ? { v: `CASE WHEN ${operand.ok} THEN ${present} END`, ok: operand.ok }
          : { v: present }
      }
      case 'negate':
        return this.#number(`(- (${this.code(typed.operand).v})::numeric)`)
      case 'arithmetic':
        return this.#arithmetic(typed)
      case 'call':
        return this.#call(typed)
      case 'quantifier':
        return this.#quantifier(typed)
      case 'count': {
        const source = this.#children(typed.over as Range & { kind: 'children' })
        const count = `(SELECT count(*) FROM ${source.from} WHERE ${source.where})`
        return source.ok ? { v: `CASE WHEN ${source.ok} THEN ${count} END`, ok: source.ok } : { v: count }
      }
    }
  }

  /** The same for everybody on one row. What stands within a quantifier that does ask somebody is not known beforehand; constants need not be kept. */
  #asksNobody(typed: Typed): boolean {
    const isLocal = (name: unknown) => typeof name === 'string' && this.#locals.has(name)
    const nodes = nodesOf(typed)
    return (
      nodes.some(node => node.op === 'field' || node.kind === 'children') &&
      !nodes.some(node => node.op === 'user' || isLocal(node.variable) || (node.op === 'variable' && isLocal(node.name)))
    )
  }

  #literal(value: string | bigint | boolean | number | null, type: ValueType): string {
    if (value === null) return 'NULL'
    return this.#context.literal(value, pgTypeOf(type))
  }

  /** An error where any part is one; `mayFail` says that NULL parts are errors here (an operator that null does not have). */
  #total(v: string, mayFail: boolean, ...parts: readonly Code[]): Code {
    return mayFail || parts.some(part => part.ok) ? { v, ok: `((${v}) IS NOT NULL)` } : { v }
  }

  #alias(): string {
    this.#aliases += 1
    return `x${this.#aliases}`
  }

  #rowAlias(variable: string): string {
    const local = this.#locals.get(variable)
    return local && 'alias' in local ? local.alias : this.#context.variable(variable)
  }

  /** FROM and WHERE that reach the end of a path; the first relation is compared with the row outside. */
  #walk(variable: string, entity: string, path: readonly Hop[]): { from: string; where: string; alias: string } {
    const aliases = path.map(() => this.#alias())
    const [first, ...rest] = path
    const start = this.#context.column(entity, first!.relation, this.#rowAlias(variable))
    const last = aliases[aliases.length - 1]!
    const owners = path.map(hop => hop.entity)
    if (this.#context.overViews) {
      const steps = path.map((hop, index) => {
        const key = this.#alias()
        const from = index === 0 ? start : this.#context.column(owners[index - 1]!, hop.relation, aliases[index - 1]!)
        return `LATERAL (SELECT ${from} AS id OFFSET 0) ${key} JOIN ${this.#context.table(hop.entity)} ${aliases[index]} ON ${aliases[index]}.id = ${key}.id`
      })
      return { from: steps.join(' CROSS JOIN '), where: 'true', alias: last }
    }
    let from = `${this.#context.table(first!.entity)} ${aliases[0]}`
    for (const [index, hop] of rest.entries())
      from += ` JOIN ${this.#context.table(hop.entity)} ${aliases[index + 1]} ON ${aliases[index + 1]}.id = ${this.#context.column(owners[index]!, hop.relation, aliases[index]!)}`
    return { from, where: `${aliases[0]}.id = ${start}`, alias: last }
  }

  /**
   * `record.customer.owner == user.id`: the person's customers first, and the row's among them. Nothing in it stands on the row but one column compared with a list
   * that is computed once, so an index of the relation can serve it. NULL, where the list is empty or the relation is, is "no" to whoever asks for what is true.
   */
  #fromItsEnd(typed: Typed): string | undefined {
    const asked = askOfUser(typed)
    if (!asked || asked.field.path.length === 0) return undefined
    const { variable, entity, path, field } = asked.field
    const property = this.#context.user(asked.user.property)
    let wanted = asked.user.property === 'id' ? `= ${property}` : `= ANY (${property})`
    for (const [index, hop] of [...path.entries()].reverse()) {
      const alias = this.#alias()
      const column = this.#context.column(hop.entity, path[index + 1]?.relation ?? field, alias)
      wanted = `= ANY ((SELECT array_agg(${alias}.id) FROM ${this.#context.table(hop.entity)} ${alias} WHERE ${column} ${wanted})::uuid[])`
    }
    return `(${this.#context.column(entity, path[0]!.relation, this.#rowAlias(variable))} ${wanted})`
  }

  #field(typed: Typed & { op: 'field' }): Code {
    if (typed.path.length === 0)
      return { v: this.#scaled(typed.type, this.#context.column(typed.owner, typed.field, this.#rowAlias(typed.variable))) }
    const { from, where, alias } = this.#walk(typed.variable, typed.entity, typed.path)
    const column = this.#scaled(typed.type, this.#context.column(typed.owner, typed.field, alias))
    const v = `(SELECT ${column} FROM ${from} WHERE ${where})`
    return { v, ok: typed.nullable ? `EXISTS (SELECT FROM ${from} WHERE ${where})` : `(${v} IS NOT NULL)` }
  }

  /** Money is kept in units already; a decimal column becomes units on the way. */
  #scaled(type: ValueType, column: string): string {
    return type.kind === 'scaled' ? `${this.#context.helper('cel_units')}(${column}, ${type.scale})` : column
  }

  #infix(left: Typed, operator: string, right: Typed): string {
    const [a, b] = [this.code(left).v, this.code(right).v]
    if (left.type.kind !== right.type.kind && (left.type.kind === 'double' || right.type.kind === 'double'))
      return `((${a})::double precision ${operator} (${b})::double precision)`
    return `(${a} ${operator} ${b})`
  }

  #compare(how: string, left: Typed, right: Typed): Code {
    if (how !== '==' && how !== '!=') {
      return this.#total(this.#infix(left, how, right), left.nullable || right.nullable, this.code(left), this.code(right))
    }
    const [a, b] = [this.code(left), this.code(right)]
    const oks = [a.ok, b.ok].filter(ok => ok !== undefined)
    const equal = this.#equal(left, right, a, b)
    const v = how === '==' ? equal : `(NOT ${equal})`
    const guarded = oks.length > 0 && (left.nullable || right.nullable)
    return oks.length === 0 ? { v } : { v: guarded ? `CASE WHEN ${oks.join(' AND ')} THEN ${v} END` : v, ok: oks.join(' AND ') }
  }

  /** Never NULL but for an error: null equals null and nothing else. */
  #equal(left: Typed, right: Typed, a: Code, b: Code): string {
    if (left.type.kind === 'null' && right.type.kind === 'null') return 'true'
    if (left.type.kind === 'null') return `(${b.v} IS NULL)`
    if (right.type.kind === 'null') return `(${a.v} IS NULL)`
    if (left.nullable && right.nullable) return `(${a.v} IS NOT DISTINCT FROM ${b.v})`
    const plain = this.#infix(left, '=', right)
    if (left.nullable) return `(${plain} AND ${a.v} IS NOT NULL)`
    if (right.nullable) return `(${plain} AND ${b.v} IS NOT NULL)`
    return plain
  }

  #if(condition: Typed, then: Typed, otherwise: Typed): Code {
    const [c, a, b] = [this.code(condition), this.code(then), this.code(otherwise)]
    const v = `CASE WHEN ${c.v} THEN ${a.v} WHEN NOT ${c.v} THEN ${b.v} END`
    if (!c.ok && !a.ok && !b.ok && !condition.nullable) return { v: `(${v})` }
    return { v: `(${v})`, ok: `(CASE WHEN ${c.v} THEN ${a.ok ?? 'true'} WHEN NOT ${c.v} THEN ${b.ok ?? 'true'} ELSE false END)` }
  }

  #inPlain(element: Typed, list: Typed): string {
    const v = this.code(element).v
    if (list.op === 'list') return `(${v} IN (${list.elements.map(each => this.code(each).v).join(', ')}))`
    // The cast keeps ANY from taking a list behind a relation, which is a subquery, for a set of rows.
    return `(${v} = ANY ((${this.code(list).v})::${pgTypeOf(list.type)}))`
  }

  #in(element: Typed, list: Typed): Code {
    const [e, l] = [this.code(element), this.code(list)]
    const plain = this.#inPlain(element, list)
    const oks = [e.ok, l.ok, list.nullable ? `(${l.v} IS NOT NULL)` : undefined].filter(ok => ok !== undefined)
    // null is in no list of values
    const v = element.nullable ? `(${plain} AND ${e.v} IS NOT NULL)` : plain
    return oks.length === 0 ? { v } : { v: `CASE WHEN ${oks.join(' AND ')} THEN ${v} END`, ok: oks.join(' AND ') }
  }

  /** Computed without a limit and brought back into 64 bits, or an error. */
  #number(numeric: string): Code {
    const v = `${this.#context.helper('cel_int')}(${numeric})`
    return { v, ok: `(${v} IS NOT NULL)` }
  }

  #arithmetic(typed: Typed & { op: 'arithmetic' }): Code {
    const { how, left, right } = typed
    const [a, b] = [this.code(left).v, this.code(right).v]
    const failing = (v: string): Code => ({ v, ok: `(${v} IS NOT NULL)` })
    if (typed.type.kind === 'string') return failing(`(${a} || ${b})`)
    if (typed.type.kind === 'timestamp') {
      const [moment, duration] = left.type.kind === 'timestamp' ? [a, b] : [b, a]
      return failing(`${this.#context.helper('cel_time_add')}(${moment}, ${how === '-' ? `- (${duration})` : duration})`)
    }
    if (typed.type.kind === 'duration' && left.type.kind === 'timestamp')
      return failing(`${this.#context.helper('cel_time_difference')}(${a}, ${b})`)
    // div is exact; a quotient of numerics is rounded to some digits first
    if (how === '/') return this.#number(`div((${a})::numeric, nullif((${b})::numeric, 0))`)
    if (how === '%') return this.#number(`((${a})::numeric % nullif((${b})::numeric, 0))`)
    return this.#number(`((${a})::numeric ${how} (${b})::numeric)`)
  }

  #call(typed: Typed & { op: 'call' }): Code {
    // A pattern is written as PostgreSQL's own; as it stands it would be a parameter nothing uses.
    const args = (typed.name === 'matches' ? typed.args.slice(0, 1) : typed.args).map(arg => this.code(arg))
    const [a, b, c] = args.map(arg => arg.v)
    const mayFail = typed.args.some(arg => arg.nullable)
    const total = (v: string) => this.#total(v, mayFail, ...args)
    switch (typed.name) {
      case 'startsWith':
        return total(`(${a} ^@ ${b})`)
      case 'endsWith':
        return total(`(right(${a}, length(${b})) = ${b})`)
      case 'contains':
        return total(`(strpos(${a}, ${b}) > 0)`)
      case 'lowerAscii':
        return total(`translate(${a}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')`)
      case 'upperAscii':
        return total(`translate(${a}, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')`)
      case 'replace':
        return total(`replace(${a}, ${b}, ${c})`)
      case 'matches': {
        const pattern = typed.args[1]
        const translated = regexToPostgres(pattern?.op === 'literal' ? String(pattern.value) : '')
        if (!translated.ok) throw new Error(translated.fault.key)
        return total(`(${a} ~ ${this.#context.literal(translated.pattern, 'text')})`)
      }
      case 'size':
        return total(typed.args[0]?.type.kind === 'list' ? `cardinality(${a})::bigint` : `length(${a})::bigint`)
      case 'string':
        return total(`(${a})::text`)
      default:
        return total(getter(typed.name, `(${a} AT TIME ZONE ${b ?? `'UTC'`})`))
    }
  }

  #children(over: Range & { kind: 'children' }): { from: string; where: string; alias: string; ok?: string } {
    const alias = this.#alias()
    const from = `${this.#context.table(over.entity)} ${alias}`
    const via = this.#context.column(over.entity, over.via, alias)
    if (over.path.length === 0)
      return { from, where: `${via} = ${this.#context.column(over.owner, 'id', this.#rowAlias(over.variable))}`, alias }
    const walked = this.#walk(over.variable, over.start, over.path)
    const id = `(SELECT ${walked.alias}.id FROM ${walked.from} WHERE ${walked.where})`
    return { from, where: `${via} = ${id}`, alias, ok: `(${id} IS NOT NULL)` }
  }

  #quantifier(typed: Typed & { op: 'quantifier' }): Code {
    const { over, variable, how } = typed
    let source: { from: string; where: string; ok?: string }
    if (over.kind === 'children') {
      const children = this.#children(over)
      this.#locals.set(variable, { alias: children.alias })
      source = children
    } else {
      const list = this.code(over.list)
      const alias = this.#alias()
      this.#locals.set(variable, { value: `${alias}.v` })
      const oks = [list.ok, over.list.nullable ? `(${list.v} IS NOT NULL)` : undefined].filter(ok => ok !== undefined)
      source = { from: `unnest(${list.v}) AS ${alias}(v)`, where: 'true', ...(oks.length > 0 ? { ok: oks.join(' AND ') } : {}) }
    }
    const condition = this.code(typed.condition)
    this.#locals.delete(variable)
    const body = ` FROM ${source.from} WHERE ${source.where}`
    const fails = condition.ok !== undefined || typed.condition.nullable
    const v = quantified(how, condition.v, body, fails)
    const guarded = source.ok ? `CASE WHEN ${source.ok} THEN ${v} END` : v
    return source.ok || fails ? { v: guarded, ok: `((${guarded}) IS NOT NULL)` } : { v: guarded }
  }
}

/**
 * CEL's rules for errors: one true decides exists, one false decides all, whatever else fails; exists_one fails with any. Conditions are computed one query further
 * in: an aggregate over nothing but outer columns would belong to the outer query.
 */
function quantified(how: 'exists' | 'all' | 'exists_one', condition: string, body: string, fails: boolean): string {
  const outcomes = `FROM (SELECT ${condition} AS holds${body}) each`
  if (how === 'exists_one') {
    return fails
      ? `(SELECT CASE WHEN bool_or(each.holds IS NULL) THEN NULL ELSE count(*) FILTER (WHERE each.holds) = 1 END ${outcomes})`
      : `((SELECT count(*)${body} AND ${condition}) = 1)`
  }
  if (how === 'exists') {
    return fails
      ? `(SELECT CASE WHEN bool_or(each.holds) THEN true WHEN bool_or(each.holds IS NULL) THEN NULL ELSE false END ${outcomes})`
      : `EXISTS (SELECT${body} AND ${condition})`
  }
  return fails
    ? `(SELECT CASE WHEN bool_or(NOT each.holds) THEN false WHEN bool_or(each.holds IS NULL) THEN NULL ELSE true END ${outcomes})`
    : `NOT EXISTS (SELECT${body} AND NOT ${condition})`
}

/** CEL counts months, days of the month and days of the year from 0 (getDate from 1), and weeks from Sunday. */
function getter(name: string, local: string): string {
  const part = (field: string, less = 0) => `(extract(${field} FROM ${local})${less ? ` - ${less}` : ''})::bigint`
  switch (name) {
    case 'getFullYear':
      return part('year')
    case 'getMonth':
      return part('month', 1)
    case 'getDate':
      return part('day')
    case 'getDayOfMonth':
      return part('day', 1)
    case 'getDayOfWeek':
      return part('dow')
    case 'getDayOfYear':
      return part('doy', 1)
    case 'getHours':
      return part('hour')
    case 'getMinutes':
      return part('minute')
    case 'getSeconds':
      return `trunc(extract(second FROM ${local}))::bigint`
    case 'getMilliseconds':
      return `(trunc(extract(second FROM ${local}) * 1000)::bigint % 1000)`
    default:
      throw new Error(`${name} has no SQL`)
  }
}
