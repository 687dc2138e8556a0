/** Asked about a saved view: its name, who sees it, who changes it, and whether it is to go. */
import { saysSomething } from '@bailiwick/definition/fields/something-to-read.ts'
import type { AppView } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Checkbox, Group, Modal, MultiSelect, Stack, Text, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { listFormat } from '../../client/language.ts'
import type { ViewChange } from '../../client/saved-views.ts'
import { type Asking, editWords } from './view-words.ts'

interface ViewDialogProps {
  readonly app: AppView
  readonly asking: Asking
  readonly onClose: () => void
  /** @returns what is wrong with its name */
  readonly onSave: (change: ViewChange) => Promise<string | undefined>
  readonly onDelete: () => Promise<void>
}

export function ViewDialog({ app, asking, onClose, onSave, onDelete }: ViewDialogProps) {
  const { t } = useLingui()
  const view = asking.kind === 'new' ? undefined : asking.view
  const [name, setName] = useState(view?.name ?? '')
  const before = view?.roles?.map(({ id }) => id) ?? []
  const [roles, setRoles] = useState<readonly string[]>(before)
  const [locked, setLocked] = useState(view?.locked ?? view?.roles === undefined)
  const firstFor = view?.firstFor?.length ?? 0
  // Of some of its roles and not of others: neither yes nor no, and it stays so unless somebody says.
  const wasFirst = firstFor > 0 && firstFor < before.length ? undefined : firstFor > 0
  const [isFirst, setFirst] = useState(wasFirst)
  const [busy, setBusy] = useState(false)
  const [nameProblem, setNameProblem] = useState<string>()
  const nameBox = useRef<HTMLInputElement>(null)
  const given = app.givesRoles ?? []
  const gives = given.length > 0
  const others = roles.toSorted().join() !== before.toSorted().join()
  const mayKeep = view?.mayKeep ?? true
  const change = (): ViewChange => ({
    name: name.trim(),
    ...(gives && others ? { roles } : {}),
    ...(mayKeep && roles.length > 0 && locked !== (view?.locked ?? false) ? { locked } : {}),
    // A role that gets it opens with it only where that is said anew.
    ...(gives && roles.length > 0 && isFirst !== undefined && (isFirst !== wasFirst || (isFirst && others))
      ? { default: isFirst }
      : {}),
  })
  if (asking.kind === 'delete') {
    const { name, roles } = asking.view
    const title = roles && listFormat({ type: 'disjunction' }).format(roles.flatMap(each => each.title ?? []))
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
            <Button
              size="xs"
              color="red"
              loading={busy}
              onClick={() => {
                setBusy(true)
                void onDelete().finally(() => setBusy(false))
              }}
              data-autofocus
            >
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
          if (!saysSomething(name) || busy) return
          setBusy(true)
          void onSave(change())
            .then(problem => {
              setNameProblem(problem)
              if (problem) nameBox.current?.focus()
            })
            .finally(() => setBusy(false))
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={t`Name`}
            size="xs"
            maxLength={60}
            data-autofocus
            ref={nameBox}
            error={nameProblem}
            value={name}
            onChange={event => {
              setNameProblem(undefined)
              setName(event.currentTarget.value)
            }}
          />
          {gives && (
            <MultiSelect
              label={t`Who sees it`}
              description={t`Besides you, whoever holds one of these roles.`}
              size="xs"
              clearable
              placeholder={roles.length === 0 ? t`Only you` : undefined}
              data={given.map(each => ({ value: each.name, label: each.title }))}
              value={[...roles]}
              onChange={setRoles}
            />
          )}
          {roles.length > 0 && mayKeep && (
            <Checkbox
              size="xs"
              label={t`Locked`}
              description={t`Only its maker, and whoever administers the app, change it. Others save their own.`}
              checked={locked}
              onChange={event => setLocked(event.currentTarget.checked)}
            />
          )}
          {roles.length > 0 && gives && (
            <Checkbox
              size="xs"
              label={t`Opens first`}
              description={t`The list opens with it for whoever holds one of these roles.`}
              checked={isFirst === true}
              indeterminate={isFirst === undefined}
              onChange={event => setFirst(event.currentTarget.checked)}
            />
          )}
          <Group justify="flex-end" gap="xs">
            <Button size="xs" variant="default" onClick={onClose}>
              <Trans>Cancel</Trans>
            </Button>
            <Button size="xs" type="submit" loading={busy} disabled={!saysSomething(name)}>
              <Trans>Save</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
