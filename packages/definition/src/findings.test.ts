/**
 * Golden cases: a definition with planted mistakes and what is said about it, in one file of `testdata/findings/`.
 * A case's files are laid over the sound definition in `testdata/findings/base/`. UPDATE_GOLDEN=1 rewrites what is said.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { goldenCases } from './golden-case.ts'
import { printFinding } from './model/finding.ts'
import { readDefinition } from './reading.ts'
import { findingKinds } from './validate/finding-kinds.ts'

const folder = join(import.meta.dirname, '../testdata/findings')
const base = readFolder(join(folder, 'base'))
const cases = goldenCases(folder, 'findings')

function readFolder(root: string): Map<string, string> {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.yaml'))
  return new Map(names.map(name => [name.replaceAll('\\', '/'), readFileSync(join(root, name), 'utf8')]))
}

const met = new Set<string>()

for (const each of cases) {
  test(`${each.name}: ${each.sentence}`, () => {
    const reading = readDefinition(new Map([...base, ...each.files]))
    for (const finding of reading.findings) met.add(finding.code)
    each.check(`${reading.findings.map(printFinding).join('\n')}\n`)
    assert.equal(
      reading.definition === undefined,
      reading.findings.some(finding => finding.level === 'error'),
    )
    for (const finding of reading.findings) assert.ok(finding.place, `${finding.code} at ${finding.path} has a place`)
  })
}

test('The sound definition under the cases has nothing to be said about', () => {
  assert.deepEqual(readDefinition(base).findings, [])
})

test('At least sixty mistakes are planted', () => {
  const planted = cases.flatMap(each => each.expected.match(/^\S.*$/gm) ?? [])
  assert.ok(planted.length >= 60, `${planted.length} findings`)
})

// Too large for a golden file; said in read/definition-reader.test.ts.
const elsewhere = ['file.too-large', 'file.too-many', 'file.too-many-mistakes', 'file.no-app']

test('Every finding that exists is met in a case', () => {
  const missing = Object.keys(findingKinds).filter(code => !met.has(code) && !elsewhere.includes(code))
  assert.deepEqual(missing, [])
})

test('Every problem the expression checker knows is in the table of findings', () => {
  const sources = readdirSync(join(import.meta.dirname, 'expressions')).filter(
    name => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  )
  const text = sources.map(name => readFileSync(join(import.meta.dirname, 'expressions', name), 'utf8')).join('\n')
  const codes = new Set([...text.matchAll(/'(expression\.[a-z-]+)'/g)].map(match => match[1]!))
  assert.ok(codes.size >= 10)
  assert.deepEqual(
    [...codes].filter(code => !Object.hasOwn(findingKinds, code)),
    [],
  )
})
