/**
 * The conformance vectors of CEL's own specification, run through PostgreSQL and through the evaluator: whatever the checker accepts gives the specified value, and NULL, or a failure, where
 * the specification has an error. What it does not accept gets a finding, never a wrong answer.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  checkExpression,
  evaluate,
  type Facts,
  failed,
  holds,
  inlineLiterals,
  type Outcome,
  toCondition,
  toValue,
} from '@bailiwick/definition/expressions/index.ts'
import { celLibrary } from '@bailiwick/definition/expressions/sql-library.ts'
import { tests as vectors } from '@bufbuild/cel-spec/testdata/conformance.js'
import type pg from 'pg'
import { cluster, createDatabase, type TestDatabase } from '../harness/database.ts'

await cluster()

interface Vector {
  readonly where: string
  readonly expr: string
  readonly bindings: boolean
  /** As the specification's JSON says it; undefined: an error. */
  readonly expected: { readonly kind: string; readonly value: unknown } | undefined
}

interface Suite {
  readonly name: string
  readonly suites?: readonly Suite[]
  readonly tests?: readonly { readonly original: unknown }[]
}

function collect(suite: Suite, path: string): Vector[] {
  const own = (suite.tests ?? []).map(({ original }) => {
    const { name, expr, value, evalError, bindings, container, typedResult } = original as Record<string, unknown>
    const [kind = 'boolValue', given = true] = Object.entries((value as object | undefined) ?? {})[0] ?? []
    return {
      where: `${path}/${String(name)}`,
      expr: String(expr),
      bindings: bindings !== undefined || container !== undefined || (typedResult !== undefined && value === undefined),
      expected: evalError === undefined ? { kind, value: given } : undefined,
    }
  })
  return [...own, ...(suite.suites ?? []).flatMap(inner => collect(inner, `${path}/${inner.name}`))]
}

/** Names of an empty world: constants alone. */
const scope = { entities: new Map(), variables: new Map(), functions: { now: false, today: false } }
const nowhere = (): never => {
  throw new Error('A constant expression reads no row.')
}
const context = {
  ...inlineLiterals(),
  variable: nowhere,
  column: nowhere,
  table: nowhere,
  user: nowhere,
  now: () => 'now()',
  today: () => 'current_date',
  helper: (name: string) => `cel.${name}`,
}

const noFacts: Facts<never> = {
  record: nowhere,
  value: nowhere,
  field: nowhere,
  byId: nowhere,
  children: nowhere,
  user: nowhere,
  now: nowhere,
  today: nowhere,
}

/** As PostgreSQL would print it. */
function printed(outcome: Outcome): string | null {
  return outcome === failed || outcome === null ? null : String(outcome)
}

function agrees(expected: NonNullable<Vector['expected']>, got: string | null): boolean {
  const { kind, value } = expected
  if (kind === 'nullValue') return got === null
  if (got === null) return false
  if (kind === 'doubleValue') return Object.is(Number(got), Number(value)) || Number(got) === Number(value)
  if (kind === 'boolValue') return got === String(value)
  if (kind === 'int64Value' || kind === 'uint64Value') return BigInt(got) === BigInt(String(value))
  return got === String(value)
}

const comparable = new Set(['boolValue', 'int64Value', 'uint64Value', 'doubleValue', 'stringValue', 'nullValue'])

describe('CEL conformance through PostgreSQL', () => {
  let database: TestDatabase
  let client: pg.Client
  before(async () => {
    database = await createDatabase({ after: () => undefined })
    client = await database.connect()
    await client.query(`CREATE SCHEMA cel; ${celLibrary('cel')}`)
  })
  after(() => database.drop())

  test('every accepted vector gives what the specification says, as a value and as a condition', async () => {
    const all = collect(vectors as unknown as Suite, 'conformance')
    const faults: string[] = []
    const refused = new Map<string, number>()
    let accepted = 0
    let withBindings = 0
    let uncompared = 0
    for (const vector of all) {
      if (vector.bindings) {
        withBindings += 1
        continue
      }
      const checking = checkExpression(vector.expr, scope, 'any')
      if (!checking.ok) {
        for (const { code } of checking.problems.slice(0, 1)) refused.set(code, (refused.get(code) ?? 0) + 1)
        assert.ok(
          checking.problems.every(problem => problem.message.length > 5),
          vector.expr,
        )
        continue
      }
      if (vector.expected && !comparable.has(vector.expected.kind)) {
        uncompared += 1
        continue
      }
      accepted += 1
      const about = `${vector.where}: ${vector.expr}`
      try {
        const { rows } = await client.query<{ value: string | null }>(
          `SELECT (${toValue(checking.expression, context)})::text AS value`,
        )
        const got = rows[0]?.value ?? null
        const good = vector.expected === undefined ? got === null : agrees(vector.expected, got)
        if (!good) faults.push(`${about} → ${got}, not ${JSON.stringify(vector.expected ?? 'an error')}`)
        const outcome = evaluate(checking.expression, noFacts)
        const evaluated = vector.expected === undefined ? outcome === failed : agrees(vector.expected, printed(outcome))
        if (!evaluated)
          faults.push(`${about} → ${String(outcome)} in the evaluator, not ${JSON.stringify(vector.expected ?? 'an error')}`)
        if (vector.expected?.kind !== 'boolValue') continue
        if (holds(checking.expression, noFacts) !== vector.expected.value)
          faults.push(`${about} as a condition of the evaluator is wrong`)
        const condition = await client.query<{ holds: boolean }>(
          `SELECT coalesce(${toCondition(checking.expression, context)}, false) AS holds`,
        )
        if (condition.rows[0]?.holds !== vector.expected.value)
          faults.push(`${about} as a condition → ${condition.rows[0]?.holds}`)
      } catch (error) {
        faults.push(`${about} raised ${(error as Error).message}`)
      }
    }
    console.log(
      `${all.length} vectors: ${accepted} accepted and run, ${withBindings} with bindings, a container or a type only, ${uncompared} of a kind without a column, refused: ${JSON.stringify(Object.fromEntries(refused))}`,
    )
    assert.deepEqual(faults, [])
    assert.ok(accepted >= 330, 'the number accepted does not shrink')
  })
})
