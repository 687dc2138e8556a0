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

const words: Readonly<Record<string, string>> = {
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
}

/** As a person would say it: "a moment", "a list of a team". */
export function describe(type: ValueType): string {
  if (type.kind === 'scaled') return 'an exact amount'
  if (type.kind === 'id') return type.of === 'record' ? `a ${type.entity ?? 'record'}` : `a ${type.of}`
  if (type.kind === 'list') return `a list of ${describe(type.element)}`
  return words[type.kind] ?? type.kind
}
