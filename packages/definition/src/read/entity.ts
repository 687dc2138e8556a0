import type { FieldSelection, Grant } from '../model/access.ts'
import { type Entity, type RecordCheck, requireMessage } from '../model/entity.ts'
import type { Field } from '../model/field.ts'
import { buildField } from './field.ts'
import type { Findings } from './findings.ts'
import type { EntityText, GrantText } from './text-form.ts'
import { pluralOf, titleFromName } from './words.ts'

/** The field the `number` key stands for. */
export function numberField(prefix: string | undefined): Field {
  const flags = { required: false, unique: false, managed: false, search: false, sensitive: false }
  return { id: 'number', name: 'number', type: 'auto_number', title: 'Number', ...flags, ...(prefix && { prefix }) }
}

/** The entity as its own file says it; the fields its workflow adds come in `definition.ts`. */
export function buildEntity(text: EntityText, path: string, findings: Findings): Entity {
  const label = text.label ?? titleFromName(text.entity)
  const fields = [...text.fields].map(([name, field]) => buildField(name, field, `${path}.fields.${name}`, findings))
  return {
    id: text.id ?? text.entity,
    name: text.entity,
    label,
    labelPlural: text.plural ?? pluralOf(label),
    ...(text.icon && { icon: text.icon }),
    ...(text.description && { description: text.description }),
    titleField: text.title,
    fields: text.number ? [withNumber(text, path, findings), ...fields] : fields,
    unique: text.unique ?? [],
    checks: [...(text.checks ?? []), ...fields.flatMap(requireCheck)],
    ...parentOf(text, fields, path, findings),
    access: buildAccess(text.access ?? [], path, findings),
    comments: text.comments ?? false,
    ...(text.mails && { mails: true as const }),
    ...(text.audit_reads && { auditReads: true as const }),
  }
}

/** What `require` of a field comes to. A condition that fails, as by comparing what is empty, asks for the field too: no rule holds by failing. */
export function requireCheck({ name, type, require }: Field): RecordCheck[] {
  // No expression looks at free JSON; the validator says so.
  if (require === undefined || type === 'json') return []
  // No check that is written can have a name with a space.
  return [
    {
      name: `require ${name}`,
      // The line break ends a comment that the expression may end with.
      when: `!(${require}\n) || has(record.${name})`,
      message: requireMessage,
      field: name,
      from: 'require',
    },
  ]
}

function withNumber(text: EntityText, path: string, findings: Findings): Field {
  findings.places.move(`${path}.fields.number`, `${path}.number`)
  if (text.fields.has('number')) {
    const message = 'The key "number" gives records a field called "number", and there is one already.'
    findings.hole('name.duplicate', { path: `${path}.number`, message, hint: 'Remove the key, or rename the field.' })
  }
  return numberField(text.number?.prefix)
}

function parentOf(text: EntityText, fields: readonly Field[], path: string, findings: Findings): Pick<Entity, 'parent'> {
  if (text.parent === undefined) return {}
  const field = fields.find(each => each.name === text.parent)
  if (field?.type === 'relation' && field.to) return { parent: { entity: field.to, field: field.name } }
  const message = `"parent" names "${text.parent}", which is no relation field of ${text.entity}.`
  return (
    findings.hole('parent.no-relation', {
      path: `${path}.parent`,
      message,
      hint: 'Name the required relation field that points at the parent.',
    }) ?? {}
  )
}

/** A grant of several roles becomes one grant each: rules are looked at per role. */
function buildAccess(texts: readonly GrantText[], path: string, findings: Findings): Grant[] {
  return texts
    .flatMap((text, index) => grantedRoles(text, `${path}.access.${index}`, findings).map(role => ({ role, text, index })))
    .map(({ role, text, index }, at) => {
      findings.places.move(`${path}.access.${at}`, `${path}.access.${index}`)
      return {
        role,
        can: text.can,
        ...(text.when !== undefined && { when: text.when }),
        ...(text.after !== undefined && { after: text.after }),
        ...(text.from !== undefined && { from: text.from }),
        ...(text.until !== undefined && { until: text.until }),
        fields: selectionOf(text.fields),
        ...(text.mask !== undefined && text.mask.length > 0 && { mask: text.mask }),
      }
    })
}

function grantedRoles(text: GrantText, path: string, findings: Findings): readonly string[] {
  if (text.role !== undefined && text.roles === undefined) return [text.role]
  if (text.roles !== undefined && text.role === undefined) return text.roles
  const message = text.role === undefined ? 'A grant needs "role" or "roles".' : 'A grant has "role" or "roles", not both.'
  return findings.hole('access.no-role', { path, message, hint: 'Write `role: agent` or `roles: [agent, manager]`.' }) ?? []
}

function selectionOf(fields: GrantText['fields']): FieldSelection {
  if (fields === undefined) return { kind: 'all' }
  return 'except' in fields ? { kind: 'except', fields: fields.except } : { kind: 'only', fields }
}
