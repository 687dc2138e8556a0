/** By what records are counted together, and what is counted of them: `team`, `week(created_at)`; `count`, `sum(amount)`. Said alike in screens and in the API. */
import { type Field, type FieldTypeName, isKept } from '../model/field.ts'
import { typeOf } from './registry.ts'

export const spans = ['day', 'week', 'month', 'quarter', 'year'] as const
export type Span = (typeof spans)[number]

/** Moments every record has. */
export const recordMoments = ['created_at', 'updated_at'] as const

export interface Grouping {
  readonly field: string
  /** Absent: by the value itself. */
  readonly span?: Span
}

export const groupingPattern = /^(?:(day|week|month|quarter|year)\(([a-z][a-z0-9_]*)\)|([a-z][a-z0-9_]*))$/

export function readGrouping(text: string): Grouping | undefined {
  const [, span, within, plain] = groupingPattern.exec(text) ?? []
  if (span && within) return { field: within, span: span as Span }
  return plain ? { field: plain } : undefined
}

export const measureNames = ['sum', 'avg', 'min', 'max', 'median', 'p90'] as const

export interface Measure {
  readonly of: 'count' | (typeof measureNames)[number]
  /** Absent for `count`. */
  readonly field?: string
}

export const measurePattern = /^(?:count|(sum|avg|min|max|median|p90)\(([a-z][a-z0-9_]*)\))$/

export function readMeasure(text: string): Measure | undefined {
  const match = measurePattern.exec(text)
  if (!match) return undefined
  const [, of, field] = match
  return of && field ? { of: of as Measure['of'], field } : { of: 'count' }
}

/** The type whose values the field holds, where the field itself says it. */
export function valuesAs(field: Field): FieldTypeName {
  return field.formula?.result ?? (isKept(field) ? field.rollup?.result : undefined) ?? field.type
}

/** Whether days, weeks and longer spans can be made of it. */
export function hasSpans(field: Field): boolean {
  return ['date', 'datetime'].includes(valuesAs(field))
}

/** @param result the field as its values are, which of a roll-up the whole definition says: `resultField` */
export function hasMeasure(field: Field, of: Exclude<Measure['of'], 'count'>, result: Field | undefined): boolean {
  // Yes and no are sorted, but neither is the least.
  if (of === 'min' || of === 'max') return typeOf(field).sortable && result?.type !== 'boolean'
  // What stands in the middle of days is a day; their sum is nothing.
  if ((of === 'median' || of === 'p90') && hasSpans(field)) return true
  return result !== undefined && ['integer', 'decimal', 'money'].includes(result.type)
}
