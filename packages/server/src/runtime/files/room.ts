/**
 * How much may still be uploaded: by one person within a day, and of all files together. Room is set aside before a byte is taken, in a transaction of its own, so that all nodes
 * and all uploads under way count together; it is given back when the file is there, which counts by itself.
 */
import type { Pool } from 'pg'
import { problem, say } from '../../problems.ts'

export interface FileRoom {
  /** Bytes one person may upload within a day. */
  readonly ofPersonADay: number
  /** Bytes that all files of the installation may take. */
  readonly ofAll: number
}

export interface RoomTaken {
  readonly ofTheirs: number
  readonly ofAll: number
}

/**
 * @param administers what all files take is told to administrators: it moves with files that others know nothing of
 * @throws `file.day-used-up`, `file.no-room`
 */
export async function setAside(
  gate: Pool,
  room: FileRoom,
  { person, administers }: { readonly person: string; readonly administers: boolean },
  bytes: number,
): Promise<string> {
  const { rows } = await gate.query<{ id: string | null; ofTheirs: string; ofAll: string }>(
    'SELECT id, of_theirs AS "ofTheirs", of_all AS "ofAll" FROM bailiwick.set_aside($1, $2, $3, $4)',
    [person, bytes, room.ofPersonADay, room.ofAll],
  )
  const [{ id, ofTheirs, ofAll }] = rows as [(typeof rows)[0]]
  if (id !== null) return id
  if (Number(ofTheirs) + bytes > room.ofPersonADay)
    throw problem('file.day-used-up', {
      detail: say('upload.day', {
        used: inMegabytes(Number(ofTheirs), Math.ceil),
        most: inMegabytes(room.ofPersonADay, Math.floor),
        wanted: inMegabytes(bytes, Math.ceil),
      }),
    })
  const most = inMegabytes(room.ofAll, Math.floor)
  throw problem('file.no-room', {
    detail: administers
      ? say('upload.room-used', {
          used: inMegabytes(Number(ofAll), Math.ceil),
          most,
          wanted: inMegabytes(bytes, Math.ceil),
        })
      : say('upload.room', { most }),
  })
}

/** @param came of an upload that broke off; 0 where nothing is left of it or the file is there */
export async function settle(gate: Pool, id: string, came: number): Promise<void> {
  await gate.query('SELECT bailiwick.settle_incoming($1, $2)', [id, came])
}

export async function roomTaken(gate: Pool, person: string): Promise<RoomTaken> {
  const { rows } = await gate.query<{ ofTheirs: string; ofAll: string }>(
    'SELECT of_theirs AS "ofTheirs", of_all AS "ofAll" FROM bailiwick.room_taken($1)',
    [person],
  )
  return { ofTheirs: Number(rows[0]?.ofTheirs), ofAll: Number(rows[0]?.ofAll) }
}

const inMegabytes = (bytes: number, rounded: (number: number) => number) => rounded(bytes / 1024 / 1024)
