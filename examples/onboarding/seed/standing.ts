/** What stands before anybody is hired: the systems with their owners, and the templates. */
import { createRecord, dayAt, type LiveRecord, updateRecord } from '../../seeding/ledger.ts'
import { day, later, minute, type Office } from './office.ts'
import { personId, teamId } from './people.ts'
import { familyTitles, type JobFamily, type Place, placeTitles } from './text/jobs.ts'
import { templateTasks } from './text/tasks.ts'

type Category = 'identity' | 'engineering' | 'sales' | 'finance' | 'infrastructure'

/** Name, owner, category, personal data, months between reviews, purpose. Security decides on privileged access and so owns none. */
const systems: readonly (readonly [string, string, Category, boolean, number, string])[] = [
  ['Directory', 'viktor', 'identity', true, 3, 'Accounts, groups and sign-in of everybody'],
  ['Mail and calendar', 'viktor', 'identity', true, 6, 'Mailboxes, shared mailboxes, rooms'],
  ['Password vault', 'viktor', 'infrastructure', false, 3, 'Shared secrets of the teams'],
  ['Code host', 'marcus', 'engineering', false, 3, 'Repositories and reviews'],
  ['Build pipeline', 'marcus', 'engineering', false, 3, 'Builds, releases and their approvals'],
  ['Test environment', 'marcus', 'engineering', false, 6, 'A copy of production without customers'],
  ['Production console', 'marcus', 'infrastructure', true, 1, 'Running services and their databases'],
  ['Error tracker', 'marcus', 'engineering', true, 6, 'Crashes and slow requests'],
  ['Customer database', 'laura', 'sales', true, 3, 'Accounts, contacts and contracts'],
  ['Dialer', 'laura', 'sales', true, 6, 'Calls and their recordings'],
  ['Help desk', 'laura', 'sales', true, 3, 'Tickets of customers'],
  ['Design tool', 'stefan', 'engineering', false, 6, 'Screens, prototypes and their comments'],
  ['Data warehouse', 'stefan', 'infrastructure', true, 3, 'Reports and the raw data behind them'],
  ['Ledger and payables', 'helen', 'finance', true, 3, 'Invoices, payments, month end'],
  ['Payroll system', 'helen', 'finance', true, 1, 'Pay and social security'],
  ['People records', 'elena', 'finance', true, 3, 'Contracts, absences, reviews'],
  ['Building access', 'paulo', 'infrastructure', true, 6, 'Badges, doors and visitor lists'],
]

export const families: readonly JobFamily[] = ['engineer', 'product', 'sales', 'success', 'operations']
export const places: readonly Place[] = ['berlin', 'lisbon', 'toronto', 'remote']

export function addSystems(office: Office): void {
  for (const [index, [name, owner, category, personal, months, purpose]] of systems.entries()) {
    const at = later(office, office.begin, 12 + index * 4)
    const fields = {
      name,
      owner: personId(owner),
      category,
      has_personal_data: personal,
      review_months: months,
      purpose,
      url: `https://${name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}.northlight.example`,
    }
    office.systems.set(name, { record: createRecord(office, 'system', { at, by: 'viktor' }, fields), owner })
  }
}

export function addTemplates(office: Office): void {
  for (const role of families) for (const place of places) addTemplate(office, role, place)
}

function addTemplate(office: Office, role: JobFamily, place: Place): void {
  const at = later(office, office.begin, 90 + office.templates.size * 7)
  const by = office.random.chance(0.7) ? 'karim' : 'elena'
  const template = createRecord(
    office,
    'task_template',
    { at, by },
    {
      name: `${familyTitles[role]}, ${placeTitles[place]}`,
      role,
      location: place,
      owner: personId(by),
      active: true,
      reviewed_on: dayAt(at),
    },
  )
  const made = new Map<string, LiveRecord>()
  for (const [index, task] of templateTasks(role, place).entries()) {
    const line = createRecord(
      office,
      'template_task',
      { at: at + index, by },
      {
        template: template.id,
        position: index + 1,
        title: task.title,
        team: task.team === undefined ? null : teamId(task.team),
        offset_days: task.offset,
        after: task.after === undefined ? null : made.get(task.after)!.id,
        for_hire: task.forHire ?? false,
        needs_evidence: task.evidence !== undefined,
      },
    )
    made.set(task.key, line)
  }
  office.templates.set(`${role} ${place}`, template)
  office.lines.set(template.id, [...made.values()])
  // Looked through twice a year.
  for (let next = at + 182 * day; next < office.now - day; next += 182 * day) {
    const moment = later(office, next, office.random.between(10, 300))
    if (moment < office.now - minute) updateRecord(office, template, { at: moment, by }, { reviewed_on: dayAt(moment) })
  }
}
