/** Asked before every session of one's own ends, and how many those are: the button stands beside that of the password. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { request, sentenceOf } from '../client/http.ts'
import { forgetAll } from '../client/kept.ts'
import { endPresence } from '../client/presence.ts'
import { ownSessionsQuery } from '../client/queries.ts'
import { passOn } from './pass-on.ts'
import classes from './shell.module.css'

export function SignOutEverywhere() {
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        <Trans>Sign out everywhere</Trans>
      </Button>
      {isAsking && <Question onClose={() => setAsking(false)} />}
    </>
  )
}

function Question({ onClose }: { readonly onClose: () => void }) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const navigate = useNavigate()
  const sessions = useQuery(ownSessionsQuery)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const leave = async () => {
    setBusy(true)
    try {
      await endPresence()
      await request('DELETE', '/api/sessions')
      passOn(cache)
      forgetAll()
      await navigate({ to: '/sign-in', search: {} })
    } catch (refused) {
      setError(sentenceOf(refused))
      setBusy(false)
    }
  }
  const others = sessions.data?.others
  return (
    <Modal opened onClose={onClose} title={t`Sign out everywhere?`} size="sm">
      <Stack gap="sm">
        <Text size="sm" aria-live="polite">
          {others === undefined ? (
            sessions.isPending ? (
              <Trans>Counting your sessions…</Trans>
            ) : (
              <Trans>Every session of yours ends, this one included.</Trans>
            )
          ) : (
            <Plural
              value={others}
              _0="This session ends. You are signed in nowhere else."
              one="Two sessions end: this one, and another elsewhere."
              other="This session ends, and # others elsewhere."
            />
          )}
        </Text>
        {error && (
          <p className={classes.problem} role="alert">
            {error}
          </p>
        )}
        <Group justify="flex-end" gap="xs">
          <Button size="xs" variant="default" onClick={onClose} data-autofocus>
            <Trans>Cancel</Trans>
          </Button>
          <Button size="xs" color="red" loading={busy} onClick={() => void leave()}>
            <Trans>Sign out</Trans>
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
