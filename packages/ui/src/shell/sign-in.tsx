/** The door: password, the first administrator's code, an invitation, and in a demonstration the people to try. */
import type { SessionView, SignInView } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Stack, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import { request, sentenceOf } from '../client/http.ts'
import { sessionQuery } from '../client/queries.ts'
import { usePageTitle } from '../kit/page-title.ts'
import { PasswordField } from '../kit/password-field.tsx'
import { Failure } from '../kit/states.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { passOn } from './pass-on.ts'
import { Personas } from './personas.tsx'
import classes from './shell.module.css'

function useEntering() {
  const cache = useQueryClient()
  const navigate = useNavigate()
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState<string>()
  const enter = async (path: string, body: unknown, next: string | undefined, name = 'form') => {
    setBusy(name)
    setError(undefined)
    try {
      const session = await request<SessionView>('POST', path, { body })
      // Where a session ended by itself, what came of it is told at the door, and to nobody beyond it.
      passOn(cache)
      cache.setQueryData(sessionQuery.queryKey, session)
      await navigate({ to: next ?? '/' })
    } catch (refused) {
      setError(sentenceOf(refused))
    } finally {
      setBusy(undefined)
    }
  }
  return { enter, error, busy }
}

function Door({ title, children, wide }: { readonly title: string; readonly children: ReactNode; readonly wide?: boolean }) {
  usePageTitle(title)
  return (
    <main className={classes.door}>
      <div className={classes.doorCard} data-wide={wide || undefined}>
        <div className={classes.brand}>
          <img src="/mark.svg" alt="" width={20} height={20} /> Bailiwick
        </div>
        <h1 className={classes.doorTitle}>{title}</h1>
        {children}
        <LanguageSwitch />
      </div>
    </main>
  )
}

function values(event: FormEvent<HTMLFormElement>): Record<string, string> {
  event.preventDefault()
  return Object.fromEntries([...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]))
}

export function SignInPage() {
  const { t } = useLingui()
  const view = useQuery({ queryKey: ['sign-in'], queryFn: () => request<SignInView>('GET', '/api/sign-in') })
  const { next } = useSearch({ from: '/sign-in' })
  const { enter, error, busy } = useEntering()
  if (view.isError) return <Failure error={view.error} onRetry={() => view.refetch()} />
  if (!view.data) return null
  const problem = error && (
    <p className={classes.problem} role="alert">
      {error}
    </p>
  )
  if (view.data.setupNeeded) {
    return (
      <Door title={t`Set up this installation`}>
        <p className={classes.dim}>
          <Trans>There is no administrator yet. The one-time code stands on the console where Bailiwick was started.</Trans>
        </p>
        <form onSubmit={event => void enter('/api/setup', values(event), next)}>
          <Stack gap="sm">
            <TextInput name="code" label={t`Code from the console`} required autoFocus autoComplete="off" />
            <TextInput name="name" label={t`Your name`} required autoComplete="name" />
            <TextInput name="email" label={t`E-mail`} type="email" required autoComplete="username" />
            <PasswordField name="password" label={t`Password, at least 12 characters`} required autoComplete="new-password" />
            {problem}
            <Button type="submit" loading={busy === 'form'}>
              <Trans>Become administrator</Trans>
            </Button>
          </Stack>
        </form>
      </Door>
    )
  }
  return (
    <Door title={t`Sign in`} wide={view.data.demo}>
      {view.data.demo && (
        <section aria-label={t`Demonstration`}>
          <p className={classes.demoNote}>
            <Trans>
              <b>Demonstration.</b> The people and their data are made up. Choose who you want to be; no password is asked.
            </Trans>
          </p>
          <Personas
            view={view.data}
            busy={busy !== undefined}
            onChoose={person => void enter('/api/demo-session', { person }, next, person)}
          />
          <p className={classes.or}>
            <Trans>or with a password</Trans>
          </p>
        </section>
      )}
      <form onSubmit={event => void enter('/api/session', values(event), next)}>
        <Stack gap="sm">
          <TextInput name="email" label={t`E-mail`} type="email" required autoFocus={!view.data.demo} autoComplete="username" />
          <PasswordField name="password" label={t`Password`} required autoComplete="current-password" />
          {problem}
          <Button type="submit" variant={view.data.demo ? 'default' : 'filled'} loading={busy === 'form'}>
            <Trans>Sign in</Trans>
          </Button>
        </Stack>
      </form>
    </Door>
  )
}

export function InvitationPage() {
  const { t } = useLingui()
  const { token } = useParams({ from: '/invitation/$token' })
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => request<{ email: string; name: string }>('GET', `/api/invitations/${encodeURIComponent(token)}`),
    retry: false,
  })
  const { enter, error, busy } = useEntering()
  if (invitation.isError) return <Failure error={invitation.error} onRetry={() => invitation.refetch()} />
  if (!invitation.data) return null
  const { name, email } = invitation.data
  return (
    <Door title={t`Welcome, ${name}`}>
      <p className={classes.dim}>
        <Trans>Choose a password for {email}.</Trans>
      </p>
      <form
        onSubmit={event => {
          const { password } = values(event)
          void enter(`/api/invitations/${encodeURIComponent(token)}`, { password }, undefined)
        }}
      >
        <Stack gap="sm">
          <PasswordField
            name="password"
            label={t`Password, at least 12 characters`}
            required
            autoFocus
            autoComplete="new-password"
          />
          {error && (
            <p className={classes.problem} role="alert">
              {error}
            </p>
          )}
          <Button type="submit" loading={busy === 'form'}>
            <Trans>Sign in</Trans>
          </Button>
        </Stack>
      </form>
    </Door>
  )
}
