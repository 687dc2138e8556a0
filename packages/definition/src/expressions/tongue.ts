/**
 * How a language says a rule. The order of a rule's parts is `words.ts`'s; here is how each is said, from parts that are said already. A further language is one more of these, and does not compile
 * while it lacks one.
 */
import type { UserProperty } from './schema.ts'
import type { SpanUnit } from './spans.ts'
import type { Comparison } from './typed.ts'

/** Whose rights it is about. `you`, or a name. */
export type About = 'you' | { readonly name: string }

/** What is compared: how it is ordered decides the verb. */
export type Compared = 'number' | 'day' | 'moment' | 'text'

/** One of the things that a rule asks for some or all of. */
export type Each =
  | { readonly kind: 'record'; readonly label: string }
  | { readonly kind: 'value'; readonly of: 'person' | 'team' | 'record' | 'file' | 'value' }

export interface Tongue {
  /** A title of the definition where it stands within a sentence. */
  title(title: string): string
  /** The label of an entity within a sentence. */
  label(label: string): string
  /** Records that point at one, by the name they are known by there and what their entity calls many. */
  children(name: string, plural: string | undefined): string
  /** What the columns that every record has are called, as `title` gives it. */
  readonly system: Readonly<Record<'created_by' | 'updated_by' | 'created_at' | 'updated_at' | 'version' | 'id', string>>
  /** `a`, `a and b`, `a, b and c` */
  list(items: readonly string[], word: 'and' | 'or'): string

  // Clauses
  readonly always: string
  readonly never: string
  /** A rule as it is written, where there are no words for it. */
  asWritten(text: string): string
  yes(noun: string, isSo: boolean): string
  join(left: string, how: 'and' | 'or', right: string): string
  choose(condition: string, then: string, otherwise: string): string
  not(clause: string): string
  /** @param away of 0 the present one */
  within(noun: string, unit: SpanUnit, away: number, isSo: boolean): string
  filled(noun: string, isFilled: boolean): string
  /** Two conditions that are both so or both not, or of which exactly one is. */
  alike(left: string, right: string, areAlike: boolean): string
  compare(how: Comparison, left: string, right: string, kind: Compared): string
  /** @param isSo false: they are not */
  isThem(about: About, noun: string, isSo: boolean): string
  among(noun: string, items: readonly string[], isSo: boolean): string
  inList(noun: string, list: string, isSo: boolean): string
  inOwn(noun: string, property: 'teams' | 'direct_teams' | 'reports' | 'direct_reports', about: About, isSo: boolean): string
  holds(role: string, about: About, isSo: boolean): string
  test(name: 'startsWith' | 'endsWith' | 'contains' | 'matches', noun: string, other: string, isSo: boolean): string
  /** @param called what each is called in the condition, where that needs saying */
  each(how: 'exists' | 'all' | 'exists_one', range: string, called: string | undefined, condition: string): string

  // What a rule's variable stands for
  named(each: Each): string
  /** Told apart from another of the same kind by the name the rule gives it. */
  namedApart(each: Each, variable: string): string
  /** The named one itself; undefined: the record that the rule is about. */
  itself(named: string | undefined): string

  // Nouns. A title is as `title` gives it.
  /** @param of undefined: of the record that the rule is about */
  own(title: string, of: string | undefined): string
  of(title: string, noun: string): string
  /** What is yes or no, as `own` and `of`. */
  flag(title: string, of: string | undefined): string
  flagOf(title: string, noun: string): string
  readonly value: string
  readonly now: string
  readonly today: string
  readonly nothing: string
  readonly truth: { readonly true: string; readonly false: string }
  count(range: string): string
  length(noun: string): string
  negative(noun: string): string
  arithmetic(how: '+' | '-' | '*' | '/' | '%', left: string, right: string): string
  followed(left: string, right: string): string
  chosen(then: string, condition: string, otherwise: string): string
  replaced(noun: string, of: string, by: string): string
  cast(name: 'string' | 'lowerAscii' | 'upperAscii', noun: string): string
  part(name: Part, noun: string, zone: string): string
  whether(clause: string): string
  user(property: UserProperty, about: About): string
  text(value: string): string
  unknown(of: 'person' | 'team' | 'record' | 'file', label: string, id: string): string
  /** @param whole digits without their groups */
  amount(negative: boolean, whole: string, fraction: string): string
  /** @param month from 1 */
  day(year: number, month: number, date: number): string
  moment(day: string, time: string, zone: string): string
  duration(negative: boolean, parts: readonly { readonly unit: Unit; readonly count: bigint }[]): string
}

export type Unit = 'hour' | 'minute' | 'second' | 'microsecond'
/** What CEL takes of a moment. */
export type Part =
  | 'getFullYear'
  | 'getMonth'
  | 'getDate'
  | 'getDayOfMonth'
  | 'getDayOfWeek'
  | 'getDayOfYear'
  | 'getHours'
  | 'getMinutes'
  | 'getSeconds'
  | 'getMilliseconds'
