/** The way out: who leaves, and what they give back before it is complete. */
import { createRecord, dayAt, isoAt, stateOf, takeTransition, tellUntilNow } from '../../seeding/ledger.ts'
import { takeBack as takeAccessBack } from './access.ts'
import { backIntoStock, takeBack as takeAssetBack } from './equipment.ts'
import { day, daysAgo, type Hire, later, minute, type Office, onDay, workingDay } from './office.ts'
import { buddyOf, personId } from './people.ts'

const notes = [
  'Exit talk on the Wednesday before; wants to stay in touch.',
  'Asked for a reference, the manager writes it.',
  'Remaining days off are taken at the end.',
  'The customers are told by the manager.',
]

/** How each of the newest stands, oldest first; all before them are over. `collected`: everything is back, and nobody has closed it. */
const standing = ['collected', 'running', 'running', 'cancelled', 'announced', 'announced', 'planned'] as const

export function addLeavers(office: Office): void {
  const { random } = office
  const equipped = new Set(
    (office.records.asset ?? []).filter(asset => stateOf(asset) === 'assigned').map(({ fields }) => fields.holder),
  )
  const stayed = office.hires.filter(hire => stateOf(hire.record) === 'completed' && equipped.has(hire.record.id))
  const chosen = stayed.filter((_, index) => index % 8 === 4)
  for (const [index, hire] of chosen.entries()) {
    const place = index - (chosen.length - standing.length)
    const stops = standing[place] ?? 'completed'
    const at =
      stops === 'completed'
        ? later(office, hire.record.updatedAt + 5 * day, random.between(200, 20_000))
        : Math.max(daysAgo(office, 26 - place * 3), hire.record.updatedAt + 20 * minute)
    // Their last day has to lie behind us, with time to collect what is theirs.
    if (stops === 'completed' && at > office.now - 60 * day) continue
    tellUntilNow(() => leave(office, hire, at, stops))
  }
}

/** Days from the announcement to the last day: least and greatest. */
const notices: Readonly<Record<string, readonly [number, number]>> = {
  collected: [16, 18],
  running: [24, 28],
  cancelled: [30, 60],
  announced: [30, 60],
  planned: [30, 60],
}

function leave(office: Office, hire: Hire, at: number, stops: string): void {
  const { random } = office
  const by = hire.partner
  const notice = notices[stops] ?? [21, 42]
  const lastDay = workingDay(Math.floor(at / day) * day + random.between(...notice) * day, 'before')
  const theirs = (entity: string, field: string) =>
    (office.records[entity] ?? []).filter(({ fields }) => fields[field] === hire.record.id)
  // What was done with their access after that day was done for somebody who stayed.
  if (stops === 'completed' && theirs('access_request', 'hire').some(access => access.updatedAt > lastDay)) return
  const record = createRecord(
    office,
    'offboarding',
    { at, by },
    {
      title: `${hire.name} leaves`,
      hire: hire.record.id,
      last_day: dayAt(lastDay),
      kind:
        hire.employment === 'permanent'
          ? random.weighted([
              ['resignation', 70],
              ['probation', 10],
              ['mutual', 20],
            ])
          : 'contract_end',
      return_how: hire.place === 'remote' ? 'courier' : 'office',
      notes: random.chance(0.6) ? random.pick(notes) : null,
    },
  )
  if (stops === 'planned') return
  if (stops === 'cancelled') {
    const comment = 'The contract was extended by a year.'
    takeTransition(office, record, { at: later(office, at, 700), by }, 'cancel', 'cancelled', { comment })
    return
  }
  let moment = later(office, at, random.between(60, 700))
  takeTransition(office, record, { at: moment, by }, 'announce', 'announced')
  if (stops === 'announced') return
  moment = Math.max(later(office, moment, 120), onDay(office, workingDay(lastDay - 5 * day, 'before'), 60))
  takeTransition(office, record, { at: moment, by }, 'begin', 'running', {
    changes: { handover_to: personId(buddyOf[hire.department]) },
  })
  const evening = Math.max(onDay(office, lastDay, random.between(380, 470)), moment + 30 * minute)
  if (stops === 'running') return
  for (const [index, access] of theirs('access_request', 'hire').entries()) {
    const account = (office.records.account_provision ?? []).find(({ fields }) => fields.access_request === access.id)
    takeAccessBack(office, access, account, evening + index * minute, 'Leaves the company, last day.')
  }
  for (const [index, asset] of theirs('asset', 'holder').entries()) {
    if (stateOf(asset) !== 'assigned') continue
    const returned = evening + (10 + index) * minute
    const condition = random.weighted([
      ['used', 80],
      ['repair', 20],
    ])
    takeAssetBack(office, asset, returned, condition)
    if (stops === 'completed')
      tellUntilNow(() => backIntoStock(office, asset, later(office, returned, random.between(400, 1_500))))
  }
  if (stops === 'collected') return
  const open = theirs('access_request', 'hire').some(access => ['approved', 'provisioned', 'reviewed'].includes(stateOf(access)))
  if (open || theirs('asset', 'holder').some(asset => stateOf(asset) === 'assigned')) return
  moment = later(office, evening, random.between(120, 1_200))
  takeTransition(office, record, { at: moment, by }, 'complete', 'completed', {
    changes: { completed_on: isoAt(moment).slice(0, 10) },
  })
}
