/**
 * `node scripts/run.mjs bench/rules.ts`: what a kind of rule costs. The newest page of 50 tickets for somebody under the rule, beside the same page for somebody whose role reads
 * everything, one after the other in one run, as a ratio of the medians. Each kind is a release of the example app with another read grant of agents, on a copy of the benchmark's database.
 * Options: `--tickets 1000000` `--turns 200` `--only team,person` `--fresh` (copy anew).
 */
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { startEmbedded } from '../packages/server/src/database/embedded.ts'
import type { AdminAddress } from '../packages/server/src/database/open.ts'
import { readFolder } from '../packages/server/src/entry/cli/folder.ts'
import { type Installation, openInstallation } from '../packages/server/src/installation.ts'
import { release } from '../packages/server/src/release.ts'
import { inDatabase, prepare, secret, teamId, tokenOf } from './data.ts'
import { Line, median } from './load.ts'
import { unlimited } from './unlimited.ts'

const { values: options } = parseArgs({
  options: {
    tickets: { type: 'string', default: '1000000' },
    turns: { type: 'string', default: '200' },
    only: { type: 'string', default: '' },
    fresh: { type: 'boolean', default: false },
  },
})
const turns = Number(options.turns)

/** Hours back to 30 days before the newest ticket, whenever this runs. */
const hours = Math.round((Date.now() - Date.parse('2026-11-24T08:00:00Z')) / 3_600_000) + 720
const masked = 'fields: { except: [customer, requester, requester_email, resolution, root_cause, external_id] }'

/** Read grants of agents. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  none: ['{ role: agent, can: [read] }'],
  person: ['{ role: agent, can: [read], when: record.assignee == user.id }'],
  team: ['{ role: agent, can: [read], when: record.team in user.direct_teams }'],
  'team subtree': ['{ role: agent, can: [read], when: record.team in user.teams }'],
  'one relation': ['{ role: agent, can: [read], when: record.customer.owner == user.id }'],
  'two relations': ['{ role: agent, can: [read], when: record.customer.account.lead == user.id }'],
  attribute: ['{ role: agent, can: [read], when: record.escalation_level == 2 }'],
  state: ['{ role: agent, can: [read], when: \'record.status in ["working", "waiting"]\' }'],
  'time window': [`{ role: agent, can: [read], when: 'record.created_at > now() - duration("${hours}h")' }`],
  'team or mine': ['{ role: agent, can: [read], when: record.team in user.direct_teams || record.assignee == user.id }'],
  'manager chain': ['{ role: agent, can: [read], when: record.assignee in user.reports }'],
  'team and state': [`{ role: agent, can: [read], when: 'record.team in user.direct_teams && record.status == "working"' }`],
  shares: ['{ role: agent, can: [read], when: record.assignee == user.id }', '{ role: manager, can: [share] }'],
  'field masks': [
    `{ role: agent, can: [read], ${masked} }`,
    '{ role: agent, can: [read], when: record.assignee == user.id || record.team in user.direct_teams }',
  ],
}

const postgres = await startEmbedded({ dataFolder: '.data/bench' })
try {
  const tickets = Number(options.tickets)
  await prepare(postgres.address, tickets, text => console.log(text))
  const address = { ...postgres.address, database: `rules_${tickets}` }
  await inDatabase(postgres.address, async admin => {
    if (options.fresh) await admin.query(`DROP DATABASE IF EXISTS ${address.database}`)
    const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [address.database])
    if (rowCount === 0) await admin.query(`CREATE DATABASE ${address.database} TEMPLATE product_${tickets}`)
  })
  // A copy has the tables, not the rights on the database itself.
  await (await open(address)).close()
  const files = await readFolder('examples/support-ops')
  const chosen = Object.entries(kinds).filter(([name]) => options.only === '' || options.only.split(',').includes(name))
  console.log('| rule | rows seen of all | p50 ms | p50 ms without rules | ratio (goal: under 1.3) |\n|---|---|---|---|---|')
  for (const [name, grants] of chosen) {
    await inDatabase(address, async admin => {
      const outcome = await release(admin, variant(files, grants), { by: null, confirmLoss: true })
      if (outcome.kind === 'not-valid') throw new Error(`${name} is not valid: ${JSON.stringify(outcome)}`)
      await fill(admin, tickets)
    })
    const installation = await open(address)
    try {
      await measure(name, installation)
    } finally {
      await installation.close()
    }
  }
} finally {
  await postgres.stop()
}

function open(address: AdminAddress): Promise<Installation> {
  return openInstallation({
    address,
    secret,
    demo: false,
    publicUrl: 'http://localhost',
    headFile: undefined,
    observe: () => undefined,
    poolSize: 1,
    rates: unlimited,
  })
}

/** The example with other read grants of agents, and an account above customers, so that a rule may go two relations far. */
function variant(files: ReadonlyMap<string, string>, grants: readonly string[]): Map<string, string> {
  const made = new Map(files)
  const ticket = made.get('entities/ticket.yaml')!
  const others = '  - { role: agent, can: [create, update] }\n  - { role: connector, can: [read, create, update] }\n'
  const access = `access:\n  - { roles: [admin, manager], can: [read, create, update, delete, restore, comment, export] }\n`
  const fields = ticket.slice(0, ticket.indexOf('access:')).replaceAll(/, search: true/g, '')
  made.set('entities/ticket.yaml', `${fields}${access}${grants.map(grant => `  - ${grant}\n`).join('')}${others}`)
  made.set(
    'entities/account.yaml',
    `entity: account\ntitle: name\nfields:\n  name: { type: text, required: true }\n  lead: { type: person }\naccess:\n  - { roles: [admin, manager, agent], can: [read] }\n`,
  )
  const customer = made.get('entities/customer.yaml')!
  made.set('entities/customer.yaml', customer.replace('fields:\n', 'fields:\n  account: { type: relation, to: account }\n'))
  return made
}

/** What the benchmark's world does not have: owners of customers, accounts, tickets of another level, and somebody high up in the tree of teams. */
async function fill(admin: Parameters<Parameters<typeof inDatabase>[1]>[0], tickets: number): Promise<void> {
  const { rowCount } = await admin.query('SELECT FROM support_ops.account LIMIT 1')
  if (rowCount) return
  await admin.query('SET session_replication_role = replica')
  await admin.query(`INSERT INTO support_ops.account (id, version, created_at, updated_at, name, lead)
    SELECT md5('account ' || n)::uuid, 1, now(), now(), 'Account ' || n, md5('person ' || n % 500)::uuid FROM generate_series(0, 4999) n`)
  await admin.query(`UPDATE support_ops.customer c SET owner = md5('person ' || n % 2000)::uuid, account = md5('account ' || n % 5000)::uuid
    FROM generate_series(0, 49999) n WHERE c.id = md5('customer ' || n)::uuid`)
  await admin.query(`UPDATE support_ops.ticket SET escalation_level = 2 WHERE number % 20 = 0 AND number < $1`, [tickets + 1000])
  await admin.query(`DELETE FROM bailiwick.membership WHERE person = md5('person 2')::uuid`)
  await admin.query(`INSERT INTO bailiwick.membership (person, team) VALUES (md5('person 2')::uuid, $1)`, [teamId(3)])
  await admin.query(
    `INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('support_ops', 'manager', md5('person 1')::uuid)`,
  )
  // Twenty people beneath person 0, in two steps.
  await admin.query(
    `UPDATE bailiwick.person p SET manager = md5('person ' || n / 5)::uuid FROM generate_series(1, 24) n WHERE p.id = md5('person ' || n)::uuid`,
  )
  await admin.query(`INSERT INTO bailiwick.share (app, entity, record, shared_by, person, level, until)
    SELECT 'support_ops', 'ticket', md5('ticket ' || n * 997)::uuid, md5('person 1')::uuid, md5('person 0')::uuid, 'read', now() + interval '1 year' FROM generate_series(1, 40) n`)
  await admin.query('RESET session_replication_role')
  await admin.query('VACUUM (ANALYZE) support_ops.ticket, support_ops.customer, support_ops.account')
}

/** Over HTTP, as a screen asks, one request at a time. */
async function measure(name: string, { database, server }: Installation): Promise<void> {
  await database.connections.gate.query(`UPDATE bailiwick.session SET seen_at = now(), expires_at = now() + interval '10 hours'`)
  await server.listen({ port: 0, host: '127.0.0.1' })
  const line = await Line.open((server.server.address() as AddressInfo).port)
  const page = async (person: number, more = '') => {
    const answer = await line.ask(
      {
        method: 'GET',
        path: `/api/apps/support_ops/ticket?pageSize=50&fields=number,subject,status,priority,team,assignee,customer${more}`,
        headers: { cookie: `bailiwick=${tokenOf(person)}` },
      },
      'localhost',
    )
    if (answer.status !== 200) throw new Error(`${name}: ${answer.body}`)
    return answer.body
  }
  // Person 2 belongs high up, person 0 to two teams at the bottom; person 1 reads everything.
  const [ruled, free] = [name === 'team subtree' ? 2 : 0, 1]
  const times = { ruled: [] as number[], free: [] as number[] }
  const seen = (JSON.parse(await page(ruled, '&count=exact')) as { count: number }).count
  for (let turn = -20; turn < turns; turn += 1) {
    for (const [side, person] of [
      ['ruled', ruled],
      ['free', free],
    ] as const) {
      const started = performance.now()
      await page(person)
      if (turn >= 0) times[side].push(performance.now() - started)
    }
  }
  line.close()
  const [a, b] = [median(times.ruled), median(times.free)]
  console.log(`| ${name} | ${seen} | ${a.toFixed(2)} | ${b.toFixed(2)} | ${(a / b).toFixed(2)} |`)
}
