/**
 * Random expressions over random records, computed by PostgreSQL and by the evaluator: the same value, and empty where the other is empty or has an error; as a
 * condition, true on the same records. And never an error of PostgreSQL, whatever the records hold.
 *
 * BAILIWICK_SEED=<number> repeats a run.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  checkExpression,
  evaluate,
  failed,
  holds,
  inlineLiterals,
  type Outcome,
  type SqlContext,
  toCondition,
  toValue,
  type ValueType,
} from '@bailiwick/definition/expressions/index.ts'
import { readDefinition } from '@bailiwick/definition/index.ts'
import { scopeFor } from '@bailiwick/definition/scope.ts'
import { rollDice } from '@bailiwick/definition/write/random-definition.ts'
import { person, runApp } from '../harness/app.ts'
import { randomCondition, randomValue, zones } from './random-expression.ts'
import { baseFiles, factsOf, keptFields, orderFiles, randomId, randomRow, toImport, type UserFacts, type World } from './world.ts'

const seed = Number(process.env.BAILIWICK_SEED ?? Math.floor(Math.random() * 2 ** 31))
const wanted = 700
const rowCount = 60

describe(`expressions at random (seed ${seed})`, () => {
  test('PostgreSQL and the evaluator compute the same, and PostgreSQL never raises', async t => {
    const dice = rollDice(seed)
    const people = ['p1', 'p2', 'p3'].map(key => person(key, { id: randomId(dice) }))
    const teams = ['east', 'west'].map(key => ({ key, id: randomId(dice), name: key }))
    const cast = { people: people.map(each => each.id), teams: teams.map(each => each.id) }
    const files = { ...baseFiles, ...orderFiles('job', ['  - { role: r1, can: [read] }'], keptFields) }
    const world: World = new Map()
    const { definition } = readDefinition(new Map(Object.entries(files)))
    assert.ok(definition)
    for (const name of ['region', 'customer', 'job', 'job_line']) {
      const entity = definition.entities.find(each => each.name === name)!
      const count = name === 'job_line' ? rowCount * 2 : name === 'job' ? rowCount : 10
      world.set(
        name,
        Array.from({ length: count }, () => randomRow(dice, entity, cast, world)),
      )
    }
    const keyOf = (id: string) => people.find(each => each.id === id)!.key
    const records = Object.fromEntries([...world].map(([name, rows]) => [name, toImport(rows, keyOf)]))
    const app = await runApp(t, { files, seed: { people, teams, records } })
    const user: UserFacts = {
      id: cast.people[0]!,
      email: 'p1@example.test',
      teams: cast.teams,
      direct_teams: cast.teams.slice(0, 1),
      reports: cast.people.slice(1),
      direct_reports: cast.people.slice(1, 2),
      roles: ['r1', 'r2'],
    }
    const clock = { now: 1_795_512_600_123_456n, today: '2026-11-24' }
    const context: SqlContext = {
      ...inlineLiterals(),
      variable: () => 't',
      column: (_, field, at) => `${at}."${field}"`,
      table: entity => `lab.${entity}$rule`,
      user: property => {
        const list = (values: readonly string[], type: string) => `'{${values.join(',')}}'::${type}[]`
        if (property === 'id') return `'${user.id}'::uuid`
        if (property === 'email') return `'${user.email}'::text`
        return list(user[property], property === 'roles' ? 'text' : 'uuid')
      },
      now: () => `'2026-11-24T09:30:00.123456Z'::timestamptz`,
      today: () => `'2026-11-24'::date`,
      helper: name => `bailiwick.${name}`,
    }
    const job = definition.entities.find(each => each.name === 'job')!
    const scope = { ...scopeFor(definition, job, 'rule'), zone: dice.pick(zones) }
    const rows = world.get('job')!.filter(row => !row.deleted)
    const faults: string[] = []
    const seen = { values: 0, empty: 0, failed: 0, true: 0 }
    let thrownAgain = 0
    await app.superuser(async admin => {
      await admin.query(`SET timezone = 'Pacific/Chatham'; SET search_path = pg_catalog`)
      for (let made = 0; made < wanted; ) {
        const depth = dice.below(5)
        const pool = { ...cast, records: [] }
        const text = dice.below(2) === 0 ? randomCondition(dice, scope, pool, depth) : randomValue(dice, scope, pool, depth)
        const checking = checkExpression(text, scope, 'any')
        if (!checking.ok) {
          thrownAgain += 1
          assert.ok(thrownAgain < wanted, `refused too often: ${text}: ${checking.problems[0]?.message}`)
          continue
        }
        made += 1
        const { expression } = checking
        const condition = expression.type.kind === 'bool'
        try {
          const { rows: answers } = await admin.query<{ id: string; value: string | null; holds: boolean }>(
            `SELECT t.id, ${textOf(expression.type, toValue(expression, context))} AS value,
                    ${condition ? `coalesce(${toCondition(expression, context)}, false)` : 'NULL'} AS holds
             FROM lab.job$rule t`,
          )
          assert.equal(answers.length, rows.length)
          const byId = new Map(answers.map(answer => [answer.id, answer]))
          for (const row of rows) {
            const facts = factsOf(definition, world, row, user, clock)
            const outcome = evaluate(expression, facts)
            const answer = byId.get(row.id)!
            seen[outcome === failed ? 'failed' : outcome === null ? 'empty' : outcome === true ? 'true' : 'values'] += 1
            const same = typeof outcome === 'number' ? Number(answer.value) === outcome : printed(outcome) === answer.value
            if (!same) faults.push(`${text} of ${JSON.stringify(row)}: ${answer.value} in SQL, ${String(outcome)} here`)
            if (condition && answer.holds !== holds(expression, facts))
              faults.push(`${text} as a condition of ${JSON.stringify(row)}: ${answer.holds} in SQL`)
          }
        } catch (error) {
          faults.push(`${text}: PostgreSQL raised ${(error as Error).message}`)
        }
      }
    })
    console.log(
      `seed ${seed}: ${wanted} expressions × ${rows.length} records: ${JSON.stringify(seen)}; ${thrownAgain} thrown again`,
    )
    assert.deepEqual(faults.slice(0, 10), [], `${faults.length} disagreements; BAILIWICK_SEED=${seed} repeats them`)
  })
})

/** A value as text of one form, which does not depend on settings of the session. */
function textOf(type: ValueType, sql: string): string {
  if (type.kind === 'timestamp') return `(extract(epoch FROM ${sql}) * 1000000)::bigint::text`
  return `(${sql})::text`
}

function printed(outcome: Outcome): string | null {
  return outcome === failed || outcome === null ? null : String(outcome)
}
