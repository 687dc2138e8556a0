/** Many figures in one request. */
import type { LiveApp } from '../../database/live-model.ts'
import { mostQuestions } from '../records/aggregate-many.ts'
import type { Surface } from '../records/surface.ts'
import { content, type Json, problems, ref } from './parts.ts'

/** The figures of a whole dashboard in one request. */
export function manyFiguresPath(app: LiveApp, surfaces: readonly Surface[]): Json {
  if (surfaces.length === 0) return {}
  const asked = { type: 'string' }
  const question = {
    type: 'object',
    required: ['entity'],
    properties: {
      entity: { enum: surfaces.map(({ live }) => live.entity.name) },
      ...{ groupBy: asked, measures: asked, filter: asked, search: asked },
      weekBegin: { type: 'integer', minimum: 1, maximum: 7, default: 1 },
      atLeast: { type: 'integer', minimum: 1, maximum: 1_000_000, default: 1 },
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
