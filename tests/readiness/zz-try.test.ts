import { appendFileSync } from 'node:fs'
import { inspect } from 'node:util'
const log = (...a: unknown[]) => appendFileSync('/tmp/try.out', a.map(x => typeof x === 'string' ? x : inspect(x,{maxArrayLength:300,depth:5})).join(' ') + '\n')
import { readDefinition } from '@bailiwick/definition/index.ts'
import { prove } from '/tmp/wt/prove/packages/server/src/governance/readiness/prove/prove.ts'
import { runApp } from '/tmp/wt/prove/tests/harness/app.ts'
import { tillFiles } from '/tmp/wt/prove/tests/readiness/till.ts'
import { test } from 'node:test'
const { findings } = readDefinition(new Map(Object.entries(tillFiles)))
log(JSON.stringify(findings.filter(f=>f.severity!=='warning'),null,1))
test('x', async t => {
  const app = await runApp(t, { files: tillFiles })
  const c0 = process.cpuUsage(); const proof = await app.superuser(admin => prove(admin, { app: 'till', cases: Number(process.env.CASES ?? 1), seed: Number(process.env.SEED ?? 7), claimsKey: app.installation.keys.claims }))
  log(process.cpuUsage(c0)); log(proof.seconds, proof.cases, proof.differing, proof.constrained, proof.catalog, proof.lint)
  for (const d of proof.differences.slice(0, 25)) log(d.slice(0, 700))
  log(proof.unmet)
  if (process.env.LINES) { const ops = new Map(); for (const l of proof.lines) { const k=l.entity+' '+l.operation; const o=ops.get(k)??[0,0]; o[0]+=l.allowed;o[1]+=l.refused; ops.set(k,o) } log(ops) }
})
