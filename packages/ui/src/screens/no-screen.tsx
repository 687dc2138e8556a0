/** The page at the address of a screen that is not theirs: which roles have it, as far as the server tells, whom to ask, and where to go on. */
import type { AppView } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { refusedScreenQuery } from '../client/queries.ts'
import { Failure, State } from '../kit/states.tsx'
import { MissingRight } from './record/missing-right.tsx'
import { useWayOut } from './way-out.ts'

export function NoScreen({ app, screen }: { readonly app: AppView; readonly screen: string }) {
  const { t } = useLingui()
  const action = useWayOut(app)
  const refused = useQuery(refusedScreenQuery(app.name, screen))
  if (refused.isError) return <Failure error={refused.error} onRetry={() => void refused.refetch()} />
  if (!refused.data) return null
  const { title } = refused.data
  return (
    <State
      page
      title={title === undefined ? t`There is no such screen for you` : t`“${title}” is not yours to open`}
      more={<MissingRight app={app.name} problem={refused.data} />}
      action={action}
    />
  )
}
