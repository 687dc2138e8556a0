/** A widget that could not be asked says so itself, and leaves the page in peace. */
import { useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { sentenceOf } from '../../client/http.ts'
import classes from './dashboard.module.css'

export function WidgetFailure({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const { t } = useLingui()
  return (
    <div className={classes.failure} role="alert">
      <p>{sentenceOf(error)}</p>
      <Button variant="default" size="compact-sm" onClick={onRetry}>
        {t`Retry`}
      </Button>
    </div>
  )
}
