/** Said above a form that begins with what was left in it before. */
import { Trans } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { Moment } from '../../fields/dates.tsx'
import classes from './record.module.css'

export function DraftNotice({ at, onDiscard }: { readonly at: string; readonly onDiscard: () => void }) {
  return (
    <p className={classes.draft} role="status">
      <IconHistory size={14} aria-hidden />
      <span>
        <Trans>
          Draft restored · <Moment iso={at} />
        </Trans>
      </span>
      <Button size="compact-xs" variant="default" ml="auto" onClick={onDiscard}>
        <Trans>Discard</Trans>
      </Button>
    </p>
  )
}
