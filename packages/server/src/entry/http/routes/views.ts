/** Lists that people keep under a name. */
import { problem } from '../../../problems.ts'
import { type Floors, openApp, transact } from '../../../request.ts'
import { readViews, removeView, saveView, type ViewInput } from '../../../runtime/saved-views.ts'
import type { Call } from '../call.ts'
import type { JsonSchema, Route } from '../route.ts'
import { askingOf } from './records.ts'
import { name as readableName } from './shapes.ts'

const text = (maxLength: number): JsonSchema => ({ type: 'string', maxLength })
const object = (properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})
/** Whoever holds a role reads the names that others gave its views. */
const name: JsonSchema = { ...readableName, maxLength: 60 }
const question = object({
  filter: text(4_000),
  orderBy: text(500),
  search: text(200),
  columns: text(9_000),
  shared: { enum: ['me'] },
  rows: text(200),
  across: text(60),
  measures: text(500),
  group: text(60),
  summary: text(500),
  pin: text(60),
  widths: text(9_000),
})
const roles: JsonSchema = { type: 'array', maxItems: 40, items: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,39}$' } }
const flags = { locked: { type: 'boolean' }, default: { type: 'boolean' } } as const
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const read = { authentication: 'session', right: 'app', keyScope: 'read', auditClass: 'none', rateClass: 'read' } as const
const write = { authentication: 'session', right: 'app', keyScope: 'write', auditClass: 'change', rateClass: 'write' } as const

export function viewRoutes(floors: Floors): Route[] {
  const idOf = (call: Call): string => {
    const id = call.params.view ?? ''
    if (!uuid.test(id)) throw problem('view.not-found')
    return id.toLowerCase()
  }
  const save = (call: Call, id: string | undefined) =>
    transact(floors, askingOf(call), async (tx, actor) => {
      const app = openApp(floors, call.params.app ?? '', actor)
      const saved = await saveView(tx, app, actor, id, call.body as ViewInput)
      return (await readViews(tx, app, actor, floors.directory, call.speaker)).find(view => view.id === saved)
    })
  return [
    {
      ...read,
      method: 'GET',
      path: '/api/apps/:app/saved-views',
      handler: async call => ({
        items: await transact(floors, askingOf(call), (tx, actor) =>
          readViews(tx, openApp(floors, call.params.app ?? '', actor), actor, floors.directory, call.speaker),
        ),
      }),
    },
    {
      ...write,
      method: 'POST',
      path: '/api/apps/:app/saved-views',
      body: object({ list: { type: 'string', pattern: '^[se]/[a-z][a-z0-9_]{0,39}$' }, name, question, roles, ...flags }, [
        'list',
        'name',
        'question',
      ]),
      handler: async (call, reply) => {
        const made = await save(call, undefined)
        reply.code(201)
        return made
      },
    },
    {
      ...write,
      method: 'PATCH',
      path: '/api/apps/:app/saved-views/:view',
      body: object({ name, question, roles, ...flags }),
      handler: call => save(call, idOf(call)),
    },
    {
      ...write,
      method: 'DELETE',
      path: '/api/apps/:app/saved-views/:view',
      handler: async (call, reply) => {
        const id = idOf(call)
        await transact(floors, askingOf(call), (tx, actor) => removeView(tx, openApp(floors, call.params.app ?? '', actor), id))
        reply.code(204)
      },
    },
  ]
}
