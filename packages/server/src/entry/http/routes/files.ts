/** Files over HTTP: a body of any type in, a stream out that no browser runs. Who may is decided beneath, by record and field, at the moment of asking. */
import { Readable } from 'node:stream'
import type { FileRoomView } from '@bailiwick/definition/wire/index.ts'
import type { Observe } from '../../../observations.ts'
import { problem } from '../../../problems.ts'
import { answer, type Floors, lookAgain, openForCreation, openSurface, transact } from '../../../request.ts'
import { type Opened, planOpen, planPart } from '../../../runtime/files/download.ts'
import { contentDisposition } from '../../../runtime/files/file-name.ts'
import { isShowable } from '../../../runtime/files/picture-size.ts'
import { roomTaken, setAside, settle } from '../../../runtime/files/room.ts'
import { checkUploadField, tooLarge, upload } from '../../../runtime/files/upload.ts'
import { readVersions } from '../../../runtime/files/versions.ts'
import type { Surface } from '../../../runtime/records/surface.ts'
import type { Actor } from '../../../security/access/actor.ts'
import type { Call } from '../call.ts'
import type { Route } from '../route.ts'
import { askingOf, recordId } from './records.ts'

/** Nothing in it is run, loaded or framed, whatever it is. */
const filePolicy = `sandbox; default-src 'none'`

export function fileRoutes(floors: Floors, observe: Observe): Route[] {
  const surfaceFor = (call: Call, actor: Actor): Surface =>
    openSurface(floors, call.params.app ?? '', call.params.entity ?? '', actor)
  /** A file may go with what its sender does not read. */
  const surfaceOfUpload = (call: Call, actor: Actor): Surface =>
    openForCreation(floors, call.params.app ?? '', call.params.entity ?? '', actor)
  return [
    {
      method: 'POST',
      path: '/api/apps/:app/:entity/files',
      authentication: 'session',
      right: 'app',
      keyScope: 'write',
      auditClass: 'change',
      rateClass: 'upload',
      rawBody: true,
      query: {
        type: 'object',
        properties: {
          field: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,39}$' },
          // Longer than any name: it is cut, not refused.
          name: { type: 'string', minLength: 1, maxLength: 16_000 },
        },
        required: ['field', 'name'],
        additionalProperties: false,
      },
      handler: async (call, reply) => {
        const { field, name } = call.query as { field: string; name: string }
        let aside: string | undefined
        let came = 0
        try {
          // What says of itself that it is too large is not waited for.
          if (Number(call.headers['content-length'] ?? 0) > floors.fileLimit) throw tooLarge(floors.fileLimit)
          checkUploadField(surfaceOfUpload(call, call.actor), field)
          // Who does not say how much comes may send as much as one file may have.
          const most = Math.min(Number(call.headers['content-length'] ?? floors.fileLimit), floors.fileLimit)
          aside = await setAside(
            floors.gate,
            floors.fileRoom,
            { person: call.actor.person, administers: call.session.administrator },
            most,
          )
          const made = await transact(
            floors,
            askingOf(call),
            async (tx, actor) => {
              const surface = surfaceOfUpload(call, actor)
              checkUploadField(surface, field)
              const whole = await upload(tx, surface, field, name, call.bytes, floors.fileLimit, bytes => {
                came += bytes
              })
              // A sender may take hours over it.
              await lookAgain(floors, askingOf(call), now => checkUploadField(surfaceOfUpload(call, now), field))
              return whole
            },
            // The bytes come by but once.
            { once: true },
          )
          came = 0
          reply.code(201)
          return made
        } catch (error) {
          if ((error as { code?: string }).code === 'file.no-room')
            observe({
              kind: 'warning',
              text: 'A file was refused: the files of this installation take all they may (BAILIWICK_FILES_LIMIT).',
            })
          throw error
        } finally {
          if (aside !== undefined)
            await settle(floors.gate, aside, came).catch(error =>
              observe({ kind: 'warning', text: 'What was set aside for an upload stays so for a while.', error }),
            )
          // What is left of a refused body is thrown away, so that its sender gets to read the refusal.
          call.bytes.resume()
        }
      },
    },
    {
      method: 'GET',
      path: '/api/file-room',
      authentication: 'session',
      right: 'self',
      keyScope: 'none',
      auditClass: 'none',
      rateClass: 'read',
      handler: async (call): Promise<FileRoomView> => {
        const { ofTheirs, ofAll } = await roomTaken(floors.gate, call.actor.person)
        return {
          file: { most: floors.fileLimit },
          personADay: { taken: ofTheirs, most: floors.fileRoom.ofPersonADay },
          // It moves with files that others know nothing of.
          ...(call.session.administrator && !call.session.viewing ? { all: { taken: ofAll, most: floors.fileRoom.ofAll } } : {}),
        }
      },
    },
    {
      method: 'GET',
      path: '/api/apps/:app/:entity/:id/files/:field/versions',
      authentication: 'session',
      right: 'app',
      keyScope: 'read',
      auditClass: 'read',
      rateClass: 'read',
      handler: async call => {
        const [record, field] = [recordId(call), call.params.field ?? '']
        const items = await transact(floors, askingOf(call), (tx, actor) =>
          readVersions(tx, surfaceFor(call, actor), record, field, floors.directory),
        )
        if (!items) throw problem('record.not-found')
        return { items }
      },
    },
    {
      method: 'GET',
      path: '/api/apps/:app/:entity/:id/files/:field',
      authentication: 'session',
      right: 'app',
      keyScope: 'read',
      auditClass: 'read',
      rateClass: 'download',
      query: {
        type: 'object',
        properties: { version: { type: 'string', format: 'uuid' }, inline: { enum: ['1'] } },
        additionalProperties: false,
      },
      handler: async (call, reply) => {
        const record = recordId(call)
        const field = call.params.field ?? ''
        const { version, inline } = call.query as { version?: string; inline?: string }
        // Of what is hidden or not there it is said that there is nothing.
        const sensitive = surfaceFor(call, call.actor).fields.get(field)?.field.sensitive ?? true
        if (sensitive) call.needOwnPage()
        // It could not be noted that it was taken: a view writes nothing.
        if (sensitive && call.actor.view !== null) throw problem('viewing.read-only')
        const opened = await answer(floors, askingOf(call), actor => planOpen(surfaceFor(call, actor), record, field, version))
        if (!opened) throw problem('record.not-found')
        const partAt = (number: number) =>
          answer(floors, askingOf(call), actor => planPart(surfaceFor(call, actor), record, field, opened.id, number))
        if (inline && opened.image && !(await isShowable(opened.type, opened.head, opened.size, partAt)))
          throw problem('file.too-many-pixels')
        const tag = `"${opened.id}"`
        // A file never changes, but who may read it does: it may be kept, and is asked for each time. A sensitive one is not kept.
        reply.headers({
          etag: tag,
          'content-security-policy': filePolicy,
          'x-content-type-options': 'nosniff',
          'content-disposition': contentDisposition(inline && opened.image ? 'inline' : 'attachment', opened.name),
          ...(sensitive ? {} : { 'cache-control': 'private, no-cache' }),
        })
        if (call.headers['if-none-match'] === tag) {
          reply.code(304)
          return undefined
        }
        reply.header('content-type', opened.type === 'text/plain' ? 'text/plain; charset=utf-8' : opened.type)
        reply.header('content-length', String(opened.size))
        return Readable.from(contentOf(opened, partAt), { objectMode: false, highWaterMark: 1 })
      },
    },
  ]
}

/** One part in memory at a time. What ends before its size was reached is broken off, never passed off as whole. */
async function* contentOf(opened: Opened, partAt: (number: number) => Promise<Buffer | undefined>): AsyncGenerator<Buffer> {
  let left = opened.size - opened.head.length
  yield opened.head
  for (let number = 1; left > 0; number += 1) {
    const part = await partAt(number)
    if (!part) throw problem('record.not-found')
    left -= part.length
    yield part
  }
}
