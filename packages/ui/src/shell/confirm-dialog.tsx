/** The password again, or another sign-in. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { request, sentenceOf } from '../client/http.ts'
import { endPresence } from '../client/presence.ts'
import { PasswordField } from '../kit/password-field.tsx'
import { passOn } from './pass-on.ts'
import classes from './shell.module.css'

/** @param props.onEnd told whether it was proved */
export function ConfirmDialog({ onEnd }: { readonly onEnd: (proved: boolean) => void }) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const navigate = useNavigate()
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const confirm = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setBusy(true)
    try {
      const { password } = Object.fromEntries(new FormData(event.currentTarget))
      await request('POST', '/api/session/confirmation', { body: { password } })
      onEnd(true)
    } catch (refused) {
      setError(sentenceOf(refused))
    } finally {
      setBusy(false)
    }
  }
  // What is written and not saved stays: the same person comes back to it.
  const signInAgain = async () => {
    onEnd(false)
    await endPresence()
    await request('DELETE', '/api/session')
    passOn(cache)
    await navigate({ to: '/sign-in', search: { next: location.pathname + location.search } })
  }
  return (
    <Modal opened onClose={() => onEnd(false)} title={t`Confirm that it is you`} centered zIndex={400}>
      <form onSubmit={event => void confirm(event)}>
        <Stack gap="sm">
          <p className={classes.dim}>
            <Trans>What you are about to do needs a sign-in of the last 15 minutes. Nothing you entered is lost.</Trans>
          </p>
          <PasswordField name="password" label={t`Your password`} required data-autofocus autoComplete="current-password" />
          {error && (
            <p className={classes.problem} role="alert">
              {error}
            </p>
          )}
          <Group gap="xs" justify="space-between">
            <Button variant="subtle" onClick={() => void signInAgain()}>
              <Trans>Sign in again instead</Trans>
            </Button>
            <Button type="submit" loading={busy}>
              <Trans>Confirm</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
