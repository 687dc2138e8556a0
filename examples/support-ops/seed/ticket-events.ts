/** What the help desk told us about the tickets of the last weeks. */

import { createRecord, isoAt } from '../../seeding/ledger.ts'
import type { SeedValue } from '../../seeding/shape.ts'
import type { Desk } from './desk.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** What the help desk told us about the tickets of the last weeks. */
export function addEvents(desk: Desk): void {
  const { random } = desk
  const events: { at: number; fields: Record<string, SeedValue> }[] = []
  for (const { record } of desk.tickets) {
    if (record.createdAt < desk.now - 60 * day || record.fields.external_id === undefined) continue
    const add = (
      at: number,
      kind: string,
      source: string,
      summary: string,
      detail: string | null,
      payload: Record<string, unknown> | null = null,
    ) => {
      if (at <= desk.now)
        events.push({ at, fields: { ticket: record.id, kind, source, summary, detail, happened_at: isoAt(at - 1_200), payload } })
    }
    const caseId = String(record.fields.external_id)
    const channel = String(record.fields.channel)
    add(
      record.createdAt + 900,
      channel === 'chat' ? 'chat' : channel === 'email' ? 'email_in' : 'webhook',
      'help_desk',
      `Case ${caseId} opened`,
      null,
      { case: caseId, channel, requester: record.fields.requester },
    )
    const first = record.fields.first_response_at
    if (typeof first === 'string')
      add(Date.parse(first) + 2 * minute, 'email_out', 'mail', 'First answer sent', `To ${String(record.fields.requester)}`)
    if (random.chance(0.3) && typeof first === 'string')
      add(
        Date.parse(first) + random.between(60, 900) * minute,
        'email_in',
        'mail',
        'Reply from the customer',
        random.pick([
          'Thank you, I will try that.',
          'That did not help, see the picture.',
          'Here is the file you asked for.',
          'Any news on this?',
          'It works again since this morning.',
        ]),
      )
    if (record.fields.severity === 's1')
      add(record.createdAt + random.between(2, 20) * minute, 'alert', 'error_tracker', 'Error rate above the limit', null, {
        service: record.fields.product,
        rate: random.between(3, 28) / 10,
      })
  }
  events.sort((one, other) => one.at - other.at)
  for (const [index, { at, fields }] of events.entries()) {
    createRecord(
      desk,
      'ticket_event',
      { at, by: 'sync' },
      { ...fields, external_id: `evt_${(4_100_000 + index * 7).toString(36)}` },
    )
  }
}
