/** `npm start`: everything from a fresh clone to a running installation. */
import { join } from 'node:path'
import { ensureDependencies, ensureRuntime, root, run } from './runtime.mjs'

const node = ensureRuntime()
const args = process.argv.slice(2)
const script = name => join(root, 'scripts', name)
process.exitCode = await run(node, script('settings.ts'), args)
if (process.exitCode === 0) {
  ensureDependencies()
  process.exitCode = await run(node, script('build.ts'))
}
if (process.exitCode === 0) process.exitCode = await run(node, script('serve.ts'), args)
