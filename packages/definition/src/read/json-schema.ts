/** The JSON Schema of a definition's files, made from the same keys the reader uses, so that editors complete and check while people write. */
import { fieldTypeNames } from '../model/field.ts'
import { keyTypes, neededKeys } from './field.ts'
import type { Form } from './shape.ts'
import { type FileKind, fieldShape, fileKinds } from './text-form.ts'

type Json = Record<string, unknown>

/** `#/$defs/entity` and its like for one kind of file; the whole for any of them. */
export function jsonSchema(): Json {
  const kinds = Object.keys(fileKinds) as FileKind[]
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A file of a Bailiwick definition',
    oneOf: kinds.map(kind => ({ $ref: `#/$defs/${kind}` })),
    $defs: { ...Object.fromEntries(kinds.map(kind => [kind, schemaOf(fileKinds[kind].shape.form)])), field: fieldSchema() },
  }
}

function schemaOf(form: Form): Json {
  if (form === fieldShape.form) return { $ref: '#/$defs/field' }
  switch (form.kind) {
    case 'text':
      return { type: ['string', 'number', 'boolean'], minLength: 1, maxLength: form.max }
    case 'name':
      return { type: 'string', pattern: `^[a-z][a-z0-9_]{0,${form.max - 1}}$` }
    case 'flag':
      return { type: 'boolean' }
    case 'number':
      return { type: form.whole ? 'integer' : 'number', minimum: form.least, maximum: form.greatest }
    case 'pattern':
      return { type: 'string', pattern: form.pattern.source, description: `For example ${form.example}.` }
    case 'expression':
      return { type: ['string', 'boolean', 'number'], description: 'An expression (CEL).' }
    case 'word':
      return { enum: [...form.words, ...Object.keys(form.aliases)] }
    case 'literal':
      return { type: ['string', 'number', 'boolean', 'array'] }
    case 'list': {
      const list = { type: 'array', items: schemaOf(form.of), maxItems: form.max }
      return form.single ? { anyOf: [list, schemaOf(form.of)] } : list
    }
    case 'names':
      return {
        type: 'object',
        propertyNames: { pattern: `^[a-z][a-z0-9_]{0,${form.nameLength - 1}}$` },
        additionalProperties: schemaOf(form.of),
        maxProperties: form.max,
      }
    case 'texts':
      return { type: 'object', additionalProperties: schemaOf(form.of), maxProperties: form.max }
    case 'keys':
      return keysSchema(form.keys)
    case 'oneOf':
      return { oneOf: Object.values(form.by).map(schemaOf) }
    case 'either':
      return { anyOf: [form.scalar, form.list, form.map].filter(each => each !== undefined).map(schemaOf) }
  }
}

function keysSchema(keys: Extract<Form, { kind: 'keys' }>['keys']): Json {
  const required = Object.keys(keys).filter(key => keys[key]!.required)
  const schema = {
    type: required.length === 0 ? ['object', 'null'] : 'object',
    properties: Object.fromEntries(
      Object.entries(keys).map(([key, each]) => [key, { ...schemaOf(each.form), description: each.about }]),
    ),
    additionalProperties: false,
  }
  return required.length === 0 ? schema : { ...schema, required }
}

/** Which keys a field may and must have depends on its type. */
function fieldSchema(): Json {
  if (fieldShape.form.kind !== 'keys') throw new Error('fields are keys and values')
  const perType = fieldTypeNames.map(type => {
    const foreign = Object.entries(keyTypes).filter(([, types]) => !types.includes(type))
    const then = { properties: Object.fromEntries(foreign.map(([key]) => [key, false])), required: neededKeys[type] ?? [] }
    return { if: { properties: { type: { const: type } }, required: ['type'] }, then }
  })
  return { ...keysSchema(fieldShape.form.keys), allOf: perType }
}
