/** Above a record that was read before and could not be read again. */
import { Trans } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import classes from './record.module.css'

export function NotRenewed({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <div className={classes.old} role="status">
      <span>
        <Trans>This may be old: it could not be loaded again.</Trans>
      </span>
      <Button size="compact-xs" variant="default" onClick={onRetry}>
        <Trans>Retry</Trans>
      </Button>
    </div>
  )
}
