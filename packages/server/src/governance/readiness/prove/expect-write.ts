/**
 * What must become of an attempt to write: `done`, `no row` when the record is out of the person's reach, or the very refusal. Every rule of the definition that speaks
 * about writing is here once more, in JavaScript.
 */
import { fromWire, type Value } from '@bailiwick/definition/expressions/index.ts'
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import type { Grant } from '@bailiwick/definition/model/access.ts'
import type { Entity, Field } from '@bailiwick/definition/model/index.ts'
import type { Transition } from '@bailiwick/definition/model/workflow.ts'
import { aboveOf, hearing, isWhole, waitsForWhole } from './counted.ts'
import {
  admitting,
  changing,
  givesField,
  inTrash,
  listed,
  may,
  mayComment,
  mayReveal,
  readableFields,
  sees,
  sharedWith,
} from './grants.ts'
import type { Cast } from './people.ts'
import { type Actor, contentOf, isWritable, type Row, type ShareLevel, type Stage, type StoredFile, type Vote } from './stage.ts'
import { hasVoted, isAsked, isOpen, isTaker, mayNever, outcomeOf, takerRole, waitsForDecision } from './workflow.ts'

export interface Expected {
  readonly outcome: string
  /** Of what is done: the kinds of audit row it leaves, and values that must then stand in the row. */
  readonly audit?: readonly string[]
  readonly becomes?: Readonly<Record<string, unknown>>
  /** Columns that may differ afterwards; all others stay as they are. Absent: the record is new. */
  readonly moves?: readonly string[]
  /** A field's value as its row's JSON has it, that must have been shown in the form of the wire. */
  readonly reveals?: { readonly field: string; readonly value: unknown }
  /** What a function must have answered; null: nothing. */
  readonly answers?: string | null
  /** Of a line: values that must then stand in the records it is of, by id. All others stay as they are. */
  readonly parents?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** `maybe` is none. */
export type Decision = Vote['decision'] | 'maybe'
const decisions: readonly string[] = ['approve', 'reject', 'ask_changes']

export type Changes = ReadonlyMap<string, unknown>

export class Judge {
  readonly #stage: Stage
  readonly #cast: Cast

  constructor(stage: Stage, cast: Cast) {
    this.#stage = stage
    this.#cast = cast
  }

  update(entity: Entity, row: Row, actor: Actor, changes: Changes): Expected {
    if (!this.#reaches(entity, row, actor)) return { outcome: 'no row' }
    if (row.deleted) return { outcome: 'BW409 record.in-trash' }
    const after = this.#after(row, actor, changes)
    const grants = changing(this.#stage, entity, row, after, actor)
    const refusal = ungranted(grants, changes, 'record.update-refused') ?? this.#invalid(entity, after, actor, changes)
    if (refusal) return { outcome: refusal }
    const workflow = this.#stage.workflow(entity.name)
    const voided = workflow?.transitions.some(
      transition =>
        transition.approval?.voidedBy.some(field => changes.has(field)) &&
        transition.from.includes(String(row.fields[workflow.field])),
    )
    return {
      outcome: 'done',
      audit: ['update'],
      becomes: {
        version: row.version + 1,
        updated_by: actor.id,
        ...(waits(workflow) ? { approval_round: Number(row.fields.approval_round) + (voided ? 1 : 0) } : {}),
        ...this.#editorsAfter(entity, row, actor),
      },
      moves: [...changes.keys(), ...(voided ? ['approval_round'] : []), ...Object.keys(this.#editorsAfter(entity, row, actor))],
      ...this.#linesOf(entity, after, actor),
    }
  }

  remove(entity: Entity, row: Row, actor: Actor): Expected {
    if (!this.#reaches(entity, row, actor)) return { outcome: 'no row' }
    if (row.deleted) return { outcome: 'BW409 record.in-trash' }
    if (admitting(this.#stage, entity, 'delete', row, actor).length === 0) return { outcome: 'BW403 record.delete-refused' }
    const after = { ...this.#after(row, actor, new Map()), deleted: true }
    if (!isWhole(this.#stage, entity, after)) return { outcome: 'BW422 record.invalid' }
    return {
      outcome: 'done',
      audit: ['delete'],
      becomes: { version: row.version + 1, updated_by: actor.id, deleted_by: actor.id },
      moves: ['deleted_at', 'deleted_by'],
      ...this.#linesOf(entity, after, actor),
    }
  }

  /** Into the trash together with other changes. */
  removeChanged(entity: Entity, row: Row, actor: Actor): Expected {
    return { outcome: this.#reaches(entity, row, actor) ? 'BW422 record.trash-alone' : 'no row' }
  }

  /** Of a record that is in the trash. */
  restore(entity: Entity, row: Row, actor: Actor): Expected {
    if (!this.#reaches(entity, row, actor)) return { outcome: 'no row' }
    if (admitting(this.#stage, entity, 'restore', row, actor).length === 0) return { outcome: 'BW403 record.delete-refused' }
    const after = { ...this.#after(row, actor, new Map()), deleted: false }
    const refusal = this.#invalid(entity, after, actor, new Map())
    if (refusal) return { outcome: refusal }
    return {
      outcome: 'done',
      audit: ['restore'],
      becomes: { version: row.version + 1, updated_by: actor.id, deleted_by: null, deleted_at: null },
      moves: ['deleted_at', 'deleted_by'],
      ...this.#linesOf(entity, after, actor),
    }
  }

  /** @param isImported it says of itself that it is one of many */
  create(entity: Entity, actor: Actor, changes: Changes, isImported = false): Expected {
    if (actor.isUnknown) return { outcome: 'BW401 identity.missing' }
    const at = new Date(Number(this.#stage.clock.now / 1000n)).toISOString()
    const workflow = this.#stage.workflow(entity.name)
    const bare: Row = {
      id: '',
      version: 1,
      created_at: at,
      updated_at: at,
      created_by: actor.id,
      updated_by: actor.id,
      deleted: false,
      stateBy: workflow ? actor.id : null,
      editors: [],
      fields: {
        ...Object.fromEntries(changes),
        ...(workflow ? { [workflow.field]: workflow.initial, [`${workflow.field}_since`]: at } : {}),
        ...(waits(workflow) ? { approval_round: workflow && waitsForDecision(workflow, workflow.initial) ? 1 : 0 } : {}),
      },
    }
    const given = new Map([...changes].filter(([, value]) => value !== null))
    const made = { ...bare, fields: { ...bare.fields, ...this.#defaults(entity, bare, actor) } }
    const grants = admitting(this.#stage, entity, 'create', made, actor)
    const isIncomplete = entity.fields.some(field => isWritable(field) && field.required && isEmpty(made.fields[field.name]))
    // What is left empty is said before who may.
    if (grants.length === 0 && isIncomplete) return { outcome: 'BW422 record.invalid' }
    const refusal =
      ungranted(grants, given, 'record.create-refused') ??
      (isImported
        ? ungranted(admitting(this.#stage, entity, 'import', made, actor), given, 'record.import-refused')
        : undefined) ??
      // What a default fills in is looked up like what a person gives.
      this.#invalid(entity, made, actor, new Map(Object.entries(made.fields)))
    if (refusal) return { outcome: refusal }
    return {
      outcome: 'done',
      audit: ['create'],
      becomes: {
        version: 1,
        created_by: actor.id,
        updated_by: actor.id,
        deleted_at: null,
        ...(workflow ? { [workflow.field]: workflow.initial, [`${workflow.field}$by`]: actor.id } : {}),
      },
      ...this.#linesOf(entity, made, actor),
    }
  }

  /** @param alone what would become of the attempt by itself */
  inBulk(entity: Entity, row: Row, actor: Actor, alone: Expected): Expected {
    const isRefused = alone.outcome !== 'no row' && !may(this.#stage, entity, 'bulk', row, actor)
    return isRefused ? { outcome: 'BW403 record.bulk-refused' } : alone
  }

  /** That an export begins is noted of whoever may export some record, whichever. */
  exporting(entity: Entity, actor: Actor): Expected {
    const could = entity.access.some(grant => grant.can.includes('export') && actor.roles.includes(grant.role))
    return could && !actor.isUnknown ? { outcome: 'done', audit: ['export'], moves: [] } : { outcome: 'BW403 export.refused' }
  }

  /** @param named what the attempt says it takes; @param to the state it asks for */
  take(entity: Entity, row: Row, actor: Actor, named: string, to: string, inputs: Changes, comment: string): Expected {
    const stage = this.#stage
    const workflow = stage.workflow(entity.name)!
    if (!this.#reaches(entity, row, actor)) return { outcome: 'no row' }
    if (row.deleted) return { outcome: 'BW409 record.in-trash' }
    const state = String(row.fields[workflow.field])
    if (named === '' && to === state) throw new Error('Without a step and a new state there is nothing to judge.')
    const transition = workflow.transitions.find(each => each.name === named)
    if (!transition) return { outcome: 'BW403 transition.undeclared' }
    if (!transition.from.includes(state)) return { outcome: 'BW409 transition.not-from-here' }
    // No vote of the world has settled anything, so no decision leads anywhere by itself.
    if (transition.approval || to !== transition.to) return { outcome: 'BW403 transition.undeclared' }
    if (!isTaker(stage, entity, transition, row, actor)) return { outcome: 'BW403 transition.not-yours' }
    const allowed = [...transition.require, ...transition.inputs]
    if ([...inputs.keys()].some(name => !allowed.includes(name))) return { outcome: 'BW403 record.field-refused' }
    const set = this.#set(entity, transition, row, actor)
    const moved = new Map([...inputs, ...Object.entries(set).map(([name, value]) => [name, value] as const)])
    const before = this.#after(row, actor, moved)
    const after = { ...before, fields: { ...before.fields, [workflow.field]: to } }
    if (transition.guard && !stage.holds(entity, transition.guard.when, 'guard', after, actor))
      return { outcome: 'BW422 transition.guard' }
    const missing = transition.require.some(name => isEmpty(after.fields[name]))
    if (missing || (transition.comment === 'required' && isSilent(comment))) return { outcome: 'BW422 record.invalid' }
    const refusal = this.#invalid(entity, after, actor, moved)
    if (refusal) return { outcome: refusal }
    return { ...this.#moved(entity, row, actor, to, [...moved.keys()], set), ...this.#linesOf(entity, after, actor) }
  }

  comment(entity: Entity, row: Row, actor: Actor, text: string): Expected {
    if (!listed(this.#stage, entity, row, actor)) return { outcome: 'BW404 record.not-found' }
    if (!mayComment(this.#stage, entity, row, actor)) return { outcome: 'BW403 record.comment-refused' }
    if (isSilent(text)) return { outcome: 'BW422 record.invalid' }
    return { outcome: 'done', audit: ['comment'], becomes: { version: row.version }, moves: [] }
  }

  decide(
    entity: Entity,
    row: Row,
    actor: Actor,
    transition: Transition,
    stepName: string,
    decision: Decision,
    note: string,
    version: number,
  ): Expected {
    const stage = this.#stage
    const approval = transition.approval!
    const workflow = stage.workflow(entity.name)!
    if (actor.isUnknown) return { outcome: 'BW401 identity.missing' }
    if (!listed(stage, entity, row, actor)) return { outcome: 'BW404 record.not-found' }
    if (!decisions.includes(decision)) return { outcome: 'BW422 approval.no-such-decision' }
    if (decision !== 'approve' && isSilent(note)) return { outcome: 'BW422 record.invalid' }
    const step = approval.steps.find(each => each.name === stepName)
    if (!step) return { outcome: 'BW404 approval.no-such-step' }
    if (!transition.from.includes(String(row.fields[workflow.field]))) return { outcome: 'BW409 approval.not-waiting' }
    if (!isAsked(stage, entity, step, row, actor)) return { outcome: 'BW403 approval.not-asked' }
    const votes = stage.votes.get(entity.name) ?? []
    if (!isOpen(stage, entity, transition, step, row, votes)) return { outcome: 'BW409 approval.step-not-open' }
    if (mayNever(approval, row, actor)) return { outcome: 'BW403 approval.own-request' }
    if (decision === 'ask_changes' && approval.outcomes.askChanges === undefined)
      return { outcome: 'BW422 approval.no-such-decision' }
    if (version !== row.version) return { outcome: 'BW412 record.stale' }
    const round = Number(row.fields.approval_round)
    const own: Vote = {
      record: row.id,
      transition: transition.name,
      step: stepName,
      round,
      person: actor.id,
      decision: decision as Vote['decision'],
    }
    if (hasVoted(transition, row, actor, votes)) return { outcome: 'BW409 approval.already-voted' }
    const to = outcomeOf(stage, entity, transition, row, [...votes, own])
    if (to === undefined) return { outcome: 'done', audit: ['vote'], becomes: { version: row.version }, moves: [] }
    const after = { ...this.#after(row, actor, new Map()), fields: { ...row.fields, [workflow.field]: to } }
    const refusal = this.#invalid(entity, after, actor, new Map())
    if (refusal) return { outcome: refusal }
    const moved = this.#moved(entity, row, actor, to, [], {})
    return { ...moved, audit: ['vote', ...(moved.audit ?? [])], ...this.#linesOf(entity, after, actor) }
  }

  reveal(entity: Entity, row: Row, actor: Actor, field: string): Expected {
    if (!listed(this.#stage, entity, row, actor)) return { outcome: 'BW404 record.not-found' }
    if (!mayReveal(this.#stage, entity, row, actor, field)) return { outcome: 'BW403 record.reveal-refused' }
    const shown = JSON.parse(this.#stage.stored.get(row.id)!.get(field) ?? 'null') as unknown
    return { outcome: 'done', audit: ['reveal'], becomes: { version: row.version }, moves: [], reveals: { field, value: shown } }
  }

  /** @param to a person or a team; @param hours until when, from now */
  share(
    entity: Entity,
    row: Row,
    actor: Actor,
    to: { readonly person: string | null; readonly team: string | null },
    level: string,
    hours: number,
  ): Expected {
    const stage = this.#stage
    if (actor.isUnknown) return { outcome: 'BW401 identity.missing' }
    if (!listed(stage, entity, row, actor)) return { outcome: 'BW404 record.not-found' }
    // What is shared is not shared on.
    if (!may(stage, entity, 'read', row, actor) || !may(stage, entity, 'share', row, actor))
      return { outcome: 'BW403 share.refused' }
    const levels: readonly string[] = ['read', 'comment', 'edit'] satisfies ShareLevel[]
    if (!levels.includes(level) || (to.person === null) === (to.team === null) || hours <= 0)
      return { outcome: 'BW422 record.invalid' }
    if (level === 'comment' && !may(stage, entity, 'comment', row, actor)) return { outcome: 'BW403 share.beyond-own' }
    if (level === 'edit' && !may(stage, entity, 'update', row, actor)) return { outcome: 'BW403 share.beyond-own' }
    const taker = this.#cast.actors.find(each => each.id === to.person)
    if (to.person !== null && (to.person === actor.id || !taker || taker.roles.length === 0))
      return { outcome: 'BW422 record.invalid' }
    if (to.team !== null && !this.#cast.teams.some(team => team.id === to.team)) return { outcome: 'BW422 record.invalid' }
    const replaced = stage
      .sharesOf(entity.name, row.id)
      .filter(each => !each.ended && each.sharedBy === actor.id && each.person === to.person && each.team === to.team)
    return {
      outcome: 'done',
      audit: [...replaced.map(() => 'unshare'), 'share'],
      becomes: { version: row.version },
      moves: [],
    }
  }

  unshare(entity: Entity, row: Row, actor: Actor, share: string): Expected {
    const stage = this.#stage
    if (actor.isUnknown) return { outcome: 'BW401 identity.missing' }
    const found = stage.sharesOf(entity.name, row.id).find(each => each.id === share && !each.ended)
    if (!found || !listed(stage, entity, row, actor)) return { outcome: 'BW404 record.not-found' }
    if (!may(stage, entity, 'share', row, actor) && found.sharedBy !== actor.id) return { outcome: 'BW403 share.refused' }
    return { outcome: 'done', audit: ['unshare'], becomes: { version: row.version }, moves: [] }
  }

  /** Begins an upload: whoever could give the field to some record, whichever. */
  upload(entity: Entity, actor: Actor, field: string): Expected {
    const steps = this.#stage.workflow(entity.name)?.transitions ?? []
    const could =
      entity.access.some(
        grant =>
          (grant.can.includes('create') || grant.can.includes('update')) &&
          givesField(grant, field) &&
          actor.roles.includes(grant.role),
      ) ||
      steps.some(
        step => !step.approval && [...step.require, ...step.inputs].includes(field) && takerRole(this.#stage, step, actor),
      )
    return could ? { outcome: 'done', audit: [], moves: [] } : { outcome: 'BW403 record.field-refused' }
  }

  /** The bytes of one file, through a record and a field. */
  part(entity: Entity, row: Row, actor: Actor, field: Field, file: StoredFile): Expected {
    const stage = this.#stage
    const isVisible = listed(stage, entity, row, actor) || inTrash(stage, entity, row, actor)
    const isGiven =
      isVisible &&
      file.record === row.id &&
      file.field === field.name &&
      readableFields(stage, entity, row, actor)!.has(field.name)
    return {
      outcome: 'done',
      audit: isGiven && field.sensitive ? ['file.read'] : [],
      answers: isGiven ? contentOf(file.id) : null,
      moves: [],
    }
  }

  /** A change reaches a record only if the person reads it and some right to change it, whichever, admits it. */
  #reaches(entity: Entity, row: Row, actor: Actor): boolean {
    const stage = this.#stage
    if (!sees(stage, entity, row, actor)) return false
    if ((['update', 'delete', 'restore'] as const).some(operation => may(stage, entity, operation, row, actor))) return true
    if (sharedWith(stage, entity, row, actor, 'edit').length > 0) return true
    return (stage.workflow(entity.name)?.transitions ?? []).some(transition =>
      transition.approval
        ? transition.approval.steps.some(step => isAsked(stage, entity, step, row, actor))
        : isTaker(stage, entity, transition, row, actor),
    )
  }

  /** Whoever changes it while it waits for a decision is noted; nobody twice. */
  #editorsAfter(entity: Entity, row: Row, actor: Actor): Record<string, unknown> {
    const workflow = this.#stage.workflow(entity.name)
    if (!waits(workflow) || !waitsForDecision(workflow!, String(row.fields[workflow!.field]))) return {}
    return { [`${workflow!.field}$editors`]: row.editors.includes(actor.id) ? row.editors : [...row.editors, actor.id] }
  }

  /**
   * Lines are part of what is decided: the record they are of has a new version, votes are void, and who wrote the line has edited it. One whose kept numbers moved has them, and
   * a new version; votes are void where one is named.
   */
  #linesOf(entity: Entity, after: Row, actor: Actor): Pick<Expected, 'parents'> {
    const names = hearing(this.#stage, entity)
    if (names.length === 0) return {}
    const heard = aboveOf(this.#stage, entity, after).filter(above => names.includes(above.entity.name))
    return {
      parents: Object.fromEntries(
        heard.map(({ entity: above, row, isLine, moved }) => {
          const workflow = this.#stage.workflow(above.name)
          const isNamed = workflow?.transitions.some(
            ({ approval, from }) =>
              approval?.voidedBy.some(name => moved.has(name)) && from.includes(String(row.fields[workflow.field])),
          )
          const isVoid = waits(workflow) && (isLine || isNamed)
          const isWaiting = isVoid && waitsForDecision(workflow!, String(row.fields[workflow!.field]))
          return [
            row.id,
            {
              version: row.version + 1,
              updated_by: actor.id,
              ...(waits(workflow) ? { approval_round: Number(row.fields.approval_round) + (isWaiting ? 1 : 0) } : {}),
              ...(isVoid ? this.#editorsAfter(above, row, actor) : {}),
              ...Object.fromEntries(
                [...moved].flatMap(([name, value]) =>
                  inUnits(above, name) ? [[name, value === null ? null : Number(value)]] : [],
                ),
              ),
            },
          ]
        }),
      ),
    }
  }

  #after(row: Row, actor: Actor, changes: Changes): Row {
    return {
      ...row,
      version: row.version + 1,
      updated_at: microsecondsOf(this.#stage.clock.now),
      updated_by: actor.id,
      fields: { ...row.fields, ...Object.fromEntries(changes) },
    }
  }

  #moved(
    entity: Entity,
    row: Row,
    actor: Actor,
    to: string,
    moved: readonly string[],
    set: Readonly<Record<string, unknown>>,
  ): Expected {
    const workflow = this.#stage.workflow(entity.name)!
    const { field } = workflow
    const round = Number(row.fields.approval_round ?? 0) + (waitsForDecision(workflow, to) ? 1 : 0)
    return {
      outcome: 'done',
      audit: [row.fields[field] === to ? 'update' : 'transition'],
      becomes: {
        version: row.version + 1,
        updated_by: actor.id,
        [field]: to,
        [`${field}$by`]: actor.id,
        ...(waits(workflow) ? { approval_round: round } : {}),
        ...(waitsForDecision(workflow, to) ? { [`${field}$editors`]: [] } : {}),
        ...Object.fromEntries(Object.entries(set).filter(([, value]) => typeof value === 'string' || value === null)),
      },
      moves: [
        field,
        `${field}$by`,
        `${field}_since`,
        `${field}_due`,
        'approval_round',
        ...(waitsForDecision(workflow, to) ? [`${field}$editors`] : []),
        ...moved,
      ],
    }
  }

  /** What a step sets by itself, in the form of the wire. */
  #set(entity: Entity, transition: Transition, row: Row, actor: Actor): Record<string, unknown> {
    const found: Record<string, unknown> = {}
    for (const field of entity.fields) {
      const text = transition.set[field.name]
      if (text === undefined) continue
      found[field.name] = wireOf(this.#stage.computed(entity, text, 'set', field, row, actor), field)
    }
    return found
  }

  #defaults(entity: Entity, row: Row, actor: Actor): Record<string, unknown> {
    const found: Record<string, unknown> = {}
    for (const field of entity.fields) {
      if (!field.default || !isWritable(field) || (row.fields[field.name] ?? null) !== null) continue
      found[field.name] =
        field.default.kind === 'value'
          ? field.default.value
          : wireOf(this.#stage.computed(entity, field.default.expression, 'default', field, row, actor), field)
    }
    return found
  }

  /** What the record must satisfy, whoever writes it, and references to what the writer cannot see. */
  #invalid(entity: Entity, after: Row, actor: Actor, changes: Changes): string | undefined {
    const stage = this.#stage
    const valid =
      entity.fields.every(field => {
        if (!isWritable(field)) return true
        const value = after.fields[field.name] ?? null
        if (field.required && isEmpty(value)) return false
        if (changes.has(field.name) && value !== null && !this.#isThere(entity, field, String(value), after, actor)) return false
        if (!field.validate || value === null || waitsForWhole(stage, entity, field.validate.when, field)) return true
        return stage.holds(entity, field.validate.when, 'validate', after, undefined, field)
      }) &&
      entity.checks.every(check => waitsForWhole(stage, entity, check.when) || stage.holds(entity, check.when, 'check', after)) &&
      isWhole(stage, entity, after)
    return valid ? undefined : 'BW422 record.invalid'
  }

  #isThere(entity: Entity, field: Field, id: string, of: Row, actor: Actor): boolean {
    if (field.type === 'file') {
      const file = this.#stage.files.get(id)
      if (!file || file.entity !== entity.name || file.field !== field.name) return false
      // What the record has had may be given again; a new file is taken from who uploaded it.
      return file.record === null ? file.uploadedBy === actor.id && !file.unfinished : file.record === of.id
    }
    if (field.type === 'person') return this.#cast.actors.some(each => each.id === id)
    if (field.type === 'team') return this.#cast.teams.some(each => each.id === id)
    if (field.type !== 'relation') return true
    const row = this.#stage.byId(field.to ?? '', id)
    return row !== undefined && listed(this.#stage, this.#stage.entity(field.to ?? ''), row, actor)
  }
}

/** Whether the column has the number as expressions do. */
function inUnits(entity: Entity, name: string): boolean {
  const { rollup } = entity.fields.find(field => field.name === name)!
  return rollup?.result === 'integer' || rollup?.result === 'money'
}

function ungranted(grants: readonly Grant[], changes: Changes, refusal: string): string | undefined {
  if (grants.length === 0) return `BW403 ${refusal}`
  const covered = [...changes.keys()].every(name => grants.some(grant => givesField(grant, name)))
  return covered ? undefined : 'BW403 record.field-refused'
}

function waits(workflow: ReturnType<Stage['workflow']>): boolean {
  return workflow?.transitions.some(transition => transition.approval) ?? false
}

function isSilent(words: string): boolean {
  return words.replaceAll(/\p{Cf}/gu, '').trim() === ''
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && isSilent(value))
}

/** From the evaluator's form to the wire's. */
function wireOf(value: Value, field: Field): unknown {
  if (value === null) return null
  const type = fieldTypes[field.type].valueType(field)
  // A column of moments keeps milliseconds, rounded.
  if (type.kind === 'timestamp') return microsecondsOf(toMilliseconds(value as bigint))
  if (type.kind === 'scaled') {
    const units = value as bigint
    const digits = (units < 0n ? -units : units).toString().padStart(type.scale + 1, '0')
    const text = type.scale === 0 ? digits : `${digits.slice(0, -type.scale)}.${digits.slice(-type.scale)}`
    return units < 0n ? `-${text}` : text
  }
  return typeof value === 'bigint' ? Number(value) : value
}

/** PostgreSQL counts from the year 2000 and rounds away from it. */
function toMilliseconds(micros: bigint): bigint {
  const since = 946_684_800_000_000n
  const away = micros - since
  return since + ((away + (away < 0n ? -500n : 500n)) / 1000n) * 1000n
}

function microsecondsOf(micros: bigint): string {
  const part = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n
  return `${new Date(Number((micros - part) / 1000n)).toISOString().slice(0, 19)}.${String(part).padStart(6, '0')}Z`
}

/** Whether a field would be touched by this value: the same in another form is the same. */
export function isAlike(field: Field, a: unknown, b: unknown): boolean {
  if (a === null || b === null || a === undefined || b === undefined) return (a ?? null) === (b ?? null)
  if (field.type === 'json') return JSON.stringify(a) === JSON.stringify(b)
  const type = fieldTypes[field.type].valueType(field)
  const [x, y] = [fromWire(type, a), fromWire(type, b)]
  return Array.isArray(x) ? JSON.stringify(x) === JSON.stringify(y) : x === y
}
