/** Many records over HTTP: out as a file, in as rows, and changed in bulk. Each is a right of its own, decided beneath. */
import { Readable } from 'node:stream'
import { type Floors, openSurface, transact } from '../../../request.ts'
import {
  beginExport,
  body,
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
import { recordDenial } from '../../../security/identity/denial.ts'
import type { Call } from '../call.ts'
import type { JsonSchema, Route } from '../route.ts'
import { askingOf, writeOnce } from './records.ts'

const text = (maxLength: number): JsonSchema => ({ type: 'string', maxLength })
const object = (properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})
const fields: JsonSchema = { type: 'object', maxProperties: 200 }
const name: JsonSchema = { type: 'string', pattern: '^[a-z][a-z0-9_]{0,39}$' }
const settling = { refusals: { enum: ['all', 'skip'] }, check: { type: 'boolean' } } as const
const write = { authentication: 'session', right: 'app', keyScope: 'write', auditClass: 'change', rateClass: 'write' } as const

export function manyRoutes(floors: Floors): Route[] {
  const surfaceFor = (call: Call, actor: Actor): Surface =>
    openSurface(floors, call.params.app ?? '', call.params.entity ?? '', actor)

  /** What was only checked is taken back as a refusal is, and answered all the same. */
  async function unlessTakenBack(work: Promise<unknown>): Promise<unknown> {
    try {
      return await work
    } catch (error) {
      if (error instanceof TakenBack) return error.view
      throw error
    }
  }

  /** By the gate: who went away or lost the right cannot note it any more. */
  const noteBrokenOff = (call: Call, id: string, rows: number): Promise<void> =>
    recordDenial(floors.gate, {
      kind: 'export',
      person: call.session.person,
      request: call.id,
      app: call.params.app,
      entity: call.params.entity,
      detail: { export: id, phase: 'broken off', rows },
    })

  return [
    {
      method: 'GET',
      path: '/api/apps/:app/:entity/export',
      authentication: 'session',
      right: 'app',
      keyScope: 'read',
      auditClass: 'read',
      rateClass: 'download',
      query: object({
        format: { enum: [...formats] },
        filter: text(4_000),
        orderBy: text(500),
        search: text(1_000),
        fields: text(5_000),
        shared: { enum: ['me'] },
      }),
      handler: async (call, reply) => {
        const request = call.query as ExportRequest
        const { tokenKey, directory } = floors
        const begun = await transact(floors, askingOf(call), (tx, actor) =>
          beginExport(tx, surfaceFor(call, actor), request, actor, tokenKey, directory),
        )
        const surface = surfaceFor(call, call.actor)
        reply.headers({
          'x-export-id': begun.id,
          'x-content-type-options': 'nosniff',
          'content-disposition': contentDisposition('attachment', fileName(surface, begun, new Date())),
          'content-type': begun.format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson',
        })
        async function* lines(): AsyncGenerator<string> {
          let rows = 0
          let isWhole = false
          try {
            yield head(begun)
            for (let page = begun.page; ; ) {
              rows += page.rows.length
              yield body(begun, page.rows)
              const { next } = page
              if (next === undefined) break
              page = await transact(floors, askingOf(call), (tx, actor) =>
                readPage(tx, surfaceFor(call, actor), request, begun.fields, next, actor, tokenKey, directory),
              )
            }
            // Before the file ends, so that none is whole without it.
            await transact(floors, askingOf(call), (tx, actor) => endExport(tx, surfaceFor(call, actor), begun.id, rows))
            isWhole = true
          } finally {
            if (!isWhole) await noteBrokenOff(call, begun.id, rows)
          }
        }
        return Readable.from(lines(), { objectMode: false, highWaterMark: 1 })
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
            items: object({ id: { type: 'string', format: 'uuid' }, version: { type: 'integer', minimum: 1 } }, [
              'id',
              'version',
            ]),
          },
          change: fields,
          transition: object({ name, fields, comment: text(10_000) }, ['name']),
          trash: { const: true },
          restore: { const: true },
          ...settling,
        },
        ['records'],
      ),
      handler: (call, reply) => {
        const request = call.body as BulkRequest
        return unlessTakenBack(
          writeOnce(floors, call, reply, 200, (tx, surface, asking) => changeMany(tx, surface, request, asking)),
        )
      },
    },
    {
      ...write,
      method: 'POST',
      path: '/api/apps/:app/:entity/import',
      bodyLimit: 8 * 1024 * 1024,
      body: object({ rows: { type: 'array', minItems: 1, maxItems: most, items: fields }, ...settling }, ['rows']),
      handler: (call, reply) => {
        const request = call.body as ImportRequest
        return unlessTakenBack(
          writeOnce(floors, call, reply, 200, (tx, surface, asking) => importMany(tx, surface, request, asking)),
        )
      },
    },
  ]
}
