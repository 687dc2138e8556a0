/** What the database must answer to why somebody may what with a record, and to who may: by the same expectations as what they then see and do. */
import type { Typed } from '@bailiwick/definition/expressions/index.ts'
import type { Entity } from '@bailiwick/definition/model/index.ts'
import {
  admits,
  changing,
  exportableFields,
  givesField,
  held,
  inTrash,
  isRevealable,
  isShareable,
  listed,
  may,
  mayComment,
  mayReveal,
  reaches,
  readableFields,
  sharerOf,
  showsMasked,
  works,
} from './grants.ts'
import { type Actor, isWritable, type Row, type Stage } from './stage.ts'
import { hasVoted, isAsked, isOpen, isTaker, mayNever, takerRole } from './workflow.ts'

/** Why: what this person may, as the asking one is told; or the refusal. */
export function whyOf(stage: Stage, entity: Entity, row: Row, asker: Actor, person: Actor | undefined): unknown {
  const refusal = refused(stage, entity, row, asker, person === asker)
  if (refusal) return refusal
  // Whoever left is nobody.
  if (!person) return null
  return {
    ...rightsOf(stage, entity, row, person),
    trash: row.deleted,
    blocks: entity.access.map((grant, index) => {
      const isHeld = held(grant, person)
      const isTold = told(stage, entity, row, asker, index)
      return { role: isHeld, admits: isHeld && isTold ? admits(stage, entity, grant, row, person) : null }
    }),
  }
}

/** Everybody who sees the record, with their rights and the blocks by which they have them, as far as the asking person is told. */
export function accessTo(stage: Stage, entity: Entity, row: Row, asker: Actor): unknown {
  const refusal = refused(stage, entity, row, asker, false)
  if (refusal) return refusal
  return Object.fromEntries(
    stage.actors
      .filter(person => isSeenBy(stage, entity, row, person))
      .map(person => [
        person.id,
        {
          ...rightsOf(stage, entity, row, person),
          name: person.key,
          blocks: entity.access.flatMap((grant, index) =>
            admits(stage, entity, grant, row, person) && told(stage, entity, row, asker, index) ? [index] : [],
          ),
        },
      ]),
  )
}

/** Nothing is told of a record that is not seen, and others are told of only to who reads the audit or gives the roles. */
function refused(stage: Stage, entity: Entity, row: Row, asker: Actor, ofThemselves: boolean): string | undefined {
  if (asker.isUnknown) return '!BW401 identity.missing'
  if (!isSeenBy(stage, entity, row, asker)) return '!BW404 record.not-found'
  const reviews = stage.definition.roles.some(role => (role.audit || role.administer) && asker.roles.includes(role.name))
  return ofThemselves || reviews ? undefined : '!BW403 why.refused'
}

const isSeenBy = (stage: Stage, entity: Entity, row: Row, actor: Actor) =>
  listed(stage, entity, row, actor) || inTrash(stage, entity, row, actor)

function rightsOf(stage: Stage, entity: Entity, row: Row, person: Actor): Record<string, unknown> {
  const isSeen = isSeenBy(stage, entity, row, person)
  const isLive = listed(stage, entity, row, person)
  const readable = isSeen ? readableFields(stage, entity, row, person) : undefined
  const updates = isLive ? changing(stage, entity, row, undefined, person) : []
  const names = entity.fields.map(field => field.name)
  // A share of who left gives nothing, and is no reason for anything.
  const given = isShareable(entity) && !row.deleted ? stage.sharesOf(entity.name, row.id) : []
  const shares = given.filter(share => !share.ended && !share.over && sharerOf(stage, share) && reaches(share, person))
  return {
    person: person.id,
    held: [...person.roles].sort().map(role => ({ role })),
    shares: Object.fromEntries(
      shares.map(share => [share.id, [share.sharedBy, share.person, share.team, share.level, works(stage, entity, share, row)]]),
    ),
    rights: {
      read: isSeen,
      fields: names.filter(name => readable?.has(name)).sort(),
      masked: names.filter(name => isSeen && !readable?.has(name) && showsMasked(stage, entity, row, person, name)).sort(),
      update: entity.fields
        .filter(field => isWritable(field) && updates.some(grant => givesField(grant, field.name)))
        .map(field => field.name)
        .sort(),
      delete: isLive && may(stage, entity, 'delete', row, person),
      restore: inTrash(stage, entity, row, person),
      comment: entity.comments && isLive && mayComment(stage, entity, row, person),
      share: !row.deleted && may(stage, entity, 'read', row, person) && may(stage, entity, 'share', row, person),
      bulk: isLive && may(stage, entity, 'bulk', row, person),
      export: names.filter(name => exportableFields(stage, entity, row, person)?.has(name)).sort(),
      reveal: names.filter(name => isLive && isRevealable(entity, name) && mayReveal(stage, entity, row, person, name)).sort(),
      ...waysOf(stage, entity, row, person, isLive),
    },
  }
}

/** Of each step and each vote: yes, or what stands first in the way. */
function waysOf(stage: Stage, entity: Entity, row: Row, person: Actor, isLive: boolean): Record<string, unknown> {
  const workflow = stage.workflow(entity.name)
  const votes = stage.votes.get(entity.name) ?? []
  const transitions: Record<string, string> = {}
  const approvals: Record<string, Record<string, string>> = {}
  for (const transition of workflow?.transitions ?? []) {
    const far = !isLive ? 'unseen' : !transition.from.includes(String(row.fields[workflow!.field])) ? 'state' : undefined
    if (!transition.approval)
      transitions[transition.name] =
        far ??
        (!takerRole(stage, transition, person)
          ? 'role'
          : !isTaker(stage, entity, transition, row, person)
            ? 'by'
            : transition.guard && !stage.holds(entity, transition.guard.when, 'guard', row, person)
              ? 'guard'
              : 'yes')
    else
      approvals[transition.name] = Object.fromEntries(
        transition.approval.steps.map(step => [
          step.name,
          far ??
            (!isAsked(stage, entity, step, row, person)
              ? 'asked'
              : mayNever(transition.approval!, row, person)
                ? 'never'
                : hasVoted(transition, row, person, votes)
                  ? 'voted'
                  : !isOpen(stage, entity, transition, step, row, votes)
                    ? 'closed'
                    : 'yes'),
        ]),
      )
  }
  return { transitions, approvals }
}

/** Whether a grant admits the record is told to whoever could see for themselves everything it looks at, and to whom the audit tells it anyway. */
function told(stage: Stage, entity: Entity, row: Row, asker: Actor, index: number): boolean {
  if (stage.definition.roles.some(role => role.audit && asker.roles.includes(role.name))) return true
  const { when } = entity.access[index]!
  return (
    when === undefined ||
    looksAt(stage.expression(entity, when, 'rule').typed).every(look => isOpenTo(stage, entity, row, asker, look))
  )
}

type Sight = Extract<Typed, { op: 'field' }> | 'records'

function looksAt(node: unknown): Sight[] {
  if (Array.isArray(node)) return node.flatMap(looksAt)
  if (node === null || typeof node !== 'object') return []
  const { op, over } = node as { op?: string; over?: { kind: string } }
  if (op === 'field') return [node as Extract<Typed, { op: 'field' }>]
  // They may see some of the list's records and not others.
  return over?.kind === 'children' ? ['records'] : Object.values(node).flatMap(looksAt)
}

function isOpenTo(stage: Stage, entity: Entity, row: Row, asker: Actor, look: Sight): boolean {
  if (look === 'records') return false
  let [owner, record] = [entity, row]
  for (const [step, { relation, entity: target }] of look.path.entries()) {
    if (!isReadIn(stage, owner, record, asker, relation)) return false
    const id = record.fields[relation] ?? null
    // That nothing is named there is what they see themselves.
    if (id === null) return step === 0
    const next = stage.byId(target, String(id))
    owner = stage.entity(target)
    if (!next || !listed(stage, owner, next, asker)) return false
    record = next
  }
  return isReadIn(stage, owner, record, asker, look.field)
}

/** What every record has beside its fields is seen by whoever sees it. */
function isReadIn(stage: Stage, entity: Entity, row: Row, asker: Actor, field: string): boolean {
  return !entity.fields.some(each => each.name === field) || readableFields(stage, entity, row, asker)!.has(field)
}
