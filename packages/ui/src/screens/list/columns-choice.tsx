/** The columns to choose from, and how high the rows are. */
import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { ActionIcon, Button, Checkbox, SegmentedControl, Stack, Text, TextInput, useDirection } from '@mantine/core'
import { IconChevronDown, IconChevronUp, IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { found } from '../../kit/pick.tsx'
import type { ColumnsMenuProps } from './columns-menu.tsx'
import type { Density } from './density.ts'
import classes from './list.module.css'

/** From so many on, they are searched. */
const many = 15

export function ColumnsChoice(props: ColumnsMenuProps) {
  const { fields, columns, usual, onChange, density, onDensity } = props
  const { t } = useLingui()
  const isFromRight = useDirection().dir === 'rtl'
  const [text, setText] = useState('')
  const isFound = ({ title }: FieldView) => found([{ label: title }], text).length > 0
  const list = useRef<HTMLDivElement>(null)
  // It may have come later than what it stands in.
  useEffect(() => list.current?.parentElement?.querySelector<HTMLElement>('input, button')?.focus(), [])
  const shown = columns.flatMap(name => fields.find(field => field.name === name) ?? [])
  const inOrder = shown.map((field, index) => ({ field, index })).filter(({ field }) => isFound(field))
  const hidden = fields.filter(field => !columns.includes(field.name) && isFound(field))
  const set = (next: readonly string[]) => onChange(next.join() === usual.join() ? undefined : next)
  const move = (index: number, by: 1 | -1) => {
    const next = [...columns]
    const [name] = next.splice(index, 1)
    next.splice(index + by, 0, name!)
    set(next)
  }
  return (
    <>
      {fields.length >= many && (
        <TextInput
          size="xs"
          mb="xs"
          aria-label={t`Search the columns`}
          placeholder={t`Search`}
          leftSection={<IconSearch size={14} />}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
        />
      )}
      <Stack gap={2} className={classes.columns} ref={list}>
        {inOrder.map(({ field: { name, title }, index }) => (
          <div key={name} className={classes.column}>
            <Checkbox
              size="xs"
              checked
              label={title}
              disabled={shown.length === 1}
              onChange={() => set(columns.filter(each => each !== name))}
            />
            <span className={classes.space} />
            <ActionIcon
              variant="transparent"
              color="gray"
              size={24}
              aria-label={isFromRight ? t`Move ${title} to the right` : t`Move ${title} to the left`}
              disabled={index === 0}
              onClick={() => move(index, -1)}
            >
              <IconChevronUp size={14} />
            </ActionIcon>
            <ActionIcon
              variant="transparent"
              color="gray"
              size={24}
              aria-label={isFromRight ? t`Move ${title} to the left` : t`Move ${title} to the right`}
              disabled={index === shown.length - 1}
              onClick={() => move(index, 1)}
            >
              <IconChevronDown size={14} />
            </ActionIcon>
          </div>
        ))}
        {hidden.map(field => (
          <div key={field.name} className={classes.column}>
            <Checkbox size="xs" checked={false} label={field.title} onChange={() => set([...columns, field.name])} />
          </div>
        ))}
      </Stack>
      {inOrder.length + hidden.length === 0 && (
        <Text size="xs" c="dimmed" role="status">
          {t`Nothing found`}
        </Text>
      )}
      {(columns.join() !== usual.join() || props.hasWidths) && (
        <Button mt="xs" size="compact-sm" variant="default" fullWidth onClick={props.onUsual}>
          {props.hasWidths ? t`As the list has them, widths as well` : t`As the list has them`}
        </Button>
      )}
      <Text size="xs" c="dimmed" fw={500} mt="sm" mb={4} id="density">
        {t`Rows`}
      </Text>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-labelledby="density"
        value={density}
        onChange={next => onDensity(next as Density)}
        data={[
          { value: 'compact', label: t`Compact` },
          { value: 'normal', label: t`Normal` },
          { value: 'comfortable', label: t`Roomy` },
        ]}
      />
    </>
  )
}
