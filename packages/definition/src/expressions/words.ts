/**
 * An expression as people say it, from the tree the SQL is written from: "its team is one of your teams or beneath them". A condition becomes a clause, a value a
 * noun. What has no words of its own is quoted as it was written, whole: half a rule in words would be another rule.
 */
import type { CheckedExpression } from './check.ts'
import type { UserProperty } from './schema.ts'
import type { Comparison, Hop, Range, Typed } from './typed.ts'

/** What the definition, and whoever knows people and teams, call things. */
export interface Vocabulary {
  /** As it stands after "its": `assignee`, `due date`. */
  field(entity: string, field: string): string
  /** What a value of a choice is called; undefined where the field has no such choices. */
  option(entity: string, field: string, value: string): string | undefined
  /** The currency of an amount. */
  currency(entity: string, field: string): string | undefined
  /** One record of an entity: `ticket`. */
  entity(entity: string): string
  /** Child records by the name their parent knows them by: `tickets`. */
  children(entity: string, name: string): string
  role(name: string): string
  /** Undefined: the id has no name here. */
  person?(id: string): string | undefined
  team?(id: string): string | undefined
}

/** Whose rights it is about. `you`, or a name. */
export type About = 'you' | { readonly name: string }

/** More than this nobody reads as a sentence. */
const longest = 600

/** The condition as a clause without a full stop, or the value as a noun. */
export function inWords(checked: CheckedExpression, vocabulary: Vocabulary, about: About = 'you'): string {
  const speaker = new Speaker(vocabulary, about)
  try {
    const text = checked.type.kind === 'bool' ? speaker.clause(checked.typed).text : speaker.noun(checked.typed)
    if (text.length <= longest) return text
  } catch (error) {
    if (!(error instanceof Wordless)) throw error
  }
  return `this holds: ${checked.text.trim()}`
}

/** Something there are no words for. */
class Wordless extends Error {}

/** `joined`: by what its parts are held together; in another clause they need brackets. */
interface Clause {
  readonly text: string
  readonly joined?: 'and' | 'or' | 'if'
}

const comparing: Readonly<Record<'number' | 'day' | 'moment', Readonly<Record<Comparison, string>>>> = {
  number: { '==': 'is', '!=': 'is not', '<': 'is less than', '<=': 'is at most', '>': 'is more than', '>=': 'is at least' },
  day: { '==': 'is', '!=': 'is not', '<': 'is before', '<=': 'is on or before', '>': 'is after', '>=': 'is on or after' },
  moment: { '==': 'is', '!=': 'is not', '<': 'is before', '<=': 'is at or before', '>': 'is after', '>=': 'is at or after' },
}
const mirrored: Readonly<Record<Comparison, Comparison>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

const getterWords: Readonly<Record<string, string>> = {
  getFullYear: 'the year of',
  getMonth: 'the month (counted from 0) of',
  getDate: 'the day of the month of',
  getDayOfMonth: 'the day of the month (counted from 0) of',
  getDayOfWeek: 'the day of the week (Sunday is 0) of',
  getDayOfYear: 'the day of the year (counted from 0) of',
  getHours: 'the hour of',
  getMinutes: 'the minute of',
  getSeconds: 'the second of',
  getMilliseconds: 'the millisecond of',
}

class Speaker {
  readonly #words: Vocabulary
  readonly #about: About
  /** What the variables of quantifiers are called: `line` → "that line". */
  readonly #named = new Map<string, string>()

  constructor(words: Vocabulary, about: About) {
    this.#words = words
    this.#about = about
  }

  clause(typed: Typed): Clause {
    switch (typed.op) {
      case 'literal':
        return { text: typed.value === true ? 'always' : 'never' }
      case 'field':
      case 'variable':
        return { text: `${this.noun(typed)} is yes` }
      case 'and':
      case 'or':
        return {
          text: `${this.#part(typed.left, typed.op)} ${typed.op} ${this.#part(typed.right, typed.op)}`,
          joined: typed.op,
        }
      case 'not':
        return this.#not(typed.operand)
      case 'if':
        return {
          text: `if ${this.#closed(typed.condition)} then ${this.#closed(typed.then)}, else ${this.#closed(typed.otherwise)}`,
          joined: 'if',
        }
      case 'compare':
        return this.#compare(typed.how, typed.left, typed.right)
      case 'in':
        return this.#in(typed.element, typed.list, false)
      case 'has':
        return { text: `${this.noun(typed.operand)} is filled in` }
      case 'call':
        return this.#textTest(typed, false)
      case 'quantifier':
        return this.#quantifier(typed)
      default:
        throw new Wordless(typed.op)
    }
  }

  #part(typed: Typed, within: 'and' | 'or'): string {
    const { text, joined } = this.clause(typed)
    return joined === undefined || joined === within ? text : `(${text})`
  }

  #closed(typed: Typed): string {
    const { text, joined } = this.clause(typed)
    return joined === undefined ? text : `(${text})`
  }

  /** Said inside only where the opposite is as exact as the thing itself, errors included. */
  #not(typed: Typed): Clause {
    if (typed.op === 'compare' && (typed.how === '==' || typed.how === '!='))
      return this.#compare(typed.how === '==' ? '!=' : '==', typed.left, typed.right)
    if (typed.op === 'in') return this.#in(typed.element, typed.list, true)
    if (typed.op === 'has') return { text: `${this.noun(typed.operand)} is empty` }
    if (typed.op === 'field' || typed.op === 'variable') return { text: `${this.noun(typed)} is no` }
    if (typed.op === 'call') return this.#textTest(typed, true)
    return { text: `not (${this.clause(typed).text})` }
  }

  #compare(how: Comparison, left: Typed, right: Typed): Clause {
    // What is asked about comes first: "its owner is you", not "you are its owner".
    if (isConstant(left) && !isConstant(right)) return this.#compare(mirrored[how], right, left)
    if (right.type.kind === 'null') return { text: `${this.#thing(left)} is ${how === '==' ? 'empty' : 'filled in'}` }
    if (left.type.kind === 'bool') {
      if (right.op === 'literal' && (left.op === 'field' || left.op === 'variable'))
        return { text: `${this.noun(left)} is ${(how === '==') === right.value ? 'yes' : 'no'}` }
      return {
        text: `${how === '==' ? 'both or neither' : 'exactly one'} of these holds: (${this.clause(left).text}), (${this.clause(right).text})`,
      }
    }
    if (left.op === 'user' && left.property === 'id') {
      const subject = this.#about === 'you' ? 'you are' : `${this.#about.name} is`
      return { text: `${subject}${how === '!=' ? ' not' : ''} ${this.#beside(right, left)}` }
    }
    const kind = left.type.kind === 'date' ? 'day' : left.type.kind === 'timestamp' ? 'moment' : 'number'
    const ordered = left.type.kind === 'string' && how !== '==' && how !== '!='
    const verb = ordered
      ? { '<': 'comes before', '<=': 'is or comes before', '>': 'comes after', '>=': 'is or comes after' }[
          how as '<' | '<=' | '>' | '>='
        ]
      : comparing[kind][how]
    return { text: `${this.#beside(left, right)} ${verb} ${this.#beside(right, left)}` }
  }

  /** A comparison with a choice or an amount says the choice's title and the amount's currency. */
  #beside(typed: Typed, other: Typed): string {
    if (typed.op !== 'literal' || other.op !== 'field') return this.noun(typed)
    if (typed.type.kind === 'string') {
      const title = this.#words.option(other.owner, other.field, String(typed.value))
      if (title !== undefined) return title
    }
    const currency = typed.type.kind === 'scaled' ? this.#words.currency(other.owner, other.field) : undefined
    return currency ? `${this.noun(typed)} ${currency}` : this.noun(typed)
  }

  #in(element: Typed, list: Typed, negated: boolean): Clause {
    const not = negated ? ' not' : ''
    if (list.op === 'list') {
      if (list.elements.length === 0) return { text: negated ? 'always' : 'never' }
      const items = list.elements.map(each => this.#beside(each, element))
      return { text: `${this.noun(element)} is${not} ${enumerate(items, negated ? 'nor' : 'or')}` }
    }
    if (list.op === 'user') return { text: this.#amongOwn(element, list.property, not) }
    if (list.op === 'field') return { text: `${this.#beside(element, list)} is${not} among ${this.noun(list)}` }
    throw new Wordless('in')
  }

  #amongOwn(element: Typed, property: UserProperty, not: string): string {
    const your = this.#your()
    switch (property) {
      case 'teams':
        return `${this.noun(element)} is${not} one of ${your} teams or beneath them`
      case 'direct_teams':
        return `${this.noun(element)} is${not} one of ${your} own teams`
      case 'reports':
        return `${this.noun(element)} is${not} somebody beneath ${this.#you()} in the chain of managers`
      case 'direct_reports':
        return `${this.noun(element)} is${not} somebody whose manager is ${this.#you()}`
      case 'roles': {
        const role = element.op === 'literal' ? this.#words.role(String(element.value)) : this.noun(element)
        if (this.#about === 'you') return not ? `you do not hold the role ${role}` : `you hold the role ${role}`
        return `${this.#about.name} ${not ? 'does not hold' : 'holds'} the role ${role}`
      }
      default:
        throw new Wordless(property)
    }
  }

  #textTest(typed: Typed & { op: 'call' }, negated: boolean): Clause {
    const verbs: Readonly<Record<string, readonly [string, string]>> = {
      startsWith: ['begins with', 'does not begin with'],
      endsWith: ['ends with', 'does not end with'],
      contains: ['contains', 'does not contain'],
      matches: ['has the form', 'does not have the form'],
    }
    const verb = verbs[typed.name]
    const [text, other] = typed.args
    if (!verb || !text || !other) throw new Wordless(typed.name)
    return { text: `${this.noun(text)} ${verb[negated ? 1 : 0]} ${this.noun(other)}` }
  }

  #quantifier(typed: Typed & { op: 'quantifier' }): Clause {
    const { over, variable, how } = typed
    const many = this.#range(over)
    const one = over.kind === 'children' ? this.#words.entity(over.entity) : this.#oneOf(over.list)
    // Two of the same kind at once are told apart by the names the rule gives them.
    const taken = [...this.#named.values()].some(name => name === `that ${one}`)
    this.#named.set(variable, taken ? `the ${one} “${variable}”` : `that ${one}`)
    const condition = this.clause(typed.condition).text
    const named = this.#named.get(variable)!
    this.#named.delete(variable)
    const called = taken ? ` (${named})` : ''
    const head = {
      exists: `for at least one of ${many}`,
      all: `for every one of ${many}`,
      exists_one: `for exactly one of ${many}`,
    }
    return { text: `${head[how]}${called} this holds: (${condition})` }
  }

  #range(over: Range): string {
    if (over.kind === 'list') return this.noun(over.list)
    const of = over.path.length === 0 ? this.#possessive(over.variable) : undefined
    const label = this.#words.children(over.owner, over.name)
    return of !== undefined ? `${of} ${label}` : `the ${label} of ${this.#walk(over.variable, over.start, over.path)}`
  }

  #oneOf(list: Typed): string {
    if (list.type.kind !== 'list') return 'value'
    return list.type.element.kind === 'id' ? list.type.element.of : 'value'
  }

  noun(typed: Typed): string {
    switch (typed.op) {
      case 'literal':
        return this.#literal(typed)
      case 'field':
        return this.#field(typed)
      case 'user':
        return this.#user(typed.property)
      case 'variable':
        return this.#named.get(typed.name) ?? (typed.name === 'value' ? 'the value' : wordless(typed.name))
      case 'now':
        return 'now'
      case 'today':
        return 'today'
      case 'list':
        return typed.elements.length === 0
          ? 'nothing'
          : enumerate(
              typed.elements.map(each => this.noun(each)),
              'and',
            )
      case 'count':
        return `the number of ${this.#range(typed.over)}`
      case 'negate':
        return `minus ${this.#operand(typed.operand)}`
      case 'arithmetic':
        return this.#arithmetic(typed)
      case 'if':
        return `(${this.noun(typed.then)} if ${this.#closed(typed.condition)}, else ${this.noun(typed.otherwise)})`
      case 'call':
        return this.#call(typed)
      default:
        return `whether (${this.clause(typed).text})`
    }
  }

  /** What may be empty is a thing; a condition compared with nothing has no words. */
  #thing(typed: Typed): string {
    return typed.op === 'field' || typed.op === 'variable' || typed.op === 'user' ? this.noun(typed) : wordless('null')
  }

  #operand(typed: Typed): string {
    return typed.op === 'arithmetic' || typed.op === 'negate' ? `(${this.noun(typed)})` : this.noun(typed)
  }

  #arithmetic(typed: Typed & { op: 'arithmetic' }): string {
    const [left, right] = [this.#operand(typed.left), this.#operand(typed.right)]
    if (typed.type.kind === 'string') return `${left} followed by ${right}`
    const words = { '+': 'plus', '-': 'minus', '*': 'times', '/': 'divided by', '%': 'modulo' }
    return `${left} ${words[typed.how]} ${right}`
  }

  #call(typed: Typed & { op: 'call' }): string {
    const [first, second] = typed.args
    if (!first) throw new Wordless(typed.name)
    const noun = this.#operand(first)
    if (typed.name === 'size') return first.type.kind === 'list' ? `the number of ${noun}` : `the length of ${noun}`
    if (typed.name === 'string') return `${noun} as text`
    if (typed.name === 'lowerAscii') return `${noun} in small letters`
    if (typed.name === 'upperAscii') return `${noun} in capital letters`
    const getter = getterWords[typed.name]
    if (!getter) return `whether (${this.#textTest(typed, false).text})`
    const zone = second?.op === 'literal' ? String(second.value) : second ? wordless('zone') : 'UTC'
    return `${getter} ${noun} (${zone})`
  }

  #field(typed: Typed & { op: 'field' }): string {
    if (typed.path.length > 0)
      return `the ${this.#words.field(typed.owner, typed.field)} of ${this.#walk(typed.variable, typed.entity, typed.path)}`
    if (typed.field === 'id') return this.#itself(typed.variable)
    return `${this.#possessive(typed.variable)} ${this.#words.field(typed.owner, typed.field)}`
  }

  /** "the manager of its customer": from the far end back to the record. */
  #walk(variable: string, entity: string, path: readonly Hop[]): string {
    let owner = entity
    let text = ''
    for (const [index, hop] of path.entries()) {
      const title = this.#words.field(owner, hop.relation)
      text = index === 0 ? `${this.#possessive(variable)} ${title}` : `the ${title} of ${text}`
      owner = hop.entity
    }
    return text
  }

  #itself(variable: string): string {
    return this.#named.get(variable) ?? (variable === 'record' ? 'the record itself' : wordless(variable))
  }

  #possessive(variable: string): string {
    const named = this.#named.get(variable)
    return named ? `${named}’s` : variable === 'record' ? 'its' : wordless(variable)
  }

  #you(): string {
    return this.#about === 'you' ? 'you' : this.#about.name
  }

  #your(): string {
    return this.#about === 'you' ? 'your' : `${this.#about.name}’s`
  }

  #user(property: UserProperty): string {
    const your = this.#your()
    switch (property) {
      case 'id':
        return this.#you()
      case 'email':
        return `${your} e-mail address`
      case 'teams':
        return `${your} teams and those beneath them`
      case 'direct_teams':
        return `${your} own teams`
      case 'roles':
        return `${your} roles`
      case 'reports':
        return `the people beneath ${this.#you()} in the chain of managers`
      case 'direct_reports':
        return `the people whose manager is ${this.#you()}`
    }
  }

  #literal(typed: Typed & { op: 'literal' }): string {
    const { value, type } = typed
    if (value === null) return 'nothing'
    switch (type.kind) {
      case 'scaled':
        return amount(BigInt(value), type.scale)
      case 'date':
        return day(String(value))
      case 'timestamp':
        return moment(String(value))
      case 'duration':
        return duration(BigInt(value))
      case 'bool':
        return value === true ? 'yes' : 'no'
      case 'id': {
        const id = String(value)
        const known = type.of === 'person' ? this.#words.person?.(id) : type.of === 'team' ? this.#words.team?.(id) : undefined
        return known ?? `the ${type.of === 'record' ? this.#words.entity(type.entity ?? 'record') : type.of} with the id ${id}`
      }
      case 'string':
        return `“${String(value)}”`
      default:
        return String(value)
    }
  }
}

function wordless(what: string): never {
  throw new Wordless(what)
}

function isConstant(typed: Typed): boolean {
  return typed.op === 'literal' || (typed.op === 'user' && typed.property === 'id')
}

/** `a`, `a or b`, `a, b or c` */
function enumerate(items: readonly string[], word: string): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items[items.length - 1]}`
}

function amount(units: bigint, scale: number): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${units < 0n ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`
}

function day(iso: string): string {
  const [year = '', month = '', date = ''] = iso.split('-')
  return `${Number(date)} ${months[Number(month) - 1] ?? wordless(iso)} ${year}`
}

function moment(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T([\d:.]+)(Z|[+-]\d\d:\d\d)$/.exec(iso)
  if (!match) return wordless(iso)
  return `${day(match[1]!)} ${match[2]!.replace(/^(\d\d:\d\d):00$/, '$1')} ${match[3] === 'Z' ? 'UTC' : `UTC${match[3]}`}`
}

function duration(micros: bigint): string {
  const size = micros < 0n ? -micros : micros
  const units = [
    ['hour', 3_600_000_000n],
    ['minute', 60_000_000n],
    ['second', 1_000_000n],
    ['microsecond', 1n],
  ] as const
  const parts: string[] = []
  let rest = size
  for (const [unit, length] of units) {
    const count = rest / length
    rest %= length
    if (count > 0n) parts.push(`${count} ${unit}${count === 1n ? '' : 's'}`)
  }
  return `${micros < 0n ? 'minus ' : ''}${parts.length > 0 ? enumerate(parts, 'and') : 'no time'}`
}
