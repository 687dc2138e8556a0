/**
 * Who could see this record at that moment, and by what. The database decides who may ask and gives the rows of then; the rules of the release of then are
 * evaluated here, at that clock. The answer holds people, rights and words and no value, and says what cannot be known instead of guessing it.
 */
import { quote } from '@bailiwick/definition/compile/names.ts'
import { isMasked, isShareable } from '@bailiwick/definition/compile/rules.ts'
import type { Grant, Operation } from '@bailiwick/definition/model/index.ts'
import { conditionOf, covers } from '@bailiwick/definition/model/index.ts'
import type { AccessOf, AccessView } from '@bailiwick/definition/wire/index.ts'
import type { Transaction } from '../../../database/with-actor.ts'
import { problem, type Said, say } from '../../../problems.ts'
import type { Actor } from '../../../security/access/actor.ts'
import type { Directory } from '../../directory.ts'
import type { Surface } from '../surface.ts'
import { reference } from '../values.ts'
import { heldWords, pageSize, shareWords } from '../why.ts'
import type { WhyPhrases } from '../why-phrases.ts'
import { checkedRule, phrasesFor } from '../why-words.ts'
import { micros } from './micros.ts'
import { type PastGround, PastPeople, type PastPerson } from './past-people.ts'
import { askPast, type Vouch } from './past-question.ts'
import type { PastRecord } from './past-record.ts'
import { PastReleases, type Released } from './past-releases.ts'
import { auditsNow, looksAtItselfOnly, PastWording, presentField } from './past-words.ts'
import { type Moment, PastWorld } from './past-world.ts'
import { Unclear } from './unclear.ts'

interface PastShare {
  readonly by: string
  readonly person: string | null
  readonly team: string | null
  readonly level: 'read' | 'comment' | 'edit'
  readonly until: string
}

interface Ground extends PastGround {
  readonly releases: readonly Released[]
  readonly imported: string | null
  readonly shares: readonly PastShare[]
}

interface Asked {
  readonly at: string
  readonly search?: string
  readonly pageToken?: string
}

export async function listPastAccess(
  tx: Transaction,
  surface: Surface,
  id: string,
  asked: Asked,
  actor: Actor,
  directory: Directory,
  vouch: Vouch,
): Promise<AccessView> {
  const at = momentOf(asked.at)
  const phrases = phrasesFor(actor)
  if (asked.pageToken !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(asked.pageToken))
    throw problem('query.page-token')
  const app = surface.app.name
  const entityNow = surface.live.entity
  const text = new Date(Number(at / 1000n)).toISOString().replace(/\.\d+Z$/, `.${String(at % 1_000_000n).padStart(6, '0')}Z`)
  const ground = await askPast<Ground | { readonly firstRelease: string | null }>(tx, vouch, {
    ask: 'ground',
    app,
    entity: entityNow.name,
    record: id,
    at: text,
  })
  const unknown = (sentence: string, since?: string | null): AccessView => ({
    items: [],
    past: {
      at: text,
      known: false,
      sentence,
      ...(since && { since: new Date(Number((micros(since) + 999n) / 1000n)).toISOString() }),
    },
  })
  if (!('releases' in ground))
    return unknown(phrases.noRelease(surface.app.definition.app.title, ground.firstRelease), ground.firstRelease)
  const releases = new PastReleases(ground.releases)
  const entity = releases.entityIn(releases.app.definition, entityNow.id)
  const one = phrases.tongue.label(entityNow.label)
  if (!entity) return unknown(phrases.noEntity(one))
  const people = new PastPeople(ground)
  const moment: Moment = { text, micros: at, today: dayIn(at, releases.app.definition.app.calendar.timeZone) }
  const world = new PastWorld(tx, vouch, releases, people, moment, ground.imported ?? undefined)
  const record = await world.record(entity.name, id)
  if (record.state === 'absent')
    return unknown(
      phrases.absent(
        one,
        record.because === 'gone'
          ? { because: 'gone' }
          : { because: record.because === 'not-yet' ? 'not-yet' : 'imported', since: record.since! },
      ),
      record.because === 'gone' ? undefined : record.since,
    )
  const audits = auditsNow(surface)
  const told = await toldBlocks(tx, surface, id, releases, entity.name, audits)
  const judge = new Judge(world, people, releases, entity.name, record, ground.shares)
  const found: AccessOf[] = []
  const search = asked.search?.trim().toLowerCase() ?? ''
  const from = asked.pageToken === undefined ? 0 : people.active.findIndex(person => person.id === asked.pageToken) + 1
  for (const person of people.active.slice(from)) {
    if (search !== '' && !person.name.toLowerCase().includes(search) && !person.email.includes(search)) continue
    const about = person.id === actor.person ? 'you' : { name: person.name }
    const item = await judge.of(person, new PastWording(surface, releases, entity.name, actor, about, directory), told, directory)
    if (item) found.push(item)
    if (found.length > pageSize) break
  }
  const items = found.slice(0, pageSize)
  return {
    items,
    ...(found.length > pageSize ? { nextPageToken: items[items.length - 1]!.person.id } : {}),
    past: { at: text, known: true, sentence: sentenceOf(record, one, releases.number, phrases), release: releases.number },
  }
}

function sentenceOf(record: PastRecord, one: string, release: number, phrases: WhyPhrases): string {
  return [
    phrases.asAudited(release),
    ...(record.state === 'trash' ? [phrases.wasInTrash(one)] : []),
    ...(record.because === 'perhaps-not-imported' ? [phrases.perhapsNotHere] : []),
  ].join(' ')
}

/** Which blocks this reader is told of: those that look at nothing they do not see on this record themselves. */
async function toldBlocks(
  tx: Transaction,
  surface: Surface,
  id: string,
  releases: PastReleases,
  entity: string,
  audits: boolean,
): Promise<readonly boolean[]> {
  const { access } = releases.app.entities.get(entity)!.entity
  if (audits) return access.map(() => true)
  const masked = surface.live.entity.fields.filter(field => isMasked(surface.live.entity, field.name)).map(field => field.name)
  const columns = masked.map(field => `, r.${quote(`${field}$readable`)}`).join('')
  const { rows } = await tx.run({
    text: `SELECT r.id${columns} FROM ${surface.names.read} r WHERE r.id = $1::uuid UNION ALL SELECT r.id${columns} FROM ${surface.names.trash} r WHERE r.id = $1::uuid`,
    values: [id],
  })
  const open = (name: string) => {
    const index = masked.indexOf(name)
    return index === -1 ? surface.live.fields.has(name) : rows[0]?.[index + 1] === true
  }
  return access.map(grant => {
    const when = conditionOf(grant)
    if (when === undefined) return true
    const checked = checkedRule(releases.app, entity, when)
    return (
      looksAtItselfOnly(checked) &&
      checked.reads.every(read => {
        if (!releases.app.entities.get(entity)!.fields.has(read.field)) return true
        const now = presentField(releases, entity, read.field)
        return now !== undefined && open(now.field)
      })
    )
  })
}

type Admits = boolean | Unclear

/** Rights on one record at one moment. */
class Judge {
  readonly #world: PastWorld
  readonly #people: PastPeople
  readonly #releases: PastReleases
  readonly #entity: string
  readonly #record: PastRecord
  readonly #shares: readonly PastShare[]
  readonly #kept = new Map<string, readonly Admits[]>()

  constructor(
    world: PastWorld,
    people: PastPeople,
    releases: PastReleases,
    entity: string,
    record: PastRecord,
    shares: readonly PastShare[],
  ) {
    this.#world = world
    this.#people = people
    this.#releases = releases
    this.#entity = entity
    this.#record = record
    this.#shares = shares
  }

  get #access(): readonly Grant[] {
    return this.#releases.app.entities.get(this.#entity)!.entity.access
  }

  /** Of each access block, whether it let this person have this record. */
  async #blocks(person: string): Promise<readonly Admits[]> {
    const known = this.#kept.get(person)
    if (known) return known
    const answers: Admits[] = []
    for (const grant of this.#access) answers.push(await this.#admits(grant, person))
    this.#kept.set(person, answers)
    return answers
  }

  async #admits(grant: Grant, person: string): Promise<Admits> {
    if (!this.#people.holds(person, grant.role)) return false
    const when = conditionOf(grant)
    if (when === undefined) return true
    try {
      return await this.#world.holds(checkedRule(this.#releases.app, this.#entity, when), this.#record, person)
    } catch (error) {
      if (error instanceof Unclear) return error
      throw error
    }
  }

  #any(blocks: readonly Admits[], operation: Operation, field?: string): Admits {
    const answers = this.#access.flatMap((grant, index) =>
      grant.can.includes(operation) && (field === undefined || covers(grant, field)) ? [blocks[index]!] : [],
    )
    return either(...answers)
  }

  async of(
    person: PastPerson,
    wording: PastWording,
    told: readonly boolean[],
    directory: Directory,
  ): Promise<AccessOf | undefined> {
    const blocks = await this.#blocks(person.id)
    const { entity } = this.#releases.app.entities.get(this.#entity)!
    const shares = this.#record.state === 'live' && isShareable(entity) ? await this.#sharesWith(person.id) : []
    const own = this.#any(blocks, 'read')
    const reads =
      this.#record.state === 'live' ? either(own, ...shares.map(each => each.reads)) : both(own, this.#any(blocks, 'restore'))
    if (reads === false) return undefined
    const who = reference(person.id, person.name)!
    if (reads instanceof Unclear)
      return { person: who, may: [], through: [], unclear: wording.phrases.unknownWhether(reads.reason) }
    const nameable = entity.fields.filter(field => wording.names(field.name))
    const fields: string[] = []
    let unsure: Unclear | undefined
    for (const { name } of nameable) {
      const readable = isMasked(entity, name)
        ? either(this.#any(blocks, 'read', name), ...shares.map(each => both(each.reads, this.#any(each.blocks, 'read', name))))
        : true
      if (readable === true) fields.push(presentField(this.#releases, this.#entity, name)?.field ?? name)
      else if (readable instanceof Unclear) unsure = readable
    }
    return {
      person: who,
      may: ['read'],
      ...(fields.length === nameable.length ? {} : { fields }),
      through: [
        ...blocks.flatMap((admits, index) =>
          admits === true && told[index] ? this.#through(index, person, wording, directory) : [],
        ),
        ...shares.flatMap(each => (each.reads === true ? [shareWords(each.share, wording, directory)] : [])),
      ],
      ...(unsure ? { unclear: wording.phrases.unknownAll(unsure.reason) } : {}),
    }
  }

  #through(index: number, person: PastPerson, wording: PastWording, directory: Directory): string[] {
    const grant = this.#access[index]!
    if (!grant.can.includes('read')) return []
    const { phrases } = wording
    const held = this.#people.held(person.id).filter(each => each.role === grant.role)
    const words = held.map(each => heldWords(each, directory, phrases).words)
    return [phrases.through([phrases.doing.read!], wording.role(grant.role), [...new Set(words)], wording.grant(grant))]
  }

  /** What was shared with them, and what the sharers could give then. */
  async #sharesWith(person: string): Promise<{ share: PastShare; reads: Admits; blocks: readonly Admits[] }[]> {
    // A share is for people of the app: a team may hold others too.
    if (this.#people.held(person).length === 0) return []
    const over = this.#people.over(person)
    const found = []
    for (const share of this.#shares) {
      if (share.person !== person && (share.team === null || !over.includes(share.team))) continue
      const blocks = await this.#blocks(share.by)
      found.push({ share, reads: both(this.#any(blocks, 'read'), this.#any(blocks, 'share')), blocks })
    }
    return found
  }
}

function either(...answers: readonly Admits[]): Admits {
  return answers.includes(true) || (answers.find(each => each instanceof Unclear) ?? false)
}

function both(...answers: readonly Admits[]): Admits {
  return answers.includes(false) ? false : (answers.find(each => each instanceof Unclear) ?? true)
}

function momentOf(text: string): bigint {
  const wrong = (message: Said) => problem('query.invalid', { fields: [{ field: 'at', message }] })
  let at: bigint
  try {
    at = micros(text)
  } catch {
    throw wrong(say('past.moment'))
  }
  if (at > BigInt(Date.now()) * 1000n) throw wrong(say('past.future'))
  if (at < 0n) throw wrong(say('past.before-1970'))
  return at
}

function dayIn(at: bigint, timeZone: string): string {
  return new Date(Number(at / 1000n)).toLocaleDateString('sv-SE', { timeZone })
}
