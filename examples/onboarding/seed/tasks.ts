/** The tasks of each hire, from its template, and with them how the hire goes on: ready, started, completed. */
import {
  commentOn,
  createRecord,
  dayAt,
  isoAt,
  type LiveRecord,
  stateOf,
  takeTransition,
  tellUntilNow,
  updateRecord,
} from '../../seeding/ledger.ts'
import { day, daysAgo, type Fields, type Hire, hour, later, minute, type Office, onDay, workingDay } from './office.ts'
import { crew, personId, teamId } from './people.ts'
import { skipReasons, type TaskText, taskRemarks, templateTasks } from './text/tasks.ts'

/** A task and when it will have been over, or Infinity where nobody has come to it. */
interface Planned {
  readonly text: TaskText
  readonly record: LiveRecord
  readonly early: boolean
  over: number
}

export function addTasks(office: Office): void {
  const early = new Set(office.hires.filter(hire => startsSoon(office, hire)).slice(0, 4))
  for (const hire of office.hires) {
    if (hire.preparedAt === undefined) continue
    const planned = new Map<string, Planned>()
    const template = office.templates.get(`${hire.role} ${hire.place}`)!
    const lines = office.lines.get(template.id)!
    for (const [index, text] of templateTasks(hire.role, hire.place).entries()) {
      if (!needed(text, hire)) continue
      const at = hire.preparedAt + 70_000 + index * 900
      if (at > office.now) break
      planned.set(text.key, addTask(office, hire, { text, line: lines[index]!, at, planned, early: early.has(hire) }))
    }
    tellUntilNow(() => goOn(office, hire, [...planned.values()]))
  }
}

const startsSoon = (office: Office, hire: Hire) =>
  hire.portal === undefined &&
  stateOf(hire.record) === 'preparing' &&
  hire.preparedAt! < office.now - 12 * day &&
  hire.startDay > office.now + 30 * hour

/** Contractors are not paid by payroll, and only permanent contracts have a probation. */
function needed(text: TaskText, hire: Hire): boolean {
  if (text.key === 'probation') return hire.employment === 'permanent'
  return hire.employment !== 'contractor' || (text.key !== 'payroll' && text.key !== 'bank')
}

interface Making {
  readonly text: TaskText
  readonly line: LiveRecord
  readonly at: number
  /** The tasks made before, by key. */
  readonly planned: ReadonlyMap<string, Planned>
  /** Everything before the first day is over well before it. */
  readonly early: boolean
}

function addTask(office: Office, hire: Hire, { text, line, at, planned, early }: Making): Planned {
  const doer = doerOf(office, hire, text)
  const before = text.after === undefined ? undefined : planned.get(text.after)
  const assigned =
    text.buddy || text.team === undefined || (text.forHire && hire.portal !== undefined) || office.random.chance(0.6)
  const record = createRecord(
    office,
    'task',
    { at, by: hire.partner },
    {
      title: text.title,
      hire: hire.record.id,
      team: teamId(text.team ?? hire.department),
      assignee: assigned ? personId(doer) : null,
      ...daysOf(text, hire.moved?.from ?? hire.startDay),
      offset_days: text.offset,
      depends_on: before?.record.id ?? null,
      for_hire: text.forHire ?? false,
      needs_evidence: text.evidence !== undefined,
      instructions: text.instructions,
      template_task: line.id,
    },
  )
  const task: Planned = { text, record, early, over: Number.POSITIVE_INFINITY }
  // Told in order of time: what was to happen later may come to happen first.
  const acts = work(office, hire, task, doer, before).sort((one, other) => one.at - other.at)
  tellUntilNow(() => {
    for (const act of acts) act.happen(act.at)
  })
  return task
}

const dueDay = ({ offset }: TaskText, startDay: number) => workingDay(startDay + offset * day, offset < 0 ? 'before' : 'after')

/** Two to six days of room before it is due. */
function daysOf(text: TaskText, startDay: number) {
  const due = dueDay(text, startDay)
  return { begin_on: dayAt(workingDay(due - (2 + (text.title.length % 5)) * day, 'before')), due_on: dayAt(due) }
}

function doerOf(office: Office, hire: Hire, text: TaskText): string {
  if (text.buddy) return hire.buddy
  if (text.forHire && hire.portal) return hire.portal
  return text.team === undefined ? hire.manager : office.random.weighted(crew[text.team])
}

interface Happening {
  readonly at: number
  readonly happen: (at: number) => void
}

/** From waiting to done. Most are done in the days before they are due, some late, few not at all. */
function work(office: Office, hire: Hire, task: Planned, doer: string, before: Planned | undefined): Happening[] {
  const { random } = office
  const { record, text } = task
  const { partner } = hire
  const acts: Happening[] = []
  const add = (at: number, happen: (at: number) => void) => acts.push({ at, happen })
  const due = dueDay(text, hire.startDay)
  if (hire.moved) {
    // Nothing moves due days with the first day yet: the people team writes the new ones in.
    add(hire.moved.at + random.between(8, 20) * minute, at =>
      updateRecord(office, record, { at, by: partner }, daysOf(text, hire.startDay)),
    )
  }
  if (before?.over === Number.POSITIVE_INFINITY) return acts
  const free = before ? before.over + random.between(1, 50) * minute : record.createdAt + random.between(30, 50) * 1_000
  add(free, at => takeTransition(office, record, { at, by: partner }, 'release', 'open'))
  const done = doneAt(office, hire, task, due, free)
  if (hire.portal === undefined && random.chance(0.025)) {
    add(done, at => {
      takeTransition(office, record, { at, by: partner }, 'skip', 'skipped', { comment: random.pick(skipReasons) })
      task.over = at
    })
    return acts
  }
  const begun = later(office, Math.max(free, Math.min(done, due + 9 * hour) - random.between(1, 3) * day), random.between(2, 60))
  if (random.chance(0.55) && begun > free && begun < done - 5 * minute) {
    const changes: Fields = record.fields.assignee === undefined ? { assignee: personId(doer) } : {}
    add(begun, at => takeTransition(office, record, { at, by: doer }, 'start', 'doing', { changes }))
  }
  if (random.chance(0.06)) add(done - minute, at => commentOn(office, record, { at, by: partner }, random.pick(taskRemarks)))
  const finish = (at: number, evidence: Fields) => {
    takeTransition(office, record, { at, by: doer }, text.evidence ? 'finish_with_evidence' : 'finish', 'done', {
      changes: { done_on: localDay(at), ...evidence },
    })
    task.over = at
  }
  add(done, at =>
    finish(at, text.evidence ? { evidence_note: text.evidence.replace('{n}', String(random.between(10_000, 99_999))) } : {}),
  )
  if (text.offset > 0 && random.chance(0.006)) {
    const comment = 'Ticked by mistake, the page is not signed.'
    const reopened = later(office, done, random.between(60, 900))
    add(reopened, at => {
      takeTransition(office, record, { at, by: 'elena' }, 'reopen', 'open', { changes: { done_on: null }, comment })
      task.over = Number.POSITIVE_INFINITY
    })
    add(later(office, reopened, random.between(200, 900)), at => finish(at, {}))
  }
  return acts
}

function doneAt(office: Office, hire: Hire, { text, early }: Planned, due: number, free: number): number {
  const { random } = office
  const late = random.chance(0.13)
  // Of the new colleague of the demonstration nothing is late, and nothing done before its day.
  const spare = hire.portal ? 0 : late ? -random.between(1, 11) : Math.min(Math.round(random.delay(1.6, 0.9)), 9)
  const planned =
    early && text.offset < 0
      ? daysAgo(office, 7)
      : onDay(office, workingDay(due - spare * day, 'before'), random.between(15, 470))
  const earliest = later(office, Math.max(free, hire.moved?.at ?? 0), random.between(30, 300))
  // Nobody does anything in a portal before the first day.
  const welcome = text.forHire || text.buddy ? onDay(office, hire.startDay, random.between(160, 400)) : 0
  return Math.max(planned, earliest, welcome)
}

/** The working day ends before midnight anywhere near Berlin, so the day in UTC is the day there. */
const localDay = (moment: number) => isoAt(moment).slice(0, 10)

/** What becomes of the hire: ready when everything before the first day is over, started on it, completed when all is. */
function goOn(office: Office, hire: Hire, tasks: readonly Planned[]): void {
  const { random } = office
  const { record, partner } = hire
  if (stateOf(record) !== 'preparing') return
  const prepared = Math.max(record.updatedAt, ...tasks.filter(({ text }) => text.offset < 0).map(({ over }) => over))
  const readyAt = prepared + random.between(4, 90) * minute
  const startAt = onDay(office, hire.startDay, random.between(10, 150))
  if (readyAt < startAt) {
    const changes = { ready_on: localDay(readyAt), ready_at: isoAt(readyAt) }
    takeTransition(office, record, { at: readyAt, by: partner }, 'mark_ready', 'ready', { changes })
  }
  const account = hire.portal ? { changes: { account: personId(hire.portal) } } : {}
  takeTransition(office, record, { at: startAt, by: partner }, 'start', 'started', account)
  const completeAt = Math.max(...tasks.map(({ over }) => over), onDay(office, hire.startDay + 90 * day, 60))
  if (completeAt === Number.POSITIVE_INFINITY) return
  takeTransition(office, record, { at: later(office, completeAt, random.between(60, 900)), by: partner }, 'complete', 'completed')
}
