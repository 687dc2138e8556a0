/** Names the platform needs for itself, and ids that two things claim. */
import { systemFields } from '../model/entity.ts'
import type { Complaints } from './complaint.ts'

/** Words of CEL: `record.in` would not parse. */
const expressionWords = [
  'as',
  'break',
  'const',
  'continue',
  'else',
  'false',
  'for',
  'function',
  'if',
  'import',
  'in',
  'let',
  'loop',
  'namespace',
  'null',
  'package',
  'return',
  'true',
  'var',
  'void',
  'while',
]
/** Columns the compiler adds to every table. */
const platformColumns = ['search_text', 'changed_in']
/** Columns PostgreSQL keeps of every row. */
const systemColumns = ['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']
/** What every object of the language is born with that screens and clients are written in: looked up by name it would be there before anybody says so. */
const objectWords = ['constructor']
const fieldNames: ReadonlySet<string> = new Set([
  ...systemFields,
  ...platformColumns,
  ...systemColumns,
  ...expressionWords,
  ...objectWords,
])
/** Schemas of PostgreSQL and of the platform. */
const schemaNames: ReadonlySet<string> = new Set(['bailiwick', 'public', 'information_schema', 'pgboss', 'postgres'])
/** What stands beside entities in an app's addresses. */
const entityNames: ReadonlySet<string> = new Set(['events', 'openapi', 'proof', 'record', 'user', 'value', ...objectWords])

export function checkNames(say: Complaints): void {
  const { app, roles, entities, workflows, screens } = say.definition
  if (schemaNames.has(app.name) || app.name.startsWith('pg_')) {
    say.add(
      'name.reserved',
      'app.app',
      `An app cannot be called "${app.name}": the name is taken in the database.`,
      'Choose another name; the title may stay.',
    )
  }
  sameIds(say, roles, role => `app.roles.${role.name}`)
  sameIds(say, entities, entity => `entities.${entity.name}`)
  sameIds(say, workflows, workflow => `workflows.${workflow.name}`)
  sameIds(say, screens, screen => `screens.${screen.name}`)
  for (const entity of entities) {
    const path = `entities.${entity.name}`
    sameIds(say, entity.fields, field => `${path}.fields.${field.name}`)
    if (entityNames.has(entity.name)) {
      say.add(
        'name.reserved',
        `${path}.entity`,
        `An entity cannot be called "${entity.name}".`,
        `Write for example \`${entity.name}_entry\`.`,
      )
    }
    for (const field of entity.fields) {
      for (const [name, at] of [
        [field.name, ''],
        [field.inverse ?? '', '.inverse'],
      ] as const) {
        if (!fieldNames.has(name)) continue
        const why = expressionWords.includes(name)
          ? 'is a word of the expression language'
          : objectWords.includes(name)
            ? 'is a word of the programs that read records'
            : 'is kept by the platform on every record'
        say.add(
          'name.reserved',
          `${path}.fields.${field.name}${at}`,
          `"${name}" cannot be a name here: it ${why}.`,
          `Write for example \`${entity.name}_${name}\`.`,
        )
      }
    }
    const checks = entity.checks.map(check => check.name)
    for (const [index, name] of checks.entries()) {
      if (checks.indexOf(name) < index)
        say.add('name.duplicate', `${path}.checks.${index}.name`, `There are two checks called "${name}".`)
    }
  }
}

function sameIds<T extends { readonly id: string; readonly name: string }>(
  say: Complaints,
  things: readonly T[],
  path: (thing: T) => string,
): void {
  const owners = new Map<string, T>()
  for (const thing of things) {
    const owner = owners.get(thing.id)
    if (owner) {
      const hint = 'Give the newer one an id of its own.'
      say.add(
        'id.duplicate',
        `${path(thing)}.id`,
        `"${thing.name}" has the id "${thing.id}", which is that of "${owner.name}".`,
        hint,
      )
    } else owners.set(thing.id, thing)
  }
}
