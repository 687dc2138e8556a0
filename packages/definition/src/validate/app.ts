/** The app's calendar and roles. */
import { calendarProblem } from '../fields/calendar.ts'
import { inEnglish } from '../fields/outcome.ts'
import type { Complaints } from './complaint.ts'

export function checkApp(say: Complaints): void {
  const { calendar } = say.definition.app
  if (calendar.from >= calendar.to) {
    const message = `The working day goes from ${calendar.from} to ${calendar.to}.`
    say.add('calendar.hours', 'app.calendar.to', message, 'Write the later time at `to`.')
  }
  if (!isZone(calendar.timeZone)) {
    say.add(
      'calendar.zone',
      'app.calendar.time_zone',
      `There is no time zone "${calendar.timeZone}".`,
      'Write it as in the IANA list, such as Europe/Berlin or UTC.',
    )
  }
  for (const [index, day] of calendar.holidays.entries()) {
    const problem = calendarProblem(day)
    if (problem)
      say.add('calendar.date', `app.calendar.holidays.${index}`, `There is no day ${day}.`, `It ${inEnglish(problem)}.`)
  }
  const businessDue = say.definition.workflows.some(workflow => workflow.states.some(state => state.due?.business))
  if (calendar.days.length === 0 && businessDue) {
    say.add(
      'calendar.days',
      'app.calendar.days',
      'There are no working days, and a state is due in business time.',
      'List them: `days: [1, 2, 3, 4, 5]`.',
    )
  }
  checkRoles(say)
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

function checkRoles(say: Complaints): void {
  const { roles, entities, workflows } = say.definition
  if (roles.length === 0)
    say.add(
      'app.no-roles',
      'app.roles',
      'The app has no roles, so nobody could use it.',
      'Write at least one: `agent: { title: Agent }`.',
    )
  if (roles.length > 0 && !roles.some(role => role.administer)) {
    say.add('app.no-administrator', 'app.roles', 'No role may give roles to people.', 'Add `administer: true` to one of them.')
  }
  const used = new Set([
    ...entities.flatMap(entity => entity.access.map(grant => grant.role)),
    ...workflows.flatMap(workflow => workflow.transitions.flatMap(transition => transition.roles)),
    ...workflows
      .flatMap(workflow => workflow.transitions.flatMap(transition => transition.approval?.steps ?? []))
      .flatMap(step => (step.ask.kind === 'role' ? [step.ask.role] : [])),
  ])
  for (const role of roles) {
    if (used.has(role.name) || role.administer || role.audit) continue
    say.add(
      'role.unused',
      `app.roles.${role.name}`,
      `The role "${role.name}" may do nothing.`,
      'Grant it something, or remove it.',
    )
  }
}
