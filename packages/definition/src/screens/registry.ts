/** Every type of screen: a file beside this one and a line here. */
import type { Entity } from '../model/entity.ts'
import type { Screen, ScreenKind } from '../model/screen.ts'
import type { Reads } from '../read/shape.ts'
import type { Complaints } from '../validate/complaint.ts'
import type { ScreenView } from '../wire/app-view.ts'
import { board } from './board.ts'
import { calendar } from './calendar.ts'
import { dashboard } from './dashboard.ts'
import { gallery } from './gallery.ts'
import { list } from './list.ts'
import { pivot } from './pivot.ts'
import type { Figured, ScreenType, Sight } from './screen-type.ts'
import { timeline } from './timeline.ts'
import { tree } from './tree.ts'

const types = { list, board, calendar, timeline, gallery, tree, pivot, dashboard } as const
type Types = typeof types

export const shapesOfScreens: { readonly [K in ScreenKind]: Types[K]['shape'] } = {
  list: list.shape,
  board: board.shape,
  calendar: calendar.shape,
  timeline: timeline.shape,
  dashboard: dashboard.shape,
  gallery: gallery.shape,
  tree: tree.shape,
  pivot: pivot.shape,
}
export type ScreenText = Reads<Types[ScreenKind]['shape']>

// One kind's type takes that kind's screens; the compiler cannot follow a kind through a table.
const typeOf = (kind: ScreenKind) => types[kind] as unknown as ScreenType<Screen, ScreenText>

export function buildScreen(text: ScreenText): Screen {
  const kinds = Object.keys(types) as ScreenKind[]
  return typeOf(kinds.find(kind => kind in text)!).build(text)
}

export const screenText = (screen: Screen): Record<string, unknown> => typeOf(screen.kind).text(screen)

export const checkScreen = (screen: Screen, say: Complaints): void => typeOf(screen.kind).check(screen, say)

/** As one person has it; absent: they have nothing of it. */
export const viewScreen = (screen: Screen, sight: Sight): ScreenView | undefined => typeOf(screen.kind).view(screen, sight)

/** Fields of the entity by which a screen sorts or asks for a span. */
export const sortedBy = (screen: Screen, entity: Entity): readonly string[] => typeOf(screen.kind).sorts(screen, entity)

export const figuredBy = (screen: Screen, entity: Entity): Figured =>
  typeOf(screen.kind).figures?.(screen, entity) ?? { fields: [], conditions: [] }
