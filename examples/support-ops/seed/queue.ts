/** What still has to be sent to other systems, and what was. */

import { createRecord, isoAt, updateRecord } from '../../seeding/ledger.ts'
import type { SeedValue } from '../../seeding/shape.ts'
import type { Desk } from './desk.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Jobs of the last days, newest last, with some that were tried again or given up. */
export function addQueue(desk: Desk): void {
  const { random } = desk
  const jobs: { at: number; kind: string; summary: string; ticket: string | null; payload: Record<string, unknown> }[] = []
  for (const { record } of desk.tickets) {
    const number = String(record.fields.number)
    const solved = record.fields.resolved_at
    if (typeof solved === 'string' && Date.parse(solved) > desk.now - 4 * day)
      jobs.push({
        at: Date.parse(solved) + minute,
        kind: 'csat_mail',
        summary: `Ask for a rating, ${number}`,
        ticket: record.id,
        payload: { template: 'ask-rating' },
      })
    if (record.fields.priority === 'urgent' && record.createdAt > desk.now - 14 * day)
      jobs.push({
        at: record.createdAt + 2_000,
        kind: 'chat_alert',
        summary: `Tell the channel about ${number}`,
        ticket: record.id,
        payload: { channel: '#support-alerts' },
      })
  }
  for (let night = 1; night < 15; night += 1) {
    const at = (Math.floor(desk.now / day) - night) * day + 16 * hour
    jobs.push({ at, kind: 'digest', summary: 'Daily digest to managers', ticket: null, payload: { recipients: 4 } })
  }
  jobs.push({
    at: desk.now - 26 * hour,
    kind: 'reassign',
    summary: 'Hand over 214 tickets during leave',
    ticket: null,
    payload: { done: 214, refused: 3 },
  })
  jobs.sort((one, other) => one.at - other.at)
  const begun = jobs.filter(({ at }) => at <= desk.now)
  for (const [index, job] of begun.entries()) {
    const wait = job.kind === 'csat_mail' ? day : 0
    const record = createRecord(
      desk,
      'queue_item',
      { at: job.at, by: 'sync' },
      {
        number: `JOB-${8_001 + index}`,
        summary: job.summary,
        kind: job.kind,
        state: 'waiting',
        ticket: job.ticket,
        attempts: 0,
        run_after: isoAt(job.at + wait),
        payload: job.payload as SeedValue,
      },
    )
    let at = job.at + wait + random.between(1, 40) * 1_000
    if (at > desk.now) continue
    const trouble = random.next()
    if (trouble < 0.07) {
      const error = random.pick(['SMTP 450: mailbox busy.', 'HTTP 502 from chat.', 'Timeout after 30 s.'])
      updateRecord(
        desk,
        record,
        { at, by: 'sync' },
        { state: 'retrying', attempts: 1, last_error: error, run_after: isoAt(at + 5 * minute) },
      )
      at += 5 * minute
      if (at > desk.now) continue
      if (trouble < 0.02) {
        updateRecord(
          desk,
          record,
          { at, by: 'sync' },
          { state: 'dead', attempts: 5, last_error: 'SMTP 550: no such mailbox.', finished_at: isoAt(at) },
        )
        continue
      }
    }
    updateRecord(desk, record, { at, by: 'sync' }, { state: 'done', attempts: trouble < 0.07 ? 2 : 1, finished_at: isoAt(at) })
  }
}
