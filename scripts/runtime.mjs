/**
 * Brings what everything else needs: a supported Node and the packages. Plain JavaScript that runs on Node 20, because that may be all there is.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const oldest = 24
const brought = '26.10.0'

/** @returns {string} the path of a Node that is supported: this one, or one brought for the project */
export function ensureRuntime() {
  if (Number(process.versions.node.split('.')[0]) >= oldest) return process.execPath
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const path = join(root, '.runtime', 'node_modules', name, 'bin', 'node')
  if (existsSync(path)) return path
  step(`Node ${process.versions.node} is not supported any more: bringing Node ${brought} for this folder`)
  mkdirSync(join(root, '.runtime'), { recursive: true })
  npm(
    [
      'install',
      '--prefix',
      join(root, '.runtime'),
      '--no-save',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      `${name}@${brought}`,
    ],
    `Install Node ${oldest} or newer yourself, then run this again.`,
  )
  if (!existsSync(path))
    fail(`The package ${name} has no program at ${path}. Install Node ${oldest} or newer yourself, then run this again.`)
  return path
}

/** Installs the packages when they are missing or the lock file changed. */
export function ensureDependencies() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const stamp = join(root, 'node_modules', '.bailiwick-lock')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  step('Installing packages')
  npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], 'Check the network, then run this again.')
  writeFileSync(stamp, lock)
}

/** Runs npm quietly; its output is shown when it fails. */
function npm(args, advice) {
  const done = spawnSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', [...args, '--loglevel=error'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (done.status !== 0) fail(`npm ${args[0]} failed:\n${done.stderr || done.stdout || done.error?.message}\n${advice}`)
}

/** Runs a TypeScript file to its end in this terminal. @returns {Promise<number>} its exit code */
export function run(node, file, args = [], env = {}) {
  // Types are taken out of the files once and not at each start: half of the time until a node has read itself.
  const cache = { NODE_COMPILE_CACHE: join(root, '.runtime', 'compile-cache') }
  return new Promise(resolve => {
    const child = spawn(node, [file, ...args], { cwd: root, stdio: 'inherit', env: { ...cache, ...process.env, ...env } })
    // Ctrl-C reaches the child by itself; anything sent to this process alone is passed on.
    for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
    process.on('SIGINT', () => undefined)
    child.on('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)))
  })
}

export function step(text) {
  console.log(`· ${text} …`)
}

export function fail(text) {
  console.error(text)
  process.exit(1)
}

/** Whether a program is on the PATH. */
export function has(program) {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
