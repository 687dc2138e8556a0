/** Reads the settings of a start and does nothing else, so that a slip is told before anything is brought or built. */
import { NotUnderstood, readServeSettings } from '../packages/server/src/entry/cli/serve-settings.ts'

try {
  readServeSettings(process.argv.slice(2))
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = error instanceof NotUnderstood ? 2 : 1
}
