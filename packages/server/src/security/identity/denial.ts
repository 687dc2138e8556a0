/** Puts refusals on record: they change no row, so no trigger sees them. The audit gets codes and places, never what was sent. */
import type { Pool } from 'pg'

export interface Denial {
  /** `access.denied`, `session.failed` … */
  readonly kind: string
  readonly request: string
  readonly person?: string | undefined
  /** As whom they looked. */
  readonly onBehalfOf?: string | null | undefined
  readonly app?: string | undefined
  readonly entity?: string | undefined
  readonly record?: string | undefined
  readonly detail: Readonly<Record<string, string | number | boolean | null>>
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export async function recordDenial(gate: Pick<Pool, 'query'>, denial: Denial): Promise<void> {
  await gate.query({
    name: 'audit-event',
    text: 'SELECT bailiwick.audit_event($1, $2, $3, $4, $5, $6, $7, $8)',
    values: [
      denial.kind,
      denial.person ?? null,
      denial.request,
      denial.app ?? null,
      denial.entity ?? null,
      denial.record && uuid.test(denial.record) ? denial.record : null,
      JSON.stringify(denial.detail),
      denial.onBehalfOf ?? null,
    ],
  })
}
