/** Builds the screens when their sources changed: vite, then every asset compressed once so that no request pays for it. */
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const root = fileURLToPath(new URL('..', import.meta.url))
const ui = join(root, 'packages', 'ui')
const built = join(ui, 'dist')

/** @returns whether anything was built */
export async function buildScreens(): Promise<boolean> {
  const sources = sourceHash()
  const isBuilt = () => existsSync(join(built, '.sources')) && readFileSync(join(built, '.sources'), 'utf8') === sources
  if (isBuilt()) return false
  console.log('· Building the screens …')
  // Made beside its place and moved there when it is whole: another process may be reading or building at this moment.
  const [fresh, former] = [`${built}-${process.pid}`, `${built}-${process.pid}-former`]
  const { build } = await import('vite')
  try {
    await build({
      root: ui,
      configFile: join(ui, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: fresh, emptyOutDir: true },
    })
    compress(fresh)
    writeFileSync(join(fresh, '.sources'), sources)
    if (isBuilt()) return true
    if (existsSync(built)) renameSync(built, former)
    renameSync(fresh, built)
  } finally {
    for (const folder of [fresh, former]) rmSync(folder, { recursive: true, force: true })
  }
  return true
}

/** Everything the result depends on. */
function sourceHash(): string {
  const files = [
    'package-lock.json',
    ...globSync('packages/ui/{src,public,words}/**/*', { cwd: root }),
    ...globSync('packages/ui/*.{ts,html,json,cjs,mjs}', { cwd: root }),
    ...globSync('packages/definition/src/**/*.ts', { cwd: root }),
  ].sort()
  const hash = createHash('sha256')
  for (const file of files) {
    const path = join(root, file)
    if (statSync(path).isFile()) hash.update(file).update('\0').update(readFileSync(path)).update('\0')
  }
  return hash.digest('hex')
}

function compress(folder: string): void {
  for (const file of globSync('**/*.{js,mjs,css,svg,json,html}', { cwd: folder })) {
    const path = join(folder, file)
    const content = readFileSync(path)
    // index.html carries a fresh nonce in each answer and cannot be compressed beforehand.
    if (content.length < 1_000 || file.endsWith('.html')) continue
    writeFileSync(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildScreens()
