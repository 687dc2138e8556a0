/** A refusal says which right is missing and who can give it, and asks them with one click. */
import { Trans } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { ReactNode } from 'react'
import { Refused, sentenceOf } from '../../client/http.ts'
import { Awaiting, part } from '../../kit/part.tsx'

const MissingRight = part(async () => ({ default: (await import('./missing-right.tsx')).MissingRight }), 'panel')

/** @param onGoOn to what was written, which is kept elsewhere than where it was written */
export function refusedNotice(app: string, title: string, error: unknown, onGoOn?: () => void): void {
  const id = crypto.randomUUID()
  const problem = error instanceof Refused ? error.problem : undefined
  const why = problem?.missing ? (
    // Read out even where the rest could not be fetched.
    <Awaiting meanwhile={problem.missing}>
      <MissingRight app={app} problem={problem} />
    </Awaiting>
  ) : (
    sentenceOf(error)
  )
  const goOn = onGoOn && (
    <Kept
      onGoOn={() => {
        notifications.hide(id)
        onGoOn()
      }}
    >
      {why}
    </Kept>
  )
  notifications.show({
    id,
    color: 'red',
    title,
    // Long enough to ask, or to go back; whoever reads it closes it.
    ...(problem?.askable || onGoOn ? { autoClose: 30_000 } : {}),
    message: goOn ?? why,
  })
}

function Kept({ onGoOn, children }: { readonly onGoOn: () => void; readonly children: ReactNode }) {
  return (
    <>
      <div>{children}</div>
      <div>
        <Trans>What you wrote is kept in the record’s form.</Trans>{' '}
        <Button size="compact-xs" variant="default" onClick={onGoOn}>
          <Trans>Go on writing</Trans>
        </Button>
      </div>
    </>
  )
}
