/** The form behind "Filter": a field, a comparison and a value. */
import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, MantineThemeProvider, Stack } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Pick } from '../../kit/pick.tsx'
import { type Condition, complete, inDays, isWhole, operatorsFor, usualDays, wordsFor } from './conditions.ts'
import { ValueInput } from './value-input.tsx'

interface NewConditionProps {
  readonly app: string
  readonly fields: readonly FieldView[]
  readonly onAdd: (condition: Condition) => void
  /** Absent: there are single conditions only. */
  readonly onBuild: (() => void) | undefined
  readonly onEscape: () => void
}

export function NewCondition({ app, fields, onAdd, onBuild, onEscape }: NewConditionProps) {
  const { t } = useLingui()
  const [name, setName] = useState<string | null>(null)
  const [operator, setOperator] = useState<Condition['operator']>()
  const [value, setValue] = useState<Condition['value']>()
  const usable = fields.filter(field => operatorsFor(field).length > 0)
  const field = usable.find(candidate => candidate.name === name)
  const chosen = operator ?? (field ? operatorsFor(field)[0] : undefined)
  const needsValue = chosen !== undefined && !complete.includes(chosen)
  const given = value ?? (chosen && inDays.includes(chosen) ? usualDays : undefined)
  const condition: Condition | undefined = field &&
    chosen && { field: field.name, operator: chosen, ...(needsValue && given !== undefined ? { value: given } : {}) }
  const first = useRef<HTMLInputElement>(null)
  // It may have come later than what it stands in.
  useEffect(() => first.current?.focus(), [])
  // Whether a list or a calendar inside stood open when Escape was pressed: that one goes, and this stays.
  const innerOpen = useRef(false)
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        if (field && condition && isWhole(field, condition)) onAdd(condition)
      }}
      onKeyDownCapture={event => {
        const target = event.target as HTMLElement
        innerOpen.current = target.getAttribute('aria-expanded') === 'true' || target.closest('[data-inner-layer]') !== null
      }}
      onKeyDown={event => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        if (!innerOpen.current) onEscape()
      }}
    >
      <Beside>
        <Stack gap={8}>
          <Pick
            aria-label={t`Field`}
            placeholder={t`Field`}
            data={usable.map(each => ({ value: each.name, label: each.title }))}
            value={name}
            onChange={next => {
              setName(next)
              setOperator(undefined)
              setValue(undefined)
            }}
            ref={first}
            data-autofocus
          />
          {field && (
            <Pick
              aria-label={t`Comparison`}
              allowDeselect={false}
              data={operatorsFor(field).map(each => ({ value: each, label: wordsFor(field, each) }))}
              value={chosen ?? null}
              onChange={next => {
                setOperator(next as Condition['operator'])
                setValue(undefined)
              }}
            />
          )}
          {field && needsValue && <ValueInput app={app} field={field} operator={chosen} value={given} onChange={setValue} />}
          <Button type="submit" disabled={!field || !condition || !isWhole(field, condition)}>
            <Trans>Add condition</Trans>
          </Button>
          {onBuild && (
            <Button variant="subtle" color="gray" onClick={onBuild}>
              <Trans>All conditions, and groups of them</Trans>
            </Button>
          )}
        </Stack>
      </Beside>
    </form>
  )
}

/** Lists and calendars open beside the popover where there is room, so that what comes next in it stays in reach, and inside it, so that a click there is no click outside. */
function Beside({ children }: { readonly children: ReactNode }) {
  const wide = useMediaQuery('(min-width: 800px)', true)
  const list = { withinPortal: false, position: wide ? 'right-start' : 'bottom' } as const
  return (
    <MantineThemeProvider
      theme={{
        components: {
          Select: { defaultProps: { comboboxProps: list } },
          MultiSelect: { defaultProps: { comboboxProps: list } },
          Popover: { defaultProps: { withinPortal: false } },
          DateTimePicker: { defaultProps: { popoverProps: list } },
        },
      }}
      inherit
    >
      {children}
    </MantineThemeProvider>
  )
}
