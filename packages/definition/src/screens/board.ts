/** Cards in columns, one for each state or option. */
import type { BoardScreen } from '../model/screen.ts'
import { keys, name, optional, type Reads, required } from '../read/shape.ts'
import {
  buildRecords,
  checkOrder,
  checkRecords,
  defaultOrder,
  fieldsKey,
  firstKeys,
  lastKeys,
  needFieldOf,
  orderKey,
  shownOf,
  shownSystemFields,
  textOfRecords,
  titleKeys,
  unlessDefault,
  viewRecords,
} from './parts.ts'
import type { ScreenType } from './screen-type.ts'

const { filter, ...others } = lastKeys
const shape = keys({
  ...firstKeys,
  board: required(name(), 'The entity whose records are cards.'),
  ...titleKeys,
  by: required(name(), 'What the columns are: the state of its workflow, or a choice.'),
  card: optional(fieldsKey, 'Fields on a card, beneath its title.'),
  filter,
  order: orderKey,
  ...others,
})

export const board: ScreenType<BoardScreen, Reads<typeof shape>> = {
  shape,
  build: text => ({
    kind: 'board',
    ...buildRecords(text, text.board),
    by: text.by,
    card: text.card ?? [],
    orderBy: text.order ?? defaultOrder,
  }),
  text: screen =>
    textOfRecords(screen, { board: screen.entity, by: screen.by, card: screen.card, order: unlessDefault(screen.orderBy) }),
  check: (screen, say) => {
    const entity = checkRecords(screen, 'board', say)
    if (!entity) return
    const path = `screens.${screen.name}`
    needFieldOf(say, entity, screen.by, `${path}.by`, ['choice'], 'the columns of a board come from a state or a')
    say.needFields(entity, screen.card, `${path}.card`, shownSystemFields)
    checkOrder(say, entity, screen.orderBy, `${path}.order`)
  },
  // Whoever is not shown what the columns are has no columns.
  view: (screen, sight) =>
    sight.reads(screen.entity) && sight.gives(screen.entity, screen.by)
      ? {
          kind: 'board',
          ...viewRecords(screen),
          by: screen.by,
          card: shownOf(screen.card, screen.entity, sight),
          orderBy: screen.orderBy,
        }
      : undefined,
  sorts: screen => [screen.by],
}
