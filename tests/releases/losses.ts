/** What a release took from people without a word, told by what was there before and after. */
import { isDeepStrictEqual } from 'node:util'
import { isStored } from '@bailiwick/definition/compile/table.ts'
import type { Definition, Entity, Field } from '@bailiwick/definition/model/index.ts'
import type { Contents, Row, Rows } from './catalog.ts'
import { saysTheSame } from './meaning.ts'

export interface Place {
  readonly entity: Entity
  readonly field: Field
}

/** Fields with a column of people's own values, by the ids that they keep. */
export function given(definition: Definition): Map<string, Place> {
  return new Map(
    definition.entities.flatMap(entity =>
      entity.fields
        .filter(field => isStored(field) && !field.formula && !field.rollup)
        .map(field => [`${entity.id}.${field.id}`, { entity, field }] as const),
    ),
  )
}

export const saysLossOf = (losses: readonly string[], { entity, field }: Place) =>
  losses.some(loss => loss.includes(`${entity.name}.${field.name}`) || loss.includes(`All records of ${entity.name} `))

/** The values of `from` that are not in `to` any more, without a word about it. */
export function lostInSilence(
  from: ReadonlyMap<string, Place>,
  values: ReadonlyMap<string, ReadonlyMap<string, unknown>>,
  to: ReadonlyMap<string, Place>,
  after: ReadonlyMap<string, ReadonlyMap<string, unknown>>,
  losses: readonly string[],
): string[] {
  const faults: string[] = []
  for (const [id, place] of from) {
    const next = to.get(id)
    const was = values.get(id)!
    if (!next) {
      if (!saysLossOf(losses, place)) faults.push(`${place.entity.name}.${place.field.name} is gone, and nobody was told`)
      continue
    }
    // Another column now; what the old one held is looked for in the trash.
    if (losses.some(loss => loss.startsWith(`What ${place.entity.name}.${place.field.name} holds goes out of sight`))) continue
    const is = after.get(id)!
    if (is.size !== was.size) faults.push(`${next.entity.name}: ${was.size} records before, ${is.size} after`)
    for (const [record, wire] of was) {
      const now = is.get(record) ?? null
      if (!saysTheSame({ field: place.field, wire }, { field: next.field, wire: now }))
        faults.push(
          `${place.entity.name}.${place.field.name} (${place.field.type}) was ${JSON.stringify(wire)}, and ${next.entity.name}.${next.field.name} (${next.field.type}) is ${JSON.stringify(now)}`,
        )
    }
  }
  return faults
}

/** Votes that are not as they were, where there are votes before and after. */
export function lostVotes(before: Contents, after: Contents, from: Definition, to: Definition): string[] {
  return from.entities.flatMap(({ id, name }) => {
    const now = to.entities.find(each => each.id === id)?.name
    const [was, is] = [before.get(`${name}$vote`), after.get(`${now}$vote`)]
    return was && is && !isDeepStrictEqual(was, is) ? [`the votes on ${name} are not those on ${now}`] : []
  })
}

/** What the plan says is kept, and is not there as it was. */
export function lostInTrash(
  before: Contents,
  after: Contents,
  from: Definition,
  to: Definition,
  losses: readonly string[],
): string[] {
  const faults: string[] = []
  const compare = (
    what: string,
    was: Rows | undefined,
    is: Rows | undefined,
    columns: (row: Row) => readonly [string, string][],
  ) => {
    if (!was || !is) return faults.push(`${what}: nothing is kept under this name`)
    for (const [id, row] of was)
      for (const [column, kept] of columns(row))
        if (row[column] !== is.get(id)?.[kept]) faults.push(`${what}: ${row[column]} is kept as ${is.get(id)?.[kept]}`)
    return undefined
  }
  for (const loss of losses) {
    const [, table, trashed] = /^All records of (\S+) go out of sight; the table is kept as (\S+)[.]$/.exec(loss) ?? []
    if (table && trashed) compare(loss, before.get(table), after.get(trashed), row => Object.keys(row).map(name => [name, name]))
    const [, entity, column, kept] =
      /^What ([^.]+)[.](\S+) holds goes out of sight; the column is kept as (\S+)[.]$/.exec(loss) ?? []
    if (!entity || !column || !kept) continue
    const id = from.entities.find(each => each.name === entity)?.id
    const now = to.entities.find(each => each.id === id)?.name ?? ''
    compare(loss, before.get(entity), after.get(now), () => [[column, kept]])
  }
  return faults
}
