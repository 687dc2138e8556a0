/** `npm start`: everything from a fresh clone to a running installation. */
import { join } from 'node:path'
import { ensureDependencies, ensureRuntime, root, run } from './runtime.mjs'

const node = ensureRuntime()
ensureDependencies()
const built = await run(node, join(root, 'scripts', 'build.ts'))
process.exitCode = built === 0 ? await run(node, join(root, 'scripts', 'serve.ts'), process.argv.slice(2)) : built
