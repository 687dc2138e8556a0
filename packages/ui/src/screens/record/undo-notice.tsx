import { Trans } from '@lingui/react/macro'
import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { say } from '../../client/language.ts'
import { canUndo, forgetUndo, forgetUndoOf } from '../../client/undo.ts'

/**
 * Ten seconds to think again, and Ctrl+Z for longer. What was taken back is said, for by keys it may be out of sight.
 * @param undo whether all of it is as it was; why it is not, it says itself
 * @param record whose next step ends the offer
 */
export function undoNotice(text: string, undo: () => Promise<boolean>, record?: string): void {
  const id = crypto.randomUUID()
  const takeBack = async () => {
    forgetUndo(id)
    notifications.hide(id)
    if (await undo()) notifications.show({ message: say('Undone: {what}', { what: text }) })
  }
  canUndo({ key: id, record, undo: () => void takeBack() })
  notifications.show({
    id,
    autoClose: 10_000,
    withCloseButton: true,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{text}</Text>
        <Button size="compact-xs" variant="default" onClick={() => void takeBack()}>
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
