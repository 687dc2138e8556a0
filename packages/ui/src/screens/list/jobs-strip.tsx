/** Jobs of one's own with records of this list: how far they are, with an end to them; and what became of those that have ended, until one has seen it. */
import type { EntityView, JobView } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Button, CloseButton, Modal, Progress, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { sentenceOf } from '../../client/http.ts'
import {
  cancelJob,
  dismissJob,
  isUnderWay,
  jobsQuery,
  refusedQuery,
  seenJobsQuery,
  settledOf,
  undoJob,
} from '../../client/jobs.ts'
import { countText, listFormat, say } from '../../client/language.ts'
import { counted, labelsOf, progressWords } from './counted.ts'
import classes from './list.module.css'
import { Refusals } from './refusals.tsx'

/** Of those that have ended within a day, the newest. */
const mostEnded = 2
const newsFor = 24 * 60 * 60 * 1000

interface JobsStripProps {
  readonly app: string
  readonly entity: EntityView
}

export function JobsStrip({ app, entity }: JobsStripProps) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const { data } = useQuery(jobsQuery)
  const { data: seen } = useQuery(seenJobsQuery)
  const [told, setTold] = useState<JobView>()
  const mine = (data?.items ?? []).filter(job => job.app === app && job.entity === entity.name)
  const underWay = mine.filter(isUnderWay)
  const ended = mine
    .filter(({ id, endedAt, undoneBy }) => endedAt !== undefined && undoneBy === undefined && !seen.includes(id))
    .filter(({ endedAt }) => Date.now() - Date.parse(endedAt!) < newsFor)
    .slice(0, mostEnded)

  // What a job has done may be among what is shown, and its last words come after its last change.
  const before = useRef(underWay.length)
  useEffect(() => {
    if (underWay.length < before.current) void cache.invalidateQueries({ queryKey: [app, entity.name] })
    before.current = underWay.length
  }, [underWay.length, cache, app, entity.name])

  const ask = async (asked: Promise<JobView>, failed: string) => {
    try {
      await asked
    } catch (error) {
      notifications.show({ color: 'red', title: failed, message: sentenceOf(error) })
    }
    await cache.invalidateQueries({ queryKey: ['jobs'] })
  }

  if (underWay.length + ended.length === 0 && !told) return null
  return (
    <section aria-label={t`Your jobs here`}>
      {underWay.map(job => (
        <div key={job.id} className={classes.bulk}>
          <Text size="sm">{progressWords(actOf(job, entity), settledOf(job), job.total)}</Text>
          <Progress
            className={classes.bulkProgress}
            value={(100 * settledOf(job)) / job.total}
            animated={job.state === 'waiting'}
            aria-label={actOf(job, entity)}
          />
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => void ask(cancelJob(job.id), t`It could not be stopped`)}
            title={t`What is done stays done`}
          >
            {t`Stop`}
          </Button>
        </div>
      ))}
      {ended.map(job => (
        <div key={job.id} className={classes.bulk}>
          <Text size="sm" role="status" className={classes.outcome}>
            {endedWords(job, entity)}
          </Text>
          {job.refused > 0 && (
            <Button size="compact-sm" variant="subtle" onClick={() => setTold(job)}>
              {t`Show`}
            </Button>
          )}
          <span className={classes.space} />
          {job.undoes === undefined && job.undoable > 0 && (
            <Button size="compact-sm" variant="default" onClick={() => void ask(undoJob(job.id), t`It could not be undone`)}>
              {t`Undo`}
            </Button>
          )}
          <CloseButton size="sm" aria-label={t`Dismiss`} onClick={() => dismissJob(cache, job.id)} />
        </div>
      ))}
      {told && (
        <Modal
          opened
          onClose={() => setTold(undefined)}
          title={actOf(told, entity)}
          size="lg"
          closeButtonProps={{ 'aria-label': t`Close` }}
        >
          <Told job={told} entity={entity} />
        </Modal>
      )}
    </section>
  )
}

function Told({ job, entity }: { readonly job: JobView; readonly entity: EntityView }) {
  const { t } = useLingui()
  const { data, error, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery(refusedQuery(job.id))
  const refused = (data?.pages ?? []).flatMap(page => page.items)
  const count = countText(job.refused - refused.length)
  return (
    <Stack gap="sm">
      <Text size="sm">{outcomeOf(job, entity)}</Text>
      {error && (
        <Text size="sm" c="red" role="alert">
          {sentenceOf(error)}
        </Text>
      )}
      <Refusals refused={refused.map(({ id, title, problem }) => ({ name: title ?? id, problem: problem! }))} />
      {hasNextPage && (
        <Button size="compact-sm" variant="default" loading={isFetching} onClick={() => void fetchNextPage()}>
          {t`${count} more`}
        </Button>
      )}
    </Stack>
  )
}

/** "Priority changed", "Close" */
function actOf({ act, undoes }: JobView, entity: EntityView): string {
  if (undoes !== undefined) return say('Undone')
  if (act.trash) return say('Deleted')
  if (act.restore) return say('Brought back')
  const { transition } = act
  if (transition) return entity.workflow?.transitions.find(({ name }) => name === transition.name)?.title ?? transition.name
  const titles = Object.keys(act.change ?? {}).map(name => entity.fields.find(field => field.name === name)?.title ?? name)
  return say('{title} changed', { title: listFormat({ type: 'unit' }).format(titles) })
}

/** "Priority changed: 12,401 tickets, 79 refused"; what took a job back is a sentence of its own. */
function endedWords(job: JobView, entity: EntityView): string {
  return say('{what}: {outcome}', { what: actOf(job, entity), outcome: outcomeOf(job, entity) })
}

/** "12,401 tickets, 79 refused" */
function outcomeOf(job: JobView, entity: EntityView): string {
  const left = job.total - settledOf(job)
  const parts = [
    job.undoes === undefined
      ? counted(entity, job.done)
      : say('{count, plural, one {# {label} is as it was before} other {# {labels} are as they were before}}', {
          count: job.done,
          ...labelsOf(entity),
        }),
    ...(job.unchanged > 0 ? [say('{count} were so already', { count: countText(job.unchanged) })] : []),
    ...(job.refused > 0 ? [say('{count} refused', { count: countText(job.refused) })] : []),
    ...(left > 0 ? [say('{count} left', { count: countText(left) })] : []),
  ]
  const outcome = listFormat({ type: 'unit' }).format(parts)
  return job.state === 'stopped' ? say('{outcome}. It stopped: {reason}', { outcome, reason: job.reason?.title ?? '' }) : outcome
}
