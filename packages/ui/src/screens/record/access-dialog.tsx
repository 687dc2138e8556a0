/** Who can see this? Everybody with what they may do and by what; whoever may not ask about others sees why they see it themselves. */
import type { AccessOf, EntityView } from '@bailiwick/definition/wire/index.ts'
import { msg } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal, SegmentedControl, Skeleton, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconChevronRight, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { listFormat, say, timeZone, type Words } from '../../client/language.ts'
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
  const { t } = useLingui()
  return (
    <Modal opened onClose={onClose} title={t`Who can see this?`} size="lg">
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
                aria-label={t`What is asked`}
                value={asked}
                onChange={setAsked}
                data={[
                  { value: 'now', label: t`Now` },
                  { value: 'then', label: t`On a day` },
                  ...(view.data?.mayReadAudit ? [{ value: 'readers', label: t`Who looked` }] : []),
                ]}
              />
              {asked === 'now' && <People app={app} entity={entity} id={id} />}
              {asked === 'then' && <Past app={app} entity={entity} id={id} />}
              {asked === 'readers' && <Readers app={app} entity={entity} id={id} />}
            </>
          ) : (
            <Text size="xs" c="dimmed">
              <Trans>Who else does is told to those who read this app’s audit or give its roles.</Trans>
            </Text>
          )}
        </>
      )}
    </Modal>
  )
}

/** As a control of the browser writes a moment of this person's place: `2026-11-24T09:30`. */
const written = (moment: Date) => writtenIn(moment.getTime(), timeZone()).slice(0, 16).replace(' ', 'T')

/** The first whole minute at or after a moment, and its second where that minute is still to come. */
function firstWritten(since: string): string {
  const minute = new Date(Math.ceil(Date.parse(since) / 60_000) * 60_000)
  if (minute.getTime() <= Date.now()) return written(minute)
  const second = new Date(Math.ceil(Date.parse(since) / 1_000) * 1_000)
  return writtenIn(second.getTime(), timeZone()).slice(0, 19).replace(' ', 'T')
}

function Past(props: Omit<AccessProps, 'onClose'>) {
  const [text, setText] = useState(() => written(new Date(Date.now() - 86_400_000)))
  const [isChosen, setChosen] = useState(false)
  const { t } = useLingui()
  const moment = new Date(readIn(text, timeZone()))
  const wrong = Number.isNaN(moment.getTime())
    ? t`Choose a day and a time.`
    : moment.getTime() > Date.now()
      ? t`That is still to come.`
      : undefined
  // Until they choose it themselves, it stands at a moment of which something is known.
  const asked = useInfiniteQuery({
    ...accessQuery(props.app, props.entity.name, props.id, '', wrong === undefined ? moment.toISOString() : ''),
    enabled: !isChosen && wrong === undefined,
  })
  const since = asked.isPlaceholderData ? undefined : asked.data?.pages[0]?.past?.since
  const known = since !== undefined && !isChosen && Date.parse(since) > moment.getTime() ? firstWritten(since) : undefined
  if (known !== undefined && known !== text) setText(known)
  return (
    <>
      <TextInput
        type="datetime-local"
        size="xs"
        mb={8}
        label={t`At this moment`}
        value={text}
        max={written(new Date())}
        error={wrong}
        onChange={event => {
          setChosen(true)
          setText(event.currentTarget.value)
        }}
        onKeyDown={event => event.stopPropagation()}
      />
      {wrong !== undefined ? null : !isChosen && (asked.isPending || asked.isPlaceholderData) ? (
        <Waiting />
      ) : (
        <People {...props} at={moment.toISOString()} />
      )}
    </>
  )
}

function People({ app, entity, id, at }: Omit<AccessProps, 'onClose'> & { readonly at?: string }) {
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text.trim(), 200)
  const { t } = useLingui()
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
        aria-label={t`Search people`}
        placeholder={t`Search people`}
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
          {at ? t`Nobody of that name saw it.` : t`Nobody of that name sees it.`}
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
          <Trans>Show more</Trans>
        </Button>
      )}
    </>
  )
}

function Person({ entity, item }: { readonly entity: EntityView; readonly item: AccessOf }) {
  const [open, setOpen] = useState(false)
  const { t } = useLingui()
  const list = (texts: readonly string[]) => listFormat({ type: 'unit' }).format(texts)
  const titles = item.fields?.map(name => entity.fields.find(field => field.name === name)?.title ?? name)
  const fields = titles && list(titles)
  return (
    <li className={classes.person}>
      <button type="button" className={classes.head} aria-expanded={open} onClick={() => setOpen(!open)}>
        <PersonAvatar name={item.person.title} />
        <span className={classes.name} dir="auto">
          {item.person.title}
        </span>
        <span className={classes.may}>
          {item.may.length === 0 ? t`not known` : list(item.may.map(action => actionWords(action, entity)))}
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
          {fields !== undefined && <p>{fields ? t`Reads only: ${fields}` : t`Reads none of its fields in the clear`}</p>}
        </div>
      )}
    </li>
  )
}

const words: Readonly<Record<string, Words>> = {
  read: msg({ message: 'see', context: 'what somebody may do' }),
  update: msg({ message: 'change', context: 'what somebody may do' }),
  delete: msg({ message: 'delete', context: 'what somebody may do' }),
  restore: msg({ message: 'bring back', context: 'what somebody may do' }),
  comment: msg({ message: 'comment', context: 'what somebody may do' }),
  share: msg({ message: 'share', context: 'what somebody may do' }),
  reveal: msg({ message: 'reveal', context: 'what somebody may do' }),
  export: msg({ message: 'export', context: 'what somebody may do' }),
  bulk: msg({ message: 'change as one of many', context: 'what somebody may do' }),
}

/** `transition.submit` by the step's title. */
function actionWords(action: string, entity: EntityView): string {
  const [kind = '', name] = action.split('.')
  if (name === undefined) return words[kind] ? say(words[kind]) : kind
  const title = entity.workflow?.transitions.find(each => each.name === name)?.title ?? name.replaceAll('_', ' ')
  return kind === 'decide' ? say('decide “{title}”', { title }) : say('“{title}”', { title })
}

function Waiting() {
  return ['a', 'b', 'c', 'd'].map(key => <Skeleton key={key} height={14} my={10} />)
}
