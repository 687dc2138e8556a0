/** Which folder may import which: one table, enforced over every import statement, and no circles between files. */
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

/**
 * Each place with the places it may import from, besides itself. A file belongs to the longest place its path begins with. What is not listed may import nothing of ours.
 */
const arrows: Readonly<Record<string, readonly string[]>> = {
  'packages/definition/src/model': [],
  'packages/definition/src/wire': ['packages/definition/src/model'],
  'packages/definition/src/expressions': ['packages/definition/src/fields/near.ts', 'packages/definition/src/sentence.ts'],
  'packages/definition/src/fields/near.ts': [],
  'packages/definition/src/sentence.ts': [],
  'packages/definition/src/fields': [
    'packages/definition/src/sentence.ts',
    'packages/definition/src/model',
    'packages/definition/src/wire',
    'packages/definition/src/expressions',
    'packages/definition/src/fields/near.ts',
  ],
  'packages/definition/src/read': [
    'packages/definition/src/screens',
    'packages/definition/src/read/shape.ts',
    'packages/definition/src/read/limits.ts',
    'packages/definition/src/read/palette.ts',
    'packages/definition/src/model',
    'packages/definition/src/fields',
    'packages/definition/src/fields/near.ts',
    'packages/definition/src/expressions',
    'packages/definition/src/validate/finding-kinds.ts',
  ],
  'packages/definition/src/read/shape.ts': [],
  'packages/definition/src/read/limits.ts': [],
  'packages/definition/src/read/palette.ts': [],
  'packages/definition/src/screens': [
    'packages/definition/src/model',
    'packages/definition/src/wire',
    'packages/definition/src/fields',
    'packages/definition/src/read/shape.ts',
    'packages/definition/src/read/limits.ts',
    'packages/definition/src/read/palette.ts',
    'packages/definition/src/validate/complaint.ts',
  ],
  'packages/definition/src/validate/complaint.ts': [
    'packages/definition/src/model',
    'packages/definition/src/fields/near.ts',
    'packages/definition/src/validate/finding-kinds.ts',
  ],
  'packages/definition/src/validate/finding-kinds.ts': ['packages/definition/src/model'],
  'packages/definition/src/validate': [
    'packages/definition/src/screens',
    'packages/definition/src/validate/complaint.ts',
    'packages/definition/src',
    'packages/definition/src/read',
    'packages/definition/src/model',
    'packages/definition/src/fields',
    'packages/definition/src/fields/near.ts',
    'packages/definition/src/expressions',
    'packages/definition/src/validate/finding-kinds.ts',
  ],
  'packages/definition/src/write': [
    'packages/definition/src/screens',
    'packages/definition/src/read/shape.ts',
    'packages/definition/src/read/limits.ts',
    'packages/definition/src/read/palette.ts',
    'packages/definition/src/read',
    'packages/definition/src/model',
    'packages/definition/src/fields',
  ],
  'packages/definition/src/compile': [
    'packages/definition/src/screens',
    'packages/definition/src',
    'packages/definition/src/model',
    'packages/definition/src/fields',
    'packages/definition/src/expressions',
  ],
  'packages/definition/src/plan': [
    'packages/definition/src/compile',
    'packages/definition/src/fields',
    'packages/definition/src/model',
  ],
  'packages/definition/src': ['packages/definition/src/'],
  'packages/server/src/problems.ts': [
    'packages/definition/src/',
    'packages/server/src/problems.de.ts',
    'packages/server/src/sentences.ts',
    'packages/server/src/sentences.de.ts',
  ],
  'packages/server/src/problems.de.ts': ['packages/server/src/problems.ts'],
  'packages/server/src/sentences.ts': ['packages/definition/src/'],
  'packages/server/src/sentences.de.ts': ['packages/definition/src/', 'packages/server/src/sentences.ts'],
  'packages/server/src/observations.ts': [],
  'packages/server/src/database': [
    'packages/definition/src/',
    'packages/server/src/problems.ts',
    'packages/server/src/observations.ts',
    'packages/server/src/security/secrets',
  ],
  'packages/server/src/security/secrets': [],
  'packages/server/src/security': [
    'packages/definition/src/',
    'packages/server/src/problems.ts',
    'packages/server/src/observations.ts',
    'packages/server/src/database',
    'packages/server/src/security/secrets',
  ],
  'packages/server/src/runtime': [
    'packages/definition/src/',
    'packages/server/src/problems.ts',
    'packages/server/src/observations.ts',
    'packages/server/src/database',
    'packages/server/src/security',
  ],
  'packages/server/src/governance': [
    'packages/definition/src/',
    'packages/server/src/problems.ts',
    'packages/server/src/observations.ts',
    'packages/server/src/database',
    'packages/server/src/security',
    'packages/server/src/runtime',
  ],
  'packages/server/src/entry': ['packages/definition/src/', 'packages/server/src/'],
  'packages/server/src': ['packages/definition/src/', 'packages/server/src/'],
  'packages/ui/src/client': ['packages/definition/src/'],
  'packages/ui/src/kit': ['packages/definition/src/', 'packages/ui/src/client'],
  'packages/ui/src/fields': ['packages/definition/src/', 'packages/ui/src/client', 'packages/ui/src/kit'],
  'packages/ui/src/screens': [
    'packages/definition/src/',
    'packages/ui/src/client',
    'packages/ui/src/kit',
    'packages/ui/src/fields',
  ],
  'packages/ui/src': ['packages/definition/src/', 'packages/ui/src/'],
}

const places = Object.keys(arrows).sort((a, b) => b.length - a.length)
const importing = /^(?:import|export)\s(?:[^'"]*?\sfrom\s)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm

function placeOf(path: string): string | undefined {
  return places.find(place => path === place || path.startsWith(`${place}/`))
}

/** @returns one line per fault, empty when all is well */
export function checkArrows(root: string): string[] {
  const files = globSync('packages/*/src/**/*.{ts,tsx}', { cwd: root }).map(file => file.split(sep).join('/'))
  const faults: string[] = []
  const graph = new Map<string, string[]>()
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8')
    const from = placeOf(file)
    const targets: string[] = []
    for (const match of text.matchAll(importing)) {
      const name = match[1] ?? match[2] ?? ''
      const target = targetOf(root, file, name)
      if (!target) continue
      const to = placeOf(target)
      const line = text.slice(0, match.index).split('\n').length
      const isTest = /\.test\.tsx?$/.test(file)
      const typeOnly = /^(?:import|export) type\b/.test(match[0])
      if (!isTest && from && to && from !== to && !allowed(from, to, target))
        faults.push(`${file}:${line}: ${from} must not import ${to} (${target}). The table is in scripts/arrows.ts.`)
      // A type imported back makes no circle at run time.
      if (!isTest && !typeOnly) targets.push(target)
    }
    graph.set(file, targets)
  }
  return [...faults, ...circles(graph)]
}

function allowed(from: string, to: string, target: string): boolean {
  return (arrows[from] ?? []).some(place => (place.endsWith('/') ? target.startsWith(place) : place === to))
}

function targetOf(root: string, file: string, name: string): string | undefined {
  if (name.startsWith('@bailiwick/')) {
    const [, pack = '', ...rest] = name.split('/')
    return `packages/${pack}/src/${rest.join('/') || 'index.ts'}`
  }
  if (!name.startsWith('.')) return undefined
  const path = resolve(root, dirname(file), name)
  return existsSync(path) && statSync(path).isFile() ? relative(root, path).split(sep).join('/') : undefined
}

function circles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>()
  const found: string[] = []
  const visit = (file: string, trail: readonly string[]) => {
    const at = trail.indexOf(file)
    if (at >= 0) {
      found.push(`A circle of imports: ${[...trail.slice(at), file].join(' → ')}`)
      return
    }
    if (done.has(file)) return
    for (const target of graph.get(file) ?? []) visit(target, [...trail, file])
    done.add(file)
  }
  for (const file of graph.keys()) visit(file, [])
  return found
}
