/** Serves with the example apps. The screens were built before, in a process of their own: the builder's memory would stay with the server. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serve } from '../packages/server/src/entry/cli/serve.ts'
import { examples } from './examples.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

try {
  process.exitCode = await serve(
    process.argv.slice(2),
    examples.map(example => ({ folder: join(root, 'examples', example.folder), seed: example.seed })),
  )
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  if (process.env.BAILIWICK_DEBUG && error instanceof Error) console.error(error.stack)
  process.exitCode = 1
}
