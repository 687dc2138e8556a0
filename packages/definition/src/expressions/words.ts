/**
 * An expression as people say it, from the tree the SQL is written from: "its team is one of your teams or beneath them". A condition becomes a clause, a value a
 * noun. What has no words of its own is quoted as it was written, whole: half a rule in words would be another rule.
 */
import type { CheckedExpression } from './check.ts'
import type { UserProperty } from './schema.ts'
import { english } from './tongue.en.ts'
import type { About, Compared, Each, Part, Tongue, Unit } from './tongue.ts'
import type { Comparison, Hop, Range, Typed, Within } from './typed.ts'

/** What the definition, and whoever knows people and teams, call things. */
export interface Vocabulary {
  /** As it stands after "its": `assignee`, `due date`. */
  field(entity: string, field: string): string
  /** As it is written above a yes or a no, which is often a clause of its own: `Fits the budget`. */
  flag(entity: string, field: string): string
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

/** More than this nobody reads as a sentence. */
const longest = 600

/** The condition as a clause without a full stop, or the value as a noun. */
export function inWords(checked: CheckedExpression, vocabulary: Vocabulary, about: About = 'you', tongue = english): string {
  const speaker = new Speaker(vocabulary, about, tongue)
  try {
    const text = checked.type.kind === 'bool' ? speaker.clause(checked.typed).text : speaker.noun(checked.typed)
    if (text.length <= longest) return text
  } catch (error) {
    if (!(error instanceof Wordless)) throw error
  }
  return tongue.asWritten(checked.text.trim())
}

/** Something there are no words for. */
class Wordless extends Error {}

/** `joined`: by what its parts are held together; in another clause they need brackets. */
interface Clause {
  readonly text: string
  readonly joined?: 'and' | 'or' | 'if'
}

const mirrored: Readonly<Record<Comparison, Comparison>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}

const parts: ReadonlySet<string> = new Set<Part>([
  'getFullYear',
  'getMonth',
  'getDate',
  'getDayOfMonth',
  'getDayOfWeek',
  'getDayOfYear',
  'getHours',
  'getMinutes',
  'getSeconds',
  'getMilliseconds',
])

class Speaker {
  readonly #words: Vocabulary
  readonly #about: About
  readonly #tongue: Tongue
  /** What the variables of quantifiers are called: `line` → "that line". */
  readonly #named = new Map<string, string>()

  constructor(words: Vocabulary, about: About, tongue: Tongue) {
    this.#words = words
    this.#about = about
    this.#tongue = tongue
  }

  clause(typed: Typed): Clause {
    const tongue = this.#tongue
    switch (typed.op) {
      case 'literal':
        return { text: typed.value === true ? tongue.always : tongue.never }
      case 'field':
      case 'variable':
        return { text: tongue.yes(this.noun(typed), true) }
      case 'and':
      case 'or':
        if (typed.within && typed.left.op === 'compare') return { text: this.#within(typed.left.left, typed.within, true) }
        return {
          text: tongue.join(this.#part(typed.left, typed.op), typed.op, this.#part(typed.right, typed.op)),
          joined: typed.op,
        }
      case 'not':
        return this.#not(typed.operand)
      case 'if':
        return {
          text: tongue.choose(this.#closed(typed.condition), this.#closed(typed.then), this.#closed(typed.otherwise)),
          joined: 'if',
        }
      case 'compare':
        return this.#compare(typed.how, typed.left, typed.right)
      case 'in':
        return this.#in(typed.element, typed.list, true)
      case 'has':
        return { text: tongue.filled(this.noun(typed.operand), true) }
      case 'call':
        return this.#textTest(typed, true)
      case 'quantifier':
        return this.#quantifier(typed)
      default:
        throw new Wordless(typed.op)
    }
  }

  #within(what: Typed, { unit, away }: Within, isSo: boolean): string {
    return this.#tongue.within(this.noun(what), unit, away, isSo)
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
    const tongue = this.#tongue
    if (typed.op === 'compare' && (typed.how === '==' || typed.how === '!='))
      return this.#compare(typed.how === '==' ? '!=' : '==', typed.left, typed.right)
    if (typed.op === 'in') return this.#in(typed.element, typed.list, false)
    if (typed.op === 'has') return { text: tongue.filled(this.noun(typed.operand), false) }
    if (typed.op === 'field' || typed.op === 'variable') return { text: tongue.yes(this.noun(typed), false) }
    if (typed.op === 'call') return this.#textTest(typed, false)
    if (typed.op === 'and' && typed.within && typed.left.op === 'compare')
      return { text: this.#within(typed.left.left, typed.within, false) }
    return { text: tongue.not(this.clause(typed).text) }
  }

  #compare(how: Comparison, left: Typed, right: Typed): Clause {
    const tongue = this.#tongue
    // What is asked about comes first: "its owner is you", not "you are its owner".
    if (isConstant(left) && !isConstant(right)) return this.#compare(mirrored[how], right, left)
    if (right.type.kind === 'null') return { text: tongue.filled(this.#thing(left), how !== '==') }
    if (left.type.kind === 'bool') {
      if (right.op === 'literal' && (left.op === 'field' || left.op === 'variable'))
        return { text: tongue.yes(this.noun(left), (how === '==') === right.value) }
      return { text: tongue.alike(this.clause(left).text, this.clause(right).text, how === '==') }
    }
    if (left.op === 'user' && left.property === 'id')
      return { text: tongue.isThem(this.#about, this.#beside(right, left), how !== '!=') }
    const kinds: Readonly<Record<string, Compared>> = { date: 'day', timestamp: 'moment', string: 'text' }
    return {
      text: tongue.compare(how, this.#beside(left, right), this.#beside(right, left), kinds[left.type.kind] ?? 'number'),
    }
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

  #in(element: Typed, list: Typed, isSo: boolean): Clause {
    const tongue = this.#tongue
    if (list.op === 'list') {
      if (list.elements.length === 0) return { text: isSo ? tongue.never : tongue.always }
      const items = list.elements.map(each => this.#beside(each, element))
      return { text: tongue.among(this.noun(element), items, isSo) }
    }
    if (list.op === 'user') return { text: this.#amongOwn(element, list.property, isSo) }
    if (list.op === 'field') return { text: tongue.inList(this.#beside(element, list), this.noun(list), isSo) }
    throw new Wordless('in')
  }

  #amongOwn(element: Typed, property: UserProperty, isSo: boolean): string {
    switch (property) {
      case 'teams':
      case 'direct_teams':
      case 'reports':
      case 'direct_reports':
        return this.#tongue.inOwn(this.noun(element), property, this.#about, isSo)
      case 'roles': {
        const role = element.op === 'literal' ? this.#words.role(String(element.value)) : this.noun(element)
        return this.#tongue.holds(role, this.#about, isSo)
      }
      default:
        throw new Wordless(property)
    }
  }

  #textTest(typed: Typed & { op: 'call' }, isSo: boolean): Clause {
    const { name } = typed
    const [text, other] = typed.args
    const known = name === 'startsWith' || name === 'endsWith' || name === 'contains' || name === 'matches'
    if (!known || !text || !other) throw new Wordless(name)
    return { text: this.#tongue.test(name, this.noun(text), this.noun(other), isSo) }
  }

  #quantifier(typed: Typed & { op: 'quantifier' }): Clause {
    const { over, variable, how } = typed
    const many = this.#range(over)
    const one: Each =
      over.kind === 'children'
        ? { kind: 'record', label: this.#words.entity(over.entity) }
        : { kind: 'value', of: oneOf(over.list) }
    // Two of the same kind at once are told apart by the names the rule gives them.
    const taken = [...this.#named.values()].includes(this.#tongue.named(one))
    const named = taken ? this.#tongue.namedApart(one, variable) : this.#tongue.named(one)
    this.#named.set(variable, named)
    const condition = this.clause(typed.condition).text
    this.#named.delete(variable)
    return { text: this.#tongue.each(how, many, taken ? named : undefined, condition) }
  }

  #range(over: Range): string {
    if (over.kind === 'list') return this.noun(over.list)
    const label = this.#words.children(over.owner, over.name)
    return over.path.length === 0
      ? this.#tongue.own(label, this.#owner(over.variable))
      : this.#tongue.of(label, this.#walk(over.variable, over.start, over.path))
  }

  noun(typed: Typed): string {
    const tongue = this.#tongue
    switch (typed.op) {
      case 'literal':
        return this.#literal(typed)
      case 'field':
        return this.#field(typed)
      case 'user':
        return tongue.user(typed.property, this.#about)
      case 'variable':
        return this.#named.get(typed.name) ?? (typed.name === 'value' ? tongue.value : wordless(typed.name))
      case 'now':
        return tongue.now
      case 'today':
        return tongue.today
      case 'list':
        return typed.elements.length === 0
          ? tongue.nothing
          : tongue.list(
              typed.elements.map(each => this.noun(each)),
              'and',
            )
      case 'count':
        return tongue.count(this.#range(typed.over))
      case 'negate':
        return tongue.negative(this.#operand(typed.operand))
      case 'arithmetic':
        return this.#arithmetic(typed)
      case 'if':
        return tongue.chosen(this.noun(typed.then), this.#closed(typed.condition), this.noun(typed.otherwise))
      case 'call':
        return this.#call(typed)
      default:
        return tongue.whether(this.clause(typed).text)
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
    return typed.type.kind === 'string' ? this.#tongue.followed(left, right) : this.#tongue.arithmetic(typed.how, left, right)
  }

  #call(typed: Typed & { op: 'call' }): string {
    const tongue = this.#tongue
    const { name } = typed
    const [first, second] = typed.args
    if (!first) throw new Wordless(name)
    const noun = this.#operand(first)
    if (name === 'size') return first.type.kind === 'list' ? tongue.count(noun) : tongue.length(noun)
    if (name === 'string' || name === 'lowerAscii' || name === 'upperAscii') return tongue.cast(name, noun)
    if (name === 'replace') {
      const [of, by] = typed.args.slice(1).map(each => this.noun(each))
      return tongue.replaced(noun, of!, by!)
    }
    if (!parts.has(name)) return tongue.whether(this.#textTest(typed, true).text)
    const zone = second?.op === 'literal' ? String(second.value) : second ? wordless('zone') : 'UTC'
    return tongue.part(name as Part, noun, zone)
  }

  #field(typed: Typed & { op: 'field' }): string {
    if (typed.type.kind === 'bool') return this.#flag(typed)
    const title = this.#words.field(typed.owner, typed.field)
    if (typed.path.length > 0) return this.#tongue.of(title, this.#walk(typed.variable, typed.entity, typed.path))
    if (typed.field === 'id') return this.#tongue.itself(this.#owner(typed.variable))
    return this.#tongue.own(title, this.#owner(typed.variable))
  }

  /** "its fits the budget is no" is no English. */
  #flag(typed: Typed & { op: 'field' }): string {
    const title = this.#words.flag(typed.owner, typed.field)
    if (typed.path.length > 0) return this.#tongue.flagOf(title, this.#walk(typed.variable, typed.entity, typed.path))
    return this.#tongue.flag(title, this.#owner(typed.variable))
  }

  /** "the manager of its customer": from the far end back to the record. */
  #walk(variable: string, entity: string, path: readonly Hop[]): string {
    let owner = entity
    let text = ''
    for (const [index, hop] of path.entries()) {
      const title = this.#words.field(owner, hop.relation)
      text = index === 0 ? this.#tongue.own(title, this.#owner(variable)) : this.#tongue.of(title, text)
      owner = hop.entity
    }
    return text
  }

  /** What the variable's record is called; undefined: it is the one that the rule is about. */
  #owner(variable: string): string | undefined {
    return this.#named.get(variable) ?? (variable === 'record' ? undefined : wordless(variable))
  }

  #literal(typed: Typed & { op: 'literal' }): string {
    const tongue = this.#tongue
    const { value, type } = typed
    if (value === null) return tongue.nothing
    switch (type.kind) {
      case 'scaled':
        return this.#amount(BigInt(value), type.scale)
      case 'date':
        return this.#day(String(value))
      case 'timestamp':
        return this.#moment(String(value))
      case 'duration':
        return this.#duration(BigInt(value))
      case 'bool':
        return value === true ? tongue.truth.true : tongue.truth.false
      case 'id': {
        const id = String(value)
        const known = type.of === 'person' ? this.#words.person?.(id) : type.of === 'team' ? this.#words.team?.(id) : undefined
        return known ?? tongue.unknown(type.of, type.of === 'record' ? this.#words.entity(type.entity ?? 'record') : '', id)
      }
      case 'string':
        return tongue.text(String(value))
      default:
        return String(value)
    }
  }

  #amount(units: bigint, scale: number): string {
    const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0')
    const at = digits.length - scale
    return this.#tongue.amount(units < 0n, digits.slice(0, at), digits.slice(at))
  }

  #day(iso: string): string {
    const [year, month, date] = iso.split('-').map(Number)
    return month !== undefined && month >= 1 && month <= 12 ? this.#tongue.day(year!, month, date!) : wordless(iso)
  }

  #moment(iso: string): string {
    const match = /^(\d{4}-\d\d-\d\d)T([\d:.]+)(Z|[+-]\d\d:\d\d)$/.exec(iso)
    if (!match) return wordless(iso)
    const time = match[2]!.replace(/^(\d\d:\d\d):00$/, '$1')
    return this.#tongue.moment(this.#day(match[1]!), time, match[3] === 'Z' ? 'UTC' : `UTC${match[3]}`)
  }

  #duration(micros: bigint): string {
    const lengths: readonly (readonly [Unit, bigint])[] = [
      ['hour', 3_600_000_000n],
      ['minute', 60_000_000n],
      ['second', 1_000_000n],
      ['microsecond', 1n],
    ]
    const found: { unit: Unit; count: bigint }[] = []
    let rest = micros < 0n ? -micros : micros
    for (const [unit, length] of lengths) {
      if (rest / length > 0n) found.push({ unit, count: rest / length })
      rest %= length
    }
    return this.#tongue.duration(micros < 0n, found)
  }
}

function wordless(what: string): never {
  throw new Wordless(what)
}

function isConstant(typed: Typed): boolean {
  return typed.op === 'literal' || (typed.op === 'user' && typed.property === 'id')
}

function oneOf(list: Typed): 'person' | 'team' | 'record' | 'file' | 'value' {
  if (list.type.kind !== 'list') return 'value'
  return list.type.element.kind === 'id' ? list.type.element.of : 'value'
}
