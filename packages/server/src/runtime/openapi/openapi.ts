/** OpenAPI 3.1 of what one person may do in one app: made from the same surfaces as the answers, so it names nothing they could not see. */
import type { LiveApp } from '../../database/live-model.ts'
import type { Actor } from '../../security/access/actor.ts'
import { sendingSurfaceOf, surfaceOf } from '../records/surface.ts'
import { pathsOf, sendingPath } from './entity-paths.ts'
import { creationSchema, schemasOf } from './entity-schemas.ts'
import { manyFiguresPath } from './figures.ts'
import { jobPaths, jobSchemas } from './jobs.ts'
import { parameters } from './parameters.ts'
import { content, type Json, ref } from './parts.ts'
import { preferencesPath } from './preferences.ts'
import { sharedSchemas } from './shared-schemas.ts'

/** @param cookie the name of the session's cookie at this address */
export function openApi(app: LiveApp, actor: Actor, serverUrl: string, cookie: string): Json {
  const surfaces = [...app.entities.keys()].flatMap(name => surfaceOf(app, name, actor) ?? [])
  const forms = [...app.entities.keys()].flatMap(name => sendingSurfaceOf(app, name, actor) ?? [])
  const seen = new Set(surfaces.map(({ live }) => live.entity.name))
  const haveJobs = surfaces.some(({ can }) => can.includes('bulk'))
  return {
    openapi: '3.1.0',
    info: {
      title: app.definition.app.title,
      version: app.release,
      ...(app.definition.app.description ? { description: app.definition.app.description } : {}),
      license: { name: 'The definition’s owner decides', identifier: 'Apache-2.0' },
    },
    servers: [{ url: serverUrl }],
    security: [{ session: [] }],
    tags: [...surfaces, ...forms].map(surface => ({
      name: surface.live.entity.name,
      description: surface.live.entity.labelPlural,
    })),
    paths: Object.assign(
      {},
      preferencesPath,
      manyFiguresPath(app, surfaces),
      haveJobs ? jobPaths() : {},
      ...surfaces.map(surface => pathsOf(app, surface, seen)),
      ...forms.map(form => sendingPath(app, form)),
    ) as Json,
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: cookie } },
      parameters: parameters(),
      responses: { Problem: { description: 'A refusal (RFC 9457)', ...content(ref('Problem'), 'application/problem+json') } },
      schemas: {
        ...sharedSchemas(),
        ...(haveJobs && jobSchemas()),
        ...Object.assign({}, ...surfaces.map(surface => schemasOf(surface, seen)), ...forms.map(creationSchema)),
      },
    },
  }
}
