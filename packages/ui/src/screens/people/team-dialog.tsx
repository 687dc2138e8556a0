/** One team: its name, the team above it, and the roles that everyone in it and beneath it holds. */
import type { GivenRole, TeamAccount } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { request, sentenceOf } from '../../client/http.ts'
import { Pick } from '../../kit/pick.tsx'
import { inTree, type Offer } from './offer.ts'
import classes from './people.module.css'
import { RolesField } from './rights-fields.tsx'

interface TeamDialogProps {
  /** Undefined: a new one. */
  readonly team: TeamAccount | undefined
  readonly offer: Offer
  readonly onClose: () => void
}

export function TeamDialog({ team, offer, onClose }: TeamDialogProps) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const [name, setName] = useState(team?.name ?? '')
  const [parent, setParent] = useState<string | null>(team?.parent ?? null)
  const [roles, setRoles] = useState<readonly GivenRole[]>(team?.roles ?? [])
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [unread, setUnread] = useState(false)
  const save = async () => {
    setBusy(true)
    setError(undefined)
    try {
      const body = { name: name.trim(), parent, roles }
      await (team ? request('PATCH', `/api/teams/${team.id}`, { body }) : request('POST', '/api/teams', { body }))
      await cache.invalidateQueries({ queryKey: ['administration'] })
      await cache.invalidateQueries({ queryKey: ['teams'] })
      onClose()
    } catch (refused) {
      setError(sentenceOf(refused))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal opened onClose={onClose} title={team?.name ?? t`New team`} size={520}>
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
          <Pick
            label={t`Beneath`}
            placeholder={t`At the top`}
            clearable
            data={inTree(offer.teams)
              .filter(each => each.team.id !== team?.id)
              .map(each => ({ value: each.team.id, label: each.team.name }))}
            value={parent}
            onChange={setParent}
          />
          <RolesField offer={offer} value={roles} onChange={setRoles} onUnread={setUnread} />
          {error && (
            <p className={classes.problem} role="alert">
              {error}
            </p>
          )}
          <Group gap="xs" justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t`Cancel`}
            </Button>
            <Button type="submit" loading={busy} disabled={unread}>
              {team ? t`Save` : t`Make the team`}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
