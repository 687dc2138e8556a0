/** The conditions of a list as chips, and the ways to add and change them. */
import type { EntityView, FieldView } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { ActionIcon, Button, Popover, Tooltip, VisuallyHidden } from '@mantine/core'
import { IconFilter, IconLock, IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { ahead } from '../../client/ahead.ts'
import { Awaiting, part } from '../../kit/part.tsx'
import { still } from '../../kit/still.tsx'
import type { Condition } from './conditions.ts'
import { type Group, isGroup, printGroup, readGroup, termsOf } from './filter.ts'
import { comparisonWords, conditionWords, groupWords } from './filter-words.ts'
import { useKnownNames } from './known-names.ts'
import classes from './records.module.css'

// Most visits filter by a chip or not at all.
const newCondition = () => import('./new-condition.tsx')
const NewCondition = part(async () => ({ default: (await newCondition()).NewCondition }), 'panel')
const FilterDialog = part(async () => ({ default: (await import('./filter-dialog.tsx')).FilterDialog }), 'dialog')

/** What stands in the chips: conditions that all hold, a group among them as one. Undefined: one expression. */
function chipsOf(fields: readonly FieldView[], group: Group | undefined): string[][] | undefined {
  if (!group) return undefined
  if (group.join === 'or') return [[groupWords(fields, group)]]
  return group.parts.map(part => (isGroup(part) ? [groupWords(fields, part)] : conditionWords(fields, part)))
}

/** @property code what has no words here, as it is written */
interface TermChip {
  readonly words: readonly string[]
  readonly code?: string
}

const termChips = (fields: readonly FieldView[]) => (term: string) => {
  // What figures counted by is put in brackets.
  const bare = term.replace(/^\((.*)\)$/s, '$1')
  const said = chipsOf(fields, readGroup(fields, term)) ?? [comparisonWords(fields, bare) ?? []]
  return said.map((words): TermChip => (words.length > 0 ? { words } : { words: [term], code: term }))
}

/** The list's own conditions, which hold whatever a person adds: in the same words, and not to be removed. What has no words says only that it is there: who uses a list did not write its code. */
function Own({
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
  const chips: readonly TermChip[] =
    chipsOf(fields, group)?.map(words => ({ words })) ?? termsOf(filter).flatMap(termChips(fields))
  const shown = chips.filter(
    ({ code }, index) => code === undefined || index === chips.findIndex(each => each.code !== undefined),
  )
  return shown.map(({ words, code }) => (
    <Tooltip
      key={words.join(' ')}
      multiline
      label={
        code === undefined
          ? `${words.join(' ')}. ${t`Belongs to the list “${list}” and cannot be removed`}`
          : t`“${list}” shows only what meets a condition of its own, which cannot be removed`
      }
      events={{ hover: true, focus: true, touch: true }}
    >
      <span className={classes.chip} data-own>
        <IconLock size={12} aria-hidden />
        <VisuallyHidden>{t`Belongs to the list:`} </VisuallyHidden>
        <Words words={code === undefined ? words : [t`a condition of its own`]} />
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
  readonly over?: { readonly condition: string | undefined; readonly search: string | undefined }
  /** Whose records they are; absent: of several entities. */
  readonly entity?: EntityView
  /** The builder stands open. */
  readonly building?: boolean
  readonly onBuilding?: (building: boolean) => void
}

function Bar({ app, fields, filter, onChange, over, entity, building, onBuilding }: FilterBarProps) {
  useEffect(() => ahead(newCondition), [])
  const { t } = useLingui()
  const group = readGroup(fields, filter)
  // What no builder makes is told part by part, so that one expression does not hide the conditions beside it.
  const terms = group ? [] : termsOf(filter ?? '')
  const read = group ?? { join: 'and', parts: terms.flatMap(term => readGroup(fields, term)?.parts ?? []) }
  useKnownNames(app, fields, read)
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
      {chips?.map((words, index) => (
        <Chip
          key={words.join(' ')}
          words={words}
          label={removal(words)}
          onEdit={build}
          onRemove={() => onChange(without(index))}
        />
      ))}
      {terms.map((term, index) => {
        const others = terms.filter((_, at) => at !== index).join(' && ')
        return termChips(fields)(term).map(({ words, code }) => (
          <Chip
            key={words.join(' ')}
            words={code === undefined ? words : [t`Expression`, code]}
            label={code === undefined ? removal(words) : t`Remove the expression`}
            onEdit={build}
            onRemove={() => onChange(others || undefined)}
          />
        ))
      })}
      <AddCondition app={app} fields={fields} onAdd={add} onBuild={build} />
      {building && over && entity && (
        <Awaiting>
          <FilterDialog
            app={app}
            fields={fields}
            filter={filter}
            entity={entity}
            {...over}
            onApply={next => {
              onBuilding?.(false)
              onChange(next)
            }}
            onClose={() => onBuilding?.(false)}
          />
        </Awaiting>
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
    <span key={word} data-strong={index === all.length - 1 || undefined} title={word} dir="auto">
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
  const button = useRef<HTMLButtonElement>(null)
  const close = () => {
    setOpened(false)
    // Where it came from; what was inside is about to be gone.
    if (opened) button.current?.focus()
  }
  return (
    <Popover
      opened={opened}
      onChange={open => (open ? setOpened(true) : close())}
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
        <Awaiting>
          <NewCondition
            app={app}
            fields={fields}
            onAdd={condition => {
              onAdd(condition)
              close()
            }}
            onBuild={
              onBuild &&
              (() => {
                close()
                onBuild()
              })
            }
            onEscape={close}
          />
        </Awaiting>
      </Popover.Dropdown>
    </Popover>
  )
}

export const OwnConditions = still(Own)
export const FilterBar = still(Bar)
