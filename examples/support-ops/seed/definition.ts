/** The app's definition, read from its files, for the test of the seed. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Definition, readDefinition } from '../../../packages/definition/src/index.ts'

function read(folder: string): Definition {
  const names = ['app.yaml', ...globSync('{entities,workflows,screens,layouts}/*.yaml', { cwd: folder })]
  const reading = readDefinition(new Map(names.map(name => [name, readFileSync(join(folder, name), 'utf8')])))
  assert.deepEqual(reading.findings, [])
  return reading.definition!
}

export const definition = read(join(import.meta.dirname, '..'))
export const entityOf = new Map(definition.entities.map(entity => [entity.name, entity]))
export const workflowOf = new Map(definition.workflows.map(workflow => [workflow.entity, workflow]))
