/** Lists under a name. The database decides who sees and who changes them; what a view asks is asked in its reader's name like anything typed into the address. */

import { saysSomething } from '@bailiwick/definition/fields/something-to-read.ts'
import { namesAsArray } from '@bailiwick/definition/fields/sql-literal.ts'
import type { SavedView, ViewQuestion } from '@bailiwick/definition/wire/index.ts'
import type { LiveApp } from '../database/live-model.ts'
import type { Transaction } from '../database/with-actor.ts'
import { inWords, problem, type Speaker, say } from '../problems.ts'
import type { Actor } from '../security/access/actor.ts'
import { rolesIn } from '../security/access/actor.ts'
import type { Directory } from './directory.ts'
import { reference } from './records/values.ts'
import { titleOfRole } from './records/words.ts'
import { faultsOfView } from './view-faults.ts'

export interface ViewInput {
  readonly list?: string
  readonly name?: string
  readonly question?: ViewQuestion
  /** None: for the owner alone again. */
  readonly roles?: readonly string[]
  readonly locked?: boolean
  /** Whether the lists of all its roles open with it. */
  readonly default?: boolean
}

export async function readViews(
  tx: Transaction,
  app: LiveApp,
  actor: Actor,
  directory: Directory,
  speaker: Speaker,
): Promise<SavedView[]> {
  const held = rolesIn(actor, app.name)
  const administers = held.some(name => app.definition.roles.find(role => role.name === name)?.administer)
  const { rows } = await tx.run({
    text: 'SELECT v.id, v.list, v.name, v.question, v.owner, to_jsonb(v.roles), v.locked, to_jsonb(v.first_for) FROM bailiwick.saved_views($1) v',
    values: [app.name],
  })
  return rows.map(row => {
    const [id, list, name, question, owner] = row
    const [roles, locked, firstFor] = row.slice(5) as [string[], boolean, string[]]
    const mayKeep = owner === actor.person || administers
    // Who else has it is told to who says so.
    const told = (names: readonly string[]) => names.filter(role => mayKeep || held.includes(role))
    const faults = faultsOfView(app, actor, String(list), question as ViewQuestion)
    return {
      id: String(id),
      list: String(list),
      name: String(name),
      question: question as ViewQuestion,
      owner: reference(String(owner), directory.personName(String(owner)))!,
      ...(roles.length > 0 && {
        roles: told(roles).map(role => ({ id: role, title: titleOfRole(app, role) })),
        ...(locked && { locked: true as const }),
        ...(told(firstFor).length > 0 && { firstFor: told(firstFor) }),
      }),
      mayChange: mayKeep || !(locked || firstFor.length > 0),
      mayKeep,
      ...(faults.length > 0 && { refused: faults.map(({ message }) => inWords(message, speaker)).join(' ') }),
    }
  })
}

/**
 * @param id of the view that is changed; undefined: it is a new one
 * @throws `view.not-found`, `view.shared`, `view.too-many`, `view.default-of-nobody`, `view.refused`, `record.invalid`
 */
export async function saveView(
  tx: Transaction,
  app: LiveApp,
  actor: Actor,
  id: string | undefined,
  input: ViewInput,
): Promise<string> {
  const { name, question, roles, locked } = input
  const isThere = (role: string) => app.definition.roles.some(each => each.name === role && !each.public)
  if (roles && !roles.every(isThere))
    throw problem('record.invalid', { fields: [{ field: 'roles', message: say('role.not-here') }] })
  if (name !== undefined && !saysSomething(name))
    throw problem('record.invalid', { fields: [{ field: 'name', message: say('field.required') }] })
  const list = id === undefined ? input.list : await listOf(tx, app, id)
  if (list !== undefined && question !== undefined) checkQuestion(app, actor, list, question)
  const { rows } = await tx.run({
    text: 'SELECT bailiwick.save_view($1, $2::uuid, $3, $4, $5::jsonb, $6::text[], $7::boolean, $8::boolean)',
    values: [
      app.name,
      id ?? null,
      list ?? null,
      name ?? null,
      question === undefined ? null : JSON.stringify(question),
      // Each is the name of a role by now.
      roles ? namesAsArray(roles) : null,
      locked ?? null,
      input.default ?? null,
    ],
    refused: error =>
      (error as { constraint?: string }).constraint === 'saved_view_question_check'
        ? problem('record.invalid', { detail: say('view.too-long') })
        : error,
  })
  return String(rows[0]?.[0])
}

/** @returns undefined for a view that whoever asks does not see */
async function listOf(tx: Transaction, app: LiveApp, id: string): Promise<string | undefined> {
  const { rows } = await tx.run({
    text: 'SELECT v.list FROM bailiwick.saved_views($1) v WHERE v.id = $2::uuid',
    values: [app.name, id],
  })
  return rows[0]?.[0] as string | undefined
}

/** What is kept can be answered to whoever keeps it; others of its roles may see less, and are told so. */
function checkQuestion(app: LiveApp, actor: Actor, list: string, question: ViewQuestion): void {
  const faults = faultsOfView(app, actor, list, question)
  if (faults.length === 0) return
  const filter = faults.find(fault => fault.filter)?.filter
  const rest =
    filter &&
    Array.from((question.filter ?? '').slice(filter.at).trim())
      .slice(0, 40)
      .join('')
  throw problem('view.refused', {
    fields: faults.map(({ part, message }) => ({ field: part, message })),
    ...(rest && { detail: say('view.filter-at', { rest }) }),
    ...(filter && { filter }),
  })
}

export async function removeView(tx: Transaction, app: LiveApp, id: string): Promise<void> {
  await tx.run({ text: 'SELECT bailiwick.remove_view($1, $2::uuid)', values: [app.name, id] })
}
