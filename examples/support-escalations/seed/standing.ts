/** What the teams set for themselves, and what was brought in by hand because no other system is connected. */
import { createRecord, dayAt, isoAt } from '../../seeding/ledger.ts'
import { type Care, day, hour, minute } from './care.ts'
import { personId } from './people.ts'
import { macroTexts } from './text/macro-texts.ts'

export function addMacros(care: Care): void {
  const owners = ['femi', 'katja', 'miguel']
  for (const [index, [name, shortcut, category, level, body]] of macroTexts.entries()) {
    const at = care.office.after(care.begin - 8 * day, 40 + index * 21)
    const owner = owners[index % owners.length]!
    const fields = {
      name,
      shortcut,
      category,
      level,
      body,
      active: true,
      owner: personId(owner),
      review_on: dayAt(at + 365 * day),
    }
    care.macros.push(createRecord(care, 'macro', { at, by: owner }, fields))
  }
}

/** What is done until a system is connected. */
const unconnected = [
  [
    'help_desk',
    'in',
    'Tickets of the help desk',
    'Agents enter a ticket with its help desk number when they take it. Nothing arrives by itself.',
  ],
  [
    'crm',
    'in',
    'Accounts and contacts of the CRM',
    'A file is brought in on Mondays. What changed in between is not known here.',
  ],
  [
    'billing',
    'out',
    'Credit notes to billing',
    'Credit Control enters the credit note in billing, then marks the credit issued with its number.',
  ],
  ['mail', 'out', 'Answers to customers', 'Public notes are sent from the help desk by hand. No mail leaves this app.'],
  ['chat', 'out', 'Alerts before an SLA is missed', 'The list “SLA near or missed” is looked at. Nobody is called by itself.'],
  ['directory', 'in', 'People and teams', 'The administrator adds people and gives their roles.'],
] as const

export function addSyncs(care: Care): void {
  for (const [index, [system, direction, summary, instead]] of unconnected.entries()) {
    const at = care.begin - 3 * day + index * 4 * minute
    createRecord(care, 'external_sync', { at, by: 'oliver' }, { summary, system, direction, state: 'not_connected', instead })
  }
  for (const at of mondays(care)) addFile(care, at)
}

function mondays(care: Care): number[] {
  const first = Math.floor(care.begin / day) * day
  const all = Array.from({ length: 275 }, (_, index) => first + index * day + 7 * hour + 25 * minute)
  return all.filter(at => new Date(at).getUTCDay() === 1 && at < care.now)
}

/** A file of the CRM: what it held of accounts that had changed, and what was refused of it. */
function addFile(care: Care, at: number): void {
  const { random } = care
  const changed = care.accounts.filter(({ record }) => record.createdAt > at - 7 * day && record.createdAt < at).length
  const read = changed + random.between(9, 34)
  const refused = random.chance(0.16) ? random.between(1, 3) : 0
  const failed = refused === 0 && random.chance(0.02)
  createRecord(
    care,
    'external_sync',
    { at, by: 'oliver' },
    {
      summary: 'Accounts of the CRM',
      system: 'crm',
      direction: 'in',
      state: failed ? 'failed' : refused > 0 ? 'partly' : 'by_hand',
      source: `crm-accounts-${dayAt(at)}.csv`,
      done_at: isoAt(at),
      read_count: read,
      written_count: failed ? 0 : read - refused,
      refused_count: failed ? read : refused,
      error: failed
        ? 'The column “tier” was missing; nothing was brought in.'
        : refused > 0
          ? 'Tier “premium” is not known here.'
          : null,
    },
  )
}
