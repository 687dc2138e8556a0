/** Saving one record's fields: shown at once, undone on refusal, with the way back for six seconds; where somebody else changed the same, the person decides. */

import type { FieldView, RecordView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { changeRecord, isHandedOver, settle, showAtOnce } from '../../client/changes.ts'
import { Refused } from '../../client/http.ts'
import { whileHere } from '../../client/kept.ts'
import { listFormat, say } from '../../client/language.ts'
import { appQuery } from '../../client/queries.ts'
import { isAgain, type Turn, type Turned } from '../../client/undo.ts'
import { fieldOf, toRequest } from '../../fields/field-ui.ts'
import { isBusyElsewhere, isCovered } from '../../kit/busy-elsewhere.ts'
import { Awaiting } from '../../kit/part.tsx'
import { useIsShown } from '../records/use-is-shown.ts'
import { type Author, readNow } from './changed-by.ts'
import { addToDraft, draftKey } from './draft.ts'
import { same } from './edited.ts'
import { RecordForm, StaleDialog } from './form-parts.ts'
import { told } from './handed-over.ts'
import { refusedNotice } from './refused-notice.tsx'
import { undoNotice } from './undo-notice.tsx'
import { useWriter } from './writer.ts'

/** Both changed the same field. */
interface StaleField {
  readonly field: FieldView
  readonly mine: WireValue
  /** With what was to change beside it. */
  readonly changes: readonly FieldChange[]
  readonly now: RecordView
  readonly author: Author
  readonly control: Control | undefined
}

/** Where a value was written. */
export interface Control {
  /** To it, with what was typed and the record as it was when that began: nothing is decided between two values. False: there is no place for it any more. */
  readonly back: () => boolean
  /** Says a refusal where the value was written; false: it is said as any other. */
  readonly toldAt?: (refused: Refused) => boolean
}

/** A change that asks for more than itself: what the record has to say with it. */
interface Unfinished {
  readonly view: RecordView
  readonly changes: readonly FieldChange[]
  readonly refused: Refused
}

export interface FieldChange {
  readonly field: FieldView
  readonly value: WireValue
}

export interface Change {
  /** @param view the record as it was when the person began */
  save(view: RecordView, field: FieldView, value: WireValue, control?: Control): Promise<void>
  /** The fields change together or not at all. @returns whether they did */
  saveTogether(view: RecordView, changes: readonly FieldChange[]): Promise<boolean>
  /** To be drawn somewhere: what should stand where two changed the same. */
  readonly dialog: ReactNode
}

/** Where others write without a pause, an attempt more would end no sooner. */
const attempts = 5

export function useChange(app: string, entity: string): Change {
  const cache = useQueryClient()
  const navigate = useNavigate()
  const writer = useWriter()
  const [stale, setStale] = useState<StaleField>()
  const [unfinished, setUnfinished] = useState<Unfinished>()
  // Who has left meanwhile, or is at a dialog, is told in a notice what they would have been asked here.
  const isShown = useIsShown()
  // What is left by signing out is sent in nobody's name, told to nobody and not kept.
  const [isHere] = useState(whileHere)
  const isHeard = () => isShown() && !isCovered()
  /** @param turning it takes back, or does again, what was done from this version on; undefined: others have changed it since */
  const save = async (
    view: RecordView,
    changes: readonly FieldChange[],
    turning?: { readonly from: number | undefined },
    control?: Control,
    attempt = 1,
  ): Promise<Turned> => {
    if (!isHere()) return { whole: false }
    const { id, version } = view.record
    const before = changes.map(({ field }) => ({ field, value: view.record[field.name] ?? null }))
    const values = Object.fromEntries(changes.map(({ field, value }) => [field.name, value]))
    const what = listFormat().format(changes.map(({ field }) => field.title))
    const takeBack = showAtOnce(cache, app, entity, id, values)
    try {
      const sent = Object.fromEntries(changes.map(({ field, value }) => [field.name, toRequest(value)]))
      const changed = await changeRecord(app, entity, id, version, sent)
      await settle(cache, app, entity, id, changed)
      told(changed)
      if (isHandedOver(changed)) return { whole: true }
      if (turning?.from !== undefined) isAgain(id, turning.from, changed.record.version)
      const back: Turn = () => save(changed, before, { from: version })
      if (!turning) undoNotice(say('{what} changed', { what }), back, id)
      return { whole: true, back }
    } catch (error) {
      takeBack()
      const renewed = cache.invalidateQueries({ queryKey: [app, entity, 'one', id] })
      const not = say('{count, plural, one {{what} was not changed} other {{what} were not changed}}', {
        count: changes.length,
        what,
      })
      const goesBack = () => isShown() && control?.back() === true
      // A release since then may have made a field sensitive.
      const known = cache.getQueryData(appQuery(app).queryKey)?.entities.find(each => each.name === entity)
      const asNow = changes.map(({ field, value }) => ({ field: (known && fieldOf(known, field.name)) ?? field, value }))
      const toForm = () =>
        control && addToDraft(draftKey(writer, app, entity, id), view, asNow)
          ? () => void navigate({ to: '/a/$app/r/$entity/$id', params: { app, entity, id }, search: { form: 'edit' } })
          : undefined
      /** @param stands what was written is where it was written; else it is found in the record's form */
      const refuse = (why: unknown, stands: boolean) => refusedNotice(app, not, why, stands ? undefined : toForm())
      // Nobody judged it: what was written is written still, and is sent when it is left again. Nothing is waited for, where there may be no line.
      if (!(error instanceof Refused) || error.problem.status === 0 || error.problem.status >= 500) {
        refuse(error, goesBack())
        return { whole: false }
      }
      await renewed
      if (!isHere()) return { whole: false }
      if (!turning && isHeard() && asksMore(error, view, changes)) {
        setUnfinished({ view, changes, refused: error })
        return { whole: false }
      }
      if (error.problem.code !== 'record.stale') {
        const isToldAt = isShown() && isMendable(error) && control?.toldAt?.(error) === true
        if (isToldAt && !isBusyElsewhere()) return { whole: false }
        // Who is there still sees that they may not.
        const stands = isMendable(error) ? goesBack() : isShown() && error.problem.missing !== undefined
        refuse(error, isToldAt || stands)
        return { whole: false }
      }
      try {
        const { view: now, authorOf } = await readNow(app, entity, id)
        const touched = before.findIndex(({ field, value }) => !same(now.record[field.name], value))
        const open = changes.find(({ field, value }) => !same(now.record[field.name], value))
        // Others changed other fields: theirs stay as they are, and these are nobody else's.
        if (touched < 0 && now.record.version !== version) {
          if (attempt < attempts) return await save(now, changes, turning && { from: undefined }, control, attempt + 1)
          refuse(new Error(say('This record is being changed by others all the time. Try again in a moment.')), goesBack())
          return { whole: false }
        }
        // Who takes something back, or does it again, may be elsewhere by now, and is not asked about the words of others.
        if (turning || !isHeard())
          refuse(new Error(say('Somebody has changed the same since. It stays as it is now.')), goesBack())
        else if (open) setStale({ field: open.field, mine: open.value, changes, now, author: authorOf(open.field.name), control })
      } catch (unread) {
        refuse(unread, goesBack())
      }
      return { whole: false }
    }
  }
  return {
    save: async (view, field, value, control) => void (await save(view, [{ field, value }], undefined, control)),
    saveTogether: async (view, changes) => (await save(view, changes)).whole,
    dialog: (
      <Awaiting>
        {unfinished ? (
          <UnfinishedForm app={app} entity={entity} {...unfinished} onEnd={() => setUnfinished(undefined)} />
        ) : stale ? (
          <StaleDialog
            app={app}
            field={stale.field}
            mine={stale.mine}
            theirs={stale.now.record[stale.field.name]}
            by={stale.author.name}
            at={stale.author.at}
            onKeepMine={() => {
              setStale(undefined)
              void save(stale.now, stale.changes, undefined, stale.control)
            }}
            onTakeTheirs={() => setStale(undefined)}
            onBack={
              stale.control &&
              (() => {
                setStale(undefined)
                stale.control?.back()
              })
            }
          />
        ) : undefined}
      </Awaiting>
    ),
  }
}

/** Another value may be taken, or the same a moment later: neither is so where a right is missing, or others wrote meanwhile. */
const isMendable = ({ problem }: Refused) =>
  problem.code !== 'record.stale' && problem.missing === undefined && [0, 400, 409, 422].includes(problem.status)

/** Whether it would be taken with other fields that this person may fill in. */
function asksMore({ problem }: Refused, { can }: RecordView, changes: readonly FieldChange[]): boolean {
  const asked = problem.fields?.map(({ field }) => field) ?? []
  const others = asked.filter(name => !changes.some(({ field }) => field.name === name))
  return problem.code === 'record.invalid' && others.length > 0 && others.every(name => can.update.includes(name))
}

function UnfinishedForm(props: Unfinished & { readonly app: string; readonly entity: string; readonly onEnd: () => void }) {
  const app = useQuery(appQuery(props.app)).data
  const entity = app?.entities.find(each => each.name === props.entity)
  if (!app || !entity) return null
  const touched = Object.fromEntries(props.changes.map(({ field, value }) => [field.name, value]))
  return (
    <RecordForm
      app={app}
      entity={entity}
      view={props.view}
      begun={{ touched, refused: props.refused }}
      onClose={props.onEnd}
      onSaved={props.onEnd}
    />
  )
}
