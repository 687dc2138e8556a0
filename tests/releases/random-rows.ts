/** Random records of a definition, as the import takes them: the edges of every type, and texts that other types could be read from. */
import { isStored } from '@bailiwick/definition/compile/table.ts'
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import type { Definition, Entity, Field } from '@bailiwick/definition/model/index.ts'
import type { Dice } from '@bailiwick/definition/write/random-definition.ts'
import type { SeedToImport } from '../../packages/server/src/governance/apps/import-seed.ts'
import { randomId } from '../differential/world.ts'
import { words } from './draft.ts'

type Record = SeedToImport['records'][string][number]

export interface Cast {
  /** Key and id of each. */
  readonly people: readonly { readonly key: string; readonly id: string }[]
  readonly teams: readonly { readonly key: string; readonly id: string; readonly name: string }[]
}

/** What a text field may hold before somebody decides that it is a number, a date, a link … */
const readable = [
  ...words,
  ...['12', '-3', '12.50', '0.125', '9007199254740993', '99999999999999999999', '1e3', ' 7', 'NaN', 'true', 'no'],
  ...['2026-11-24', '2026-02-30', 'infinity', '2026-11-24T09:30:00Z', '2026-11-24 09:30 Mars/Olympus', 'tomorrow'],
  ...[
    '{size,total}',
    '{"a": 1}',
    '"\\\\u0000"',
    'a@b.co',
    'https://example.com/',
    '+49 30 901820',
    '00000000-0000-7000-8000-000000000000',
  ],
]
const textual = ['text', 'long_text', 'rich_text']

function randomValue(dice: Dice, field: Field, cast: Cast, records: ReadonlyMap<string, readonly Record[]>): unknown {
  if (!field.required && dice.below(4) === 0) return null
  if (field.type === 'person') return dice.pick(cast.people).id
  if (field.type === 'team') return dice.pick(cast.teams).id
  if (field.type === 'relation') {
    const targets = records.get(field.to!) ?? []
    return targets.length > 0 ? dice.pick(targets).id : null
  }
  const samples = textual.includes(field.type) && dice.below(3) > 0 ? readable : fieldTypes[field.type].samples(field)
  const fitting = samples.filter(value => fieldTypes[field.type].toColumn(value, field).ok)
  return fitting.length > 0 ? dice.pick(fitting) : null
}

/** Entities that others need come first. Where something needed has no records, or everything would repeat, there are fewer. */
export function randomRows(dice: Dice, definition: Definition, cast: Cast): ReadonlyMap<string, readonly Record[]> {
  const records = new Map<string, Record[]>()
  const waiting = [...definition.entities]
  while (waiting.length > 0) {
    const needs = (entity: Entity) =>
      entity.fields.some(field => field.to && field.to !== entity.name && field.required && !records.has(field.to))
    const next = waiting.find(entity => !needs(entity)) ?? waiting[0]!
    waiting.splice(waiting.indexOf(next), 1)
    records.set(next.name, randomTable(dice, next, cast, records))
  }
  return records
}

function randomTable(dice: Dice, entity: Entity, cast: Cast, records: ReadonlyMap<string, readonly Record[]>): Record[] {
  const fields = entity.fields.filter(field => isStored(field) && !field.formula && !field.rollup && field.type !== 'auto_number')
  const combinations = [...fields.filter(field => field.unique).map(field => [field.name]), ...entity.unique]
  const seen = new Set<string>()
  const made: Record[] = []
  for (let count = dice.below(7); count > 0; count -= 1) {
    const values = Object.fromEntries(fields.map(field => [field.name, randomValue(dice, field, cast, records)]))
    if (fields.some(field => field.required && values[field.name] === null)) continue
    const keys = combinations.map(names => JSON.stringify([names, names.map(name => values[name])]))
    if (keys.some(key => seen.has(key))) continue
    for (const key of keys) seen.add(key)
    const by = () => dice.pick(cast.people).key
    const at = '2026-11-24T09:30:00.000Z'
    made.push({
      ...{ id: randomId(dice), version: 1 + dice.below(3), created_at: at, created_by: by(), updated_at: at, updated_by: by() },
      ...(dice.below(6) === 0 && { deleted_at: at }),
      fields: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)),
    })
  }
  return made
}

/** A vote on each record that could be decided on. */
export function randomVotes(
  dice: Dice,
  definition: Definition,
  cast: Cast,
  records: ReadonlyMap<string, readonly Record[]>,
): SeedToImport['history'] {
  return definition.workflows.flatMap(({ entity, transitions }) =>
    transitions.flatMap(({ name: transition, approval }) =>
      (records.get(entity) ?? []).flatMap(({ id: record, version, created_at: at }) =>
        (approval?.steps ?? []).slice(0, 1).map(({ name: step }) => {
          const vote = { step, decision: dice.pick(['approve', 'reject']), round: dice.below(3) }
          return {
            at,
            person: dice.pick(cast.people).id,
            entity,
            record,
            kind: 'vote',
            transition,
            comment: 'So be it.',
            version,
            vote,
          }
        }),
      ),
    ),
  )
}
