/** Golden cases of the compiler and the plan: definitions and the whole SQL they become, so that every change of what runs in a database is read by somebody. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { compile } from './compile/compile.ts'
import type { CompiledApp, Table } from './compile/compiled.ts'
import { goldenCases } from './golden-case.ts'
import { printFinding } from './model/finding.ts'
import { plan } from './plan/plan.ts'
import { readDefinition } from './reading.ts'

const testdata = join(import.meta.dirname, '../testdata')

function compiled(files: ReadonlyMap<string, string>): CompiledApp {
  const { definition, findings } = readDefinition(files)
  const errors = findings.filter(finding => finding.level === 'error')
  assert.deepEqual(errors.map(printFinding), [])
  return compile(definition!)
}

function printTable(table: Table): string {
  const columns = table.columns.map(
    column =>
      `  ${column.name} ${column.type}${column.notNull ? ' NOT NULL' : ''}${column.generated ? ` = ${column.generated}` : ''}${column.kept ? ` kept ${column.kept}` : ''}`,
  )
  const constraints = table.constraints.map(constraint => `  ${constraint.name}: ${constraint.definition}`)
  const indexes = table.indexes.map(index => `  ${index.unique ? 'unique ' : ''}${index.name}: ${index.definition}`)
  return `TABLE ${table.name}\n${[...columns, ...constraints, ...indexes].join('\n')}\n`
}

for (const each of goldenCases(join(testdata, 'compile'), 'compiled'))
  test(`compiles ${each.name}: ${each.sentence}`, () => {
    const app = compiled(each.files)
    each.check(
      [...app.tables.map(printTable), ...app.derived.map(derived => `-- as ${derived.role}\n${derived.sql}\n`)].join('\n'),
    )
  })

for (const each of goldenCases(join(testdata, 'plan'), 'plan'))
  test(`plans ${each.name}: ${each.sentence}`, () => {
    const side = (name: 'before' | 'after') => {
      const files = [...each.files].filter(([path]) => path.startsWith(`${name}/`) || path.startsWith('both/'))
      return compiled(new Map(files.map(([path, text]) => [path.slice(path.indexOf('/') + 1), text])))
    }
    const { operations } = plan(side('before'), side('after'), 7)
    const printed = operations.map(operation => {
      const notes = [
        `lock: ${operation.lock}`,
        ...(operation.rewrites ? ['rewrites the table'] : []),
        ...(operation.loss ? [`loss: ${operation.loss}`] : []),
        ...(operation.check ? [`stops when: ${operation.check.message} (${operation.check.sql})`] : []),
      ]
      return [`${operation.kind}: ${operation.describe}`, ...notes, ...operation.sql].join('\n  ')
    })
    each.check(`${printed.join('\n')}\n`)
  })

test('a definition that did not change needs no operation', () => {
  for (const each of goldenCases(join(testdata, 'compile'), 'compiled')) {
    const app = compiled(each.files)
    assert.deepEqual(plan(app, app, 1).operations, [], each.name)
  }
})
