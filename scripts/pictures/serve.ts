/** Serves what is pictured: the example apps as `npm start` does, and the app of extremes. */
import { rmSync } from 'node:fs'
import { serve } from '../../packages/server/src/entry/cli/serve.ts'
import { exampleFolder, examples } from '../examples.ts'
import { installInOwnProcess } from '../install-example.ts'
import { scratchApp } from './scratch.ts'

const scratch = scratchApp()
try {
  process.exitCode = await serve(
    [],
    [
      ...examples.map(({ folder }) => ({
        folder: exampleFolder(folder),
        install: (address: Parameters<typeof installInOwnProcess>[1]) => installInOwnProcess(folder, address),
      })),
      scratch,
    ],
  )
} finally {
  rmSync(scratch.folder, { recursive: true, force: true })
}
