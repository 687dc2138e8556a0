/** What a change would open and close, for those who administer the app. Asking is an administrative act and stands in the audit. */
import { readDefinition } from '@bailiwick/definition/index.ts'
import type { Definition } from '@bailiwick/definition/model/index.ts'
import type { PermissionDiff } from '@bailiwick/definition/wire/permission-diff.ts'
import type { Client } from 'pg'
import type { LiveApp } from '../../../database/live-model.ts'
import { diffPermissions } from '../../../governance/changes/permission-diff.ts'
import type { PlaceChange } from '../../../governance/changes/standing.ts'
import { problem, say } from '../../../problems.ts'
import type { Actor } from '../../../security/access/actor.ts'
import { rolesIn } from '../../../security/access/actor.ts'
import { actAs } from '../../../security/identity/gate-transaction.ts'
import type { Premises } from '../../../security/identity/premises.ts'
import type { Route } from '../route.ts'
import { object } from './shapes.ts'

const text = { type: 'string', minLength: 1, maxLength: 400 }
const orNull = { anyOf: [text, { type: 'null' }] }
const holder = object({ role: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,39}$' }, person: text, team: text }, ['role'])
const body = {
  ...object({
    files: {
      type: 'object',
      maxProperties: 500,
      propertyNames: { maxLength: 200 },
      additionalProperties: { type: 'string', maxLength: 500_000 },
    },
    give: holder,
    take: holder,
    membership: object({ person: text, team: text, leave: { type: 'boolean' } }, ['person', 'team']),
    team: object({ team: text, parent: orNull }, ['team', 'parent']),
    manager: object({ person: text, manager: orNull }, ['person', 'manager']),
  }),
  minProperties: 1,
  maxProperties: 1,
}

/** Counting holds a connection and reads whole tables: one at a time. */
const within = 25_000

/** @param admin a connection of its own that may count every row; the caller ends it */
export function permissionDiffRoutes(
  premises: Premises,
  app: (name: string) => LiveApp | undefined,
  admin: () => Promise<Client>,
): Route[] {
  let counting = false
  return [
    {
      method: 'POST',
      path: '/api/apps/:app/permission-diff',
      authentication: 'session',
      right: 'app',
      keyScope: 'administer',
      auditClass: 'read',
      rateClass: 'write',
      body,
      handler: async call => {
        const name = call.params.app ?? ''
        const asked = call.body as { readonly files?: Readonly<Record<string, string>> } & Partial<PlaceChange>
        // Entering says that the session lives and the role still holds, before anything is read.
        await actAs(premises, call, async client => {
          refuseOthers(app(name), call.actor, asked.files !== undefined)
          await client.query('SELECT bailiwick.audit_event($1, $2, $3, $4, NULL, NULL, $5)', [
            'permission-diff',
            call.session.person,
            call.id,
            name,
            JSON.stringify(asked.files ? { files: Object.keys(asked.files).length } : asked),
          ])
        })
        if (counting) throw problem('server.busy', { retryAfter: 5, detail: say('counting.diff') })
        // Taken before anything is read: reading a large definition is work too.
        counting = true
        try {
          const question = asked.files ? { to: definitionOf(asked.files, name) } : { change: asked as PlaceChange }
          return await visit(admin, client => diffPermissions(client, { app: name, within, ...question }))
        } finally {
          counting = false
        }
      },
    },
  ]
}

/**
 * Rules of one's own making count what they ask for: whoever brings a definition could read any value by counting. So that takes the right to read the audit as well, where every value
 * stands anyway.
 * @throws for everybody whose roles here do not administer the app
 */
function refuseOthers(app: LiveApp | undefined, actor: Actor, ownRules: boolean): void {
  const held = app ? rolesIn(actor, app.name) : []
  if (!app || held.length === 0) throw problem('app.not-found')
  const has = (right: 'administer' | 'audit') => app.definition.roles.some(role => role[right] && held.includes(role.name))
  if (!has('administer') || (ownRules && !has('audit'))) throw problem('access.refused')
}

function definitionOf(files: Readonly<Record<string, string>>, app: string): Definition {
  const { definition, findings } = readDefinition(new Map(Object.entries(files)))
  if (!definition) {
    const errors = findings.filter(finding => finding.level === 'error').slice(0, 100)
    throw problem('definition.not-valid', {
      fields: errors.map(({ place, path, message }) => ({
        field: place ? `${place.file}:${place.line}:${place.column}` : path,
        message: { plain: message },
      })),
    })
  }
  if (definition.app.name !== app)
    throw problem('definition.other-app', { detail: say('definition.of', { app: definition.app.name }) })
  return definition
}

async function visit(admin: () => Promise<Client>, work: (client: Client) => Promise<PermissionDiff>): Promise<PermissionDiff> {
  const client = await admin()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
