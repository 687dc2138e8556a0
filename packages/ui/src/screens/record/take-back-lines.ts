/**
 * What takes a save of lines back: added ones go, removed ones come back, changed ones are what they were. Each from the version which that save made, so that
 * nothing happens to what somebody changed since.
 */
import type { EntityView, RecordRow, RecordView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { requestOf } from './edited.ts'
import { type AskedLine, isTouched, type LineValue, takenOut } from './edited-lines.ts'

export interface SavedLines {
  /** Name of this kind of lines. */
  readonly line: string
  readonly target: EntityView
  readonly before: readonly RecordRow[]
  readonly rows: readonly LineValue[]
  /** The answer. */
  readonly changed: RecordView
}

/** @returns undefined where this person could not take back all of it */
export function takeBackLines({ line, target, before, rows, changed }: SavedLines): AskedLine[] | undefined {
  const now = changed.lines?.[line] ?? []
  const each = changed.lineRights?.[line]?.each ?? []
  const present = (id: string | undefined) => {
    const index = now.findIndex(row => row.id === id)
    return index < 0 ? undefined : { version: now[index]!.version, can: each[index] }
  }
  const taken: (AskedLine | undefined)[] = (changed.addedLines?.[line] ?? []).map(id => {
    const { version, can } = present(id) ?? {}
    return version && can?.delete ? { id, version, deleted: true } : undefined
  })
  // The trash made one version of it.
  for (const { id, version } of takenOut(rows, before))
    taken.push(target.can.includes('restore') ? { id, version: version + 1, deleted: false } : undefined)
  for (const { id, values } of rows.filter(row => row.id !== undefined && isTouched(row))) {
    const was = before.find(row => row.id === id)
    const { version, can } = present(id) ?? {}
    const names = Object.keys(values)
    const isKnown = names.every(name => can?.update.includes(name) && isReadable(was?.[name]))
    const former = Object.fromEntries(names.map(name => [name, was?.[name]]))
    taken.push(id && version && isKnown ? { id, version, fields: requestOf({ touched: former }) } : undefined)
  }
  return taken.every(one => one !== undefined) ? taken : undefined
}

/** What was not shown, or masked, nobody here could put back. */
const isReadable = (value: WireValue | undefined) =>
  value !== undefined && !(typeof value === 'object' && value !== null && 'masked' in value)
