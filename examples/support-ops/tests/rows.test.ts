/** The rows in this folder name people, records, fields and steps that exist; whether the app behaves as they say is tested against PostgreSQL elsewhere. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { entityOf, workflowOf } from '../seed/definition.ts'
import { seed } from '../seed/seed.ts'
import { fits, type Row } from './row.ts'

const { people, teams, records } = seed(new Date('2026-11-24T10:12:00Z'))
const ids = new Map([...people, ...teams].map(({ key, id }) => [key, id]))

for (const file of globSync('*.yaml', { cwd: import.meta.dirname }).sort()) {
  test(`every row of ${file} speaks of what there is`, () => {
    const rows: Row[] = parse(readFileSync(join(import.meta.dirname, file), 'utf8'))
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
