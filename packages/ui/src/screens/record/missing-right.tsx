import { saysSomething } from '@bailiwick/definition/fields/something-to-read.ts'
/** Which right is missing, who can give it, and a way to ask them. */
import type { Askable } from '@bailiwick/definition/wire/index.ts'
import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { request, sentenceOf } from '../../client/http.ts'
import { listFormat } from '../../client/language.ts'
import { growing } from '../../kit/growing.ts'

interface Missing {
  readonly missing?: string
  readonly askable?: Askable
}

/** Nothing where the refusal is not about a right. */
export function MissingRight({ app, problem }: { readonly app: string; readonly problem: Missing }) {
  const [state, setState] = useState<'closed' | 'writing' | 'sending' | 'sent'>('closed')
  const { t } = useLingui()
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState('')
  const { missing, askable } = problem
  if (!missing || !askable) return null
  const people = askable.people.flatMap(({ title }) => title || [])
  const more = people.length - 3
  const names = more > 0 ? people.slice(0, 3).join(', ') : listFormat({ type: 'unit' }).format(people)
  const send = async () => {
    setState('sending')
    setFailure('')
    try {
      await request('POST', `/api/apps/${app}/access-requests`, { body: { ...askable.request, reason } })
      setState('sent')
    } catch (error) {
      setFailure(sentenceOf(error))
      setState('writing')
    }
  }
  return (
    <Stack gap={6}>
      <Text size="sm" dir="auto">
        {missing}
      </Text>
      {people.length > 0 && (
        <Text size="xs" c="dimmed">
          {more > 0
            ? t`${plural(more, { one: `${names} and # more can give it.`, other: `${names} and # more can give it.` })}`
            : t`${names} can give it.`}
        </Text>
      )}
      {askable.request === undefined ? null : state === 'sent' ? (
        <Text size="sm" role="status">
          <Trans>Asked. They find it among the requests on the people screen.</Trans>
        </Text>
      ) : state === 'closed' ? (
        <Group>
          <Button size="compact-xs" variant="default" onClick={() => setState('writing')}>
            <Trans>Ask for it</Trans>
          </Button>
        </Group>
      ) : (
        <>
          <Textarea
            size="xs"
            {...growing(2, 5)}
            maxLength={1000}
            aria-label={t`What you need it for`}
            placeholder={t`What do you need it for?`}
            autoFocus
            value={reason}
            error={failure || undefined}
            onChange={event => setReason(event.currentTarget.value)}
            onKeyDown={event => event.stopPropagation()}
          />
          <Group>
            <Button size="compact-xs" loading={state === 'sending'} disabled={!saysSomething(reason)} onClick={() => void send()}>
              <Trans>Send</Trans>
            </Button>
          </Group>
        </>
      )}
    </Stack>
  )
}
