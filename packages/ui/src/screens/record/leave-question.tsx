/** Asked before a form with changes goes away: Escape, a click beside it and its cross are pressed by mistake. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Text } from '@mantine/core'

export function LeaveQuestion({ onStay, onLeave }: { readonly onStay: () => void; readonly onLeave: () => void }) {
  const { t } = useLingui()
  return (
    <Modal opened onClose={onStay} title={t`Leave without saving?`} size="sm" role="alertdialog">
      <Text size="sm" mb="md">
        <Trans>What you wrote in this form is not saved.</Trans>
      </Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" color="red" c="red" onClick={onLeave}>
          <Trans>Discard changes</Trans>
        </Button>
        <Button data-autofocus onClick={onStay}>
          <Trans>Keep editing</Trans>
        </Button>
      </Group>
    </Modal>
  )
}
