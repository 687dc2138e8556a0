/** Lists under a name: opened, kept, changed and shared with a role. A view is nothing but what stands in the address. */
import type { AppView, SavedView, ViewQuestion } from '@bailiwick/definition/wire/index.ts'
import { Button, Group, Menu, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconBookmark, IconCheck, IconChevronDown, IconUsers } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { sentenceOf } from '../../client/http.ts'
import { changeView, makeView, removeView, savedViewsQuery, type ViewChange } from '../../client/saved-views.ts'
import { ActItem } from '../../kit/act.tsx'

interface ViewsMenuProps {
  readonly app: AppView
  /** The list's path: `s/queue`, `e/ticket`. */
  readonly list: string
  /** What the list shows at this moment, beyond its own condition. */
  readonly question: ViewQuestion
  /** What a new view keeps beside it. */
  readonly beside: ViewQuestion | undefined
  /** The view it was opened by. */
  readonly current: string | undefined
  readonly onOpen: (view: SavedView | undefined) => void
}

type Asking = { readonly kind: 'new' } | { readonly kind: 'edit' | 'delete'; readonly view: SavedView }

const textOf = (question: ViewQuestion) =>
  JSON.stringify(
    Object.entries(question)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

export function ViewsMenu({ app, list, question, beside, current, onOpen }: ViewsMenuProps) {
  const cache = useQueryClient()
  const views = useQuery(savedViewsQuery(app.name))
  const [asking, setAsking] = useState<Asking>()
  const here = (views.data?.items ?? []).filter(view => view.list === list)
  const open = here.find(view => view.id === current)
  const differs = open !== undefined && textOf(open.question) !== textOf(question)
  const isPlain = textOf(question) === '[]'

  const act = async (work: () => Promise<SavedView | undefined>, said: string) => {
    try {
      const saved = await work()
      await cache.invalidateQueries({ queryKey: [app.name, 'saved-views'] })
      if (saved) onOpen(saved)
      notifications.show({ message: said })
      setAsking(undefined)
    } catch (error) {
      notifications.show({ color: 'red', title: 'The view was not saved', message: sentenceOf(error) })
    }
  }
  const item = (view: SavedView) => (
    <Menu.Item
      key={view.id}
      leftSection={
        view.id === current ? <IconCheck size={14} /> : view.role ? <IconUsers size={14} /> : <IconBookmark size={14} />
      }
      onClick={() => onOpen(view)}
    >
      {view.name}
      {view.role && (
        <Text size="xs" c="dimmed">
          for {view.role.title}
        </Text>
      )}
    </Menu.Item>
  )
  return (
    <>
      <Menu position="bottom-start" withinPortal width={260}>
        <Menu.Target>
          <Button
            size="compact-sm"
            variant={open ? 'light' : 'subtle'}
            color={open ? undefined : 'gray'}
            leftSection={<IconBookmark size={14} />}
            rightSection={<IconChevronDown size={14} />}
          >
            {open ? `${open.name}${differs ? ', changed' : ''}` : 'Views'}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {here.length > 0 && (
            <Menu.Item leftSection={<IconCheck size={14} opacity={open ? 0 : 1} />} onClick={() => onOpen(undefined)}>
              The list as it is
            </Menu.Item>
          )}
          {here.map(item)}
          {here.length > 0 && <Menu.Divider />}
          {open?.mayChange && differs && (
            <ActItem onClick={() => void act(() => changeView(app.name, open.id, { question }), `“${open.name}” is saved`)}>
              Save the changes to “{open.name}”
            </ActItem>
          )}
          <ActItem disabled={isPlain} onClick={() => setAsking({ kind: 'new' })}>
            Save as a new view
            {isPlain && (
              <Text size="xs" c="dimmed">
                Filter, sort or choose columns first
              </Text>
            )}
          </ActItem>
          {open?.mayChange && (
            <>
              <ActItem onClick={() => setAsking({ kind: 'edit', view: open })}>Rename or share</ActItem>
              <ActItem color="red" onClick={() => setAsking({ kind: 'delete', view: open })}>
                Delete the view
              </ActItem>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {asking && (
        <Ask
          app={app}
          asking={asking}
          onClose={() => setAsking(undefined)}
          onSave={change =>
            asking.kind === 'new'
              ? act(
                  () => makeView(app.name, { ...change, list, question: { ...beside, ...question } }),
                  `“${change.name}” is saved`,
                )
              : act(() => changeView(app.name, asking.view.id, change), `“${change.name}” is saved`)
          }
          onDelete={() =>
            asking.kind === 'delete' &&
            act(async () => {
              await removeView(app.name, asking.view.id)
              onOpen(undefined)
              return undefined
            }, `“${asking.view.name}” is deleted`)
          }
        />
      )}
    </>
  )
}

interface AskProps {
  readonly app: AppView
  readonly asking: Asking
  readonly onClose: () => void
  readonly onSave: (change: ViewChange) => Promise<void>
  readonly onDelete: () => void
}

function Ask({ app, asking, onClose, onSave, onDelete }: AskProps) {
  const view = asking.kind === 'new' ? undefined : asking.view
  const [name, setName] = useState(view?.name ?? '')
  const [role, setRole] = useState<string | null>(view?.role?.id ?? null)
  const [busy, setBusy] = useState(false)
  const roles = app.givesRoles ?? []
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
      title={view ? 'Rename or share' : 'Save as a new view'}
      size="sm"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          if (name.trim() === '' || busy) return
          setBusy(true)
          void onSave({ name: name.trim(), ...(view || role ? { role } : {}) }).finally(() => setBusy(false))
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
          {roles.length > 0 && (
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
