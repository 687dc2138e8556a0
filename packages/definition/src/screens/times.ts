/** What a calendar and a timeline have in common: the fields that say when a record begins and ends, and how it looks. */
import type { Entity } from '../model/entity.ts'
import type { RecordsScreen } from '../model/screen.ts'
import { name, optional } from '../read/shape.ts'
import type { Complaints } from '../validate/complaint.ts'
import { checkRecords, fieldsKey, needFieldOf, shownOf, shownSystemFields, viewRecords } from './parts.ts'
import type { Sight } from './screen-type.ts'

export const beginWords = 'The date or datetime field with which a record begins.'
export const endWords = 'The field with which it ends, of the same type as `from`. A day that is its end belongs to it.'
export const looksKeys = {
  color: optional(name(), 'The state or choice whose colour it has.'),
  card: optional(fieldsKey, 'Fields told beside its title.'),
}

interface TimesScreen extends RecordsScreen {
  readonly from: string
  readonly until?: string
  readonly color?: string
  readonly card: readonly string[]
}

const times = ['date', 'datetime'] as const

/** @returns the entity it shows, where there is one */
export function checkTimes(screen: TimesScreen, key: string, say: Complaints): Entity | undefined {
  const entity = checkRecords(screen, key, say)
  if (!entity) return undefined
  const path = `screens.${screen.name}`
  needFieldOf(say, entity, screen.from, `${path}.from`, times, 'a record begins with a')
  if (screen.until === screen.from)
    say.add('screen.field', `${path}.until`, `"${screen.until}" is the beginning already.`, 'Name the field with which it ends.')
  else if (screen.until !== undefined) {
    const begin = entity.fields.find(field => field.name === screen.from)?.type
    const same = times.filter(type => type === begin)
    needFieldOf(
      say,
      entity,
      screen.until,
      `${path}.until`,
      same.length > 0 ? same : times,
      'what begins and ends is both of type',
    )
  }
  if (screen.color !== undefined)
    needFieldOf(say, entity, screen.color, `${path}.color`, ['choice'], 'colours come from a state or a')
  say.needFields(entity, screen.card, `${path}.card`, shownSystemFields)
  return entity
}

/** Its keys, as the file has them. */
export const timesText = ({ from, until, color, card }: TimesScreen) => ({ from, until, color, card })

/** As read from the file. */
export function buildLooks(text: { readonly color?: string; readonly card?: readonly string[] }) {
  return { ...(text.color !== undefined && { color: text.color }), card: text.card ?? [] }
}

export function viewLooks(screen: TimesScreen, sight: Sight) {
  return {
    ...viewRecords(screen),
    ...(screen.color !== undefined && sight.shows(screen.entity, screen.color) && { color: screen.color }),
    card: shownOf(screen.card, screen.entity, sight),
  }
}
