/** Who looked: opening the record, where its entity has that recorded, and masked fields that were shown. Newest first. */
import type { EntityView, ReadersPage } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Skeleton, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { inSentence } from '../../client/language.ts'
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
  const { t } = useLingui()
  const label = inSentence(entity.label)
  const readers = useInfiniteQuery(readersQuery(app, entity.name, id))
  if (readers.isError) return <Failure error={readers.error} onRetry={() => void readers.refetch()} />
  if (readers.isPending) return <Skeleton height={14} my={10} />
  const items = readers.data.pages.flatMap(page => page.items)
  const quoted = (text: string) => t`“${text}”`
  return (
    <>
      <Text size="xs" c="dimmed" mb={8}>
        {entity.auditReads
          ? t`Opening is recorded once for each person and hour; being shown in a list is not.`
          : t`Opening a ${label} is not recorded. Shown here is who had a masked value revealed.`}
      </Text>
      {items.length === 0 ? (
        <Text size="sm" c="dimmed" py={12}>
          <Trans>Nobody yet.</Trans>
        </Text>
      ) : (
        <ul className={classes.people}>
          {items.map(item => (
            <li key={item.id} className={classes.reader}>
              <PersonAvatar name={item.person?.title ?? null} />
              <span dir="auto">
                <Looked item={item} entity={entity} />
                {item.comment && <span className={classes.reason}>{quoted(item.comment)}</span>}
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
          <Trans>Show earlier</Trans>
        </Button>
      )}
    </>
  )
}

function Looked({ item, entity }: { readonly item: ReadersPage['items'][number]; readonly entity: EntityView }) {
  const { t } = useLingui()
  const who = <b>{item.person?.title ?? t`Somebody`}</b>
  const other = item.onBehalfOf && <span dir="auto">{item.onBehalfOf.title}</span>
  const title = entity.fields.find(field => field.name === item.field)?.title ?? item.field
  const field = <span dir="auto">{title ? inSentence(title) : t`masked value`}</span>
  if (item.kind === 'read')
    return other ? (
      <Trans>
        {who} with {other} opened it
      </Trans>
    ) : (
      <Trans>{who} opened it</Trans>
    )
  return other ? (
    <Trans>
      {who} with {other} had its {field} shown
    </Trans>
  ) : (
    <Trans>
      {who} had its {field} shown
    </Trans>
  )
}
