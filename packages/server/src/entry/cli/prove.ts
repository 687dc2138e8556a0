/** `prove`: evidence that the live rules of an app do what its definition says. */
import { randomInt } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { faultsOf, isProved } from '../../governance/readiness/prove/proof.ts'
import { NothingToProve, prove } from '../../governance/readiness/prove/prove.ts'
import { printProof, verdict } from '../../governance/readiness/prove/report.ts'
import { storeProof } from '../../governance/readiness/prove/store.ts'
import { deriveKeys } from '../../security/secrets/keys.ts'
import { asked } from './check.ts'
import type { Command } from './main.ts'
import { withDatabase } from './release.ts'

const usage = 'prove <app> [--cases N] [--seed N] [--json FILE] [--report FILE]'
const usualCases = '100000'
/** The first differences say what is wrong; the report has more. */
const printed = 20

export const proveCommand: Command = {
  usage,
  does: 'run every role, operation and field against the database, and compare with what the definition says',
  run: async args => {
    const given = readArguments(args)
    if (!given) return asked(usage)
    return withDatabase(async (admin, place) => {
      try {
        const { app, cases, seed } = given
        const proof = await prove(admin, { app, cases, seed, claimsKey: deriveKeys(place.secret).claims })
        await storeProof(admin, proof)
        if (given.json) writeFileSync(given.json, `${JSON.stringify(proof, null, 2)}\n`)
        if (given.report) writeFileSync(given.report, printProof(proof))
        const faults = faultsOf(proof)
        for (const fault of faults.slice(0, printed)) console.log(fault)
        if (faults.length > printed) console.log(`… and ${faults.length - printed} more; --report FILE has them.`)
        console.log(`${verdict(proof)} Release ${proof.release.number}, seed ${proof.seed}, ${proof.seconds.toFixed(1)} s.`)
        return isProved(proof) ? 0 : 1
      } catch (error) {
        if (!(error instanceof NothingToProve)) throw error
        console.log(error.message)
        return 1
      }
    })
  },
}

interface Arguments {
  readonly app: string
  readonly cases: number
  readonly seed: number
  readonly json: string | undefined
  readonly report: string | undefined
}

function readArguments(args: readonly string[]): Arguments | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        cases: { type: 'string', default: usualCases },
        seed: { type: 'string', default: String(randomInt(2 ** 31)) },
        json: { type: 'string' },
        report: { type: 'string' },
      },
    })
    const [app, ...more] = positionals
    const isNumber = (text: string) => /^\d{1,9}$/.test(text) || (/^\d{10}$/.test(text) && Number(text) < 2 ** 31)
    if (app === undefined || more.length > 0 || !isNumber(values.cases) || !isNumber(values.seed)) return undefined
    return { app, cases: Number(values.cases), seed: Number(values.seed), json: values.json, report: values.report }
  } catch {
    return undefined
  }
}
