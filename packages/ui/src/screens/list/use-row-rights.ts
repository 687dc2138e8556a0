/**
 * What this person may change of the rows in sight. A page of a list does not carry it: asked of all hundred records it would take three times as long. So it is asked once the
 * rows are drawn and the list rests, of those in sight that it is not known of.
 */
import type { EntityView, RecordPage, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { useEffect, useRef, useState } from 'react'
import { request } from '../../client/http.ts'

/** In milliseconds: after the rows came to rest, and how long an answer is taken to hold. */
const rest = 150
const holds = 60_000
/** By more than this the condition would become too long. */
const mostIds = 80
const mostKept = 5_000

interface Known {
  readonly version: number
  readonly at: number
  readonly updatable: ReadonlySet<string>
}

/** @param rows those in sight @param isOn whether anything is edited here */
export function useRowRights(
  app: string,
  entity: EntityView,
  rows: readonly RecordRow[],
  isOn: boolean,
): (row: RecordRow) => ReadonlySet<string> | undefined {
  const [known, setKnown] = useState<ReadonlyMap<string, Known>>(new Map())
  const asked = useRef(new Set<string>())
  const isFresh = ({ id, version }: RecordRow) => {
    const found = known.get(id)
    return found?.version === version && performance.now() - found.at < holds
  }
  const wanted = isOn ? rows.filter(row => !isFresh(row) && !asked.current.has(keyOf(row))).slice(0, mostIds) : []
  const about = wanted.map(keyOf).join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: of which rows, their ids and versions say
  useEffect(() => {
    if (about === '') return
    const timer = setTimeout(async () => {
      const keys = about.split(' ')
      for (const key of keys) asked.current.add(key)
      try {
        const found = await rightsOf(app, entity.name, wanted)
        setKnown(before => new Map([...(before.size > mostKept ? [] : before), ...found]))
      } catch {
        // No pencil is shown, and who edits by the keyboard is told why it cannot be.
      } finally {
        for (const key of keys) asked.current.delete(key)
      }
    }, rest)
    return () => clearTimeout(timer)
  }, [app, entity.name, about])
  return ({ id, version }) => {
    const found = known.get(id)
    return found?.version === version ? found.updatable : undefined
  }
}

const keyOf = ({ id, version }: RecordRow) => `${id}@${version}`

/** What may be changed of each of these, however many; of one that is out of sight, nothing is said. */
export async function updatableOf(
  app: string,
  entity: string,
  rows: readonly RecordRow[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map<string, ReadonlySet<string>>()
  for (let at = 0; at < rows.length; at += mostIds)
    for (const [id, { updatable }] of await rightsOf(app, entity, rows.slice(at, at + mostIds))) found.set(id, updatable)
  return found
}

async function rightsOf(app: string, entity: string, rows: readonly RecordRow[]): Promise<readonly (readonly [string, Known])[]> {
  const query = new URLSearchParams({
    filter: `record.id in ${JSON.stringify(rows.map(({ id }) => id))}`,
    fields: 'id',
    pageSize: String(rows.length),
    rights: 'each',
  })
  const page = await request<RecordPage>('GET', `/api/apps/${app}/${entity}?${query}`)
  return page.items.map(({ id, version }, index) => [
    id,
    { version, at: performance.now(), updatable: new Set(page.rights?.[index]?.update) },
  ])
}
