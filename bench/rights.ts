/**
 * How long a permission diff takes on the benchmark's world: `node scripts/run.mjs bench/rights.ts [tickets]`. Each change is asked for twice, on data that the
 * first asking has brought into memory.
 */
import { readDefinition } from '@bailiwick/definition/index.ts'
import { startEmbedded } from '../packages/server/src/database/embedded.ts'
import { readFolder } from '../packages/server/src/entry/cli/folder.ts'
import { type DiffQuestion, diffPermissions } from '../packages/server/src/governance/changes/permission-diff.ts'
import { inDatabase, prepareProduct } from './data.ts'

const tickets = Number(process.argv[2] ?? 1_000_000)
const postgres = await startEmbedded({ dataFolder: '.data/bench' })
try {
  const product = await prepareProduct(postgres.address, tickets, text => console.log(text))
  const files = await readFolder('examples/support-ops')
  const ticket = files.get('entities/ticket.yaml')!
  /** The live definition with one text of the tickets' file replaced. */
  const changed = (from: string, to: string): Pick<DiffQuestion, 'to'> => {
    if (!ticket.includes(from)) throw new Error(`The example does not say ${from} any more.`)
    const { definition, findings } = readDefinition(new Map([...files, ['entities/ticket.yaml', ticket.replace(from, to)]]))
    if (!definition) throw new Error(findings.map(finding => finding.message).join('\n'))
    return { to: definition }
  }
  const agentReads = '  - role: agent\n    can: [read, comment]\n    when: record.team in user.teams\n'
  const questions: Readonly<Record<string, Omit<DiffQuestion, 'app' | 'within'>>> = {
    'a team rule: own teams, or what is new': changed(
      agentReads,
      agentReads.replace('record.team in user.teams', 'record.team in user.teams || record.status == "new"'),
    ),
    'a field mask: without the requester': changed(
      agentReads,
      `${agentReads}    fields: { except: [requester, requester_email] }\n`,
    ),
    'a rule of one’s own records: assigned, or of a direct team': changed(
      'when: record.assignee == user.id',
      'when: record.assignee == user.id || record.team in user.direct_teams',
    ),
    'a rule that asks each list of records': changed(
      agentReads,
      agentReads.replace(
        'record.team in user.teams',
        'record.team in user.teams || record.events.exists(e, e.created_by == user.id)',
      ),
    ),
    'a role given to a team': { change: { give: { role: 'manager', team: 'Team 3' } } },
    'a team moved beneath another': { change: { team: { team: 'Team 25', parent: 'Team 30' } } },
  }
  await inDatabase(product, async admin => {
    for (const [name, question] of Object.entries(questions)) {
      const times: number[] = []
      for (let time = 0; time < 2; time += 1) {
        const start = performance.now()
        const diff = await diffPermissions(admin, { app: 'support_ops', within: 30_000, ...question })
        times.push(performance.now() - start)
        if (time > 0) continue
        console.log(`\n${name}`)
        for (const { sentence } of [...diff.widens, ...diff.narrows].slice(0, 6)) console.log(`  ${sentence}`)
        for (const { right, reason } of diff.uncounted) console.log(`  not counted: to ${right}: ${reason}`)
      }
      console.log(`  ${times.map(ms => `${(ms / 1000).toFixed(1)} s`).join(', ')}`)
    }
  })
} finally {
  await postgres.stop()
}
