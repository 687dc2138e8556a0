/** Checks what a request brings against the schemas of its route. A query is text, so its values are coerced; a body is taken as it is or refused. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import type { FastifyError, FastifyInstance, FastifySchemaCompiler } from 'fastify'
import { problem, type Refusal } from '../../problems.ts'

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

export function refusalFromValidation(error: FastifyError): Refusal {
  const place = placesOfRequest[error.validationContext ?? 'body'] ?? 'body'
  const fields = (error.validation as unknown as ErrorObject[]).map(entry => ({
    field: nameOf(entry) || place,
    message: sentenceOf(entry),
  }))
  return problem('request.invalid', { detail: `In the ${place}.`, fields })
}

function nameOf(entry: ErrorObject): string {
  const path = entry.instancePath.split('/').slice(1)
  if (entry.keyword === 'required') path.push(String(entry.params.missingProperty))
  if (entry.keyword === 'additionalProperties') path.push(String(entry.params.additionalProperty))
  return path.join('.').slice(0, 200)
}

function sentenceOf(entry: ErrorObject): string {
  switch (entry.keyword) {
    case 'required':
      return 'is missing'
    case 'additionalProperties':
      return 'is not known here'
    case 'minLength':
      return entry.params.limit === 1 ? 'must not be empty' : `must have at least ${entry.params.limit} characters`
    case 'maxLength':
      return `must have at most ${entry.params.limit} characters`
    case 'enum':
      return `must be one of ${(entry.params.allowedValues as unknown[]).join(', ')}`
    case 'pattern':
    case 'format':
      return 'does not have the right form'
    default:
      return entry.message ?? 'is not right'
  }
}
