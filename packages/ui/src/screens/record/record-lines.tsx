/** The lines of a record in its panel: a table, which becomes a grid to write in for whoever may, and is saved as a whole. */
import type { AppView, EntityView, RecordView } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { IconPencil, IconPlus } from '@tabler/icons-react'
import { useCallback, useEffect, useId, useRef, useState } from 'react'
import { Refused } from '../../client/http.ts'
import { inSentence } from '../../client/language.ts'
import { useViewing } from '../../client/viewing.ts'
import { ActButton } from '../../kit/act.tsx'
import { DraftNotice } from './draft-notice.tsx'
import { LineEditor, mayAddLine, mayEditLines, newLine } from './line-editor.tsx'
import { Lines } from './lines.tsx'
import { isWrittenByBoth, MovedNotice } from './moved-notice.tsx'
import { focusProblem, ProblemSummary } from './problem-summary.tsx'
import classes from './record.module.css'
import { UnsavedWords } from './unsaved-words.tsx'
import { useLineEdit } from './use-line-edit.ts'

interface RecordLinesProps {
  readonly app: AppView
  readonly entity: EntityView
  readonly target: EntityView
  readonly view: RecordView
  readonly line: EntityView['lines'][number]
}

export function RecordLines({ app, entity, target, view, line }: RecordLinesProps) {
  const { t } = useLingui()
  const edit = useLineEdit(app, entity, view, line.name)
  const { work, moved, error } = edit
  const viewing = useViewing()
  const formId = useId()
  const idOf = useCallback((place: string) => `${formId}-${place}`, [formId])
  const form = useRef<HTMLFormElement>(null)
  const summary = useRef<HTMLDivElement>(null)
  /** Where to write first, once the grid is there. */
  const [begunAt, setBegunAt] = useState<string>()
  const section = useRef<HTMLElement>(null)
  const isOpen = work !== undefined
  const wasOpen = useRef(isOpen)
  useEffect(() => {
    // The focus was in what is no longer there.
    if (wasOpen.current && !isOpen && document.activeElement === document.body)
      section.current?.querySelector<HTMLElement>('button')?.focus()
    wasOpen.current = isOpen
  }, [isOpen])
  useEffect(() => {
    if (begunAt === undefined || !isOpen) return
    const cell = document.getElementById(idOf(begunAt))
    ;(cell ?? form.current?.querySelector<HTMLElement>('input, textarea, button'))?.focus()
    setBegunAt(undefined)
  }, [begunAt, isOpen, idOf])
  useEffect(() => {
    if (error !== undefined) focusProblem(error, idOf, summary.current)
  }, [error, idOf])

  const rows = view.lines?.[line.name] ?? []
  const rights = view.lineRights?.[line.name]
  const [mayEdit, mayAdd] = [mayEditLines(line.via, rights), mayAddLine(target, line.via, rights)]
  const [label, labels] = [inSentence(target.label), inSentence(target.labelPlural)]
  const words = edit.unsaved.length > 0 && (
    <UnsavedWords unsaved={edit.unsaved} onThrowAway={edit.throwAway}>
      <Trans>This is not saved with the rest. Copy what you need: saving the rest, or discarding it, throws it away.</Trans>
    </UnsavedWords>
  )
  if (!work) {
    if (rows.length === 0 && !mayAdd && !words) return null
    const begin = (place: string) => {
      edit.begin()
      setBegunAt(place)
    }
    return (
      <section ref={section} aria-label={target.labelPlural}>
        <div className={classes.relatedHead}>
          <h3>{target.labelPlural}</h3>
          {mayEdit && (
            <ActButton
              size="compact-xs"
              variant="default"
              leftSection={<IconPencil size={12} />}
              aria-label={t`Edit ${labels}`}
              onClick={() => begin('')}
            >
              <Trans>Edit</Trans>
            </ActButton>
          )}
          {mayAdd && (
            <ActButton
              size="compact-xs"
              variant="default"
              leftSection={<IconPlus size={12} />}
              aria-label={t`Add ${label}`}
              onClick={() => {
                const first = target.fields.find(field => field.creatable && field.name !== line.via)
                edit.begin(before => [...before, newLine(target, line.via)])
                setBegunAt(`${line.name}[${rows.length}].${first?.name}`)
              }}
            >
              <Trans>Add</Trans>
            </ActButton>
          )}
        </div>
        {words}
        {rows.length === 0 ? (
          <p className={classes.none}>{t`No ${labels} yet.`}</p>
        ) : (
          <Lines
            {...{ app, target, rows }}
            via={line.via}
            {...(mayEdit && !viewing && { onBegin: (index: number, field: string) => begin(`${line.name}[${index}].${field}`) })}
          />
        )}
      </section>
    )
  }
  const problems = error instanceof Refused ? (error.problem.fields ?? []) : []
  const at = (place: string) =>
    problems.find(({ field }) => field === place)?.message ??
    (isWrittenByBoth(moved, work.rows, line.name, place) ? t`Changed by others too` : undefined)
  // What has its place in a cell is said there.
  const inCells = problems.length > 0 && problems.every(({ field }) => document.getElementById(idOf(field)) !== null)
  return (
    <form
      ref={form}
      className={classes.lineForm}
      aria-label={target.labelPlural}
      noValidate
      onSubmit={event => {
        event.preventDefault()
        void edit.save()
      }}
      onKeyDown={event => {
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) void edit.save()
        if (event.key !== 'Escape') return
        // What was written is not thrown away by a key, nor is the panel closed over it.
        event.stopPropagation()
        if (!edit.isTouched) edit.end()
      }}
    >
      {words}
      {edit.restored && <DraftNotice at={edit.restored} onDiscard={edit.end} />}
      {moved && (
        <MovedNotice
          app={app.name}
          of={{ entity: entity.name, id: view.record.id }}
          {...{ target, moved }}
          via={line.via}
          rows={work.rows}
          onChange={edit.write}
        />
      )}
      {error !== undefined && !inCells && <ProblemSummary {...{ error, app, entity, idOf }} ref={summary} />}
      <LineEditor
        {...{ app, target, line, at, idOf }}
        parent={view.record}
        {...work}
        onBusy={edit.onBusy}
        onChange={edit.write}
      />
      <div className={classes.lineFoot}>
        <Button size="compact-sm" type="submit" loading={edit.busy} disabled={edit.isWaiting}>
          <Trans>Save</Trans>
        </Button>
        <Button size="compact-sm" variant="default" disabled={edit.busy} onClick={edit.end}>
          <Trans>Cancel</Trans>
        </Button>
      </div>
    </form>
  )
}
