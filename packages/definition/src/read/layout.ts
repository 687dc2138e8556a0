import { nearest } from '../fields/near.ts'
import type { Entity } from '../model/entity.ts'
import type { RecordLayout } from '../model/screen.ts'
import type { Findings } from './findings.ts'
import type { LayoutText } from './text-form.ts'

/** Related lists are named by the inverse of the relation that points here. */
export function buildLayout(text: LayoutText, entities: readonly Entity[], path: string, findings: Findings): RecordLayout {
  const inverses = inversesOf(text.layout, entities)
  const related = (text.related ?? []).flatMap((each, index) => {
    const found = inverses.get(each.list)
    if (found)
      return [
        {
          ...found,
          ...(each.title && { title: each.title }),
          ...(each.columns && { columns: each.columns }),
          ...(each.show !== undefined && { show: each.show }),
        },
      ]
    const near = nearest(each.list, inverses.keys())
    const hint = near ? `Did you mean "${near}"?` : known(inverses)
    const message = `No relation calls its records "${each.list}" of a ${text.layout}.`
    findings.hole('layout.no-such-list', { path: `${path}.related.${index}.list`, message, hint })
    return []
  })
  const { layout: entity, wizard, later, sections } = text
  return { entity, ...(wizard && { wizard: true as const }), ...(later && { later }), sections, related }
}

function known(inverses: ReadonlyMap<string, unknown>): string {
  if (inverses.size === 0) return 'Give the relation that points here an `inverse` first.'
  return `There is ${[...inverses.keys()].join(', ')}.`
}

function inversesOf(entity: string, entities: readonly Entity[]): Map<string, { entity: string; via: string }> {
  const pointing = entities.flatMap(each =>
    each.fields.filter(field => field.to === entity && field.inverse).map(field => [each, field] as const),
  )
  return new Map(pointing.map(([each, field]) => [field.inverse!, { entity: each.name, via: field.name }]))
}
