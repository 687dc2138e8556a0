/** Records in rows and columns. */
import type { ListScreen } from '../model/screen.ts'
import { keys, name, type Reads, required } from '../read/shape.ts'
import {
  buildRecords,
  checkOrder,
  checkRecords,
  defaultOrder,
  fieldsKey,
  firstKeys,
  firstOf,
  lastKeys,
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
  list: required(name(), 'The entity listed.'),
  ...titleKeys,
  columns: required(fieldsKey, 'The columns, in order.'),
  filter,
  order: orderKey,
  ...others,
})

export const list: ScreenType<ListScreen, Reads<typeof shape>> = {
  shape,
  build: text => ({
    kind: 'list',
    ...buildRecords(text, text.list),
    columns: text.columns,
    orderBy: text.order ?? defaultOrder,
  }),
  text: screen => ({
    ...textOfRecords(screen, { list: screen.entity, order: unlessDefault(screen.orderBy) }),
    columns: screen.columns,
  }),
  check: (screen, say) => {
    const entity = checkRecords(screen, 'list', say)
    if (!entity) return
    say.needFields(entity, screen.columns, `screens.${screen.name}.columns`, shownSystemFields)
    checkOrder(say, entity, screen.orderBy, `screens.${screen.name}.order`)
  },
  view: (screen, sight) =>
    sight.reads(screen.entity)
      ? {
          kind: 'list',
          ...viewRecords(screen),
          columns: shownOf(screen.columns, screen.entity, sight),
          orderBy: screen.orderBy,
        }
      : undefined,
  sorts: screen => firstOf(screen.orderBy),
}
