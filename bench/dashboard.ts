/**
 * `node scripts/run.mjs bench/dashboard.ts`: a dashboard of twenty widgets over the benchmark's tickets, asked as its screen asks: one request over HTTP, whose answers come as they are
 * ready. Says when the first figures are there and when all are, for somebody of two teams and for somebody whose role reads everything.
 * Options: `--tickets 1000000` `--turns 5` `--data .data/bench` `--each` (what each question costs alone).
 */
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { FiguresLine } from '@bailiwick/definition/wire/index.ts'
import { startEmbedded } from '../packages/server/src/database/embedded.ts'
import { openInstallation } from '../packages/server/src/installation.ts'
import type { FiguresQuestion } from '../packages/server/src/runtime/records/aggregate-many.ts'
import { cpuOfTree } from './cpu.ts'
import { agents, inDatabase, prepareProduct, secret, signEverybodyIn, tokenOf } from './data.ts'
import { median } from './load.ts'
import { unlimited } from './unlimited.ts'

const { values: options } = parseArgs({
  options: {
    tickets: { type: 'string', default: '1000000' },
    turns: { type: 'string', default: '5' },
    data: { type: 'string', default: '.data/bench' },
    each: { type: 'boolean', default: false },
  },
})
const turns = Number(options.turns)

/** The newest ticket is of this moment. */
const newest = Date.parse('2026-11-24T08:00:00Z')
const within = (days: number, back = 0, field = 'created_at') => {
  const at = (count: number) => new Date(newest - count * 86_400_000).toISOString()
  return `record.${field} >= timestamp("${at(days + back)}") && record.${field} < timestamp("${at(back)}")`
}
const open = '!(record.status in ["resolved", "closed"])'

/** As a dashboard of the last 90 days asks; what stands as it is now asks whatever the time. */
const widgets: Readonly<Record<string, Omit<FiguresQuestion, 'entity'>>> = {
  'number: open now': { filter: open },
  'number: urgent and open': { filter: `${open} && record.priority == "urgent"` },
  'number: opened': { filter: within(90) },
  '… compared': { filter: within(90, 90) },
  '… along weeks': { filter: within(90), groupBy: 'week(created_at)', limit: 1000 },
  'number: resolved': { filter: within(90, 0, 'resolved_at') },
  '… compared with before': { filter: within(90, 90, 'resolved_at') },
  'number: reopened': { filter: `${within(90)} && record.reopened_count > 0` },
  'number: average of escalation': { filter: within(90), measures: 'avg(escalation_level)' },
  'number: median of reopenings': { filter: within(90), measures: 'median(reopened_count)' },
  'line: opened per week by priority': { filter: within(90), groupBy: 'week(created_at),priority', limit: 1000 },
  'line: opened per day': { filter: within(30), groupBy: 'day(created_at)', limit: 1000 },
  'line: months of a year': { filter: within(365), groupBy: 'month(created_at)', limit: 1000 },
  'pie: open by state': { filter: open, groupBy: 'status', limit: 1000 },
  'pie: channels': { filter: within(90), groupBy: 'channel', limit: 1000 },
  'bar: open by team and priority': { filter: open, groupBy: 'team,priority', limit: 1000 },
  'bar: load of each agent': { filter: `${open} && record.assignee != null`, groupBy: 'assignee', limit: 1000 },
  'funnel: states': { filter: within(90), groupBy: 'status', limit: 1000 },
  'heat map: products and severities': { filter: within(90), groupBy: 'product,severity', limit: 1000 },
  'pivot: products and causes, of all': { groupBy: 'product,root_cause', limit: 1000 },
}
const questions = Object.values(widgets).map(question => ({ entity: 'ticket', ...question }))
const reader = agents - 1

interface Times {
  readonly first: number
  readonly all: number
  /** Of each answer, in the order in which they came. */
  readonly each: readonly number[]
}

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
    observe: observation => {
      if (observation.kind === 'http.fault') console.error(observation)
    },
    rates: unlimited,
  })
  const role = (text: string) =>
    inDatabase(address, admin => admin.query(text.replace('$person', `md5('person ${reader}')::uuid`))).then(() => undefined)
  try {
    await role(`INSERT INTO bailiwick.role_grant (app, role, person) VALUES ('support_ops', 'manager', $person)`)
    await installation.server.listen({ port: 0, host: '127.0.0.1' })
    const { port } = installation.server.server.address() as AddressInfo
    const people = [
      { who: 'two teams of 200', token: tokenOf(0) },
      { who: 'reads everything', token: tokenOf(reader) },
    ]
    console.log(
      '| who | records counted | first figures, p50 ms | three in four, p50 ms | all figures, p50 ms (goal: 2,000) | slowest run, ms | processor of PostgreSQL, p50 ms |\n|---|---|---|---|---|---|---|',
    )
    for (const { who, token } of people) {
      const times: Times[] = []
      const worked: number[] = []
      for (let turn = -1; turn < turns; turn += 1) {
        const before = postgresCpu()
        const time = await ask(port, token, questions)
        if (turn < 0) continue
        times.push(time)
        worked.push(postgresCpu() - before)
      }
      const [first, all] = [times.map(time => time.first), times.map(time => time.all)]
      const most = times.map(({ each }) => each[Math.ceil(each.length * 0.75) - 1] ?? Number.NaN)
      const counted = await countOf(port, token)
      console.log(
        `| ${who} | ${counted} | ${median(first).toFixed(0)} | ${median(most).toFixed(0)} | ${median(all).toFixed(0)} | ${Math.max(...all).toFixed(0)} | ${median(worked).toFixed(0)} |`,
      )
    }
    if (options.each) {
      console.log(`\n| question, alone, p50 ms | ${people.map(({ who }) => who).join(' | ')} |\n|---|---|---|`)
      for (const [name, question] of Object.entries(widgets)) {
        const cells: string[] = []
        for (const { token } of people) {
          const times: number[] = []
          for (let turn = 0; turn < 3; turn += 1) times.push((await ask(port, token, [{ entity: 'ticket', ...question }])).all)
          cells.push(median(times).toFixed(0))
        }
        console.log(`| ${name} | ${cells.join(' | ')} |`)
      }
    }
  } finally {
    await role(`DELETE FROM bailiwick.role_grant WHERE role = 'manager' AND person = $person`)
    await installation.close()
  }
} finally {
  await postgres.stop()
}

/** Milliseconds that PostgreSQL has computed so far, in whichever of its processes. */
function postgresCpu(): number {
  return cpuOfTree(Number(readFileSync(join(options.data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]))
}

async function countOf(port: number, token: string): Promise<unknown> {
  let counted: unknown
  await ask(port, token, [{ entity: 'ticket' }], line => {
    counted = line.figures?.groups[0]?.values.count
  })
  return counted
}

/** @throws when a question is refused: a benchmark of refusals would look fast */
function ask(
  port: number,
  token: string,
  asked: readonly FiguresQuestion[],
  onLine?: (line: FiguresLine) => void,
): Promise<Times> {
  const body = JSON.stringify({ questions: asked })
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const headers = {
      host: 'localhost',
      origin: 'http://localhost',
      cookie: `bailiwick=${token}`,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
    }
    const sent = request(
      { port, host: '127.0.0.1', method: 'POST', path: '/api/apps/support_ops/aggregate-many', headers },
      response => {
        let text = ''
        const each: number[] = []
        response.setEncoding('utf8')
        response.on('data', (part: string) => {
          for (const _ of part.matchAll(/\n/g)) each.push(performance.now() - started)
          text += part
        })
        response.on('end', () => {
          const all = performance.now() - started
          if (response.statusCode !== 200) return reject(new Error(text))
          const lines = text
            .trimEnd()
            .split('\n')
            .map(line => JSON.parse(line) as FiguresLine)
          const refused = lines.find(line => line.problem)
          if (refused || lines.length !== asked.length) return reject(new Error(JSON.stringify(refused ?? lines.length)))
          for (const line of lines) onLine?.(line)
          resolve({ first: each[0] ?? all, all, each })
        })
        response.on('error', reject)
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}
