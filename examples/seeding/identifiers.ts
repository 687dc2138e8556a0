/** Ids in order of time, as the database makes them, but the same at every run. */
import type { Random } from './random.ts'

const hex = (value: number, digits: number) => Math.floor(value).toString(16).padStart(digits, '0')

/** A version 7 uuid of the moment. `count` keeps records of one millisecond apart and in order. */
export function uuidAt(moment: number, count: number, random: Random): string {
  const time = hex(moment, 12)
  const order = hex(count % 4096, 3)
  const tail = hex(0x8000 + random.next() * 0x4000, 4)
  const rest = hex(random.next() * 0x1_0000_0000, 8) + hex(random.next() * 0x1_0000, 4)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${order}-${tail}-${rest}`
}

/** An id that never changes, for people and teams. */
export function fixedId(kind: 'person' | 'team', number: number): string {
  return `019a5000-${kind === 'person' ? '0001' : '0002'}-7000-8000-${hex(number, 12)}`
}
