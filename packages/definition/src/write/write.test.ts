import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readDocument, readFiles } from '../read/definition-reader.ts'
import { formatDefinition, formatFile } from './format.ts'
import { randomDefinition, rollDice } from './random-definition.ts'
import { writeDefinition, writeDefinitionDocument } from './write.ts'

const rounds = Number(process.env.ROUNDS ?? 150)
const firstSeed = process.env.SEED ? Number(process.env.SEED) : Math.floor(Math.random() * 2 ** 31)

test('What is written reads back as the same model, formatted or not, as files and as one document', () => {
  for (let seed = firstSeed; seed < firstSeed + rounds; seed++) {
    const definition = randomDefinition(rollDice(seed))
    const files = writeDefinition(definition)
    const note = () => `SEED=${seed}`
    const formatted = formatDefinition(files)
    assert.deepEqual(formatted, files, `${note()}: what is written is formatted already`)
    for (const [how, reading] of [
      ['files', readFiles(files)],
      ['document', readDocument(writeDefinitionDocument(definition))],
    ] as const) {
      assert.deepEqual(reading.findings.list, [], `${note()} as ${how}`)
      // files are read in the order of their names, which is that of the random names
      assert.deepEqual(reading.definition, definition, `${note()} as ${how}`)
    }
  }
})

const folder = join(import.meta.dirname, '../../testdata/format')
for (const name of readdirSync(folder)) {
  const path = join(folder, name)
  const [sentence = '', file = '', given = '', expected = ''] = readFileSync(path, 'utf8')
    .split(/^-- (?:given (.+)|formatted) --\n/m)
    .filter(part => part !== undefined)
  test(`${name.replace('.txt', '')}: ${sentence.trim()}`, () => {
    const formatted = formatFile(file, given)
    if (process.env.UPDATE_GOLDEN) {
      writeFileSync(path, `${sentence}-- given ${file} --\n${given}-- formatted --\n${formatted}`)
      return
    }
    assert.equal(formatted, expected)
    assert.equal(formatFile(file, formatted), formatted, 'formatting again changes nothing')
  })
}

test('A file with a mistake in its YAML is left as it is', () => {
  const text = 'entity: ticket\n  title: [subject\n'
  assert.equal(formatFile('entities/ticket.yaml', text), text)
  assert.equal(formatFile('README.md', '#   hello'), '#   hello')
})
