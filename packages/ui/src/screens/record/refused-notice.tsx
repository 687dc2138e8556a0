/** A refusal says which right is missing and who can give it, and asks them with one click. */
import { notifications } from '@mantine/notifications'

import { Refused, sentenceOf } from '../../client/http.ts'
import { Awaiting, part } from '../../kit/part.tsx'

const MissingRight = part(async () => ({ default: (await import('./missing-right.tsx')).MissingRight }), 'panel')

export function refusedNotice(app: string, title: string, error: unknown): void {
  const problem = error instanceof Refused ? error.problem : undefined
  notifications.show({
    color: 'red',
    title,
    // Long enough to ask; whoever reads it closes it.
    ...(problem?.askable ? { autoClose: 30_000 } : {}),
    message: problem?.missing ? (
      // Read out even where the rest could not be fetched.
      <Awaiting meanwhile={problem.missing}>
        <MissingRight app={app} problem={problem} />
      </Awaiting>
    ) : (
      sentenceOf(error)
    ),
  })
}
