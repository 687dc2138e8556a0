/** The replies the desk agreed on: written by one, read by another before they are published. */

import { createRecord, dayAt, type LiveRecord, takeTransition, tellUntilNow, updateRecord, vote } from '../../seeding/ledger.ts'
import type { Desk } from './desk.ts'
import { later, spread } from './moments.ts'
import { personId, teamId } from './people.ts'
import { macroTexts } from './text/macro-texts.ts'

const day = 86_400_000

export function addMacros(desk: Desk): void {
  const { random } = desk
  const authors = ['ana', 'luis', 'nadia', 'hanna', 'diego', 'tom', 'sara', 'mei']
  const moments = spread(desk, macroTexts.length, 7)
  for (const [index, [name, shortcut, category, body]] of macroTexts.entries()) {
    const at = moments[index]!
    const by = authors[index % authors.length]!
    const languages = ['en', ...['de', 'fr', 'es', 'pt'].filter(() => random.chance(0.35))]
    const team = category === 'billing' || category === 'refund' ? teamId('billing') : null
    const fields = {
      name,
      shortcut,
      category,
      body,
      languages,
      team,
      owner: personId(by),
      used_count: 0,
      review_on: dayAt(at + 365 * day),
    }
    const record = createRecord(desk, 'macro', { at, by }, fields)
    const fate =
      index < macroTexts.length - 7
        ? index % 17 === 5
          ? 'retired'
          : index % 13 === 7
            ? 'rejected'
            : 'published'
        : (['submitted', 'submitted', 'submitted', 'changes', 'draft', 'draft', 'submitted'] as const)[
            macroTexts.length - 1 - index
          ]
    tellUntilNow(() => publish(desk, record, at, by, fate ?? 'published'))
  }
}

function publish(desk: Desk, record: LiveRecord, at: number, by: string, fate: string): void {
  if (fate === 'draft') return
  const editor =
    by === 'tom' ? 'mei' : by === 'sara' ? 'jonas' : by === 'mei' ? 'tom' : desk.random.pick(['tom', 'mei', 'sara', 'jonas'])
  const asked = later(desk, at, desk.random.between(8, 90))
  takeTransition(desk, record, { at: asked, by }, 'submit', 'submitted')
  if (fate === 'submitted') return
  const { decision, to, comment } = verdicts[fate] ?? verdicts.published!
  const act = { at: later(desk, asked, desk.random.between(40, 700)), by: editor }
  vote(desk, record, act, 'decide', { step: 'editor', decision }, comment)
  takeTransition(desk, record, act, 'decide', to, comment === undefined ? {} : { comment })
  if (decision === 'approve') countUses(desk, record, act, fate === 'retired')
}

interface Verdict {
  readonly decision: 'approve' | 'reject' | 'ask_changes'
  readonly to: string
  readonly comment?: string
}
const verdicts: Readonly<Record<string, Verdict>> = {
  published: { decision: 'approve', to: 'published' },
  changes: { decision: 'ask_changes', to: 'changes_requested', comment: 'Too long for chat, please cut it to three sentences.' },
  rejected: { decision: 'reject', to: 'rejected', comment: 'We already have one for this, see the one on sessions.' },
}

/** The desk counts uses once a month, in the night. */
function countUses(desk: Desk, record: LiveRecord, decided: { at: number; by: string }, retires: boolean): void {
  let at = decided.at
  for (let uses = 0; at < desk.now - 31 * day; ) {
    at += 30 * day
    uses += desk.random.between(4, 160)
    updateRecord(desk, record, { at: Math.floor(at / day) * day + 10_800_000, by: 'sync' }, { used_count: uses })
  }
  const retired = later(desk, at, desk.random.between(1_000, 3_000))
  if (!retires) return
  const act = { at: retired, by: decided.by }
  takeTransition(desk, record, act, 'retire', 'retired', { comment: 'The page it describes no longer exists.' })
}
