/** Each field for itself: limits, options, defaults, titles, search and uniqueness. */
import { toUnits } from '../fields/exact-number.ts'
import { moneyScale } from '../fields/money.ts'
import { fieldTypes } from '../fields/registry.ts'
import type { Entity } from '../model/entity.ts'
import type { Field } from '../model/field.ts'
import type { Complaints } from './complaint.ts'

export function checkFields(say: Complaints): void {
  for (const entity of say.definition.entities) {
    for (const field of entity.fields) if (!field.managed) checkField(say, field, `entities.${entity.name}.fields.${field.name}`)
    checkTitle(say, entity)
    checkUnique(say, entity)
  }
}

function checkField(say: Complaints, field: Field, path: string): void {
  checkOptions(say, field, path)
  if (checkBounds(say, field, path)) checkDefault(say, field, path)
  if (field.search && !fieldTypes[field.type].searchable) {
    say.add(
      'field.search',
      `${path}.search`,
      `A field of type ${field.type} cannot be searched.`,
      'Search looks into text-like fields; others can be filtered by.',
    )
  }
  if (field.unique && !canBeUnique(field)) {
    say.add(
      'field.unique',
      `${path}.unique`,
      `A field of type ${field.type} cannot be unique.`,
      'Use a text, a number or a reference, or a combination with `unique` of the entity.',
    )
  }
}

function canBeUnique(field: Field): boolean {
  return !['long_text', 'rich_text', 'json', 'multi_choice', 'boolean', 'rollup'].includes(field.type)
}

function checkOptions(say: Complaints, field: Field, path: string): void {
  if (!field.options) return
  const names = field.options.map(option => option.name)
  if (names.length === 0)
    say.add('option.none', `${path}.options`, 'There are no options to choose from.', 'List them: `options: [low, high]`.')
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) < index)
      say.add('option.duplicate', `${path}.options.${index}`, `The option "${name}" is here twice.`)
  }
}

/** @returns whether the field's own limits make sense, so that its default can be judged by them */
function checkBounds(say: Complaints, field: Field, path: string): boolean {
  const { min, max, type } = field
  const refuse = (key: string, message: string, hint?: string) => {
    say.add('field.bounds', `${path}.${key}`, message, hint)
    return false
  }
  if (fieldTypes[type].valueType(field).kind === 'string' && max !== undefined) {
    const most = type === 'text' ? 10_000 : 1_000_000
    if (!Number.isInteger(max) || max < 1 || max > most)
      return refuse('max', `The greatest length must be a whole number from 1 to ${most}.`)
  }
  const scale = type === 'money' ? moneyScale(field) : type === 'decimal' ? (field.scale ?? 2) : 0
  if (['integer', 'decimal', 'money'].includes(type)) {
    for (const key of ['min', 'max'] as const) {
      const bound = field[key]
      if (bound !== undefined && toUnits(String(bound), scale) === undefined) {
        return refuse(key, `${bound} has more digits after the point than the field, which has ${scale}.`)
      }
    }
  }
  if (min !== undefined && max !== undefined && min > max)
    return refuse('min', `The least value ${min} lies above the greatest, ${max}.`)
  return true
}

function checkDefault(say: Complaints, field: Field, path: string): void {
  if (field.default?.kind !== 'value' || !fieldTypes[field.type].writable) return
  const outcome = fieldTypes[field.type].toColumn(field.default.value, field)
  if (outcome.ok) return
  const shown = Array.isArray(field.default.value) ? field.default.value.join(', ') : String(field.default.value)
  const hint = /^=[^ ]/.test(shown) ? 'An expression starts with an equals sign and a space: `= today()`.' : undefined
  say.add(
    'default.value',
    `${path}.default`,
    `The default "${shown}" does not fit: it ${outcome.message}${outcome.message.endsWith('?') ? '' : '.'}`,
    hint,
  )
}

function checkTitle(say: Complaints, entity: Entity): void {
  const path = `entities.${entity.name}.title`
  if (!say.needField(entity, entity.titleField, path)) return
  const field = entity.fields.find(each => each.name === entity.titleField)!
  const type = field.formula?.result ?? field.type
  const names = ['text', 'email', 'url', 'phone', 'auto_number', 'choice', 'date'].includes(type) && !field.managed
  if (!names) {
    say.add(
      'title.field',
      path,
      `"${field.name}" is of type ${field.type} and cannot name a record.`,
      'Choose a text field, the running number or a formula of text.',
    )
  }
}

function checkUnique(say: Complaints, entity: Entity): void {
  for (const [index, names] of entity.unique.entries()) {
    const path = `entities.${entity.name}.unique.${index}`
    say.needFields(entity, names, path)
    if (names.length < 2) {
      say.add('unique.field', path, 'A combination has at least two fields.', 'For one field write `unique: true` at the field.')
    }
    for (const [at, name] of names.entries()) {
      const field = entity.fields.find(each => each.name === name)
      if (field && !canBeUnique(field) && field.type !== 'boolean') {
        say.add('unique.field', `${path}.${at}`, `"${name}" is of type ${field.type} and cannot be part of a unique combination.`)
      }
    }
  }
}
