/** One node of the product for the benchmark, in a process of its own. Told the database in BENCH_DATABASE; says its port to the parent. */
import type { AddressInfo } from 'node:net'
import { openInstallation } from '../packages/server/src/installation.ts'
import { secret } from './data.ts'
import { unlimited } from './unlimited.ts'

const installation = await openInstallation({
  address: JSON.parse(process.env.BENCH_DATABASE ?? ''),
  secret,
  demo: false,
  publicUrl: 'http://localhost',
  headFile: undefined,
  observe: observation => {
    if (observation.kind === 'http.fault') console.error(observation)
  },
  rates: unlimited,
})
await installation.server.listen({ port: 0, host: '127.0.0.1' })
process.send?.({ port: (installation.server.server.address() as AddressInfo).port })
process.once('SIGTERM', () => process.exit(0))
