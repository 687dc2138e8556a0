/** Proofs as they are kept with their release. Rows are added and never changed. */
import type { ClientBase } from 'pg'
import type { Proof } from './proof.ts'

export async function storeProof(admin: ClientBase, proof: Proof): Promise<void> {
  await admin.query('BEGIN')
  try {
    await admin.query('SET LOCAL ROLE bailiwick_guard')
    await admin.query(
      'INSERT INTO bailiwick.proof (release, at, seed, cases, differences, report) VALUES ($1, $2, $3, $4, $5, $6)',
      [
        proof.release.id,
        proof.at,
        proof.seed,
        proof.cases,
        proof.differing + proof.catalog.differences.length + proof.lint.length,
        JSON.stringify(proof),
      ],
    )
    await admin.query('COMMIT')
  } catch (error) {
    await admin.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}

/** Of the release that is live now; null: it has not been proved. */
export async function newestProof(gate: Pick<ClientBase, 'query'>, app: string): Promise<Proof | null> {
  const { rows } = await gate.query<{ report: Proof }>(
    `SELECT p.report FROM bailiwick.app a JOIN bailiwick.proof p ON p.release = a.live_release WHERE a.name = $1 ORDER BY p.at DESC, p.id DESC LIMIT 1`,
    [app],
  )
  return rows[0]?.report ?? null
}
