/** OpenAPI 3.1 of what one person may do in one app: made from the same surfaces as the answers, so it names nothing they could not see. */
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import type { LiveApp } from '../database/live-model.ts'
import type { Actor } from '../security/access/actor.ts'
import { formats, largeExport } from './exports/export.ts'
import { actProperties, beginJobPath, jobPaths, jobSchemas } from './openapi-jobs.ts'
import { linesIn, linesOut } from './openapi-lines.ts'
import { content, type Json, type Operation, ok, pascal, problems, ref } from './openapi-parts.ts'
import { mostQuestions } from './records/aggregate-many.ts'
import { historyParts } from './records/history.ts'
import { most } from './records/many.ts'
import type { Surface, SurfaceField } from './records/surface.ts'
import { surfaceOf } from './records/surface.ts'

const similar: Json = { type: 'boolean', description: 'Nothing has the words searched for; this is of what has similar ones.' }

/** @param cookie the name of the session's cookie at this address */
export function openApi(app: LiveApp, actor: Actor, serverUrl: string, cookie: string): Json {
  const surfaces = [...app.entities.keys()].flatMap(name => surfaceOf(app, name, actor) ?? [])
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
    tags: surfaces.map(surface => ({ name: surface.live.entity.name, description: surface.live.entity.labelPlural })),
    paths: Object.assign(
      {},
      preferencesPath,
      manyFiguresPath(app, surfaces),
      haveJobs ? jobPaths() : {},
      ...surfaces.map(surface => pathsOf(app, surface, seen)),
    ) as Json,
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: cookie } },
      parameters: parameters(),
      responses: { Problem: { description: 'A refusal (RFC 9457)', ...content(ref('Problem'), 'application/problem+json') } },
      schemas: {
        ...sharedSchemas(),
        ...(haveJobs && jobSchemas()),
        ...Object.assign({}, ...surfaces.map(surface => schemasOf(surface, seen))),
      },
    },
  }
}

const preferences: Json = {
  type: 'object',
  properties: {
    language: {
      type: ['string', 'null'],
      maxLength: 35,
      description: 'BCP 47, such as de or de-AT. Null: as Accept-Language says.',
    },
    timeZone: { type: ['string', 'null'], maxLength: 64, description: 'IANA, such as Europe/Berlin. Null: as the browser says.' },
  },
  additionalProperties: false,
}
const wholePreferences: Json = { ...preferences, required: ['language', 'timeZone'] }

/** One’s own, whatever the app: what it says of itself and what it refuses with is in this language. */
const preferencesPath: Json = {
  '/api/session/preferences': {
    get: {
      operationId: 'getPreferences',
      summary: 'In which language and time zone one reads',
      responses: { '200': ok('One’s own preferences', wholePreferences), default: { $ref: '#/components/responses/Problem' } },
    },
    patch: {
      operationId: 'changePreferences',
      summary: 'Choose them; what is left out stays',
      requestBody: { required: true, ...content(preferences) },
      responses: { '200': ok('One’s own preferences', wholePreferences), default: { $ref: '#/components/responses/Problem' } },
    },
  },
}

function parameters(): Json {
  const query = (name: string, description: string, schema: Json): Json => ({
    name,
    in: 'query',
    required: false,
    description,
    schema,
  })
  return {
    id: { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
    ifMatch: {
      name: 'If-Match',
      in: 'header',
      required: true,
      description: 'The ETag of the record as it was read.',
      schema: { type: 'string', pattern: '^"\\d+"$' },
    },
    idempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: 'The same key with the same request runs once.',
      schema: { type: 'string', maxLength: 200 },
    },
    filter: query('filter', 'CEL over `record` and `user`.', { type: 'string', maxLength: 4000 }),
    orderBy: query('orderBy', '`priority desc, created_at`', { type: 'string', maxLength: 500 }),
    pageSize: query('pageSize', 'Records on a page.', { type: 'integer', minimum: 1, maximum: 200, default: 50 }),
    pageToken: query('pageToken', '`nextPageToken` of the page before.', { type: 'string' }),
    search: query(
      'search',
      'Words that begin words of the searched fields, or stand within those of short ones. Where nothing has them, similar words count.',
      { type: 'string', maxLength: 200 },
    ),
    fields: query('fields', 'Fields to carry, comma-separated; relations one hop: `customer.tier`.', { type: 'string' }),
    shared: query('shared', '`me`: only records that were shared with you.', { type: 'string', enum: ['me'] }),
    top: query('top', 'A relation of these records to each other: only those that stand beneath none that you may see.', {
      type: 'string',
      maxLength: 40,
    }),
    trash: query('trash', '`only`: the records in the trash that may be brought back.', { type: 'string', enum: ['only'] }),
    groupBy: query(
      'groupBy',
      'Up to four, comma-separated: fields, or `day(field)`, `week(field)`, `month(field)`, `quarter(field)`, `year(field)` of days and moments (`created_at` and `updated_at` among them). A span is named by its first day in the app’s time zone.',
      { type: 'string' },
    ),
    weekBegin: query('weekBegin', 'The day with which the weeks of `week(field)` begin: 1 is Monday, 7 Sunday.', {
      type: 'integer',
      minimum: 1,
      maximum: 7,
      default: 1,
    }),
    groupLimit: query('limit', 'At most so many groups.', { type: 'integer', minimum: 1, maximum: 1000, default: 200 }),
    measures: query(
      'measures',
      '`count`, `sum(field)`, `avg(field)`, `min(field)`, `max(field)`, `median(field)`, `p90(field)`, comma-separated.',
      { type: 'string', default: 'count' },
    ),
    count: query('count', '`capped` stops at 1,000; `exact` counts all.', {
      type: 'string',
      enum: ['none', 'capped', 'exact'],
      default: 'none',
    }),
  }
}

function sharedSchemas(): Json {
  return {
    Problem: {
      type: 'object',
      required: ['type', 'code', 'status', 'title', 'requestId'],
      properties: {
        type: { type: 'string' },
        code: { type: 'string' },
        status: { type: 'integer' },
        title: { type: 'string' },
        hint: { type: 'string' },
        detail: { type: 'string' },
        requestId: { type: 'string' },
        currentVersion: { type: 'integer' },
        results: { type: 'array', items: { type: 'object' } },
        missing: { type: 'string', description: 'The right that is missing, in words.' },
        askable: {
          type: 'object',
          required: ['people', 'request'],
          properties: { people: { type: 'array', items: ref('Reference') }, request: { type: 'object' } },
        },
        fields: {
          type: 'array',
          items: {
            type: 'object',
            required: ['field', 'message'],
            properties: { field: { type: 'string' }, message: { type: 'string' } },
          },
        },
      },
    },
    Many: {
      type: 'object',
      required: ['done', 'refused', 'checked', 'results'],
      properties: {
        done: { type: 'integer' },
        refused: { type: 'integer' },
        checked: { type: 'boolean' },
        results: {
          type: 'array',
          items: {
            type: 'object',
            required: ['index'],
            properties: {
              index: { type: 'integer' },
              id: { type: 'string', format: 'uuid' },
              version: { type: 'integer' },
              problem: { type: 'object' },
            },
          },
        },
      },
    },
    Why: {
      type: 'object',
      required: ['allowed', 'action', 'person', 'grants', 'shares', 'sentence', 'mayAskAboutOthers'],
      properties: {
        allowed: { type: 'boolean' },
        action: { type: 'string' },
        field: { type: 'string' },
        person: ref('Reference'),
        sentence: { type: 'string' },
        mayAskAboutOthers: { type: 'boolean' },
        grants: {
          type: 'array',
          items: {
            type: 'object',
            required: ['role', 'words', 'roleHeldThrough', 'admits', 'counts'],
            properties: {
              role: {
                type: 'object',
                required: ['id', 'title'],
                properties: { id: { type: 'string' }, title: { type: 'string' } },
              },
              words: { type: 'string' },
              roleHeldThrough: {
                type: 'array',
                items: {
                  type: 'object',
                  required: ['words'],
                  properties: {
                    words: { type: 'string' },
                    team: ref('Reference'),
                    until: { type: 'string', format: 'date-time' },
                  },
                },
              },
              admits: { type: ['boolean', 'null'] },
              fields: { type: 'array', items: { type: 'string' } },
              counts: { type: ['boolean', 'null'] },
            },
          },
        },
        shares: { type: 'array', items: { type: 'object' } },
      },
    },
    Access: {
      type: 'object',
      required: ['items'],
      properties: {
        items: {
          type: 'array',
          items: {
            type: 'object',
            required: ['person', 'may', 'through'],
            properties: {
              person: ref('Reference'),
              may: { type: 'array', items: { type: 'string' } },
              fields: { type: 'array', items: { type: 'string' } },
              through: { type: 'array', items: { type: 'string' } },
              unclear: { type: 'string' },
            },
          },
        },
        nextPageToken: { type: 'string' },
        past: {
          type: 'object',
          required: ['at', 'known', 'sentence'],
          properties: {
            at: { type: 'string', format: 'date-time' },
            known: { type: 'boolean' },
            sentence: { type: 'string' },
            release: { type: 'integer' },
          },
        },
      },
    },
    Readers: {
      type: 'object',
      required: ['items'],
      properties: {
        items: {
          type: 'array',
          items: {
            type: 'object',
            required: ['id', 'at', 'kind', 'person'],
            properties: {
              id: { type: 'string' },
              at: { type: 'string', format: 'date-time' },
              kind: { enum: ['read', 'reveal'] },
              person: { anyOf: [ref('Reference'), { type: 'null' }] },
              onBehalfOf: ref('Reference'),
              field: { type: 'string' },
              comment: { type: 'string' },
            },
          },
        },
        nextPageToken: { type: 'string' },
      },
    },
    Reference: {
      type: 'object',
      required: ['id', 'title'],
      properties: { id: { type: 'string', format: 'uuid' }, title: { type: ['string', 'null'] } },
    },
    File: {
      type: 'object',
      required: ['id', 'title', 'size', 'type'],
      properties: {
        id: { type: 'string', format: 'uuid' },
        title: { type: ['string', 'null'], description: 'The name of the file.' },
        size: { type: ['integer', 'null'], description: 'In bytes.' },
        type: { type: ['string', 'null'], description: 'By content.' },
      },
    },
    FileVersion: {
      allOf: [
        ref('File'),
        {
          type: 'object',
          required: ['present', 'at', 'person'],
          properties: {
            present: { type: 'boolean' },
            at: { type: ['string', 'null'], format: 'date-time', description: 'When it was last put in.' },
            person: { oneOf: [ref('Reference'), { type: 'null' }] },
          },
        },
      ],
    },
    UploadedFile: {
      type: 'object',
      required: ['id', 'name', 'size', 'type'],
      properties: {
        id: { type: 'string', format: 'uuid', description: 'What the field takes.' },
        name: { type: 'string' },
        size: { type: 'integer' },
        type: { type: 'string' },
      },
    },
    Can: {
      type: 'object',
      required: ['update', 'delete', 'restore', 'comment'],
      properties: {
        update: { type: 'array', items: { type: 'string' }, description: 'Fields this person may change on this record now.' },
        delete: { type: 'boolean' },
        restore: { type: 'boolean' },
        comment: { type: 'boolean' },
        share: { type: 'boolean' },
        reveal: { type: 'array', items: { type: 'string' }, description: 'Masked fields whose value may be shown, on record.' },
      },
    },
    Masked: {
      type: 'object',
      required: ['masked'],
      properties: { masked: { type: 'string' } },
      description: 'A field this person sees only masked: what tells one value from another without giving it.',
    },
    Share: {
      type: 'object',
      required: ['id', 'by', 'level', 'until', 'since', 'works'],
      properties: {
        id: { type: 'string', format: 'uuid' },
        by: ref('Reference'),
        person: ref('Reference'),
        team: ref('Reference'),
        level: { enum: ['read', 'comment', 'edit'] },
        until: { type: 'string', format: 'date-time' },
        since: { type: 'string', format: 'date-time' },
        works: { type: 'boolean', description: 'False while the sharer may no longer do themselves what the share gives.' },
      },
    },
    Shares: { type: 'object', required: ['items'], properties: { items: { type: 'array', items: ref('Share') } } },
    TransitionOffer: {
      type: 'object',
      required: ['name', 'allowed'],
      properties: { name: { type: 'string' }, allowed: { type: 'boolean' }, reason: { type: 'string' } },
    },
    Vote: {
      type: 'object',
      required: ['person', 'decision', 'comment', 'at', 'step'],
      properties: {
        person: ref('Reference'),
        decision: { enum: ['approve', 'reject', 'ask_changes'] },
        comment: { type: ['string', 'null'] },
        at: { type: 'string', format: 'date-time' },
        step: { type: 'string' },
      },
    },
    Approval: {
      type: 'object',
      required: ['transition', 'step', 'need', 'steps', 'given', 'mayDecide', 'round'],
      properties: {
        transition: { type: 'string' },
        step: { type: 'string' },
        need: { type: 'integer' },
        steps: {
          type: 'array',
          items: {
            type: 'object',
            required: ['name', 'title', 'need', 'given', 'state', 'asks'],
            properties: {
              name: { type: 'string' },
              title: { type: 'string' },
              need: { type: 'integer' },
              given: { type: 'integer' },
              state: { enum: ['done', 'open', 'later', 'skipped'] },
              asks: { type: 'string' },
            },
          },
        },
        given: { type: 'array', items: ref('Vote') },
        mayDecide: { type: 'boolean' },
        reason: { type: 'string' },
        round: { type: 'integer' },
      },
    },
    Aggregate: {
      type: 'object',
      required: ['groups', 'truncated'],
      properties: {
        groups: {
          type: 'array',
          items: {
            type: 'object',
            required: ['key', 'values'],
            properties: {
              key: { type: 'object' },
              values: { type: 'object', additionalProperties: { type: ['number', 'string', 'null'] } },
            },
          },
        },
        truncated: { type: 'boolean', description: 'There are more groups than are given.' },
        similar,
      },
    },
    FiguresLine: {
      type: 'object',
      required: ['index'],
      properties: {
        index: { type: 'integer', description: 'Of the question, from 0.' },
        figures: ref('Aggregate'),
        problem: ref('Problem'),
      },
    },
    HistoryEntry: {
      type: 'object',
      required: ['id', 'at', 'person', 'kind', 'changes'],
      properties: {
        id: { type: 'string' },
        at: { type: 'string', format: 'date-time' },
        person: { oneOf: [ref('Reference'), { type: 'null' }] },
        onBehalfOf: ref('Reference'),
        kind: { enum: ['create', 'update', 'transition', 'vote', 'comment', 'delete', 'restore', 'import'] },
        transition: { type: 'string' },
        comment: { type: 'string' },
        mentions: {
          type: 'array',
          items: ref('Reference'),
          description: 'Whom the comment names as `@[id]`, by their names of today.',
        },
        decision: { enum: ['approve', 'reject', 'ask_changes'] },
        changes: {
          type: 'array',
          items: { type: 'object', required: ['field', 'before', 'after'], properties: { field: { type: 'string' } } },
        },
      },
    },
    History: {
      type: 'object',
      required: ['items'],
      properties: { items: { type: 'array', items: ref('HistoryEntry') }, nextPageToken: { type: 'string' } },
    },
    HandedOver: {
      type: 'object',
      required: ['id', 'handedOver'],
      properties: { id: { type: 'string', format: 'uuid' }, handedOver: { const: true } },
    },
  }
}

function valueSchema(entry: SurfaceField, direction: 'in' | 'out'): Json {
  const schema = plainSchema(entry, direction)
  return entry.partly && direction === 'out' ? { anyOf: [schema, ref('Masked')] } : schema
}

function plainSchema({ field }: SurfaceField, direction: 'in' | 'out'): Json {
  const isReference = field.type === 'person' || field.type === 'team' || field.type === 'relation' || field.type === 'file'
  if (field.type === 'file' && direction === 'out') return { oneOf: [ref('File'), { type: 'null' }] }
  if (isReference && direction === 'out') return { oneOf: [ref('Reference'), { type: 'null' }] }
  const schema = isReference ? { type: 'string', format: 'uuid' } : fieldTypes[field.type].jsonSchema(field)
  return { oneOf: [schema, { type: 'null' }], title: field.title, ...(field.help ? { description: field.help } : {}) }
}

function schemasOf(surface: Surface, seen: ReadonlySet<string>): Json {
  const name = pascal(surface.live.entity.name)
  const input = (among: (field: SurfaceField) => boolean): Json => ({
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      [...surface.writable.values()].filter(among).map(field => [field.field.name, valueSchema(field, 'in')]),
    ),
  })
  const system = {
    id: { type: 'string', format: 'uuid' },
    version: { type: 'integer' },
    created_at: { type: 'string', format: 'date-time' },
    updated_at: { type: 'string', format: 'date-time' },
  }
  const person = { oneOf: [ref('Reference'), { type: 'null' }] }
  return {
    [name]: {
      type: 'object',
      required: Object.keys(system),
      properties: {
        ...system,
        created_by: person,
        updated_by: person,
        ...Object.fromEntries([...surface.shown.values()].map(field => [field.field.name, valueSchema(field, 'out')])),
      },
    },
    [`${name}Page`]: {
      type: 'object',
      required: ['items'],
      properties: {
        items: { type: 'array', items: ref(name) },
        nextPageToken: { type: 'string' },
        count: { type: 'integer' },
        capped: { type: 'boolean' },
        similar,
      },
    },
    [`${name}View`]: {
      type: 'object',
      required: ['record', 'can', 'transitions'],
      properties: {
        record: ref(name),
        can: ref('Can'),
        transitions: { type: 'array', items: ref('TransitionOffer') },
        approval: ref('Approval'),
        ...linesOut(surface, seen),
      },
    },
    [`${name}Create`]: { ...input(field => field.creatable) },
    [`${name}Change`]: { ...input(field => field.updatable) },
  }
}

function pathsOf(app: LiveApp, surface: Surface, seen: ReadonlySet<string>): Json {
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
        parameters: ['filter', 'search', 'groupBy', 'weekBegin', 'measures', 'groupLimit'].map(parameter),
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

/** The figures of a whole dashboard in one request. */
function manyFiguresPath(app: LiveApp, surfaces: readonly Surface[]): Json {
  if (surfaces.length === 0) return {}
  const asked = { type: 'string' }
  const question = {
    type: 'object',
    required: ['entity'],
    properties: {
      entity: { enum: surfaces.map(({ live }) => live.entity.name) },
      ...{ groupBy: asked, measures: asked, filter: asked, search: asked },
      weekBegin: { type: 'integer', minimum: 1, maximum: 7, default: 1 },
      limit: { type: 'integer', minimum: 1, maximum: 1000, default: 200 },
    },
  }
  return {
    [`/api/apps/${app.name}/aggregate-many`]: {
      post: {
        operationId: 'aggregateMany',
        summary: 'Count and measure for many questions at once, each as if it were asked alone',
        requestBody: {
          required: true,
          ...content({
            type: 'object',
            required: ['questions'],
            properties: { questions: { type: 'array', minItems: 1, maxItems: mostQuestions, items: question } },
          }),
        },
        responses: {
          '200': {
            description: 'A line of JSON for each question, as soon as it is answered or refused.',
            ...content(ref('FiguresLine'), 'application/x-ndjson'),
          },
          ...problems,
        },
      },
    },
  }
}

/** Many records at once, as far as this person has the rights of their own that it takes. */
function manyPaths(surface: Surface, base: string, name: string, operation: Operation): Json {
  const { entity } = surface.live
  const parameter = (of: string): Json => ({ $ref: `#/components/parameters/${of}` })
  const paths: Json = {}
  const settling = {
    refusals: {
      enum: ['all', 'skip'],
      default: 'all',
      description: '`all`: one refusal and nothing is done. `skip`: what can be done is.',
    },
    check: { type: 'boolean', description: 'Try everything and take it back.' },
  }
  const many = (id: string, summary: string, properties: Json, required: string): Json => ({
    post: operation(id, summary, {
      parameters: [parameter('idempotencyKey')],
      requestBody: {
        required: true,
        ...content({ type: 'object', required: [required], properties: { ...properties, ...settling } }),
      },
      responses: { '200': ok('What became of each, in their order.', ref('Many')), ...problems },
    }),
  })
  if (surface.can.includes('export'))
    paths[`${base}/aggregate/export`] = {
      get: operation('exportFigures', `Figures of ${entity.labelPlural} as a file; it stands in the audit`, {
        parameters: ['filter', 'groupBy', 'weekBegin', 'measures'].map(parameter),
        responses: {
          '200': {
            description: 'A line for each group of the records that may be exported.',
            content: { 'text/csv': { schema: { type: 'string' } } },
          },
          ...problems,
        },
      }),
    }
  if (surface.can.includes('export'))
    paths[`${base}/export`] = {
      get: operation('export', `Export ${entity.labelPlural} as a file; it stands in the audit`, {
        parameters: [
          { name: 'format', in: 'query', required: false, schema: { type: 'string', enum: [...formats], default: 'csv' } },
          ...['filter', 'orderBy', 'search', 'fields', 'shared'].map(parameter),
          {
            name: 'check',
            in: 'query',
            required: false,
            schema: { type: 'boolean' },
            description: `True: nothing leaves, it is only said whether it would. More than ${largeExport} records leave after a sign-in of the last 15 minutes alone.`,
          },
        ],
        responses: {
          '204': { description: 'It would begin.' },
          '200': {
            description: 'The records that may be exported, with the fields that may.',
            content: { 'text/csv': { schema: { type: 'string' } }, 'application/x-ndjson': { schema: { type: 'string' } } },
          },
          ...problems,
        },
      }),
    }
  if (surface.can.includes('import') && surface.can.includes('create'))
    paths[`${base}/import`] = many(
      'import',
      `Import ${entity.labelPlural}`,
      { rows: { type: 'array', minItems: 1, maxItems: most, items: ref(`${name}Create`) } },
      'rows',
    )
  if (surface.can.includes('bulk'))
    paths[`${base}/bulk`] = many(
      'bulk',
      `Change many ${entity.labelPlural} at once`,
      {
        records: {
          type: 'array',
          minItems: 1,
          maxItems: most,
          items: {
            type: 'object',
            required: ['id', 'version'],
            properties: {
              id: { type: 'string', format: 'uuid' },
              version: { type: 'integer', minimum: 1 },
              change: { type: 'object', description: 'What this record alone is given; then all name theirs.' },
            },
          },
        },
        ...actProperties,
      },
      'records',
    )
  if (surface.can.includes('bulk')) paths[`${base}/jobs`] = beginJobPath(entity.labelPlural, operation)
  return paths
}

const bytes: Json = { type: 'string', format: 'binary' }

/** Only where there is something to put in, or to read. */
function filePaths(surface: Surface, base: string, operation: Operation): Json {
  const { entity } = surface.live
  const named = (fields: ReadonlyMap<string, SurfaceField>) =>
    [...fields.values()].filter(({ field }) => field.type === 'file').map(({ field }) => field.name)
  const [taken, read] = [named(surface.writable), named(surface.fields)]
  const paths: Json = {}
  if (taken.length > 0) {
    paths[`${base}/files`] = {
      post: operation('upload', `Upload a file for a field of ${entity.label}`, {
        parameters: [
          { name: 'field', in: 'query', required: true, schema: { type: 'string', enum: taken } },
          { name: 'name', in: 'query', required: true, schema: { type: 'string', minLength: 1 } },
        ],
        requestBody: { required: true, ...content(bytes, 'application/octet-stream') },
        responses: {
          '201': { description: 'Give the id to the field within a day.', ...content(ref('UploadedFile')) },
          ...problems,
        },
      }),
    }
  }
  if (read.length > 0) {
    paths[`${base}/{id}/files/{field}`] = {
      parameters: [
        { $ref: '#/components/parameters/id' },
        { name: 'field', in: 'path', required: true, schema: { type: 'string', enum: read } },
      ],
      get: operation('file', `Read a file of one ${entity.label}`, {
        parameters: [
          {
            name: 'version',
            in: 'query',
            required: false,
            description: 'The id of a file the record has had; the present one when absent.',
            schema: { type: 'string', format: 'uuid' },
          },
          {
            name: 'inline',
            in: 'query',
            required: false,
            description: 'Let a browser show it; only images are shown.',
            schema: { type: 'string', enum: ['1'] },
          },
        ],
        responses: { '200': { description: 'The bytes.', ...content(bytes, 'application/octet-stream') }, ...problems },
      }),
    }
    paths[`${base}/{id}/files/{field}/versions`] = {
      parameters: [
        { $ref: '#/components/parameters/id' },
        { name: 'field', in: 'path', required: true, schema: { type: 'string', enum: read } },
      ],
      get: operation('fileVersions', `List the files a field of one ${entity.label} has had`, {
        responses: {
          '200': {
            description: 'The present one first, then newest first.',
            ...content({
              type: 'object',
              required: ['items'],
              properties: { items: { type: 'array', items: ref('FileVersion') } },
            }),
          },
          ...problems,
        },
      }),
    }
  }
  return paths
}
