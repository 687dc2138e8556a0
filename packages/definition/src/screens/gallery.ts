/** Cards with a picture in a grid. */
import type { GalleryScreen } from '../model/screen.ts'
import { keys, name, optional, type Reads, required } from '../read/shape.ts'
import {
  buildRecords,
  checkOrder,
  checkRecords,
  defaultOrder,
  fieldsKey,
  firstKeys,
  firstOf,
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
  gallery: required(name(), 'The entity whose records are cards.'),
  ...titleKeys,
  picture: optional(name(), 'A file: where it is an image, it is the picture of the card.'),
  card: optional(fieldsKey, 'Fields on a card, beneath its title.'),
  filter,
  order: orderKey,
  ...others,
})

export const gallery: ScreenType<GalleryScreen, Reads<typeof shape>> = {
  shape,
  build: text => ({
    kind: 'gallery',
    ...buildRecords(text, text.gallery),
    ...(text.picture && { picture: text.picture }),
    card: text.card ?? [],
    orderBy: text.order ?? defaultOrder,
  }),
  text: screen =>
    textOfRecords(screen, {
      gallery: screen.entity,
      picture: screen.picture,
      card: screen.card,
      order: unlessDefault(screen.orderBy),
    }),
  check: (screen, say) => {
    const entity = checkRecords(screen, 'gallery', say)
    if (!entity) return
    const path = `screens.${screen.name}`
    if (screen.picture) needFieldOf(say, entity, screen.picture, `${path}.picture`, ['file'], 'the picture of a card is a')
    say.needFields(entity, screen.card, `${path}.card`, shownSystemFields)
    checkOrder(say, entity, screen.orderBy, `${path}.order`)
  },
  // Whoever is not shown the picture has the cards without it.
  view: (screen, sight) =>
    sight.reads(screen.entity)
      ? {
          kind: 'gallery',
          ...viewRecords(screen),
          ...(screen.picture && sight.shows(screen.entity, screen.picture) && { picture: screen.picture }),
          card: shownOf(screen.card, screen.entity, sight),
          orderBy: screen.orderBy,
        }
      : undefined,
  sorts: screen => firstOf(screen.orderBy),
}
