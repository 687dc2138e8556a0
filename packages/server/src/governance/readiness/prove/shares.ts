/**
 * Shares of a generated world: some as they come, and then, for each thing by which a share can give less than it says, one that lacks nothing else. Those are given to
 * somebody who has nothing of it otherwise, so that what they then see and do hangs on this alone.
 */
import type { Grant, Operation } from '@bailiwick/definition/model/access.ts'
import type { Entity } from '@bailiwick/definition/model/index.ts'
import type { Dice } from '@bailiwick/definition/write/random-definition.ts'
import { admitting, givesField, held, isShareable, isUnconditional, may, reaches, readableFields } from './grants.ts'
import type { Cast } from './people.ts'
import { type Actor, isWritable, type Row, type Share, type ShareLevel, type Stage } from './stage.ts'
import { randomId } from './values.ts'

/** What a sharer must be able to do themselves. */
const levelRight = { read: 'read', comment: 'comment', edit: 'update' } as const
const levels: readonly ShareLevel[] = ['read', 'comment', 'edit']

/** What a share lacks: of itself, of its taker, or a right of its sharer, who may hold a grant of it that does not admit this record. */
type Fault =
  | { readonly kind: 'none' | 'team' | 'ended' | 'over' | 'trash' | 'no role' }
  /** It is the taker who may share it, and does not read it but by this. */
  | { readonly kind: 'onward'; readonly grant?: Grant }
  | { readonly kind: 'right'; readonly operation: Operation; readonly grant?: Grant }
  /** The sharer has the level by nothing but this grant, and that is not for every field. */
  | { readonly kind: 'fields'; readonly grant?: Grant }

/** What the taker has without it: not the record, to read it, or to read it and change some of it. */
type Had = 'nothing' | 'reading' | 'changing'

interface Way {
  readonly row: Row
  readonly sharer: Actor
  readonly taker: Actor
}

/** More ways than these are not looked for: one of them will do. */
const enough = 24

/** What somebody may do with a record by grants of their own. */
interface Standing {
  readonly may: ReadonlySet<Operation>
  readonly updating: readonly Grant[]
  readonly reading: readonly Grant[]
  readonly fields: ReadonlySet<string>
}

export class ShareMaker {
  readonly #stage: Stage
  readonly #cast: Cast
  readonly #dice: Dice
  readonly #standings = new Map<Row, Map<Actor, Standing>>()

  constructor(stage: Stage, cast: Cast, dice: Dice) {
    this.#stage = stage
    this.#cast = cast
    this.#dice = dice
  }

  /** @param most of those that lack one thing, and by chance which: every look and every attempt takes longer where much is shared */
  of(entity: Entity, most: number): Share[] {
    return isShareable(entity) ? this.#decisive(entity, most, this.#some(entity)) : []
  }

  /** Records given to people and teams, mostly by who may; some ended, some over, some by who never could or no longer can. */
  #some(entity: Entity): Share[] {
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
      return Array.from({ length: dice.below(3) === 0 ? 1 : 0 }, (): Share => {
        const sharer = dice.pick(groups.length > 0 && dice.below(6) > 0 ? dice.pick(groups) : actors)
        const toTeam = dice.below(3) === 0
        return {
          id: randomId(dice),
          record: row.id,
          sharedBy: dice.below(12) === 0 ? left.id : sharer.id,
          person: toTeam ? null : dice.pick(actors.filter(actor => actor !== sharer)).id,
          team: toTeam ? dice.pick(teams).id : null,
          level: dice.pick(levels),
          ended: dice.below(8) === 0,
          over: dice.below(8) === 0,
        }
      })
    })
  }

  /** Those first for which there are the fewest to choose from: whoever is given a record by one share is none for another. */
  #decisive(entity: Entity, most: number, some: readonly Share[]): Share[] {
    const wanted = levels.flatMap(level =>
      faultsOf(entity, level).flatMap(fault =>
        (['nothing', 'reading', 'changing'] as const).flatMap(had => {
          const ways = had === 'changing' && level !== 'edit' ? [] : this.#waysOf(entity, level, fault, had)
          return ways.length > 0 ? [{ level, fault, ways }] : []
        }),
      ),
    )
    const made = [...some]
    const kept = wanted.filter(() => this.#dice.below(wanted.length) < most)
    for (const { level, fault, ways } of kept.sort((a, b) => a.ways.length - b.ways.length)) {
      const way = ways.find(({ row, taker }) => !made.some(share => share.record === row.id && reaches(share, taker)))
      if (!way) continue
      const { row, taker, sharer } = way
      const team = fault.kind === 'team' && taker.teamsAbove.length > 0 ? this.#dice.pick(taker.teamsAbove) : null
      made.push({
        id: randomId(this.#dice),
        record: row.id,
        sharedBy: sharer.id,
        person: team === null ? taker.id : null,
        team,
        level,
        ended: fault.kind === 'ended',
        over: fault.kind === 'over',
      })
    }
    return made
  }

  #waysOf(entity: Entity, level: ShareLevel, fault: Fault, had: Had): Way[] {
    const actors = this.#turned(this.#cast.actors)
    const ways: Way[] = []
    for (const row of this.#turned(this.#stage.rows(entity.name))) {
      if (row.deleted !== (fault.kind === 'trash')) continue
      const sharers = actors.filter(sharer => this.#isSharer(entity, level, fault, row, sharer))
      if (sharers.length === 0) continue
      for (const taker of actors) {
        const sharer = sharers.find(each => each !== taker && this.#isTaker(entity, level, fault, had, row, each, taker))
        if (sharer) ways.push({ row, sharer, taker })
        if (ways.length >= enough) return ways
      }
    }
    return ways
  }

  #isSharer(entity: Entity, level: ShareLevel, fault: Fault, row: Row, sharer: Actor): boolean {
    const standing = this.#standing(entity, row, sharer)
    if (fault.kind === 'right' && fault.grant && !held(fault.grant, sharer)) return false
    if (fault.kind === 'fields' && fault.grant) {
      const grants = level === 'edit' ? standing.updating : standing.reading
      if (grants.some(grant => grant !== fault.grant)) return false
    }
    return rightsFor(level).every(right => standing.may.has(right) === !(fault.kind === 'right' && fault.operation === right))
  }

  #isTaker(entity: Entity, level: ShareLevel, fault: Fault, had: Had, row: Row, sharer: Actor, taker: Actor): boolean {
    // Who has no role of the app is given nothing by it.
    if (taker.isUnknown || (taker.roles.length === 0) !== (fault.kind === 'no role')) return false
    const [theirs, own] = [this.#standing(entity, row, sharer), this.#standing(entity, row, taker)]
    if (fault.kind === 'no role') return had === 'nothing'
    if (own.may.has('read') !== (had !== 'nothing')) return false
    if (fault.kind === 'trash' && had !== 'nothing' && !own.may.has('restore')) return false
    if (fault.kind === 'onward' && (!own.may.has('share') || (fault.grant !== undefined && !held(fault.grant, taker))))
      return false
    if (level === 'comment') return !own.may.has('comment')
    const isLacking = fault.kind === 'right'
    if (level === 'edit') {
      if (own.may.has('update') !== (had === 'changing')) return false
      if (had !== 'changing') return true
      // Something beyond what they may change already: of what the sharer may, or would by the grant that does not admit it.
      const more = isLacking && fault.operation === 'update' ? (fault.grant ? [fault.grant] : []) : theirs.updating
      const isMore = (name: string) =>
        !own.updating.some(grant => givesField(grant, name)) &&
        more.some(grant => givesField(grant, name)) === (fault.kind !== 'fields')
      return entity.fields.some(field => isWritable(field) && isMore(field.name))
    }
    // What they do not see already: something that the sharer sees, or, to be kept from them, something that neither does.
    const hidden = entity.fields
      .map(field => field.name)
      .filter(name => !own.fields.has(name) && (row.fields[name] ?? null) !== null)
    if (isLacking && fault.operation === 'read')
      return had === 'nothing' || !fault.grant || hidden.some(name => givesField(fault.grant!, name))
    return hidden.some(name => theirs.fields.has(name) === (fault.kind !== 'fields'))
  }

  #standing(entity: Entity, row: Row, actor: Actor): Standing {
    let known = this.#standings.get(row)
    if (!known) {
      known = new Map()
      this.#standings.set(row, known)
    }
    let standing = known.get(actor)
    if (!standing) {
      const stage = this.#stage
      standing = {
        may: new Set(
          (['read', 'share', 'comment', 'update', 'restore'] as const).filter(right => may(stage, entity, right, row, actor)),
        ),
        updating: admitting(stage, entity, 'update', row, actor),
        reading: admitting(stage, entity, 'read', row, actor),
        fields: readableFields(stage, entity, row, actor) ?? new Set(),
      }
      known.set(actor, standing)
    }
    return standing
  }

  /** In the same order, begun anywhere. */
  #turned<Each>(list: readonly Each[]): Each[] {
    const from = this.#dice.below(list.length || 1)
    return [...list.slice(from), ...list.slice(0, from)]
  }
}

const rightsFor = (level: ShareLevel): Operation[] => [...new Set<Operation>(['read', 'share', levelRight[level]])]

function faultsOf(entity: Entity, level: ShareLevel): Fault[] {
  const narrow = (operation: Operation) => entity.access.filter(grant => grant.can.includes(operation) && !isUnconditional(grant))
  const partial = entity.access.filter(
    grant => grant.can.includes(levelRight[level]) && entity.fields.some(field => !givesField(grant, field.name)),
  )
  return [
    ...(['none', 'team', 'ended', 'over', 'trash', 'no role'] as const).map(kind => ({ kind })),
    { kind: 'onward' },
    ...narrow('read').map((grant): Fault => ({ kind: 'onward', grant })),
    ...rightsFor(level).flatMap((operation): Fault[] => [
      { kind: 'right', operation },
      ...narrow(operation).map((grant): Fault => ({ kind: 'right', operation, grant })),
    ]),
    ...(level === 'comment' ? [] : [{ kind: 'fields' as const }, ...partial.map((grant): Fault => ({ kind: 'fields', grant }))]),
  ]
}
