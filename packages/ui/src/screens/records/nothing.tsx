/** Why a page of records is empty, and what to do about it. */
import { Trans, useLingui } from '@lingui/react/macro'
import { inSentence, listFormat } from '../../client/language.ts'
import { onPage } from '../../client/on-page.ts'
import { State } from '../../kit/states.tsx'
import { focusSoon } from './keys.ts'
import type { RecordsPage } from './page.ts'
import { useEmptyPlace } from './use-empty-place.ts'

export function Nothing({ page }: { readonly page: RecordsPage }) {
  const { entity, screen, search, change, mayCreate } = page
  const { t } = useLingui()
  const place = useEmptyPlace(page)
  const plural = entity.labelPlural
  const [label, labels] = [inSentence(entity.label), inSentence(plural)]
  const seers = listFormat({ type: 'disjunction' }).format(entity.seenBy ?? [])
  const found = <b>{search.search}</b>
  if (page.filtered)
    return (
      <State
        title={t`Nothing matches`}
        action={{
          label: search.filter ? (search.search ? t`Clear filter and search` : t`Clear filter`) : t`Clear search`,
          onClick: () => {
            change({ filter: undefined, search: undefined })
            focusSoon(() => onPage('[data-row][tabindex="0"]'))
          },
        }}
      >
        {!search.search ? (
          t`No ${labels} you can see meet the filter above.`
        ) : search.filter ? (
          <Trans>
            No {labels} you can see have “{found}” or anything similar and meet the filter above.
          </Trans>
        ) : (
          <Trans>
            No {labels} you can see have “{found}” or anything similar.
          </Trans>
        )}
      </State>
    )
  if (place)
    return (
      <State title={place.title} action={place.back}>
        {place.sentence}
      </State>
    )
  return (
    <State
      title={t`No ${labels} here`}
      {...(mayCreate ? { action: { label: t`New ${label}`, onClick: () => change({ form: 'new' }) } } : {})}
    >
      {entity.seenBy
        ? `${
            entity.can.includes('read')
              ? t`Your roles show you some of all ${labels}, and none that belongs here.`
              : t`None of your roles shows ${labels}. Those that somebody shares with you appear here, for as long as the share lasts.`
          } ${entity.seenBy.length > 0 ? t`Who is ${seers} sees all of them.` : ''}`
        : screen.filter
          ? t`${plural} that meet this list’s condition, and that your roles let you see, appear here.`
          : mayCreate
            ? t`${plural} that you or others make appear here.`
            : t`${plural} that your roles let you see appear here. There are none yet.`}
    </State>
  )
}
