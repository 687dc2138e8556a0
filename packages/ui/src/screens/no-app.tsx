/** An app that could not be had: where it is none of theirs, where to go on; else what came in between. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useEffectEvent } from 'react'
import { Refused } from '../client/http.ts'
import { sessionQuery } from '../client/queries.ts'
import { Awaiting, part } from '../kit/part.tsx'
import { Failure, State } from '../kit/states.tsx'

const KeptWords = part(async () => ({ default: (await import('./record/unsaved-words.tsx')).KeptWords }))

/** Of an app in which one has no role nothing is told: whoever waits here for one asks, every so many milliseconds. */
const askEvery = 10_000

interface NoAppProps {
  readonly app: string
  readonly error: unknown
  readonly onRetry: () => void
}

export function NoApp({ app, error, onRetry }: NoAppProps) {
  const { t } = useLingui()
  const navigate = useNavigate()
  const session = useQuery({ ...sessionQuery, refetchInterval: askEvery })
  const isMine = session.data?.apps.some(({ name }) => name === app) === true
  const retry = useEffectEvent(onRetry)
  useEffect(() => {
    if (isMine) retry()
  }, [isMine])
  if (!(error instanceof Refused) || error.problem.status !== 404) return <Failure error={error} onRetry={onRetry} />
  return (
    <State
      page
      title={t`There is no such app for you`}
      action={{ label: t`Go to the start page`, onClick: () => void navigate({ to: '/' }) }}
      // It may have been theirs while they wrote, and none of its forms opens any more.
      more={
        <Awaiting>
          <KeptWords key={app} app={app} entity={undefined} />
        </Awaiting>
      }
    >
      {t`Nobody gave you a role in it, or it has another address. Whoever administers it can give you a role.`}
    </State>
  )
}
