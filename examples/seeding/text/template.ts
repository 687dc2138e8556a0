/** What people write to the desk about. `{slot}` stands for a word of `slots.ts`; within one ticket the same slot is the same word. */

export interface TicketTemplate {
  readonly subject: string
  /** What the customer saw and what it means to them; the first sentence always opens the description. */
  readonly body: readonly string[]
  readonly resolution: string
  readonly cause:
    | 'defect'
    | 'configuration'
    | 'third_party'
    | 'user_error'
    | 'missing_feature'
    | 'data_quality'
    | 'no_fault_found'
  readonly weight: 'calm' | 'usual' | 'pressing' | 'critical'
  readonly tags?: readonly string[]
}

export function about(
  subject: string,
  body: readonly string[],
  resolution: string,
  cause: TicketTemplate['cause'],
  weight: TicketTemplate['weight'] = 'usual',
  tags?: readonly string[],
): TicketTemplate {
  return { subject, body, resolution, cause, weight, ...(tags ? { tags } : {}) }
}
