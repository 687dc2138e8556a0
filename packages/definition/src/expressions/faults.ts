/** What the checker has to say of an expression. Which fault it is, and of what, is one thing; its words are another, one table per language. In others: `faults.de.ts`. */
import { fill, type ValuesIn } from '../sentence.ts'
import { faultsInGerman, typesInGerman } from './faults.de.ts'
import { describe, type TypeWords, typesInEnglish } from './types.ts'
import type { ValueType } from './value-type.ts'

export const faultsInEnglish = {
  'too-costly': 'The expression does too much work for each record; take a quantifier out of the other.',
  'no-messages': 'Maps and messages are not part of this language.',
  'other-type': 'This is {type}; {needed} is needed here.',
  'text-nul': 'Text cannot hold the character NUL.',
  'text-unicode': 'Text must be valid Unicode.',
  'integer-large': 'A whole number written here is at most 9223372036854775807 either side of zero.',
  'no-unsigned': 'Unsigned numbers and bytes are not part of this language.',
  'whole-record': '“{name}” is a whole record; name one of its fields, as in {name}.id.',
  'whole-user':
    '“user” is not a value; write user.id, user.email, user.teams, user.direct_teams, user.reports, user.direct_reports or user.roles.',
  'unknown-name': 'There is nothing called “{name}” here.',
  'no-relation': '“{name}” is not a relation, so nothing can be read beyond it.',
  grows: 'Its parts within each other make it too long to be computed; nest fewer of them.',
  'path-deep': 'A path goes over at most {most} relations.',
  'is-list': '“{name}” is a list of records; ask size(…), .exists(x, …), .all(x, …) or .exists_one(x, …) of it.',
  'unknown-field': '{entity} has no field “{name}” that an expression can use.',
  'not-a-record': 'Fields can only be read of records and of the user.',
  'no-fields': '“{name}” has no fields.',
  'free-json': '“{name}” holds free JSON, which expressions cannot look into.',
  'unknown-property': 'The user has no “{name}”.',
  'list-empty': 'An empty list matches nothing; leave the comparison out.',
  'list-long': 'A list has at most 100 values.',
  'list-plain': 'A list holds plain values only.',
  'list-null': 'A list cannot hold null; compare with == null beside it.',
  'list-mixed': 'A list holds values of one kind; this is {type}, the first is {first}.',
  'not-negated': '{type} cannot be negated.',
  'no-position': 'Values of a list cannot be taken by position; use in, exists or all.',
  'mixed-numbers': 'One side is a whole number and the other a fraction; write both alike.',
  'lists-compared': 'Lists cannot be compared as a whole; use in, exists or all.',
  'no-order': '{type} has no order; it can only be compared with == and !=.',
  'never-option': '“{field}” is never “{value}”.',
  'not-compared': '{left} and {right} cannot be compared.',
  'amount-places': 'This amount has at most {most} digits after the point.',
  'amount-digits': 'An amount written here has at most {most} digits, those after the point counted.',
  'not-a-date': '“{text}” is not a date; write it as "2026-11-24".',
  'not-an-id': '“{text}” is not an id.',
  'write-timestamp': 'Write timestamp("{text}") for a moment.',
  'in-no-list': '“in” looks in a list; this is {type}.',
  'in-other-values': 'The list holds other values than {type}.',
  'not-computed': '{left} {how} {right} cannot be computed exactly.',
  'no-clock': '{name}() changes with time and cannot be used here.',
  'no-size': '{type} has no size.',
  'pattern-written': 'The pattern must be written out.',
  replacement: 'What is replaced and what takes its place must be written out, the second no longer than the first.',
  'pattern-long': 'This pattern cannot be used: it is longer than {most} characters.',
  'pattern-malformed': 'This pattern cannot be used: it is not a regular expression.',
  'pattern-escape': 'This pattern cannot be used: “{sign}” is not supported.',
  'pattern-set': 'This pattern cannot be used: this set of characters is not supported.',
  'pattern-group': 'This pattern cannot be used: “(?” is only supported as “(?:”.',
  'pattern-lazy': 'This pattern cannot be used: lazy and possessive repetition are not supported.',
  'pattern-times': 'This pattern cannot be used: a repetition is at most {most} times.',
  'pattern-control': 'This pattern cannot be used: control characters are not supported.',
  'pattern-signs': 'This pattern cannot be used: its repetitions come to more than {most} signs.',
  'pattern-optional': 'This pattern cannot be used: its repetitions come to more than {most} signs that may be left out.',
  'zone-written': 'The time zone must be written out, such as "Europe/Berlin".',
  'unknown-function': 'There is no function “{name}”.',
  'wrong-arguments': '{name} does not take {types}.',
  span: 'within takes "day", "week", "month", "quarter" or "year", and a whole number from -1000 to 1000: -1 is the one before.',
  'text-written': '{name}(…) takes a text written out.',
  'not-a-moment': '“{text}” is not a moment; write it as "2026-11-24T09:30:00Z".',
  'not-a-duration': '“{text}” is not a duration; write it as "24h", "90m" or "1h30m".',
  'not-in-language': '{name} is not part of this language.',
  'name-taken': '“{name}” already stands for something; use another name.',
  'quantifiers-deep': 'Quantifiers nest at most {most} deep.',
  'only-lists': 'Only lists have exists and all; this is {type}.',
  'list-alike': 'Write all numbers of the list alike: [1.0, 2.5], not [1, 2.5].',
  parts: 'An expression has at most about {most} parts.',
  empty: 'The expression is empty.',
  characters: 'An expression has at most {most} characters; this one has {length}.',
  nul: 'An expression cannot hold the character NUL.',
  deep: 'An expression nests at most {most} levels.',
  syntax: '{said}.',
} as const

export type FaultKey = keyof typeof faultsInEnglish
type FaultValue = string | number | ValueType | readonly ValueType[]

/** A fault before it is put into words. */
export interface Fault {
  readonly key: FaultKey
  readonly values: Readonly<Record<string, FaultValue>>
}

export interface ExpressionProblem {
  /** `expression.syntax`, `expression.type` … */
  readonly code: string
  /** In English, for whoever writes definitions. */
  readonly message: string
  readonly hint?: string
  readonly fault: Fault
  /** Characters from the expression's start, from 0. */
  readonly offset: number
}

/** `fault('unknown-name', { name: 'recrod' })` */
export function fault<K extends FaultKey>(key: K, ...[values]: ValuesIn<(typeof faultsInEnglish)[K], FaultValue>): Fault {
  return { key, values: values ?? {} }
}

const languages: Readonly<
  Record<'en' | 'de', { readonly faults: Readonly<Record<FaultKey, string>>; readonly types: TypeWords }>
> = {
  en: { faults: faultsInEnglish, types: typesInEnglish },
  de: { faults: faultsInGerman, types: typesInGerman },
}

export function faultInWords({ key, values }: Fault, language: keyof typeof languages): string {
  const { faults, types } = languages[language]
  const word = (value: FaultValue): string => {
    // Numbers here are what stands in CEL, which groups no digits.
    if (typeof value === 'string' || typeof value === 'number') return String(value)
    const all = ('kind' in value ? [value] : value).map(type => describe(type, types))
    return all.length === 0 ? types.nothing : all.join(` ${types.and} `)
  }
  return fill(faults[key], Object.fromEntries(Object.entries(values).map(([name, value]) => [name, word(value)])), language)
}

export function problemOf(code: string, what: Fault, offset: number): ExpressionProblem {
  return { code, message: faultInWords(what, 'en'), fault: what, offset }
}
