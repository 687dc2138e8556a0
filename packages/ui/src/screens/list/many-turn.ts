/** Records that were changed together, and the way back and there again: each from the version that the way before made of it, so that what somebody changed since stays. */
import type { EntityView } from '@bailiwick/definition/wire/index.ts'
import type { QueryClient } from '@tanstack/react-query'
import { type BulkOutcome, changeInBulk, changeOne, type Doing, type DoneTarget, type Target } from '../../client/bulk.ts'
import { settleMany } from '../../client/changes.ts'
import { isAgain, type Turn, versionNow } from '../../client/undo.ts'
import { allUndone } from './counted.ts'

type Values = NonNullable<Target['change']>

/** @property version as the way before left it @property from as that found it */
interface Turned {
  readonly id: string
  readonly version: number
  readonly from: number
  readonly there?: Values
  readonly back?: Values
}

export interface ManyTurn {
  /** What takes it back, and what does it again; each record says itself what it is given. */
  readonly back: Doing
  readonly there: Doing
  readonly records: readonly Turned[]
}

/**
 * @param values of each record, as it was and as it became; absent: it was taken to the trash, or out of it
 * @returns undefined: nothing changed, or what did is out of sight
 */
export function turnsOf(
  done: readonly DoneTarget[],
  ways: Pick<ManyTurn, 'back' | 'there'>,
  values?: (id: string) => { readonly there: Values; readonly back: Values },
): ManyTurn | undefined {
  // What kept its version was so before, and whatever happened to it since is somebody else's.
  const records = done.flatMap(({ id, version, now }) =>
    now === undefined || now === version ? [] : [{ id, version: now, from: version, ...values?.(id) }],
  )
  return records.length > 0 ? { ...ways, records } : undefined
}

export function turnBack(cache: QueryClient, app: string, entity: EntityView, { back, there, records }: ManyTurn): Turn {
  return async () => {
    const asked = records.map(({ id, version, back: change }) => ({
      id,
      version: versionNow(id, version),
      ...(change && { change }),
    }))
    const of = await sendAll(app, entity, asked, back)
    await settleMany(
      cache,
      app,
      entity.name,
      asked.map(({ id }) => id),
    )
    const known = new Map(records.map(record => [record.id, record]))
    for (const { id, now } of of.done) if (now !== undefined) isAgain(id, known.get(id)!.from, now)
    const again = turnsOf(of.done, { back: there, there: back }, values(known))
    return {
      whole: allUndone(entity, of.refused.length + of.left, of.error),
      back: again && turnBack(cache, app, entity, again),
    }
  }
}

const values = (known: ReadonlyMap<string, Turned>) => (id: string) => {
  const { there, back } = known.get(id)!
  return (there && back ? { there: back, back: there } : {}) as { there: Values; back: Values }
}

/** One by itself takes no right to change many. */
export function sendAll(
  app: string,
  entity: EntityView,
  targets: readonly Target[],
  doing: Doing = {},
  onProgress: (settled: number) => void = () => undefined,
): Promise<BulkOutcome> {
  const [first] = targets
  if (first?.change && targets.length === 1) return changeOne(app, entity.name, first)
  return changeInBulk(app, entity.name, targets, doing, onProgress, new AbortController().signal)
}
