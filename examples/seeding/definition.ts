/** An example's definition, read from its files, for the test of its seed. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Definition, type Entity, readDefinition, type Workflow } from '../../packages/definition/src/index.ts'

export interface ReadExample {
  readonly definition: Definition
  readonly entityOf: ReadonlyMap<string, Entity>
  /** By entity. */
  readonly workflowOf: ReadonlyMap<string, Workflow>
}

/** @param folder the one that holds app.yaml */
export function readExample(folder: string): ReadExample {
  const names = ['app.yaml', ...globSync('{entities,workflows,screens,layouts}/*.yaml', { cwd: folder })]
  const reading = readDefinition(new Map(names.map(name => [name, readFileSync(join(folder, name), 'utf8')])))
  assert.deepEqual(
    reading.findings.filter(({ level }) => level !== 'note'),
    [],
  )
  const definition = reading.definition!
  return {
    definition,
    entityOf: new Map(definition.entities.map(entity => [entity.name, entity])),
    workflowOf: new Map(definition.workflows.map(workflow => [workflow.entity, workflow])),
  }
}
