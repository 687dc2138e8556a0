/** Jobs in the description of the API: for whoever may change some records as many at once. */
import { mostIds } from '../jobs/jobs.ts'
import { content, type Json, type Operation, ok, problems, ref } from './parts.ts'

const id: Json = { type: 'string', format: 'uuid' }
const moment: Json = { type: 'string', format: 'date-time' }
const count: Json = { type: 'integer', minimum: 0 }
const text = (maxLength: number): Json => ({ type: 'string', maxLength })

/** What is done with each of many records. */
export const actProperties: Json = {
  change: { type: 'object', description: 'What all are given.' },
  transition: {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string' }, fields: { type: 'object' }, comment: text(10_000) },
  },
  trash: { const: true },
  restore: { const: true },
}

export function beginJobPath(plural: string, operation: Operation): Json {
  return {
    post: operation('beginJob', `Change many ${plural} while nobody waits`, {
      parameters: [{ $ref: '#/components/parameters/idempotencyKey' }],
      requestBody: {
        required: true,
        ...content({
          type: 'object',
          required: ['records'],
          properties: {
            records: {
              description: 'Those of a list as it is now, or by id. What joins the list later is not meant.',
              anyOf: [
                {
                  type: 'object',
                  additionalProperties: false,
                  properties: {
                    filter: text(4_000),
                    search: text(200),
                    shared: { enum: ['me'] },
                    top: text(40),
                    trash: { enum: ['only'] },
                  },
                },
                {
                  type: 'object',
                  additionalProperties: false,
                  required: ['ids'],
                  properties: { ids: { type: 'array', minItems: 1, maxItems: mostIds, items: id } },
                },
              ],
            },
            ifUnchanged: {
              type: 'boolean',
              default: false,
              description:
                'Only records that still have the version they have now; else each as it then is. A transition is always so.',
            },
            ...actProperties,
          },
        }),
      },
      responses: { '202': ok('The job, which goes on by itself.', ref('Job')), ...problems },
    }),
  }
}

/** One's own, of all apps. */
export function jobPaths(): Json {
  const named = { name: 'job', in: 'path', required: true, schema: id }
  const one = (description: string): Json => ok(description, ref('Job'))
  const query = (name: string, schema: Json): Json => ({ name, in: 'query', required: false, schema })
  return {
    '/api/jobs': {
      get: {
        operationId: 'listJobs',
        summary: 'Your jobs',
        parameters: [query('pageSize', { type: 'integer', minimum: 1, maximum: 200, default: 50 })],
        responses: {
          '200': ok('Newest first.', {
            type: 'object',
            required: ['items'],
            properties: { items: { type: 'array', items: ref('Job') } },
          }),
          ...problems,
        },
      },
    },
    '/api/jobs/{job}': {
      parameters: [named],
      get: { operationId: 'getJob', summary: 'How far a job is', responses: { '200': one('As it is now.'), ...problems } },
    },
    '/api/jobs/{job}/results': {
      parameters: [named],
      get: {
        operationId: 'jobResults',
        summary: 'What became of each record',
        parameters: [query('outcome', { enum: ['done', 'refused', 'unchanged'] }), { $ref: '#/components/parameters/pageToken' }],
        responses: { '200': ok('In the order of the job.', ref('JobResults')), ...problems },
      },
    },
    '/api/jobs/{job}/cancel': {
      parameters: [named],
      post: {
        operationId: 'cancelJob',
        summary: 'Stop a job; what is done stays done',
        responses: { '200': one('Nothing is done after this.'), ...problems },
      },
    },
    '/api/jobs/{job}/undo': {
      parameters: [named],
      post: {
        operationId: 'undoJob',
        summary: 'Take back what a job did, but for what somebody changed since',
        responses: { '202': one('The job that takes it back.'), ...problems },
      },
    },
  }
}

export function jobSchemas(): Json {
  const problem = {
    type: 'object',
    required: ['code', 'title'],
    properties: { code: { type: 'string' }, title: { type: 'string' } },
  }
  return {
    Job: {
      type: 'object',
      required: [
        'id',
        'app',
        'entity',
        'act',
        'ifUnchanged',
        'state',
        'total',
        'done',
        'refused',
        'unchanged',
        'undoable',
        'createdAt',
      ],
      properties: {
        id,
        app: { type: 'string' },
        entity: { type: 'string' },
        act: { type: 'object', properties: actProperties },
        ifUnchanged: { type: 'boolean' },
        undoes: id,
        undoneBy: id,
        state: { enum: ['waiting', 'running', 'done', 'cancelled', 'stopped'] },
        reason: { ...problem, description: 'Why it stopped.' },
        total: { type: 'integer', minimum: 1 },
        done: count,
        refused: count,
        unchanged: { ...count, description: 'They were so already.' },
        undoable: { ...count, description: 'How many of those done can be taken back.' },
        createdAt: moment,
        endedAt: moment,
        keptUntil: moment,
      },
    },
    JobResults: {
      type: 'object',
      required: ['items'],
      properties: {
        items: {
          type: 'array',
          items: {
            type: 'object',
            required: ['number', 'id', 'title', 'outcome'],
            properties: {
              number: { type: 'integer', minimum: 1 },
              id,
              title: { type: ['string', 'null'] },
              outcome: { enum: ['done', 'refused', 'unchanged'] },
              version: { type: 'integer' },
              problem,
            },
          },
        },
        nextPageToken: { type: 'string' },
      },
    },
  }
}
