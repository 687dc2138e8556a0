/**
 * Why somebody may do something with a record, or may not. The database answers (`<entity>$why`, from the rules the policies are made of) and decides who may ask;
 * here its answer gets words.
 */
import type { Grant, Operation, Transition } from '@bailiwick/definition/model/index.ts'
import { covers, masks, takersOf } from '@bailiwick/definition/model/index.ts'
import type { AccessOf, AccessView, HeldThrough, WhyGrant, WhyShare, WhyView } from '@bailiwick/definition/wire/index.ts'
import type { Transaction } from '../../database/with-actor.ts'
import { problem, say } from '../../problems.ts'
import type { Actor } from '../../security/access/actor.ts'
import type { Directory } from '../directory.ts'
import type { Surface } from './surface.ts'
import { reference } from './values.ts'
import type { StepReason, WhyPhrases } from './why-phrases.ts'
import { phrasesFor, Wording } from './why-words.ts'

export interface WhyQuestion {
  readonly person?: string
  readonly action?: string
  readonly field?: string
}

export interface Held {
  readonly role: string
  readonly until?: string
  readonly team?: string
  readonly member?: string
}

export interface Shared {
  readonly id: string
  readonly by: string
  readonly person: string | null
  readonly team: string | null
  readonly level: WhyShare['level']
  readonly until: string
  readonly works: boolean
}

interface Rights {
  readonly read: boolean
  readonly fields: readonly string[]
  readonly masked: readonly string[]
  readonly update: readonly string[]
  readonly delete: boolean
  readonly restore: boolean
  readonly comment: boolean
  readonly share: boolean
  readonly reveal: readonly string[]
  readonly export: readonly string[]
  readonly bulk: boolean
  readonly transitions: Readonly<Record<string, string>>
  readonly approvals: Readonly<Record<string, Readonly<Record<string, string>>>>
}

interface Why {
  readonly person: string
  readonly trash: boolean
  readonly held: readonly Held[]
  readonly blocks: readonly { readonly role: boolean; readonly admits: boolean | null }[]
  readonly shares: readonly Shared[]
  readonly rights: Rights
}

const plainActions: readonly Operation[] = ['read', 'update', 'delete', 'restore', 'comment', 'share', 'reveal', 'export', 'bulk']
const ofFields: readonly string[] = ['read', 'update', 'reveal', 'export']

export async function explain(
  tx: Transaction,
  surface: Surface,
  id: string,
  question: WhyQuestion,
  actor: Actor,
  directory: Directory,
): Promise<WhyView> {
  const action = question.action ?? 'read'
  const { field } = question
  const person = question.person?.toLowerCase() ?? actor.person
  const about = person === actor.person ? 'you' : { name: directory.personName(person) ?? phrasesFor(actor).somebody }
  const wording = new Wording(surface, actor, about, directory)
  checkQuestion(surface, wording, action, field)
  const { rows } = await tx.run({ text: `SELECT ${surface.names.why}($1::uuid, $2::uuid)`, values: [person, id] })
  const why = rows[0]?.[0] as Why | null | undefined
  if (!why) throw problem('person.not-found')
  const grants = grantsOf(wording, why, action, field, directory)
  const allowed = why.held.length > 0 && allows(why.rights, action, field)
  return {
    allowed,
    action,
    ...(field === undefined ? {} : { field }),
    person: reference(person, directory.personName(person))!,
    grants,
    shares: why.shares.map(share => shareView(share, directory)),
    mayAskAboutOthers: surface.app.definition.roles.some(
      role => (role.audit || role.administer) && surface.roles.includes(role.name),
    ),
    ...(why.trash && { trash: true }),
    sentence: allowed ? because(wording, why, grants, action, field, directory) : missing(wording, why, grants, action, field),
  }
}

/** What an action may be asked of is the definition's; a field that is not the reader's is answered like one that is not there. */
function checkQuestion(surface: Surface, wording: Wording, action: string, field: string | undefined): void {
  const [kind = '', name] = action.split('.')
  const step = surface.workflow?.transitions.find(transition => transition.name === name)
  const known =
    name === undefined
      ? (plainActions as readonly string[]).includes(kind)
      : step !== undefined && kind === (step.approval ? 'decide' : 'transition')
  if (!known) throw problem('query.invalid', { fields: [{ field: 'action', message: say('why.action') }] })
  if (field === undefined) return
  if (!ofFields.includes(kind))
    throw problem('query.invalid', {
      fields: [{ field: 'field', message: say('why.field') }],
    })
  if (!surface.live.fields.has(field) || !wording.names(field))
    throw problem('query.unknown-field', { fields: [{ field: 'field', message: say('query.field-named', { name: field }) }] })
}

function allows(rights: Rights, action: string, field: string | undefined): boolean {
  const [kind, name = ''] = action.split('.')
  const among = (list: readonly string[]) => (field === undefined ? list.length > 0 : list.includes(field))
  switch (kind) {
    case 'read':
      return field === undefined ? rights.read : rights.fields.includes(field)
    case 'update':
      return among(rights.update)
    case 'reveal':
      return among(rights.reveal)
    case 'export':
      return among(rights.export)
    case 'delete':
    case 'restore':
    case 'comment':
    case 'share':
    case 'bulk':
      return rights[kind]
    case 'transition':
      return rights.transitions[name] === 'yes'
    default:
      return Object.values(rights.approvals[name] ?? {}).includes('yes')
  }
}

function grantsOf(wording: Wording, why: Why, action: string, field: string | undefined, directory: Directory): WhyGrant[] {
  const [kind, name = ''] = action.split('.')
  const { entity } = wording.surface.live
  const heldThrough = (role: string) =>
    why.held.filter(held => held.role === role).map(held => heldWords(held, directory, wording.phrases))
  const transition = wording.surface.workflow?.transitions.find(each => each.name === name)
  if (transition) return stepGrants(wording, why, transition, heldThrough)
  return entity.access.flatMap((grant, index): WhyGrant[] => {
    if (!grant.can.includes(kind as Operation) || (field !== undefined && !covers(grant, field) && !masks(grant, field)))
      return []
    const block = why.blocks[index]
    const held = heldThrough(grant.role)
    const admits = held.length > 0 ? (block?.admits ?? null) : null
    const covering = field === undefined || covers(grant, field)
    return [
      {
        role: { id: grant.role, title: wording.role(grant.role) },
        words: wording.grant(grant),
        roleHeldThrough: held,
        admits,
        ...(ofFields.includes(kind ?? '') ? { fields: fieldsOf(wording, grant) } : {}),
        counts: held.length === 0 || !covering ? false : admits,
      },
    ]
  })
}

function fieldsOf(wording: Wording, grant: Grant): string[] {
  return wording.surface.live.entity.fields
    .filter(field => wording.names(field.name) && covers(grant, field.name))
    .map(field => field.name)
}

/** A step is not given by access blocks but by those it names. */
function stepGrants(
  wording: Wording,
  why: Why,
  transition: Transition,
  heldThrough: (role: string) => HeldThrough[],
): WhyGrant[] {
  const make = (role: string, words: string, admits: boolean | null): WhyGrant => {
    const held = heldThrough(role)
    return {
      role: { id: role, title: wording.role(role) },
      words,
      roleHeldThrough: held,
      admits: held.length > 0 ? admits : null,
      counts: held.length > 0 ? admits : false,
    }
  }
  if (!transition.approval) {
    const roles = takersOf(transition, wording.surface.app.definition)
    const answer = why.rights.transitions[transition.name]
    return roles.map(role =>
      make(
        role,
        wording.taking(transition),
        answer === 'yes' ? true : answer === 'by' ? false : answer === 'guard' ? true : null,
      ),
    )
  }
  return transition.approval.steps.flatMap(step => {
    if (step.ask.kind !== 'role') return []
    const answer = why.rights.approvals[transition.name]?.[step.name]
    const words = step.ask.inTeam ? wording.inTeamOf(step.ask.inTeam) : wording.phrases.onEvery(wording.entity)
    return [make(step.ask.role, words, answer === 'asked' ? false : answer === 'unseen' || answer === 'state' ? null : true)]
  })
}

export function heldWords({ team, member, until }: Held, directory: Directory, phrases: WhyPhrases): HeldThrough {
  const name = (id: string) => directory.teamName(id) ?? phrases.someTeam
  const through =
    team === undefined
      ? phrases.directly
      : member === undefined || member === team
        ? phrases.throughTeam(name(team))
        : phrases.throughMember(name(team), name(member))
  return {
    words: until ? phrases.until(through, until) : through,
    ...(team ? { team: reference(team, directory.teamName(team))! } : {}),
    ...(until ? { until: new Date(until).toISOString() } : {}),
  }
}

function shareView(share: Shared, directory: Directory): WhyShare {
  return {
    id: share.id,
    by: reference(share.by, directory.personName(share.by))!,
    with: share.person
      ? reference(share.person, directory.personName(share.person))!
      : reference(share.team, directory.teamName(share.team))!,
    level: share.level,
    until: new Date(share.until).toISOString(),
    works: share.works,
  }
}

function because(
  wording: Wording,
  why: Why,
  grants: readonly WhyGrant[],
  action: string,
  field: string | undefined,
  directory: Directory,
): string {
  const { phrases } = wording
  const may = wording.may(action, field, true)
  const grant = grants.find(each => each.counts === true)
  if (grant) return phrases.byRole(may, grant.role.title ?? '', grant.roleHeldThrough[0]?.words ?? '', grant.words)
  const share = why.shares.find(each => each.works)
  if (share && ['read', 'update', 'comment'].includes(action) && !grants.some(each => each.counts === null))
    return phrases.byShare(may, shareWords(share, wording, directory))
  return phrases.said(may)
}

export function shareWords(
  share: Pick<Shared, 'by' | 'person' | 'team' | 'level' | 'until'>,
  { phrases, about }: Pick<Wording, 'phrases' | 'about'>,
  directory: Directory,
): string {
  const to = share.person === null ? { team: directory.teamName(share.team) ?? '' } : { person: about }
  return phrases.shared(directory.personName(share.by) ?? phrases.somebody, to, share.level, share.until)
}

/** The first thing that stands in the way. */
function missing(wording: Wording, why: Why, grants: readonly WhyGrant[], action: string, field: string | undefined): string {
  const { phrases, about } = wording
  const may = wording.may(action, field, false)
  if (why.held.length === 0) return phrases.holdsNoRole(may, about, wording.surface.app.definition.app.title)
  if (!why.rights.read && action !== 'read') return phrases.seesNot(may, about)
  if (why.trash && action !== 'read' && action !== 'restore') return phrases.inTrash(may)
  if (!why.trash && action === 'restore') return phrases.notInTrash(may)
  const [kind, name = ''] = action.split('.')
  const step =
    kind === 'transition'
      ? why.rights.transitions[name]
      : kind === 'decide'
        ? nearest(Object.values(why.rights.approvals[name] ?? {}))
        : undefined
  if (step !== undefined && Object.hasOwn(phrases.reasons, step))
    return `${phrases.said(may)} ${phrases.reasons[step as StepReason]}`
  if (kind === 'read' && field !== undefined && why.rights.masked.includes(field))
    return `${phrases.masked(may)} ${takes(grants, phrases)}`.trim()
  return `${phrases.said(may)} ${takes(grants, phrases)}`.trim()
}

/** Of the steps of an approval the answer that is nearest to being asked. */
function nearest(answers: readonly string[]): string | undefined {
  return ['voted', 'never', 'closed', 'asked', 'state', 'unseen'].find(answer => answers.includes(answer))
}

/** "The role Agent gives that right where its assignee is you: that is not so here. The role Lead gives it on every ticket." */
export function takes(
  grants: readonly Pick<WhyGrant, 'role' | 'words' | 'roleHeldThrough' | 'counts'>[],
  phrases: WhyPhrases,
): string {
  if (grants.length === 0) return phrases.noRole
  const said = (some: typeof grants) => some.map(({ role, words }) => ({ role: role.title ?? '', words }))
  const held = grants.filter(grant => grant.roleHeldThrough.length > 0 && grant.counts !== true)
  const others = grants.filter(grant => grant.roleHeldThrough.length === 0)
  return [
    ...(held.length > 0 ? [phrases.heldInVain(said(held))] : []),
    ...(others.length > 0 ? [phrases.given(said(others))] : []),
  ].join(' ')
}

interface Accessing {
  readonly person: string
  readonly name: string
  readonly held: readonly Held[]
  readonly blocks: readonly number[]
  readonly shares: readonly Shared[]
  readonly rights: Rights
}

export const pageSize = 50

/** Who can see this? Everybody with a right on the record, by name. */
export async function listAccess(
  tx: Transaction,
  surface: Surface,
  id: string,
  asked: { readonly search?: string; readonly pageToken?: string },
  actor: Actor,
  directory: Directory,
): Promise<AccessView> {
  if (asked.pageToken !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(asked.pageToken))
    throw problem('query.page-token')
  const { rows } = await tx.run({
    text: `SELECT ${surface.names.access}($1::uuid, $2, $3::uuid, $4::integer)`,
    values: [id, asked.search ?? null, asked.pageToken ?? null, pageSize + 1],
  })
  const found = (rows[0]?.[0] ?? []) as Accessing[]
  const page = found.slice(0, pageSize)
  return {
    items: page.map(each => accessOf(surface, each, actor, directory)),
    ...(found.length > pageSize ? { nextPageToken: page[page.length - 1]!.person } : {}),
  }
}

function accessOf(surface: Surface, each: Accessing, actor: Actor, directory: Directory): AccessOf {
  const about = each.person === actor.person ? 'you' : { name: each.name }
  const wording = new Wording(surface, actor, about, directory)
  const { phrases } = wording
  const { rights } = each
  const nameable = surface.live.entity.fields.filter(field => wording.names(field.name)).map(field => field.name)
  const reads = nameable.filter(field => rights.fields.includes(field))
  const through = each.blocks.flatMap(index => {
    const grant = surface.live.entity.access[index]
    if (!grant) return []
    const can = grant.can.flatMap(operation => phrases.doing[operation] ?? [])
    if (can.length === 0) return []
    const held = each.held.filter(one => one.role === grant.role).map(one => heldWords(one, directory, phrases).words)
    return [phrases.through(can, wording.role(grant.role), held, wording.grant(grant))]
  })
  const shares = each.shares.filter(share => share.works).map(share => shareWords(share, wording, directory))
  return {
    person: reference(each.person, each.name)!,
    may: [
      ...plainActions.filter(action => allows(rights, action, undefined)),
      ...Object.entries(rights.transitions).flatMap(([name, answer]) => (answer === 'yes' ? [`transition.${name}`] : [])),
      ...Object.entries(rights.approvals).flatMap(([name, steps]) =>
        Object.values(steps).includes('yes') ? [`decide.${name}`] : [],
      ),
    ],
    ...(reads.length === nameable.length ? {} : { fields: reads }),
    through: [...through, ...shares],
  }
}
