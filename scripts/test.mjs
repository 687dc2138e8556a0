/** `npm test [words…]`: brings what the tests need and runs everything, or the test files whose path holds one of the words. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDependencies, ensureRuntime, fail, has, root, run, step } from './runtime.mjs'

const node = ensureRuntime()
ensureDependencies()
ensureProgram(
  'a Chromium browser',
  () => Boolean(process.env.CHROMIUM_PATH) || has('chromium') || has('google-chrome') || has('chromium-browser'),
  'chromium',
)
ensureProgram(
  'a system PostgreSQL',
  () => existsSync('/usr/lib/postgresql') || Boolean(process.env.BAILIWICK_NO_SYSTEM_POSTGRES),
  'postgresql',
)
process.exitCode = await run(node, join(root, 'scripts', 'test.ts'), process.argv.slice(2))

/** Installs a Debian package where that is possible, and says what to do where it is not. */
function ensureProgram(what, present, debian) {
  if (present()) return
  if (process.getuid?.() !== 0 || !has('apt-get'))
    fail(`The tests need ${what}. Install it, for example: sudo apt-get install ${debian}`)
  step(`Installing ${what} (${debian})`)
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', debian],
  ]) {
    const done = spawnSync('apt-get', args, { encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    if (done.status !== 0) fail(`apt-get ${args[0]} failed:\n${done.stderr}\nInstall ${debian} yourself, then run this again.`)
  }
}
