/** What was asked of a list cannot be answered to this person: said in words, with the way to the list as it was made. Anything else that failed is told as everywhere. */
import { useLingui } from '@lingui/react/macro'
import { Refused } from '../../client/http.ts'
import { Failure, State, wordsOf } from '../../kit/states.tsx'
import { faultIn } from './fault-in.ts'
import type { RecordsPage } from './page.ts'

interface UnansweredProps {
  readonly page: RecordsPage
  readonly error: unknown
  readonly onRetry: () => void
}

export function Unanswered({ page: { asked, condition, search, openView }, error, onRetry }: UnansweredProps) {
  const { t } = useLingui()
  const code = error instanceof Refused ? error.problem.code : ''
  // Where nothing is asked beyond the list itself, there is no other list to go to.
  if (!(error instanceof Refused) || !code.startsWith('query.') || Object.keys(asked).length === 0)
    return <Failure error={error} onRetry={onRetry} />
  const byView = search.view !== undefined
  const isField = code === 'query.unknown-field'
  const { filter, detail } = error.problem
  // Of the list's own condition whoever reads it knows nothing.
  const fault = filter && search.filter !== undefined ? faultIn(search.filter, condition, filter.at) : undefined
  const title = isField
    ? t`This list asks about a field you cannot see`
    : fault
      ? byView
        ? t`The filter of this view cannot be read`
        : t`The filter in the address cannot be read`
      : error.problem.title
  return (
    <State
      title={title}
      more={
        fault && (
          <p>
            {fault.rest ? t`It goes wrong here:` : t`It ends too early, after:`}{' '}
            <code dir="ltr">{fault.rest || fault.before}</code>
          </p>
        )
      }
      action={{
        label: t`Open the list as it is`,
        // A list that opens with this very view would come back to it.
        onClick: () => openView(byView ? { id: '-', question: {} } : undefined),
      }}
    >
      {fault
        ? // What a parser says is for who writes CEL.
          filter?.syntax
          ? ''
          : detail
        : !isField
          ? wordsOf(error)
          : byView
            ? t`The saved view filters, sorts or groups by a field that your roles do not show you. Tell whoever shared it with you.`
            : t`The address filters, sorts or groups by a field that is not there or that your roles do not show you. Ask whoever sent it to you.`}
    </State>
  )
}
