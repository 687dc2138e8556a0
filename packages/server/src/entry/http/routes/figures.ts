/** Figures over HTTP: of one question, of many at once, and as a file. */
import { Readable } from 'node:stream'
import type { Observe } from '../../../observations.ts'
import { problem, toWire } from '../../../problems.ts'
import { answer, type Floors, openSurface, transact } from '../../../request.ts'
import { fileName } from '../../../runtime/exports/export.ts'
import { exportFigures, type FiguresRequest, figuresToExport } from '../../../runtime/exports/figures.ts'
import { contentDisposition } from '../../../runtime/files/file-name.ts'
import { type AggregateRequest, planAggregate } from '../../../runtime/records/aggregate.ts'
import { answerEach, type FiguresQuestion, mostQuestions } from '../../../runtime/records/aggregate-many.ts'
import { planCostOfAll, planCosts, planTogether } from '../../../runtime/records/aggregate-together.ts'
import type { Plan } from '../../../runtime/records/list.ts'
import type { Surface } from '../../../runtime/records/surface.ts'
import type { Actor } from '../../../security/access/actor.ts'
import type { Call } from '../call.ts'
import { refusalFrom } from '../errors.ts'
import type { JsonSchema, Route } from '../route.ts'
import { askingOf } from './records.ts'
import { filter, object } from './shapes.ts'

const text = (maxLength: number): JsonSchema => ({ type: 'string', maxLength })
const question = {
  groupBy: text(500),
  measures: text(1_000),
  filter,
  weekBegin: { type: 'integer', minimum: 1, maximum: 7 },
  atLeast: { type: 'integer', minimum: 1, maximum: 1_000_000 },
}
const one = { ...question, search: text(1_000), limit: { type: 'integer' } }
const read = { authentication: 'session', right: 'app', keyScope: 'read', auditClass: 'none', rateClass: 'read' } as const

type Leaving<T> = (...of: Parameters<typeof figuresToExport>) => Promise<T>

/** @param observe told of what is nobody's refusal */
export function figureRoutes(floors: Floors, observe: Observe): Route[] {
  const asked = <T>(call: Call, entity: string, plan: (surface: Surface, actor: Actor) => Plan<T>) =>
    answer(floors, askingOf(call), actor => plan(openSurface(floors, call.params.app ?? '', entity, actor), actor))
  const figures = (call: Call, entity: string, request: AggregateRequest) =>
    asked(call, entity, (surface, actor) => planAggregate(surface, request, actor))

  function told(call: Call, error: unknown) {
    const refusal = refusalFrom(error)
    if (!refusal && !call.signal.aborted) observe({ kind: 'http.fault', request: call.id, route: call.route, error })
    return toWire(refusal ?? problem('server.fault'), call.id, call.speaker)
  }

  return [
    {
      ...read,
      method: 'GET',
      path: '/api/apps/:app/:entity/aggregate',
      query: object(one),
      handler: call => figures(call, call.params.entity ?? '', call.query as AggregateRequest),
    },
    {
      ...read,
      reads: true,
      method: 'POST',
      path: '/api/apps/:app/aggregate-many',
      body: object(
        {
          questions: {
            type: 'array',
            minItems: 1,
            maxItems: mostQuestions,
            items: object({ entity: text(40), ...one }, ['entity']),
          },
        },
        ['questions'],
      ),
      handler: (call, reply) => {
        const { questions } = call.body as { questions: FiguresQuestion[] }
        reply.header('content-type', 'application/x-ndjson')
        return Readable.from(
          answerEach(
            questions,
            {
              alone: ({ entity, ...request }) => figures(call, entity, request),
              together: (entity, requests) => asked(call, entity, (surface, actor) => planTogether(surface, requests, actor)),
              costOfAll: entity => asked(call, entity, planCostOfAll),
              costs: (entity, requests) => asked(call, entity, (surface, actor) => planCosts(surface, requests, actor)),
            },
            error => told(call, error),
            call.signal,
          ),
          { objectMode: false },
        )
      },
    },
    {
      ...read,
      method: 'GET',
      path: '/api/apps/:app/:entity/aggregate/export',
      auditClass: 'read',
      rateClass: 'export',
      query: object({ ...question, check: { type: 'boolean' } }),
      handler: async (call, reply) => {
        call.needOwnPage()
        const { app = '', entity = '' } = call.params
        const { check, ...asked } = call.query as FiguresRequest & { readonly check?: boolean }
        const leave = <T>(by: Leaving<T>) =>
          transact(floors, askingOf(call), (tx, actor) =>
            by(tx, openSurface(floors, app, entity, actor), asked, actor, floors.directory, call.session.fresh),
          )
        if (check) {
          await leave(figuresToExport)
          return reply.code(204).send()
        }
        const { id, csv } = await leave(exportFigures)
        reply.headers({
          'x-export-id': id,
          'x-content-type-options': 'nosniff',
          'content-disposition': contentDisposition(
            'attachment',
            fileName(openSurface(floors, app, entity, call.actor), { id, format: 'csv' }, new Date()),
          ),
          'content-type': 'text/csv; charset=utf-8; header=present',
        })
        return csv
      },
    },
  ]
}
