/** By what a list is sorted, where it has no heads of columns that say and do it. */
import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { NativeSelect, SegmentedControl, Stack } from '@mantine/core'

export interface OrderChoiceProps {
  /** Everything there is to show. */
  readonly fields: readonly FieldView[]
  readonly orderBy: string
  /** The list's own. */
  readonly usualOrder: string
  readonly onOrder: (orderBy: string) => void
}

export function OrderChoice({ fields, orderBy, usualOrder, onOrder }: OrderChoiceProps) {
  const { t } = useLingui()
  const [name = '', direction = 'asc'] = (orderBy.split(',')[0] ?? '').trim().split(/\s+/)
  const isOwn = orderBy === usualOrder
  return (
    <Stack gap={6} mb="sm">
      <NativeSelect
        size="xs"
        label={t`Sorted by`}
        value={isOwn ? '' : name}
        onChange={event => onOrder(event.currentTarget.value || usualOrder)}
        data={[
          { value: '', label: t`As the list has it` },
          ...fields.flatMap(({ name, title, sortable }) => (sortable ? [{ value: name, label: title }] : [])),
        ]}
      />
      {!isOwn && (
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={t`Sorted by`}
          value={direction}
          onChange={next => onOrder(next === 'desc' ? `${name} desc` : name)}
          data={[
            { value: 'asc', label: t`Ascending` },
            { value: 'desc', label: t`Descending` },
          ]}
        />
      )}
    </Stack>
  )
}
