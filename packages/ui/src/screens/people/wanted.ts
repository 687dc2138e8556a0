/** A right that somebody asks for, in words. */
import type { AccessRequest } from '@bailiwick/definition/wire/index.ts'
import { inSentence, say } from '../../client/language.ts'

/** After “asks to”: what would be done to a record, or with a new one. */
export function wanted({ action, entity, field, record, titles }: AccessRequest): string {
  const [verb = '', step] = action.split('.')
  // What is there no more has only its name left.
  const kind = titles.entity === undefined ? entity.replaceAll('_', ' ') : inSentence(titles.entity)
  const what = record ? say('a {kind}', { kind }) : say('new {kind}', { kind })
  if (step !== undefined) {
    const name = titles.step ?? step.replaceAll('_', ' ')
    if (verb === 'screen') return say('open the screen “{name}”', { name })
    return verb === 'decide'
      ? say('decide “{name}” on {what}', { name, what })
      : say('take the step “{name}” on {what}', { name, what })
  }
  return field ? ofField(verb, titles.field ?? field.replaceAll('_', ' '), what) : ofRecord(verb, what)
}

function ofRecord(verb: string, what: string): string {
  switch (verb) {
    case 'read':
      return say('see {what}', { what })
    case 'update':
      return say('change {what}', { what })
    case 'delete':
      return say('delete {what}', { what })
    case 'restore':
      return say('bring back {what}', { what })
    case 'create':
      return say('create {what}', { what })
    case 'comment':
      return say('comment on {what}', { what })
    case 'share':
      return say('share {what}', { what })
    case 'reveal':
      return say('see masked values of {what}', { what })
    default:
      return `${verb} ${what}`
  }
}

function ofField(verb: string, field: string, what: string): string {
  switch (verb) {
    case 'read':
      return say('see the field “{field}” of {what}', { field, what })
    case 'update':
      return say('change the field “{field}” of {what}', { field, what })
    case 'create':
      return say('create the field “{field}” of {what}', { field, what })
    case 'reveal':
      return say('see masked values of the field “{field}” of {what}', { field, what })
    default:
      return ofRecord(verb, what)
  }
}
