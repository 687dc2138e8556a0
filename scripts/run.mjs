/** `node scripts/run.mjs FILE …`: runs a TypeScript file of this project under a supported Node. */
import { join } from 'node:path'
import { ensureDependencies, ensureRuntime, fail, root, run } from './runtime.mjs'

const [file, ...args] = process.argv.slice(2)
if (!file) fail('Usage: node scripts/run.mjs FILE …')
const node = ensureRuntime()
ensureDependencies()
process.exitCode = await run(node, join(root, file), args)
