/** Small facts about value types. */
import type { ValueType } from './value-type.ts'

export const bool: ValueType = { kind: 'bool' }
export const int: ValueType = { kind: 'int' }
export const string: ValueType = { kind: 'string' }

export function isNumber(type: ValueType): boolean {
  return type.kind === 'int' || type.kind === 'double'
}

export function sameType(a: ValueType, b: ValueType): boolean {
  if (a.kind === 'scaled' && b.kind === 'scaled') return a.scale === b.scale
  if (a.kind === 'list' && b.kind === 'list') return sameType(a.element, b.element)
  if (a.kind === 'id' && b.kind === 'id')
    return a.of === b.of && (a.entity === undefined || b.entity === undefined || a.entity === b.entity)
  return a.kind === b.kind
}

/** How a language calls kinds of values. */
export interface TypeWords {
  readonly and: string
  readonly nothing: string
  readonly amount: string
  list(of: string): string
  readonly ids: {
    readonly person: string
    readonly team: string
    readonly file: string
    record(entity: string | undefined): string
  }
  readonly plain: Readonly<Record<Exclude<ValueType['kind'], 'scaled' | 'id' | 'list'>, string>>
}

export const typesInEnglish: TypeWords = {
  and: 'and',
  nothing: 'nothing',
  amount: 'an exact amount',
  list: of => `a list of ${of}`,
  ids: { person: 'a person', team: 'a team', file: 'a file', record: entity => `a ${entity ?? 'record'}` },
  plain: {
    bool: 'true or false',
    int: 'a whole number',
    uint: 'an unsigned number',
    double: 'a fraction',
    string: 'a text',
    bytes: 'bytes',
    timestamp: 'a moment',
    duration: 'a duration',
    null: 'null',
    dyn: 'anything',
    date: 'a date',
    record: 'a record',
    user: 'the user',
  },
}

/** As a person would say it: "a moment", "a list of a team". */
export function describe(type: ValueType, words = typesInEnglish): string {
  if (type.kind === 'scaled') return words.amount
  if (type.kind === 'id') return type.of === 'record' ? words.ids.record(type.entity) : words.ids[type.of]
  if (type.kind === 'list') return words.list(describe(type.element, words))
  return words.plain[type.kind]
}
