/**
 * `node scripts/run.mjs bench/groups.ts`: a list in groups, asked over HTTP as its screen asks: which groups there are with their counts and figures, and then the first page of each of the
 * groups in sight, for somebody of two teams and for somebody whose role reads everything. Options: `--tickets 1000000` `--turns 7` `--data .data/bench`
 */
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import type { AggregateView, Reference } from '@bailiwick/definition/wire/index.ts'
import { startEmbedded } from '../packages/server/src/database/embedded.ts'
import { openInstallation } from '../packages/server/src/installation.ts'
import { agents, inDatabase, prepareProduct, secret, signEverybodyIn, tokenOf } from './data.ts'
import { Line, median, percentile } from './load.ts'
import { unlimited } from './unlimited.ts'

const { values: options } = parseArgs({
  options: {
    tickets: { type: 'string', default: '1000000' },
    turns: { type: 'string', default: '7' },
    data: { type: 'string', default: '.data/bench' },
  },
})
const turns = Number(options.turns)
const reader = agents - 1
const people = [0, reader]
const open = '!(record.status in ["resolved", "closed"])'
/** The groups in sight before anybody scrolls. */
const inSight = 4

const lists = [
  { by: 'status', of: (key: unknown) => `record.status in ["${key}"]` },
  { by: 'priority', of: (key: unknown) => `record.priority in ["${key}"]` },
  { by: 'team', of: (key: unknown) => `record.team == "${(key as Reference).id}"` },
  {
    by: 'assignee',
    of: (key: unknown) => (key === null ? 'record.assignee == null' : `record.assignee == "${(key as Reference).id}"`),
  },
  { by: 'month(created_at)', of: undefined },
  { by: 'team', filter: open, of: (key: unknown) => `record.team == "${(key as Reference).id}"` },
]

const postgres = await startEmbedded({ dataFolder: options.data })
try {
  const address = await prepareProduct(postgres.address, Number(options.tickets), text => console.log(text))
  await signEverybodyIn(address)
  const installation = await openInstallation({
    address,
    secret,
    demo: false,
    publicUrl: 'http://localhost',
    headFile: undefined,
    observe: () => undefined,
    rates: unlimited,
  })
  const role = (text: string) =>
    inDatabase(address, admin => admin.query(text.replace('$person', `md5('person ${reader}')::uuid`))).then(() => undefined)
  try {
    await role(`INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('support_ops', 'manager', $person)`)
    await installation.server.listen({ port: 0, host: '127.0.0.1' })
    const line = await Line.open((installation.server.server.address() as AddressInfo).port)
    const ask = async (person: number, path: string, query: Record<string, string>) => {
      const started = performance.now()
      const answer = await line.ask(
        {
          method: 'GET',
          path: `/api/apps/support_ops/${path}?${new URLSearchParams(query)}`,
          headers: { cookie: `bailiwick=${tokenOf(person)}` },
        },
        'localhost',
      )
      if (answer.status !== 200) throw new Error(`${path} ${JSON.stringify(query)}: ${answer.body}`)
      return { body: JSON.parse(answer.body), millis: performance.now() - started }
    }
    const told = (times: readonly number[]) => `${median(times).toFixed(0)}, ${percentile(times, 0.95).toFixed(0)}`
    console.log(
      '| grouped by | of two teams: groups | their heads, p50 ms, p95 ms | a page of one, p50 ms, p95 ms | reads everything: groups | their heads, p50 ms, p95 ms | a page of one, p50 ms, p95 ms |\n|---|---|---|---|---|---|---|',
    )
    for (const { by, filter = '', of } of lists) {
      const cells: string[] = []
      for (const person of people) {
        const heads: number[] = []
        const pages: number[] = []
        let groups: AggregateView['groups'] = []
        for (let turn = -1; turn < turns; turn += 1) {
          const measures = 'count,sum(escalation_level)'
          const { body, millis } = await ask(person, 'ticket/aggregate', { groupBy: by, measures, limit: '500', filter })
          groups = (body as AggregateView).groups
          if (turn >= 0) heads.push(millis)
          for (const { key } of of ? groups.slice(0, inSight) : []) {
            const page = await ask(person, 'ticket', {
              ...{ pageSize: '50', fields: 'number,subject,status,priority,team,assignee,customer', orderBy: 'created_at desc' },
              filter: [filter, of!(key[by])].filter(Boolean).join(' && '),
            })
            if (turn >= 0) pages.push(page.millis)
          }
        }
        cells.push(`${groups.length}`, told(heads), of ? told(pages) : '')
      }
      console.log(`| ${by}${filter && ', open ones'} | ${cells.join(' | ')} |`)
    }
    line.close()
  } finally {
    await role(`DELETE FROM bailiwick.role_grant WHERE role = 'manager' AND person = $person`)
    await installation.close()
  }
} finally {
  await postgres.stop()
}
