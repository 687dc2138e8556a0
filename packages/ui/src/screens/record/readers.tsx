/** Who looked: opening the record, where its entity has that recorded, and masked fields that were shown. Newest first. */
import type { EntityView, ReadersPage } from '@bailiwick/definition/wire/index.ts'
import { Button, Skeleton, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { readersQuery } from '../../client/queries.ts'
import { Moment } from '../../fields/dates.tsx'
import { PersonAvatar } from '../../fields/references.tsx'
import { Failure } from '../../kit/states.tsx'
import classes from './access.module.css'

interface ReadersProps {
  readonly app: string
  readonly entity: EntityView
  readonly id: string
}

export function Readers({ app, entity, id }: ReadersProps) {
  const readers = useInfiniteQuery(readersQuery(app, entity.name, id))
  if (readers.isError) return <Failure error={readers.error} onRetry={() => void readers.refetch()} />
  if (readers.isPending) return <Skeleton height={14} my={10} />
  const items = readers.data.pages.flatMap(page => page.items)
  return (
    <>
      <Text size="xs" c="dimmed" mb={8}>
        {entity.auditReads
          ? 'Opening is recorded once for each person and hour; being shown in a list is not.'
          : `Opening a ${entity.label.toLowerCase()} is not recorded. Shown here is who had a masked value revealed.`}
      </Text>
      {items.length === 0 ? (
        <Text size="sm" c="dimmed" py={12}>
          Nobody yet.
        </Text>
      ) : (
        <ul className={classes.people}>
          {items.map(item => (
            <li key={item.id} className={classes.reader}>
              <PersonAvatar name={item.person?.title ?? null} />
              <span dir="auto">
                <b>{item.person?.title ?? 'Somebody'}</b>
                {item.onBehalfOf && <> with {item.onBehalfOf.title}</>} {did(item, entity)}
                {item.comment && <span className={classes.reason}>“{item.comment}”</span>}
              </span>
              <span className={classes.may}>
                <Moment iso={item.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {readers.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          mt={8}
          loading={readers.isFetchingNextPage}
          onClick={() => void readers.fetchNextPage()}
        >
          Show earlier
        </Button>
      )}
    </>
  )
}

function did(item: ReadersPage['items'][number], entity: EntityView): string {
  if (item.kind === 'read') return 'opened it'
  return `had its ${(entity.fields.find(field => field.name === item.field)?.title ?? item.field ?? 'masked value').toLowerCase()} shown`
}
