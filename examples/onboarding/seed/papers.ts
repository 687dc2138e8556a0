/** Documents, courses and what new colleagues say of their first weeks. */
import { createRecord, dayAt, isoAt, takeTransition, tellUntilNow } from '../../seeding/ledger.ts'
import { dateOf, day, daysAgo, type Fields, type Hire, later, minute, type Office, onDay, workingDay } from './office.ts'
import { better, well } from './text/voices.ts'

export function addDocuments(office: Office): void {
  const near = office.hires.filter(
    ({ preparedAt, startDay, portal }) =>
      portal === undefined && preparedAt !== undefined && preparedAt < office.now - 12 * day && startDay > office.now - 8 * day,
  )
  const recent = new Map(near.slice(0, 7).map((hire, index) => [hire, index % 2 === 0 ? 'handed_in' : 'returned'] as const))
  for (const hire of office.hires) {
    if (hire.preparedAt === undefined) continue
    const kinds: [kind: string, title: string, offset: number][] = [['contract', 'Employment contract', -14]]
    if (hire.portal || office.random.chance(0.55)) kinds.push(['confidentiality', 'Confidentiality agreement', 0])
    if (hire.portal || office.random.chance(0.18)) kinds.push(['policy', 'Code of conduct, signed page', 3])
    if (hire.employment !== 'contractor' && office.random.chance(0.16)) kinds.push(['tax', 'Tax and social security form', 5])
    if (hire.place === 'toronto' && office.random.chance(0.4)) kinds.push(['permit', 'Work permit', -10])
    if (hire.portal) kinds.push(['tax', 'Declaration for the tax office', 14])
    for (const [index, [kind, title, offset]] of kinds.entries()) {
      const at = hire.preparedAt + (9 + index) * minute
      tellUntilNow(() =>
        addDocument(office, hire, { kind, title, offset, at, stops: index === 0 ? recent.get(hire) : undefined }),
      )
    }
  }
}

interface Paper {
  readonly kind: string
  readonly title: string
  readonly offset: number
  readonly at: number
  /** Came in lately and has not been accepted. */
  readonly stops: 'handed_in' | 'returned' | undefined
}

const objections = [
  'The second page is missing.',
  'Signed, but without a date.',
  'The scan cannot be read, please send a photo in daylight.',
]

function addDocument(office: Office, hire: Hire, { kind, title, offset, at, stops }: Paper): void {
  const { random } = office
  const { partner } = hire
  const due = workingDay(hire.startDay + offset * day, offset < 0 ? 'before' : 'after')
  const record = createRecord(
    office,
    'document',
    { at, by: partner },
    { title: `${title}, ${hire.name}`, hire: hire.record.id, kind, due_on: dayAt(due) },
  )
  if (stops) {
    const came = daysAgo(office, stops === 'returned' ? 6 : 0.8)
    takeTransition(office, record, { at: came, by: partner }, 'hand_in', 'handed_in', {
      changes: { signed_on: isoAt(came).slice(0, 10) },
    })
    if (stops === 'returned')
      takeTransition(office, record, { at: later(office, came, 90), by: partner }, 'send_back', 'returned', {
        comment: random.pick(objections),
      })
    return
  }
  // Before the first day the people team notes what came by post; afterwards the portal's own do it.
  const handed = Math.max(
    onDay(office, workingDay(due - (hire.portal ? 0 : random.between(0, 4)) * day, 'before'), random.between(190, 440)),
    later(office, at, random.between(300, 1_800)),
  )
  if (hire.portal === undefined && random.chance(0.03)) {
    const comment = kind === 'permit' ? 'Citizen of the country, no permit needed.' : 'The one of the internship is still valid.'
    takeTransition(office, record, { at: later(office, at, 500), by: partner }, 'drop', 'not_needed', { comment })
    return
  }
  const by = hire.portal && handed > onDay(office, hire.startDay, 170) ? hire.portal : partner
  const signed = { signed_on: isoAt(handed).slice(0, 10) }
  takeTransition(office, record, { at: handed, by }, 'hand_in', 'handed_in', { changes: signed })
  let checked = later(office, handed, random.delay(240, 0.8))
  if (hire.portal === undefined && random.chance(0.06)) {
    takeTransition(office, record, { at: checked, by: partner }, 'send_back', 'returned', { comment: random.pick(objections) })
    const again = later(office, checked, random.delay(900, 0.6))
    const anew = isoAt(again).slice(0, 10)
    takeTransition(office, record, { at: again, by: partner }, 'hand_in', 'handed_in', {
      changes: anew === record.fields.signed_on ? {} : { signed_on: anew },
    })
    checked = later(office, again, random.delay(200, 0.7))
  }
  const expires: Fields = kind === 'permit' ? { expires_on: dayAt(hire.startDay + random.between(300, 900) * day) } : {}
  takeTransition(office, record, { at: checked, by: partner }, 'accept', 'accepted', { changes: expires })
}

const courses = {
  engineer: 'Reviewing changes and releasing them',
  product: 'How we test with customers',
  sales: 'Quotes, discounts and who approves them',
  success: 'Answering in the help desk',
  operations: 'Month end and its calendar',
} as const

export function addTraining(office: Office): void {
  const { random } = office
  for (const hire of office.hires) {
    if (hire.preparedAt === undefined) continue
    const list: [course: string, title: string, due: number][] = [['security', 'Security basics', 10]]
    if (hire.portal || random.chance(0.5)) list.push(['privacy', 'Data protection in daily work', 21])
    if (hire.portal || random.chance(0.4)) list.push(['craft', courses[hire.role], 28])
    if (hire.portal || random.chance(0.12)) list.push(['workplace', 'Health and safety at the desk', 5])
    for (const [index, [course, title, offset]] of list.entries()) {
      const at = hire.preparedAt + (15 + index) * minute
      tellUntilNow(() => takeCourse(office, hire, { course, title, at, due: workingDay(hire.startDay + offset * day, 'after') }))
    }
  }
}

function takeCourse(
  office: Office,
  hire: Hire,
  { course, title, at, due }: { course: string; title: string; at: number; due: number },
): void {
  const { random } = office
  const { partner } = hire
  const record = createRecord(
    office,
    'training_assignment',
    { at, by: partner },
    { title, hire: hire.record.id, course, mandatory: course !== 'craft', due_on: dayAt(due) },
  )
  const began =
    onDay(office, hire.startDay, random.between(200, 400)) + random.between(0, Math.max(1, (due - hire.startDay) / day - 3)) * day
  if (hire.portal === undefined && random.chance(0.04)) {
    takeTransition(office, record, { at: began, by: partner }, 'waive', 'waived', {
      comment: 'Took the same course during the internship.',
    })
    return
  }
  const by = hire.portal ?? partner
  const begin = office.clock.after(began, 5)
  if (random.chance(0.6)) takeTransition(office, record, { at: begin, by }, 'begin', 'started')
  const spare = random.chance(0.12) ? -random.between(2, 12) : random.between(0, 5)
  const done = Math.max(onDay(office, workingDay(due - spare * day, 'before'), random.between(20, 440)), begin + 40 * minute)
  const score: Fields = course === 'craft' ? {} : { score: Math.min(100, 76 + random.between(0, 12) * 2) }
  takeTransition(office, record, { at: done, by }, 'finish', 'done', { changes: { done_on: isoAt(done).slice(0, 10), ...score } })
}

const moments = [
  ['week_1', 7, 0.4],
  ['day_30', 30, 0.45],
  ['day_60', 60, 0.22],
  ['day_90', 90, 0.34],
] as const

export function addFeedback(office: Office): void {
  const { random } = office
  for (const hire of office.hires) {
    if (hire.record.fields.status !== 'started' && hire.record.fields.status !== 'completed') continue
    for (const [moment, offset, part] of moments) {
      if (!random.chance(part) || hire.portal) continue
      // Noted by the people team from a call, for whoever has no account here.
      const at = onDay(office, workingDay(dateOf(hire.startDay + offset * day), 'after'), random.between(10, 440))
      const score = random.weighted([
        [5, 38],
        [4, 36],
        [3, 17],
        [2, 7],
        [1, 2],
      ])
      const fields: Fields = {
        hire: hire.record.id,
        moment,
        score,
        equipment_ready: score > 2 || random.chance(0.4),
        went_well: score > 2 ? random.pick(well[moment]) : null,
        could_improve: score < 5 ? random.pick(better[moment]) : null,
        answered_on: isoAt(at).slice(0, 10),
      }
      tellUntilNow(() => createRecord(office, 'feedback', { at, by: hire.partner }, fields))
    }
  }
}
