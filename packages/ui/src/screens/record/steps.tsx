import { saysSomething } from '@bailiwick/definition/fields/something-to-read.ts'
/** Taking a step of a workflow, from wherever: what it needs is asked for first, and a refusal says why. */
import type { EntityView, RecordView, TransitionView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Stack, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { settle, takeTransition } from '../../client/changes.ts'
import { Refused } from '../../client/http.ts'
import { say } from '../../client/language.ts'
import { recordQuery } from '../../client/queries.ts'
import { fieldOf, toRequest } from '../../fields/field-ui.ts'
import { fieldUi } from '../../fields/registry.ts'
import { WrittenValues } from '../../fields/written-values.ts'
import { growing } from '../../kit/growing.ts'
import { focusSoon } from '../records/keys.ts'
import { told } from './handed-over.ts'
import { MissingRight } from './missing-right.tsx'
import { asWritten, focusProblem, ProblemSummary } from './problem-summary.tsx'
import { refusedNotice } from './refused-notice.tsx'
import { endUndo } from './undo-notice.tsx'
import { useRefusal } from './use-refusal.ts'

interface Asking {
  readonly view: RecordView
  readonly transition: TransitionView
  readonly end: (done: boolean) => void
}

export interface Steps {
  /** The step that is being taken. */
  readonly busy: string | undefined
  /** @returns whether it was taken; false: refused, which was said, or thought better of */
  start(view: RecordView, transition: TransitionView): Promise<boolean>
  /** To be drawn somewhere: asks for what a step needs. */
  readonly dialog: ReactNode
}

export function useSteps(app: string, entity: EntityView): Steps {
  const [asking, show] = useState<Asking | undefined>()
  /** Of the question that stands there now; it may be closed while its step is under way. */
  const open = useRef<Asking['end']>(undefined)
  const setAsking = (next: Asking | undefined) => {
    open.current = next?.end
    show(next)
  }
  useEffect(
    () => () => {
      open.current = undefined
    },
    [],
  )
  const [busy, setBusy] = useState<string | undefined>()
  const cache = useQueryClient()
  const { t } = useLingui()
  /** @param end of the question that tells what was refused, as long as it stands there */
  const take = async (view: RecordView, transition: TransitionView, body: StepBody, end?: Asking['end']) => {
    setBusy(transition.name)
    try {
      const changed = await takeTransition(app, entity.name, view.record.id, view.record.version, transition.name, body)
      await settle(cache, app, entity.name, view.record.id, changed)
      told(changed)
      endUndo(view.record.id)
      return undefined
    } catch (error) {
      await cache.invalidateQueries({ queryKey: [app, entity.name, 'one', view.record.id] })
      if (!end || open.current !== end) refusedNotice(app, say('“{title}” was not done', { title: transition.title }), error)
      return { error }
    } finally {
      setBusy(undefined)
    }
  }
  return {
    busy,
    start: async (view, transition) => {
      const missing = transition.require.some(name => isEmpty(view.record[name]))
      if (missing || transition.comment === 'required' || (transition.inputs.length > 0 && transition.require.length > 0))
        return new Promise(end => setAsking({ view, transition, end }))
      return (await take(view, transition, {})) === undefined
    },
    dialog: asking && (
      <Ask
        app={app}
        entity={entity}
        view={asking.view}
        transition={asking.transition}
        busy={busy !== undefined}
        onClose={() => {
          setAsking(undefined)
          asking.end(false)
        }}
        onTake={async body => {
          const { end } = asking
          const refused = await take(asking.view, asking.transition, body, end)
          if (open.current !== end) return undefined
          if (refused) {
            const { error } = refused
            if (!(error instanceof Refused && error.problem.code === 'record.stale')) return error
            // What is written here stays; once they have seen what others did, the next press means the record as it is now.
            const now = await cache
              .fetchQuery({ ...recordQuery(app, entity.name, asking.view.record.id), staleTime: 0 })
              .catch(() => undefined)
            if (open.current !== end) return undefined
            if (!now) return error
            setAsking({ ...asking, view: now })
            return new Refused({
              ...error.problem,
              hint: t`Nothing was done yet, and what you wrote here is kept. Look at the record as it is now, and take the step again.`,
            })
          }
          setAsking(undefined)
          asking.end(true)
          standAt(asking.view.record.id)
          return undefined
        }}
      />
    ),
  }
}

/** Beside a list or on its page: what asked for the step is gone with it, and what stood before that may be another step. */
function standAt(id: string): void {
  const panel = document.querySelector<HTMLElement>(`[data-panel="${id}"]`)
  if (panel) focusSoon(() => (document.querySelector('[role="dialog"]') ? null : panel))
}

interface StepBody {
  readonly fields?: Record<string, unknown>
  readonly comment?: string
}

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
  readonly onTake: (body: StepBody) => Promise<unknown>
}

function Ask({ app, entity, view, transition, busy, onClose, onTake }: AskProps) {
  const { t } = useLingui()
  const names = [...new Set([...transition.require, ...transition.inputs])]
  const [values, setValues] = useState<Record<string, WireValue>>({})
  const [comment, setComment] = useState('')
  const refusal = useRefusal()
  const { error, at: problemAt } = refusal
  const [waiting, setWaiting] = useState<ReadonlySet<string>>(new Set())
  const summary = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (error !== undefined) focusProblem(error, idOf, summary.current)
  }, [error])
  const submit = async () => {
    if (waiting.size > 0) return
    const fields = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toRequest(value)]))
    const refused = await onTake({
      ...(Object.keys(fields).length > 0 ? { fields } : {}),
      ...(saysSomething(comment) ? { comment } : {}),
    })
    refusal.set(asWritten(refused, entity.fields, { ...view.record, ...values }))
  }
  return (
    <Modal opened onClose={onClose} title={transition.title} size="md">
      <form
        onSubmit={event => {
          event.preventDefault()
          void submit()
        }}
        // As in a form, from wherever one is: before a field that would open its list by it. A key that is still held from what opened this says nothing here.
        onKeyDownCapture={event => {
          if (event.key !== 'Enter') return
          const sends = event.metaKey || event.ctrlKey
          const isHeld = event.repeat && !(event.target instanceof HTMLTextAreaElement)
          if (!sends && !isHeld) return
          event.preventDefault()
          event.stopPropagation()
          if (sends && !event.repeat && !busy) void submit()
        }}
      >
        <Stack gap="sm">
          <WrittenValues value={{ values: { ...view.record, ...values } }}>
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
                  onChange={value => {
                    setValues(before => ({ ...before, [name]: value }))
                    refusal.correct([name])
                  }}
                />
              )
            })}
          </WrittenValues>
          {transition.comment !== 'none' && (
            <Textarea
              id={idOf('comment')}
              size="xs"
              {...growing(3, 12)}
              label={transition.comment === 'required' ? `${t`Comment`} *` : t`Comment`}
              value={comment}
              error={problemAt('comment')}
              autoFocus={names.length === 0}
              data-autofocus={names.length === 0 || undefined}
              onChange={event => {
                setComment(event.currentTarget.value)
                refusal.correct(['comment'])
              }}
            />
          )}
          {refusal.told !== undefined && <ProblemSummary error={refusal.told} entity={entity} idOf={idOf} ref={summary} />}
          {error instanceof Refused && <MissingRight app={app} problem={error.problem} />}
          <Group justify="flex-end" gap="xs">
            <Button size="xs" variant="default" onClick={onClose}>
              <Trans>Cancel</Trans>
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
