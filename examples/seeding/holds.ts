/** What every seed must hold, whatever its app: values that fields take, unique ones, and the states its workflow files say. */
import assert from 'node:assert/strict'
import { fieldTypes, type Workflow } from '../../packages/definition/src/index.ts'
import type { ReadExample } from './definition.ts'
import type { States } from './ledger.ts'
import type { Seed } from './shape.ts'
import type { Hours } from './working-time.ts'

export function checkValues({ records }: Seed, { entityOf }: ReadExample): void {
  for (const [name, list] of Object.entries(records)) {
    const entity = entityOf.get(name)!
    const fields = new Map(entity.fields.map(field => [field.name, field]))
    for (const record of list) {
      for (const [key, value] of Object.entries(record.fields)) {
        const field = fields.get(key)
        assert.ok(field, `${name} has no field ${key}`)
        // A kept number is written into the past; the database counts it anew.
        const type = field.rollup?.result ?? field.type
        assert.ok(type !== 'formula' && type !== 'rollup', `${name}.${key} is computed`)
        const outcome = fieldTypes[type].toColumn(value, field)
        assert.ok(outcome.ok, `${name}.${key} = ${JSON.stringify(value)}: ${outcome.ok ? '' : outcome.message}`)
      }
      for (const field of entity.fields) {
        if (field.required || field.type === 'auto_number')
          assert.ok(field.name in record.fields, `${name}.${field.name} is empty`)
      }
    }
  }
}

export function checkUnique({ records }: Seed, { entityOf }: ReadExample): void {
  const ids = new Set(Object.values(records).flatMap(list => list.map(({ id }) => id)))
  assert.equal(
    ids.size,
    Object.values(records).reduce((sum, list) => sum + list.length, 0),
  )
  for (const [name, list] of Object.entries(records)) {
    const entity = entityOf.get(name)!
    const single = entity.fields.filter(field => field.unique || field.type === 'auto_number').map(field => [field.name])
    for (const combination of [...single, ...entity.unique]) {
      const values = list
        .filter(({ fields }) => combination.every(field => field in fields))
        .map(({ fields }) => JSON.stringify(combination.map(field => fields[field])))
      assert.equal(new Set(values).size, values.length, `${name}: ${combination.join(', ')}`)
    }
  }
}

export function checkStates(states: States, calendar: Hours, { definition }: ReadExample): void {
  const words = (workflow: Workflow) =>
    Object.fromEntries(
      workflow.states
        .filter(state => state.due)
        .map(({ name, due }) => [name, `${due!.amount} ${due!.business ? 'business ' : ''}${due!.unit}`]),
    )
  assert.deepEqual(states.due, Object.fromEntries(definition.workflows.map(workflow => [workflow.entity, words(workflow)])))
  assert.deepEqual(states.initial, Object.fromEntries(definition.workflows.map(({ entity, initial }) => [entity, initial])))
  const pending = definition.workflows.flatMap(({ entity, transitions }) => {
    const waiting = transitions.filter(({ approval }) => approval).flatMap(({ from }) => from)
    return waiting.length > 0 ? [[entity, waiting]] : []
  })
  assert.deepEqual(states.pending, Object.fromEntries(pending))
  const { timeZone, days, from, to, holidays } = definition.app.calendar
  assert.deepEqual([timeZone, days, from, to], ['Europe/Berlin', calendar.days, `0${calendar.from}:00`, `${calendar.to}:00`])
  assert.deepEqual(holidays, calendar.holidays)
}
