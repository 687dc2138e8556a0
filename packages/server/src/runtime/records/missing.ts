/** What a refused person lacks and whom they can ask: added to the refusal, in words that name nothing they may not know. */
import type { Grant } from '@bailiwick/definition/model/index.ts'
import { covers, peopleRoles } from '@bailiwick/definition/model/index.ts'
import type { ChangeRight, CreationRight, Reference, WhyView } from '@bailiwick/definition/wire/index.ts'
import type { Transaction } from '../../database/with-actor.ts'
import { type ProblemCode, problem, type Refusal } from '../../problems.ts'
import type { Actor } from '../../security/access/actor.ts'
import { rolesIn } from '../../security/access/actor.ts'
import type { Directory } from '../directory.ts'
import type { Surface } from './surface.ts'
import { reference } from './values.ts'
import { explain, takes } from './why.ts'
import { Wording } from './why-words.ts'

/** The refusals that are about a right, with what was tried; the way through a workflow comes from the request. */
const actionOf: Partial<Record<ProblemCode, string>> = {
  'record.update-refused': 'update',
  'record.field-refused': 'update',
  'record.delete-refused': 'delete',
  'record.create-refused': 'create',
  'record.comment-refused': 'comment',
  'record.reveal-refused': 'reveal',
  'share.refused': 'share',
  'transition.not-yours': 'transition',
  'approval.not-asked': 'decide',
}

export interface Tried {
  /** Absent: a record was to be created. */
  readonly record?: string
  readonly transition?: string
  /** Of a reveal. */
  readonly field?: string
  /** Where the request itself says so. */
  readonly doing?: 'delete' | 'restore'
}

export function isAboutARight(refusal: Refusal): boolean {
  return refusal.code in actionOf && refusal.extra.missing === undefined
}

export async function withMissing(
  tx: Transaction,
  surface: Surface,
  refusal: Refusal,
  tried: Tried,
  actor: Actor,
  directory: Directory,
): Promise<Refusal> {
  const named = actionOf[refusal.code]
  if (named === undefined) return refusal
  const creating = tried.record === undefined
  // A field that a step does not take is a matter of the workflow, not of a right.
  if (refusal.code === 'record.field-refused' && tried.transition !== undefined) return refusal
  // Where a row policy already keeps the record from being changed, nobody there knows what was wanted of it.
  const meant = tried.doing ?? (tried.transition !== undefined && named === 'update' ? 'transition' : named)
  const kind = creating ? 'create' : meant
  const action = kind === 'transition' || kind === 'decide' ? `${kind}.${tried.transition ?? ''}` : kind
  const asked = tried.field ?? (refusal.code === 'record.field-refused' ? refusal.extra.fields?.[0]?.field : undefined)
  const wording = new Wording(surface, actor, 'you', directory)
  const field = asked !== undefined && surface.live.fields.has(asked) && wording.names(asked) ? asked : undefined
  const why = creating
    ? undefined
    : await explain(tx, surface, tried.record!, { action, ...(field ? { field } : {}) }, actor, directory)
  // The right is there: it was the values, or a line of the record, that were refused.
  if (why?.allowed) return refusal
  const missing = why?.sentence ?? missingToCreate(wording, actor, field, field === undefined)
  if (why && !couldBeGiven(why)) return problem(refusal.code, { ...refusal.extra, missing })
  return problem(refusal.code, {
    ...refusal.extra,
    missing,
    askable: {
      people: await askableIn(tx, surface.app.name),
      request: {
        entity: surface.live.entity.name,
        ...(creating ? {} : { record: tried.record! }),
        action,
        ...(field ? { field } : {}),
      },
    },
  })
}

/** Before anything is filled in: whether they may create at all, and else what they lack. */
export async function creationFor(tx: Transaction, surface: Surface, actor: Actor, directory: Directory): Promise<CreationRight> {
  if (surface.can.includes('create')) return { allowed: true }
  return {
    allowed: false,
    missing: missingToCreate(new Wording(surface, actor, 'you', directory), actor, undefined, false),
    askable: {
      people: await askableIn(tx, surface.app.name),
      request: { entity: surface.live.entity.name, action: 'create' },
    },
  }
}

/** Before a form is opened: whether they may change anything of this record, and else what they lack. */
export async function changeFor(
  tx: Transaction,
  surface: Surface,
  record: string,
  actor: Actor,
  directory: Directory,
): Promise<ChangeRight> {
  const why = await explain(tx, surface, record, { action: 'update' }, actor, directory)
  if (why.allowed) return { allowed: true }
  if (!couldBeGiven(why)) return { allowed: false, missing: why.sentence }
  return {
    allowed: false,
    missing: why.sentence,
    askable: {
      people: await askableIn(tx, surface.app.name),
      request: { entity: surface.live.entity.name, record, action: 'update' },
    },
  }
}

/** In the trash, or where a grant gives it and something else stands in the way, no role would help. */
const couldBeGiven = ({ action, grants, trash }: WhyView): boolean =>
  !(trash && action !== 'read' && action !== 'restore') && !grants.some(({ counts }) => counts)

/** Who gives roles in an app. */
export async function askableIn(tx: Transaction, app: string): Promise<Reference[]> {
  const { rows } = await tx.run({ text: 'SELECT a.id, a.name FROM bailiwick.askable($1) a', values: [app] })
  return rows.map(([id, name]) => reference(String(id), String(name))!)
}

function missingToCreate(wording: Wording, actor: Actor, field: string | undefined, withTheseValues: boolean): string {
  const { live, app } = wording.surface
  const held = rolesIn(actor, app.name)
  const grants = live.entity.access.filter(
    (grant: Grant) =>
      grant.can.includes('create') &&
      (field === undefined || covers(grant, field)) &&
      peopleRoles(app.definition).some(role => role.name === grant.role),
  )
  const may = wording.may('create', field, false, { withTheseValues })
  return `${wording.phrases.said(may)} ${takes(
    grants.map(grant => ({
      role: { id: grant.role, title: wording.role(grant.role) },
      words: wording.grant(grant),
      roleHeldThrough: held.includes(grant.role) ? [{ words: '' }] : [],
      admits: null,
      counts: false,
    })),
    wording.phrases,
  )}`
}
