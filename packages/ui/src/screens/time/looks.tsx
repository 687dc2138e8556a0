/** What calendar and timeline tell of a record beside its days: its colour with the word for it, and the fields of its card. */
import type { EntityView, FieldView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Dot } from '../../fields/choice.tsx'
import { fieldOf } from '../../fields/field-ui.ts'
import { RecordPlace } from '../../fields/record-place.ts'
import { fieldUi } from '../../fields/registry.ts'
import { columnsOf } from '../board/moves.ts'
import { systemColumns } from '../records/system-columns.ts'
import type { Lasting } from './ends.ts'
import classes from './time.module.css'

export interface Look {
  readonly title: string
  readonly color: string | undefined
}

/** By value of the field; empty where the screen has no colours. */
export function looksOf(entity: EntityView, color: string | undefined): ReadonlyMap<string, Look> {
  if (color === undefined) return new Map()
  return new Map(columnsOf(entity, color).flatMap(({ name, ...look }) => (name === null ? [] : [[name, look]])))
}

export function lookOf(looks: ReadonlyMap<string, Look>, color: string | undefined, row: RecordRow): Look | undefined {
  const value = color === undefined ? undefined : row[color]
  return typeof value === 'string' ? looks.get(value) : undefined
}

interface LegendProps {
  readonly looks: ReadonlyMap<string, Look>
  readonly color: string | undefined
  readonly entries: readonly Lasting[]
}

/** The colours that are there, in words, in the order of states and options. */
export function Legend({ looks, color, entries }: LegendProps) {
  const { t } = useLingui()
  const present = new Set(entries.map(({ row }) => lookOf(looks, color, row)))
  const shown = [...looks].filter(([, look]) => present.has(look))
  if (shown.length === 0) return null
  return (
    <ul className={classes.legend} aria-label={t`Colours`}>
      {shown.map(([name, { title, color }]) => (
        <li key={name}>
          <Dot color={color} /> {title}
        </li>
      ))}
    </ul>
  )
}

export const titleOf = (entity: EntityView, row: RecordRow): string => String(row[entity.titleField] ?? entity.label)

/** The fields of a card, but those that are told anyway: the title, and what the colour stands for. */
export function cardFields(entity: EntityView, names: readonly string[], color: string | undefined): readonly FieldView[] {
  return names
    .filter(name => name !== entity.titleField && name !== color)
    .flatMap(name => fieldOf(entity, name) ?? systemColumns.find(each => each.name === name) ?? [])
}

interface CardValuesProps {
  readonly app: string
  readonly entity: EntityView
  readonly fields: readonly FieldView[]
  readonly row: RecordRow
}

export function CardValues({ app, entity, fields, row }: CardValuesProps) {
  return fields.map(field => {
    const value = row[field.name]
    if (value === undefined || value === null) return null
    const { Display } = fieldUi(field)
    return (
      <span key={field.name} className={classes.value} title={field.title}>
        <RecordPlace value={{ entity: entity.name, id: row.id }}>
          <Display app={app} field={field} value={value} dense />
        </RecordPlace>
      </span>
    )
  })
}
