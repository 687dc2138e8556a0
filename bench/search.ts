/**
 * `node scripts/run.mjs bench/search.ts`: what each kind of search costs, over HTTP, one request at a time, for somebody of two teams and for somebody whose role reads everything, in one
 * run. Options: `--tickets 1000000` `--turns 20`. A word of the vocabulary is in between five and ninety of a hundred tickets; a number is in one.
 */
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { startEmbedded } from '../packages/server/src/database/embedded.ts'
import { openInstallation } from '../packages/server/src/installation.ts'
import { agents, inDatabase, prepare, secret, tokenOf, vocabulary } from './data.ts'
import { Line, median, percentile } from './load.ts'
import { unlimited } from './unlimited.ts'

const { values: options } = parseArgs({
  options: { tickets: { type: 'string', default: '1000000' }, turns: { type: 'string', default: '20' } },
})
const turns = Number(options.turns)
const [common, rare] = [vocabulary[0]!, vocabulary[399]!]
/** The second and third letter the wrong way round. */
const slipped = rare[0]! + rare[2]! + rare[1]! + rare.slice(3)
const kinds: Readonly<Record<string, string>> = {
  'a number': 'SUP-4711',
  'a rare word': rare,
  'a common word': common,
  'two words': `${common} ${rare}`,
  'the beginning of words': rare.slice(0, 3),
  'a part of words': rare.slice(1),
  'a word with a slip': slipped,
  'what nothing has': 'qqqxyzzy',
}
const reader = agents - 1

const postgres = await startEmbedded({ dataFolder: '.data/bench' })
try {
  const { product: address } = await prepare(postgres.address, Number(options.tickets), text => console.log(text))
  const installation = await openInstallation({
    address,
    secret,
    demo: false,
    publicUrl: 'http://localhost',
    headFile: undefined,
    observe: () => undefined,
    poolSize: 1,
    rates: unlimited,
  })
  const role = (text: string) =>
    inDatabase(address, admin => admin.query(text.replace('$person', `md5('person ${reader}')::uuid`))).then(() => undefined)
  try {
    await role(`INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('support_ops', 'manager', $person)`)
    await installation.database.connections.gate.query(
      `UPDATE bailiwick.session SET seen_at = now(), expires_at = now() + interval '10 hours'`,
    )
    await installation.server.listen({ port: 0, host: '127.0.0.1' })
    const line = await Line.open((installation.server.server.address() as AddressInfo).port)
    const ask = async (person: number, words: string) => {
      const answer = await line.ask(
        {
          method: 'GET',
          path: `/api/apps/support_ops/ticket?pageSize=50&fields=number,subject,status&search=${encodeURIComponent(words)}`,
          headers: { cookie: `bailiwick=${tokenOf(person)}` },
        },
        'localhost',
      )
      if (answer.status !== 200) throw new Error(`${words}: ${answer.body}`)
      return JSON.parse(answer.body) as { items: unknown[]; similar?: boolean }
    }
    console.log('| search for | of two teams: found, p50 ms, p95 ms | reads everything: found, p50 ms, p95 ms |\n|---|---|---|')
    for (const [name, words] of Object.entries(kinds)) {
      const cells: string[] = []
      for (const person of [0, reader]) {
        const times: number[] = []
        let found = ''
        for (let turn = -3; turn < turns; turn += 1) {
          const started = performance.now()
          const { items, similar } = await ask(person, words)
          if (turn >= 0) times.push(performance.now() - started)
          found = `${items.length}${similar ? ' similar' : ''}`
        }
        cells.push(`${found}, ${median(times).toFixed(1)}, ${percentile(times, 0.95).toFixed(1)}`)
      }
      console.log(`| ${name} | ${cells.join(' | ')} |`)
    }
    line.close()
  } finally {
    await role(`DELETE FROM bailiwick.role_grant WHERE role = 'manager' AND person = $person`)
    await installation.close()
  }
} finally {
  await postgres.stop()
}
