/** The app's definition, for the test of the seed. */
import { join } from 'node:path'
import { readExample } from '../../seeding/definition.ts'

export const example = readExample(join(import.meta.dirname, '..'))
export const { entityOf, workflowOf } = example
