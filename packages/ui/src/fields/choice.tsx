/** One of a few words, or several. A state is a dot and a word; an urgency is a tinted word; nothing is said by colour alone. */

import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { Group } from '@mantine/core'
import { countText, listFormat, say } from '../client/language.ts'
import { Empty } from './empty.tsx'
import type { DisplayProps, FieldLook } from './field-ui.ts'
import classes from './value.module.css'

/** Brighter than words of the same colour may be: beside it stands the word. */
export const dotColor = (color: string | undefined) => {
  const name = color ?? 'gray'
  return `var(--dot-${name}, var(--mantine-color-${name}-6))`
}

export function Dot({ color }: { readonly color: string | undefined }) {
  return <span aria-hidden className={classes.dot} style={{ background: dotColor(color) }} />
}

export function option(field: FieldView, name: string) {
  return field.options?.find(candidate => candidate.name === name)
}

function ChoiceDisplay({ value, field, dense }: DisplayProps) {
  if (typeof value !== 'string') return <Empty />
  const known = option(field, value)
  const title = known?.title ?? value
  if (field.managed)
    return (
      <span className={`${classes.word} ${dense ? classes.stateLine : classes.state}`}>
        <Dot color={known?.color} />
        {title}
      </span>
    )
  const loud = known?.color && known.color !== 'gray'
  return (
    <span
      dir="auto"
      title={dense ? title : undefined}
      className={`${classes.word} ${classes.choice} ${dense ? classes.oneLine : classes.whole}`}
      style={
        loud
          ? {
              background: `var(--mantine-color-${known.color}-light)`,
              color: `var(--mantine-color-${known.color}-light-color)`,
            }
          : undefined
      }
    >
      {title}
    </span>
  )
}

function ManyDisplay({ value, field, dense }: DisplayProps) {
  if (!Array.isArray(value) || value.length === 0) return <Empty />
  const chosen = value.map(each => ({ name: String(each), title: option(field, String(each))?.title ?? String(each) }))
  // On one line, what does not fit is counted rather than cut.
  const shown = dense ? chosen.slice(0, 1) : chosen
  const rest = chosen.slice(shown.length).map(({ title }) => title)
  return (
    <Group gap={4} wrap={dense ? 'nowrap' : 'wrap'} style={{ overflow: 'hidden' }}>
      {shown.map(({ name, title }) => (
        <span key={name} dir="auto" className={`${classes.choice} ${dense ? classes.oneLine : classes.whole}`}>
          {title}
        </span>
      ))}
      {rest.length > 0 && (
        <span title={listFormat({ type: 'unit' }).format(rest)} className={classes.dim} style={{ flex: 'none' }}>
          +{countText(rest.length)}
        </span>
      )}
    </Group>
  )
}

function BooleanDisplay({ value }: DisplayProps) {
  if (value === null || value === undefined) return <Empty />
  return <span>{value ? say('Yes') : say('No')}</span>
}

export const choice: FieldLook = { Display: ChoiceDisplay, width: 120 }
export const multiChoice: FieldLook = { Display: ManyDisplay, width: 180, wide: true }
export const boolean: FieldLook = { Display: BooleanDisplay, width: 80 }
