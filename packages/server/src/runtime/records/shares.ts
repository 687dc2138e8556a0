/** Shares of one record: who gave it to whom, until when. What a share gives is worked out in the database, from what the sharer may do at that moment. */
import type { ShareView } from '@bailiwick/definition/wire/index.ts'
import type { Transaction } from '../../database/with-actor.ts'
import { problem } from '../../problems.ts'
import type { Directory } from '../directory.ts'
import type { Surface } from './surface.ts'
import { reference, timestampSql } from './values.ts'

export interface ShareInput {
  readonly person?: string
  readonly team?: string
  readonly level: ShareView['level']
  /** RFC 3339. */
  readonly until: string
}

/** @throws `record.not-found`; the list is of shares that have not ended */
export async function readShares(tx: Transaction, surface: Surface, id: string, directory: Directory): Promise<ShareView[]> {
  if (!surface.shareable) throw problem('share.refused')
  const [visible, found] = await Promise.all([
    tx.run({ text: `SELECT 1 FROM ${surface.names.read} t WHERE t.id = $1::uuid`, values: [id] }),
    tx.run({
      text: `SELECT s.id, s.shared_by, s.person, s.team, s.level, ${timestampSql('s.until')}, ${timestampSql('s.created_at')}, s.works FROM ${surface.names.shares}($1::uuid) s`,
      values: [id],
    }),
  ])
  if (visible.rowCount === 0) throw problem('record.not-found')
  return found.rows.map(row => {
    const [share, by, person, team, level, until, since, works] = row as [
      string,
      string,
      string | null,
      string | null,
      ShareView['level'],
      string,
      string,
      boolean,
    ]
    return {
      id: share,
      by: reference(by, directory.personName(by))!,
      ...(person ? { person: reference(person, directory.personName(person))! } : {}),
      ...(team ? { team: reference(team, directory.teamName(team))! } : {}),
      level,
      until,
      since,
      works,
    }
  })
}

export async function giveShare(tx: Transaction, surface: Surface, id: string, input: ShareInput): Promise<void> {
  if (!surface.shareable) throw problem('share.refused')
  await tx.run({
    text: `SELECT ${surface.names.share}($1::uuid, $2::uuid, $3::uuid, $4, $5::timestamptz)`,
    values: [id, input.person ?? null, input.team ?? null, input.level, input.until],
  })
}

export async function endShare(tx: Transaction, surface: Surface, id: string, share: string): Promise<void> {
  if (!surface.shareable) throw problem('share.not-found')
  await tx.run({ text: `SELECT ${surface.names.unshare}($1::uuid, $2::uuid)`, values: [id, share] })
}
