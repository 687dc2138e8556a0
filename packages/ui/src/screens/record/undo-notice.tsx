import { Trans } from '@lingui/react/macro'
import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { canUndo, forgetUndo } from '../../client/undo.ts'

/** Ten seconds to think again, and Ctrl+Z for longer. */
export function undoNotice(text: string, undo: () => void): void {
  const id = crypto.randomUUID()
  const takeBack = () => {
    forgetUndo(id)
    notifications.hide(id)
    undo()
  }
  canUndo({ key: id, undo: takeBack })
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
