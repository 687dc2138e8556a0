/** What is told of a group of records: `count`, or `sum(amount)`, `avg(…)`, `min(…)`, `max(…)` of a field. */
import { fieldTypes } from '../fields/registry.ts'
import type { Field } from '../model/field.ts'

export interface Measure {
  readonly how: 'count' | 'sum' | 'avg' | 'min' | 'max'
  /** Absent: count. */
  readonly field?: string
}

export const measurePattern = /^(?:count|(sum|avg|min|max)\(([a-z_][a-z0-9_]*)\))$/

/** @returns undefined when it is not written like one */
export function readMeasure(text: string): Measure | undefined {
  const match = measurePattern.exec(text)
  if (!match) return undefined
  return match[1] === undefined ? { how: 'count' } : { how: match[1] as Measure['how'], field: match[2]! }
}

/** Whether the field has such a figure. */
export function hasMeasure(field: Field, how: Measure['how']): boolean {
  if (how === 'min' || how === 'max') return fieldTypes[field.type].sortable
  return ['integer', 'decimal', 'money'].includes(field.formula?.result ?? (field.rollup ? 'integer' : field.type))
}
