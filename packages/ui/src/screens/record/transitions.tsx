/** The next step, obvious: what may be done now as buttons, what may not with the reason. A step that needs something asks for it first. */
import type { EntityView, RecordView, TransitionView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { Button, Group, Menu, Modal, Stack, Text, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconChevronDown } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { settle, takeTransition } from '../../client/changes.ts'
import { Refused, sentenceOf } from '../../client/http.ts'
import { fieldOf, toRequest } from '../../fields/field-ui.ts'
import { fieldUi } from '../../fields/registry.ts'
import { ActButton, ActItem } from '../../kit/act.tsx'
import { focusProblem, ProblemSummary } from './problem-summary.tsx'
import classes from './record.module.css'
import { told } from './use-change.ts'

export function Transitions({
  app,
  entity,
  view,
}: {
  readonly app: string
  readonly entity: EntityView
  readonly view: RecordView
}) {
  const [asking, setAsking] = useState<TransitionView | undefined>()
  const [busy, setBusy] = useState<string | undefined>()
  const cache = useQueryClient()
  const offers = view.transitions.flatMap(offer => {
    const transition = entity.workflow?.transitions.find(candidate => candidate.name === offer.name)
    return transition ? [{ ...offer, transition }] : []
  })
  if (offers.length === 0) return null
  const take = async (transition: TransitionView, body: { fields?: Record<string, unknown>; comment?: string }) => {
    setBusy(transition.name)
    try {
      const changed = await takeTransition(app, entity.name, view.record.id, view.record.version, transition.name, body)
      await settle(cache, app, entity.name, view.record.id, changed)
      told(changed)
      setAsking(undefined)
      return undefined
    } catch (error) {
      await cache.invalidateQueries({ queryKey: [app, entity.name, 'one', view.record.id] })
      if (!asking) notifications.show({ color: 'red', title: `“${transition.title}” was not done`, message: sentenceOf(error) })
      return error
    } finally {
      setBusy(undefined)
    }
  }
  const start = (transition: TransitionView) => {
    const missing = transition.require.some(name => isEmpty(view.record[name]))
    if (missing || transition.comment === 'required' || (transition.inputs.length > 0 && transition.require.length > 0))
      setAsking(transition)
    else void take(transition, {})
  }
  const allowed = offers.filter(offer => offer.allowed)
  // The way forward is filled, and stands first; what pauses, gives up or sounds an alarm is never the one button that asks to be pressed.
  const forward = allowed.find(({ transition }) => !quiet.has(colorOf(entity, transition.to)))
  const [first, ...more] = forward ? [forward, ...allowed.filter(offer => offer !== forward)] : allowed
  const rest = [...more, ...offers.filter(offer => !offer.allowed)]
  return (
    <div className={classes.actions}>
      {first && (
        <ActButton
          size="xs"
          variant={forward && !view.approval?.mayDecide ? 'filled' : 'default'}
          loading={busy === first.name}
          onClick={() => start(first.transition)}
        >
          {first.transition.title}
        </ActButton>
      )}
      {more.slice(0, 2).map(offer => (
        <ActButton
          key={offer.name}
          size="xs"
          variant="default"
          loading={busy === offer.name}
          onClick={() => start(offer.transition)}
        >
          {offer.transition.title}
        </ActButton>
      ))}
      {rest.length > Math.min(2, more.length) && (
        <Menu position="bottom-start" withinPortal>
          <Menu.Target>
            <Button size="xs" variant="default" rightSection={<IconChevronDown size={14} />} data-shortcut="transitions">
              More steps
            </Button>
          </Menu.Target>
          <Menu.Dropdown maw={320}>
            {rest.slice(Math.min(2, more.length)).map(offer => (
              <ActItem key={offer.name} disabled={!offer.allowed} onClick={() => start(offer.transition)}>
                {offer.transition.title}
                {offer.reason && (
                  <Text size="xs" c="dimmed">
                    {offer.reason}
                  </Text>
                )}
              </ActItem>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {asking && (
        <Ask
          app={app}
          entity={entity}
          view={view}
          transition={asking}
          busy={busy !== undefined}
          onClose={() => setAsking(undefined)}
          onTake={body => take(asking, body)}
        />
      )}
    </div>
  )
}

const quiet = new Set(['gray', 'red'])

const colorOf = (entity: EntityView, state: string) => entity.workflow?.states.find(({ name }) => name === state)?.color ?? 'gray'

function isEmpty(value: WireValue | undefined): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

const idOf = (field: string) => `step-${field}`

interface AskProps {
  readonly app: string
  readonly entity: EntityView
  readonly view: RecordView
  readonly transition: TransitionView
  readonly busy: boolean
  readonly onClose: () => void
  readonly onTake: (body: { fields?: Record<string, unknown>; comment?: string }) => Promise<unknown>
}

function Ask({ app, entity, view, transition, busy, onClose, onTake }: AskProps) {
  const names = [...new Set([...transition.require, ...transition.inputs])]
  const [values, setValues] = useState<Record<string, WireValue>>({})
  const [comment, setComment] = useState('')
  const [error, setError] = useState<unknown>()
  const [waiting, setWaiting] = useState<ReadonlySet<string>>(new Set())
  const problemAt = (name: string) =>
    error instanceof Refused ? error.problem.fields?.find(field => field.field === name)?.message : undefined
  const summary = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (error !== undefined) focusProblem(error, idOf, summary.current)
  }, [error])
  const submit = async () => {
    if (waiting.size > 0) return
    const fields = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toRequest(value)]))
    setError(await onTake({ ...(Object.keys(fields).length > 0 ? { fields } : {}), ...(comment.trim() ? { comment } : {}) }))
  }
  return (
    <Modal opened onClose={onClose} title={transition.title} size="md" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={event => {
          event.preventDefault()
          void submit()
        }}
      >
        <Stack gap="sm">
          {names.map((name, index) => {
            const field = fieldOf(entity, name)
            if (!field) return null
            const { Editor } = fieldUi(field)
            return (
              <Editor
                key={name}
                id={idOf(name)}
                app={app}
                field={{ ...field, required: transition.require.includes(name) }}
                label={`${field.title}${transition.require.includes(name) ? ' *' : ''}`}
                value={name in values ? values[name] : view.record[name]}
                autoFocus={index === 0}
                error={problemAt(name)}
                onBusy={on => setWaiting(before => new Set(on ? [...before, name] : [...before].filter(each => each !== name)))}
                onChange={value => setValues(before => ({ ...before, [name]: value }))}
              />
            )
          })}
          {transition.comment !== 'none' && (
            <Textarea
              id={idOf('comment')}
              size="xs"
              autosize
              minRows={3}
              label={transition.comment === 'required' ? 'Comment *' : 'Comment'}
              value={comment}
              error={problemAt('comment')}
              autoFocus={names.length === 0}
              data-autofocus={names.length === 0 || undefined}
              onChange={event => setComment(event.currentTarget.value)}
            />
          )}
          {error !== undefined && <ProblemSummary error={error} entity={entity} idOf={idOf} ref={summary} />}
          <Group justify="flex-end" gap="xs">
            <Button size="xs" variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button size="xs" type="submit" loading={busy} disabled={waiting.size > 0}>
              {transition.title}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
