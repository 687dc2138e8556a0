/** Asked before a form with changes goes away: Escape, a click beside it and its cross are pressed by mistake. */
import { Button, Group, Modal, Text } from '@mantine/core'

export function LeaveQuestion({ onStay, onLeave }: { readonly onStay: () => void; readonly onLeave: () => void }) {
  return (
    <Modal opened onClose={onStay} title="Leave without saving?" size="sm" role="alertdialog">
      <Text size="sm" mb="md">
        What you wrote in this form is not saved.
      </Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" color="red" c="red" onClick={onLeave}>
          Discard changes
        </Button>
        <Button data-autofocus onClick={onStay}>
          Keep editing
        </Button>
      </Group>
    </Modal>
  )
}
