/** Server-sent events of one app. An open screen counts as being there: the stream keeps its session from going idle only while requests are made too. */

import type { RecordEvent } from '@bailiwick/definition/wire/index.ts'
import type { FastifyReply } from 'fastify'
import type { Asking, Floors } from '../../../request.ts'
import { answer, openApp, openSurface, transact } from '../../../request.ts'
import { mustRead } from '../../../runtime/notifications.ts'
import { type RealtimeHub, type Standing, standingOf } from '../../../runtime/realtime/hub.ts'
import type { Call } from '../call.ts'
import type { Route } from '../route.ts'
import { askingOf } from './records.ts'
import { object, uuid } from './shapes.ts'

const pingEvery = 15_000
/** A reader that takes nothing for this much is let go; it will fetch again when it comes back. */
const mostUnread = 256 * 1024

export function eventRoutes(floors: Floors, hub: RealtimeHub): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/apps/:app/events',
      authentication: 'session',
      right: 'app',
      keyScope: 'read',
      auditClass: 'none',
      rateClass: 'stream',
      query: {
        type: 'object',
        properties: { client: { type: 'string', pattern: '^[\\w-]{1,64}$' } },
        additionalProperties: false,
      },
      handler: async (call, reply) => {
        const { signal: _, ...asking } = askingOf(call)
        const app = call.params.app ?? ''
        const standing = await answer(floors, asking, actor => {
          openApp(floors, app, actor)
          return { statements: [], answer: () => standingOf(actor) }
        })
        stream(call, reply, hub, app, asking, floors, standing)
        return reply
      },
    },
    {
      method: 'POST',
      path: '/api/apps/:app/presence',
      authentication: 'session',
      right: 'app',
      keyScope: 'none',
      auditClass: 'none',
      rateClass: 'read',
      body: object({ entity: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,39}$' }, id: uuid }),
      handler: async (call, reply) => {
        const { entity, id } = call.body as { entity?: string; id?: string }
        const asking = askingOf(call)
        const app = call.params.app ?? ''
        const place = entity && id ? { app, entity, record: id.toLowerCase() } : undefined
        reply.code(204)
        try {
          if (place)
            await transact(floors, asking, (tx, actor) =>
              mustRead(tx, openSurface(floors, app, place.entity, actor), place.record),
            )
        } catch (error) {
          // Whoever does not read it, or not any more, is not there.
          hub.openIn(asking.session.id, asking.client, undefined)
          throw error
        }
        hub.openIn(asking.session.id, asking.client, place && { ...place, person: asking.person })
        // A page that begins with the record was given it before its stream was there, and has to be told when it goes out of sight.
        if (place) hub.saw(asking.session.id, asking.client, place.entity, [place.record])
      },
    },
  ]
}

function stream(
  call: Call,
  reply: FastifyReply,
  hub: RealtimeHub,
  app: string,
  asking: Asking,
  floors: Floors,
  standing: Standing,
): void {
  reply.hijack()
  const out = reply.raw
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) out.setHeader(name, value as string)
  out.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  const write = (text: string) => {
    if (out.writableLength > mostUnread) out.destroy()
    else out.write(text)
  }
  write('retry: 2000\nevent: ready\ndata: {}\n\n')
  const client = (call.query.client as string | undefined) ?? asking.client
  const leave = hub.subscribe({
    app,
    session: asking.session,
    client,
    person: asking.session.viewing ? undefined : asking.person,
    standing,
    ask: planFor => answer(floors, asking, planFor),
    send: (event: RecordEvent) => write(`event: record\ndata: ${JSON.stringify(event)}\n\n`),
    notify: () => write('event: notification\ndata: {}\n\n'),
    jobsMoved: () => write('event: job\ndata: {}\n\n'),
    present: event => write(`event: presence\ndata: ${JSON.stringify(event)}\n\n`),
    refetch: () => write('event: refetch\ndata: {}\n\n'),
    end: () => out.end('event: ended\ndata: {}\n\n'),
  })
  const ping = setInterval(() => write('event: ping\ndata: {}\n\n'), pingEvery)
  ping.unref()
  out.once('close', () => {
    clearInterval(ping)
    leave()
  })
}
