/** Which columns a list has, and in which order: part of its address, so that a link shows what its sender saw. */
import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { ActionIcon, Button, Checkbox, Popover, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconChevronDown, IconChevronUp, IconColumns3 } from '@tabler/icons-react'
import type { Density } from './density.ts'
import classes from './list.module.css'

interface ColumnsMenuProps {
  /** Everything there is to show. */
  readonly fields: readonly FieldView[]
  readonly columns: readonly string[]
  /** The list's own. */
  readonly usual: readonly string[]
  /** How many a list can have. */
  readonly most: number
  readonly onChange: (columns: readonly string[] | undefined) => void
  readonly density: Density
  readonly onDensity: (density: Density) => void
}

export function ColumnsMenu({ fields, columns, usual, most, onChange, density, onDensity }: ColumnsMenuProps) {
  const { t } = useLingui()
  const shown = columns.flatMap(name => fields.find(field => field.name === name) ?? [])
  const hidden = fields.filter(field => !columns.includes(field.name))
  const isFull = shown.length >= most
  const set = (next: readonly string[]) => onChange(next.join() === usual.join() ? undefined : next)
  const move = (index: number, by: 1 | -1) => {
    const next = [...columns]
    const [name] = next.splice(index, 1)
    next.splice(index + by, 0, name!)
    set(next)
  }
  return (
    <Popover position="bottom-start" trapFocus withinPortal>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconColumns3 size={14} />}
          title={t`Columns`}
          data-tool
        >
          {t`Columns`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs" w={280}>
        <Stack gap={2} className={classes.columns}>
          {shown.map(({ name, title }, index) => (
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
                aria-label={t`Move ${title} to the left`}
                disabled={index === 0}
                onClick={() => move(index, -1)}
              >
                <IconChevronUp size={14} />
              </ActionIcon>
              <ActionIcon
                variant="transparent"
                color="gray"
                size={24}
                aria-label={t`Move ${title} to the right`}
                disabled={index === shown.length - 1}
                onClick={() => move(index, 1)}
              >
                <IconChevronDown size={14} />
              </ActionIcon>
            </div>
          ))}
          {isFull && hidden.length > 0 && (
            <Text size="xs" c="dimmed" id="columns-full" mt={4}>
              {t`${plural(most, { one: 'A list has # column at most. Take one out to choose another.', other: 'A list has # columns at most. Take one out to choose another.' })}`}
            </Text>
          )}
          {hidden.map(field => (
            <div key={field.name} className={classes.column}>
              <Checkbox
                size="xs"
                checked={false}
                label={field.title}
                disabled={isFull}
                aria-describedby={isFull ? 'columns-full' : undefined}
                onChange={() => set([...columns, field.name])}
              />
            </div>
          ))}
        </Stack>
        {columns.join() !== usual.join() && (
          <Button mt="xs" size="compact-sm" variant="default" fullWidth onClick={() => onChange(undefined)}>
            {t`As the list has them`}
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
      </Popover.Dropdown>
    </Popover>
  )
}
