import { saysSomething } from '@bailiwick/definition/fields/something-to-read.ts'
/** A decision: who must give it, what has been given, and the buttons for those it is asked of. */
import type { EntityView, HistoryEntry, RecordView, Vote } from '@bailiwick/definition/wire/index.ts'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Group, Text, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconCircle, IconCircleCheck, IconCircleDot } from '@tabler/icons-react'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { castVote, settle } from '../../client/changes.ts'
import { sentenceOf } from '../../client/http.ts'
import { say } from '../../client/language.ts'
import { historyQuery } from '../../client/queries.ts'
import { onlyViewing, useViewing } from '../../client/viewing.ts'
import { DueBy, Moment } from '../../fields/dates.tsx'
import { fieldUi } from '../../fields/registry.ts'
import { ActButton, firstClick } from '../../kit/act.tsx'
import { growing } from '../../kit/growing.ts'
import { CommentText } from './comment-text.tsx'
import { askedWith, decidedOn } from './decided-on.ts'
import { type Decision, decisionWords } from './decisions.ts'
import { told } from './handed-over.ts'
import classes from './record.module.css'

/** Two decisions are never one double click: when the next matter takes the place of the decided one, its buttons wait a moment. */
const breath = 600
let decidedAt = Number.NEGATIVE_INFINITY

/** A record by its number, or else by its title. */
function nameOf(entity: EntityView, { record }: RecordView): string {
  const number = entity.fields.find(field => field.type === 'auto_number')?.name
  return String((number && record[number]) ?? record[entity.titleField] ?? entity.label)
}

function decidedText(name: string, decision: Decision): string {
  switch (decision) {
    case 'approve':
      return say('{name}: you approved.', { name })
    case 'reject':
      return say('{name}: rejected.', { name })
    case 'ask_changes':
      return say('{name}: asked for changes.', { name })
  }
}

type ApprovalStep = NonNullable<RecordView['approval']>['steps'][number]

interface ApprovalCardProps {
  readonly app: string
  readonly entity: EntityView
  readonly view: RecordView
  readonly onDecided?: () => void
}

export function ApprovalCard({ app, entity, view, onDecided }: ApprovalCardProps) {
  const cache = useQueryClient()
  const viewing = useViewing()
  const [comment, setComment] = useState('')
  const [busy, setBusy] = useState<string | undefined>()
  const [error, setError] = useState<unknown>()
  const [lacksComment, setLacksComment] = useState(false)
  const text = useRef<HTMLTextAreaElement>(null)
  const { t } = useLingui()
  const { approval } = view
  const history = useInfiniteQuery({ ...historyQuery(app, entity.name, view.record.id), enabled: approval !== undefined })
  if (!approval) return null
  const { round } = approval
  const mayAskChanges = entity.workflow?.transitions.find(transition => transition.name === approval.transition)?.approval
    ?.mayAskChanges
  const decide = async (decision: Decision) => {
    if (performance.now() - decidedAt < breath) return
    if (decision !== 'approve' && !saysSomething(comment)) {
      setError(undefined)
      setLacksComment(true)
      text.current?.focus()
      return
    }
    setBusy(decision)
    setError(undefined)
    setLacksComment(false)
    try {
      const body = {
        transition: approval.transition,
        step: approval.step,
        decision,
        ...(saysSomething(comment) ? { comment } : {}),
      }
      const changed = await castVote(app, entity.name, view.record.id, view.record.version, body)
      setComment('')
      await settle(cache, app, entity.name, view.record.id, changed)
      told(changed)
      decidedAt = performance.now()
      notifications.show({ message: decidedText(nameOf(entity, view), decision) })
      onDecided?.()
    } catch (refused) {
      setError(refused)
      await cache.invalidateQueries({ queryKey: [app, entity.name, 'one', view.record.id] })
    } finally {
      setBusy(undefined)
    }
  }
  const steps = approval.steps.filter(step => step.state !== 'skipped')
  const { amount, due, files } = decidedOn(entity, view)
  const asking = askedWith(entity, view, history.data?.pages.flatMap(page => page.items) ?? [])
  const Amount = amount && fieldUi(amount).Display
  const said = asking?.comment
  return (
    <section className={classes.card} aria-label={t`Decision`}>
      <div className={classes.cardHead}>
        <div className={classes.cardTitle}>{approval.mayDecide ? t`Your decision is asked` : t`Waiting for a decision`}</div>
        {Amount && (
          <div className={classes.cardAmount}>
            <Amount app={app} field={amount} value={view.record[amount.name]} />
          </div>
        )}
      </div>
      <div className={classes.cardHead}>
        <div className={classes.dim}>
          {asking && <AskedBy entry={asking} />}
          {round > 1 && <div>{t`Round ${round}: the request was changed or sent back`}</div>}
        </div>
        {due && (
          <div className={classes.dim}>
            <DueBy iso={String(view.record[due.name])} />
          </div>
        )}
      </div>
      {said && asking && (
        <div className={classes.comment} dir="auto">
          <CommentText comment={said} mentions={asking.mentions} />
        </div>
      )}
      <ol className={classes.cardSteps}>
        {steps.map(step => (
          <Step
            key={step.name}
            step={step}
            given={approval.given.filter(vote => vote.step === step.name)}
            isOneOfMany={steps.length > 1}
          />
        ))}
      </ol>
      {files.map(field => {
        const { Display } = fieldUi(field)
        return (
          <div key={field.name} className={classes.cardFile}>
            <span className={classes.dim}>{field.title}</span>
            <Display app={app} field={field} value={view.record[field.name]} />
          </div>
        )
      })}
      {approval.mayDecide ? (
        <>
          <Textarea
            mt={8}
            size="xs"
            {...growing(2)}
            disabled={viewing !== undefined}
            placeholder={viewing ? onlyViewing() : t`Comment (needed unless you approve)`}
            aria-label={t`Comment on the decision`}
            ref={text}
            error={lacksComment && t`Write why. Whoever asked reads it.`}
            value={comment}
            onChange={event => {
              setLacksComment(false)
              setComment(event.currentTarget.value)
            }}
          />
          {error !== undefined && (
            <Text size="sm" c="red" mt={8} role="alert">
              {sentenceOf(error)}
            </Text>
          )}
          <Group gap={8} mt={8}>
            <ActButton size="xs" loading={busy === 'approve'} onClick={firstClick(() => decide('approve'))}>
              <Trans>Approve</Trans>
            </ActButton>
            {mayAskChanges && (
              <ActButton
                size="xs"
                variant="default"
                loading={busy === 'ask_changes'}
                onClick={firstClick(() => decide('ask_changes'))}
              >
                <Trans>Ask for changes</Trans>
              </ActButton>
            )}
            <ActButton
              size="xs"
              variant="default"
              c="red"
              loading={busy === 'reject'}
              onClick={firstClick(() => decide('reject'))}
            >
              <Trans>Reject</Trans>
            </ActButton>
          </Group>
        </>
      ) : (
        <Text size="sm" mt={4}>
          {approval.reason}
        </Text>
      )}
    </section>
  )
}

function AskedBy({ entry }: { readonly entry: HistoryEntry }) {
  const { t } = useLingui()
  const who = (
    <b className={classes.cardWho} dir="auto">
      {entry.person?.title ?? t`Somebody`}
    </b>
  )
  const when = <Moment iso={entry.at} />
  return (
    <Trans>
      Asked by {who} · {when}
    </Trans>
  )
}

interface StepProps {
  readonly step: ApprovalStep
  readonly given: readonly Vote[]
  /** Of one alone it goes without saying that it is the one that is asked. */
  readonly isOneOfMany: boolean
}

/** One step: how far it is, whom it asks and by what rule, and what was decided in it. */
function Step({ step, given, isOneOfMany }: StepProps) {
  const { t } = useLingui()
  const { title, asks, need, why } = step
  const state = isOneOfMany ? step.state : undefined
  const Icon = step.state === 'done' ? IconCircleCheck : step.state === 'open' ? IconCircleDot : IconCircle
  const count = step.given
  return (
    <li>
      <Icon size={16} className={classes.stepMark} data-state={step.state} aria-hidden />
      <div>
        <div>
          <b dir="auto">{title}</b>
          {asks !== title && (
            <>
              {' · '}
              <span dir="auto">{asks}</span>
            </>
          )}
          {state !== undefined && (
            <>
              {' · '}
              {state === 'done'
                ? t({ message: 'decided', context: 'of a step' })
                : state === 'open'
                  ? t`asked now`
                  : t`asked after that`}
            </>
          )}
          {need > 1 && (
            <>
              {' · '}
              <Trans>
                {count} of <Plural value={need} one="# approval" other="# approvals" />
              </Trans>
            </>
          )}
        </div>
        {why !== undefined && (
          <div dir="auto">
            <Trans comment="{why} is a clause, like “its amount is greater than 500 EUR”">Rule: {why}</Trans>
          </div>
        )}
        {given.map(vote => (
          <div key={vote.person.id}>
            <b dir="auto">{vote.person.title ?? t`Somebody`}</b> {decisionWords(vote.decision)} · <Moment iso={vote.at} />
            {vote.comment && (
              <div className={classes.comment} dir="auto">
                {vote.comment}
              </div>
            )}
          </div>
        ))}
      </div>
    </li>
  )
}
