/** Serves with the example apps. The screens were built before, in a process of their own: the builder's memory would stay with the server. */
import { serve } from '../packages/server/src/entry/cli/serve.ts'
import { exampleFolder, examples } from './examples.ts'
import { installInOwnProcess } from './install-example.ts'

try {
  process.exitCode = await serve(
    process.argv.slice(2),
    examples.map(({ folder }) => ({
      folder: exampleFolder(folder),
      install: (address, ending) => installInOwnProcess(folder, address, ending),
    })),
  )
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  if (process.env.BAILIWICK_DEBUG && error instanceof Error) console.error(error.stack)
  process.exitCode = 1
}
