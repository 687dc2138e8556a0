/** Why a record has nothing to press: what is over and what is somebody else's look the same as a page that is still loading. */
import type { EntityView, RecordView } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Skeleton } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useId, useState } from 'react'
import { sentenceOf } from '../../client/http.ts'
import { changeRightQuery, recordQuery } from '../../client/queries.ts'
import { useViewing } from '../../client/viewing.ts'
import { MissingRight } from './missing-right.tsx'
import classes from './read-only.module.css'

interface ReadOnlyNoteProps {
  readonly app: string
  readonly entity: EntityView
  readonly id: string
  readonly view: RecordView
}

export function ReadOnlyNote({ app, entity, id, view }: ReadOnlyNoteProps) {
  const { t } = useLingui()
  const [asking, setAsking] = useState(false)
  const viewing = useViewing()
  const answer = useId()
  // What is in the trash, and what is only viewed, says so by itself.
  if (viewing || view.record.deleted_at || mayChangeAny(view)) return null
  const { workflow } = entity
  const state = workflow?.states.find(({ name, final }) => final && name === view.record[workflow.field])?.title
  return (
    <div className={classes.note} data-read-only>
      <p className={classes.line}>
        <IconLock size={14} aria-hidden />
        <span>
          {state ? t`Finished as “${state}”: you can change nothing here.` : t`Read-only: you can change nothing here.`}
        </span>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          aria-expanded={asking}
          aria-controls={answer}
          onClick={() => setAsking(!asking)}
        >
          <Trans>Why?</Trans>
        </Button>
      </p>
      <div id={answer} hidden={!asking} role="status" className={classes.answer}>
        {asking && <Answer app={app} entity={entity.name} id={id} />}
      </div>
    </div>
  )
}

function Answer({ app, entity, id }: { readonly app: string; readonly entity: string; readonly id: string }) {
  const { data, error } = useQuery(changeRightQuery(app, entity, id))
  const cache = useQueryClient()
  const isGiven = data?.allowed === true
  // Given since the record was read: with it comes what there is to press.
  useEffect(() => {
    if (isGiven) void cache.invalidateQueries({ queryKey: recordQuery(app, entity, id).queryKey, exact: true })
  }, [isGiven, cache, app, entity, id])
  if (error) return sentenceOf(error)
  if (!data) return <Skeleton height={14} width="80%" />
  if (data.allowed) return <Trans>You have been given the right meanwhile: you may change it now.</Trans>
  return data.askable ? <MissingRight app={app} problem={data} /> : data.missing
}

function mayChangeAny({ can, transitions, approval, lineRights }: RecordView): boolean {
  return (
    can.update.length > 0 ||
    can.delete ||
    transitions.some(({ allowed }) => allowed) ||
    approval?.mayDecide === true ||
    Object.values(lineRights ?? {}).some(({ create, each }) => create || each.some(line => line.update.length > 0 || line.delete))
  )
}
