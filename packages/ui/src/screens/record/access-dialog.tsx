/** Who can see this? Everybody with what they may do and by what; whoever may not ask about others sees why they see it themselves. */
import type { AccessOf, EntityView } from '@bailiwick/definition/wire/index.ts'
import { Button, Modal, SegmentedControl, Skeleton, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconChevronRight, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { timeZone } from '../../client/language.ts'
import { accessQuery, appQuery, whyQuery } from '../../client/queries.ts'
import { readIn, writtenIn } from '../../client/zones.ts'
import { PersonAvatar } from '../../fields/references.tsx'
import { Failure } from '../../kit/states.tsx'
import classes from './access.module.css'
import { Readers } from './readers.tsx'

interface AccessProps {
  readonly app: string
  readonly entity: EntityView
  readonly id: string
  readonly onClose: () => void
}

export function AccessDialog({ app, entity, id, onClose }: AccessProps) {
  const why = useQuery(whyQuery(app, entity.name, id))
  const view = useQuery(appQuery(app))
  const [asked, setAsked] = useState('now')
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
            <>
              <SegmentedControl
                size="xs"
                mb={10}
                aria-label="What is asked"
                value={asked}
                onChange={setAsked}
                data={[
                  { value: 'now', label: 'Now' },
                  { value: 'then', label: 'On a day' },
                  ...(view.data?.mayReadAudit ? [{ value: 'readers', label: 'Who looked' }] : []),
                ]}
              />
              {asked === 'now' && <People app={app} entity={entity} id={id} />}
              {asked === 'then' && <Past app={app} entity={entity} id={id} />}
              {asked === 'readers' && <Readers app={app} entity={entity} id={id} />}
            </>
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

/** As a control of the browser writes a moment of this person's place: `2026-11-24T09:30`. */
const written = (moment: Date) => writtenIn(moment.getTime(), timeZone()).slice(0, 16).replace(' ', 'T')

function Past(props: Omit<AccessProps, 'onClose'>) {
  const [text, setText] = useState(() => written(new Date(Date.now() - 86_400_000)))
  const moment = new Date(readIn(text, timeZone()))
  const wrong = Number.isNaN(moment.getTime())
    ? 'Choose a day and a time.'
    : moment.getTime() > Date.now()
      ? 'That is still to come.'
      : undefined
  return (
    <>
      <TextInput
        type="datetime-local"
        size="xs"
        mb={8}
        label="At this moment"
        value={text}
        max={written(new Date())}
        error={wrong}
        onChange={event => setText(event.currentTarget.value)}
        onKeyDown={event => event.stopPropagation()}
      />
      {wrong === undefined && <People {...props} at={moment.toISOString()} />}
    </>
  )
}

function People({ app, entity, id, at }: Omit<AccessProps, 'onClose'> & { readonly at?: string }) {
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text.trim(), 200)
  const people = useInfiniteQuery(accessQuery(app, entity.name, id, search, at))
  const items = people.data?.pages.flatMap(page => page.items) ?? []
  const past = people.data?.pages[0]?.past
  if (past && !past.known)
    return (
      <Text size="sm" className={classes.own} role="status">
        {past.sentence}
      </Text>
    )
  return (
    <>
      {past && (
        <Text size="xs" c="dimmed" mb={8} role="status">
          {past.sentence}
        </Text>
      )}
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
          {at ? 'Nobody of that name saw it.' : 'Nobody of that name sees it.'}
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
        <span className={classes.may}>
          {item.may.length === 0 ? 'not known' : item.may.map(action => actionWords(action, entity)).join(', ')}
        </span>
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
          {item.unclear && <p>{item.unclear}</p>}
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
  export: 'export',
  bulk: 'change as one of many',
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
