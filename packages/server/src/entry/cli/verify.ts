/** `verify` and `lint`: evidence that nobody changed the audit, and that the rules stand. */
import { existsSync, readFileSync } from 'node:fs'
import { lintLive } from '../../governance/releases/lint-live.ts'
import { sealKeys } from '../../security/audit/seal.ts'
import { type Head, verifyAudit } from '../../security/audit/verify.ts'
import { deriveKeys } from '../../security/secrets/keys.ts'
import { headFile } from './context.ts'
import type { Command } from './main.ts'
import { withDatabase } from './release.ts'

export const verifyCommand: Command = {
  usage: 'verify',
  does: 'check that the audit is what was sealed, and name every place where it is not',
  run: () =>
    withDatabase(async (admin, place) => {
      await admin.query('SET ROLE bailiwick_audit_reader')
      const result = await verifyAudit(admin, sealKeys(deriveKeys(place.secret).auditSeed), readHeads(headFile(place.dataFolder)))
      for (const fault of result.faults) console.log(fault.sentence)
      const open = result.unsealed > 0 ? ` ${result.unsealed} rows are not sealed yet.` : ''
      console.log(
        `${result.rows} audit rows in ${result.seals} seals; ${result.faults.length === 0 ? 'every one as it was sealed.' : `${result.faults.length} faults.`}${open}`,
      )
      return result.faults.length === 0 ? 0 : 1
    }),
}

export const lintCommand: Command = {
  usage: 'lint',
  does: 'check in the database itself that every rule stands',
  run: () =>
    withDatabase(async admin => {
      const findings = await lintLive(admin)
      for (const finding of findings) console.log(finding.sentence)
      console.log(findings.length === 0 ? 'Every rule stands.' : `${findings.length} faults.`)
      return findings.length === 0 ? 0 : 1
    }),
}

export function readHeads(file: string | undefined): Head[] {
  if (!file || !existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Head)
}
