/** What was said in a case: to colleagues, and to the customer. */
import { type Act, createRecord } from '../../seeding/ledger.ts'
import { notes, phrasesFor } from '../../seeding/text/replies.ts'
import type { Care, Ticket } from './care.ts'
import { answers, requests, updates } from './text/notes.ts'

/** `internal` for colleagues; the others are what the customer reads: a question, news of an escalation, the solution. */
export type NoteKind = 'internal' | 'request' | 'update' | 'answer'

export function addNote(care: Care, ticket: Ticket, act: Act, kind: NoteKind): void {
  const { random } = care
  const { record, account, topic, fill } = ticket
  const about = { ticket: record.id, account: account.record.id }
  if (kind === 'internal') {
    const body = fill(random.pick(phrasesFor(notes, topic.product)))
    createRecord(care, 'note', act, { summary: firstWords(body), body, visibility: 'internal', ...about })
    return
  }
  const [summary, opening, macro] = random.pick({ request: requests, update: updates, answer: answers }[kind])
  const body = kind === 'answer' ? `${opening}\n\n${topic.template.resolution}` : opening
  const used = care.macros.find(({ fields }) => fields.shortcut === macro)
  createRecord(care, 'note', act, {
    summary,
    body: fill(body),
    visibility: 'public',
    macro: used !== undefined && used.createdAt < act.at ? used.id : null,
    ...about,
  })
}

function firstWords(text: string): string {
  const [words] = text.split(/[.;:,]/)
  return words!.slice(0, 120)
}
