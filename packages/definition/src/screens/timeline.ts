/** Records as bars over an axis of time. */
import type { TimelineScreen } from '../model/screen.ts'
import { keys, name, optional, type Reads, required } from '../read/shape.ts'
import { buildRecords, firstKeys, lastKeys, needFieldOf, textOfRecords, titleKeys } from './parts.ts'
import type { ScreenType } from './screen-type.ts'
import { beginWords, buildLooks, checkTimes, endWords, looksKeys, timesText, viewLooks } from './times.ts'

const shape = keys({
  ...firstKeys,
  timeline: required(name(), 'The entity whose records are bars.'),
  ...titleKeys,
  from: required(name(), beginWords),
  until: required(name(), endWords),
  by: optional(name(), 'What the rows are grouped by: a person, team, choice, state or relation.'),
  ...looksKeys,
  ...lastKeys,
})

export const timeline: ScreenType<TimelineScreen, Reads<typeof shape>> = {
  shape,
  build: text => ({
    kind: 'timeline',
    ...buildRecords(text, text.timeline),
    from: text.from,
    until: text.until,
    ...(text.by !== undefined && { by: text.by }),
    ...buildLooks(text),
  }),
  text: screen => textOfRecords(screen, { timeline: screen.entity, ...timesText(screen), by: screen.by }),
  check: (screen, say) => {
    const entity = checkTimes(screen, 'timeline', say)
    if (!entity || screen.by === undefined) return
    const groups = ['person', 'team', 'choice', 'relation']
    needFieldOf(say, entity, screen.by, `screens.${screen.name}.by`, groups, 'rows are grouped by a')
  },
  // A bar has two ends: whoever is not shown one of them has none.
  view: (screen, sight) =>
    sight.reads(screen.entity) && sight.shows(screen.entity, screen.from) && sight.shows(screen.entity, screen.until)
      ? {
          kind: 'timeline',
          ...viewLooks(screen, sight),
          from: screen.from,
          until: screen.until,
          ...(screen.by !== undefined && sight.shows(screen.entity, screen.by) && { by: screen.by }),
        }
      : undefined,
  sorts: ({ from, until }) => [from, until],
}
