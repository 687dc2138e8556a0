/** Records on the days they begin and last. */
import type { CalendarScreen } from '../model/screen.ts'
import { keys, name, optional, type Reads, required } from '../read/shape.ts'
import { buildRecords, firstKeys, lastKeys, textOfRecords, titleKeys } from './parts.ts'
import type { ScreenType } from './screen-type.ts'
import { beginWords, buildLooks, checkTimes, endWords, looksKeys, timesText, viewLooks } from './times.ts'

const shape = keys({
  ...firstKeys,
  calendar: required(name(), 'The entity whose records stand on days.'),
  ...titleKeys,
  from: required(name(), beginWords),
  until: optional(name(), endWords),
  ...looksKeys,
  ...lastKeys,
})

export const calendar: ScreenType<CalendarScreen, Reads<typeof shape>> = {
  shape,
  build: text => ({
    kind: 'calendar',
    ...buildRecords(text, text.calendar),
    from: text.from,
    ...(text.until !== undefined && { until: text.until }),
    ...buildLooks(text),
  }),
  text: screen => textOfRecords(screen, { calendar: screen.entity, ...timesText(screen) }),
  check: (screen, say) => void checkTimes(screen, 'calendar', say),
  // Whoever is not shown when a record begins has no days to see it on. Without its end, it stands on the day it begins.
  view: (screen, sight) =>
    sight.reads(screen.entity) && sight.shows(screen.entity, screen.from)
      ? {
          kind: 'calendar',
          ...viewLooks(screen, sight),
          from: screen.from,
          ...(screen.until !== undefined && sight.shows(screen.entity, screen.until) && { until: screen.until }),
        }
      : undefined,
  sorts: ({ from, until }) => (until === undefined ? [from] : [from, until]),
}
