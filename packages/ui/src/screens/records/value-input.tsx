/** The value of a condition, in the control its field and comparison need. */
import type { FieldView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Checkbox, NumberInput } from '@mantine/core'
import type { KeyboardEvent } from 'react'
import { say } from '../../client/language.ts'
import { isReference } from '../../fields/field-ui.ts'
import { fieldUi } from '../../fields/registry.ts'
import { begins, found } from '../../kit/found.ts'
import { Pick } from '../../kit/pick.tsx'
import { type Condition, inDays, inSeveral, kindOf, mostDays, type Operator } from './conditions.ts'
import { knownName, rememberName } from './known-names.ts'
import classes from './records.module.css'

interface ValueInputProps {
  readonly app: string
  readonly field: FieldView
  readonly operator: Operator
  readonly value: Condition['value']
  readonly onChange: (value: Condition['value']) => void
}

const texts = ['contains', 'notContains', 'startsWith', 'endsWith']

export function ValueInput({ app, field, operator, value, onChange }: ValueInputProps) {
  const { t } = useLingui()
  const options = (field.options ?? []).map(option => ({ value: option.name, label: option.title }))
  if (inSeveral.includes(operator)) {
    const chosen = typeof value === 'object' ? value : value === undefined ? [] : [String(value)]
    // All in sight: a list that stays open for the next pick would lie over the button that ends this.
    return (
      <Checkbox.Group value={[...chosen]} onChange={onChange} onKeyDown={toTyped} aria-label={t`Values`}>
        <div className={classes.options}>
          {options.map(option => (
            <Checkbox key={option.value} value={option.value} label={option.label} size="xs" />
          ))}
        </div>
      </Checkbox.Group>
    )
  }
  if (kindOf(field) === 'boolean')
    return (
      <Pick
        aria-label={t`Value`}
        allowDeselect={false}
        data={[
          { value: 'true', label: t`Yes` },
          { value: 'false', label: t`No` },
        ]}
        value={value === undefined ? null : String(value)}
        onChange={next => onChange(next === 'true')}
      />
    )
  if (options.length > 0)
    return (
      <Pick
        aria-label={t`Value`}
        allowDeselect={false}
        data={options}
        value={typeof value === 'string' ? value : null}
        onChange={next => onChange(next ?? undefined)}
      />
    )
  if (inDays.includes(operator)) {
    const count = typeof value === 'number' ? value : 0
    return (
      <NumberInput
        aria-label={t`Days`}
        placeholder={t`Days`}
        min={1}
        max={mostDays}
        allowDecimal={false}
        suffix={` ${t`${plural(count, { one: 'day', other: 'days' })}`}`}
        value={typeof value === 'number' ? value : ''}
        onChange={next => onChange(typeof next === 'number' ? next : undefined)}
      />
    )
  }
  const { Editor } = fieldUi(texts.includes(operator) ? { type: 'text' } : field)
  return (
    <Editor
      app={app}
      field={{ ...field, required: true }}
      value={shown(field, value)}
      onChange={next => {
        if (isReference(next)) rememberName(next.id, next.title)
        onChange(isReference(next) ? next.id : next === null || next === '' ? undefined : (next as Condition['value']))
      }}
    />
  )
}

const shown = (field: FieldView, value: Condition['value']): WireValue =>
  value === undefined
    ? null
    : ['person', 'team', 'relation'].includes(field.type)
      ? { id: String(value), title: knownName(String(value)) ?? say('The chosen one') }
      : value

/** A letter goes to the next option that begins with it. */
function toTyped(event: KeyboardEvent<HTMLElement>): void {
  if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.metaKey || event.altKey) return
  const boxes = [...event.currentTarget.querySelectorAll<HTMLInputElement>('input')]
  const at = boxes.indexOf(event.target as HTMLInputElement) + 1
  const inTurn = [...boxes.slice(at), ...boxes.slice(0, at)]
  const wanted = found(
    inTurn.map(box => ({ box, label: box.labels?.[0]?.textContent ?? '' })),
    event.key,
  )[0]
  if (!wanted || !begins(wanted.label, event.key)) return
  event.preventDefault()
  wanted.box.focus()
}
