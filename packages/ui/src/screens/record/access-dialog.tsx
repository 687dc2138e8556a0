/** Who can see this? Everybody with what they may do and by what; whoever may not ask about others sees why they see it themselves. */
import type { AccessOf, EntityView } from '@bailiwick/definition/wire/index.ts'
import { Button, Modal, Skeleton, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconChevronRight, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { accessQuery, whyQuery } from '../../client/queries.ts'
import { PersonAvatar } from '../../fields/references.tsx'
import { Failure } from '../../kit/states.tsx'
import classes from './access.module.css'

interface AccessProps {
  readonly app: string
  readonly entity: EntityView
  readonly id: string
  readonly onClose: () => void
}

export function AccessDialog({ app, entity, id, onClose }: AccessProps) {
  const why = useQuery(whyQuery(app, entity.name, id))
  return (
    <Modal opened onClose={onClose} title="Who can see this?" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      {why.isError ? (
        <Failure error={why.error} onRetry={() => void why.refetch()} onLeave={onClose} />
      ) : why.isPending ? (
        <Waiting />
      ) : (
        <>
          <Text size="sm" className={classes.own} dir="auto">
            {why.data.sentence}
          </Text>
          {why.data.mayAskAboutOthers ? (
            <People app={app} entity={entity} id={id} />
          ) : (
            <Text size="xs" c="dimmed">
              Who else does is told to those who read this app’s audit or give its roles.
            </Text>
          )}
        </>
      )}
    </Modal>
  )
}

function People({ app, entity, id }: Omit<AccessProps, 'onClose'>) {
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text.trim(), 200)
  const people = useInfiniteQuery(accessQuery(app, entity.name, id, search))
  const items = people.data?.pages.flatMap(page => page.items) ?? []
  return (
    <>
      <TextInput
        size="xs"
        mb={8}
        aria-label="Search people"
        placeholder="Search people"
        leftSection={<IconSearch size={14} />}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
        onKeyDown={event => event.stopPropagation()}
      />
      {people.isError ? (
        <Failure error={people.error} onRetry={() => void people.refetch()} />
      ) : people.isPending ? (
        <Waiting />
      ) : items.length === 0 ? (
        <Text size="sm" c="dimmed" py={12}>
          Nobody of that name sees it.
        </Text>
      ) : (
        <ul className={classes.people}>
          {items.map(item => (
            <Person key={item.person.id} entity={entity} item={item} />
          ))}
        </ul>
      )}
      {people.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          mt={8}
          loading={people.isFetchingNextPage}
          onClick={() => void people.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </>
  )
}

function Person({ entity, item }: { readonly entity: EntityView; readonly item: AccessOf }) {
  const [open, setOpen] = useState(false)
  const titles = item.fields?.map(name => entity.fields.find(field => field.name === name)?.title ?? name)
  return (
    <li className={classes.person}>
      <button type="button" className={classes.head} aria-expanded={open} onClick={() => setOpen(!open)}>
        <PersonAvatar name={item.person.title} />
        <span className={classes.name} dir="auto">
          {item.person.title}
        </span>
        <span className={classes.may}>{item.may.map(action => actionWords(action, entity)).join(', ')}</span>
        <IconChevronRight size={14} className={classes.chevron} data-open={open || undefined} aria-hidden />
      </button>
      {open && (
        <div className={classes.why}>
          <ul>
            {item.through.map(words => (
              <li key={words} dir="auto">
                {words}
              </li>
            ))}
          </ul>
          {titles && <p>{titles.length > 0 ? `Reads only: ${titles.join(', ')}` : 'Reads none of its fields in the clear'}</p>}
        </div>
      )}
    </li>
  )
}

const words: Readonly<Record<string, string>> = {
  read: 'see',
  update: 'change',
  delete: 'delete',
  restore: 'bring back',
  comment: 'comment',
  share: 'share',
  reveal: 'reveal',
}

/** `transition.submit` by the step's title. */
function actionWords(action: string, entity: EntityView): string {
  const [kind = '', name] = action.split('.')
  if (name === undefined) return words[kind] ?? kind
  const title = entity.workflow?.transitions.find(each => each.name === name)?.title ?? name.replaceAll('_', ' ')
  return kind === 'decide' ? `decide “${title}”` : `“${title}”`
}

function Waiting() {
  return ['a', 'b', 'c', 'd'].map(key => <Skeleton key={key} height={14} my={10} />)
}
