/** The conditions of a list as chips, and the ways to add and change them. */
import type { EntityView, FieldView } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { ActionIcon, Button, MantineThemeProvider, Popover, Select, Stack, Tooltip, VisuallyHidden } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconFilter, IconLock, IconX } from '@tabler/icons-react'
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { ahead } from '../../client/ahead.ts'
import { takeMarked } from '../../kit/take-marked.ts'
import { type Condition, complete, inDays, isWhole, operatorsFor, usualDays, wordsFor } from './conditions.ts'
import { type Group, isGroup, printGroup, readGroup } from './filter.ts'
import { conditionWords, groupWords } from './filter-words.ts'
import { useKnownNames } from './known-names.ts'
import classes from './records.module.css'

// Most visits filter by a chip or not at all.
const valueInput = () => import('./value-input.tsx')
const ValueInput = lazy(async () => ({ default: (await valueInput()).ValueInput }))
const FilterDialog = lazy(async () => ({ default: (await import('./filter-dialog.tsx')).FilterDialog }))

/** What stands in the chips: conditions that all hold, a group among them as one. Undefined: one expression. */
function chipsOf(fields: readonly FieldView[], group: Group | undefined): string[][] | undefined {
  if (!group) return undefined
  if (group.join === 'or') return [[groupWords(fields, group)]]
  return group.parts.map(part => (isGroup(part) ? [groupWords(fields, part)] : conditionWords(fields, part)))
}

/** The list's own conditions, which hold whatever a person adds: in the same words, and not to be removed. */
export function OwnConditions({
  app,
  list,
  fields,
  filter,
}: {
  readonly app: string
  readonly list: string
  readonly fields: readonly FieldView[]
  readonly filter: string
}) {
  const { t } = useLingui()
  const group = readGroup(fields, filter)
  useKnownNames(app, fields, group)
  const conditions = chipsOf(fields, group)
  // What has no words here is shown to who asks, and does not stand as code above every list.
  const chips = conditions ?? [[t`Own condition`]]
  return chips.map(words => (
    <Tooltip
      key={words.join(' ')}
      label={
        conditions
          ? t`Belongs to the list “${list}” and cannot be removed`
          : t`Belongs to the list “${list}” and cannot be removed: ${filter}`
      }
      events={{ hover: true, focus: true, touch: true }}
    >
      <span className={classes.chip} data-own>
        <IconLock size={12} aria-hidden />
        <VisuallyHidden>{t`Belongs to the list:`} </VisuallyHidden>
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
  /** What groups of conditions are counted over while they are built; absent: there are single conditions only. */
  readonly over?: { readonly entity: EntityView; readonly condition: string | undefined; readonly search: string | undefined }
  /** The builder stands open. */
  readonly building?: boolean
  readonly onBuilding?: (building: boolean) => void
}

export function FilterBar({ app, fields, filter, onChange, over, building, onBuilding }: FilterBarProps) {
  useEffect(() => ahead(valueInput), [])
  const { t } = useLingui()
  const group = readGroup(fields, filter)
  useKnownNames(app, fields, group)
  const chips = chipsOf(fields, group)
  const build = over && (() => onBuilding?.(true))
  const without = (index: number) =>
    group?.join === 'and' ? printGroup(fields, { join: 'and', parts: group.parts.filter((_, at) => at !== index) }) : undefined
  const add = (condition: Condition) => {
    const part = printGroup(fields, { join: 'and', parts: [condition] })
    if (!group) onChange(`(${filter}) && ${part}`)
    else onChange(printGroup(fields, { join: 'and', parts: [...(group.join === 'and' ? group.parts : [group]), condition] }))
  }
  const removal = ([title, ...rest]: readonly string[]) =>
    rest.length > 0 ? t`Remove the condition on ${title}` : t`Remove the group of conditions`
  return (
    <>
      {chips === undefined ? (
        <Chip
          words={[t`Expression`, filter ?? '']}
          label={t`Remove the expression`}
          onEdit={build}
          onRemove={() => onChange(undefined)}
        />
      ) : (
        chips.map((words, index) => (
          <Chip
            key={words.join(' ')}
            words={words}
            label={removal(words)}
            onEdit={build}
            onRemove={() => onChange(without(index))}
          />
        ))
      )}
      <AddCondition app={app} fields={fields} onAdd={add} onBuild={build} />
      {building && over && (
        <Suspense>
          <FilterDialog
            app={app}
            fields={fields}
            filter={filter}
            {...over}
            onApply={next => {
              onBuilding?.(false)
              onChange(next)
            }}
            onClose={() => onBuilding?.(false)}
          />
        </Suspense>
      )}
    </>
  )
}

function Chip({
  words,
  label,
  onEdit,
  onRemove,
}: {
  readonly words: readonly string[]
  readonly label: string
  readonly onEdit: (() => void) | undefined
  readonly onRemove: () => void
}) {
  return (
    <span className={classes.chip}>
      {onEdit ? (
        <button type="button" className={classes.chipWords} onClick={onEdit}>
          <Words words={words} />
        </button>
      ) : (
        <Words words={words} />
      )}
      <ActionIcon variant="transparent" color="gray" size={24} aria-label={label} onClick={onRemove}>
        <IconX size={12} />
      </ActionIcon>
    </span>
  )
}

function Words({ words }: { readonly words: readonly string[] }) {
  return words.filter(Boolean).map((word, index, all) => (
    <span key={word} data-strong={index === all.length - 1 || undefined} title={word}>
      {word}
    </span>
  ))
}

function AddCondition({
  app,
  fields,
  onAdd,
  onBuild,
}: {
  readonly app: string
  readonly fields: readonly FieldView[]
  readonly onAdd: (condition: Condition) => void
  readonly onBuild: (() => void) | undefined
}) {
  const { t } = useLingui()
  const [opened, setOpened] = useState(false)
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
  const button = useRef<HTMLButtonElement>(null)
  // Whether a list or a calendar inside stood open when Escape was pressed: that one goes, and this stays.
  const innerOpen = useRef(false)
  const reset = () => {
    setOpened(false)
    // Where it came from; what was inside is about to be gone.
    if (opened) button.current?.focus()
    setName(null)
    setOperator(undefined)
    setValue(undefined)
  }
  const add = () => {
    if (!field || !condition || !isWhole(field, condition)) return
    onAdd(condition)
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
          title={t({ message: 'Filter', context: 'the verb' })}
          data-tool="narrow"
          onClick={() => setOpened(!opened)}
        >
          <Trans context="the verb">Filter</Trans>
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
                aria-label={t`Field`}
                placeholder={t`Field`}
                searchable
                selectFirstOptionOnChange
                onKeyDownCapture={takeMarked}
                data={usable.map(each => ({ value: each.name, label: each.title }))}
                value={name}
                onChange={next => {
                  setName(next)
                  setOperator(undefined)
                  setValue(undefined)
                }}
                data-autofocus
              />
              {field && (
                <Select
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
              <Suspense fallback={null}>
                {field && needsValue && (
                  <ValueInput app={app} field={field} operator={chosen} value={given} onChange={setValue} />
                )}
              </Suspense>
              <Button type="submit" disabled={!field || !condition || !isWhole(field, condition)}>
                <Trans>Add condition</Trans>
              </Button>
              {onBuild && (
                <Button
                  variant="subtle"
                  color="gray"
                  onClick={() => {
                    reset()
                    onBuild()
                  }}
                >
                  <Trans>All conditions, and groups of them</Trans>
                </Button>
              )}
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
