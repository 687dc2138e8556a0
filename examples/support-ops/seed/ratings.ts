/** What customers said afterwards. */

import { createRecord, isoAt } from '../../seeding/ledger.ts'
import type { Desk } from './desk.ts'
import { personId, teamId } from './people.ts'

const minute = 60_000
const hour = 60 * minute

const praise = [
  'Quick and clear, thank you.',
  'Solved in one go.',
  'Friendly, and knew the product.',
  'The workaround saved our closing.',
  'Called me back as promised.',
  'Exactly what I needed.',
  'Great help from start to finish.',
  'Better than the answer I expected.',
]
const blame = [
  'Had to explain it three times.',
  'Took too long for such a small thing.',
  'The first answer did not fit my question.',
  'Solved in the end, but only after I complained.',
  'Nobody told me that it was handed over.',
  'Still not sure it will not come back.',
]

export function addRatings(desk: Desk): void {
  const { random } = desk
  const finished = desk.tickets.filter(({ record }) => record.fields.resolved_at !== undefined)
  const answers: { at: number; index: number }[] = []
  for (const [index, { record }] of finished.entries()) {
    if (!random.chance(3_120 / finished.length)) continue
    const at = Date.parse(String(record.fields.resolved_at)) + Math.round(random.delay(26 * hour, 0.25)) + 20 * minute
    if (at < desk.now) answers.push({ at, index })
  }
  answers.sort((one, other) => one.at - other.at)
  for (const { at, index } of answers) {
    const { record, team, assignee } = finished[index]!
    const trouble = Number(record.fields.reopened_count) + Number(record.fields.escalation_level)
    const score = random.weighted(
      trouble > 0
        ? [
            [1, 12],
            [2, 16],
            [3, 24],
            [4, 30],
            [5, 18],
          ]
        : [
            [1, 2],
            [2, 3],
            [3, 9],
            [4, 34],
            [5, 52],
          ],
    )
    const words = random.chance(0.38) ? random.pick(score >= 4 ? praise : blame) : null
    createRecord(
      desk,
      'csat_response',
      { at, by: 'sync' },
      {
        summary: `${score} of 5 for ${String(record.fields.number)}`,
        ticket: record.id,
        team: teamId(team),
        agent: assignee === undefined ? null : personId(assignee),
        score,
        comment: words,
        answered_at: isoAt(at),
      },
    )
  }
}
