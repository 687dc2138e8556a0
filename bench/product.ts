/** One node of the product for the benchmark, in a process of its own. Told the database in BENCH_DATABASE; says its port to the parent. */
import type { AddressInfo } from 'node:net'
import { openInstallation } from '../packages/server/src/installation.ts'
import { secret } from './data.ts'

const unlimited = { perSecond: 1e9, burst: 1e9 }
const installation = await openInstallation({
  address: JSON.parse(process.env.BENCH_DATABASE ?? ''),
  secret,
  demo: false,
  publicUrl: 'http://localhost',
  headFile: undefined,
  observe: observation => {
    if (observation.kind === 'http.fault') console.error(observation)
  },
  rates: {
    read: unlimited,
    write: unlimited,
    form: unlimited,
    formsOfApp: unlimited,
    'sign-in': unlimited,
    stream: unlimited,
    upload: unlimited,
    download: unlimited,
    atOnce: 100_000,
    uploadsAtOnce: 100_000,
  },
})
await installation.server.listen({ port: 0, host: '127.0.0.1' })
process.send?.({ port: (installation.server.server.address() as AddressInfo).port })
process.once('SIGTERM', () => process.exit(0))
