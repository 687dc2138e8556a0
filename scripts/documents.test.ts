/** The documents hold what they say: links lead somewhere, paths exist, definitions are valid, and nothing of the machine they were written on is in the repository. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, test } from 'node:test'
import { readDefinition } from '@bailiwick/definition/index.ts'
import { printFinding } from '@bailiwick/definition/model/finding.ts'

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter(path => path !== '' && existsSync(path))
const documents = tracked.filter(path => path.endsWith('.md'))

/** As the usual renderers make a heading's anchor. */
function anchorsOf(text: string): Set<string> {
  const headings = text.replaceAll(/^```[\s\S]*?^```/gm, '').match(/^#{1,6} .+$/gm) ?? []
  return new Set(
    headings.map(heading =>
      heading
        .replace(/^#+ /, '')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}

describe('the documents', () => {
  for (const path of documents) {
    const text = readFileSync(path, 'utf8')

    test(`${path}: links and pictures lead to files and headings that are there`, () => {
      const broken: string[] = []
      for (const [, target = ''] of text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/.test(target)) continue
        const [file = '', anchor] = target.split('#')
        const found = file === '' ? path : normalize(join(dirname(path), file))
        if (!existsSync(found)) broken.push(target)
        else if (anchor && found.endsWith('.md') && !anchorsOf(readFileSync(found, 'utf8')).has(anchor)) broken.push(target)
      }
      assert.deepEqual(broken, [])
    })

    test(`${path}: paths of the repository that are named are there`, () => {
      const named = [...text.matchAll(/`((?:packages|tests|scripts|docs|examples|bench)\/[\w./$-]+)`/g)].map(match => match[1]!)
      assert.deepEqual(
        named.filter(name => !/[*…<]/.test(name) && !existsSync(name)),
        [],
      )
    })

    test(`${path}: the definitions in it are valid`, () => {
      const files = new Map(
        [...text.matchAll(/^```yaml definition (\S+)\n([\s\S]*?)^```/gm)].map(match => [match[1]!, match[2]!]),
      )
      if (files.size === 0) return
      assert.deepEqual(
        readDefinition(files)
          .findings.filter(finding => finding.level === 'error')
          .map(printFinding),
        [],
      )
    })
  }

  test('no file names a package registry or a folder of the machine it was written on', () => {
    const telling = new RegExp(
      [['registry', 'npmjs'].join('\\.'), ['', 'work', 'main'].join('/'), `${['', 'root', ''].join('/')}\\w`].join('|'),
    )
    const found = tracked
      .filter(path => /\.(ts|tsx|mjs|js|json|md|yaml|yml|sql|css|html|sh)$/.test(path) || path.startsWith('.'))
      .filter(path => telling.test(readFileSync(path, 'utf8')))
    assert.deepEqual(found, [])
  })
})
