/** Said over the page while an answer takes long. Nothing to press: to ask again would only stand at the end of the same queue, and what is not answered in time says so in its place. */
import { Trans } from '@lingui/react/macro'
import { useLongWait } from '../client/long-wait.ts'
import classes from './shell.module.css'

export function WaitingNote() {
  const isLong = useLongWait()
  return (
    <div role="status" className={classes.waitingPlace}>
      {isLong && (
        <p className={classes.waiting}>
          <Trans>Still waiting: the server or the connection is slow at the moment. What is missing comes by itself.</Trans>
        </p>
      )}
    </div>
  )
}
