import { saysSomething } from '@bailiwick/definition/fields/something-to-read.ts'
/** What can be done with all chosen records at once: asked for, then done with progress and an end, then told of each that was refused. */
import type { EntityView, FieldView, RecordRow, TransitionView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Button, Group, Menu, Modal, Progress, Stack, Text, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconChevronDown, IconPencil, IconTrash, IconX } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { type BulkOutcome, changeInBulk, collect, countOf, type Doing, type DoneTarget } from '../../client/bulk.ts'
import { settleMany } from '../../client/changes.ts'
import { fieldSentence, Refused, sentenceOf } from '../../client/http.ts'
import { beginJob, mostInPage } from '../../client/jobs.ts'
import { countText, inSentence, listFormat, say } from '../../client/language.ts'
import type { ListQuestion } from '../../client/queries.ts'
import { readAnew } from '../../client/read-anew.ts'
import { toRequest } from '../../fields/field-ui.ts'
import { fieldUi } from '../../fields/registry.ts'
import { ActButton, ActItem } from '../../kit/act.tsx'
import { growing } from '../../kit/growing.ts'
import { Awaiting, part } from '../../kit/part.tsx'
import { Pick } from '../../kit/pick.tsx'
import { undoNotice } from '../record/undo-notice.tsx'
import type { Since } from './changed-since.tsx'
import { counted, labelsOf, progressWords } from './counted.ts'
import { withFormerValues } from './former-values.ts'
import classes from './list.module.css'
import { type ManyTurn, turnBack, turnsOf } from './many-turn.ts'
import { isReadable } from './may-edit.ts'
import { Refusals } from './refusals.tsx'
import type { Selection } from './selection.ts'

const ChangedSince = part(async () => ({ default: (await import('./changed-since.tsx')).ChangedSince }))

interface BulkBarProps {
  readonly app: string
  readonly entity: EntityView
  readonly selection: Selection
  /** What the list shows: where everything is chosen it is asked for again, whole. */
  readonly question: ListQuestion
  /** How many the list has; undefined: not counted to the end. */
  readonly total: number | undefined
  /** Where they are not counted to the end: so many at least, as far as that is known. */
  readonly atLeast: number | undefined
  readonly onCount: () => void
  readonly loaded: number
  readonly hasMore: boolean
  readonly inTrash: boolean
}

type Asking =
  | { readonly kind: 'field' }
  | { readonly kind: 'step'; readonly transition: TransitionView }
  | { readonly kind: 'trash' }
  | { readonly kind: 'restore' }

/** What is asked about: the records themselves, or how many the list has, where they are the server's to find and to change. */
interface Found {
  readonly rows: readonly RecordRow[]
  readonly count: number
  readonly asJob: boolean
}

interface Running {
  readonly what: string
  readonly settled: number
  readonly of: number | undefined
  readonly stop: () => void
}

export function BulkBar({ app, entity, selection, question, total, atLeast, onCount, loaded, hasMore, inTrash }: BulkBarProps) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const [asking, setAsking] = useState<Asking & Found>()
  /** What was asked for is under way: what is written in its dialog is kept until it is known to be done. */
  const [isSent, setSent] = useState(false)
  const [refused, setRefused] = useState<unknown>()
  const stands = useRef(false)
  const isShown = useRef(true)
  const [running, setRunning] = useState<Running>()
  const [outcome, setOutcome] = useState<{
    readonly what: string
    readonly of: BulkOutcome
    readonly names: ReadonlyMap<string, string>
    readonly since: ReadonlyMap<string, Since>
  }>()
  const { chosen, everything } = selection
  const finding = useRef<AbortController>(undefined)
  // Another question emptied the choice: what was asked about it, or is still being found for it, is not asked of the next.
  useEffect(() => {
    if (chosen.size > 0) return
    setAsking(undefined)
    setSent(false)
    stands.current = false
    finding.current?.abort()
  }, [chosen.size])
  useEffect(() => {
    isShown.current = true
    return () => {
      isShown.current = false
      // Who comes back to the list later asks for nothing by that.
      finding.current?.abort()
    }
  }, [])
  const steps = (entity.workflow?.transitions ?? []).filter(({ approval, require }) => !approval && require.length === 0)
  const fields = entity.fields.filter(field => field.updatable && field.type !== 'file')
  const titleOf = (row: RecordRow) => String(row[entity.titleField] ?? row.id)

  /** Everything a list has is found before anybody is asked whether it may be changed: what joins the list later is not meant. */
  const begin = async (kind: Asking) => {
    if (isSent) return
    setRefused(undefined)
    const known = everything ? total : chosen.size
    const rows = everything ? [] : [...chosen.values()]
    if (known !== undefined && (known > mostInPage || !everything))
      return setAsking({ ...kind, rows, count: known, asJob: known > mostInPage })
    const ending = new AbortController()
    finding.current = ending
    const progress = (settled: number) => setRunning({ what: t`Finding them`, settled, of: total, stop: () => ending.abort() })
    progress(0)
    try {
      const needed = [...new Set([entity.titleField, ...fields.map(field => field.name)])].join(',')
      if (known === undefined) {
        const { count = 0 } = await countOf(app, entity.name, question, ending.signal)
        if (ending.signal.aborted) return
        if (count > mostInPage) return setAsking({ ...kind, rows, count, asJob: true })
      }
      const found = await collect(app, entity.name, { ...question, fields: needed }, progress, ending.signal)
      if (!ending.signal.aborted) setAsking({ ...kind, rows: found, count: found.length, asJob: false })
    } catch (error) {
      if (!ending.signal.aborted)
        notifications.show({ color: 'red', title: t`They could not be found`, message: sentenceOf(error) })
    } finally {
      setRunning(undefined)
    }
  }

  const send = () => {
    setSent(true)
    stands.current = true
  }
  /** Nothing was done at all: the dialog stands there again with what was written in it. Why is told once: by a notice to who is elsewhere by now. */
  const giveBack = (error: unknown) => {
    const isSeen = stands.current && isShown.current
    setSent(false)
    setRefused(isSeen ? error : undefined)
    if (!isSeen) notifications.show({ color: 'red', title: t`Nothing was changed`, message: sentenceOf(error) })
  }

  const run = async (rows: readonly RecordRow[], what: string, doing: Doing, field?: FieldView) => {
    send()
    const ending = new AbortController()
    const stop = () => ending.abort()
    const progress = (settled: number) => setRunning({ what, settled, of: rows.length, stop })
    progress(0)
    try {
      const known = field ? await withFormerValues(app, entity.name, rows, field.name) : rows
      const of = await changeInBulk(app, entity.name, rows, doing, progress, ending.signal)
      if (of.error !== undefined && of.left === rows.length) {
        giveBack(of.error)
        return
      }
      const byId = new Map(known.map(row => [row.id, row]))
      // All were refused: what was written for them is asked about again when that has been read.
      const isKept = of.done.length === 0 && ('transition' in doing || 'change' in doing)
      const since = isKept ? await changedSince(of, byId) : new Map<string, Since>()
      await tell(what, doing, of, byId, since, field)
      if (!isKept) selection.clear()
    } finally {
      setRunning(undefined)
      await settleMany(
        cache,
        app,
        entity.name,
        rows.map(({ id }) => id),
      )
    }
  }

  /** What is asked about again is asked about as it is now, and not before that was told. */
  const changedSince = async (of: BulkOutcome, rows: ReadonlyMap<string, RecordRow>) => {
    const stale = of.refused.filter(({ problem }) => problem.code === 'record.stale').flatMap(({ id }) => rows.get(id) ?? [])
    if (stale.length === 0) return new Map<string, Since>()
    const known = entity.fields.map(({ name }) => name).filter(name => stale.some(row => name in row))
    const now = await readAnew(app, entity.name, stale, inTrash ? 'only' : undefined, [entity.titleField, ...known]).catch(
      // They are as they were chosen, and would be refused again.
      () => new Map<string, RecordRow>(),
    )
    selection.renew(now)
    setAsking(before => before && { ...before, rows: before.rows.map(row => now.get(row.id) ?? row) })
    return new Map([...now].map(([id, row]) => [id, { before: rows.get(id)!, now: row }]))
  }

  /** The server does it from here on, whatever becomes of this page. */
  const handOver = async (doing: Doing) => {
    const meant = everything ? question : [...chosen.keys()]
    send()
    try {
      await beginJob(app, entity.name, meant, doing)
      selection.clear()
    } catch (error) {
      giveBack(error)
    } finally {
      await cache.invalidateQueries({ queryKey: ['jobs'] })
    }
  }

  const tell = async (
    what: string,
    doing: Doing,
    of: BulkOutcome,
    rows: ReadonlyMap<string, RecordRow>,
    since: ReadonlyMap<string, Since>,
    field?: FieldView,
  ) => {
    if (of.refused.length > 0 || of.left > 0)
      setOutcome({ what, of, names: new Map([...rows].map(([id, row]) => [id, titleOf(row)])), since })
    const back = wayBack(doing, of.done, rows, field)
    const missed = isShown.current ? [] : missedWords(of)
    if (of.done.length === 0) {
      if (missed.length > 0)
        notifications.show({
          color: 'red',
          title: t`Nothing was changed`,
          message: say('{what}: {outcome}', { what, outcome: listFormat({ type: 'unit' }).format(missed) }),
        })
      return
    }
    const records = listFormat({ type: 'unit' }).format([counted(entity, of.done.length), ...missed])
    const told = t`${what}: ${records}`
    if (back) undoNotice(told, turnBack(cache, app, entity, back))
    else notifications.show({ message: told })
  }

  if (chosen.size === 0 && !running && !outcome) return null
  const { labels } = labelsOf(entity)
  const number = total === undefined ? undefined : countText(total)
  const least = atLeast === undefined ? undefined : countText(atLeast)
  const count = everything ? number : countText(chosen.size)
  const allOfThem =
    number !== undefined
      ? t`Choose all ${number} ${labels} of this list`
      : least !== undefined
        ? t`Choose all ${labels} of this list, more than ${least}`
        : t`Choose all ${labels} of this list`
  return (
    <>
      {(chosen.size > 0 || running) && (
        <section className={classes.bulk} aria-label={t`Chosen records`}>
          {running ? (
            <>
              <Text size="sm" role="status">
                {progressWords(running.what, running.settled, running.of)}
              </Text>
              <Progress
                className={classes.bulkProgress}
                value={running.of ? (100 * running.settled) / running.of : 100}
                animated={running.of === undefined}
                aria-label={running.what}
              />
              <Button size="compact-sm" variant="default" onClick={running.stop}>
                {t`Stop`}
              </Button>
            </>
          ) : (
            <>
              <Text size="sm" fw={500} role="status">
                {count !== undefined
                  ? t`${count} chosen`
                  : least !== undefined
                    ? t`All chosen, more than ${least}`
                    : t`All chosen`}
              </Text>
              {!everything && hasMore && chosen.size >= loaded && (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  onClick={() => {
                    selection.chooseEverything()
                    onCount()
                  }}
                >
                  {allOfThem}
                </Button>
              )}
              <span className={classes.space} />
              {inTrash ? (
                <ActButton size="compact-sm" variant="default" onClick={() => void begin({ kind: 'restore' })}>
                  {t`Bring back`}
                </ActButton>
              ) : (
                <>
                  {fields.length > 0 && (
                    <ActButton
                      size="compact-sm"
                      variant="default"
                      leftSection={<IconPencil size={14} />}
                      onClick={() => void begin({ kind: 'field' })}
                    >
                      {t`Change a field`}
                    </ActButton>
                  )}
                  {steps.length > 0 && (
                    <Menu position="top-end" withinPortal>
                      <Menu.Target>
                        <Button size="compact-sm" variant="default" rightSection={<IconChevronDown size={14} />}>
                          {t`Take a step`}
                        </Button>
                      </Menu.Target>
                      <Menu.Dropdown>
                        {steps.map(transition => (
                          <ActItem key={transition.name} onClick={() => void begin({ kind: 'step', transition })}>
                            {transition.title}
                          </ActItem>
                        ))}
                      </Menu.Dropdown>
                    </Menu>
                  )}
                  {entity.can.includes('delete') && (
                    <ActButton
                      size="compact-sm"
                      variant="default"
                      leftSection={<IconTrash size={14} />}
                      onClick={() => void begin({ kind: 'trash' })}
                    >
                      {t`Delete`}
                    </ActButton>
                  )}
                </>
              )}
              <Button
                size="compact-sm"
                variant="subtle"
                color="gray"
                leftSection={<IconX size={14} />}
                onClick={selection.clear}
                data-bulk-clear
              >
                {t({ message: 'Clear', context: 'what is chosen' })}
              </Button>
            </>
          )}
        </section>
      )}
      {asking && chosen.size > 0 && (
        <Ask
          app={app}
          asking={asking}
          fields={fields}
          records={counted(entity, asking.count)}
          isSent={isSent}
          refused={refused}
          onClose={() => setAsking(undefined)}
          onRun={(what, doing, field) => void (asking.asJob ? handOver(doing) : run(asking.rows, what, doing, field))}
        />
      )}
      {outcome && (
        <Modal
          opened
          onClose={() => {
            setOutcome(undefined)
            setSent(false)
          }}
          title={outcome.what}
          size="lg"
          closeButtonProps={{ 'aria-label': t`Close` }}
        >
          <Outcome app={app} outcome={outcome.of} names={outcome.names} since={outcome.since} entity={entity} />
        </Modal>
      )}
    </>
  )
}

/** Undefined where the former values are not known of each. */
function wayBack(
  doing: Doing,
  done: readonly DoneTarget[],
  rows: ReadonlyMap<string, RecordRow>,
  field: FieldView | undefined,
): ManyTurn | undefined {
  const [trash, restore] = [{ trash: true }, { restore: true }] as const
  if ('trash' in doing) return turnsOf(done, { there: trash, back: restore })
  if ('restore' in doing) return turnsOf(done, { there: restore, back: trash })
  if (!field || !('change' in doing)) return undefined
  const before = (id: string) => rows.get(id)?.[field.name]
  if (!done.every(({ id }) => isReadable(before(id)))) return undefined
  return turnsOf(done, { there: {}, back: {} }, id => ({
    there: doing.change,
    back: { [field.name]: toRequest(before(id)) },
  }))
}

interface AskProps {
  readonly app: string
  readonly asking: Asking & Pick<Found, 'asJob'>
  readonly fields: readonly FieldView[]
  /** "12 tickets" */
  readonly records: string
  /** It is under way, and nothing is asked for the moment. */
  readonly isSent: boolean
  /** Why nothing was done when it was asked for before. */
  readonly refused: unknown
  readonly onClose: () => void
  readonly onRun: (what: string, doing: Doing, field?: FieldView) => void
}

function Ask({ app, asking, fields, records, isSent, refused, onClose, onRun }: AskProps) {
  const { t } = useLingui()
  const [name, setName] = useState<string | null>(null)
  const [value, setValue] = useState<WireValue>(null)
  const [comment, setComment] = useState('')
  const [sent, setSent] = useState<string>()
  const { fields: wrong = [] } = refused instanceof Refused ? refused.problem : {}
  const ofComment = asking.kind === 'step' ? wrong.find(({ field }) => field === 'transition.comment') : undefined
  const box = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (ofComment) box.current?.focus()
  }, [ofComment])
  const field = fields.find(each => each.name === name)
  const step = asking.kind === 'step' ? asking.transition.title : ''
  const words = {
    field: { title: t`Change ${records}`, act: t`Change` },
    trash: { title: t`Delete ${records}`, act: t`Delete` },
    restore: { title: t`Bring back ${records}`, act: t`Bring back` },
    step: { title: `${step}: ${records}`, act: step },
  }[asking.kind]
  const isReady =
    asking.kind === 'field'
      ? field !== undefined
      : asking.kind !== 'step' || asking.transition.comment !== 'required' || saysSomething(comment)
  const run = () => {
    setSent(comment)
    if (asking.kind === 'trash') onRun(t`Deleted`, { trash: true })
    else if (asking.kind === 'restore') onRun(t`Brought back`, { restore: true })
    else if (asking.kind === 'step')
      onRun(asking.transition.title, {
        transition: { name: asking.transition.name, ...(saysSomething(comment) ? { comment } : {}) },
      })
    else if (field) {
      const { title } = field
      onRun(t`${title} changed`, { change: { [field.name]: toRequest(value) } }, field)
    }
  }
  const Editor = field && fieldUi(field).Editor
  const title = field && inSentence(field.title)
  return (
    <Modal opened={!isSent} onClose={onClose} title={words.title} size="md" closeButtonProps={{ 'aria-label': t`Close` }}>
      <form
        onSubmit={event => {
          event.preventDefault()
          if (isReady && !isSent) run()
        }}
      >
        <Stack gap="sm">
          {asking.kind === 'field' && (
            <Pick
              label={t`Field`}
              data-autofocus
              data={fields.map(each => ({ value: each.name, label: each.title }))}
              value={name}
              onChange={next => {
                setName(next)
                setValue(null)
              }}
            />
          )}
          {field && Editor && (
            <Editor app={app} field={{ ...field, required: false }} label={t`New ${title}`} value={value} onChange={setValue} />
          )}
          {asking.kind === 'step' && asking.transition.comment !== 'none' && (
            <Textarea
              size="xs"
              ref={box}
              {...growing(3, 12)}
              data-autofocus
              label={asking.transition.comment === 'required' ? t`Comment *` : t`Comment`}
              value={comment}
              error={ofComment && sent === comment && fieldSentence(ofComment.message, t`Comment`, false)}
              onChange={event => setComment(event.currentTarget.value)}
            />
          )}
          <Text size="sm" c="dimmed">
            {asking.kind === 'trash'
              ? t`They are kept in the trash and may be brought back.`
              : t`Each is judged by itself: what may not be done with one is told, and the rest is done.`}
            {field && value === null ? ` ${t`Left empty, the field is emptied.`}` : ''}
            {asking.asJob ? ` ${t`It goes on when you leave this page.`}` : ''}
          </Text>
          {refused !== undefined && !ofComment && (
            <Text size="sm" c="red" role="alert">
              {t`Nothing was changed`}. {sentenceOf(refused)}
            </Text>
          )}
          <Group justify="flex-end" gap="xs">
            <Button size="xs" variant="default" onClick={onClose}>
              {t`Cancel`}
            </Button>
            <Button size="xs" type="submit" disabled={!isReady} color={asking.kind === 'trash' ? 'red' : undefined}>
              {words.act}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

interface OutcomeProps {
  readonly app: string
  readonly outcome: BulkOutcome
  readonly names: ReadonlyMap<string, string>
  /** Of those that are asked about again: what others changed. */
  readonly since: ReadonlyMap<string, Since>
  readonly entity: EntityView
}

/** "1 refused", "200 left": to who is elsewhere by then, and may not come back to where each is told. */
function missedWords({ refused, left }: BulkOutcome): readonly string[] {
  return [
    ...(refused.length > 0 ? [say('{count} refused', { count: countText(refused.length) })] : []),
    ...(left > 0 ? [say('{count} left', { count: countText(left) })] : []),
  ]
}

function Outcome({ app, outcome: { done, refused, left, error }, names, since, entity }: OutcomeProps) {
  const { t } = useLingui()
  const moreOf = (id: string) => {
    const changed = since.get(id)
    return changed && { more: <ChangedSince app={app} entity={entity} {...changed} /> }
  }
  const parts = [
    say('{records} done', { records: counted(entity, done.length) }),
    ...(refused.length > 0 ? [say('{records} refused', { records: counted(entity, refused.length) })] : []),
    ...(left > 0 ? [say('{records} not asked for any more', { records: counted(entity, left) })] : []),
  ]
  return (
    <Stack gap="sm">
      <Text size="sm">{listFormat({ type: 'unit' }).format(parts)}.</Text>
      {error !== undefined && (
        <Text size="sm" c="red" role="alert">
          {sentenceOf(error)}
        </Text>
      )}
      <Awaiting>
        <Refusals refused={refused.map(({ id, problem }) => ({ name: names.get(id) ?? id, problem, ...moreOf(id) }))} />
      </Awaiting>
      {since.size > 0 && <Text size="sm">{t`What you wrote is kept. If you go on, it is done with these as they are now.`}</Text>}
    </Stack>
  )
}
