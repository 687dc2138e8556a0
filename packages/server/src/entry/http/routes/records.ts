/** Records over HTTP: reads the request, asks request.ts, writes the answer. Everything that decides stands beneath. */
import type { CommentView } from '@bailiwick/definition/wire/index.ts'
import { mostMentions } from '@bailiwick/definition/wire/notification.ts'
import type { FastifyReply } from 'fastify'
import type { Pool } from 'pg'
import { refusalFromDatabase } from '../../../database/sqlstates.ts'
import type { Rows, Transaction } from '../../../database/with-actor.ts'
import { problem, Refusal, type Speaker, say, toWire } from '../../../problems.ts'
import type { Asking, Floors } from '../../../request.ts'
import { answer, openApp, openForCreation, openSurface, readsRecord, transact } from '../../../request.ts'
import { writeComment } from '../../../runtime/notifications.ts'
import type { RealtimeHub } from '../../../runtime/realtime/hub.ts'
import { viewApp } from '../../../runtime/records/app-view.ts'
import type { Changed, VoteInput } from '../../../runtime/records/change.ts'
import {
  changeWithLines,
  checkRefused,
  planChange,
  planCreate,
  planRestore,
  planTransition,
  planTrash,
  planVote,
} from '../../../runtime/records/change.ts'
import { byId, planGet } from '../../../runtime/records/get.ts'
import { withoutHidden } from '../../../runtime/records/hidden-fields.ts'
import { type HistoryPart, historyParts, peopleIn, readHistory } from '../../../runtime/records/history.ts'
import type { IdempotencyKey, StoredAnswer } from '../../../runtime/records/idempotent.ts'
import { begin, finish, idempotencyKey } from '../../../runtime/records/idempotent.ts'
import { linesOf } from '../../../runtime/records/line-history.ts'
import type { Plan } from '../../../runtime/records/list.ts'
import { planList } from '../../../runtime/records/list.ts'
import { isAboutARight, withMissing } from '../../../runtime/records/missing.ts'
import { type ListRequest, limits } from '../../../runtime/records/query.ts'
import { noteOpenedAs, readReaders } from '../../../runtime/records/readers.ts'
import { endShare, giveShare, readShares, type ShareInput } from '../../../runtime/records/shares.ts'
import type { Surface } from '../../../runtime/records/surface.ts'
import { reference } from '../../../runtime/records/values.ts'
import { atCause } from '../../../runtime/records/whole.ts'
import type { FieldInput, LinesInput } from '../../../runtime/records/write.ts'
import { stating } from '../../../runtime/records/write.ts'
import type { Actor } from '../../../security/access/actor.ts'
import type { Call } from '../call.ts'
import type { JsonSchema, Route } from '../route.ts'
import { filter } from './shapes.ts'

const text = (maxLength: number): JsonSchema => ({ type: 'string', maxLength })
const object = (properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})
const name: JsonSchema = { type: 'string', pattern: '^[a-z][a-z0-9_]{0,39}$' }
const fields: JsonSchema = { type: 'object', maxProperties: 200 }
const lines: JsonSchema = {
  type: 'object',
  maxProperties: 20,
  additionalProperties: {
    type: 'array',
    // Also those that are named and left as they are.
    maxItems: 2 * limits.lines,
    items: object({
      id: { type: 'string', format: 'uuid' },
      version: { type: 'integer', minimum: 1, maximum: 999_999_999 },
      fields,
      deleted: { type: 'boolean' },
    }),
  },
}
const ofRecord = '/api/apps/:app/:entity/:id'
const read = { authentication: 'session', right: 'app', keyScope: 'read', auditClass: 'none', rateClass: 'read' } as const
const write = { authentication: 'session', right: 'app', keyScope: 'write', auditClass: 'change', rateClass: 'write' } as const

/** @param hub told which records a screen was given, so that it can be told when one leaves */
export function recordRoutes(floors: Floors, hub: RealtimeHub, gate: Pool): Route[] {
  const surfaceFor = (call: Call, actor: Actor): Surface =>
    openSurface(floors, call.params.app ?? '', call.params.entity ?? '', actor)
  /** Whoever creates need not read. */
  const writtenSurfaceFor = (call: Call, actor: Actor): Surface =>
    call.params.id === undefined
      ? openForCreation(floors, call.params.app ?? '', call.params.entity ?? '', actor)
      : surfaceFor(call, actor)

  /** One write: planned, run once per idempotency key, answered with the record as its writer now sees it. */
  async function changing(
    call: Call,
    reply: FastifyReply,
    status: number,
    planFor: (surface: Surface, actor: Actor, asking: Asking) => Plan<Changed> | Work,
    doing?: Doing,
  ): Promise<unknown> {
    const asking = askingOf(call)
    const key = keyOf(call, call.route)
    const plan = (actor: Actor) => planFor(writtenSurfaceFor(call, actor), actor, asking)
    const {
      status: answered,
      body,
      headers,
    } = key
      ? await onceOnly(
          floors,
          asking,
          key,
          (tx, actor) => planned(floors, tx, plan(actor), status),
          (tx, actor, before) => readAgain(floors, tx, writtenSurfaceFor(call, actor), actor, before),
          error => explained(call, error, doing),
          call.speaker,
        )
      : await runPlain(floors, asking, plan, status)
    const { 'x-record': record, ...sent } = headers
    reply.code(answered).headers(sent)
    if (answered === 201 && record) reply.header('location', `/api/apps/${call.params.app}/${call.params.entity}/${record}`)
    return answered === 204 ? undefined : body
  }

  /** A write beside the record itself, run once per idempotency key. */
  async function beside(
    call: Call,
    reply: FastifyReply,
    status: number,
    work: (tx: Transaction, surface: Surface) => Promise<unknown>,
  ): Promise<unknown> {
    return writeOnce(floors, call, reply, status, work, error => explained(call, error))
  }

  /** A refusal for want of a right says which, and whom to ask. What cannot be explained, because the record is not seen, stays as it is. */
  async function explained(call: Call, error: unknown, doing?: Doing): Promise<unknown> {
    const refusal = refusalOf(error)
    const body = (call.body ?? {}) as { transition?: string; field?: string; lines?: unknown; fields?: FieldInput }
    if (!refusal) return error
    if (!isAboutARight(refusal)) {
      if (!refusal.extra.fields && refusal.extra.index === undefined) return error
      const surface = writtenSurfaceFor(call, call.actor)
      const own = { place: '', target: surface, id: call.params.id?.toLowerCase(), related: body.fields ?? {} }
      return withoutHidden(atCause(refusal, [own]) as Refusal, surface, Object.keys(body.fields ?? {}))
    }
    const { id, transition } = call.params
    // Whether the record or one of its lines was refused, nobody here knows.
    if (body.lines !== undefined) return error
    const named = transition ?? body.transition
    try {
      return await transact(floors, askingOf(call), (tx, actor) =>
        withMissing(
          tx,
          writtenSurfaceFor(call, actor),
          refusal,
          {
            ...(id === undefined ? {} : { record: recordId(call) }),
            ...(named === undefined ? {} : { transition: named }),
            ...(body.field === undefined ? {} : { field: body.field }),
            ...(doing === undefined ? {} : { doing }),
          },
          actor,
          floors.directory,
        ),
      )
    } catch (failure) {
      if (refusalOf(failure)) return refusal
      throw failure
    }
  }

  const routes: Route[] = [
    {
      ...read,
      method: 'GET',
      path: '/api/apps/:app',
      speaks: true,
      handler: (call, reply) =>
        answer(floors, askingOf(call), actor => ({
          statements: [],
          answer: () => {
            const app = openApp(floors, call.params.app ?? '', actor)
            reply.header('content-language', app.language)
            return viewApp(app, actor, floors.fileLimit)
          },
        })),
    },
    {
      ...read,
      method: 'GET',
      path: '/api/apps/:app/:entity',
      query: object({
        filter,
        orderBy: text(500),
        pageSize: { type: 'integer' },
        pageToken: text(4_000),
        search: text(1_000),
        fields: text(5_000),
        count: { enum: ['none', 'capped', 'exact'] },
        trash: { enum: ['only'] },
        shared: { enum: ['me'] },
        top: text(40),
        rights: { enum: ['each'] },
      }),
      handler: async call => {
        const asking = askingOf(call)
        const page = await answer(floors, asking, actor =>
          planList(surfaceFor(call, actor), call.query as ListRequest, actor, floors.tokenKey),
        )
        hub.saw(
          asking.session.id,
          asking.client,
          call.params.entity ?? '',
          page.items.map(item => item.id),
        )
        return page
      },
    },
    {
      ...read,
      method: 'GET',
      path: ofRecord,
      handler: async (call, reply) => {
        const asking = askingOf(call)
        let viewed: Actor | undefined
        const view = await answer(floors, asking, actor => {
          const surface = surfaceFor(call, actor)
          if (surface.live.entity.auditReads) call.needOwnPage()
          viewed = actor.view !== null && surface.live.entity.auditReads ? actor : undefined
          return planGet(surface, byId(recordId(call)), actor, true)
        })
        if (!view) throw problem('record.not-found')
        // A view can write nothing, so the gate does, before anything of the record leaves.
        if (viewed) await noteOpenedAs(gate, viewed, asking, call.params.app ?? '', call.params.entity ?? '', view.record.id)
        reply.header('etag', `"${view.record.version}"`)
        hub.saw(call.session.id, askingOf(call).client, call.params.entity ?? '', [view.record.id])
        return view
      },
    },
    {
      ...read,
      method: 'GET',
      path: `${ofRecord}/history`,
      query: object({ pageToken: text(40), part: { enum: [...historyParts] } }),
      handler: call => {
        const { pageToken, part } = call.query as { readonly pageToken?: string; readonly part?: HistoryPart }
        return transact(floors, askingOf(call), (tx, actor) => {
          const surface = surfaceFor(call, actor)
          return readHistory(tx, surface, linesOf(surface, actor), recordId(call), pageToken, part, floors.directory)
        })
      },
    },
    {
      ...read,
      method: 'GET',
      path: `${ofRecord}/readers`,
      query: object({ pageToken: text(40) }),
      handler: call =>
        transact(floors, askingOf(call), (tx, actor) =>
          readReaders(tx, surfaceFor(call, actor), recordId(call), call.query.pageToken as string | undefined, floors.directory),
        ),
    },
    {
      ...write,
      method: 'POST',
      path: '/api/apps/:app/:entity',
      body: object({ fields, lines }, ['fields']),
      handler: (call, reply) => {
        const body = call.body as { fields: FieldInput; lines?: LinesInput }
        return changing(call, reply, 201, (surface, actor, asking) => planCreate(surface, body.fields, body.lines, actor, asking))
      },
    },
    {
      ...write,
      method: 'PATCH',
      path: ofRecord,
      body: object({ fields, lines }),
      handler: (call, reply) => {
        const body = call.body as { fields?: FieldInput; lines?: LinesInput }
        const id = recordId(call)
        const version = versionOf(call)
        return changing(call, reply, 200, (surface, actor, asking) => {
          const { lines: wanted } = body
          if (!wanted) return refusedUnless(version, planChange(surface, id, version, body.fields ?? {}, actor, asking))
          return {
            work: tx => changeWithLines(tx, surface, id, version, body.fields ?? {}, wanted, actor, asking, floors.directory),
          }
        })
      },
    },
    {
      ...write,
      method: 'DELETE',
      path: ofRecord,
      handler: (call, reply) => {
        const version = versionOf(call)
        return changing(
          call,
          reply,
          204,
          (surface, actor, asking) => refusedUnless(version, planTrash(surface, recordId(call), version, actor, asking)),
          'delete',
        )
      },
    },
    {
      ...write,
      method: 'POST',
      path: `${ofRecord}/restore`,
      handler: (call, reply) => {
        const version = versionOf(call)
        return changing(
          call,
          reply,
          200,
          (surface, actor, asking) => refusedUnless(version, planRestore(surface, recordId(call), version, actor, asking)),
          'restore',
        )
      },
    },
    {
      ...write,
      method: 'POST',
      path: `${ofRecord}/transitions/:transition`,
      body: object({ fields, comment: text(10_000) }),
      handler: (call, reply) => {
        const body = (call.body ?? {}) as { fields?: FieldInput; comment?: string }
        const version = versionOf(call)
        return changing(call, reply, 200, (surface, actor, asking) =>
          refusedUnless(
            version,
            planTransition(surface, recordId(call), version, call.params.transition ?? '', body.fields ?? {}, actor, {
              ...asking,
              ...(body.comment ? { comment: body.comment } : {}),
            }),
          ),
        )
      },
    },
    {
      ...write,
      method: 'POST',
      path: `${ofRecord}/votes`,
      body: object(
        { transition: name, step: name, decision: { enum: ['approve', 'reject', 'ask_changes'] }, comment: text(10_000) },
        ['transition', 'step', 'decision'],
      ),
      handler: (call, reply) => {
        const version = versionOf(call)
        return changing(call, reply, 200, (surface, actor, asking) =>
          planVote(surface, recordId(call), version, call.body as VoteInput, actor, asking),
        )
      },
    },
    {
      ...write,
      method: 'POST',
      path: `${ofRecord}/reveal`,
      auditClass: 'read',
      body: object({ field: name, reason: text(1_000) }, ['field']),
      handler: call => {
        const body = call.body as { field: string; reason?: string }
        const id = recordId(call)
        return transact(floors, askingOf(call), async (tx, actor) => {
          const surface = surfaceFor(call, actor)
          if (!surface.can.includes('reveal') || !surface.revealable.has(body.field)) throw problem('record.reveal-refused')
          const { rows } = await tx.run({
            text: `SELECT ${surface.names.reveal}($1::uuid, $2, $3)`,
            values: [id, body.field, body.reason ?? ''],
          })
          return { field: body.field, value: rows[0]?.[0] ?? null }
        })
      },
    },
    {
      ...read,
      method: 'GET',
      path: `${ofRecord}/shares`,
      handler: async call => ({
        items: await transact(floors, askingOf(call), (tx, actor) =>
          readShares(tx, surfaceFor(call, actor), recordId(call), floors.directory),
        ),
      }),
    },
    {
      ...write,
      method: 'POST',
      path: `${ofRecord}/shares`,
      body: object(
        {
          person: { type: 'string', format: 'uuid' },
          team: { type: 'string', format: 'uuid' },
          level: { enum: ['read', 'comment', 'edit'] },
          until: { type: 'string', format: 'date-time' },
        },
        ['level', 'until'],
      ),
      handler: (call, reply) => {
        const id = recordId(call)
        return beside(call, reply, 201, async (tx, surface) => {
          await giveShare(tx, surface, id, call.body as ShareInput)
          return { items: await readShares(tx, surface, id, floors.directory) }
        })
      },
    },
    {
      ...write,
      method: 'DELETE',
      path: `${ofRecord}/shares/:share`,
      handler: (call, reply) => {
        const id = recordId(call)
        const share = call.params.share ?? ''
        if (!uuid.test(share)) throw problem('share.not-found')
        return beside(call, reply, 200, async (tx, surface) => {
          await endShare(tx, surface, id, share.toLowerCase())
          return { items: await readShares(tx, surface, id, floors.directory) }
        })
      },
    },
    {
      ...write,
      method: 'POST',
      path: `${ofRecord}/comments`,
      body: object({ text: { type: 'string', minLength: 1, maxLength: 10_000 } }, ['text']),
      handler: async (call, reply) => {
        const id = recordId(call)
        const { text: written } = call.body as { text: string }
        // Looked up before, on connections of its own; said only to whoever's comment stands.
        const named = await whoIsTold(floors, call, id, written)
        return beside(call, reply, 201, async (tx, surface): Promise<CommentView> => {
          if (!surface.live.entity.comments) throw problem('record.comment-refused')
          await writeComment(tx, surface, id, written, named.told)
          const entry = (await readHistory(tx, surface, [], id, undefined, undefined, floors.directory)).items[0]!
          const untold = named.untold.map(person => reference(person, floors.directory.personName(person))!)
          return { ...entry, ...(untold.length > 0 ? { untold } : {}) }
        })
      },
    },
  ]
  return routes.map(route => ({
    ...route,
    handler: async (call, reply) => {
      try {
        return await route.handler(call, reply)
      } catch (error) {
        throw route.method === 'GET' ? error : await explained(call, error, doingOf(route))
      }
    },
  }))
}

/** Of the people a comment names, those who read the record. */
async function whoIsTold(floors: Floors, call: Call, id: string, written: string): Promise<{ told: string[]; untold: string[] }> {
  const people = peopleIn(written).filter(person => person !== call.actor.person)
  if (people.length > mostMentions)
    throw problem('record.invalid', { fields: [{ field: 'comment', message: say('comment.mentions', { most: mostMentions }) }] })
  const { app = '', entity = '' } = call.params
  const told: string[] = []
  for (const person of people) if (await readsRecord(floors, person, app, entity, id, call.id)) told.push(person)
  return { told, untold: people.filter(person => !told.includes(person)) }
}

/** A write that decides between statements, run once per idempotency key. @param explained says of a refusal what it was for want of */
export async function writeOnce(
  floors: Floors,
  call: Call,
  reply: FastifyReply,
  status: number,
  work: (tx: Transaction, surface: Surface, asking: Asking, actor: Actor) => Promise<unknown>,
  explained: (error: unknown) => Promise<unknown> = async error => error,
): Promise<unknown> {
  const asking = askingOf(call)
  const key = keyOf(call, call.route)
  const open = (actor: Actor) => openSurface(floors, call.params.app ?? '', call.params.entity ?? '', actor)
  const run = async (tx: Transaction, actor: Actor): Promise<StoredAnswer> => {
    const surface = open(actor)
    await tx.run(stating(asking.client ? { client: asking.client } : {}))
    return { status, body: await work(tx, surface, asking, actor), headers: {} }
  }
  const again = async (tx: Transaction, actor: Actor, before: StoredAnswer): Promise<StoredAnswer> => {
    const { read } = open(actor).names
    if (call.params.id === undefined) return before
    const { rowCount } = await tx.run({ text: `SELECT FROM ${read} t WHERE t.id = $1::uuid`, values: [recordId(call)] })
    if (rowCount === 0) throw problem('record.not-found')
    return before
  }
  const {
    status: answered,
    body,
    headers,
  } = key ? await onceOnly(floors, asking, key, run, again, explained, call.speaker) : await transact(floors, asking, run)
  reply.code(answered).headers(headers)
  return body
}

type Doing = 'delete' | 'restore'

function doingOf({ method, path }: Route): Doing | undefined {
  return path === `${ofRecord}/restore` ? 'restore' : path === ofRecord && method === 'DELETE' ? 'delete' : undefined
}

function keyOf(call: Call, what: string): IdempotencyKey | undefined {
  const header = call.headers['idempotency-key'] as string | undefined
  return idempotencyKey(header, [call.params, call.headers['if-match'] ?? '', call.body ?? null, what])
}

/** Work that decides between statements, where a plan cannot say it all beforehand. */
interface Work {
  readonly work: (tx: Transaction) => Promise<Changed>
}

function refusedUnless(version: number, plan: Plan<Changed>): Plan<Changed> {
  return {
    statements: plan.statements,
    answer: (results: readonly Rows[], directory) => {
      try {
        return plan.answer(results, directory)
      } catch (error) {
        throw error instanceof Refusal ? checkRefused(error, version) : error
      }
    },
  }
}

export function askingOf(call: Call): Asking {
  const client = call.headers['x-client-id']
  return {
    person: call.session.person,
    session: call.session,
    requestId: call.id,
    languages: call.languages,
    signal: call.signal,
    ...(typeof client === 'string' && /^[\w-]{1,64}$/.test(client) ? { client } : {}),
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** An id that cannot be one is answered like one that is nobody's. */
export function recordId(call: Call): string {
  const id = call.params.id ?? ''
  if (!uuid.test(id)) throw problem('record.not-found')
  return id.toLowerCase()
}

function versionOf(call: Call): number {
  const match = /^"(\d{1,9})"$/.exec(call.headers['if-match'] ?? '')
  if (!match) throw problem('record.version-missing')
  return Number(match[1])
}

function stored(changed: Changed, status: number): StoredAnswer {
  const handed = 'handedOver' in changed
  return {
    status,
    body: changed,
    headers: handed ? { 'x-record': changed.id } : { etag: `"${changed.record.version}"`, 'x-record': changed.record.id },
  }
}

async function runPlain(
  floors: Floors,
  asking: Asking,
  planFor: (actor: Actor) => Plan<Changed> | Work,
  status: number,
): Promise<StoredAnswer> {
  let late: Work | undefined
  const changed = await answer<Changed | undefined>(floors, asking, actor => {
    const plan = planFor(actor)
    if ('statements' in plan) return plan
    late = plan
    return { statements: [], answer: () => undefined }
  })
  if (changed) return stored(changed, status)
  return stored(await transact(floors, asking, tx => late!.work(tx)), status)
}

async function planned(floors: Floors, tx: Transaction, plan: Plan<Changed> | Work, status: number): Promise<StoredAnswer> {
  if (!('statements' in plan)) return stored(await plan.work(tx), status)
  const results: Rows[] = []
  for (const { refused, ...statement } of plan.statements)
    results.push(await tx.run({ ...statement, ...(refused && { refused: error => refused(error, results) }) }))
  return stored(plan.answer(results, floors.directory), status)
}

/** What was answered first holds what its writer read then. Whoever asks again is given what they read of it by now, which may be nothing. */
async function readAgain(
  floors: Floors,
  tx: Transaction,
  surface: Surface,
  actor: Actor,
  before: StoredAnswer,
): Promise<StoredAnswer> {
  const id = before.headers['x-record']
  const body = before.body as Changed
  if (id === undefined || 'handedOver' in body) return before
  const reading = planGet(surface, byId(id), actor)
  const results: Rows[] = []
  for (const statement of surface.sends ? [] : reading.statements) results.push(await tx.run(statement))
  const view = reading.answer(results, floors.directory)
  if (!view) return stored({ id, handedOver: true }, before.status)
  return stored(body.addedLines ? { ...view, addedLines: body.addedLines } : view, before.status)
}

/**
 * With a key everything happens in one transaction that also holds the key; a refusal is remembered after that transaction is gone.
 *
 * @param again of what was answered to the first, what may be answered now
 */
async function onceOnly(
  floors: Floors,
  asking: Asking,
  key: IdempotencyKey,
  run: (tx: Transaction, actor: Actor) => Promise<StoredAnswer>,
  again: (tx: Transaction, actor: Actor, before: StoredAnswer) => Promise<StoredAnswer>,
  explained: (error: unknown) => Promise<unknown>,
  speaker: Speaker,
): Promise<StoredAnswer> {
  try {
    return await transact(floors, asking, async (tx, actor) => {
      const before = await begin(tx, key)
      if (before) return again(tx, actor, before)
      const made = await run(tx, actor)
      await finish(tx, key, made)
      return made
    })
  } catch (thrown) {
    const error = await explained(thrown)
    const refusal = refusalOf(error)
    if (refusal && refusal.status < 500 && refusal.status !== 401 && !refusal.code.startsWith('idempotency.')) {
      const answerBody: StoredAnswer = {
        status: refusal.status,
        body: toWire(refusal, asking.requestId, speaker),
        headers: { 'content-type': 'application/problem+json', 'x-problem': refusal.code },
      }
      await transact(floors, asking, tx => finish(tx, key, answerBody))
    }
    throw error
  }
}

function refusalOf(error: unknown): Refusal | undefined {
  return error instanceof Refusal ? error : refusalFromDatabase(error)
}
