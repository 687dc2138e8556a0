import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group } from '@mantine/core'
import { ActButton } from '../../kit/act.tsx'
import classes from './record.module.css'

interface FormFootProps {
  /** What the button says that ends the form. */
  readonly save: string
  readonly busy: boolean
  readonly disabled: boolean
  /** False: another step of a wizard follows. */
  readonly isLast: boolean
  readonly onCancel: () => void
  readonly onBack?: () => void
}

export function FormFoot({ save, busy, disabled, isLast, onCancel, onBack }: FormFootProps) {
  const { t } = useLingui()
  return (
    <Group justify="flex-end" gap="xs" className={classes.formFoot}>
      <Button size="xs" variant="default" onClick={onCancel} {...(onBack && { mr: 'auto' })}>
        <Trans>Cancel</Trans>
      </Button>
      {onBack && (
        <Button size="xs" variant="default" onClick={onBack}>
          <Trans>Back</Trans>
        </Button>
      )}
      <ActButton size="xs" type="submit" loading={busy} disabled={disabled}>
        {isLast ? save : t({ message: 'Next', context: 'step of a form' })}
      </ActButton>
    </Group>
  )
}
