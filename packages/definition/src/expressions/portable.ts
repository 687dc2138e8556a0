/** A checked condition as it travels to the browser: the typed tree, so that no parser has to travel with it, and what its fields hold. */
import type { CheckedExpression } from './check.ts'
import { evaluate, failed } from './evaluate.ts'
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
 * @returns whether it holds, `failed` where CEL has an error; undefined where a value it reads is not one of its field, as while it is being written
 */
export function judge(condition: PortableCondition, wire: (field: string) => unknown): boolean | typeof failed | undefined {
  const record = Symbol('record')
  const none = () => {
    throw new Error('A condition of a field looks at its own record alone.')
  }
  try {
    const outcome = evaluate(
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
    return typeof outcome === 'boolean' ? outcome : failed
  } catch {
    return undefined
  }
}
