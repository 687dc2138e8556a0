/** A decision: who must give it, what has been given, and the buttons for those it is asked of. */
import type { EntityView, RecordView } from '@bailiwick/definition/wire/index.ts'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Group, Text, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { castVote, settle } from '../../client/changes.ts'
import { sentenceOf } from '../../client/http.ts'
import { say } from '../../client/language.ts'
import { onlyViewing, useViewing } from '../../client/viewing.ts'
import { Moment } from '../../fields/dates.tsx'
import { PersonAvatar } from '../../fields/references.tsx'
import { ActButton } from '../../kit/act.tsx'
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
  const { t } = useLingui()
  const { approval } = view
  if (!approval) return null
  const { round } = approval
  const mayAskChanges = entity.workflow?.transitions.find(transition => transition.name === approval.transition)?.approval
    ?.mayAskChanges
  const decide = async (decision: Decision) => {
    if (performance.now() - decidedAt < breath) return
    setBusy(decision)
    setError(undefined)
    try {
      const body = { transition: approval.transition, step: approval.step, decision, ...(comment.trim() ? { comment } : {}) }
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
  const asked = approval.steps.filter(step => step.state !== 'skipped')
  return (
    <section className={classes.card} aria-label={t`Decision`}>
      <div className={classes.cardTitle}>{approval.mayDecide ? t`Your decision is asked` : t`Waiting for a decision`}</div>
      <div className={classes.dim}>
        {asked.map(step => (
          <div key={step.name}>
            <StepWords step={step} />
            {asked.length > 1 && step.state === 'open'
              ? ` · ${t`asked now`}`
              : step.state === 'later'
                ? ` · ${t`asked after that`}`
                : ''}
          </div>
        ))}
        {round > 1 ? t`Round ${round}: the request was changed or sent back` : ''}
      </div>
      {approval.given.map(vote => (
        <div key={vote.person.id} className={classes.entry}>
          <PersonAvatar name={vote.person.title} />
          <div className={classes.entryText}>
            <b>{vote.person.title ?? t`Somebody`}</b> {decisionWords(vote.decision)} · <Moment iso={vote.at} />
            {vote.comment && <div className={classes.comment}>{vote.comment}</div>}
          </div>
        </div>
      ))}
      {approval.mayDecide ? (
        <>
          <Textarea
            mt={8}
            size="xs"
            autosize
            minRows={2}
            disabled={viewing !== undefined}
            placeholder={viewing ? onlyViewing() : t`Comment (needed unless you approve)`}
            aria-label={t`Comment on the decision`}
            value={comment}
            onChange={event => setComment(event.currentTarget.value)}
          />
          {error !== undefined && (
            <Text size="sm" c="red" mt={8} role="alert">
              {sentenceOf(error)}
            </Text>
          )}
          <Group gap={8} mt={8}>
            <ActButton size="xs" loading={busy === 'approve'} onClick={() => decide('approve')}>
              <Trans>Approve</Trans>
            </ActButton>
            {mayAskChanges && (
              <ActButton size="xs" variant="default" loading={busy === 'ask_changes'} onClick={() => decide('ask_changes')}>
                <Trans>Ask for changes</Trans>
              </ActButton>
            )}
            <ActButton size="xs" variant="default" c="red" loading={busy === 'reject'} onClick={() => decide('reject')}>
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

function StepWords({ step: { title, asks, given, need } }: { readonly step: ApprovalStep }) {
  const step = <b>{title}</b>
  const whom = <span dir="auto">{asks}</span>
  return (
    <Trans>
      {step}, asks {whom}: {given} of <Plural value={need} one="# approval" other="# approvals" />
    </Trans>
  )
}
