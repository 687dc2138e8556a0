/** Asked about a saved view: its name, who sees it, who changes it, and whether it is to go. */
import type { AppView, SavedView } from '@bailiwick/definition/wire/index.ts'
import { Button, Checkbox, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ViewChange } from '../../client/saved-views.ts'

export type Asking = { readonly kind: 'new' } | { readonly kind: 'edit' | 'delete'; readonly view: SavedView }

interface ViewDialogProps {
  readonly app: AppView
  readonly asking: Asking
  readonly onClose: () => void
  readonly onSave: (change: ViewChange) => Promise<void>
  readonly onDelete: () => void
}

/** What there is to change of it: one's own has a name only, unless one gives roles. */
export const editWords = (app: AppView, { mayKeep, role }: SavedView): string =>
  mayKeep && (role || (app.givesRoles ?? []).length > 0) ? 'Rename, share or lock' : 'Rename'

export function ViewDialog({ app, asking, onClose, onSave, onDelete }: ViewDialogProps) {
  const view = asking.kind === 'new' ? undefined : asking.view
  const [name, setName] = useState(view?.name ?? '')
  const [role, setRole] = useState<string | null>(view?.role?.id ?? null)
  const [locked, setLocked] = useState(view?.locked ?? view?.role === undefined)
  const [isFirst, setFirst] = useState(view?.default === true)
  const [busy, setBusy] = useState(false)
  const roles = app.givesRoles ?? []
  const gives = roles.length > 0
  const mayKeep = view?.mayKeep ?? true
  const roleTitle = roles.find(each => each.name === role)?.title
  const change = (): ViewChange => ({
    name: name.trim(),
    ...(gives && (view?.role?.id ?? null) !== role ? { role } : {}),
    ...(mayKeep && role !== null && locked !== (view?.locked ?? false) ? { locked } : {}),
    // A view that another role gets is the first of none.
    ...(gives && role !== null && (isFirst || view?.default) ? { default: isFirst } : {}),
  })
  if (asking.kind === 'delete')
    return (
      <Modal
        opened
        onClose={onClose}
        title={`Delete “${asking.view.name}”?`}
        size="sm"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Stack gap="sm">
          <Text size="sm">
            {asking.view.role ? `Whoever is ${asking.view.role.title} loses it, too. ` : ''}The records stay as they are.
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button size="xs" variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button size="xs" color="red" onClick={onDelete} data-autofocus>
              Delete
            </Button>
          </Group>
        </Stack>
      </Modal>
    )
  return (
    <Modal
      opened
      onClose={onClose}
      title={view ? editWords(app, view) : 'Save as a new view'}
      size="sm"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
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
            label="Name"
            size="xs"
            maxLength={60}
            data-autofocus
            value={name}
            onChange={event => setName(event.currentTarget.value)}
          />
          {gives && (
            <Select
              label="Who sees it"
              size="xs"
              clearable
              placeholder="Only you"
              data={roles.map(each => ({ value: each.name, label: `Whoever is ${each.title}` }))}
              value={role}
              onChange={setRole}
            />
          )}
          {role !== null && mayKeep && (
            <Checkbox
              size="xs"
              label="Locked"
              description="Only its maker, and whoever administers the app, change it. Others save their own."
              checked={locked}
              onChange={event => setLocked(event.currentTarget.checked)}
            />
          )}
          {role !== null && gives && (
            <Checkbox
              size="xs"
              label="Opens first"
              description={`The list opens with it for whoever is ${roleTitle ?? view?.role?.title}.`}
              checked={isFirst}
              onChange={event => setFirst(event.currentTarget.checked)}
            />
          )}
          <Group justify="flex-end" gap="xs">
            <Button size="xs" variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button size="xs" type="submit" loading={busy} disabled={name.trim() === ''}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
