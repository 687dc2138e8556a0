/** Who looked at a record: the rows that opening it left in the audit, where its entity has that recorded, and those of revealed fields. */
import type { ReadersPage } from '@bailiwick/definition/wire/index.ts'
import type { Pool } from 'pg'
import type { Transaction } from '../../database/with-actor.ts'
import { problem } from '../../problems.ts'
import type { Actor, SessionBinding } from '../../security/access/actor.ts'
import type { Directory } from '../directory.ts'
import type { Surface } from './surface.ts'
import { reference, timestampSql } from './values.ts'

const pageSize = 50

/** Newest first. The database refuses whoever does not read the app's audit. */
export async function readReaders(
  tx: Transaction,
  surface: Surface,
  id: string,
  pageToken: string | undefined,
  directory: Directory,
): Promise<ReadersPage> {
  if (pageToken !== undefined && !/^\d{1,18}$/.test(pageToken)) throw problem('query.page-token')
  const { rows } = await tx.run({
    text: `SELECT r.seq::text, ${timestampSql('r.at')}, r.kind, r.person, r.on_behalf_of, r.field, r.comment FROM bailiwick.readers_of($1, $2, $3::uuid, $4::bigint, $5::integer) r`,
    values: [surface.app.name, surface.live.entity.name, id, pageToken ?? '9223372036854775807', pageSize + 1],
  })
  const page = (rows as (string | null)[][]).slice(0, pageSize)
  return {
    items: page.map(([seq, at, kind, person, behalf, field, comment]) => ({
      id: seq!,
      at: at!,
      kind: kind as 'read' | 'reveal',
      person: reference(person!, directory.personName(person!)),
      ...(behalf ? { onBehalfOf: reference(behalf, directory.personName(behalf))! } : {}),
      ...(field ? { field } : {}),
      ...(comment ? { comment } : {}),
    })),
    ...(rows.length > pageSize ? { nextPageToken: page[page.length - 1]![0]! } : {}),
  }
}

/** Opened while looking as somebody else, or as a role: the looker's row, with whom they looked as. */
export async function noteOpenedAs(
  gate: Pool,
  actor: Actor,
  asking: { readonly session: SessionBinding; readonly requestId: string },
  app: string,
  entity: string,
  id: string,
): Promise<void> {
  const viewing = asking.session.viewing
  await gate.query('SELECT bailiwick.note_read($1, $2, $3, $4, $5, $6, $7, $8)', [
    actor.behalf,
    actor.person === actor.behalf ? null : actor.person,
    asking.session.id,
    asking.requestId,
    app,
    entity,
    id,
    viewing?.role ? JSON.stringify({ role: viewing.role }) : null,
  ])
}
