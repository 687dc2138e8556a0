/** What this person may do with the records of an entity. */
import type { LiveApp } from '../../database/live-model.ts'
import { historyParts } from '../records/history.ts'
import type { Surface } from '../records/surface.ts'
import { valueSchema } from './entity-schemas.ts'
import { filePaths } from './files.ts'
import { linesIn } from './lines.ts'
import { manyPaths } from './many.ts'
import { content, type Json, ok, pascal, problems, ref } from './parts.ts'

/** For whoever creates records of the entity and reads none. */
export function sendingPath(app: LiveApp, { live: { entity } }: Surface): Json {
  const name = pascal(entity.name)
  return {
    [`/api/apps/${app.name}/${entity.name}`]: {
      post: {
        operationId: `create${name}`,
        summary: `Create ${entity.label}, which is not shown`,
        tags: [entity.name],
        parameters: [{ $ref: '#/components/parameters/idempotencyKey' }],
        requestBody: {
          required: true,
          ...content({ type: 'object', required: ['fields'], properties: { fields: ref(`${name}Create`) } }),
        },
        responses: { '201': ok('It is made, and out of sight.', ref('HandedOver')), ...problems },
      },
    },
  }
}

export function pathsOf(app: LiveApp, surface: Surface, seen: ReadonlySet<string>): Json {
  const { entity } = surface.live
  const name = pascal(entity.name)
  const base = `/api/apps/${app.name}/${entity.name}`
  const parameter = (key: string): Json => ({ $ref: `#/components/parameters/${key}` })
  const operation = (id: string, summary: string, rest: Json): Json => ({
    operationId: `${id}${name}`,
    summary,
    tags: [entity.name],
    ...rest,
  })
  const changed = ok('The record, or that it was handed over out of sight.', { anyOf: [ref(`${name}View`), ref('HandedOver')] })
  const list: Json = {
    get: operation('list', `List ${entity.labelPlural}`, {
      parameters: [
        'filter',
        'orderBy',
        'pageSize',
        'pageToken',
        'search',
        'fields',
        'count',
        'rights',
        'trash',
        ...(surface.shareable ? ['shared'] : []),
        ...([...surface.fields.values()].some(({ field }) => field.type === 'relation' && field.to === entity.name)
          ? ['top']
          : []),
      ].map(parameter),
      responses: { '200': ok('A page.', ref(`${name}Page`)), ...problems },
    }),
  }
  if (surface.can.includes('create')) {
    list.post = operation('create', `Create ${entity.label}`, {
      parameters: [parameter('idempotencyKey')],
      requestBody: {
        required: true,
        ...content({
          type: 'object',
          required: ['fields'],
          properties: { fields: ref(`${name}Create`), ...linesIn(surface, seen, true) },
        }),
      },
      responses: { '201': changed, ...problems },
    })
  }
  const one: Json = {
    parameters: [parameter('id')],
    get: operation('get', `Read one ${entity.label}`, {
      responses: { '200': ok('The record and what may be done with it.', ref(`${name}View`)), ...problems },
    }),
  }
  if (surface.can.includes('update')) {
    one.patch = operation('change', `Change ${entity.label}`, {
      parameters: [parameter('ifMatch'), parameter('idempotencyKey')],
      requestBody: {
        required: true,
        ...content({ type: 'object', properties: { fields: ref(`${name}Change`), ...linesIn(surface, seen, false) } }),
      },
      responses: { '200': changed, ...problems },
    })
  }
  if (surface.can.includes('delete')) {
    one.delete = operation('delete', `Move ${entity.label} to the trash`, {
      parameters: [parameter('ifMatch')],
      responses: { '204': { description: 'Done.' }, ...problems },
    })
  }
  const paths: Json = {
    [base]: list,
    [`${base}/aggregate`]: {
      get: operation('aggregate', `Count and measure ${entity.labelPlural}`, {
        parameters: ['filter', 'search', 'groupBy', 'weekBegin', 'atLeast', 'measures', 'groupLimit'].map(parameter),
        responses: { '200': ok('Groups: in the order of their spans, else the largest first.', ref('Aggregate')), ...problems },
      }),
    },
    [`${base}/{id}`]: one,
    [`${base}/{id}/history`]: {
      parameters: [parameter('id')],
      get: operation('history', `What happened to one ${entity.label}`, {
        parameters: [
          parameter('pageToken'),
          {
            name: 'part',
            in: 'query',
            required: false,
            schema: { type: 'string', enum: [...historyParts] },
            description: 'This part of it alone. A page may be short, or empty, and not the last.',
          },
        ],
        responses: { '200': ok('Newest first.', ref('History')), ...problems },
      }),
    },
  }
  const query = (name: string, schema: Json): Json => ({ name, in: 'query', required: false, schema })
  paths[`${base}/{id}/why`] = {
    parameters: [parameter('id')],
    get: operation('why', `Why somebody may do something with one ${entity.label}, or may not`, {
      parameters: [
        query('person', { type: 'string', format: 'uuid' }),
        query('action', { type: 'string', default: 'read' }),
        query('field', { type: 'string' }),
      ],
      responses: { '200': ok('By which grant or share, in words.', ref('Why')), ...problems },
    }),
  }
  paths[`${base}/{id}/access`] = {
    parameters: [parameter('id')],
    get: operation('access', `Who can see one ${entity.label}, and why`, {
      parameters: [
        query('at', { type: 'string', format: 'date-time' }),
        query('search', { type: 'string', maxLength: 200 }),
        parameter('pageToken'),
      ],
      responses: { '200': ok('By name.', ref('Access')), ...problems },
    }),
  }
  paths[`${base}/{id}/readers`] = {
    parameters: [parameter('id')],
    get: operation('readers', `Who looked at one ${entity.label}`, {
      parameters: [parameter('pageToken')],
      responses: { '200': ok('Newest first.', ref('Readers')), ...problems },
    }),
  }
  if (surface.can.includes('restore')) {
    paths[`${base}/{id}/restore`] = {
      parameters: [parameter('id')],
      post: operation('restore', `Bring ${entity.label} back from the trash`, {
        parameters: [parameter('ifMatch')],
        responses: { '200': changed, ...problems },
      }),
    }
  }
  if (surface.can.includes('reveal') && surface.revealable.size > 0) {
    paths[`${base}/{id}/reveal`] = {
      parameters: [parameter('id')],
      post: operation('reveal', `Show a masked value of one ${entity.label}; it stands in the audit`, {
        requestBody: {
          required: true,
          ...content({
            type: 'object',
            required: ['field'],
            properties: { field: { enum: [...surface.revealable] }, reason: { type: 'string', maxLength: 1_000 } },
          }),
        },
        responses: {
          '200': ok('The value.', {
            type: 'object',
            required: ['field', 'value'],
            properties: { field: { type: 'string' }, value: {} },
          }),
          ...problems,
        },
      }),
    }
  }
  if (surface.shareable) {
    paths[`${base}/{id}/shares`] = {
      parameters: [parameter('id')],
      get: operation('shares', `With whom one ${entity.label} is shared`, {
        responses: { '200': ok('Shares that have not ended.', ref('Shares')), ...problems },
      }),
      post: operation('share', `Share one ${entity.label}`, {
        parameters: [parameter('idempotencyKey')],
        requestBody: {
          required: true,
          ...content({
            type: 'object',
            required: ['level', 'until'],
            properties: {
              person: { type: 'string', format: 'uuid' },
              team: { type: 'string', format: 'uuid' },
              level: { enum: ['read', 'comment', 'edit'] },
              until: { type: 'string', format: 'date-time' },
            },
          }),
        },
        responses: { '201': ok('All shares of the record.', ref('Shares')), ...problems },
      }),
    }
    paths[`${base}/{id}/shares/{share}`] = {
      parameters: [parameter('id'), { name: 'share', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
      delete: operation('unshare', 'End a share', {
        responses: { '200': ok('The shares that are left.', ref('Shares')), ...problems },
      }),
    }
  }
  Object.assign(paths, filePaths(surface, base, operation), manyPaths(surface, base, name, operation))
  if (entity.comments) {
    paths[`${base}/{id}/comments`] = {
      parameters: [parameter('id')],
      post: operation('comment', `Comment on one ${entity.label}`, {
        requestBody: {
          required: true,
          ...content({
            type: 'object',
            required: ['text'],
            properties: {
              text: {
                type: 'string',
                minLength: 1,
                maxLength: 10_000,
                description: '`@[id]` names a person, who is told if they read the record.',
              },
            },
          }),
        },
        responses: {
          '201': ok('As it stands in the history.', {
            allOf: [
              ref('HistoryEntry'),
              {
                type: 'object',
                properties: {
                  untold: {
                    type: 'array',
                    items: ref('Reference'),
                    description: 'People it names who do not read the record: they were told nothing.',
                  },
                },
              },
            ],
          }),
          ...problems,
        },
      }),
    }
  }
  if (surface.workflow?.transitions.some(transition => transition.approval)) {
    paths[`${base}/{id}/votes`] = {
      parameters: [parameter('id')],
      post: operation('vote', `Decide on one ${entity.label}`, {
        parameters: [parameter('ifMatch'), parameter('idempotencyKey')],
        requestBody: {
          required: true,
          ...content({
            type: 'object',
            required: ['transition', 'step', 'decision'],
            properties: {
              transition: { type: 'string' },
              step: { type: 'string' },
              decision: { enum: ['approve', 'reject', 'ask_changes'] },
              comment: { type: 'string', maxLength: 10_000 },
            },
          }),
        },
        responses: { '200': changed, ...problems },
      }),
    }
  }
  const transitions = (surface.workflow?.transitions ?? []).filter(transition => !transition.approval)
  for (const transition of transitions) {
    const inputs = [...new Set([...transition.require, ...transition.inputs])].flatMap(field => surface.writable.get(field) ?? [])
    paths[`${base}/{id}/transitions/${transition.name}`] = {
      parameters: [parameter('id')],
      post: operation(`${transition.name}_`, `${transition.title}: ${entity.label}`, {
        parameters: [parameter('ifMatch'), parameter('idempotencyKey')],
        requestBody: {
          ...content({
            type: 'object',
            properties: {
              fields: {
                type: 'object',
                properties: Object.fromEntries(inputs.map(field => [field.field.name, valueSchema(field, 'in')])),
              },
              comment: { type: 'string' },
            },
          }),
        },
        responses: { '200': changed, ...problems },
      }),
    }
  }
  return paths
}
