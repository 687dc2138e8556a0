/**
 * `why` and `who`: explanations for whoever keeps the installation. They are asked in the name of somebody who reads the app's audit and sees the record, through the
 * same functions as over HTTP; where there is nobody, a person's own rights are asked in their own name.
 */
import { parseArgs } from 'node:util'
import { entityNames, quote } from '@bailiwick/definition/compile/names.ts'
import type { Definition } from '@bailiwick/definition/index.ts'
import type { Client } from 'pg'
import { liveApp } from '../../database/live-model.ts'
import type { Database } from '../../database/open.ts'
import { refusalFromDatabase } from '../../database/sqlstates.ts'
import { type Transaction, withActor } from '../../database/with-actor.ts'
import { english, inWords, problem, Refusal } from '../../problems.ts'
import { vouchFor } from '../../request.ts'
import { Directory } from '../../runtime/directory.ts'
import { listPastAccess } from '../../runtime/records/past/past-access.ts'
import type { Vouch } from '../../runtime/records/past/past-question.ts'
import { readReaders } from '../../runtime/records/readers.ts'
import type { Surface } from '../../runtime/records/surface.ts'
import { surfaceOf } from '../../runtime/records/surface.ts'
import { explain, listAccess } from '../../runtime/records/why.ts'
import { type Actor, Actors, signClaims } from '../../security/access/actor.ts'
import { deriveKeys } from '../../security/secrets/keys.ts'
import { asked } from './check.ts'
import type { Command } from './main.ts'
import { withDatabase } from './release.ts'

const whyUsage = 'why <app> <entity> <record> --person <e-mail> [--action read] [--field <field>]'
const whoUsage = 'who <app> <entity> <record> [--at <time>]'
const readersUsage = 'readers <app> <entity> <record>'

export const whyCommand: Command = {
  usage: whyUsage,
  does: 'say why somebody may do something with a record, or may not; the record by its number or id',
  run: async args => {
    const given = read(args)
    if (!given?.email) return asked(whyUsage)
    return asking(given, async (question, person) => {
      const { email: _, ...about } = given
      const answer = await question(tx =>
        explain(
          tx.transaction,
          tx.surface,
          tx.record,
          { person: person!, ...(about.action ? { action: about.action } : {}), ...(about.field ? { field: about.field } : {}) },
          tx.actor,
          tx.directory,
        ),
      )
      console.log(answer.sentence)
      for (const grant of answer.grants) {
        const held = grant.roleHeldThrough.map(each => each.words).join('; ')
        const counts = grant.counts === true ? 'gives it' : grant.counts === false ? 'does not' : 'not told'
        console.log(`  ${grant.role.title}, ${grant.words}: ${held ? `held ${held}` : 'not held'}; ${counts}`)
      }
      for (const share of answer.shares)
        console.log(
          `  shared by ${share.by.title} with ${share.with.title} (${share.level}) until ${share.until}; ${share.works ? 'works' : 'gives nothing now'}`,
        )
      return answer.allowed ? 0 : 1
    })
  },
}

export const whoCommand: Command = {
  usage: whoUsage,
  does: 'list everybody who can see a record, what they may do and by what',
  run: async args => {
    const given = read(args)
    if (!given) return asked(whoUsage)
    return asking(given, async question => {
      for (let pageToken: string | undefined = ''; pageToken !== undefined; ) {
        const token: string = pageToken
        const paged = token ? { pageToken: token } : {}
        const page = await question(tx =>
          given.at === undefined
            ? listAccess(tx.transaction, tx.surface, tx.record, paged, tx.actor, tx.directory)
            : listPastAccess(tx.transaction, tx.surface, tx.record, { at: given.at, ...paged }, tx.actor, tx.directory, tx.vouch),
        )
        if (page.past && !token) console.log(page.past.sentence)
        if (page.past?.known === false) return 1
        for (const item of page.items) {
          console.log(`${item.person.title}: ${item.may.join(', ') || 'not known'}`)
          for (const words of item.through) console.log(`  ${words}`)
          if (item.unclear) console.log(`  ${item.unclear}`)
        }
        pageToken = page.nextPageToken
      }
      return 0
    })
  },
}

export const readersCommand: Command = {
  usage: readersUsage,
  does: 'list who opened a record, where that is recorded, and who had a masked field of it shown',
  run: async args => {
    const given = read(args)
    if (!given) return asked(readersUsage)
    return asking(given, async question => {
      for (let pageToken: string | undefined = ''; pageToken !== undefined; ) {
        const token: string = pageToken
        const page = await question(tx => readReaders(tx.transaction, tx.surface, tx.record, token || undefined, tx.directory))
        for (const { at, kind, person, onBehalfOf, field, comment } of page.items) {
          const as = onBehalfOf ? ` (with ${onBehalfOf.title})` : ''
          const what = kind === 'reveal' ? `had ${field} shown${comment ? `: ${comment}` : ''}` : 'opened it'
          console.log(`${at} ${person?.title ?? 'somebody'}${as} ${what}`)
        }
        pageToken = page.nextPageToken
      }
      return 0
    })
  },
}

interface Given {
  readonly app: string
  readonly entity: string
  readonly record: string
  readonly email?: string
  readonly action?: string
  readonly field?: string
  /** RFC 3339 */
  readonly at?: string
}

/** Undefined: asked wrongly. */
function read(args: readonly string[]): Given | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { person: { type: 'string' }, action: { type: 'string' }, field: { type: 'string' }, at: { type: 'string' } },
    })
    const [app, entity, record, ...more] = positionals
    if (!app || !entity || !record || more.length > 0) return undefined
    return {
      app,
      entity,
      record,
      ...(values.person ? { email: values.person } : {}),
      ...(values.action ? { action: values.action } : {}),
      ...(values.field ? { field: values.field } : {}),
      ...(values.at ? { at: values.at } : {}),
    }
  } catch {
    return undefined
  }
}

interface Question {
  readonly transaction: Transaction
  readonly surface: Surface
  readonly record: string
  readonly actor: Actor
  readonly directory: Directory
  readonly vouch: Vouch
}

type Ask = <T>(work: (question: Question) => Promise<T>) => Promise<T>

function asking(given: Given, work: (ask: Ask, person: string | undefined) => Promise<number>): Promise<number> {
  return withDatabase(async (admin, place, database) => {
    try {
      await admin.query('SET ROLE bailiwick_guard')
      const { rows } = await admin.query<{ id: string; definition: Definition }>(
        'SELECT r.id, r.definition FROM bailiwick.app a JOIN bailiwick.release r ON r.id = a.live_release WHERE a.name = $1',
        [given.app],
      )
      const live = rows[0]
      if (!live) throw problem('app.not-found')
      const entity = live.definition.entities.find(each => each.name === given.entity)
      if (!entity) throw problem('entity.not-found')
      const record = await findRecord(admin, live.definition, given)
      const people = await admin.query<{ id: string }>('SELECT id FROM bailiwick.person WHERE email = lower($1)', [
        given.email ?? '',
      ])
      const person = people.rows[0]?.id
      if (given.email && !person) throw problem('person.not-found')
      const candidates = [...(await reviewers(admin, live.definition)), ...(person ? [person] : [])]
      const app = liveApp(live.definition, live.id)
      return await work(
        job => firstAnswer(database, deriveKeys(place.secret).claims, candidates, given.entity, app, record, job),
        person,
      )
    } catch (error) {
      const refusal = error instanceof Refusal ? error : refusalFromDatabase(error)
      if (!refusal) throw error
      console.log(
        refusal.extra.fields?.map(({ field, message }) => `${field} ${inWords(message, english)}`).join('; ') ?? refusal.code,
      )
      return 1
    }
  })
}

/** Active people whose role reads the app's audit. */
async function reviewers(admin: Client, definition: Definition): Promise<string[]> {
  const roles = definition.roles.filter(role => role.audit).map(role => `${definition.app.name}.${role.name}`)
  const { rows } = await admin.query<{ person: string }>(
    'SELECT f.person FROM bailiwick.facts_of_people(NULL) f WHERE f.roles && $1::text[] ORDER BY f.person LIMIT 20',
    [roles],
  )
  return rows.map(row => row.person)
}

/** The first of these who sees the record asks. */
async function firstAnswer<T>(
  database: Database,
  key: Buffer,
  candidates: readonly string[],
  entity: string,
  app: ReturnType<typeof liveApp>,
  record: string,
  work: (question: Question) => Promise<T>,
): Promise<T> {
  const actors = new Actors(database.connections.gate)
  const directory = new Directory(database.connections.gate)
  await directory.read()
  for (const candidate of candidates) {
    const actor = await actors.gather(candidate, null, true)
    const surface = actor && surfaceOf(app, entity, actor)
    if (!actor || !surface) continue
    try {
      return await withActor(database.connections.data, signClaims(key, actor, requestId), transaction =>
        work({ transaction, surface, record, actor, directory, vouch: vouchFor(key, actor, requestId) }),
      )
    } catch (error) {
      if (refusalFromDatabase(error)?.code !== 'record.not-found') throw error
    }
  }
  throw problem('record.not-found')
}

/** Stands in the claims, and in what is signed for this one question. */
const requestId = 'bailiwick why'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

async function findRecord(admin: Client, definition: Definition, given: Given): Promise<string> {
  if (uuid.test(given.record)) return given.record.toLowerCase()
  const number = definition.entities
    .find(entity => entity.name === given.entity)
    ?.fields.find(field => field.type === 'auto_number')
  const digits = number && given.record.startsWith(number.prefix ?? '') ? given.record.slice((number.prefix ?? '').length) : ''
  if (!number || !/^\d{1,15}$/.test(digits)) throw problem('record.not-found')
  const { rows } = await admin.query<{ id: string }>(
    `SELECT id FROM ${entityNames(given.app, given.entity).table} t WHERE t.${quote(number.name)} = $1`,
    [digits],
  )
  if (!rows[0]) throw problem('record.not-found')
  return rows[0].id
}
