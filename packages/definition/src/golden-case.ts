/** Golden cases for tests: a sentence, files, and what is expected, all in one text file. `-- path --` begins a file. UPDATE_GOLDEN=1 writes the expected part anew. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface GoldenCase {
  readonly name: string
  readonly sentence: string
  /** In their order. */
  readonly files: ReadonlyMap<string, string>
  readonly expected: string
  /** @throws when this is not what was expected; with UPDATE_GOLDEN it is what is expected from now on */
  check(actual: string): void
}

/** @param part the name of the part that holds what is expected: `findings`, `compiled`, `plan` */
export function goldenCases(folder: string, part: string): GoldenCase[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.txt'))
    .sort()
    .map(name => {
      const path = join(folder, name)
      const [sentence = '', ...parts] = readFileSync(path, 'utf8').split(/^-- (.+) --$/m)
      const files = new Map<string, string>()
      for (let index = 0; index < parts.length; index += 2) files.set(parts[index]!, parts[index + 1]!.slice(1))
      const expected = files.get(part) ?? ''
      files.delete(part)
      return {
        name: name.replace('.txt', ''),
        sentence: sentence.trim(),
        files,
        expected,
        check: actual => {
          if (process.env.UPDATE_GOLDEN) {
            const given = [...files].map(([file, text]) => `-- ${file} --\n${text}`)
            writeFileSync(path, `${sentence.trim()}\n${given.join('')}-- ${part} --\n${actual}`)
          } else assert.equal(actual, expected)
        },
      }
    })
}
