/**
 * Generated records of every entity. Of many that could be made, those are kept by which each rule is met both ways by each person, as far as the dice find them;
 * then the rest is filled up at random.
 */
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import type { Operation } from '@bailiwick/definition/model/access.ts'
import type { Definition, Entity, Field } from '@bailiwick/definition/model/index.ts'
import type { Transition } from '@bailiwick/definition/model/workflow.ts'
import type { Dice } from '@bailiwick/definition/write/random-definition.ts'
import { admitting, held, isShareable, may, reaches, readableFields } from './grants.ts'
import type { Cast } from './people.ts'
import {
  type Actor,
  isKept,
  type Row,
  type Share,
  type ShareLevel,
  type Stage,
  type StoredFile,
  searchedWord,
  type Vote,
} from './stage.ts'
import { randomId, type Values } from './values.ts'
import { hasVoted, isAsked, isOpen, isTaker, mayNever, outcomeOf } from './workflow.ts'

/** What a sharer must be able to do themselves. */
const levelRight = { read: 'read', comment: 'comment', edit: 'update' } as const

export class RowMaker {
  readonly #stage: Stage
  readonly #values: Values
  readonly #cast: Cast
  readonly #dice: Dice
  #number = 0

  constructor(stage: Stage, values: Values, cast: Cast, dice: Dice) {
    this.#stage = stage
    this.#values = values
    this.#cast = cast
    this.#dice = dice
  }

  /** Fills the world. @param count of each entity */
  fill(count: number): void {
    for (const entity of inOrder(this.#stage.definition)) {
      this.#stage.world.set(entity.name, [])
      this.#stage.world.set(entity.name, this.#choose(entity, count))
      this.#stage.changed()
      this.#point(entity)
    }
    const { entities } = this.#stage.definition
    for (const entity of entities) this.#attach(entity)
    for (const entity of entities) this.#stage.shares.set(entity.name, [...this.#share(entity), ...this.#shareDecisively(entity)])
    // Who reads what was asked before anything was shared.
    this.#stage.changed()
    for (const entity of entities) this.#stage.votes.set(entity.name, this.#vote(entity))
  }

  /**
   * A value for the field as it could be sent; null is one where the field may be empty.
   * @param alsoTrash for records that are there already: what they point at may have been deleted since
   */
  value(entity: Entity, field: Field, alsoTrash = false): unknown {
    const dice = this.#dice
    if (!field.required && dice.below(4) === 0) return null
    if (field.type === 'person') return dice.pick(this.#cast.actors).id
    if (field.type === 'team') return dice.pick(this.#cast.teams).id
    if (field.type === 'relation') {
      const rows = this.#stage.rows(field.to ?? '').filter(row => alsoTrash || !row.deleted)
      return rows.length > 0 ? dice.pick(rows).id : null
    }
    // Which file it can be depends on who gives it and to which record: see upload and #attach.
    if (field.type === 'file') return null
    if (field.unique) return this.#unlike(field)
    const { mentioned, samples } = this.#values.pool(entity, field)
    const pool = mentioned.length > 0 && (samples.length === 0 || dice.below(2) === 0) ? mentioned : samples
    if (pool.length === 0) return null
    if (field.search && fieldTypes[field.type].searchable && dice.below(2) === 0 && samples.includes(searchedWord))
      return searchedWord
    return dice.pick(pool)
  }

  /** A value that no other record has. */
  #unlike(field: Field): unknown {
    this.#number += 1
    const tries: unknown[] = [
      `${searchedWord}${this.#number}`,
      `v${this.#number}`,
      (field.min ?? 0) + this.#number,
      String(this.#number),
      `v${this.#number}@proof.test`,
      `https://proof.test/${this.#number}`,
      `+4930${10_000 + this.#number}`,
      new Date(Date.UTC(2000, 0, this.#number)).toISOString().slice(0, 10),
      new Date(Date.UTC(2000, 0, this.#number)).toISOString(),
    ]
    return tries.find(value => fieldTypes[field.type].toColumn(value, field).ok) ?? null
  }

  #make(entity: Entity): Row {
    const dice = this.#dice
    const fields: Record<string, unknown> = {}
    for (const field of entity.fields) {
      if (!isKept(field)) continue
      if (field.type === 'auto_number') {
        this.#number += 1
        fields[field.name] = this.#number
      } else fields[field.name] = this.#managed(entity, field) ?? (field.managed ? null : this.value(entity, field, true))
    }
    const person = () => dice.pick(this.#cast.actors).id
    const at = () => new Date(Number(this.#stage.clock.now / 1000n) - dice.below(10_000) * 3_600_000).toISOString()
    return {
      id: randomId(dice),
      version: dice.below(3) + 1,
      created_at: at(),
      updated_at: at(),
      created_by: person(),
      updated_by: person(),
      deleted: dice.below(6) === 0,
      stateBy: this.#stage.workflow(entity.name) ? person() : null,
      editors: this.#stage.workflow(entity.name) && dice.below(3) === 0 ? [person()] : [],
      fields,
    }
  }

  #managed(entity: Entity, field: Field): unknown {
    const workflow = this.#stage.workflow(entity.name)
    if (!workflow || !field.managed) return undefined
    if (field.name === workflow.field) return this.#dice.pick(workflow.states).name
    if (field.name === 'approval_round') return this.#dice.below(3)
    if (field.name === `${workflow.field}_since`)
      return new Date(Number(this.#stage.clock.now / 1000n) - 86_400_000).toISOString()
    return undefined
  }

  #choose(entity: Entity, count: number): Row[] {
    const taken = new Set<string>()
    const candidates: Row[] = []
    for (let tries = 0; candidates.length < count * 4 && tries < count * 12; tries += 1) {
      const row = this.#make(entity)
      // What the definition would not let be saved is kept now and then: it is there in every real table.
      if (!this.#isSound(entity, row) && this.#dice.below(10) > 0) continue
      if (!isAlone(entity, row, taken)) continue
      candidates.push(row)
    }
    const wanted = this.#questions(entity)
    const met = new Set<string>()
    const answers = candidates.map(row => new Set(wanted.map(({ key, ask }) => `${key} ${ask(row)}`)))
    const chosen: Row[] = []
    while (chosen.length < count && candidates.length > 0) {
      const news = answers.map(each => [...each].filter(answer => !met.has(answer)).length)
      const index = news.indexOf(Math.max(...news))
      for (const answer of answers[index]!) met.add(answer)
      chosen.push(candidates[index]!)
      candidates.splice(index, 1)
      answers.splice(index, 1)
    }
    return chosen
  }

  #isSound(entity: Entity, row: Row): boolean {
    return (
      entity.checks.every(check => this.#stage.holds(entity, check.when, 'check', row)) &&
      entity.fields.every(
        field =>
          !field.validate ||
          (row.fields[field.name] ?? null) === null ||
          this.#stage.holds(entity, field.validate.when, 'validate', row, undefined, field),
      )
    )
  }

  /** Each rule of the entity as each person who could be meant by it meets it, and each state. */
  #questions(entity: Entity): { readonly key: string; readonly ask: (row: Row) => string | boolean }[] {
    const stage = this.#stage
    const workflow = stage.workflow(entity.name)
    const questions: { readonly key: string; readonly ask: (row: Row) => string | boolean }[] = [
      { key: 'trash', ask: row => row.deleted },
    ]
    if (workflow) questions.push({ key: 'state', ask: row => String(row.fields[workflow.field]) })
    // Who may share it, or could change it, and what they lack of the rest: a share is worth what its sharer may do.
    if (isShareable(entity))
      for (const actor of this.#cast.actors)
        questions.push({
          key: `${actor.key} sharing`,
          ask: row => {
            const [share, update, ...rest] = (['share', 'update', 'read', 'comment'] as const).map(
              right => !row.deleted && may(stage, entity, right, row, actor),
            )
            return share || update ? [share, update, ...rest].join() : ''
          },
        })
    const add = (text: string, actor: Actor) =>
      questions.push({
        key: `${actor.key} ${text}`,
        // Of what is in the trash other things are asked.
        ask: row => (row.deleted ? '' : stage.holds(entity, text, 'rule', row, actor)),
      })
    for (const actor of this.#cast.actors) {
      // Few records are in the trash at all; one that somebody sees there and not whole is looked for by itself.
      const inTrash = (row: Row) =>
        row.deleted &&
        admitting(stage, entity, 'restore', row, actor).length > 0 &&
        entity.fields.some(
          field =>
            (row.fields[field.name] ?? null) !== null && readableFields(stage, entity, row, actor)?.has(field.name) === false,
        )
      questions.push({ key: `${actor.key} trash`, ask: inTrash })
      const ways = (row: Row) =>
        row.deleted ? (['read', 'restore'] as const).map(right => may(stage, entity, right, row, actor)).join() : ''
      questions.push({ key: `${actor.key} ways out of the trash`, ask: ways })
      const texts = entity.access.filter(grant => held(grant, actor)).flatMap(grant => [grant.when, grant.after])
      for (const text of new Set(texts)) if (text !== undefined) add(text, actor)
      for (const transition of workflow?.transitions ?? []) {
        // The ways on that are open are few among all records: they are looked for by themselves, and so is who stands before them and may not.
        const starts = (row: Row) => !row.deleted && transition.from.includes(String(row.fields[workflow!.field]))
        const { approval } = transition
        const isMeant = (row: Row) =>
          approval
            ? approval.steps.some(
                step => isAsked(stage, entity, step, row, actor) && isOpen(stage, entity, transition, step, row, []),
              )
            : isTaker(stage, entity, transition, row, actor)
        const isOwn = (row: Row) => approval !== undefined && mayNever(approval, row, actor)
        const sees = (row: Row) => admitting(stage, entity, 'read', row, actor).length > 0
        const changes = (row: Row) => admitting(stage, entity, 'update', row, actor).length > 0
        const look = (what: string, ask: (row: Row) => boolean) =>
          questions.push({ key: `${actor.key} ${what} ${transition.name}`, ask: row => starts(row) && ask(row) })
        look('may', row => isMeant(row) && !isOwn(row) && sees(row))
        const { guard } = transition
        if (guard)
          look('is held up in', row => isMeant(row) && sees(row) && !stage.holds(entity, guard.when, 'guard', row, actor))
        look('may not', row => !isMeant(row) && sees(row) && changes(row))
        if (approval) look('own', row => isMeant(row) && isOwn(row) && sees(row))
        // In two steps at once: whoever voted in one has no second vote.
        if (approval)
          look(
            'twice',
            row => !isOwn(row) && sees(row) && approval.steps.filter(step => isAsked(stage, entity, step, row, actor)).length > 1,
          )
      }
    }
    return questions
  }

  /** Relations to records that are made later, and to their own kind. */
  #point(entity: Entity): void {
    const { world } = this.#stage
    for (const [name, rows] of world) {
      const from = this.#stage.entity(name)
      const late = from.fields.filter(
        field => field.to === entity.name && !field.required && !field.unique && !from.unique.flat().includes(field.name),
      )
      if (late.length === 0) continue
      world.set(
        name,
        rows.map(row => {
          const given = late.filter(field => (row.fields[field.name] ?? null) === null && this.#dice.below(3) > 0)
          const fields = { ...row.fields, ...Object.fromEntries(given.map(field => [field.name, this.value(from, field, true)])) }
          return given.length > 0 ? { ...row, fields } : row
        }),
      )
    }
    this.#stage.changed()
  }

  /** A file this person could give the field of this record: theirs, finished, taken by none. */
  upload(entity: Entity, field: Field, actor: Actor): StoredFile | undefined {
    return [...this.#stage.files.values()].find(
      file =>
        file.entity === entity.name &&
        file.field === field.name &&
        file.uploadedBy === actor.id &&
        file.record === null &&
        !file.unfinished,
    )
  }

  /** Somebody else's, of another field, of another record, or never finished. */
  foreignFile(entity: Entity, field: Field, row: Row | undefined, actor: Actor): string {
    const others = [...this.#stage.files.values()].filter(
      file =>
        file.unfinished ||
        file.entity !== entity.name ||
        file.field !== field.name ||
        (file.record === null ? file.uploadedBy !== actor.id : file.record !== row?.id),
    )
    return others.length > 0 && this.#dice.below(8) > 0 ? this.#dice.pick(others).id : randomId(this.#dice)
  }

  /** Uploads of everybody for every field of files, and files that records have and have had. */
  #attach(entity: Entity): void {
    const fields = entity.fields.filter(field => field.type === 'file')
    if (fields.length === 0) return
    const { files } = this.#stage
    const make = (field: Field, uploadedBy: string, record: string | null, unfinished = false): string => {
      const id = randomId(this.#dice)
      files.set(id, { id, entity: entity.name, field: field.name, uploadedBy, record, unfinished })
      return id
    }
    for (const field of fields)
      for (const actor of this.#cast.actors) {
        make(field, actor.id, null)
        if (this.#dice.below(3) === 0) make(field, actor.id, null, true)
      }
    const rows = this.#stage.rows(entity.name).map(row => {
      const given = fields.filter(field => field.required || this.#dice.below(2) === 0)
      const values = given.map(field => {
        const by = this.#dice.pick(this.#cast.actors).id
        if (this.#dice.below(2) === 0) make(field, by, row.id)
        return [field.name, make(field, by, row.id)]
      })
      return { ...row, fields: { ...row.fields, ...Object.fromEntries(values) } }
    })
    this.#stage.world.set(entity.name, rows)
    this.#stage.changed()
  }

  /** Records given to people and teams, mostly by who may; some ended, some over, some by who never could or no longer can. */
  #share(entity: Entity): Share[] {
    if (!isShareable(entity)) return []
    const stage = this.#stage
    const dice = this.#dice
    const { actors, teams, left } = this.#cast
    return stage.rows(entity.name).flatMap(row => {
      // Who may all of it, and who lacks exactly one right: then the share gives less, or nothing.
      const lacking = (['update', 'comment', 'share', 'read'] as const).map(missing =>
        actors.filter(actor =>
          (['read', 'share', 'comment', 'update'] as const).every(
            right =>
              ((right === 'comment' || right === 'update') && (missing === 'share' || missing === 'read')) ||
              (right === 'comment' && !entity.comments) ||
              may(stage, entity, right, row, actor) === (right !== missing),
          ),
        ),
      )
      const able = actors.filter(actor => may(stage, entity, 'read', row, actor) && may(stage, entity, 'share', row, actor))
      const groups = [able, ...lacking].filter(group => group.length > 0)
      return Array.from({ length: dice.below(2) }, (): Share => {
        const sharer = dice.pick(groups.length > 0 && dice.below(6) > 0 ? dice.pick(groups) : actors)
        const toTeam = dice.below(3) === 0
        return {
          id: randomId(dice),
          record: row.id,
          sharedBy: dice.below(12) === 0 ? left.id : sharer.id,
          person: toTeam ? null : dice.pick(actors.filter(actor => actor !== sharer)).id,
          team: toTeam ? dice.pick(teams).id : null,
          level: dice.pick(['read', 'comment', 'edit'] as const),
          ended: dice.below(8) === 0,
          over: dice.below(8) === 0,
        }
      })
    })
  }

  /**
   * For each way in which a share can give less than it says, one that lacks nothing else, and one that lacks nothing: given to who has nothing of it otherwise, so that
   * what they then see and do hangs on this alone.
   */
  #shareDecisively(entity: Entity): Share[] {
    if (!isShareable(entity)) return []
    const made: Share[] = []
    for (const level of ['read', 'comment', 'edit'] as const)
      for (const fault of [
        undefined,
        'team',
        'onward',
        'ended',
        'over',
        'trash',
        'read',
        'share',
        level === 'read' ? 'fields' : levelRight[level],
      ] as const)
        for (const takerReads of [false, true]) {
          const share = this.#decisive(entity, level, fault, takerReads, made)
          if (share) made.push(share)
        }
    return made
  }

  #decisive(
    entity: Entity,
    level: ShareLevel,
    fault: 'team' | 'onward' | 'ended' | 'over' | 'trash' | 'fields' | Operation | undefined,
    takerReads: boolean,
    made: readonly Share[],
  ): Share | undefined {
    const stage = this.#stage
    const dice = this.#dice
    const { actors } = this.#cast
    const needed = [...new Set<Operation>(['read', 'share', levelRight[level]])]
    const lacksOnly = (row: Row, sharer: Actor) =>
      row.deleted === (fault === 'trash') && needed.every(right => may(stage, entity, right, row, sharer) === (right !== fault))
    const pairs = stage
      .rows(entity.name)
      .flatMap(row => actors.filter(sharer => lacksOnly(row, sharer)).map(sharer => ({ row, sharer })))
    for (let tries = 0; tries < 60 && pairs.length > 0; tries += 1) {
      const [{ row, sharer }, taker] = [dice.pick(pairs), dice.pick(actors)]
      if (sharer === taker || taker.roles.length === 0) continue
      if (made.some(share => share.record === row.id && reaches(share, taker))) continue
      if (may(stage, entity, 'read', row, taker) !== takerReads) continue
      if (level !== 'read' && may(stage, entity, levelRight[level], row, taker)) continue
      if (fault === 'trash' && takerReads && !may(stage, entity, 'restore', row, taker)) continue
      if (fault === 'onward' && !may(stage, entity, 'share', row, taker)) continue
      const [theirs, given] = [taker, sharer].map(who => readableFields(stage, entity, row, who) ?? new Set<string>())
      const hidden = entity.fields
        .map(field => field.name)
        .filter(name => !theirs!.has(name) && (row.fields[name] ?? null) !== null)
      // What they do not see already: something that the sharer sees, or, to be kept from them, something that neither does.
      if (level === 'read' && fault !== 'read' && !hidden.some(name => given!.has(name) === (fault !== 'fields'))) continue
      const team = fault === 'team' && taker.teamsAbove.length > 0 ? dice.pick(taker.teamsAbove) : null
      return {
        id: randomId(dice),
        record: row.id,
        sharedBy: sharer.id,
        person: team === null ? taker.id : null,
        team,
        level,
        ended: fault === 'ended',
        over: fault === 'over',
      }
    }
    return undefined
  }

  /** Votes that were given and have not settled anything, of this round and of one before. */
  #vote(entity: Entity): Vote[] {
    const votes: Vote[] = []
    const isFirst = (transition: Transition, row: Row, person: string, round: number) =>
      round !== row.fields.approval_round || !hasVoted(transition, row, { id: person }, votes)
    for (const transition of this.#stage.workflow(entity.name)?.transitions ?? []) {
      if (!transition.approval) continue
      for (const row of this.#stage.rows(entity.name)) {
        for (const step of transition.approval.steps) {
          if (this.#dice.below(2) === 0) continue
          const round = Number(row.fields.approval_round) - this.#dice.below(2)
          // Mostly by who is asked: their inbox must no longer have it.
          const asked = this.#cast.actors.filter(actor => isAsked(this.#stage, entity, step, row, actor))
          const person = this.#dice.pick(asked.length > 0 && this.#dice.below(3) > 0 ? asked : this.#cast.actors).id
          const vote: Vote = { record: row.id, transition: transition.name, step: step.name, round, person, decision: 'approve' }
          if (!isFirst(transition, row, person, round)) continue
          if (outcomeOf(this.#stage, entity, transition, row, [...votes, vote]) === undefined) votes.push(vote)
        }
      }
    }
    return votes
  }
}

/** Whether no record before has the same where the definition wants them to differ. */
function isAlone(entity: Entity, row: Row, taken: Set<string>): boolean {
  const sets = [...entity.fields.filter(field => field.unique).map(field => [field.name]), ...entity.unique]
  const keys = sets
    .filter(fields => fields.every(name => (row.fields[name] ?? null) !== null))
    .map(fields => JSON.stringify([fields, fields.map(name => row.fields[name])]))
  if (keys.some(key => taken.has(key))) return false
  for (const key of keys) taken.add(key)
  return true
}

/** Entities after those their records must point at. */
export function inOrder(definition: Definition): Entity[] {
  const waiting = [...definition.entities]
  const made: Entity[] = []
  const isMade = (name: string | undefined) => made.some(each => each.name === name)
  const ready = (entity: Entity, everyRelation: boolean) =>
    entity.fields.every(
      field => field.type !== 'relation' || field.to === entity.name || isMade(field.to) || (!everyRelation && !field.required),
    )
  while (waiting.length > 0) {
    const index = [waiting.findIndex(each => ready(each, true)), waiting.findIndex(each => ready(each, false)), 0].find(
      at => at >= 0,
    )!
    made.push(...waiting.splice(index, 1))
  }
  return made
}
