/** A row of the files here: who does what to which record of the seed, and what comes of it. */
import type { SeedRecord } from '../../seeding/shape.ts'

export interface Row {
  readonly as: string
  readonly does: 'read' | 'create' | 'update' | 'delete' | 'comment' | 'export' | 'share' | 'reveal' | 'take' | 'decide'
  readonly entity: string
  /** What the record holds: a value, or `{ above: number }`. */
  readonly record?: Readonly<Record<string, unknown>>
  readonly unless?: Readonly<Record<string, unknown>>
  readonly field?: string
  /** share: with whom, to read until the day after. */
  readonly with?: string
  readonly set?: Readonly<Record<string, unknown>>
  readonly transition?: string
  readonly step?: string
  readonly decision?: string
  /** decide: who approved which step before, because steps are asked in their order. */
  readonly first?: { readonly as: string; readonly step: string }
  readonly expect: 'allowed' | 'refused' | 'hidden' | 'absent' | 'masked'
}

/** @param kept a value as the seed keeps it: the id of a person or team that is named */
export function fits(record: SeedRecord, row: Row, kept: (field: string, value: unknown) => unknown): boolean {
  const has = (values: Readonly<Record<string, unknown>>) =>
    Object.entries(values).every(([name, value]) => {
      if (name === 'created_by') return record.created_by === value
      const above = (value as { above?: number } | null)?.above
      return above === undefined ? record.fields[name] === kept(name, value) : Number(record.fields[name]) > above
    })
  return has(row.record ?? {}) && !(row.unless && has(row.unless))
}
