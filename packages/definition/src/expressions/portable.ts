/** A checked condition as it travels to the browser: the typed tree, so that no parser has to travel with it, and what its fields hold. */
import type { CheckedExpression } from './check.ts'
import { evaluate, failed, type Value } from './evaluate.ts'
import { fromWire } from './from-wire.ts'
import type { Typed } from './typed.ts'
import type { ValueType } from './value-type.ts'

export interface PortableCondition {
  readonly tree: unknown
  /** The record's own fields it reads, with the type of their values. */
  readonly reads: Readonly<Record<string, unknown>>
}

/** @param checked a condition that looks at one record alone (`immutable`) */
export function packCondition(checked: CheckedExpression): PortableCondition {
  const reads: Record<string, ValueType> = {}
  // JSON has no bigint.
  const pack = (node: unknown): unknown => {
    if (typeof node === 'bigint') return { bigint: String(node) }
    if (Array.isArray(node)) return node.map(pack)
    if (node === null || typeof node !== 'object') return node
    const typed = node as Partial<Typed & { op: 'field' }>
    if (typed.op === 'field') reads[typed.field!] = typed.type!
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, pack(value)]))
  }
  return { tree: pack(checked.typed), reads }
}

const trees = new WeakMap<object, Typed>()

function unpack(condition: PortableCondition): Typed {
  const known = trees.get(condition)
  if (known) return known
  const tree = JSON.parse(JSON.stringify(condition.tree), (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'bigint' in value ? BigInt(String(value.bigint)) : value,
  ) as Typed
  trees.set(condition, tree)
  return tree
}

export { failed }

/**
 * @param wire the record's values by field, as its `fields` carry them
 * @returns what it comes to, exact numbers in units of its type; `failed` where CEL has an error; undefined where a value it reads is not one of its field, as while it is
 *   being written
 */
export function compute(condition: PortableCondition, wire: (field: string) => unknown): Value | typeof failed | undefined {
  const record = Symbol('record')
  const none = () => {
    throw new Error('It looks at its own record alone.')
  }
  try {
    return evaluate(
      { typed: unpack(condition) },
      {
        record: () => record,
        field: (_row, _entity, field) => fromWire(condition.reads[field] as ValueType, wire(field)),
        value: none,
        byId: none,
        children: none,
        user: none,
        now: none,
        today: none,
      },
    )
  } catch {
    return undefined
  }
}

/** Digits after the sign of what it comes to; undefined where that is no exact number. */
export function scaleOf(condition: PortableCondition): number | undefined {
  const { type } = unpack(condition)
  return type.kind === 'scaled' ? type.scale : type.kind === 'int' ? 0 : undefined
}

/** @returns whether it holds; otherwise as `compute` */
export function judge(condition: PortableCondition, wire: (field: string) => unknown): boolean | typeof failed | undefined {
  const outcome = compute(condition, wire)
  return outcome === undefined || typeof outcome === 'boolean' ? outcome : failed
}
