/** What the screens are measured on: the benchmark's tickets on a copy of their database, with a dashboard of twenty widgets over them, served by a node of its own. */
import { type ChildProcess, fork } from 'node:child_process'
import type { AdminAddress } from '../packages/server/src/database/open.ts'
import { readFolder } from '../packages/server/src/entry/cli/folder.ts'
import { release } from '../packages/server/src/release.ts'
import { inDatabase, prepareProduct, tokenOf } from './data.ts'

/** Reads everything. */
const person = 1
const open = `'!(record.status in ["resolved", "closed"])'`

/** Twenty widgets, each over all tickets there are. */
const dashboard = `screen: twenty
title: Twenty widgets
icon: chart-bar
roles: [manager]
dashboard:
${[
  '{ number: Tickets, of: ticket }',
  `{ number: Open, of: ticket, filter: ${open} }`,
  `{ number: Urgent, of: ticket, filter: 'record.priority == "urgent"' }`,
  `{ number: Working, of: ticket, filter: 'record.status == "working"' }`,
  ...['status', 'priority', 'product', 'team'].map(by => `{ bar: By ${by}, of: ticket, by: ${by}, top: 8 }`),
  ...['status', 'priority', 'product'].map(by => `{ pie: Open by ${by}, of: ticket, by: ${by}, filter: ${open} }`),
  ...['status', 'priority'].map(by => `{ line: Opened by ${by}, of: ticket, by: month(created_at), split: ${by} }`),
  `{ line: Opened per week, of: ticket, by: week(created_at) }`,
  `{ bar: Load per agent, of: ticket, by: assignee, top: 8, filter: ${open} }`,
  `{ bar: Teams and priority, of: ticket, by: team, stack: priority, top: 8 }`,
  '{ heat_map: Priority by month, of: ticket, by: priority, across: month(created_at) }',
  '{ pivot: Status by priority, of: ticket, by: status, across: priority }',
  '{ pivot: Product by status, of: ticket, by: product, across: status }',
  '{ table: Newest, of: ticket, columns: [number, subject, status], order: created_at desc, top: 8 }',
]
  .map(widget => `  - ${widget}\n`)
  .join('')}`

export interface ScreensWorld {
  readonly origin: string
  /** Of the session of somebody who reads everything. */
  readonly token: string
  stop(): void
}

/** @param fresh makes the copy anew */
export async function prepareScreens(
  server: AdminAddress,
  tickets: number,
  fresh: boolean,
  say: (text: string) => void,
): Promise<ScreensWorld> {
  await prepareProduct(server, tickets, say)
  const address = { ...server, database: `screens_${tickets}` }
  await inDatabase(server, async admin => {
    if (fresh) await admin.query(`DROP DATABASE IF EXISTS ${address.database}`)
    const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [address.database])
    if (rowCount === 0) await admin.query(`CREATE DATABASE ${address.database} TEMPLATE product_${tickets}`)
  })
  // A copy has the tables, not the rights on the database itself: a start gives them.
  const first = await serve(address)
  first.process.kill()
  await inDatabase(address, async admin => {
    const files = new Map(await readFolder('examples/support-ops'))
    const app = files.get('app.yaml')!
    files.set('app.yaml', app.replace('screens: [overview,', 'screens: [twenty, overview,'))
    files.set('screens/twenty.yaml', dashboard)
    // Of a copy that an earlier version of the example made, what it computed may go.
    const outcome = await release(admin, files, { by: null, confirmLoss: true })
    if (outcome.kind !== 'released' && outcome.kind !== 'unchanged')
      throw new Error(`The dashboard is not released: ${JSON.stringify(outcome)}`)
    await admin.query(
      `INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('support_ops', 'manager', md5('person ${person}')::uuid) ON CONFLICT DO NOTHING`,
    )
    await admin.query('DELETE FROM bailiwick.session')
    await admin.query(
      `INSERT INTO bailiwick.session (token_hash, person, method) VALUES (sha256($1::bytea), md5('person ${person}')::uuid, 'password')`,
      [Buffer.from(tokenOf(person))],
    )
    await admin.query('VACUUM (ANALYZE) support_ops.ticket')
  })
  const { port, process: child } = await serve(address)
  return { origin: `http://localhost:${port}`, token: tokenOf(person), stop: () => child.kill() }
}

async function serve(address: AdminAddress): Promise<{ readonly port: number; readonly process: ChildProcess }> {
  const child = fork('bench/product.ts', {
    env: { ...process.env, BENCH_DATABASE: JSON.stringify(address), NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', message => resolve((message as { port: number }).port))
    child.once('exit', code => reject(new Error(`The node ended with ${code}.`)))
  })
  return { port, process: child }
}
