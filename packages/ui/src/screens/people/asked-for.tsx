/** Rights that one asked for oneself, and what became of them. */
import type { AccessRequest } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Anchor, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { isolated } from '../../client/language.ts'
import { accessRequestsQuery, sessionQuery } from '../../client/queries.ts'
import { Moment } from '../../fields/dates.tsx'
import { Failure } from '../../kit/states.tsx'
import classes from './people.module.css'
import { wanted } from './wanted.ts'

export function AskedFor() {
  const { t } = useLingui()
  const requests = useQuery(accessRequestsQuery)
  const session = useQuery(sessionQuery).data
  if (requests.isError) return <Failure error={requests.error} onRetry={() => void requests.refetch()} />
  const mine = requests.data?.items.filter(item => item.person.id === session?.person.id) ?? []
  if (mine.length === 0) return null
  return (
    <section aria-labelledby="asked-for">
      <h2 id="asked-for" className={classes.askedForTitle}>
        {t`What you asked for`}
      </h2>
      <div className={classes.askedFor}>
        {mine.map(item => (
          <Asked key={item.id} item={item} app={isolated(item.titles.app ?? item.app)} />
        ))}
      </div>
    </section>
  )
}

/** @param app as people call it */
function Asked({ item, app }: { readonly item: AccessRequest; readonly app: string }) {
  const { t } = useLingui()
  const what = wanted(item)
  const { reason, note } = item
  const by = isolated(item.decidedBy?.title ?? t({ message: 'somebody', context: 'by somebody' }))
  return (
    <article className={classes.request}>
      <div className={classes.requestText}>
        <Text size="sm">{t`To ${what} in ${app}`}</Text>
        <Text size="sm" dir="auto">
          {t`“${reason}”`}
        </Text>
        <Text size="xs" c="dimmed" component="div">
          {item.state === 'open' ? (
            <Trans>
              Waiting since <Moment iso={item.at} />
            </Trans>
          ) : (
            <>
              {item.state === 'granted' ? t`Granted by ${by}` : t`Declined by ${by}`}
              {item.decidedAt && (
                <>
                  , <Moment iso={item.decidedAt} />
                </>
              )}
            </>
          )}
          {note && (
            <>
              {' · '}
              <bdi>{t`“${note}”`}</bdi>
            </>
          )}
          {item.record && (
            <>
              {' · '}
              <Anchor size="xs" underline="always" href={`/a/${item.app}/r/${item.entity}/${item.record}`}>
                {t`Open the record`}
              </Anchor>
            </>
          )}
        </Text>
      </div>
    </article>
  )
}
