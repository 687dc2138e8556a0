/** Why a page of records is empty, and what to do about it. */
import { State } from '../../kit/states.tsx'
import { focusSoon } from './keys.ts'
import type { RecordsPage } from './page.ts'

export function Nothing({ page }: { readonly page: RecordsPage }) {
  const { entity, screen, search, change, shared, trash, mayCreate } = page
  const plural = entity.labelPlural
  if (page.filtered)
    return (
      <State
        title="Nothing matches"
        action={{
          label: `Clear ${[search.filter && 'filter', search.search && 'search'].filter(Boolean).join(' and ')}`,
          onClick: () => {
            change({ filter: undefined, search: undefined })
            focusSoon(() => document.querySelector<HTMLElement>('[data-row][tabindex="0"]'))
          },
        }}
      >
        No {plural.toLowerCase()} you can see{' '}
        {search.search ? (
          <>
            have “<b>{search.search}</b>” or anything similar{search.filter ? ' and meet the filter above' : ''}
          </>
        ) : (
          'meet the filter above'
        )}
        .
      </State>
    )
  if (shared)
    return (
      <State
        title="Nothing is shared with you here"
        action={{ label: `Back to ${screen.title}`, onClick: () => change({ shared: undefined }) }}
      >
        {plural} that somebody gives you beyond what your roles give you appear here, for as long as they last.
      </State>
    )
  if (trash)
    return (
      <State
        title="The trash is empty"
        action={{ label: `Back to ${screen.title}`, onClick: () => change({ trash: undefined }) }}
      >
        {plural} that are deleted are kept here, and may be brought back.
      </State>
    )
  return (
    <State
      title={`No ${plural.toLowerCase()} here`}
      {...(mayCreate ? { action: { label: `New ${entity.label.toLowerCase()}`, onClick: () => change({ form: 'new' }) } } : {})}
    >
      {screen.filter
        ? `${plural} that meet this list’s condition, and that your roles let you see, appear here.`
        : mayCreate
          ? `${plural} that you or others make appear here.`
          : `${plural} that your roles let you see appear here. There are none yet.`}
    </State>
  )
}
