/** `npm run check`: types, lint and format, import arrows, generated pages, words. Each says what is wrong and how to mend it. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { checkArrows } from './arrows.ts'
import { staleDocs } from './generate-docs.ts'
import { wordFaults } from './words.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

export interface Check {
  readonly name: string
  run(): Promise<boolean>
}

function command(program: string, args: readonly string[]): boolean {
  const done = spawnSync(process.execPath, [`${root}/node_modules/${program}`, ...args], { cwd: root, encoding: 'utf8' })
  if (done.status !== 0) console.log(`${done.stdout}${done.stderr}`)
  return done.status === 0
}

export const checks: readonly Check[] = [
  { name: 'types', run: async () => command('typescript/bin/tsc', ['-p', '.']) },
  { name: 'types of the screens', run: async () => command('typescript/bin/tsc', ['-p', 'packages/ui']) },
  {
    name: 'lint and format',
    run: async () => command('@biomejs/biome/bin/biome', ['ci', '--colors=off', '--error-on-warnings', '.']),
  },
  {
    name: 'import arrows',
    run: async () => {
      const faults = checkArrows(root)
      for (const fault of faults) console.log(fault)
      return faults.length === 0
    },
  },
  {
    name: 'generated pages',
    run: async () => {
      const stale = await staleDocs()
      if (stale.length > 0) console.log(`Not up to date: ${stale.join(', ')}. Run: node scripts/run.mjs scripts/generate-docs.ts`)
      return stale.length === 0
    },
  },
  {
    name: 'words',
    run: async () => {
      const faults = wordFaults()
      for (const fault of faults) console.log(fault)
      return faults.length === 0
    },
  },
]

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const check of checks) {
    const good = await check.run()
    console.log(`${check.name}: ${good ? 'good' : 'NOT good'}`)
    if (!good) process.exitCode = 1
  }
}
