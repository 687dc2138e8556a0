/** Lists under a name. The database decides who sees and who changes them; what a view asks is asked in its reader's name like anything typed into the address. */
import type { SavedView, ViewQuestion } from '@bailiwick/definition/wire/index.ts'
import type { LiveApp } from '../database/live-model.ts'
import type { Transaction } from '../database/with-actor.ts'
import { problem, say } from '../problems.ts'
import type { Actor } from '../security/access/actor.ts'
import { rolesIn } from '../security/access/actor.ts'
import type { Directory } from './directory.ts'
import { reference } from './records/values.ts'
import { titleOfRole } from './records/words.ts'

export interface ViewInput {
  readonly list?: string
  readonly name?: string
  readonly question?: ViewQuestion
  /** Null: for the owner alone again. */
  readonly role?: string | null
  readonly locked?: boolean
  readonly default?: boolean
}

export async function readViews(tx: Transaction, app: LiveApp, actor: Actor, directory: Directory): Promise<SavedView[]> {
  const administers = rolesIn(actor, app.name).some(name => app.definition.roles.find(role => role.name === name)?.administer)
  const { rows } = await tx.run({
    text: 'SELECT v.id, v.list, v.name, v.question, v.owner, v.role, v.locked, v.is_default FROM bailiwick.saved_views($1) v',
    values: [app.name],
  })
  return rows.map(([id, list, name, question, owner, role, locked, isDefault]) => ({
    id: String(id),
    list: String(list),
    name: String(name),
    question: question as ViewQuestion,
    owner: reference(String(owner), directory.personName(String(owner)))!,
    ...(role === null ? {} : { role: { id: String(role), title: titleOfRole(app, String(role)) } }),
    ...(role !== null && locked ? { locked: true as const } : {}),
    ...(isDefault ? { default: true as const } : {}),
    mayChange: owner === actor.person || administers || !(locked || isDefault),
    mayKeep: owner === actor.person || administers,
  }))
}

/** @param id of the view that is changed; undefined: it is a new one. @throws `view.not-found`, `view.shared`, `view.too-many`, `view.default-of-nobody`, `record.invalid` */
export async function saveView(tx: Transaction, app: LiveApp, id: string | undefined, input: ViewInput): Promise<string> {
  const { list, name, question, role, locked } = input
  if (typeof role === 'string' && !app.definition.roles.some(each => each.name === role && !each.public))
    throw problem('record.invalid', { fields: [{ field: 'role', message: say('role.not-here') }] })
  if (name !== undefined && name.trim() === '')
    throw problem('record.invalid', { fields: [{ field: 'name', message: say('field.required') }] })
  const { rows } = await tx.run({
    text: 'SELECT bailiwick.save_view($1, $2::uuid, $3, $4, $5::jsonb, $6, $7::boolean, $8::boolean)',
    values: [
      app.name,
      id ?? null,
      list ?? null,
      name ?? null,
      question === undefined ? null : JSON.stringify(question),
      role === undefined ? null : (role ?? ''),
      locked ?? null,
      input.default ?? null,
    ],
  })
  return String(rows[0]?.[0])
}

export async function removeView(tx: Transaction, app: LiveApp, id: string): Promise<void> {
  await tx.run({ text: 'SELECT bailiwick.remove_view($1, $2::uuid)', values: [app.name, id] })
}
