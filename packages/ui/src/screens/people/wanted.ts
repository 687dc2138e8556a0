/** A right that somebody asks for, in words. */
import type { AccessRequest } from '@bailiwick/definition/wire/index.ts'

const verbs: Readonly<Record<string, string>> = {
  read: 'see',
  update: 'change',
  delete: 'delete',
  restore: 'bring back',
  create: 'create',
  comment: 'comment on',
  share: 'share',
  reveal: 'see masked values of',
}

/** After “asks to”. */
export function wanted({ action, entity, field, record }: AccessRequest): string {
  const [kind = '', name] = action.split('.')
  const what = `${record ? 'a' : 'new'} ${entity.replaceAll('_', ' ')}`
  if (name !== undefined) return `${kind === 'decide' ? 'decide' : 'take the step'} “${name.replaceAll('_', ' ')}” on ${what}`
  const verb = verbs[kind] ?? kind
  return field ? `${verb} the field “${field.replaceAll('_', ' ')}” of ${what}` : `${verb} ${what}`
}
