/** Chooses as whom to look at an app: one of its roles, or one of its people. What stands in the way is said beside the role. */
import type { WireValue } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Radio, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { sentenceOf } from '../client/http.ts'
import { startViewing, viewableRolesQuery } from '../client/viewing.ts'
import { editors } from '../fields/editors.ts'
import classes from './shell.module.css'

interface ViewAsDialogProps {
  readonly app: { readonly name: string; readonly title: string }
  readonly onClose: () => void
}

const personField = {
  name: 'person',
  type: 'person',
  required: false,
  managed: false,
  sensitive: false,
  sortable: false,
  groupable: false,
  creatable: false,
  updatable: false,
} as const

export default function ViewAsDialog({ app, onClose }: ViewAsDialogProps) {
  const { t } = useLingui()
  const { title } = app
  const roles = useQuery(viewableRolesQuery(app.name))
  const [role, setRole] = useState<string>()
  const [person, setPerson] = useState<WireValue>(null)
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const id = person && typeof person === 'object' && 'id' in person ? String(person.id) : undefined
  const view = async () => {
    setBusy(true)
    setError(undefined)
    try {
      await startViewing(id ? { app: app.name, person: id } : { app: app.name, role: role! })
    } catch (refused) {
      setError(sentenceOf(refused))
      setBusy(false)
    }
  }
  return (
    <Modal opened onClose={onClose} title={t`View ${title} as …`} size={480}>
      <form
        onSubmit={event => {
          event.preventDefault()
          void view()
        }}
      >
        <Stack gap="sm">
          <p className={classes.dim}>
            <Trans>
              You see what they see, for half an hour at most. You can change nothing, and the audit says that it was you.
            </Trans>
          </p>
          <Radio.Group
            label={t`A role`}
            value={role ?? null}
            onChange={next => {
              setRole(next)
              setPerson(null)
            }}
          >
            <Stack gap={10} mt={6}>
              {roles.data?.roles.map(each => (
                <Radio
                  key={each.name}
                  size="xs"
                  value={each.name}
                  label={each.title}
                  disabled={each.refused !== undefined}
                  description={each.refused}
                />
              )) ?? <Skeleton height={60} />}
            </Stack>
          </Radio.Group>
          <editors.person
            app={app.name}
            label={t`Or a person`}
            placeholder={t`Somebody with a role in this app`}
            field={{ ...personField, title: t`Person` }}
            value={person}
            onChange={next => {
              setPerson(next)
              setRole(undefined)
            }}
          />
          {(error || roles.isError) && (
            <Text size="sm" c="red" role="alert">
              {error ?? sentenceOf(roles.error)}
            </Text>
          )}
          <Group gap="xs" justify="flex-end">
            <Button variant="default" onClick={onClose}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" loading={busy} disabled={!id && !role}>
              <Trans context="look at an app as somebody else">View</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
