/** What happened to the lines of one record, one group for each transaction, as the database gives it to this reader. */
import type { LineChange } from '@bailiwick/definition/wire/index.ts'
import { readExactJson } from '../../database/exact-json.ts'
import type { Transaction } from '../../database/with-actor.ts'
import type { Actor } from '../../security/access/actor.ts'
import { type Surface, surfaceOf } from './surface.ts'

export interface LineGroup {
  readonly surface: Surface
  /** The entry of the record's history it belongs to; its own where there is none. */
  readonly home: string
  readonly at: string
  readonly person: string | null
  readonly onBehalfOf: string | null
  /** The first of them, as the audit has them. */
  readonly lines: readonly {
    readonly seq: string
    readonly record: string
    readonly kind: LineChange['kind']
    readonly title: unknown
    readonly before: Record<string, unknown> | null
    readonly after: Record<string, unknown> | null
  }[]
  readonly total: number
}

/** Of the entities whose records are lines of this one, those this person sees anything of. */
export function linesOf(surface: Surface, actor: Actor): Surface[] {
  return surface.app.definition.entities.flatMap(
    entity => (entity.parent?.entity === surface.live.entity.name && surfaceOf(surface.app, entity.name, actor)) || [],
  )
}

/** @param before the entry that was told last @param most groups; 201 at most */
export async function readLineGroups(
  tx: Transaction,
  surface: Surface,
  record: string,
  before: string,
  most: number,
): Promise<LineGroup[]> {
  const found = await tx.run({
    text: `SELECT h.home::text, to_char(h.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), h.person, h.on_behalf_of, to_jsonb(h.told)::text, h.how$many_told FROM ${surface.names.lineHistory}($1::uuid, $2::bigint, $3::integer) h`,
    values: [record, before, most],
  })
  return found.rows.map(([home, at, person, onBehalfOf, told, total]) => ({
    surface,
    home: String(home),
    at: String(at),
    person: person as string | null,
    onBehalfOf: onBehalfOf as string | null,
    lines: readExactJson(told as string) as LineGroup['lines'],
    total: Number(total),
  }))
}
