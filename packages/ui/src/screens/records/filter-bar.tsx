/** The conditions of a list as chips, and the way to add one. */
import type { FieldView, WireValue } from '@bailiwick/definition/wire/index.ts'
import {
  ActionIcon,
  Button,
  Checkbox,
  MantineThemeProvider,
  NumberInput,
  Popover,
  Select,
  Stack,
  Tooltip,
  VisuallyHidden,
} from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconFilter, IconLock, IconX } from '@tabler/icons-react'
import { type ReactNode, useRef, useState } from 'react'
import { isReference } from '../../fields/field-ui.ts'
import { fieldUi } from '../../fields/registry.ts'
import { type Condition, complete, operatorsFor, operatorWords, printFilter, readFilter } from './conditions.ts'
import { knownName, rememberName } from './known-names.ts'
import classes from './records.module.css'

/** The list's own conditions, which hold whatever a person adds: in the same words, and not to be removed. */
export function OwnConditions({
  list,
  fields,
  filter,
}: {
  readonly list: string
  readonly fields: readonly FieldView[]
  readonly filter: string
}) {
  const conditions = readFilter(fields, filter)
  const belongs = `Belongs to the list “${list}” and cannot be removed`
  // What has no words here is shown to who asks, and does not stand as code above every list.
  const chips = conditions?.map(condition => wordsOf(fields, condition)) ?? [['Own condition']]
  return chips.map(words => (
    <Tooltip
      key={words.join(' ')}
      label={conditions ? belongs : `${belongs}: ${filter}`}
      events={{ hover: true, focus: true, touch: true }}
    >
      <span className={classes.chip} data-own>
        <IconLock size={12} aria-hidden />
        <VisuallyHidden>Belongs to the list: </VisuallyHidden>
        <Words words={words} />
      </span>
    </Tooltip>
  ))
}

interface FilterBarProps {
  readonly app: string
  readonly fields: readonly FieldView[]
  readonly filter: string | undefined
  readonly onChange: (filter: string | undefined) => void
}

export function FilterBar({ app, fields, filter, onChange }: FilterBarProps) {
  const conditions = readFilter(fields, filter)
  return (
    <>
      {conditions === undefined ? (
        <Chip words={['Expression', filter ?? '']} label="Remove the expression" onRemove={() => onChange(undefined)} />
      ) : (
        conditions.map((condition, index) => {
          const field = fields.find(candidate => candidate.name === condition.field)!
          return (
            <Chip
              key={`${condition.field}${condition.operator}`}
              words={wordsOf(fields, condition)}
              label={`Remove the condition on ${field.title}`}
              onRemove={() =>
                onChange(
                  printFilter(
                    fields,
                    conditions.filter((_, at) => at !== index),
                  ),
                )
              }
            />
          )
        })
      )}
      {conditions !== undefined && (
        <AddCondition app={app} fields={fields} onAdd={condition => onChange(printFilter(fields, [...conditions, condition]))} />
      )}
    </>
  )
}

function wordsOf(fields: readonly FieldView[], condition: Condition): string[] {
  const field = fields.find(candidate => candidate.name === condition.field)!
  return [field.title, operatorWords[condition.operator], valueWords(field, condition)]
}

function valueWords(field: FieldView, { operator, value }: Condition): string {
  if (value === undefined) return ''
  if (operator === 'lastDays' || operator === 'nextDays') return String(value)
  const word = (each: string | number | boolean) =>
    momentWords(field, each) ??
    field.options?.find(option => option.name === each)?.title ??
    knownName(String(each)) ??
    (/^[0-9a-f-]{36}$/.test(String(each)) ? 'the chosen one' : String(each))
  return typeof value === 'object' ? value.map(word).join(', ') : word(value)
}

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

function momentWords(field: FieldView, value: string | number | boolean): string | undefined {
  const at = (field.result ?? field.type) === 'datetime' ? Date.parse(String(value)) : Number.NaN
  return Number.isNaN(at) ? undefined : moment.format(at)
}

function Chip({
  words,
  label,
  onRemove,
}: {
  readonly words: readonly string[]
  readonly label: string
  readonly onRemove: () => void
}) {
  return (
    <span className={classes.chip}>
      <Words words={words} />
      <ActionIcon variant="transparent" color="gray" size={24} aria-label={label} onClick={onRemove}>
        <IconX size={12} />
      </ActionIcon>
    </span>
  )
}

function Words({ words }: { readonly words: readonly string[] }) {
  return words.filter(Boolean).map((word, index) => (
    <span key={word} data-strong={index === words.length - 1 || undefined} title={word}>
      {word}
    </span>
  ))
}

function AddCondition({
  app,
  fields,
  onAdd,
}: {
  readonly app: string
  readonly fields: readonly FieldView[]
  readonly onAdd: (condition: Condition) => void
}) {
  const [opened, setOpened] = useState(false)
  const [name, setName] = useState<string | null>(null)
  const [operator, setOperator] = useState<Condition['operator']>()
  const [value, setValue] = useState<WireValue>(null)
  const usable = fields.filter(field => field.type !== 'rollup' && field.type !== 'auto_number')
  const field = usable.find(candidate => candidate.name === name)
  const chosen = operator ?? (field ? operatorsFor(field)[0] : undefined)
  const needsValue = chosen !== undefined && !complete.includes(chosen)
  const button = useRef<HTMLButtonElement>(null)
  // Whether a list or a calendar inside stood open when Escape was pressed: that one goes, and this stays.
  const innerOpen = useRef(false)
  const reset = () => {
    setOpened(false)
    // Where it came from; what was inside is about to be gone.
    if (opened) button.current?.focus()
    setName(null)
    setOperator(undefined)
    setValue(null)
  }
  const add = () => {
    if (!field || !chosen) return
    if (isReference(value)) rememberName(value.id, value.title)
    const plain = isReference(value) ? value.id : value
    onAdd({ field: field.name, operator: chosen, ...(needsValue ? { value: plain as NonNullable<Condition['value']> } : {}) })
    reset()
  }
  return (
    <Popover
      opened={opened}
      onChange={open => (open ? setOpened(true) : reset())}
      position="bottom-start"
      trapFocus
      withinPortal
      closeOnEscape={false}
    >
      <Popover.Target>
        <Button
          ref={button}
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconFilter size={14} />}
          onClick={() => setOpened(!opened)}
        >
          Filter
        </Button>
      </Popover.Target>
      <Popover.Dropdown w={300}>
        <form
          onSubmit={event => {
            event.preventDefault()
            add()
          }}
          onKeyDownCapture={event => {
            const target = event.target as HTMLElement
            innerOpen.current = target.getAttribute('aria-expanded') === 'true' || target.closest('[data-inner-layer]') !== null
          }}
          onKeyDown={event => {
            if (event.key !== 'Escape') return
            event.stopPropagation()
            if (!innerOpen.current) reset()
          }}
        >
          <Beside>
            <Stack gap={8}>
              <Select
                aria-label="Field"
                placeholder="Field"
                searchable
                data={usable.map(each => ({ value: each.name, label: each.title }))}
                value={name}
                onChange={next => {
                  setName(next)
                  setOperator(undefined)
                  setValue(null)
                }}
                data-autofocus
              />
              {field && (
                <Select
                  aria-label="Comparison"
                  allowDeselect={false}
                  data={operatorsFor(field).map(each => ({ value: each, label: operatorWords[each] }))}
                  value={chosen ?? null}
                  onChange={next => setOperator(next as Condition['operator'])}
                />
              )}
              {field && needsValue && <ValueInput app={app} field={field} operator={chosen} value={value} onChange={setValue} />}
              <Button
                type="submit"
                disabled={
                  !field || (needsValue && (value === null || value === '' || (Array.isArray(value) && value.length === 0)))
                }
              >
                Add condition
              </Button>
            </Stack>
          </Beside>
        </form>
      </Popover.Dropdown>
    </Popover>
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

interface ValueInputProps {
  readonly app: string
  readonly field: FieldView
  readonly operator: Condition['operator']
  readonly value: WireValue
  readonly onChange: (value: WireValue) => void
}

function ValueInput({ app, field, operator, value, onChange }: ValueInputProps) {
  if (operator === 'anyOf') {
    const chosen = Array.isArray(value) ? value.map(String) : []
    // All in sight: a list that stays open for the next pick would lie over the button that ends this.
    return (
      <Checkbox.Group value={chosen} onChange={onChange} aria-label="Values">
        <div className={classes.options}>
          {(field.options ?? []).map(option => (
            <Checkbox key={option.name} value={option.name} label={option.title} size="xs" />
          ))}
        </div>
      </Checkbox.Group>
    )
  }
  if (operator === 'contains' && (field.result ?? field.type) === 'multi_choice') {
    return (
      <Select
        aria-label="Value"
        data={(field.options ?? []).map(option => ({ value: option.name, label: option.title }))}
        value={typeof value === 'string' ? value : null}
        onChange={onChange}
      />
    )
  }
  if (operator === 'lastDays' || operator === 'nextDays')
    return (
      <NumberInput
        aria-label="Days"
        placeholder="Days"
        min={1}
        max={3_650}
        allowDecimal={false}
        value={typeof value === 'number' ? value : ''}
        onChange={next => onChange(typeof next === 'number' ? next : null)}
      />
    )
  const { Editor } = fieldUi(operator === 'contains' ? { type: 'text' } : field)
  return <Editor app={app} field={{ ...field, required: true }} value={value} onChange={onChange} />
}
