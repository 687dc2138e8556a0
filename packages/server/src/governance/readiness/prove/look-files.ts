/** What one person sees of the files of records. */
import { entityNames } from '@bailiwick/definition/compile/names.ts'
import type { Entity } from '@bailiwick/definition/model/index.ts'
import { inTrash, listed, readableFields } from './grants.ts'
import { idsOf, type Look, type Shown, sorted } from './look.ts'
import type { Actor, Stage } from './stage.ts'

/** Present and former files of the fields this person reads on the record now. */
export function filesLook(stage: Stage, entity: Entity, actor: Actor): Look {
  const names = entityNames(stage.definition.app.name, entity.name)
  const rows = stage.rows(entity.name)
  const about = { actor, entity: entity.name, operation: 'files' }
  return {
    question: `SELECT jsonb_object_agg(i, (SELECT jsonb_object_agg(f.id, jsonb_build_array(f.field, f.present)) FROM ${names.files}(i) f)) FROM unnest(${idsOf(rows)}) i`,
    judge: (said, tally) => {
      if (said?.startsWith('!')) return tally.differ(about, said)
      const shown = JSON.parse(said ?? '{}') as Shown
      for (const row of rows) {
        const fields =
          listed(stage, entity, row, actor) || inTrash(stage, entity, row, actor)
            ? readableFields(stage, entity, row, actor)
            : undefined
        const visible = [...stage.files.values()].filter(file => file.record === row.id && fields?.has(file.field))
        const expected = JSON.stringify(
          sorted(Object.fromEntries(visible.map(file => [file.id, [file.field, row.fields[file.field] === file.id]]))),
        )
        const got = JSON.stringify(sorted(shown[row.id] ?? {}))
        tally.note(about, got !== '{}', expected === got, () => `${row.id}: has the files ${got}, not ${expected}`)
      }
    },
  }
}
