/** Rights that people ask for, and what became of it. The database decides who sees and who decides; a right itself is given by giving a role. */
import { screensOf } from '@bailiwick/definition/default-screens.ts'
import { viewScreen } from '@bailiwick/definition/screens/registry.ts'
import type { AccessRequest } from '@bailiwick/definition/wire/index.ts'
import type { LiveApp } from '../database/live-model.ts'
import type { Transaction } from '../database/with-actor.ts'
import type { Actor } from '../security/access/actor.ts'
import type { Directory } from './directory.ts'
import { sightOf } from './records/app-view.ts'
import { sendingSurfaceOf, surfaceOf } from './records/surface.ts'
import { reference, timestampSql } from './records/values.ts'

export interface AccessRequestInput {
  readonly entity: string
  readonly record?: string
  readonly action: string
  readonly field?: string
  readonly reason: string
}

/** The same question, while it is open, is the same request. */
export async function askForAccess(tx: Transaction, app: string, input: AccessRequestInput): Promise<string> {
  const { rows } = await tx.run({
    text: 'SELECT bailiwick.request_access($1, $2, $3::uuid, $4, $5, $6)',
    values: [app, input.entity, input.record ?? null, input.action, input.field ?? null, input.reason],
  })
  return String(rows[0]?.[0])
}

export async function decideAccess(tx: Transaction, id: string, state: 'granted' | 'declined', note: string): Promise<void> {
  await tx.run({ text: 'SELECT bailiwick.decide_access($1::uuid, $2, $3)', values: [id, state, note] })
}

/**
 * @param app undefined: of every app
 * @param live the app of a name, in the reader's language
 */
export async function readAccessRequests(
  tx: Transaction,
  actor: Actor,
  app: string | undefined,
  directory: Directory,
  live: (app: string) => LiveApp | undefined,
): Promise<AccessRequest[]> {
  const { rows } = await tx.run({
    text: `SELECT q.id, q.app, q.entity, q.record, q.action, q.field, q.reason, q.person, ${timestampSql('q.created_at')}, q.state, q.decided_by, ${timestampSql('q.decided_at')}, q.note FROM bailiwick.access_requests($1) q`,
    values: [app ?? null],
  })
  return rows.map(row => {
    const [id, inApp, entity, record, action, field, reason, asker, at, state, decidedBy, decidedAt, note] = row as (
      | string
      | null
    )[]
    return {
      id: id!,
      app: inApp!,
      entity: entity!,
      ...(record ? { record } : {}),
      action: action!,
      ...(field ? { field } : {}),
      titles: titlesOf(live(inApp!), entity!, action!, field ?? undefined, asker === actor.person ? actor : undefined),
      reason: reason!,
      person: reference(asker!, directory.personName(asker!))!,
      at: at!,
      state: state as AccessRequest['state'],
      ...(decidedBy ? { decidedBy: reference(decidedBy, directory.personName(decidedBy))! } : {}),
      ...(decidedAt ? { decidedAt } : {}),
      ...(note ? { note } : {}),
      mayDecide: state === 'open' && asker !== actor.person,
    }
  })
}

/** @param asker undefined: told to somebody who answers for the app. Whoever asks may write anything, and is told what it is called only where they see it. */
function titlesOf(
  app: LiveApp | undefined,
  entity: string,
  action: string,
  field: string | undefined,
  asker: Actor | undefined,
): AccessRequest['titles'] {
  if (!app) return {}
  const surface = asker && (surfaceOf(app, entity, asker) ?? sendingSurfaceOf(app, entity, asker))
  const live = asker && !surface ? undefined : app.entities.get(entity)
  const isNamed = (name: string) => !surface || surface.shown.has(name) || surface.writable.has(name)
  const fieldTitle = field !== undefined && isNamed(field) ? live?.fields.get(field)?.title : undefined
  const [kind, name] = action.split('.')
  const screens = () => screensOf(app.definition).filter(each => !asker || viewScreen(each, sightOf(app, asker)))
  const named = kind === 'screen' ? screens() : (live?.workflow?.transitions ?? [])
  const step = named.find(each => each.name === name)?.title
  return {
    app: app.definition.app.title,
    ...(live ? { entity: live.entity.label } : {}),
    ...(fieldTitle === undefined ? {} : { field: fieldTitle }),
    ...(step === undefined ? {} : { step }),
  }
}
