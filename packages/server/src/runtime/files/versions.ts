/** The files a field has had, newest first: what they are from the files of the record, who gave them and when from its history; both in the fields their reader may see now. */
import type { FileVersion } from '@bailiwick/definition/wire/index.ts'
import type { Transaction } from '../../database/with-actor.ts'
import type { Directory } from '../directory.ts'
import type { Surface } from '../records/surface.ts'
import { reference, timestampSql } from '../records/values.ts'

/** As many as one call of the history gives. */
const atOnce = 200
/** Who gave a file longer ago than so many entries is not looked for. */
const most = 20 * atOnce
const newest = '9223372036854775807'

interface Given {
  readonly at: string
  readonly person: string | null
}

/** @returns undefined where this person reads none: for what is hidden, absent and empty alike */
export async function readVersions(
  tx: Transaction,
  surface: Surface,
  record: string,
  field: string,
  directory: Directory,
): Promise<readonly FileVersion[] | undefined> {
  if (surface.fields.get(field)?.field.type !== 'file') return undefined
  const files = await tx.run({
    text: `SELECT f.id, f.name, f.size::text, f.type, f.present FROM ${surface.names.files}($1::uuid) f WHERE f.field = $2`,
    values: [record, field],
  })
  if (files.rows.length === 0) return undefined
  const given = await givenIn(tx, surface, record, field, new Set(files.rows.map(([id]) => String(id))))
  const versions = files.rows.map(([id, name, size, type, present]): FileVersion => {
    const { at = null, person = null } = given.get(String(id)) ?? {}
    return {
      ...{ id: String(id), title: String(name), size: Number(size), type: String(type) },
      ...{ present: present === true, at, person: reference(person, directory.personName(person)) },
    }
  })
  const place = ({ present, at }: FileVersion) => `${present ? 1 : 0} ${at ?? ''}`
  return versions.sort((one, other) => (place(one) < place(other) ? 1 : place(one) > place(other) ? -1 : 0))
}

/** When each was last put in, and by whom. */
async function givenIn(
  tx: Transaction,
  surface: Surface,
  record: string,
  field: string,
  wanted: Set<string>,
): Promise<ReadonlyMap<string, Given>> {
  const given = new Map<string, Given>()
  let before = newest
  for (let read = 0; read < most && wanted.size > 0; read += atOnce) {
    const { rows } = await tx.run({
      text: `SELECT h.seq::text, ${timestampSql('h.at')}, h.person, h.after ->> $4 FROM ${surface.names.history}($1::uuid, $2::bigint, $3::integer) h`,
      values: [record, before, String(atOnce), field],
    })
    for (const [, at, person, file] of rows)
      if (wanted.delete(String(file))) given.set(String(file), { at: String(at), person: person as string | null })
    if (rows.length < atOnce) break
    before = String(rows.at(-1)?.[0])
  }
  return given
}
