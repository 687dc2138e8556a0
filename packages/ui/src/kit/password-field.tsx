/** A password, which can be shown while it is written, by keys too. */
import { useLingui } from '@lingui/react/macro'
import { PasswordInput, type PasswordInputProps } from '@mantine/core'

export function PasswordField(props: PasswordInputProps) {
  const { t } = useLingui()
  return <PasswordInput {...props} visibilityToggleButtonProps={{ 'aria-label': t`Show or hide what is written`, tabIndex: 0 }} />
}
