/** Checks what a request brings against the schemas of its route. A query is text, so its values are coerced; a body is taken as it is or refused. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import type { FastifyError, FastifyInstance, FastifySchemaCompiler } from 'fastify'
import { problem, type Refusal, type Said, say } from '../../problems.ts'
import { readable } from './routes/shapes.ts'

const formats = {
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  date: /^\d{4}-\d{2}-\d{2}$/,
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$/,
}

/** Stops at the first error of a part: a hostile body must not buy a long list. */
const common = {
  removeAdditional: false,
  useDefaults: true,
  allErrors: false,
  strict: true,
  strictTypes: false,
  formats,
} as const

export function useSchemas(server: FastifyInstance): void {
  const asText = new Ajv({ ...common, coerceTypes: true })
  const asJson = new Ajv({ ...common, coerceTypes: false, useDefaults: false })
  server.setValidatorCompiler(({ schema, httpPart }) => {
    const ajv = httpPart === 'body' ? asJson : asText
    let compiled: ValidateFunction | undefined
    // When it is first asked: to compile all of them takes longer than anything else until a node listens.
    const check: ReturnType<FastifySchemaCompiler<unknown>> = (...given) => {
      compiled ??= ajv.compile(schema as object)
      const isValid = compiled(...(given as Parameters<ValidateFunction>))
      check.errors = compiled.errors as typeof check.errors
      return isValid
    }
    return check
  })
}

const placesOfRequest: Readonly<Record<string, string>> = {
  body: 'body',
  querystring: 'query',
  params: 'address',
  headers: 'headers',
}
const saidOfPlaces: Readonly<Record<string, Said>> = {
  body: say('place.body'),
  query: say('place.query'),
  address: say('place.address'),
  headers: say('place.headers'),
}

export function refusalFromValidation(error: FastifyError): Refusal {
  const place = placesOfRequest[error.validationContext ?? 'body'] ?? 'body'
  const fields = (error.validation as unknown as ErrorObject[]).map(entry => ({
    field: nameOf(entry) || place,
    message: sentenceOf(entry),
  }))
  return problem('request.invalid', { detail: saidOfPlaces[place]!, fields })
}

function nameOf(entry: ErrorObject): string {
  const path = entry.instancePath.split('/').slice(1)
  if (entry.keyword === 'required') path.push(String(entry.params.missingProperty))
  if (entry.keyword === 'additionalProperties') path.push(String(entry.params.additionalProperty))
  return path.join('.').slice(0, 200)
}

function sentenceOf(entry: ErrorObject): Said {
  const { limit } = entry.params as { limit: number }
  switch (entry.keyword) {
    case 'required':
      return say('shape.missing')
    case 'additionalProperties':
      return say('shape.unknown')
    case 'minLength':
      return limit === 1 ? say('shape.empty') : say('shape.short', { least: limit })
    case 'maxLength':
      return say('shape.long', { most: limit })
    case 'minItems':
      return say('shape.few', { least: limit })
    case 'maxItems':
    case 'maxProperties':
      return say('shape.many', { most: limit })
    case 'minimum':
      return say('value.least', { least: limit })
    case 'maximum':
      return say('value.greatest', { greatest: limit })
    case 'type':
      return say('shape.type', { type: [entry.params.type].flat().join(', ') })
    case 'enum':
      return say('shape.options', { options: (entry.params.allowedValues as unknown[]).join(', ') })
    case 'pattern':
      return say(entry.params.pattern === readable ? 'shape.unseen' : 'shape.form')
    case 'format':
      return say('shape.form')
    default:
      return entry.message === undefined ? say('shape.wrong') : { plain: entry.message }
  }
}
