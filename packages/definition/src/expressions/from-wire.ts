/** Field values as the wire carries them, in the form expressions compute with. */
import type { Value } from './evaluate.ts'
import { readTimestamp } from './moments.ts'
import { readUnits } from './numbers.ts'
import type { ValueType } from './value-type.ts'

/**
 * @param type of the field, from its scope
 * @param wire the value in a record's `fields`; empty as null or undefined
 * @throws on a value the field could not have
 */
export function fromWire(type: ValueType, wire: unknown): Value {
  if (wire === null || wire === undefined) return null
  switch (type.kind) {
    case 'int':
      return BigInt(wire as number)
    case 'scaled':
      return must(readUnits(String(wire), type.scale), wire)
    case 'timestamp':
      return must(readTimestamp(String(wire)), wire)
    case 'list':
      return (wire as unknown[]).map(each => fromWire(type.element, each))
    case 'bool':
      return wire === true
    default:
      return String(wire)
  }
}

function must(value: bigint | undefined, wire: unknown): bigint {
  if (value === undefined) throw new Error(`“${String(wire)}” is not a value of this field.`)
  return value
}
