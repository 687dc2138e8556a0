/** Records beneath the records they belong to. */
import type { TreeScreen } from '../model/screen.ts'
import { keys, name, type Reads, required } from '../read/shape.ts'
import { didYouMean } from '../validate/complaint.ts'
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

// Without a condition: it would leave out records that others stand beneath.
const { filter: _, ...others } = lastKeys
const shape = keys({
  ...firstKeys,
  tree: required(name(), 'The entity whose records stand beneath each other.'),
  ...titleKeys,
  parent: required(name(), 'What a record stands beneath: a relation of the entity to itself.'),
  columns: required(fieldsKey, 'The columns beside the title, in order.'),
  order: orderKey,
  ...others,
})

export const tree: ScreenType<TreeScreen, Reads<typeof shape>> = {
  shape,
  build: text => ({
    kind: 'tree',
    ...buildRecords(text, text.tree),
    parent: text.parent,
    columns: text.columns,
    orderBy: text.order ?? defaultOrder,
  }),
  text: screen => ({
    ...textOfRecords(screen, { tree: screen.entity, parent: screen.parent, order: unlessDefault(screen.orderBy) }),
    columns: screen.columns,
  }),
  check: (screen, say) => {
    const entity = checkRecords(screen, 'tree', say)
    if (!entity) return
    const path = `screens.${screen.name}`
    if (say.needField(entity, screen.parent, `${path}.parent`)) {
      const own = entity.fields.filter(field => field.type === 'relation' && field.to === entity.name).map(field => field.name)
      if (!own.includes(screen.parent)) {
        const hint = own.length > 0 ? didYouMean(screen.parent, own) : `${entity.name} has no relation to itself.`
        say.add('screen.field', `${path}.parent`, `"${screen.parent}" is no relation of ${entity.name} to itself.`, hint)
      }
    }
    say.needFields(entity, screen.columns, `${path}.columns`, shownSystemFields)
    checkOrder(say, entity, screen.orderBy, `${path}.order`)
  },
  // Whoever is not shown what stands beneath what has no tree.
  view: (screen, sight) =>
    sight.reads(screen.entity) && sight.gives(screen.entity, screen.parent)
      ? {
          kind: 'tree',
          ...viewRecords(screen),
          parent: screen.parent,
          columns: shownOf(screen.columns, screen.entity, sight),
          orderBy: screen.orderBy,
        }
      : undefined,
  sorts: screen => firstOf(screen.orderBy),
}
