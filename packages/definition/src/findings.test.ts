/**
 * Golden cases: a definition with planted mistakes and what is said about it, in one file of `testdata/findings/`.
 * A case's files are laid over the sound definition in `testdata/findings/base/`. UPDATE_GOLDEN=1 rewrites what is said.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { printFinding } from './model/finding.ts'
import { readDefinition } from './reading.ts'
import { findingKinds } from './validate/finding-kinds.ts'

const folder = join(import.meta.dirname, '../testdata/findings')
const base = readFolder(join(folder, 'base'))
const cases = readdirSync(folder).filter(name => name.endsWith('.txt'))

function readFolder(root: string): Map<string, string> {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.yaml'))
  return new Map(names.map(name => [name.replaceAll('\\', '/'), readFileSync(join(root, name), 'utf8')]))
}

/** `-- path --` begins a file; `-- findings --` begins what is said. */
function readCase(text: string): { sentence: string; files: Map<string, string>; findings: string } {
  const [sentence = '', ...parts] = text.split(/^-- (.+) --$/m)
  const files = new Map<string, string>()
  for (let index = 0; index < parts.length; index += 2) files.set(parts[index]!, parts[index + 1]!.slice(1))
  const findings = files.get('findings') ?? ''
  files.delete('findings')
  return { sentence: sentence.trim(), files, findings }
}

const met = new Set<string>()

for (const name of cases) {
  const path = join(folder, name)
  const { sentence, files, findings } = readCase(readFileSync(path, 'utf8'))
  test(`${name.replace('.txt', '')}: ${sentence}`, () => {
    const reading = readDefinition(new Map([...base, ...files]))
    for (const finding of reading.findings) met.add(finding.code)
    const said = `${reading.findings.map(printFinding).join('\n')}\n`
    if (process.env.UPDATE_GOLDEN) {
      const given = [...files].map(([file, text]) => `-- ${file} --\n${text}`)
      writeFileSync(path, `${sentence}\n${given.join('')}-- findings --\n${said}`)
      return
    }
    assert.equal(said, findings)
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
  const planted = cases.flatMap(name => readCase(readFileSync(join(folder, name), 'utf8')).findings.match(/^\S.*$/gm) ?? [])
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
