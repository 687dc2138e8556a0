import { formats, largeExport } from '../exports/export.ts'
import { most } from '../records/many.ts'
import type { Surface } from '../records/surface.ts'
import { actProperties, beginJobPath } from './jobs.ts'
import { content, type Json, type Operation, ok, problems, ref } from './parts.ts'

/** Many records at once, as far as this person has the rights of their own that it takes. */
export function manyPaths(surface: Surface, base: string, name: string, operation: Operation): Json {
  const { entity } = surface.live
  const parameter = (of: string): Json => ({ $ref: `#/components/parameters/${of}` })
  const check = (what: string): Json => ({
    name: 'check',
    in: 'query',
    required: false,
    schema: { type: 'boolean' },
    description: `True: nothing leaves, it is only said whether it would. More than ${largeExport} ${what} leave after a sign-in of the last 15 minutes alone.`,
  })
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
        parameters: [...['filter', 'groupBy', 'weekBegin', 'atLeast', 'measures'].map(parameter), check('groups')],
        responses: {
          '204': { description: 'It would begin.' },
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
          check('records'),
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
