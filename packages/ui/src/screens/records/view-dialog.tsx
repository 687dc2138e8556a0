/** Asked about a saved view: its name, who sees it, who changes it, and whether it is to go. */
import type { AppView } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ViewChange } from '../../client/saved-views.ts'
import { Pick } from '../../kit/pick.tsx'
import { type Asking, editWords } from './view-words.ts'

interface ViewDialogProps {
  readonly app: AppView
  readonly asking: Asking
  readonly onClose: () => void
  readonly onSave: (change: ViewChange) => Promise<void>
  readonly onDelete: () => void
}

export function ViewDialog({ app, asking, onClose, onSave, onDelete }: ViewDialogProps) {
  const { t } = useLingui()
  const view = asking.kind === 'new' ? undefined : asking.view
  const [name, setName] = useState(view?.name ?? '')
  const [role, setRole] = useState<string | null>(view?.role?.id ?? null)
  const [locked, setLocked] = useState(view?.locked ?? view?.role === undefined)
  const [isFirst, setFirst] = useState(view?.default === true)
  const [busy, setBusy] = useState(false)
  const roles = app.givesRoles ?? []
  const gives = roles.length > 0
  const mayKeep = view?.mayKeep ?? true
  const roleTitle = roles.find(each => each.name === role)?.title ?? view?.role?.title
  const whoever = (title: string) => t`Whoever is ${title}`
  const change = (): ViewChange => ({
    name: name.trim(),
    ...(gives && (view?.role?.id ?? null) !== role ? { role } : {}),
    ...(mayKeep && role !== null && locked !== (view?.locked ?? false) ? { locked } : {}),
    // A view that another role gets is the first of none.
    ...(gives && role !== null && (isFirst || view?.default) ? { default: isFirst } : {}),
  })
  if (asking.kind === 'delete') {
    const { name, role } = asking.view
    const title = role?.title
    return (
      <Modal opened onClose={onClose} title={t`Delete “${name}”?`} size="sm">
        <Stack gap="sm">
          <Text size="sm">
            {title === undefined ? '' : `${t`Whoever is ${title} loses it, too.`} `}
            <Trans>The records stay as they are.</Trans>
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button size="xs" variant="default" onClick={onClose}>
              <Trans>Cancel</Trans>
            </Button>
            <Button size="xs" color="red" onClick={onDelete} data-autofocus>
              <Trans>Delete</Trans>
            </Button>
          </Group>
        </Stack>
      </Modal>
    )
  }
  return (
    <Modal opened onClose={onClose} title={view ? editWords(app, view) : t`Save as a new view`} size="sm">
      <form
        onSubmit={event => {
          event.preventDefault()
          if (name.trim() === '' || busy) return
          setBusy(true)
          void onSave(change()).finally(() => setBusy(false))
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={t`Name`}
            size="xs"
            maxLength={60}
            data-autofocus
            value={name}
            onChange={event => setName(event.currentTarget.value)}
          />
          {gives && (
            <Pick
              label={t`Who sees it`}
              size="xs"
              clearable
              placeholder={t`Only you`}
              data={roles.map(each => ({ value: each.name, label: whoever(each.title) }))}
              value={role}
              onChange={setRole}
            />
          )}
          {role !== null && mayKeep && (
            <Checkbox
              size="xs"
              label={t`Locked`}
              description={t`Only its maker, and whoever administers the app, change it. Others save their own.`}
              checked={locked}
              onChange={event => setLocked(event.currentTarget.checked)}
            />
          )}
          {role !== null && gives && (
            <Checkbox
              size="xs"
              label={t`Opens first`}
              description={t`The list opens with it for whoever is ${roleTitle}.`}
              checked={isFirst}
              onChange={event => setFirst(event.currentTarget.checked)}
            />
          )}
          <Group justify="flex-end" gap="xs">
            <Button size="xs" variant="default" onClick={onClose}>
              <Trans>Cancel</Trans>
            </Button>
            <Button size="xs" type="submit" loading={busy} disabled={name.trim() === ''}>
              <Trans>Save</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
