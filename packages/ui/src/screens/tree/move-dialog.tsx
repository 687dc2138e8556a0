/** The way to put a record beneath another without dragging it. */
import type { EntityView, FieldView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { inSentence, say } from '../../client/language.ts'
import { recordQuery } from '../../client/queries.ts'
import { isReference } from '../../fields/field-ui.ts'
import { fieldUi } from '../../fields/registry.ts'
import { Failure } from '../../kit/states.tsx'
import { circleWords, type Reparent } from './use-reparent.tsx'

interface MoveDialogProps {
  readonly app: string
  readonly entity: EntityView
  readonly parent: FieldView
  readonly id: string
  readonly title: string
  readonly reparent: Reparent
  readonly onClose: () => void
}

export function MoveDialog({ app, entity, parent, id, title, reparent, onClose }: MoveDialogProps) {
  const { t } = useLingui()
  const view = useQuery(recordQuery(app, entity.name, id))
  const [target, setTarget] = useState<WireValue>(null)
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const refused = view.data && reparent.refusal(view.data)
  const isAtTop = view.data !== undefined && !isReference(view.data.record[parent.name])
  const { Editor } = fieldUi(parent)
  const newParent = say('New {title}', { title: inSentence(parent.title) })
  const move = async (to: WireValue) => {
    const place = isReference(to) ? to : undefined
    setBusy(true)
    setProblem(undefined)
    try {
      if (place && (await reparent.isBeneath(place.id, id))) {
        setProblem(circleWords(title, place.id === id ? title : (place.title ?? entity.label)))
        return
      }
      onClose()
      await reparent.move(id, place)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal opened onClose={onClose} title={t`Move “${title}”`} size="sm" closeButtonProps={{ 'aria-label': t`Close` }}>
      {view.isError && !view.data ? (
        <Failure error={view.error} onRetry={() => view.refetch()} onLeave={onClose} />
      ) : (
        <form
          onSubmit={event => {
            event.preventDefault()
            if (isReference(target)) void move(target)
          }}
        >
          <Stack gap="sm">
            {refused ? (
              <Text size="sm">{refused}</Text>
            ) : (
              <Editor
                app={app}
                field={{ ...parent, required: false }}
                label={newParent}
                value={target}
                error={problem}
                autoFocus
                onChange={value => {
                  setTarget(value)
                  setProblem(undefined)
                }}
              />
            )}
            <Group justify="flex-end" gap="xs">
              {!refused && !parent.required && !isAtTop && (
                <Button size="xs" variant="subtle" disabled={busy || !view.data} onClick={() => void move(null)}>
                  {t`To the top`}
                </Button>
              )}
              <Button size="xs" variant="default" onClick={onClose}>
                {refused ? t`Close` : t`Cancel`}
              </Button>
              {!refused && (
                <Button size="xs" type="submit" loading={busy} disabled={!view.data || !isReference(target)}>
                  {t`Move`}
                </Button>
              )}
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  )
}
