/** Asked before a form with changes goes away: Escape, a click beside it and its cross are pressed by mistake. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Text } from '@mantine/core'

interface LeaveQuestionProps {
  /** What of it a draft holds: files and what is sensitive are never kept. */
  readonly kept: 'all' | 'some' | 'nothing'
  readonly onStay: () => void
  /** The draft stays, and the form begins with it next time. */
  readonly onKeep: () => void
  readonly onThrowAway: () => void
}

export function LeaveQuestion({ kept, onStay, onKeep, onThrowAway }: LeaveQuestionProps) {
  const { t } = useLingui()
  return (
    <Modal opened onClose={onStay} title={t`Leave without saving?`} size={480} role="alertdialog">
      <Text size="sm" mb="md">
        {kept === 'all' ? (
          <Trans>It is kept as a draft on this device, and is there when you open the form again.</Trans>
        ) : kept === 'some' ? (
          <Trans>It is kept as a draft on this device, but without files and without what is sensitive.</Trans>
        ) : (
          <Trans>Files, and what is sensitive, are not kept as a draft: leaving throws them away.</Trans>
        )}
      </Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" color="red" c="red" mr="auto" onClick={onThrowAway}>
          <Trans>Throw it away</Trans>
        </Button>
        {kept !== 'nothing' && (
          <Button variant="default" onClick={onKeep}>
            <Trans>Keep the draft and leave</Trans>
          </Button>
        )}
        <Button data-autofocus onClick={onStay}>
          <Trans>Stay</Trans>
        </Button>
      </Group>
    </Modal>
  )
}
