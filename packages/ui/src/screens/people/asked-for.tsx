/** Rights that one asked for oneself, and what became of them. */
import { Anchor, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { accessRequestsQuery, sessionQuery } from '../../client/queries.ts'
import { Moment } from '../../fields/dates.tsx'
import { Failure } from '../../kit/states.tsx'
import classes from './people.module.css'
import { wanted } from './wanted.ts'

export function AskedFor() {
  const requests = useQuery(accessRequestsQuery)
  const session = useQuery(sessionQuery).data
  if (requests.isError) return <Failure error={requests.error} onRetry={() => void requests.refetch()} />
  const mine = requests.data?.items.filter(item => item.person.id === session?.person.id) ?? []
  if (mine.length === 0) return null
  return (
    <section aria-labelledby="asked-for">
      <h2 id="asked-for" className={classes.askedForTitle}>
        What you asked for
      </h2>
      <div className={classes.askedFor}>
        {mine.map(item => (
          <article key={item.id} className={classes.request}>
            <div className={classes.requestText}>
              <Text size="sm" dir="auto">
                To {wanted(item)} in {session?.apps.find(app => app.name === item.app)?.title ?? item.app}
              </Text>
              <Text size="sm" dir="auto">
                “{item.reason}”
              </Text>
              <Text size="xs" c="dimmed" component="div">
                {item.state === 'open' ? (
                  <>
                    Waiting since <Moment iso={item.at} />
                  </>
                ) : (
                  <>
                    {item.state === 'granted' ? 'Granted' : 'Declined'} by {item.decidedBy?.title ?? 'somebody'}
                    {item.decidedAt && (
                      <>
                        , <Moment iso={item.decidedAt} />
                      </>
                    )}
                  </>
                )}
                {item.note && ` · “${item.note}”`}
                {item.record && (
                  <>
                    {' · '}
                    <Anchor size="xs" underline="always" href={`/a/${item.app}/r/${item.entity}/${item.record}`}>
                      Open the record
                    </Anchor>
                  </>
                )}
              </Text>
            </div>
          </article>
        ))}
      </div>
    </section>
  )
}
