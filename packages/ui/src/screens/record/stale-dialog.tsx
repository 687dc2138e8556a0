/** Two people edited at once: both values are on the table, and one of them decides. */
import type { FieldView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { sinceText } from '../../fields/date-words.ts'
import { StaleValue } from './stale-value.tsx'

interface StaleProps {
  readonly app: string
  readonly field: FieldView
  readonly mine: WireValue
  readonly theirs: WireValue | undefined
  readonly by: string
  readonly at: string
  readonly onKeepMine: () => void
  readonly onTakeTheirs: () => void
  /** To go on writing: nothing is decided. Absent: it was no writing, and what is there stands. */
  readonly onBack?: (() => void) | undefined
}

export function StaleDialog({ app, field, mine, theirs, by, at, onKeepMine, onTakeTheirs, onBack }: StaleProps) {
  const { t } = useLingui()
  const { title } = field
  const since = sinceText(at, Date.now(), 'second')
  return (
    <Modal opened onClose={onBack ?? onTakeTheirs} title={t`${by} changed ${title} ${since}`} size="sm">
      <Stack gap="xs">
        <Text size="sm">{t`Your change of “${title}” was not made. What should stand?`}</Text>
        <Text size="sm" component="div">
          <Trans>
            Yours: <StaleValue app={app} field={field} value={mine} />
          </Trans>
        </Text>
        <Text size="sm" component="div">
          <Trans>
            Now: <StaleValue app={app} field={field} value={theirs} />
          </Trans>
        </Text>
        <Group justify="flex-end" gap="xs">
          {onBack && (
            <Button size="xs" variant="subtle" color="gray" mr="auto" onClick={onBack}>
              <Trans>Go on writing</Trans>
            </Button>
          )}
          <Button size="xs" variant="default" onClick={onTakeTheirs}>
            <Trans>Take theirs</Trans>
          </Button>
          <Button size="xs" onClick={onKeepMine}>
            <Trans>Keep mine</Trans>
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
