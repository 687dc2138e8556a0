/** What the keys do among the cells of a list, for its foot. */
import { Trans, useLingui } from '@lingui/react/macro'
import { commandKey } from '../../kit/command-key.ts'

interface CellKeysProps {
  readonly isEditing: boolean
  readonly mayEdit: boolean
  readonly mayFill: boolean
}

export function CellKeys({ isEditing, mayEdit, mayFill }: CellKeysProps) {
  const { t } = useLingui()
  const enter = t`Enter`
  if (isEditing)
    return (
      <>
        <Trans>
          <kbd>{enter}</kbd> keep <kbd>Tab</kbd> keep and go on <kbd>Esc</kbd> as it was
        </Trans>{' '}
      </>
    )
  const command = commandKey()
  return (
    <>
      <Trans>
        <kbd>← ↑ → ↓</kbd> move <kbd>Shift</kbd> extend
      </Trans>{' '}
      {mayEdit && (
        <>
          <Trans>
            <kbd>{enter}</kbd> edit <kbd>Del</kbd> empty
          </Trans>{' '}
        </>
      )}
      <Trans>
        <kbd>{command}C</kbd> copy
      </Trans>{' '}
      {mayEdit && (
        <>
          <Trans>
            <kbd>{command}V</kbd> paste
          </Trans>{' '}
        </>
      )}
      {mayEdit && mayFill && (
        <>
          <Trans>
            <kbd>{command}D</kbd> fill
          </Trans>{' '}
        </>
      )}
      <Trans>
        <kbd>Esc</kbd> to the row
      </Trans>{' '}
    </>
  )
}
