/** What was asked of a list cannot be answered to this person: said in words, with the way to the list as it was made. Anything else that failed is told as everywhere. */
import { useLingui } from '@lingui/react/macro'
import { Refused } from '../../client/http.ts'
import { Failure, State, wordsOf } from '../../kit/states.tsx'
import type { RecordsPage } from './page.ts'

interface UnansweredProps {
  readonly page: RecordsPage
  readonly error: unknown
  readonly onRetry: () => void
}

export function Unanswered({ page: { asked, search, openView }, error, onRetry }: UnansweredProps) {
  const { t } = useLingui()
  const code = error instanceof Refused ? error.problem.code : ''
  // Where nothing is asked beyond the list itself, there is no other list to go to.
  if (!(error instanceof Refused) || !code.startsWith('query.') || Object.keys(asked).length === 0)
    return <Failure error={error} onRetry={onRetry} />
  const byView = search.view !== undefined
  const isField = code === 'query.unknown-field'
  return (
    <State
      title={isField ? t`This list asks about a field you cannot see` : error.problem.title}
      action={{
        label: t`Open the list as it is`,
        // A list that opens with this very view would come back to it.
        onClick: () => openView(byView ? { id: '-', question: {} } : undefined),
      }}
    >
      {!isField
        ? wordsOf(error)
        : byView
          ? t`The saved view filters, sorts or groups by a field that your roles do not show you. Tell whoever shared it with you.`
          : t`The address filters, sorts or groups by a field that is not there or that your roles do not show you. Ask whoever sent it to you.`}
    </State>
  )
}
