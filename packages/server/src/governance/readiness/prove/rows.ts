/**
 * Generated records of every entity. Of many that could be made, those are kept that answer differently what is asked of them, so that each rule is met both ways by each
 * person, as far as the dice find such records. Then what is shared and what has been voted.
 */
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import type { Definition, Entity, Field } from '@bailiwick/definition/model/index.ts'
import type { Transition } from '@bailiwick/definition/model/workflow.ts'
import type { Dice } from '@bailiwick/definition/write/random-definition.ts'
import type { Cast } from './people.ts'
import { questionsOf } from './questions.ts'
import { ShareMaker } from './shares.ts'
import { type Actor, isKept, type Row, type Stage, type StoredFile, searchedWord, type Vote } from './stage.ts'
import { randomId, type Values } from './values.ts'
import { hasVoted, isAsked, isNeeded, mayNever, outcomeOf } from './workflow.ts'

interface Candidate {
  readonly row: Row
  /** To each question, with its key. */
  readonly answers: readonly string[]
}

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

  /**
   * Fills the world.
   * @param count of each entity
   * @param shares of each entity at most, beside a few that come as they come
   */
  fill(count: number, shares: number): void {
    for (const entity of inOrder(this.#stage.definition)) {
      this.#stage.world.set(entity.name, [])
      this.#stage.world.set(entity.name, this.#choose(entity, count))
      this.#stage.changed()
      this.#point(entity)
    }
    const { entities } = this.#stage.definition
    for (const entity of entities) this.#attach(entity)
    const sharing = new ShareMaker(this.#stage, this.#cast, this.#dice)
    for (const entity of entities) this.#stage.shares.set(entity.name, sharing.of(entity, shares))
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
    const questions = questionsOf(this.#stage, entity, this.#cast.actors)
    const candidates: Candidate[] = []
    /** By how many candidates each answer is given, and what more than others it is worth. */
    const given = new Map<string, number>()
    const weights = new Map<string, number>()
    const consider = (row: Row, onlyNews: boolean) => {
      // What the definition would not let be saved is kept now and then: it is there in every real table.
      if (!this.#isSound(entity, row) && this.#dice.below(10) > 0) return
      const answers = questions.map(({ key, ask, weight }) => {
        const said = ask(row)
        const answer = `${key} ${said}`
        if (weight !== undefined && said !== false && said !== '') weights.set(answer, weight)
        return answer
      })
      if (onlyNews && answers.every(answer => given.has(answer))) return
      for (const answer of answers) given.set(answer, (given.get(answer) ?? 0) + 1)
      candidates.push({ row, answers })
    }
    for (let tries = 0; candidates.length < count * 4 && tries < count * 12; tries += 1) consider(this.#make(entity), false)
    // What takes several values to meet is seldom met by chance; a step away from something like it is nearer.
    for (let tries = 0; candidates.length > 0 && tries < count * 40; tries += 1)
      consider(this.#varied(entity, this.#dice.pick(candidates).row), true)
    // What few give is worth most.
    const worth = (answer: string) => (weights.get(answer) ?? 1) / (given.get(answer) ?? 1)
    const taken = new Set<string>()
    const met = new Set<string>()
    const chosen: Row[] = []
    while (chosen.length < count && candidates.length > 0) {
      const news = candidates.map(({ answers }) =>
        answers.reduce((sum, answer) => (met.has(answer) ? sum : sum + worth(answer)), 0),
      )
      const [{ row, answers }] = candidates.splice(news.indexOf(Math.max(...news)), 1) as [Candidate]
      if (!isAlone(entity, row, taken)) continue
      for (const answer of answers) met.add(answer)
      chosen.push(row)
    }
    return chosen
  }

  /** Another record that differs from this one in a value or two. */
  #varied(entity: Entity, row: Row): Row {
    const dice = this.#dice
    const other = this.#make(entity)
    const { id, created_at, updated_at, fields } = other
    const moved = Object.keys(fields).filter(() => dice.below(4) === 0)
    const own = entity.fields.filter(field => field.type === 'auto_number' || field.unique).map(field => field.name)
    return {
      ...row,
      id,
      created_at,
      updated_at,
      ...(dice.below(5) === 0 && { created_by: other.created_by }),
      ...(dice.below(5) === 0 && { updated_by: other.updated_by }),
      ...(dice.below(5) === 0 && { stateBy: other.stateBy, editors: other.editors }),
      ...(dice.below(8) === 0 && { deleted: !row.deleted }),
      fields: { ...row.fields, ...Object.fromEntries([...moved, ...own].map(name => [name, fields[name]])) },
    }
  }

  #isSound(entity: Entity, row: Row): boolean {
    return (
      entity.checks.every(check => this.#stage.holds(entity, check.when, 'check', row)) &&
      entity.fields.every(
        field =>
          !field.validate ||
          this.#stage.valueOf(row, entity, field.name) === null ||
          this.#stage.holds(entity, field.validate.when, 'validate', row, undefined, field),
      )
    )
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

  /** Votes that were given and have not settled anything, of this round and of one before. */
  #vote(entity: Entity): Vote[] {
    const votes: Vote[] = []
    const isFirst = (transition: Transition, row: Row, person: string, round: number) =>
      round !== row.fields.approval_round || !hasVoted(transition, row, { id: person }, votes)
    for (const transition of this.#stage.workflow(entity.name)?.transitions ?? []) {
      if (!transition.approval) continue
      for (const row of this.#stage.rows(entity.name)) {
        const onward = this.#dice.below(2) > 0 ? this.#votedOnward(entity, transition, row) : []
        votes.push(...onward)
        for (const step of onward.length > 0 ? [] : transition.approval.steps) {
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

  /** The first step as it is when it is over and the next one is asked: by people who are asked there too, if there are such, whose own vote then stands in their way. */
  #votedOnward(entity: Entity, transition: Transition, row: Row): Vote[] {
    const stage = this.#stage
    const [first, next] = transition.approval!.steps.filter(step => isNeeded(stage, entity, step, row))
    if (!first || !next || row.deleted) return []
    const asked = this.#cast.actors.filter(
      actor => isAsked(stage, entity, first, row, actor) && !mayNever(transition.approval!, row, actor),
    )
    const alsoNext = asked.filter(actor => isAsked(stage, entity, next, row, actor))
    const people = [...new Set([...alsoNext, ...asked])].slice(0, first.need)
    const round = Number(row.fields.approval_round)
    return people.map(
      ({ id: person }): Vote => ({
        record: row.id,
        transition: transition.name,
        step: first.name,
        round,
        person,
        decision: 'approve',
      }),
    )
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
