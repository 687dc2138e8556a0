import { describe } from 'node:test'
import { seed } from '../../examples/support-ops/seed/seed.ts'
import { exampleOfSuite, keepsItsRows } from '../harness/example.ts'

describe('the support desk keeps its promises', () => keepsItsRows(exampleOfSuite('support-ops', seed(new Date()))))
