import { Trans } from '@lingui/react/macro'
import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { say } from '../../client/language.ts'
import { canRedo, canUndo, forgetUndo, forgetUndoOf, type Turn, turned } from '../../client/undo.ts'

/**
 * Ten seconds to think again, and Ctrl+Z for longer. What was taken back is said, for by keys it may be out of sight.
 * @param record whose next step ends the offer
 */
export function undoNotice(text: string, undo: Turn, record?: string): void {
  offer(text, text, undo, record, false)
}

/** @param what was done, as it was said first */
function offer(text: string, what: string, undo: Turn, record: string | undefined, again: boolean): void {
  const id = crypto.randomUUID()
  let taken = false
  const takeBack = async () => {
    // The notice can still be clicked while it goes.
    if (taken) return
    taken = true
    forgetUndo(id)
    notifications.hide(id)
    const came = await turned(undo)
    if (!came) return
    const { whole, back } = came
    if (back) offerAgain(what, back, record)
    if (whole) notifications.show({ message: say('Undone: {what}', { what }) })
  }
  canUndo({ key: id, record, act: takeBack }, again)
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

function offerAgain(what: string, redo: Turn, record: string | undefined): void {
  const id = crypto.randomUUID()
  const doAgain = async () => {
    forgetUndo(id)
    const came = await turned(redo)
    if (!came) return
    const { whole, back } = came
    const text = say('Done again: {what}', { what })
    if (back) offer(text, what, back, record, true)
    else if (whole) notifications.show({ message: text })
  }
  canRedo({ key: id, record, act: doAgain })
}

/** After a step of the record: what stood before it cannot be brought back alone. */
export function endUndo(record: string): void {
  for (const key of forgetUndoOf(record)) notifications.hide(key)
}
