/** One person: invited here, and later changed here. The link of an invitation is shown once, because the server keeps only its hash. */
import type { GivenRole, PersonAccount, Reference } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Checkbox, CopyButton, Group, Menu, Modal, Stack, TextInput } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { knowTitles, request, sentenceOf } from '../../client/http.ts'
import { sessionQuery } from '../../client/queries.ts'
import { startViewing } from '../../client/viewing.ts'
import { Until } from '../../fields/dates.tsx'
import { editors } from '../../fields/editors.ts'
import { isReference } from '../../fields/field-ui.ts'
import { madeField } from '../../fields/made-field.ts'
import { Pick } from '../../kit/pick.tsx'
import type { Offer } from './offer.ts'
import classes from './people.module.css'
import { RolesField, TeamsField } from './rights-fields.tsx'

interface PersonDialogProps {
  /** Undefined: somebody new. */
  readonly person: PersonAccount | undefined
  /** Whether it is the one who is signed in: nobody widens their own rights. */
  readonly own: boolean
  readonly offer: Offer
  readonly onClose: () => void
}

interface Link {
  readonly link: string
  readonly expiresAt: string
}

export function PersonDialog({ person, own, offer, onClose }: PersonDialogProps) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const [name, setName] = useState(person?.name ?? '')
  const [email, setEmail] = useState(person?.email ?? '')
  const [title, setTitle] = useState(person?.title ?? '')
  const [status, setStatus] = useState<PersonAccount['status']>(person?.status ?? 'active')
  const [administrator, setAdministrator] = useState(person?.administrator ?? false)
  const [roles, setRoles] = useState<readonly GivenRole[]>(person?.roles ?? [])
  const [teams, setTeams] = useState<readonly string[]>(person?.teams ?? [])
  const [manager, setManager] = useState<Reference | null>(
    person?.manager ? { id: person.manager, title: person.managerName ?? null } : null,
  )
  const [link, setLink] = useState<Link>()
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [unread, setUnread] = useState(false)

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true)
    setError(undefined)
    try {
      await work()
      await cache.invalidateQueries({ queryKey: ['administration'] })
    } catch (refused) {
      knowTitles([{ name: 'manager', title: t`Manager` }])
      setError(sentenceOf(refused))
    } finally {
      setBusy(false)
    }
  }
  const save = () =>
    attempt(async () => {
      if (!person) {
        const said = title.trim() ? { title: title.trim() } : {}
        setLink(
          await request<Link>('POST', '/api/invitations', {
            body: { name: name.trim(), email: email.trim(), ...said, roles, teams },
          }),
        )
        return
      }
      const next = {
        name: name.trim(),
        title: title.trim() || null,
        status,
        administrator,
        manager: manager?.id ?? null,
        roles,
        teams,
      }
      const before = { ...person, title: person.title ?? null, manager: person.manager ?? null }
      // Only what was changed: the server refuses even the unchanged rights of one's own account.
      const change = Object.fromEntries(
        Object.entries(next).filter(
          ([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key as keyof typeof before]),
        ),
      )
      if (Object.keys(change).length > 0) await request('PATCH', `/api/people/${person.id}`, { body: change })
      onClose()
    })
  const again = () => attempt(async () => setLink(await request<Link>('POST', `/api/people/${person?.id}/invitation`)))

  return (
    <Modal opened onClose={onClose} title={person?.name ?? t`Invite somebody`} size={600}>
      {link ? (
        <InvitationLink name={name} link={link} onClose={onClose} />
      ) : (
        <form
          onSubmit={event => {
            event.preventDefault()
            void save()
          }}
        >
          <Stack gap="sm">
            <TextInput
              label={t`Name`}
              required
              maxLength={200}
              value={name}
              onChange={event => setName(event.currentTarget.value)}
              data-autofocus
            />
            <TextInput
              label={t`E-mail`}
              type="email"
              required
              disabled={person !== undefined}
              value={email}
              onChange={event => setEmail(event.currentTarget.value)}
            />
            <TextInput
              label={t`Title`}
              placeholder={t`What they do`}
              maxLength={200}
              value={title}
              onChange={event => setTitle(event.currentTarget.value)}
            />
            {person && (
              <editors.person
                app=""
                field={madeField('person', t`Manager`)}
                label={t`Manager`}
                placeholder={t`Nobody`}
                value={manager}
                onChange={next => setManager(isReference(next) ? next : null)}
              />
            )}
            <TeamsField offer={offer} value={teams} onChange={setTeams} />
            <RolesField offer={offer} value={roles} onChange={setRoles} onUnread={setUnread} />
            {person && (
              <>
                <Pick
                  label={t`Status`}
                  allowDeselect={false}
                  disabled={own}
                  data={[
                    { value: 'active', label: t`Active` },
                    { value: 'suspended', label: t`Suspended: cannot sign in` },
                    { value: 'left', label: t`Left: cannot sign in, stays named in what they did` },
                  ]}
                  value={status}
                  onChange={next => setStatus((next ?? 'active') as PersonAccount['status'])}
                />
                <Checkbox
                  label={t`Administrator of the installation`}
                  checked={administrator}
                  disabled={own}
                  onChange={event => setAdministrator(event.currentTarget.checked)}
                />
              </>
            )}
            {error && (
              <p className={classes.problem} role="alert">
                {error}
              </p>
            )}
            <Group gap="xs" justify="flex-end">
              {person && !own && person.status === 'active' && (
                <ViewAs person={person.id} name={person.name} onRefused={setError} />
              )}
              {person && !own && person.status === 'active' && (
                <Button variant="default" mr="auto" disabled={busy} onClick={() => void again()}>
                  {t`New sign-in link`}
                </Button>
              )}
              <Button variant="default" onClick={onClose}>
                {t`Cancel`}
              </Button>
              <Button type="submit" loading={busy} disabled={unread}>
                {person ? t`Save` : t`Make the invitation`}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  )
}

/** In the one app where this is open to the administrator, or in one of several. */
function ViewAs({
  person,
  name,
  onRefused,
}: {
  readonly person: string
  readonly name: string
  readonly onRefused: (sentence: string) => void
}) {
  const { t } = useLingui()
  const session = useQuery(sessionQuery)
  const apps = session.data?.apps.filter(app => app.mayViewAs) ?? []
  const view = (app: string) => startViewing({ app, person }).catch(refused => onRefused(sentenceOf(refused)))
  const [only] = apps
  if (!only) return null
  if (apps.length === 1)
    return (
      <Button variant="default" leftSection={<IconEye size={14} />} onClick={() => void view(only.name)}>
        {t`View as this person`}
      </Button>
    )
  return (
    <Menu position="top-start" withinPortal>
      <Menu.Target>
        <Button variant="default" leftSection={<IconEye size={14} />}>
          {t`View as this person`}
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label={t`View as ${name} in`}>
        {apps.map(app => (
          <Menu.Item key={app.name} onClick={() => void view(app.name)}>
            {app.title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function InvitationLink({ name, link, onClose }: { readonly name: string; readonly link: Link; readonly onClose: () => void }) {
  const { t } = useLingui()
  return (
    <Stack gap="sm">
      <p className={classes.sentence}>
        <Trans>
          Give {name} this link. It works once, until <Until iso={link.expiresAt} />, and is not shown again.
        </Trans>
      </p>
      <TextInput aria-label={t`Invitation link`} readOnly value={link.link} onFocus={event => event.currentTarget.select()} />
      <Group gap="xs" justify="flex-end">
        <CopyButton value={link.link}>
          {({ copied, copy }) => <Button onClick={copy}>{copied ? t`Copied` : t`Copy the link`}</Button>}
        </CopyButton>
        <Button variant="default" onClick={onClose}>
          {t`Done`}
        </Button>
      </Group>
    </Stack>
  )
}
