/** A node for the benchmark refuses nobody for asking often. */
import type { Rates } from '../packages/server/src/entry/http/rates.ts'

const none = { perSecond: 1e9, burst: 1e9 }

export const unlimited: Rates = {
  read: none,
  write: none,
  form: none,
  formsOfApp: none,
  'sign-in': none,
  stream: none,
  upload: none,
  download: none,
  export: none,
  atOnce: 100_000,
  uploadsAtOnce: 100_000,
  exportsAtOnce: 100_000,
}
