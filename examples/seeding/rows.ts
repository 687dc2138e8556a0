/** Rows of an example's `tests/`: who does what to which record of the seed, and what comes of it. Whether the app behaves so is asked of PostgreSQL elsewhere. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import type { ReadExample } from './definition.ts'
import type { Seed, SeedRecord } from './shape.ts'

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

/** One test for each file: its rows name people, records, fields and steps that exist. */
export function testRows(folder: string, { entityOf, workflowOf }: ReadExample, { people, teams, records }: Seed): void {
  const ids = new Map([...people, ...teams].map(({ key, id }) => [key, id]))
  for (const file of globSync('*.yaml', { cwd: folder }).sort()) {
    test(`every row of ${file} speaks of what there is`, () => {
      const rows: Row[] = parse(readFileSync(join(folder, file), 'utf8'))
      for (const row of rows) {
        const about = JSON.stringify(row)
        const entity = entityOf.get(row.entity)
        assert.ok(row.as === 'nobody' ? row.does === 'create' : people.some(({ key }) => key === row.as), about)
        assert.ok(entity, about)
        for (const name of [...Object.keys(row.set ?? {}), ...(row.field ? [row.field] : [])]) {
          assert.ok(
            entity.fields.some(field => field.name === name),
            `${name}: ${about}`,
          )
        }
        if (row.does === 'share') assert.ok(row.with !== undefined && ids.has(row.with), about)
        const transitions = workflowOf.get(row.entity)?.transitions ?? []
        if (row.does === 'take')
          assert.ok(
            transitions.some(({ name, approval }) => name === row.transition && !approval),
            about,
          )
        if (row.does === 'decide') {
          assert.ok(
            transitions.some(({ approval }) => approval?.steps.some(({ name }) => name === row.step)),
            about,
          )
        }
        if (row.does === 'create' || row.does === 'export') continue
        const kept = (name: string, value: unknown) => {
          const type = entity.fields.find(field => field.name === name)?.type
          assert.ok(type, `${row.entity} has no field ${name}`)
          return type === 'person' || type === 'team' ? ids.get(String(value)) : value
        }
        const fitting = records[row.entity]!.filter(record => fits(record, row, kept))
        assert.ok(fitting.length > 0, `no record fits ${about}`)
      }
    })
  }
}
