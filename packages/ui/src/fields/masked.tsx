/** A value this reader sees only in part: whatever its type, it is shown as the server masked it. */
import type { Masked, WireValue } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Tooltip } from '@mantine/core'
import type { FieldLook, FieldUi } from './field-ui.ts'

export function isMasked(value: WireValue | undefined): value is Masked {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'masked' in value
}

function MaskedText({ value }: { readonly value: Masked }) {
  const { t } = useLingui()
  return (
    <Tooltip label={t`Only a part of this is shown to you`} openDelay={300}>
      <span style={{ fontVariantNumeric: 'tabular-nums', color: 'var(--mantine-color-dimmed)' }}>{value.masked}</span>
    </Tooltip>
  )
}

/** The same field type, also where its value comes masked. */
export function orMasked(look: FieldLook): FieldLook {
  const { Display } = look
  return {
    ...look,
    Display: props => (isMasked(props.value) ? <MaskedText value={props.value} /> : <Display {...props} />),
  }
}

/** Whoever may change what they see in part writes a whole new value. */
export function anewIfMasked(Editor: FieldUi['Editor']): FieldUi['Editor'] {
  return props =>
    isMasked(props.value) ? <Editor {...props} value={null} placeholder={props.value.masked} /> : <Editor {...props} />
}
