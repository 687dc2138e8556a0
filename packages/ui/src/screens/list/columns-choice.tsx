/** The columns to choose from, and how high the rows are. */
import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Button, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { found } from '../../kit/found.ts'
import { ColumnChoiceRow, type Way } from './column-choice-row.tsx'
import type { ColumnsMenuProps } from './columns-menu.tsx'
import type { Density } from './density.ts'
import classes from './list.module.css'
import { OrderChoice } from './order-choice.tsx'
import { moved } from './use-layout.ts'

/** From so many on, they are searched, and go to either end at once. */
const many = 15

/** What has no further to go one way may go the other. */
const opposite: Readonly<Record<Way, Way>> = { start: 'on', back: 'on', on: 'back', end: 'back' }

export function ColumnsChoice(props: ColumnsMenuProps) {
  const { fields, columns, usual, onChange, density, onDensity } = props
  const { t } = useLingui()
  const [text, setText] = useState('')
  const isFound = ({ title }: FieldView) => found([{ label: title }], text).length > 0
  const list = useRef<HTMLDivElement>(null)
  // It may have come later than what it stands in.
  useEffect(() => list.current?.parentElement?.querySelector<HTMLElement>('input, button')?.focus(), [])
  const shown = columns.flatMap(name => fields.find(field => field.name === name) ?? [])
  const inOrder = shown.filter(isFound)
  const hidden = fields.filter(field => !columns.includes(field.name) && isFound(field))
  const set = (next: readonly string[]) => onChange(next.join() === usual.join() ? undefined : next)
  // What moves takes the keys with it.
  const pressed = useRef<{ readonly name: string; readonly way: Way }>(undefined)
  const order = columns.join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: it has moved once the order is another
  useEffect(() => {
    const { name, way } = pressed.current ?? {}
    pressed.current = undefined
    if (!name || !way) return
    const find = (way: Way) =>
      list.current?.querySelector<HTMLElement>(`[data-name="${name}"] [data-way="${way}"]:not([disabled])`)
    const target = find(way) ?? find(opposite[way])
    target?.focus()
  }, [order])
  const move = (name: string, way: Way) => {
    const at = columns.indexOf(name)
    const before = { start: 0, back: at - 1, on: at + 2, end: columns.length }[way]
    pressed.current = { name, way }
    set(moved(columns, name, before))
  }
  const isFar = columns.length >= many
  return (
    <>
      {!density && <OrderChoice {...props} />}
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
        {[...inOrder, ...hidden].map(({ name, title }) => (
          <ColumnChoiceRow
            key={name}
            name={name}
            title={title}
            isShown={columns.includes(name)}
            isOnly={shown.length === 1}
            isFirst={name === columns[0]}
            isLast={name === columns.at(-1)}
            isFar={isFar}
            onShow={is => set(is ? [...columns, name] : columns.filter(each => each !== name))}
            onMove={way => move(name, way)}
          />
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
      {density && (
        <>
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
      )}
    </>
  )
}
