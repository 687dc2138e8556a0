/** Whatever was thrown becomes a refusal, and every refusal an RFC 9457 answer. What is nobody's refusal is a fault: observed, and told as nothing but its request id. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { refusalFromDatabase } from '../../database/sqlstates.ts'
import type { Observe } from '../../observations.ts'
import { type ProblemCode, problem, Refusal, toWire } from '../../problems.ts'
import { speakerOf } from '../../runtime/speaker.ts'
import { acceptedLanguages } from './language.ts'
import { refusalFromValidation } from './validation.ts'

const fastifyCodes: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request.unsupported-type',
  FST_ERR_CTP_EMPTY_TYPE: 'request.unsupported-type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'request.too-large',
  FST_ERR_BAD_URL: 'request.bad-address',
  FST_ERR_MAX_PARAM_LENGTH: 'request.bad-address',
  FST_ERR_ASYNC_CONSTRAINT: 'request.bad-address',
  FST_ERR_ROUTE_METHOD_NOT_SUPPORTED: 'route.wrong-method',
}

export function refusalFrom(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  const known = error as Partial<FastifyError>
  if (known.validation) return refusalFromValidation(known as FastifyError)
  const code = typeof known.code === 'string' ? known.code : ''
  const mapped = fastifyCodes[code]
  if (mapped) return problem(mapped)
  if (code.startsWith('FST_') && typeof known.statusCode === 'number' && known.statusCode < 500)
    return problem('request.malformed')
  return refusalFromDatabase(error)
}

export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, observe: Observe): FastifyReply {
  const refusal = refusalFrom(error)
  if (refusal) return answerRefusal(refusal, request, reply)
  observe({ kind: 'http.fault', request: request.id, route: request.routeOptions.url ?? 'unmatched', error })
  return answerRefusal(problem('server.fault'), request, reply)
}

export function answerRefusal(refusal: Refusal, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { retryAfter } = refusal.extra
  // What no route answers has no call.
  const speaker = request.call?.speaker ?? speakerOf(acceptedLanguages(request.headers['accept-language']))
  if (retryAfter !== undefined) reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfter))))
  reply.header('x-problem', refusal.code)
  // Bytes, because Fastify adds a charset to text, and JSON has none.
  return reply
    .code(refusal.status)
    .type('application/problem+json')
    .headers({ 'cache-control': 'no-store', 'content-language': speaker.language })
    .send(Buffer.from(JSON.stringify(toWire(refusal, request.id, speaker))))
}
