/** What one person sees of with whom records are shared. */
import { entityNames } from '@bailiwick/definition/compile/names.ts'
import type { Entity } from '@bailiwick/definition/model/index.ts'
import { listed, works } from './grants.ts'
import { idsOf, type Look, type Shown, sorted } from './look.ts'
import type { Actor, Stage } from './stage.ts'

/** Whoever sees the record sees with whom it is shared, and whether that still gives anything. */
export function sharesLook(stage: Stage, entity: Entity, actor: Actor): Look {
  const names = entityNames(stage.definition.app.name, entity.name)
  const rows = stage.rows(entity.name)
  const about = { actor, entity: entity.name, operation: 'shares' }
  return {
    question: `SELECT jsonb_object_agg(i, (SELECT jsonb_object_agg(s.id, jsonb_build_array(s.shared_by, s.person, s.team, s.level, s.works)) FROM ${names.shares}(i) s)) FROM unnest(${idsOf(rows)}) i`,
    judge: (said, tally) => {
      if (said?.startsWith('!')) return tally.differ(about, said)
      const shown = JSON.parse(said ?? '{}') as Shown
      for (const row of rows) {
        const live = stage.sharesOf(entity.name, row.id).filter(share => !share.ended && !share.over)
        const visible = listed(stage, entity, row, actor) ? live : []
        const expected = JSON.stringify(
          sorted(
            Object.fromEntries(
              visible.map(share => [
                share.id,
                [share.sharedBy, share.person, share.team, share.level, works(stage, entity, share, row)],
              ]),
            ),
          ),
        )
        const got = JSON.stringify(sorted(shown[row.id] ?? {}))
        tally.note(about, got !== '{}', expected === got, () => `${row.id}: shared ${got}, not ${expected}`)
      }
    },
  }
}
