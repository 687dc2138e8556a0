/** One's own password and sessions, room for files, and what one asked for. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { request, sentenceOf } from '../client/http.ts'
import { sessionQuery } from '../client/queries.ts'
import { usePageTitle } from '../kit/page-title.ts'
import { PasswordField } from '../kit/password-field.tsx'
import { AskedFor } from '../screens/people/asked-for.tsx'
import { FileRoom } from './file-room.tsx'
import { PreferencesForm } from './preferences.tsx'
import classes from './shell.module.css'
import { SignOutEverywhere } from './sign-out-everywhere.tsx'

export function AccountPage() {
  const { t } = useLingui()
  const session = useQuery(sessionQuery)
  const [error, setError] = useState<string>()
  usePageTitle(session.data?.person.name)
  return (
    <div className={classes.page}>
      <h1 className={classes.pageTitle}>{session.data?.person.name}</h1>
      <p className={classes.dim}>{session.data?.person.email}</p>
      <PreferencesForm />
      <h2 className={classes.sectionTitle}>
        <Trans>Password</Trans>
      </h2>
      <form
        onSubmit={async event => {
          event.preventDefault()
          const form = event.currentTarget
          const { current, next } = Object.fromEntries(new FormData(form))
          try {
            await request('POST', '/api/password', { body: { current, next } })
            form.reset()
            setError(undefined)
            notifications.show({ message: t`The password is changed. Your other sessions have ended.` })
          } catch (refused) {
            setError(sentenceOf(refused))
          }
        }}
      >
        <Stack gap="sm">
          <PasswordField name="current" label={t`Current password`} required autoComplete="current-password" />
          <PasswordField name="next" label={t`New password, at least 12 characters`} required autoComplete="new-password" />
          {error && (
            <p className={classes.problem} role="alert">
              {error}
            </p>
          )}
          <Group gap="xs">
            <Button type="submit">
              <Trans>Change password</Trans>
            </Button>
            <SignOutEverywhere />
          </Group>
        </Stack>
      </form>
      <FileRoom />
      <AskedFor />
    </div>
  )
}
