/** Why, who, and asking for what is missing. */
import { inLanguageOf } from '../../../database/live-model.ts'
import { problem } from '../../../problems.ts'
import type { Floors } from '../../../request.ts'
import { openApp, openForCreation, openSurface, transact, vouchFor } from '../../../request.ts'
import { type AccessRequestInput, askForAccess, decideAccess, readAccessRequests } from '../../../runtime/access-requests.ts'
import { changeFor, creationFor } from '../../../runtime/records/missing.ts'
import { listPastAccess } from '../../../runtime/records/past/past-access.ts'
import { refusedScreen } from '../../../runtime/records/refused-screen.ts'
import { explain, listAccess, type WhyQuestion } from '../../../runtime/records/why.ts'
import type { Actor } from '../../../security/access/actor.ts'
import type { JsonSchema, Route } from '../route.ts'
import { askingOf, recordId } from './records.ts'

const text = (maxLength: number, minLength = 0): JsonSchema => ({ type: 'string', minLength, maxLength })
const object = (properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})
const id: JsonSchema = { type: 'string', format: 'uuid' }
const name: JsonSchema = { type: 'string', pattern: '^[a-z][a-z0-9_]{0,39}$' }
const action: JsonSchema = { type: 'string', pattern: '^[a-z]{1,20}([.][a-z][a-z0-9_]{0,38})?$' }
const ofRecord = '/api/apps/:app/:entity/:id'
const read = { authentication: 'session', right: 'app', keyScope: 'read', auditClass: 'none', rateClass: 'read' } as const
const anyUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export function whyRoutes(floors: Floors): Route[] {
  const inTheirs = (actor: Actor) => (app: string) => {
    const live = floors.app(app)
    return live && inLanguageOf(live, actor.languages ?? [])
  }
  return [
    {
      ...read,
      method: 'GET',
      path: `${ofRecord}/why`,
      query: object({ person: id, action, field: name }),
      handler: call => {
        const record = recordId(call)
        return transact(floors, askingOf(call), (tx, actor) => {
          const surface = openSurface(floors, call.params.app ?? '', call.params.entity ?? '', actor)
          return explain(tx, surface, record, call.query as WhyQuestion, actor, floors.directory)
        })
      },
    },
    {
      ...read,
      method: 'GET',
      path: `${ofRecord}/access`,
      query: object({ at: { type: 'string', format: 'date-time' }, search: text(200), pageToken: text(40) }),
      handler: call => {
        const record = recordId(call)
        const asking = askingOf(call)
        return transact(floors, asking, (tx, actor) => {
          const surface = openSurface(floors, call.params.app ?? '', call.params.entity ?? '', actor)
          const { at, ...asked } = call.query as { at?: string; search?: string; pageToken?: string }
          if (at === undefined) return listAccess(tx, surface, record, asked, actor, floors.directory)
          const vouch = vouchFor(floors.claimsKey, actor, asking.requestId)
          return listPastAccess(tx, surface, record, { at, ...asked }, actor, floors.directory, vouch)
        })
      },
    },
    {
      ...read,
      method: 'GET',
      path: `${ofRecord}/change-right`,
      handler: call => {
        const record = recordId(call)
        return transact(floors, askingOf(call), (tx, actor) =>
          changeFor(
            tx,
            openSurface(floors, call.params.app ?? '', call.params.entity ?? '', actor),
            record,
            actor,
            floors.directory,
          ),
        )
      },
    },
    {
      ...read,
      method: 'GET',
      path: '/api/apps/:app/refused-screens/:screen',
      handler: call =>
        transact(floors, askingOf(call), (tx, actor) =>
          refusedScreen(tx, openApp(floors, call.params.app ?? '', actor), call.params.screen ?? '', actor, call.speaker),
        ),
    },
    {
      ...read,
      method: 'GET',
      path: '/api/apps/:app/creation-rights/:entity',
      handler: call =>
        transact(floors, askingOf(call), (tx, actor) =>
          creationFor(
            tx,
            openForCreation(floors, call.params.app ?? '', call.params.entity ?? '', actor),
            actor,
            floors.directory,
          ),
        ),
    },
    {
      ...read,
      method: 'POST',
      keyScope: 'write',
      auditClass: 'change',
      rateClass: 'write',
      path: '/api/apps/:app/access-requests',
      body: object({ entity: name, record: id, action, field: name, reason: text(1_000, 1) }, ['entity', 'action', 'reason']),
      handler: async (call, reply) => {
        const input = call.body as AccessRequestInput
        const app = call.params.app ?? ''
        const made = await transact(floors, askingOf(call), async (tx, actor) => {
          // What one may create with other values one may ask to create, though one reads none of it.
          const open = input.action === 'create' && input.record === undefined ? openForCreation : openSurface
          const surface = open(floors, app, input.entity, actor)
          // What is asked for is named as far as the asker may name it.
          if (input.field !== undefined && !surface.shown.has(input.field) && !surface.writable.has(input.field))
            throw problem('query.unknown-field')
          const request = await askForAccess(tx, app, input)
          return (await readAccessRequests(tx, actor, app, floors.directory, inTheirs(actor))).find(each => each.id === request)
        })
        reply.code(201)
        return made
      },
    },
    {
      ...read,
      method: 'GET',
      path: '/api/apps/:app/access-requests',
      handler: async call => ({
        items: await transact(floors, askingOf(call), (tx, actor) =>
          readAccessRequests(tx, actor, openApp(floors, call.params.app ?? '', actor).name, floors.directory, inTheirs(actor)),
        ),
      }),
    },
    {
      ...read,
      right: 'self',
      method: 'GET',
      path: '/api/access-requests',
      handler: async call => ({
        items: await transact(floors, askingOf(call), (tx, actor) =>
          readAccessRequests(tx, actor, undefined, floors.directory, inTheirs(actor)),
        ),
      }),
    },
    {
      ...read,
      right: 'self',
      method: 'POST',
      keyScope: 'none',
      auditClass: 'change',
      rateClass: 'write',
      path: '/api/access-requests/:request/decision',
      body: object({ state: { enum: ['granted', 'declined'] }, note: text(1_000) }, ['state']),
      handler: call => {
        const request = call.params.request ?? ''
        if (!anyUuid.test(request)) throw problem('asking.not-found')
        const { state, note } = call.body as { state: 'granted' | 'declined'; note?: string }
        return transact(floors, askingOf(call), async (tx, actor) => {
          await decideAccess(tx, request, state, note ?? '')
          return (await readAccessRequests(tx, actor, undefined, floors.directory, inTheirs(actor))).find(
            each => each.id === request.toLowerCase(),
          )
        })
      },
    },
  ]
}
