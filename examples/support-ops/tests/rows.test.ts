import { testRows } from '../../seeding/rows.ts'
import { example } from '../seed/definition.ts'
import { seed } from '../seed/seed.ts'

testRows(import.meta.dirname, example, seed(new Date('2026-11-24T10:12:00Z')))
