/** A decision: who must give it, what has been given, and the buttons for those it is asked of. */
import type { EntityView, RecordView } from '@bailiwick/definition/wire/index.ts'
import { Group, Text, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { castVote, settle } from '../../client/changes.ts'
import { sentenceOf } from '../../client/http.ts'
import { onlyViewing, useViewing } from '../../client/viewing.ts'
import { Moment } from '../../fields/dates.tsx'
import { PersonAvatar } from '../../fields/references.tsx'
import { ActButton } from '../../kit/act.tsx'
import { told } from './handed-over.ts'
import classes from './record.module.css'

/** Two decisions are never one double click: when the next matter takes the place of the decided one, its buttons wait a moment. */
const breath = 600
let decidedAt = Number.NEGATIVE_INFINITY

const words = { approve: 'approved', reject: 'rejected', ask_changes: 'asked for changes' } as const

const asWords = (name: string) => name.replaceAll('_', ' ')

/** A record by its number, or else by its title. */
function nameOf(entity: EntityView, { record }: RecordView): string {
  const number = entity.fields.find(field => field.type === 'auto_number')?.name
  return String((number && record[number]) ?? record[entity.titleField] ?? entity.label)
}

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
  const { approval } = view
  if (!approval) return null
  const mayAskChanges = entity.workflow?.transitions.find(transition => transition.name === approval.transition)?.approval
    ?.mayAskChanges
  const decide = async (decision: 'approve' | 'reject' | 'ask_changes') => {
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
      notifications.show({ message: `${nameOf(entity, view)}: ${words[decision]}.` })
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
    <section className={classes.card} aria-label="Decision">
      <div className={classes.cardTitle}>{approval.mayDecide ? 'Your decision is asked' : 'Waiting for a decision'}</div>
      <div className={classes.dim}>
        {asked.map(step => (
          <div key={step.name}>
            <b>{asWords(step.name)}</b>, asks {step.asks}: {step.given} of {step.need}{' '}
            {step.need === 1 ? 'approval' : 'approvals'}
            {asked.length > 1 && step.state === 'open' ? ' · asked now' : step.state === 'later' ? ' · asked after that' : ''}
          </div>
        ))}
        {approval.round > 1 ? `Round ${approval.round}: the request was changed or sent back` : ''}
      </div>
      {approval.given.map(vote => (
        <div key={vote.person.id} className={classes.entry}>
          <PersonAvatar name={vote.person.title} />
          <div className={classes.entryText}>
            <b>{vote.person.title ?? 'Somebody'}</b> {words[vote.decision]} · <Moment iso={vote.at} />
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
            placeholder={viewing ? onlyViewing() : 'Comment (needed unless you approve)'}
            aria-label="Comment on the decision"
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
              Approve
            </ActButton>
            {mayAskChanges && (
              <ActButton size="xs" variant="default" loading={busy === 'ask_changes'} onClick={() => decide('ask_changes')}>
                Ask for changes
              </ActButton>
            )}
            <ActButton size="xs" variant="default" c="red" loading={busy === 'reject'} onClick={() => decide('reject')}>
              Reject
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
