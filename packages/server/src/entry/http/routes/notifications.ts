/** Following records, naming people in comments, and the news that come of it. */
import { type Floors, openSurface, readsRecord, transact } from '../../../request.ts'
import { isFollowing, markNotifications, mustComment, readNotifications, setFollowing } from '../../../runtime/notifications.ts'
import { findPeople } from '../../../security/identity/directory.ts'
import type { Call } from '../call.ts'
import type { Route } from '../route.ts'
import { askingOf, recordId } from './records.ts'
import { object, uuid } from './shapes.ts'

const ofRecord = '/api/apps/:app/:entity/:id'
const read = { authentication: 'session', right: 'app', keyScope: 'read', auditClass: 'none', rateClass: 'read' } as const
/** What one follows and has read is one's own affair: nothing of the app changes, and nothing stands in the audit. */
const own = { authentication: 'session', keyScope: 'none', auditClass: 'none', rateClass: 'write' } as const

/** People offered, of so many looked at. */
const offered = 8
const lookedAt = 40

export function notificationRoutes(floors: Floors): Route[] {
  const onRecord = <T>(
    call: Call,
    work: (tx: Parameters<typeof isFollowing>[0], surface: Parameters<typeof isFollowing>[1], id: string) => Promise<T>,
  ) => {
    const id = recordId(call)
    return transact(floors, askingOf(call), (tx, actor) =>
      work(tx, openSurface(floors, call.params.app ?? '', call.params.entity ?? '', actor), id),
    )
  }
  return [
    {
      ...read,
      method: 'GET',
      path: `${ofRecord}/following`,
      handler: call => onRecord(call, async (tx, surface, id) => ({ following: await isFollowing(tx, surface, id) })),
    },
    {
      ...own,
      right: 'app',
      method: 'PATCH',
      path: `${ofRecord}/following`,
      body: object({ following: { type: 'boolean' } }, ['following']),
      handler: call => {
        const body = call.body as { following: boolean }
        return onRecord(call, async (tx, surface, id) => {
          await setFollowing(tx, surface, id, body.following)
          return body
        })
      },
    },
    {
      ...read,
      method: 'GET',
      path: `${ofRecord}/mentionable`,
      query: object({ search: { type: 'string', maxLength: 60 } }),
      handler: async call => {
        const { app = '', entity = '' } = call.params
        const id = recordId(call)
        await onRecord(call, (tx, surface) => mustComment(tx, surface, id))
        const search = ((call.query.search as string | undefined) ?? '').trim().toLowerCase()
        const found = await findPeople(floors.gate, { app, ...(search ? { search } : {}) })
        // Found by their titles too, which nobody types behind an @; names that begin so come first.
        const begins = (name: string) =>
          name
            .toLowerCase()
            .split(' ')
            .some(word => word.startsWith(search))
        const people = found
          .filter(({ id: person, name }) => person !== call.actor.person && name.toLowerCase().includes(search))
          .sort((one, other) => Number(begins(other.name)) - Number(begins(one.name)))
        const items: { id: string; title: string }[] = []
        for (const person of people.slice(0, lookedAt)) {
          if (items.length === offered) break
          if (await readsRecord(floors, person.id, app, entity, id, call.id)) items.push({ id: person.id, title: person.name })
        }
        return { items }
      },
    },
    {
      ...read,
      right: 'self',
      method: 'GET',
      path: '/api/notifications',
      query: object({ pageSize: { type: 'integer', minimum: 0, maximum: 200 } }),
      handler: call =>
        transact(floors, askingOf(call), (tx, actor) =>
          readNotifications(
            tx,
            name => floors.app(name),
            actor,
            (call.query.pageSize as number | undefined) ?? 50,
            floors.directory,
          ),
        ),
    },
    {
      ...own,
      right: 'self',
      method: 'POST',
      path: '/api/notifications/read',
      body: object({ ids: { type: 'array', minItems: 1, maxItems: 200, items: uuid }, read: { type: 'boolean' } }, [
        'ids',
        'read',
      ]),
      handler: async (call, reply) => {
        const { ids, read: done } = call.body as { ids: string[]; read: boolean }
        await transact(floors, askingOf(call), tx => markNotifications(tx, ids, done))
        reply.code(204)
      },
    },
  ]
}
