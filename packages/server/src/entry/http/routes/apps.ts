/** What spans records: the description of an app for programs, decisions that wait, and the audit for those who may read it. */
import type { Pool } from 'pg'
import { inLanguageOf, type LiveApp } from '../../../database/live-model.ts'
import { type ProblemExtra, problem, say } from '../../../problems.ts'
import type { Floors } from '../../../request.ts'
import { answer, inOwnWords, openApp, openForCreation, openSurface } from '../../../request.ts'
import { auditWords } from '../../../runtime/audit-words.ts'
import { openApi } from '../../../runtime/openapi/openapi.ts'
import { planTitles } from '../../../runtime/records/titles.ts'
import { usableTeams, type Writing } from '../../../runtime/records/usable-teams.ts'
import { planInbox } from '../../../runtime/workflow/inbox.ts'
import { planRequests } from '../../../runtime/workflow/requests.ts'
import { type Actor, rolesIn } from '../../../security/access/actor.ts'
import { type AuditQuestion, readAudit } from '../../../security/audit/read.ts'
import { listTeams } from '../../../security/identity/directory.ts'
import { cookieNames } from '../cookie.ts'
import type { Route } from '../route.ts'
import { askingOf } from './records.ts'

/** Which roles read the audit, of the apps that they work in. */
function auditReaders(apps: readonly LiveApp[], actor: Actor): ProblemExtra {
  const roles = apps
    .filter(app => rolesIn(actor, app.name).length > 0)
    .flatMap(({ definition: { app, roles } }) => roles.filter(role => role.audit).map(role => `${role.title} (${app.title})`))
  return roles.length > 0 ? { hint: say('audit.readers', { roles: roles.join(', ') }) } : {}
}

const text = (maxLength: number) => ({ type: 'string', maxLength })

/** @param apps every live app, for what looks over all of them */
export function appRoutes(floors: Floors, gate: Pool, apps: () => readonly LiveApp[], publicUrl: string): Route[] {
  const inWords = (app: LiveApp, actor: Actor) => inLanguageOf(app, actor.languages ?? [])
  const appsFor = (actor: Actor) => apps().map(app => inWords(app, actor))
  const appFor = (name: string, actor: Actor) => {
    const app = floors.app(name)
    return app && inWords(app, actor)
  }
  return [
    {
      method: 'GET',
      path: '/api/apps/:app/usable-teams',
      authentication: 'session',
      right: 'app',
      keyScope: 'read',
      auditClass: 'none',
      rateClass: 'read',
      query: {
        type: 'object',
        properties: { entity: text(40), field: text(40), writing: { enum: ['create', 'update'] } },
        required: ['entity', 'field', 'writing'],
        additionalProperties: false,
      },
      handler: async call => {
        const { entity, field, writing } = call.query as { entity: string; field: string; writing: Writing }
        const open = writing === 'create' ? openForCreation : openSurface
        const surface = open(floors, call.params.app ?? '', entity, call.actor)
        const isUsable = usableTeams(surface, field, writing, call.actor)
        return { items: (await listTeams(gate)).filter(team => isUsable(team.id)) }
      },
    },
    {
      method: 'GET',
      path: '/api/apps/:app/openapi.json',
      authentication: 'session',
      right: 'app',
      keyScope: 'read',
      auditClass: 'none',
      rateClass: 'read',
      handler: call =>
        answer(floors, askingOf(call), actor => ({
          statements: [],
          answer: () =>
            openApi(openApp(floors, call.params.app ?? '', inOwnWords(actor)), actor, publicUrl, cookieNames(publicUrl).session),
        })),
    },
    {
      method: 'GET',
      path: '/api/inbox',
      authentication: 'session',
      right: 'self',
      keyScope: 'read',
      auditClass: 'none',
      rateClass: 'read',
      handler: call => answer(floors, askingOf(call), actor => planInbox(appsFor(actor), actor)),
    },
    {
      method: 'GET',
      path: '/api/inbox/requests',
      authentication: 'session',
      right: 'self',
      keyScope: 'read',
      auditClass: 'none',
      rateClass: 'read',
      handler: call => answer(floors, askingOf(call), actor => planRequests(appsFor(actor), actor)),
    },
    {
      method: 'GET',
      path: '/api/audit',
      authentication: 'session',
      right: 'self',
      keyScope: 'none',
      auditClass: 'read',
      rateClass: 'read',
      query: {
        type: 'object',
        properties: {
          app: text(40),
          entity: text(40),
          record: { type: 'string', format: 'uuid' },
          person: { type: 'string', format: 'uuid' },
          kind: text(60),
          from: { type: 'string', format: 'date-time' },
          to: { type: 'string', format: 'date-time' },
          pageToken: text(20),
        },
        additionalProperties: false,
      },
      handler: async call => {
        call.needOwnPage()
        const { actor, session } = call
        const question = call.query as AuditQuestion
        const readable = apps().filter(app =>
          app.definition.roles.some(role => role.audit && actor.roles.includes(`${app.name}.${role.name}`)),
        )
        const allowed = session.administrator ? undefined : readable.map(app => app.name)
        if ((allowed && allowed.length === 0) || (question.app !== undefined && allowed && !allowed.includes(question.app)))
          throw problem('audit.refused', auditReaders(appsFor(actor), actor))
        const reader = { person: session.person, onBehalfOf: session.viewing?.person ?? null, request: call.id }
        const page = await readAudit(gate, floors.directory, question, allowed, reader, row =>
          auditWords(row, row.app === null ? undefined : appFor(row.app, actor), call.speaker),
        )
        // What is written in the audit may be read by the right to read it; what a record is called now only by who may read the record.
        const titles = await answer(floors, askingOf(call), actor => planTitles(name => appFor(name, actor), actor, page.items))
        const items = page.items.map(row =>
          row.app === null || row.record === null ? row : { ...row, recordTitle: titles.get(row.record) ?? null },
        )
        return { ...page, items }
      },
    },
  ]
}
