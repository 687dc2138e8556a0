/** What a pivot shows: its rows, its columns and its figures. Part of the address, so that a link shows what its sender saw. */
import type { EntityView, FieldView } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Button, MantineThemeProvider, MultiSelect, Popover, Stack } from '@mantine/core'
import { IconTable } from '@tabler/icons-react'
import { Pick } from '../../kit/pick.tsx'
import { allMeasures } from '../records/measures.ts'

interface PivotMenuProps {
  readonly entity: EntityView
  /** What can be grouped by. */
  readonly fields: readonly FieldView[]
  readonly rows: readonly string[]
  readonly across: string | undefined
  readonly measures: readonly string[]
  /** As the screen has it. */
  readonly isUsual: boolean
  readonly onChange: (next: { rows?: string | undefined; across?: string | undefined; measures?: string | undefined }) => void
}

const beside = { withinPortal: false } as const

export function PivotMenu({ entity, fields, rows, across, measures, isUsual, onChange }: PivotMenuProps) {
  const { t } = useLingui()
  const data = (without: readonly (string | undefined)[]) =>
    fields.filter(field => !without.includes(field.name)).map(field => ({ value: field.name, label: field.title }))
  return (
    <Popover position="bottom-start" trapFocus withinPortal>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconTable size={14} />}
          title={t`Rows and columns`}
          data-tool
        >
          {t`Rows and columns`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="sm" w={320}>
        <MantineThemeProvider
          theme={{
            components: {
              // Inside, so that a click there is no click outside.
              Select: { defaultProps: { comboboxProps: beside } },
              MultiSelect: { defaultProps: { comboboxProps: beside } },
            },
          }}
          inherit
        >
          <Stack gap="sm">
            <MultiSelect
              size="xs"
              label={t`Rows`}
              searchable
              openOnFocus={false}
              description={t`Up to three, the outer first`}
              data={data([across])}
              value={[...rows]}
              maxValues={3}
              onChange={next => next.length > 0 && onChange({ rows: next.join(',') })}
            />
            <Pick
              size="xs"
              label={t`Columns`}
              placeholder={t({ message: 'None', context: 'columns' })}
              clearable
              data={data(rows)}
              value={across ?? null}
              onChange={next => onChange({ across: next ?? '-' })}
            />
            <MultiSelect
              size="xs"
              label={t`Figures`}
              description={t`Up to four`}
              searchable
              openOnFocus={false}
              data={allMeasures(entity).map(measure => ({ value: measure.name, label: measure.title }))}
              value={[...measures]}
              maxValues={4}
              onChange={next => next.length > 0 && onChange({ measures: next.join(',') })}
            />
            {!isUsual && (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => onChange({ rows: undefined, across: undefined, measures: undefined })}
              >
                {t`As the screen has them`}
              </Button>
            )}
          </Stack>
        </MantineThemeProvider>
      </Popover.Dropdown>
    </Popover>
  )
}
