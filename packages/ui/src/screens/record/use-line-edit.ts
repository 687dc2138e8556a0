/**
 * Lines of one kind written in the record itself: begun, kept as a draft, saved all or nothing, and taken back while nobody changed them. Lines that others changed
 * meanwhile are put under them first, and looked at before anything is saved.
 */
import type { AppView, EntityView, LineRights, RecordRow, RecordView } from '@bailiwick/definition/wire/index.ts'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { type Changed, changeRecord, isHandedOver, settle } from '../../client/changes.ts'
import { Refused } from '../../client/http.ts'
import { forget } from '../../client/kept.ts'
import { say } from '../../client/language.ts'
import { recordQuery } from '../../client/queries.ts'
import { keepDraft, linesDraftKey, readDraft } from './draft.ts'
import {
  type AskedLine,
  areUntouched,
  haveMoved,
  isMovedMeanwhile,
  type LineValue,
  lineRequest,
  linesOf,
  type Moved,
  ontoMovedLines,
} from './edited-lines.ts'
import { told } from './handed-over.ts'
import { mayWriteLines } from './line-editor.tsx'
import { refusedNotice } from './refused-notice.tsx'
import { takeBackLines } from './take-back-lines.ts'
import { undoNotice } from './undo-notice.tsx'
import { parted, type Unsaved } from './unsaved.ts'
import { useWriter } from './writer.ts'

interface Work {
  /** The lines as they were when the person began, or had last seen them. */
  readonly before: readonly RecordRow[]
  readonly rights: LineRights | undefined
  readonly rows: readonly LineValue[]
}

const workOn = (view: RecordView, line: string): Work => {
  const before = view.lines?.[line] ?? []
  return { before, rights: view.lineRights?.[line], rows: linesOf(before) }
}

export function useLineEdit(app: AppView, entity: EntityView, view: RecordView, line: string) {
  const cache = useQueryClient()
  const { id } = view.record
  const person = useWriter()
  const key = linesDraftKey(person, app.name, entity.name, id, line)
  const [draft, setDraft] = useState(() => readDraft(key, entity, view))
  const of = entity.lines.find(({ name }) => name === line)
  const target = app.entities.find(each => each.name === of?.entity)
  // A right may have gone since they were written: then there is no cell for it.
  const [restored] = useState(
    () =>
      draft &&
      parted(app, entity, view, draft, list => {
        return list === line && !!of && !!target && mayWriteLines(target, of.via, view.lineRights?.[line])
      }),
  )
  const [unsaved, setUnsaved] = useState<readonly Unsaved[]>(() => [...(draft?.unsaved ?? []), ...(restored?.unsaved ?? [])])
  const [work, setWork] = useState<Work | undefined>(() => {
    const rows = restored?.lines[line]
    return rows && { ...workOn(view, line), rows }
  })
  const [moved, setMoved] = useState<Moved | undefined>(draft?.moved[line])
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const sending = useRef(false)
  const [waiting, setWaiting] = useState<ReadonlySet<string>>(new Set())
  const onBusy = (place: string, on: boolean) =>
    setWaiting(before => new Set(on ? [...before, place] : [...before].filter(each => each !== place)))
  // Pressing twice, or again after a lost answer, changes them once.
  const once = useRef(crypto.randomUUID())
  const isTouched = work !== undefined && !areUntouched(work.rows, work.before)

  useEffect(() => {
    // What others wrote over is of nobody's hand any more, and still to be answered.
    if ((!work || (!isTouched && !moved)) && unsaved.length === 0) forget(key)
    else
      keepDraft(
        key,
        app,
        entity,
        { edited: { opened: view.record, touched: {} }, lines: work ? { [line]: work.rows } : {} },
        work ? { [line]: work.before } : {},
        moved && { [line]: moved },
        unsaved,
      )
  }, [key, app, entity, view.record, line, work, moved, isTouched, unsaved])

  const end = () => {
    forget(key)
    setWork(undefined)
    setDraft(undefined)
    setMoved(undefined)
    setError(undefined)
    setUnsaved([])
  }
  const write = (rows: readonly LineValue[]) => {
    once.current = crypto.randomUUID()
    setWork(before => before && { ...before, rows })
  }
  const change = async (version: number, lines: readonly AskedLine[], idempotencyKey: string) =>
    changeRecord(app.name, entity.name, id, version, {}, idempotencyKey, { [line]: lines })
  const show = async (changed: Changed) => {
    await settle(cache, app.name, entity.name, id, changed)
    await cache.invalidateQueries({ queryKey: [app.name, target?.name] })
    told(changed)
  }
  const readNow = () => cache.fetchQuery({ ...recordQuery(app.name, entity.name, id), staleTime: 0 })
  const takeBack = async (lines: readonly AskedLine[]) => {
    try {
      // Whether the lines are what they were, their own versions tell.
      const { record } = await readNow()
      await show(await change(record.version, lines, crypto.randomUUID()))
      return true
    } catch (refused) {
      const isMoved = refused instanceof Refused && isMovedMeanwhile(refused.problem)
      const why = isMoved ? new Error(say('Somebody has changed the same since. It stays as it is now.')) : refused
      refusedNotice(app.name, say('This was not taken back'), why)
      await cache.invalidateQueries({ queryKey: recordQuery(app.name, entity.name, id).queryKey })
      return false
    }
  }
  const send = async (mine: Work, again: boolean): Promise<void> => {
    const now = await readNow()
    const present = workOn(now, line)
    if (haveMoved(mine.before, present.before)) {
      const onto = ontoMovedLines(mine.rows, mine.before, present.before)
      setMoved(onto.moved)
      setWork({ ...present, rows: onto.rows })
      return
    }
    try {
      const { rows, before } = mine
      const asked = lineRequest({ [line]: rows }, { [line]: before })[line] ?? []
      const changed = await change(now.record.version, asked, once.current)
      end()
      const back = isHandedOver(changed) || !target ? undefined : takeBackLines({ line, target, before, rows, changed })
      await show(changed)
      if (back)
        undoNotice(say('{what} changed', { what: target?.labelPlural ?? '' }), async () => ({ whole: await takeBack(back) }), id)
    } catch (refused) {
      if (refused instanceof Refused && refused.problem.status >= 400 && refused.problem.status < 500)
        once.current = crypto.randomUUID()
      // Somebody was faster by a moment: what they did is looked at first.
      if (again && refused instanceof Refused && isMovedMeanwhile(refused.problem)) return send(mine, false)
      throw refused
    }
  }
  const save = async () => {
    if (!work || waiting.size > 0 || sending.current) return
    // What is only left to be read is not thrown away by saving nothing.
    if (!isTouched) return unsaved.length > 0 ? setWork(undefined) : end()
    sending.current = true
    setBusy(true)
    setError(undefined)
    setMoved(undefined)
    try {
      await send(work, true)
    } catch (refused) {
      setError(refused)
    } finally {
      sending.current = false
      setBusy(false)
    }
  }
  return {
    work,
    isTouched,
    /** When what is shown was written, if it was restored. */
    restored: isTouched ? draft?.at : undefined,
    moved,
    /** What was written and may no longer be saved. */
    unsaved,
    throwAway: () => setUnsaved([]),
    error,
    busy,
    isWaiting: waiting.size > 0,
    onBusy,
    begin: (rows?: (before: readonly LineValue[]) => readonly LineValue[]) => {
      const fresh = workOn(view, line)
      setWork({ ...fresh, rows: rows?.(fresh.rows) ?? fresh.rows })
    },
    write,
    save,
    end,
  }
}
