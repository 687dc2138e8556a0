/** Two people edited at once: both values are on the table, and one of them decides. */
import type { FieldView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { sinceText } from '../../fields/dates.tsx'
import { fieldUi } from '../../fields/registry.ts'

interface StaleProps {
  readonly app: string
  readonly field: FieldView
  readonly mine: WireValue
  readonly theirs: WireValue | undefined
  readonly by: string
  readonly at: string
  readonly onKeepMine: () => void
  readonly onTakeTheirs: () => void
}

export function StaleDialog({ app, field, mine, theirs, by, at, onKeepMine, onTakeTheirs }: StaleProps) {
  const { Display } = fieldUi(field)
  return (
    <Modal
      opened
      onClose={onTakeTheirs}
      title={`${by} changed ${field.title} ${sinceText(at, Date.now(), 'second')}`}
      size="sm"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="xs">
        <Text size="sm">Your change of “{field.title}” was not made. What should stand?</Text>
        <Text size="sm">
          Yours: <Display app={app} field={field} value={mine} />
        </Text>
        <Text size="sm">
          Now: <Display app={app} field={field} value={theirs} />
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button size="xs" variant="default" onClick={onTakeTheirs}>
            Take theirs
          </Button>
          <Button size="xs" onClick={onKeepMine}>
            Keep mine
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
