/** What one person tries to write to one entity: each field, each way out of the trash and into it, each step, each vote, and what nobody may at all. */
import { entityNames, literal, quote } from '@bailiwick/definition/compile/names.ts'
import { plainColumn } from '@bailiwick/definition/compile/table.ts'
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import type { Entity, Field } from '@bailiwick/definition/model/index.ts'
import type { Transition } from '@bailiwick/definition/model/workflow.ts'
import type { Dice } from '@bailiwick/definition/write/random-definition.ts'
import { type Changes, type Decision, type Expected, isAlike, type Judge } from './expect-write.ts'
import { givesField, held, isRevealable, isShareable, may, reaches } from './grants.ts'
import type { Cast } from './people.ts'
import type { RowMaker } from './rows.ts'
import { columnText, columnType } from './scratch.ts'
import { type Actor, hasPart, hasWord, isKept, isWritable, type Row, type Stage, searchedWord } from './stage.ts'
import type { Tally } from './tally.ts'
import { randomId } from './values.ts'
import { isTaker } from './workflow.ts'

export interface Attempt {
  readonly operation: string
  /** Absent: a record that is made. */
  readonly row?: Row
  /** The one field it is about. */
  readonly field?: string
  readonly statement: string
  readonly expected: Expected
}

/** Every attempt of this kind is refused before any rule is asked. */
const closed: Expected = { outcome: 'no right' }
const note = 'Because.'
/** Words that show nothing. */
const silence = ' \u200b'
const levels = ['read', 'comment', 'edit'] as const

export class Attempts {
  readonly #stage: Stage
  readonly #judge: Judge
  readonly #maker: RowMaker
  readonly #cast: Cast
  readonly #dice: Dice
  readonly #standIns: string

  constructor(stage: Stage, judge: Judge, maker: RowMaker, cast: Cast, dice: Dice, standIns: string) {
    this.#stage = stage
    this.#standIns = standIns
    this.#judge = judge
    this.#maker = maker
    this.#cast = cast
    this.#dice = dice
  }

  of(entity: Entity, actor: Actor): Attempt[] {
    return [
      ...this.#fieldByField(entity, actor),
      ...this.#rowByRow(entity, actor),
      ...this.#creations(entity, actor),
      ...this.#uploads(entity, actor),
      ...this.#exports(entity, actor),
      ...this.#closedDoors(entity),
    ]
  }

  /**
   * Each field alone, once for each way in which it ends, as far as there are such records; and on every record that somebody has given for editing, where what may be changed
   * hangs on what those may who gave it.
   */
  *#fieldByField(entity: Entity, actor: Actor): Generator<Attempt> {
    const rows = this.#stage.rows(entity.name)
    for (const field of entity.fields.filter(isWritable)) {
      const found = new Set<string>()
      const from = this.#dice.below(rows.length || 1)
      for (let index = 0; index < rows.length; index += 1) {
        const row = rows[(from + index) % rows.length]!
        const isGiven = this.#stage.sharesOf(entity.name, row.id).some(share => share.level === 'edit' && reaches(share, actor))
        for (let times = isGiven ? 3 : 1; times > 0; times -= 1) {
          const attempt = this.#update(entity, row, actor, [field], 'update', field.name)
          if (!attempt) continue
          const kind = `${attempt.expected.outcome}${isGiven ? row.id : ''}`
          if (found.has(kind)) continue
          found.add(kind)
          yield attempt
          if (attempt.expected.outcome === 'done' && !isGiven) yield* this.#wronged(entity, field, row, actor)
        }
      }
    }
  }

  /** The same with each value that is not to be had. */
  *#wronged(entity: Entity, field: Field, row: Row, actor: Actor): Generator<Attempt> {
    for (const wrong of this.#wrongs(entity, field, row, actor)) {
      const attempt = this.#update(entity, row, actor, [field], 'update', field.name, () => wrong)
      if (attempt) yield attempt
    }
  }

  *#rowByRow(entity: Entity, actor: Actor): Generator<Attempt> {
    const dice = this.#dice
    const names = entityNames(this.#stage.definition.app.name, entity.name)
    const fields = entity.fields.filter(isWritable)
    const workflow = this.#stage.workflow(entity.name)
    for (const row of this.#stage.rows(entity.name)) {
      const at = `WHERE id = '${row.id}' AND version = ${row.version}`
      const some = fields.filter(() => dice.below(fields.length) < 2)
      const update = some.length > 0 ? this.#update(entity, row, actor, some, 'update of several') : undefined
      if (update) yield update
      yield* this.#inBulk(entity, row, actor, update)
      const removal = `UPDATE ${names.write} SET deleted_at = now() ${at}`
      yield { operation: 'delete', row, statement: removal, expected: this.#judge.remove(entity, row, actor) }
      if (row.deleted)
        yield {
          operation: 'restore',
          row,
          statement: `UPDATE ${names.write} SET deleted_at = NULL ${at}`,
          expected: this.#judge.restore(entity, row, actor),
        }
      if (update && dice.below(4) === 0)
        yield {
          operation: 'delete with changes',
          row,
          statement: update.statement.replace(' SET ', ' SET deleted_at = now(), '),
          expected: this.#judge.removeChanged(entity, row, actor),
        }
      if (entity.comments) {
        const text = dice.below(6) === 0 ? silence : 'A word.'
        yield {
          operation: 'comment',
          row,
          statement: `SELECT ${names.comment}('${row.id}', '${text}')`,
          expected: this.#judge.comment(entity, row, actor, text),
        }
      }
      yield* this.#reveals(entity, row, actor)
      yield* this.#shares(entity, row, actor)
      yield* this.#parts(entity, row, actor)
      if (!workflow) continue
      yield* this.#steps(entity, row, actor, at)
      const other = dice.pick(workflow.states).name
      if (other !== row.fields[workflow.field])
        yield this.#taking(entity, row, actor, at, 'a state without a step', '', other, new Map(), note)
    }
  }

  /** The same as one of many: now and then into the trash, mostly with other values. */
  *#inBulk(entity: Entity, row: Row, actor: Actor, update: Attempt | undefined): Generator<Attempt> {
    const { write } = entityNames(this.#stage.definition.app.name, entity.name)
    const isRemoval = !update || this.#dice.below(3) === 0
    const alone: Attempt = isRemoval
      ? {
          operation: 'delete',
          row,
          statement: `UPDATE ${write} SET deleted_at = now() WHERE id = '${row.id}' AND version = ${row.version}`,
          expected: this.#judge.remove(entity, row, actor),
        }
      : update
    yield {
      ...alone,
      operation: `${alone.operation} in bulk`,
      statement: inWay('bulk', alone.statement),
      expected: this.#judge.inBulk(entity, row, actor, alone.expected),
    }
  }

  *#exports(entity: Entity, actor: Actor): Generator<Attempt> {
    const row = this.#stage.rows(entity.name)[0]
    if (!row || !entity.access.some(grant => grant.can.includes('export'))) return
    const names = entityNames(this.#stage.definition.app.name, entity.name)
    yield {
      operation: 'begin an export',
      row,
      statement: `SELECT ${names.exporting}('${row.id}', '{}')`,
      expected: this.#judge.exporting(entity, actor),
    }
  }

  /** Fields that can be revealed, and one that cannot. */
  *#reveals(entity: Entity, row: Row, actor: Actor): Generator<Attempt> {
    const names = entityNames(this.#stage.definition.app.name, entity.name)
    const fields = entity.fields.filter(field => isRevealable(entity, field.name))
    if (fields.length === 0) return
    const other = entity.fields.filter(field => isKept(field) && !fields.includes(field))
    for (const field of this.#dice.below(6) === 0 && other.length > 0 ? [...fields, this.#dice.pick(other)] : fields)
      yield {
        operation: 'reveal',
        row,
        statement: answering(`${names.reveal}('${row.id}', ${literal(field.name)}, 'Because.')::text`),
        expected: this.#judge.reveal(entity, row, actor, field.name),
      }
  }

  /** Given to somebody, now and then as it cannot be given; ended, now and then of another record. */
  *#shares(entity: Entity, row: Row, actor: Actor): Generator<Attempt> {
    if (!isShareable(entity)) return
    const dice = this.#dice
    const names = entityNames(this.#stage.definition.app.name, entity.name)
    const shares = this.#stage.sharesOf(entity.name, row.id)
    const own = shares.find(share => share.sharedBy === actor.id && !share.ended)
    const { actors, left, teams } = this.#cast
    const somebody = dice.pick(actors.filter(each => each !== actor)).id
    // Now and then to whom it was given before: that takes its place.
    const to =
      own && dice.below(2) === 0
        ? { person: own.person, team: own.team }
        : dice.below(3) === 0
          ? { person: null, team: dice.pick(teams).id }
          : { person: somebody, team: null }
    const toNobody = dice.pick([
      { person: actor.id, team: null },
      { person: left.id, team: null },
      { person: randomId(dice), team: null },
      { person: null, team: randomId(dice) },
      { person: null, team: null },
      { person: somebody, team: dice.pick(teams).id },
    ])
    const wrong = dice.pick([
      { to: toNobody, level: 'read', hours: 24 },
      { to: toNobody, level: 'read', hours: 24 },
      { to, level: 'own', hours: 24 },
      { to, level: 'read', hours: -1 },
    ])
    const uuid = (id: string | null) => (id === null ? 'NULL' : `'${id}'`)
    // Whoever could give something of it tries to give each of it, for what they may share they may not always change or comment on.
    const isGiver = may(this.#stage, entity, 'share', row, actor)
    for (const each of isGiver
      ? [...levels.map(level => ({ to, level, hours: 24 })), wrong]
      : [{ to, level: dice.pick(levels), hours: 24 }])
      yield {
        operation: 'share',
        row,
        statement: `SELECT ${names.share}('${row.id}', ${uuid(each.to.person)}, ${uuid(each.to.team)}, '${each.level}', now() + interval '${each.hours} hours')`,
        expected: this.#judge.share(entity, row, actor, each.to, each.level, each.hours),
      }
    const all = this.#stage.shares.get(entity.name) ?? []
    const others = dice.below(6) === 0 && all.length > 0 ? [dice.pick(all)] : []
    // Of many, two are enough: each is somebody else's at another record.
    const from = dice.below(shares.length || 1)
    for (const share of [...shares.slice(from, from + 2), ...others])
      yield {
        operation: 'unshare',
        row,
        statement: `SELECT ${names.unshare}('${row.id}', '${share.id}')`,
        expected: this.#judge.unshare(entity, row, actor, share.id),
      }
  }

  /** The bytes of the record's own files and of some other, through each field. */
  *#parts(entity: Entity, row: Row, actor: Actor): Generator<Attempt> {
    const fields = entity.fields.filter(field => field.type === 'file')
    if (fields.length === 0) return
    const names = entityNames(this.#stage.definition.app.name, entity.name)
    const files = [...this.#stage.files.values()]
    for (const file of [...files.filter(each => each.record === row.id), this.#dice.pick(files)])
      for (const field of fields)
        yield {
          operation: 'file',
          row,
          statement: answering(`encode(${names.filePart}('${row.id}', ${literal(field.name)}, '${file.id}', 0), 'hex')`),
          expected: this.#judge.part(entity, row, actor, field, file),
        }
  }

  *#uploads(entity: Entity, actor: Actor): Generator<Attempt> {
    const names = entityNames(this.#stage.definition.app.name, entity.name)
    const row = this.#stage.rows(entity.name)[0]
    if (!row) return
    for (const field of entity.fields.filter(each => each.type === 'file'))
      yield {
        operation: 'upload',
        row,
        statement: `SELECT ${names.upload}(${literal(field.name)}, 'a.txt')`,
        expected: this.#judge.upload(entity, actor, field.name),
      }
  }

  *#steps(entity: Entity, row: Row, actor: Actor, at: string): Generator<Attempt> {
    const dice = this.#dice
    const workflow = this.#stage.workflow(entity.name)!
    const names = entityNames(this.#stage.definition.app.name, entity.name)
    for (const transition of workflow.transitions) {
      const starts = transition.from.includes(String(row.fields[workflow.field]))
      // From elsewhere each is refused alike; now and then is enough.
      if (!starts && dice.below(4) > 0) continue
      if (transition.approval) {
        const vote = (name: string, decision: Decision, said: string, version: number): Attempt => ({
          operation: `vote: ${transition.name}`,
          row,
          statement: `SELECT ${names.decide}('${row.id}', ${version}, ${literal(transition.name)}, ${literal(name)}, '${decision}', '${said}')`,
          expected: this.#judge.decide(entity, row, actor, transition, name, decision, said, version),
        })
        for (const { name } of [...transition.approval.steps, { name: 'nowhere' }]) {
          if (name === 'nowhere' && dice.below(4) > 0) continue
          const decision = dice.pick(['approve', 'approve', 'approve', 'reject', 'ask_changes', 'maybe'] as const)
          yield vote(name, decision, dice.below(5) === 0 ? silence : note, row.version - (dice.below(8) === 0 ? 1 : 0))
          // Whoever has a vote, and they are few, gives it as it should be, on what they did not see, and without the word that it takes.
          if (vote(name, 'approve', '', row.version).expected.outcome !== 'done') continue
          yield vote(name, 'approve', '', row.version)
          yield vote(name, 'approve', '', row.version - 1)
          yield vote(name, 'reject', '', row.version)
        }
        // Past the votes.
        const to = transition.approval.outcomes.approve
        yield this.#taking(entity, row, actor, at, `step: ${transition.name}`, transition.name, to, new Map(), note)
        continue
      }
      const isOpen = starts && isTaker(this.#stage, entity, transition, row, actor)
      for (let times = isOpen ? 3 : 1; times > 0; times -= 1) yield this.#step(entity, row, actor, at, transition)
      // As it should be but for the comment.
      if (isOpen && transition.comment === 'required') yield this.#step(entity, row, actor, at, transition, '')
    }
  }

  /** Mostly as it should be taken; now and then to another state, without its comment, or with a field that is not asked for. */
  #step(entity: Entity, row: Row, actor: Actor, at: string, transition: Transition, said?: string): Attempt {
    const dice = this.#dice
    const allowed = [...transition.require, ...transition.inputs]
    const inputs = new Map<string, unknown>()
    const writable = entity.fields.filter(isWritable)
    const besides = dice.below(6) === 0 ? dice.pick(writable).name : undefined
    for (const field of writable) {
      const chance = transition.require.includes(field.name) ? 1 : 2
      if (field.name !== besides && (!allowed.includes(field.name) || dice.below(chance) > 0)) continue
      const value = this.#value(entity, field, row, actor)
      if (!isAlike(field, value, row.fields[field.name])) inputs.set(field.name, value)
    }
    const states = this.#stage.workflow(entity.name)!.states.map(state => state.name)
    const to = dice.below(8) === 0 ? dice.pick(states) : transition.to
    const comment = said ?? (dice.below(5) === 0 ? silence : note)
    return this.#taking(entity, row, actor, at, `step: ${transition.name}`, transition.name, to, inputs, comment)
  }

  #taking(
    entity: Entity,
    row: Row,
    actor: Actor,
    at: string,
    operation: string,
    named: string,
    to: string,
    inputs: Changes,
    comment: string,
  ): Attempt {
    const { write } = entityNames(this.#stage.definition.app.name, entity.name)
    const state = this.#stage.workflow(entity.name)!.field
    const sets = [`${quote(state)} = ${literal(to)}`, ...assignments(entity, inputs)]
    return {
      operation,
      row,
      statement: `SELECT set_config('bailiwick.transition', ${literal(named)}, true), set_config('bailiwick.comment', ${literal(comment)}, true); UPDATE ${write} SET ${sets.join(', ')} ${at}`,
      expected: this.#judge.take(entity, row, actor, named, to, inputs, comment),
    }
  }

  #update(
    entity: Entity,
    row: Row,
    actor: Actor,
    fields: readonly Field[],
    operation: string,
    about?: string,
    sent = (field: Field) => this.#sent(entity, field, row, actor),
  ): Attempt | undefined {
    const changes = new Map<string, unknown>()
    for (const field of fields) {
      const value = sent(field)
      if (!isAlike(field, value, row.fields[field.name])) changes.set(field.name, value)
    }
    if (changes.size === 0) return undefined
    const { write } = entityNames(this.#stage.definition.app.name, entity.name)
    return {
      operation,
      row,
      ...(about && { field: about }),
      statement: `UPDATE ${write} SET ${assignments(entity, changes).join(', ')} WHERE id = '${row.id}' AND version = ${row.version}`,
      expected: this.#judge.update(entity, row, actor, changes),
    }
  }

  /** A value as somebody could send it, now and then one that is not to be had. */
  #sent(entity: Entity, field: Field, row: Row, actor: Actor): unknown {
    const wrongs = this.#dice.below(10) === 0 ? this.#wrongs(entity, field, row, actor) : []
    return wrongs.length > 0 ? this.#dice.pick(wrongs) : this.#value(entity, field, row, actor)
  }

  /** Rules often ask for the acting person and their teams. Files are somebody's: of those the person could give, or the record has had. */
  #value(entity: Entity, field: Field, row: Row | undefined, actor: Actor): unknown {
    const isOwn = this.#dice.below(3) === 0
    if (isOwn && field.type === 'person' && !actor.isUnknown) return actor.id
    if (isOwn && field.type === 'team' && actor.teams.length > 0) return this.#dice.pick(actor.teams)
    if (field.type !== 'file') return this.#maker.value(entity, field)
    if (!field.required && this.#dice.below(4) === 0) return null
    const former = [...this.#stage.files.values()].filter(file => file.record === row?.id && file.field === field.name)
    if (former.length > 0 && this.#dice.below(3) === 0) return this.#dice.pick(former).id
    return this.#maker.upload(entity, field, actor)?.id ?? null
  }

  /** Somebody who left, a record in the trash, an id of nothing, and nothing where something must be; none: whatever the column takes is good. */
  #wrongs(entity: Entity, field: Field, row: Row | undefined, actor: Actor): unknown[] {
    const dice = this.#dice
    const nothing = field.required ? [null] : []
    if (field.type === 'file') return [...nothing, this.#maker.foreignFile(entity, field, row, actor)]
    if (field.type === 'person') return [...nothing, dice.pick([this.#cast.left.id, randomId(dice)])]
    if (field.type === 'team') return [...nothing, randomId(dice)]
    if (field.type !== 'relation') return nothing
    const trash = this.#stage.rows(field.to ?? '').filter(each => each.deleted)
    return [...nothing, trash.length > 0 && dice.below(2) === 0 ? dice.pick(trash).id : randomId(dice)]
  }

  /** With all fields, with those somebody may give, and each field alone beside what must be there. */
  *#creations(entity: Entity, actor: Actor): Generator<Attempt> {
    const dice = this.#dice
    const fields = entity.fields.filter(isWritable)
    if (fields.length === 0) return
    const values = (chosen: readonly Field[], wrong?: readonly [Field, unknown]): Changes => {
      const changes = new Map<string, unknown>()
      for (const field of chosen) {
        const value = field === wrong?.[0] ? wrong[1] : this.#value(entity, field, undefined, actor)
        if (value !== null) changes.set(field.name, value)
      }
      return changes
    }
    const creating = (changes: Changes, about?: string, isImported = false): Attempt => {
      const { write } = entityNames(this.#stage.definition.app.name, entity.name)
      const columns = [...changes.keys()].map(quote).join(', ')
      const written = valuesOf(entity, changes).map(([, value]) => value)
      const insert = `INSERT INTO ${write} ${changes.size > 0 ? `(${columns}) VALUES (${written.join(', ')})` : 'DEFAULT VALUES'}`
      return {
        operation: isImported ? 'import' : 'create',
        ...(about && changes.has(about) && { field: about }),
        statement: isImported ? inWay('import', insert) : insert,
        expected: this.#judge.create(entity, actor, changes, isImported),
      }
    }
    const make = (chosen: readonly Field[], about?: string, wrong?: readonly [Field, unknown]) =>
      creating(values(chosen, wrong), about)
    const required = fields.filter(field => field.required)
    yield make(fields)
    for (let index = 0; index < 4; index += 1) yield make(fields.filter(field => field.required || dice.below(3) === 0))
    yield creating(values(fields), undefined, true)
    // As one of many: once for each way in which it ends beside how it would end by itself.
    const own = fields.filter(field =>
      entity.access.some(grant => grant.can.includes('create') && held(grant, actor) && givesField(grant, field.name)),
    )
    const met = new Set<string>()
    for (let tries = 0; tries < 40; tries += 1) {
      const changes = values(fields.filter(field => field.required || (own.includes(field) && dice.below(2) === 0)))
      const imported = creating(changes, undefined, true)
      const way = `${creating(changes).expected.outcome} ${imported.expected.outcome}`
      if (!met.has(way)) yield imported
      met.add(way)
    }
    for (const field of fields) {
      const chosen = [...new Set([...required, field])]
      yield make(chosen, field.name)
      for (const wrong of this.#wrongs(entity, field, undefined, actor)) yield make(chosen, undefined, [field, wrong])
    }
  }

  /** Ways past the views and columns that are nobody's to write. */
  *#closedDoors(entity: Entity): Generator<Attempt> {
    const names = entityNames(this.#stage.definition.app.name, entity.name)
    const row = this.#stage.rows(entity.name)[0]
    if (!row) return
    const kept = [
      'id',
      'created_by',
      'updated_by',
      'version',
      'changed_in',
      ...entity.fields.filter(field => field.managed).map(field => field.name),
    ]
    const state = this.#stage.workflow(entity.name)?.field
    const text = fieldNames(entity)
    const platform = this.#standIns
    const statements = [
      ...['person', 'share', 'file', 'file_part', 'audit', 'role_grant'].map(
        table => `SELECT count(*) FROM ${platform}.${table}`,
      ),
      ...(isShareable(entity)
        ? [
            `INSERT INTO ${platform}.share (app, entity, record, shared_by, person, level, until) VALUES ('', '', '${row.id}', '${row.id}', '${row.id}', 'edit', now() + interval '1 day')`,
            `UPDATE ${platform}.share SET level = 'edit'`,
            `SELECT ${names.sharedUpdate}(NULL, NULL)`,
          ]
        : []),
      ...(entity.fields.some(field => field.type === 'file')
        ? [
            `SELECT ${platform}.attach_file('${row.id}', '', '', '', '${row.id}')`,
            `SELECT ${platform}.begin_file('', '', '', '')`,
            `UPDATE ${platform}.file SET record = NULL`,
          ]
        : []),
      `SELECT ${platform}.facts_of('${row.id}')`,
      `SELECT ${platform}.facts_of_people(NULL)`,
      `SELECT ${platform}.how_held('${row.id}', '')`,
      `SELECT ${platform}.reports_of('${row.id}')`,
      `SELECT id FROM ${names.table}`,
      `SELECT id FROM ${names.rule}`,
      ...(isRolledUpMasked(this.#stage, entity) ? [`SELECT count(*) FROM ${names.via}`] : []),
      `SELECT ${text} FROM ${names.write}`,
      `DELETE FROM ${names.write}`,
      `DELETE FROM ${names.table}`,
      `UPDATE ${names.table} SET deleted_at = now()`,
      `INSERT INTO ${names.table} DEFAULT VALUES`,
      `UPDATE ${names.read} SET ${text} = NULL`,
      ...kept
        .filter(name => name !== state)
        .map(name => `UPDATE ${names.write} SET ${quote(name)} = NULL WHERE id = '${row.id}'`),
      ...(state ? [`INSERT INTO ${names.write} (${quote(state)}) VALUES (NULL)`] : []),
      `INSERT INTO ${names.write} (id) VALUES ('${row.id}')`,
      `SELECT ${names.guard}()`,
      ...(entity.parent && this.#stage.workflow(entity.parent.entity)?.transitions.some(each => each.approval)
        ? [`SELECT ${names.lines}()`]
        : []),
      `SELECT ${names.audit}()`,
      ...(this.#stage.workflow(entity.name)?.transitions.some(each => each.approval)
        ? [`SELECT id FROM ${names.vote}`, `INSERT INTO ${names.vote} DEFAULT VALUES`, `DELETE FROM ${names.vote}`]
        : []),
      ...(entity.fields.some(field => field.type === 'auto_number') ? [`SELECT nextval('${names.sequence}')`] : []),
    ]
    for (const statement of statements) yield { operation: 'past the rules', row, statement, expected: closed }
  }
}

/** Others' roll-ups go by a relation that not every reader reads; they have a view of their own for it. */
function isRolledUpMasked({ definition }: Stage, entity: Entity): boolean {
  return entity.fields.some(
    field =>
      definition.entities.some(
        other => other.name === field.to && other.fields.some(each => each.rollup?.over === field.inverse),
      ) && entity.access.some(grant => grant.can.includes('read') && !givesField(grant, field.name)),
  )
}

/** Said by the writer: what they write is one of many. */
const inWay = (way: 'bulk' | 'import', statement: string) => `SELECT set_config('bailiwick.way', '${way}', true); ${statement}`

/** A function whose answer is kept for the look at what it did. */
const answering = (call: string) => `SELECT set_config('bailiwick.answered', ${call}, true)`

const fieldNames = (entity: Entity) => quote(entity.fields.find(isWritable)?.name ?? 'deleted_by')

function valuesOf(entity: Entity, changes: Changes): [name: string, sql: string][] {
  return [...changes].map(([name, value]) => {
    const field = entity.fields.find(each => each.name === name)!
    return [name, value === null ? 'NULL' : `${literal(columnText(field, value))}::${columnType(field)}`]
  })
}

function assignments(entity: Entity, changes: Changes): string[] {
  return valuesOf(entity, changes).map(([name, sql]) => `${quote(name)} = ${sql}`)
}

/** Refusals of a table's own constraints. They say nothing about rights, so they count as permitted where the rules permit. */
const constraints = /^(23505|23514|22003|22001) /

/** Of PostgreSQL itself: without the privilege, or through a view that nothing can be written by. */
const noRight = /^(42501|55000) /

/** Compares what became of an attempt with what had to. @param said by `try` */
export function judgeAttempt(stage: Stage, entity: Entity, actor: Actor, attempt: Attempt, said: string, tally: Tally): void {
  const about = { actor, entity: entity.name, operation: attempt.operation }
  const { expected } = attempt
  const [, rows, written] = /^ok (\d+) (.*)$/s.exec(said) ?? []
  const isDone = rows !== undefined && rows !== '0'
  let fault: string | undefined
  if (expected.outcome === 'done') {
    if (isDone) fault = wrongIn(stage, entity, attempt, written ?? '')
    else if (constraints.test(said)) tally.constrained += 1
    else fault = `${said === 'ok 0 ' ? 'no row' : said}, and the rules permit it`
  } else {
    const got = rows === '0' ? 'no row' : isDone ? 'done' : noRight.test(said) ? 'no right' : said
    if (got !== expected.outcome) fault = `${got === 'no right' ? said : got}, not ${expected.outcome}`
  }
  const allowed = isDone || (expected.outcome === 'done' && fault === undefined)
  tally.note(about, allowed, fault === undefined, () => `${attempt.statement}: ${fault}`)
  if (attempt.field) tally.noteField(actor, entity.name, attempt.field, 'write', allowed)
}

/** What is wrong about a row that was written, or about the audit of it. */
function wrongIn(stage: Stage, entity: Entity, { row, expected }: Attempt, written: string): string | undefined {
  const {
    row: after,
    audit,
    answered,
    parents,
  } = JSON.parse(written) as {
    row: Record<string, unknown> | null
    audit: string[] | null
    answered: string | null
    parents: Record<string, Record<string, unknown>> | null
  }
  if (!after) return 'it is done, and the record is not there'
  if (JSON.stringify(audit ?? []) !== JSON.stringify(expected.audit))
    return `the audit says ${JSON.stringify(audit)}, not ${JSON.stringify(expected.audit)}`
  for (const [name, value] of Object.entries(expected.becomes ?? {})) {
    const field = entity.fields.find(each => each.name === name)
    const got = after[name]
    const same =
      field && value !== null && got !== null && field.type !== 'auto_number'
        ? isAlike(field, asWire(field, got), value)
        : JSON.stringify(got) === JSON.stringify(value)
    if (!same) return `${name} became ${JSON.stringify(got)}, not ${JSON.stringify(value)}`
  }
  const texts = new Map(Object.entries(after).map(([name, value]) => [name, JSON.stringify(value)]))
  for (const [found, has] of [
    [String(after.search_text ?? '').includes(`'${searchedWord}`), hasWord(entity, texts)],
    [String(after[plainColumn] ?? '').includes(searchedWord), hasPart(entity, texts)],
  ])
    if (found !== has) return `a search ${found ? 'finds it, and it has no such word' : 'does not find it, and it has the word'}`
  if (expected.answers !== undefined && answered !== expected.answers) return `the answer is ${answered}, not ${expected.answers}`
  if (expected.reveals) {
    const field = entity.fields.find(each => each.name === expected.reveals!.field)!
    const shown = answered === null ? null : (JSON.parse(answered) as unknown)
    const value = expected.reveals.value === null ? null : asWire(field, expected.reveals.value)
    if (!isAlike(field, shown, value)) return `what is revealed is ${answered}, not ${JSON.stringify(value)}`
  }
  if (expected.parents) {
    const touched = Object.keys(parents ?? {}).sort()
    if (JSON.stringify(touched) !== JSON.stringify(Object.keys(expected.parents).sort()))
      return `the records whose lines were written are ${touched.join(', ') || 'none'}`
    for (const [id, values] of Object.entries(expected.parents))
      for (const [name, value] of Object.entries(values))
        if (JSON.stringify(parents?.[id]?.[name]) !== JSON.stringify(value))
          return `${name} of ${id}, whose line was written, became ${JSON.stringify(parents?.[id]?.[name])}, not ${JSON.stringify(value)}`
  }
  if (!row || !expected.moves) return undefined
  const before = stage.stored.get(row.id)!
  const follows = new Set([
    'version',
    'updated_at',
    'updated_by',
    ...entity.fields.filter(field => field.formula).map(field => field.name),
  ])
  for (const [name, value] of before) {
    const moved = JSON.stringify(after[name]) !== value
    if (moved && !follows.has(name) && !expected.moves.includes(name)) return `${name} changed too`
  }
  return undefined
}

/** From the row's JSON to the wire. */
function asWire(field: Field, value: unknown): unknown {
  return fieldTypes[field.type].fromAudit(value, field)
}
