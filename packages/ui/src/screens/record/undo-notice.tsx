import { Trans } from '@lingui/react/macro'
import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { canUndo, forgetUndo, forgetUndoOf } from '../../client/undo.ts'

/** Ten seconds to think again, and Ctrl+Z for longer. @param record whose next step ends the offer */
export function undoNotice(text: string, undo: () => void, record?: string): void {
  const id = crypto.randomUUID()
  const takeBack = () => {
    forgetUndo(id)
    notifications.hide(id)
    undo()
  }
  canUndo({ key: id, record, undo: takeBack })
  notifications.show({
    id,
    autoClose: 10_000,
    withCloseButton: true,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{text}</Text>
        <Button size="compact-xs" variant="default" onClick={takeBack}>
          <Trans>Undo</Trans>
        </Button>
      </Group>
    ),
  })
}

/** After a step of the record: what stood before it cannot be brought back alone. */
export function endUndo(record: string): void {
  for (const key of forgetUndoOf(record)) notifications.hide(key)
}
