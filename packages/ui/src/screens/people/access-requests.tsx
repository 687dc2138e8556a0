/** Rights that people asked for: the open ones to be decided. Granting gives nothing by itself; the role is given on the person. */
import type { AccessRequest } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Anchor, Button, Group, Modal, Skeleton, Stack, Text, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { request, sentenceOf } from '../../client/http.ts'
import { isolated } from '../../client/language.ts'
import { accessRequestsQuery, sessionQuery } from '../../client/queries.ts'
import { Moment } from '../../fields/dates.tsx'
import { growing } from '../../kit/growing.ts'
import { Failure, State } from '../../kit/states.tsx'
import classes from './people.module.css'
import { wanted } from './wanted.ts'

interface RequestsProps {
  /** Shows the person, to give them a role. */
  readonly onPerson: (name: string) => void
}

export function AccessRequests({ onPerson }: RequestsProps) {
  const { t } = useLingui()
  const requests = useQuery(accessRequestsQuery)
  // An administrator without a role in the app would only find that it is not there.
  const mine = useQuery(sessionQuery).data?.apps
  const [deciding, setDeciding] = useState<AccessRequest>()
  if (requests.isError) return <Failure error={requests.error} onRetry={() => void requests.refetch()} />
  if (requests.isPending) return ['a', 'b', 'c'].map(key => <Skeleton key={key} height={14} m={10} />)
  const { items } = requests.data
  if (items.length === 0)
    return (
      <State title={t`Nobody asks for anything`}>
        {t`Whoever is refused for want of a right can ask for it; it is shown here.`}
      </State>
    )
  return (
    <div className={classes.rows}>
      {items.map(item => (
        <Asked
          key={item.id}
          item={item}
          app={isolated(item.titles.app ?? item.app)}
          opens={mine?.some(({ name }) => name === item.app) === true}
          onPerson={onPerson}
          onDecide={() => setDeciding(item)}
        />
      ))}
      {deciding && <Decide item={deciding} onClose={() => setDeciding(undefined)} onPerson={onPerson} />}
    </div>
  )
}

interface AskedProps extends Pick<RequestsProps, 'onPerson'> {
  readonly item: AccessRequest
  /** As people call it. */
  readonly app: string
  /** The record is there for whoever reads this. */
  readonly opens: boolean
  readonly onDecide: () => void
}

function Asked({ item, app, opens, onPerson, onDecide }: AskedProps) {
  const { t } = useLingui()
  const what = wanted(item)
  const { reason } = item
  const person = item.person.title
  const by = isolated(item.decidedBy?.title ?? t({ message: 'somebody', context: 'by somebody' }))
  return (
    <article className={classes.request}>
      <div className={classes.requestText}>
        <Text size="sm">
          <Trans>
            <button type="button" className={classes.plain} dir="auto" onClick={() => onPerson(person ?? '')}>
              {person}
            </button>{' '}
            asks to {what} in {app}
          </Trans>
        </Text>
        <Text size="sm" dir="auto">
          {t`“${reason}”`}
        </Text>
        <Text size="xs" c="dimmed" component="div">
          <Moment iso={item.at} />
          {item.state !== 'open' && ` · ${item.state === 'granted' ? t`granted by ${by}` : t`declined by ${by}`}`}
          {item.note && (
            <>
              {' · '}
              <bdi>{item.note}</bdi>
            </>
          )}
          {item.record && opens && (
            <>
              {' · '}
              <Anchor size="xs" underline="always" href={`/a/${item.app}/r/${item.entity}/${item.record}`}>
                {t`Open the record`}
              </Anchor>
            </>
          )}
        </Text>
      </div>
      {item.mayDecide && (
        <Button size="xs" variant="default" onClick={onDecide}>
          {t`Decide`}
        </Button>
      )}
    </article>
  )
}

interface DecideProps extends Pick<RequestsProps, 'onPerson'> {
  readonly item: AccessRequest
  readonly onClose: () => void
}

function Decide({ item, onClose, onPerson }: DecideProps) {
  const { t } = useLingui()
  const { reason } = item
  const who = item.person.title ?? t({ message: 'Somebody', context: 'somebody does something' })
  const what = wanted(item)
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const cache = useQueryClient()
  const decide = async (state: 'granted' | 'declined') => {
    setBusy(true)
    try {
      await request('POST', `/api/access-requests/${item.id}/decision`, {
        body: { state, ...(note.trim() ? { note } : {}) },
      })
      onClose()
      if (state === 'granted') onPerson(item.person.title ?? '')
    } catch (error) {
      notifications.show({ color: 'red', title: t`It was not decided`, message: sentenceOf(error) })
    } finally {
      setBusy(false)
      await cache.invalidateQueries({ queryKey: accessRequestsQuery.queryKey })
    }
  }
  return (
    <Modal opened onClose={onClose} title={t`${who} asks to ${what}`}>
      <Stack gap="sm">
        <Text size="sm" dir="auto">
          {t`“${reason}”`}
        </Text>
        <Textarea
          size="xs"
          {...growing(2)}
          maxLength={1000}
          label={t`Note to them`}
          value={note}
          onChange={event => setNote(event.currentTarget.value)}
        />
        <Text size="xs" c="dimmed">
          {t`Granting tells them so and leads you to their roles: the right comes with a role you give them there.`}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button size="xs" variant="default" loading={busy} onClick={() => void decide('declined')}>
            {t`Decline`}
          </Button>
          <Button size="xs" loading={busy} onClick={() => void decide('granted')}>
            {t`Grant and give a role`}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
