/** A new record, or all fields of one: labels on top, problems at their fields and together above, what is written kept until it is saved. */
import type { AppView, EntityView, FieldView, RecordRow, RecordView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Modal } from '@mantine/core'
import { useCallbackRef } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { changeRecord, createRecord, isHandedOver, settle } from '../../client/changes.ts'
import { Refused } from '../../client/http.ts'
import { forget } from '../../client/kept.ts'
import { inSentence } from '../../client/language.ts'
import { recordQuery } from '../../client/queries.ts'
import { isRequired, isShown, newRecord } from '../../fields/field-conditions.ts'
import { toRequest } from '../../fields/field-ui.ts'
import { MakePlace } from '../../fields/make-place.ts'
import { RecordPlace } from '../../fields/record-place.ts'
import { isSettled } from '../../kit/states.tsx'
import { readNow } from './changed-by.ts'
import { begunWith, draftKey, keepDraft, keptOf, readDraft } from './draft.ts'
import { DraftNotice } from './draft-notice.tsx'
import { differenceOf, type Edited, ontoNow, requestOf, type Values, withTouched } from './edited.ts'
import {
  areUntouched,
  changedPlaces,
  haveMoved,
  isMovedMeanwhile,
  type Lines,
  type LineValues,
  lineRequest,
  linesOf,
  type Moved,
  ontoMovedLines,
} from './edited-lines.ts'
import { FormFields } from './form-fields.tsx'
import { FormFoot } from './form-foot.tsx'
import { type FormPage, formPages, formSections, nameOf } from './form-sections.ts'
import { FormTabs, WizardSteps } from './form-steps.tsx'
import { defaults, filled, only, unfilled } from './form-values.ts'
import { told } from './handed-over.ts'
import { LeaveQuestion } from './leave-question.tsx'
import { breadthOfLines, LineEditor, mayWriteLines } from './line-editor.tsx'
import { isWrittenByBoth, MovedNotice } from './moved-notice.tsx'
import { asWritten, focusProblem, inOrder, ProblemSummary } from './problem-summary.tsx'
import classes from './record.module.css'
import { RefusedForm } from './refused-form.tsx'
import { type Stale, StaleEdit } from './stale-edit.tsx'
import { parted, type Unsaved } from './unsaved.ts'
import { UnsavedWords } from './unsaved-words.tsx'
import { roomsOf, useDrawnFields } from './use-drawn-fields.ts'
import { useMaking } from './use-making.tsx'
import { useRefusal } from './use-refusal.ts'
import { useWriter } from './writer.ts'

export interface RecordFormProps {
  readonly app: AppView
  readonly entity: EntityView
  /** Absent: a new record. */
  readonly view?: RecordView | undefined
  /** What a new record begins with, beside the defaults. */
  readonly starting?: Values | undefined
  /** What was changed elsewhere and refused for what it lacks. */
  readonly begun?: { readonly touched: Values; readonly refused: unknown }
  readonly onClose: () => void
  /** @param record absent: it is out of this person's sight now */
  readonly onSaved: (id: string, record?: RecordRow) => void
}

export function RecordForm({ app, entity, view, starting, begun, onClose, onSaved }: RecordFormProps) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const person = useWriter()
  const key = draftKey(person, app.name, entity.name, view?.record.id ?? begunWith(entity, starting))
  const [draft, setDraft] = useState(() => (begun ? undefined : readDraft(key, entity, view)))
  const sections = formSections(entity, view)
  const fields = sections.flatMap(section => section.fields)
  const hasPlaceFor = (list: string, rights = view?.lineRights) => {
    const line = entity.lines.find(({ name }) => name === list)
    const target = app.entities.find(each => each.name === line?.entity)
    return line !== undefined && target !== undefined && mayWriteLines(target, line.via, rights?.[list])
  }
  // A right may have gone since it was written: the form has no place for it, and what is sent with it would be refused.
  const [restored] = useState(() => draft && parted(app, entity, view, draft, list => hasPlaceFor(list)))
  const [unsaved, setUnsaved] = useState<readonly Unsaved[]>(() => [...(draft?.unsaved ?? []), ...(restored?.unsaved ?? [])])
  const [edited, setEdited] = useState<Edited>(() => restored?.edited ?? { opened: view?.record, touched: begun?.touched ?? {} })
  const [linesBefore, setLinesBefore] = useState<Lines>(view?.lines ?? {})
  const [lineRights, setLineRights] = useState(view?.lineRights)
  const [lines, setLines] = useState<LineValues>(() => restored?.lines ?? {})
  // Or it goes while somebody writes.
  const [asOf, setAsOf] = useState({ app, entity })
  if (asOf.app !== app || asOf.entity !== entity) {
    setAsOf({ app, entity })
    const left = parted(app, entity, view, { edited, lines }, list => hasPlaceFor(list, lineRights), asOf)
    const isLess = Object.keys(left.edited.touched).length < Object.keys(edited.touched).length
    if (isLess || left.unsaved.length > 0) {
      setEdited(left.edited)
      setLines(left.lines)
      setUnsaved(before => [...before, ...left.unsaved])
    }
  }
  const start = edited.opened ?? { ...defaults(fields), ...only(fields, starting) }
  const values: Values = { ...start, ...edited.touched }
  const whole = edited.opened ? values : newRecord(entity, values)
  // What a rule fills in at creation need not be.
  const isAsked = (field: FieldView) => isRequired(field, whole) && (edited.opened !== undefined || !field.filled)
  const [stale, setStale] = useState<Stale>()
  const [movedLines, setMovedLines] = useState<Readonly<Record<string, Moved>>>(draft?.moved ?? {})
  const [leaving, setLeaving] = useState(false)
  const refusal = useRefusal(begun?.refused)
  const { error, problems, at } = refusal
  const [busy, setBusy] = useState(false)
  const sending = useRef(false)
  /** Fields whose values are on their way. */
  const [waiting, setWaiting] = useState<ReadonlySet<string>>(new Set())
  const setBusyAt = (place: string, on: boolean) =>
    setWaiting(before => new Set(on ? [...before, place] : [...before].filter(each => each !== place)))
  // One key for what is sent: pressing twice, or again after a lost answer, makes one record.
  const once = useRef(crypto.randomUUID())
  const summary = useRef<HTMLDivElement>(null)
  const making = useMaking(app, RecordForm)

  // One that is being corrected does not go while somebody writes in it.
  const isBegun = (name: string) => edited.touched[name] !== undefined || starting?.[name] !== undefined
  const isLater = (field: FieldView) =>
    !view && entity.layout.later?.includes(field.name) === true && !isAsked(field) && !isBegun(field.name)
  const isThere = (field: FieldView) =>
    (isShown(field, whole) && !isLater(field)) || problems.some(problem => problem.field === field.name)
  // Lines that this person writes none of are not in the form.
  const written = entity.lines.flatMap(line => {
    const target = app.entities.find(each => each.name === line.entity)
    return target && mayWriteLines(target, line.via, lineRights?.[line.name]) ? [{ line, target }] : []
  })
  const pages = formPages(entity, sections, !view).filter(
    page =>
      written.some(({ line }) => page.lines.includes(line.name)) || page.sections.some(section => section.fields.some(isThere)),
  )
  const [place, setPlace] = useState(() => Math.max(0, pageOf(pages, problems[0]?.field ?? '')))
  const present = Math.min(place, pages.length - 1)
  const isWizard = !view && entity.layout.wizard === true && pages.length > 1
  // Lines are a table, and want its breadth.
  const lineBreadths = written.map(({ line, target }) => breadthOfLines(target, line.via))
  const breadth = lineBreadths.length === 0 ? 680 : Math.max(...lineBreadths) > 848 ? 1120 : 880
  const isLast = !isWizard || present === pages.length - 1
  const pageElement = useRef<HTMLDivElement>(null)
  const drawn = useDrawnFields(pages, present, problems.length > 0)
  // A form may stand over another, as where a picker makes what it does not find.
  const formId = useId()
  const idOf = useCallback((field: string) => `${formId}-${field}`, [formId])

  const dirty = Object.keys(edited.touched).length > 0 || Object.keys(lines).length > 0
  const held = keptOf(app, entity, { edited, lines })
  const loses = held !== 'all'
  // Another tab may have the same form open: what is written there is not thrown away by who wrote nothing here.
  const isOurs = useRef(draft !== undefined)
  const keepOurs = useCallbackRef(() => keepDraft(key, app, entity, { edited, lines }, linesBefore, movedLines, unsaved))
  const forgetOurs = useCallbackRef(() => {
    if (isOurs.current) forget(key)
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: kept as often as something of it is another
  useEffect(() => {
    if (!dirty && unsaved.length === 0) return forgetOurs()
    isOurs.current = true
    keepOurs()
  }, [key, app, entity, edited, lines, linesBefore, movedLines, dirty, unsaved])
  useEffect(() => {
    if (!loses) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [loses])
  useEffect(() => {
    if (error !== undefined) focusProblem(error, idOf, summary.current)
  }, [error, idOf])

  const write = (field: string, value: WireValue) => {
    once.current = crypto.randomUUID()
    setEdited(before => withTouched(before, field, value, start[field]))
    refusal.correct([field])
  }
  const writeLines = (name: string, rows: LineValues[string]) => {
    once.current = crypto.randomUUID()
    const isAsBefore = areUntouched(rows, linesBefore[name] ?? [])
    setLines(({ [name]: _, ...others }) => (isAsBefore ? others : { ...others, [name]: rows }))
    refusal.correct(changedPlaces(name, lines[name] ?? linesOf(linesBefore[name] ?? []), rows, problems))
  }
  const close = () => {
    forgetOurs()
    onClose()
  }
  const keepAndClose = () => {
    keepOurs()
    onClose()
  }
  const leave = () => (dirty ? setLeaving(true) : unsaved.length > 0 ? onClose() : close())
  const discard = () => {
    setEdited({ opened: view?.record, touched: {} })
    setLines({})
    setDraft(undefined)
    setUnsaved([])
    setMovedLines({})
    refusal.set(undefined)
  }
  /** To the page on which the first problem stands, unless one stands on this one. */
  const refuse = (refused: unknown) => {
    const wrong = refused instanceof Refused ? (refused.problem.fields ?? []).map(({ field }) => pageOf(pages, field)) : []
    const first = wrong.find(page => page >= 0)
    refusal.set(inOrder(asWritten(refused, fields, whole), fields))
    if (first !== undefined && !wrong.includes(present)) setPlace(first)
  }
  const go = (page: number) => flushSync(() => setPlace(page))
  const next = () => {
    const missing = pages[present]!.sections.flatMap(section => section.fields).filter(
      field => isThere(field) && isAsked(field) && toRequest(whole[field.name]) === null,
    )
    if (missing.length > 0) return refusal.set(unfilled(missing))
    refusal.set(undefined)
    go(present + 1)
    pageElement.current?.querySelector<HTMLElement>('input, textarea, button')?.focus()
  }
  const submit = async (now = edited, nowLines = lines, nowBefore = linesBefore) => {
    if (waiting.size > 0 || sending.current) return
    if (!isLast) return next()
    if (now.opened && Object.keys(now.touched).length === 0 && Object.keys(nowLines).length === 0) return close()
    sending.current = true
    setBusy(true)
    refusal.set(undefined)
    setMovedLines({})
    const asked = Object.keys(nowLines).length > 0 ? { lines: lineRequest(nowLines, nowBefore) } : {}
    try {
      const changed = now.opened
        ? await changeRecord(app.name, entity.name, now.opened.id, now.opened.version, requestOf(now), once.current, asked.lines)
        : await createRecord(app.name, entity.name, { fields: filled(values), ...asked }, once.current)
      forget(key)
      const id = isHandedOver(changed) ? changed.id : changed.record.id
      await settle(cache, app.name, entity.name, id, changed)
      if (!isForm(app, entity)) told(changed)
      onSaved(id, isHandedOver(changed) ? undefined : changed.record)
    } catch (refused) {
      // Where no answer came it may have been done: the same key says so. What was refused is corrected, and another request.
      if (refused instanceof Refused && refused.problem.status >= 400 && refused.problem.status < 500)
        once.current = crypto.randomUUID()
      if (now.opened && refused instanceof Refused && isMovedMeanwhile(refused.problem))
        await askWhatStands(now.opened.id, { edited: now, lines: nowLines, before: nowBefore }, refused)
      else refuse(refused)
    } finally {
      sending.current = false
      setBusy(false)
    }
  }
  const askWhatStands = async (id: string, mine: Mine, refused: Refused) => {
    try {
      const { view: now, authorOf } = await readNow(app.name, entity.name, id)
      if (now.record.deleted_at) {
        // There is nothing to decide between two values: neither can be saved.
        const [title, hint] = [
          t`This record is in the trash`,
          t`What you wrote here is kept. Restore the record, then save again.`,
        ]
        refuse(new Refused({ ...refused.problem, code: 'record.in-trash', title, hint }))
        return
      }
      const names = fields.map(({ name }) => name)
      const { both, theirs } = differenceOf(mine.edited, now.record, names)
      const nothingElse = both.length === 0 && theirs.length === 0
      if (nothingElse && movedOf(mine, now).length > 0) decided(now, new Set(), mine)
      else if (nothingElse && refused.problem.code !== 'record.stale') refuse(refused)
      else setStale({ now, authorOf })
    } catch (unread) {
      refusal.set(unread)
    }
  }
  const decided = (now: RecordView, taken: ReadonlySet<string>, mine: Mine = { edited, lines, before: linesBefore }) => {
    const onto = movedOnto(mine, now)
    const next = ontoNow(mine.edited, now.record, taken)
    const nextLines = Object.fromEntries(onto.map(({ name, rows }) => [name, rows]))
    const nextBefore = now.lines ?? {}
    const moved = movedOf(mine, now)
    setStale(undefined)
    setEdited(next)
    setLines(nextLines)
    setLinesBefore(nextBefore)
    setLineRights(now.lineRights)
    // What others did to the lines is looked at before it is saved.
    if (moved.length === 0) return void submit(next, nextLines, nextBefore)
    setMovedLines(Object.fromEntries(onto.filter(({ name }) => moved.includes(name)).map(({ name, moved }) => [name, moved])))
    setPlace(
      Math.max(
        0,
        pages.findIndex(page => page.lines.includes(moved[0]!)),
      ),
    )
  }
  // Always the same, though what they do is not: fields are drawn anew for what changes in them.
  const [writeField, writeLine, wait] = [useCallbackRef(write), useCallbackRef(writeLines), useCallbackRef(setBusyAt)]
  const recordPlace = useMemo(() => ({ entity: entity.name, id: view?.record.id }), [entity.name, view?.record.id])
  const label = inSentence(entity.label)
  const first = fields[0]?.name
  return (
    <RecordPlace value={recordPlace}>
      <MakePlace value={making.place}>
        <Modal
          opened
          onClose={leave}
          closeOnEscape={!stale && !leaving && !making.form}
          title={view ? t`Edit ${label}` : t`New ${label}`}
          size={breadth}
        >
          <form
            className={classes.form}
            data-lines={written.length > 0 || undefined}
            noValidate
            onSubmit={event => {
              event.preventDefault()
              void submit()
            }}
            onKeyDown={event => {
              if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) void submit()
            }}
          >
            {draft && dirty && <DraftNotice at={draft.at} onDiscard={discard} />}
            {unsaved.length > 0 && (
              <UnsavedWords unsaved={unsaved} onThrowAway={() => setUnsaved([])}>
                <Trans>
                  This is not saved with the rest. Copy what you need: saving the rest, or discarding it, throws it away.
                </Trans>
              </UnsavedWords>
            )}
            {isWizard ? (
              <WizardSteps pages={pages} at={present} />
            ) : pages.length > 1 ? (
              <FormTabs
                label={t`Parts of the ${label}`}
                pages={pages}
                at={present}
                wrong={new Set(refusal.left.map(({ field }) => pageOf(pages, field)))}
                panelId={index => idOf(`page-${index}`)}
                onGo={setPlace}
              />
            ) : null}
            {refusal.told !== undefined && (
              <ProblemSummary
                error={refusal.told}
                app={app}
                entity={entity}
                idOf={idOf}
                onGo={field => go(Math.max(0, pageOf(pages, field)))}
                ref={summary}
              />
            )}
            {view &&
              entity.lines.map(line => {
                const target = app.entities.find(each => each.name === line.entity)
                const moved = movedLines[line.name]
                return target && moved ? (
                  <MovedNotice
                    key={line.name}
                    app={app.name}
                    of={{ entity: entity.name, id: view.record.id }}
                    {...{ target, moved }}
                    via={line.via}
                    rows={lines[line.name] ?? linesOf(linesBefore[line.name] ?? [])}
                    onChange={rows => writeLines(line.name, rows)}
                  />
                ) : null
              })}
            {/* Pages that were looked at stay: what is being sent or half written in them would be lost. */}
            {pages.map((page, index) => (
              <div
                key={page.name}
                className={classes.formPage}
                hidden={index !== present}
                ref={index === present ? pageElement : undefined}
                {...(pages.length > 1 && !isWizard && { id: idOf(`page-${index}`), role: 'tabpanel', 'aria-label': page.title })}
              >
                {roomsOf(page, drawn[index] ?? 0).map(({ section, most }) => (
                  <FormFields
                    key={nameOf(section)}
                    {...{ section, most, first, at, idOf, isThere, isAsked }}
                    app={app.name}
                    values={whole}
                    titleField={entity.titleField}
                    onBusy={wait}
                    onChange={writeField}
                  />
                ))}
                {written
                  .filter(({ line }) => drawn[index] !== undefined && page.lines.includes(line.name))
                  .map(({ line, target }) => (
                    <LineEditor
                      key={line.name}
                      {...{ app, target, line, idOf }}
                      rights={lineRights?.[line.name]}
                      onBusy={wait}
                      parent={whole}
                      at={place =>
                        at(place) ??
                        (isWrittenByBoth(
                          movedLines[line.name],
                          lines[line.name] ?? linesOf(linesBefore[line.name] ?? []),
                          line.name,
                          place,
                        )
                          ? t`Changed by others too`
                          : undefined)
                      }
                      before={linesBefore[line.name] ?? []}
                      rows={lines[line.name] ?? linesOf(linesBefore[line.name] ?? [])}
                      onChange={rows => writeLine(line.name, rows)}
                    />
                  ))}
              </div>
            ))}
            <FormFoot
              save={view ? t`Save` : t`Create ${label}`}
              busy={busy}
              disabled={waiting.size > 0}
              onCancel={leave}
              {...(isWizard && present > 0 && { onBack: () => go(present - 1) })}
              isLast={isLast}
            />
          </form>
          {leaving && <LeaveQuestion kept={held} onStay={() => setLeaving(false)} onKeep={keepAndClose} onThrowAway={close} />}
          {stale && (
            <StaleEdit
              {...stale}
              app={app.name}
              entity={entity}
              edited={edited}
              fields={fields.map(field => field.name)}
              onBack={() => setStale(undefined)}
              onDecided={taken => decided(stale.now, taken)}
            />
          )}
        </Modal>
        {making.form}
      </MakePlace>
    </RecordPlace>
  )
}

/** Whoever sends it knew before that they would not see it: that is no handing over. */
const isForm = (app: AppView, { name }: EntityView) => app.forms?.some(form => form.name === name) === true

/** What somebody wrote, and on what. */
interface Mine {
  readonly edited: Edited
  readonly lines: LineValues
  readonly before: Lines
}

const movedOf = ({ lines, before }: Mine, now: RecordView) =>
  Object.keys(lines).filter(name => haveMoved(before[name] ?? [], now.lines?.[name] ?? []))

const movedOnto = ({ lines, before }: Mine, now: RecordView) =>
  Object.entries(lines).map(([name, rows]) => ({
    name,
    ...ontoMovedLines(rows, before[name] ?? [], now.lines?.[name] ?? []),
  }))

/** Opens when the record as it is now has come, and keeps that one: what a refetch brings later is not what the person read. */
export function EditForm({ id, ...rest }: Omit<RecordFormProps, 'view'> & { readonly id: string }) {
  const one = useQuery(recordQuery(rest.app.name, rest.entity.name, id))
  const [opened, setOpened] = useState<RecordView>()
  const { onClose } = rest
  const settled = one.data && !one.isFetching ? one.data : undefined
  const nothing = settled !== undefined && settled.can.update.length === 0
  const { app, entity } = rest
  // What could not be asked for anew while somebody writes takes nothing from them: what changed meanwhile is told when it is saved.
  const isGone = one.isError && (one.data === undefined || isSettled(one.error))
  useEffect(() => {
    if (isGone) onClose()
    else if (settled && !nothing) setOpened(before => before ?? settled)
  }, [settled, nothing, isGone, onClose])
  if (opened) return <RecordForm {...rest} view={opened} />
  return nothing ? <RefusedForm app={app} entity={entity} record={id} onClose={onClose} /> : null
}

/** @returns -1 where it stands on none */
function pageOf(pages: readonly FormPage[], field: string): number {
  const lines = field.replace(/\[.*/, '')
  return pages.findIndex(
    page => page.lines.includes(lines) || page.sections.some(section => section.fields.some(({ name }) => name === field)),
  )
}
