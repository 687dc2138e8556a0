/** One of a few words, or several. A state is a dot and a word; an urgency is a tinted word; nothing is said by colour alone. */

import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { Group } from '@mantine/core'
import type { CSSProperties } from 'react'
import { countText, listFormat, say } from '../client/language.ts'
import { Empty } from './empty.tsx'
import type { DisplayProps, FieldLook } from './field-ui.ts'

export function Dot({ color }: { readonly color: string | undefined }) {
  return (
    <span
      aria-hidden
      style={{
        display: 'inline-block',
        width: 8,
        height: 8,
        borderRadius: 8,
        flex: 'none',
        verticalAlign: '0.5px',
        background: `var(--mantine-color-${color ?? 'gray'}-6)`,
      }}
    />
  )
}

export function option(field: FieldView, name: string) {
  return field.options?.find(candidate => candidate.name === name)
}

/** Wherever it stands, no word of it is broken. */
const whole: CSSProperties = { overflowWrap: 'normal', wordBreak: 'normal', hyphens: 'manual' }
const oneLine: CSSProperties = {
  maxWidth: '100%',
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  whiteSpace: 'nowrap',
  verticalAlign: 'bottom',
}

/** Seen on a row that the pointer is over, too. */
const tint = 'color-mix(in srgb, var(--mantine-color-text) 6%, transparent)'

function ChoiceDisplay({ value, field, dense }: DisplayProps) {
  if (typeof value !== 'string') return <Empty />
  const known = option(field, value)
  const title = known?.title ?? value
  if (field.managed) {
    // On one line it is text: cut with an ellipsis where it has no room, and what follows it stays with it.
    return dense ? (
      <span style={{ ...whole, whiteSpace: 'nowrap' }}>
        <span style={{ display: 'inline-block', marginInlineEnd: 8 }}>
          <Dot color={known?.color} />
        </span>
        {title}
      </span>
    ) : (
      <span style={{ ...whole, display: 'inline-flex', alignItems: 'center', gap: 8 }}>
        <Dot color={known?.color} />
        {title}
      </span>
    )
  }
  const loud = known?.color && known.color !== 'gray'
  return (
    <span
      title={dense ? title : undefined}
      style={{
        ...whole,
        ...(dense && oneLine),
        display: 'inline-block',
        padding: '0 6px',
        borderRadius: 6,
        lineHeight: '20px',
        background: loud ? `var(--mantine-color-${known.color}-light)` : tint,
        color: loud ? `var(--mantine-color-${known.color}-light-color)` : 'inherit',
      }}
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
        <span
          key={name}
          style={{
            padding: '0 6px',
            borderRadius: 6,
            lineHeight: '20px',
            background: tint,
            whiteSpace: 'nowrap',
            overflow: 'hidden',
            textOverflow: 'ellipsis',
          }}
        >
          {title}
        </span>
      ))}
      {rest.length > 0 && (
        <span title={listFormat({ type: 'unit' }).format(rest)} style={{ color: 'var(--mantine-color-dimmed)', flex: 'none' }}>
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
