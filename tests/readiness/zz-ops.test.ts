import { appendFileSync, globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { prove } from '../../packages/server/src/governance/readiness/prove/prove.ts'
import { runApp } from '../harness/app.ts'

const log = (...a: unknown[]) => appendFileSync('/tmp/ops.out', `${a.map(x => typeof x === 'string' ? x : JSON.stringify(x)).join(' ')}\n`)
const root = 'examples/support-ops/'
const files = new Map(globSync('{app.yaml,{entities,workflows,screens,dashboards,tests}/**/*.yaml}', { cwd: root }).map(f => [f, readFileSync(root + f, 'utf8')]))
test('x', async t => {
  const app = await runApp(t, { files: new Map([...files].sort(([a]) => a === 'app.yaml' ? -1 : 1)) })
  await app.superuser(async admin => {
    const c0 = process.cpuUsage()
    const proof = await prove(admin, { app: 'support_ops', cases: Number(process.env.CASES ?? 1), seed: Number(process.env.SEED ?? 7), claimsKey: app.installation.keys.claims, onRound: n => log('round', n, Date.now()) })
    log(process.cpuUsage(c0)); log(proof.seconds, proof.cases, proof.differing, proof.constrained, proof.catalog, proof.lint)
    for (const d of proof.differences.slice(0, 25)) log(d.slice(0, 1200))
    log(proof.unmet)
  })
})
