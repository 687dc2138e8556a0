/** Many records over HTTP: out as a file, in as rows, and changed in bulk. Each is a right of its own, decided beneath. */
import { Readable } from 'node:stream'
import type { ManyView, OneOfMany } from '@bailiwick/definition/wire/index.ts'
import { problem, Refusal, statusOf } from '../../../problems.ts'
import { type Floors, openSurface, transact } from '../../../request.ts'
import {
  type Begun,
  beginExport,
  body,
  checkExport,
  type ExportRequest,
  endExport,
  fileName,
  formats,
  head,
  readPage,
} from '../../../runtime/exports/export.ts'
import { contentDisposition } from '../../../runtime/files/file-name.ts'
import { type BulkRequest, changeMany, type ImportRequest, importMany, most, TakenBack } from '../../../runtime/records/many.ts'
import type { Surface } from '../../../runtime/records/surface.ts'
import type { Actor } from '../../../security/access/actor.ts'
import { type Denial, recordDenial } from '../../../security/identity/denial.ts'
import type { Call } from '../call.ts'
import type { Pending } from '../pending.ts'
import type { JsonSchema, Route } from '../route.ts'
import { askingOf, writeOnce } from './records.ts'
import { filter } from './shapes.ts'

const text = (maxLength: number): JsonSchema => ({ type: 'string', maxLength })
const object = (properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})
const fields: JsonSchema = { type: 'object', maxProperties: 200 }
const name: JsonSchema = { type: 'string', pattern: '^[a-z][a-z0-9_]{0,39}$' }
/** What is done with each of many records. */
export const acts = {
  change: fields,
  transition: object({ name, fields, comment: text(10_000) }, ['name']),
  trash: { const: true },
  restore: { const: true },
} as const
const settling = { refusals: { enum: ['all', 'skip'] }, check: { type: 'boolean' } } as const
const write = { authentication: 'session', right: 'app', keyScope: 'write', auditClass: 'change', rateClass: 'write' } as const

/** However slow its reader: longer than a million records take. */
const longestExport = 60 * 60 * 1000
/** Bytes that leave in one go; what is read ahead for a slow reader is not more. */
const chunk = 64 * 1024

/** @param pending what a node that stops waits for */
export function manyRoutes(floors: Floors, pending: Pending): Route[] {
  const surfaceFor = (call: Call, actor: Actor): Surface =>
    openSurface(floors, call.params.app ?? '', call.params.entity ?? '', actor)
  const note = (call: Call, kind: string, detail: Denial['detail']) =>
    recordDenial(floors.gate, {
      kind,
      person: call.session.person,
      request: call.id,
      app: call.params.app,
      entity: call.params.entity,
      detail,
    })

  /** What was only checked is taken back as a refusal is, and answered all the same. What was refused for want of a right is on record like the refusal of one alone. */
  async function told(call: Call, work: Promise<unknown>): Promise<unknown> {
    try {
      const view = await work
      await noteRefused(call, (view as Partial<ManyView>).results ?? [])
      return view
    } catch (error) {
      if (error instanceof Refusal && error.extra.results) await noteRefused(call, error.extra.results)
      if (!(error instanceof TakenBack)) throw error
      await noteRefused(call, error.view.results)
      return error.view
    }
  }

  async function noteRefused(call: Call, results: readonly OneOfMany[]): Promise<void> {
    const byCode = new Map<string, string[]>()
    for (const { index, id, problem } of results)
      if (problem && statusOf(problem.code) === 403)
        byCode.set(problem.code, [...(byCode.get(problem.code) ?? []), id ?? `row ${index}`])
    for (const [code, records] of byCode)
      await note(call, 'access.denied', {
        code,
        method: 'POST',
        route: call.route,
        count: records.length,
        records: records.slice(0, 20).join(' '),
      })
  }

  /** The whole of it, page after page; `settled` is told how many records have left. */
  async function* lines(call: Call, request: ExportRequest, begun: Begun, settled: (rows: number, isWhole: boolean) => void) {
    const { tokenKey, directory } = floors
    const over = Date.now() + longestExport
    let rows = 0
    let waiting = head(begun)
    for (let page = begun.page; ; ) {
      for (const row of page.rows) {
        waiting += body(begun, row)
        rows += 1
        if (waiting.length < chunk) continue
        yield waiting
        waiting = ''
        settled(rows, false)
      }
      const { next } = page
      if (next === undefined) break
      if (Date.now() > over) throw problem('request.too-slow')
      page = await transact(floors, askingOf(call), (tx, actor) =>
        readPage(tx, surfaceFor(call, actor), request, begun.fields, next, actor, tokenKey, directory),
      )
    }
    if (waiting !== '') yield waiting
    // Before the file ends, so that none is whole without it.
    await transact(floors, askingOf(call), (tx, actor) => endExport(tx, surfaceFor(call, actor), begun.id, rows))
    settled(rows, true)
  }

  return [
    {
      method: 'GET',
      path: '/api/apps/:app/:entity/export',
      authentication: 'session',
      right: 'app',
      keyScope: 'read',
      auditClass: 'read',
      rateClass: 'export',
      query: object({
        format: { enum: [...formats] },
        filter,
        orderBy: text(500),
        search: text(1_000),
        fields: text(5_000),
        shared: { enum: ['me'] },
        check: { type: 'boolean' },
      }),
      handler: async (call, reply) => {
        call.needOwnPage()
        const { check, ...request } = call.query as ExportRequest & { readonly check?: boolean }
        if (check) {
          await transact(floors, askingOf(call), (tx, actor) =>
            checkExport(tx, surfaceFor(call, actor), request, actor, call.session.fresh),
          )
          return reply.code(204).send()
        }
        const begun = await transact(floors, askingOf(call), (tx, actor) =>
          beginExport(tx, surfaceFor(call, actor), request, actor, floors.tokenKey, floors.directory, call.session.fresh),
        )
        let [rows, isWhole] = [0, false]
        const stream = Readable.from(
          lines(call, request, begun, (left, whole) => {
            rows = left
            isWhole = whole
          }),
          { objectMode: false, highWaterMark: 1 },
        )
        // By the gate: who went away or lost the right cannot note it any more. The stream ends also where nobody ever read of it.
        pending.add(
          new Promise<void>(resolve => stream.once('close', resolve)).then(() =>
            isWhole ? undefined : note(call, 'export', { export: begun.id, phase: 'broken off', rows }),
          ),
        )
        if (call.signal.aborted) stream.destroy()
        reply.headers({
          'x-export-id': begun.id,
          'x-content-type-options': 'nosniff',
          'content-disposition': contentDisposition('attachment', fileName(surfaceFor(call, call.actor), begun, new Date())),
          'content-type': begun.format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson',
        })
        return stream
      },
    },
    {
      ...write,
      method: 'POST',
      path: '/api/apps/:app/:entity/bulk',
      body: object(
        {
          records: {
            type: 'array',
            minItems: 1,
            maxItems: most,
            items: object(
              {
                id: { type: 'string', format: 'uuid' },
                version: { type: 'integer', minimum: 1, maximum: 2_147_483_647 },
                change: fields,
              },
              ['id', 'version'],
            ),
          },
          ...acts,
          ...settling,
        },
        ['records'],
      ),
      handler: (call, reply) => {
        const request = call.body as BulkRequest
        return told(
          call,
          writeOnce(floors, call, reply, 200, (tx, surface, asking) => changeMany(tx, surface, request, asking)),
        )
      },
    },
    {
      ...write,
      method: 'POST',
      path: '/api/apps/:app/:entity/import',
      bodyLimit: 2 * 1024 * 1024,
      body: object({ rows: { type: 'array', minItems: 1, maxItems: most, items: fields }, ...settling }, ['rows']),
      handler: (call, reply) => {
        const request = call.body as ImportRequest
        return told(
          call,
          writeOnce(floors, call, reply, 200, (tx, surface, asking) => importMany(tx, surface, request, asking)),
        )
      },
    },
  ]
}
