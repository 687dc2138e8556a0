/**
 * What records are called, for whoever lists them by id: read through the reader's own view of each entity, one statement for all its records. A record that is not
 * visible to the reader, or not there any more, has no name here.
 */
import { fieldTypes } from '@bailiwick/definition/fields/registry.ts'
import type { LiveApp } from '../../database/live-model.ts'
import type { Actor } from '../../security/access/actor.ts'
import type { Plan } from './list.ts'
import { preparedName } from './statement-names.ts'
import type { Surface } from './surface.ts'
import { surfaceOf } from './surface.ts'
import { at } from './values.ts'

export interface Named {
  readonly app: string | null
  readonly entity: string | null
  readonly record: string | null
}

/** @returns a plan that answers with number and title by record id */
export function planTitles(
  app: (name: string) => LiveApp | undefined,
  actor: Actor,
  named: readonly Named[],
): Plan<ReadonlyMap<string, string>> {
  const asked = new Map<Surface, Set<string>>()
  for (const { app: of, entity, record } of named) {
    const live = of === null ? undefined : app(of)
    const surface = live && entity !== null ? surfaceOf(live, entity, actor) : undefined
    if (surface && record !== null) asked.set(surface, (asked.get(surface) ?? new Set()).add(record))
  }
  const surfaces = [...asked]
  return {
    statements: surfaces.map(([surface, ids]) => {
      const text = `SELECT t.id, ${nameSql(surface).join(', ')} FROM ${surface.names.read} t WHERE t.id = ANY ($1::uuid[])`
      return { ...preparedName(surface.app.release, text), text, values: [`{${[...ids].join(',')}}`] }
    }),
    answer: results =>
      new Map(
        results.flatMap(({ rows }, index) =>
          rows.map(([id, ...parts]): [string, string] => [
            String(id),
            // A visible record whose title is not has the name of its kind.
            parts.filter(part => part !== null && part !== '').join(' · ') || (surfaces[index]?.[0].live.entity.label ?? ''),
          ]),
        ),
      ),
  }
}

/** Running number and title, as far as this reader is given them; where the view masks a value it is NULL. */
export function nameSql(surface: Surface): string[] {
  const { number, title } = namePartsSql(surface)
  const shown = [number, title].filter(part => part !== undefined)
  return shown.length === 0 ? ['NULL'] : shown
}

/** Each for itself. What is called by its number has no other. */
export function namePartsSql(surface: Surface): { readonly number: string | undefined; readonly title: string | undefined } {
  const { entity } = surface.live
  const number = entity.fields.find(field => field.type === 'auto_number')?.name
  const sqlOf = (name: string | undefined) => {
    const field = name === undefined ? undefined : surface.fields.get(name)?.field
    return field && fieldTypes[field.type].toWireSql(at('t', field.name), field)
  }
  return { number: number === entity.titleField ? undefined : sqlOf(number), title: sqlOf(entity.titleField) }
}
