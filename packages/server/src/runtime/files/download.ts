/** A file on its way out, by record and field: each part is asked for in the reader's name, so nothing is held open for a slow one, and who may no longer read gets no more. */
import type { Plan } from '../records/list.ts'
import type { Surface } from '../records/surface.ts'
import { type FileType, isImage, typeByHead } from './content-type.ts'

export interface Opened {
  readonly id: string
  readonly name: string
  readonly size: number
  readonly type: FileType
  /** The content itself says that it is an image browsers show. */
  readonly image: boolean
  readonly head: Buffer
}

/**
 * @param version one the record has had in this field; undefined: the present one
 * @returns a plan whose answer is undefined for everything this person does not read, as for what is not there
 */
export function planOpen(surface: Surface, record: string, field: string, version: string | undefined): Plan<Opened | undefined> {
  if (surface.fields.get(field)?.field.type !== 'file') return { statements: [], answer: () => undefined }
  const { files, filePart } = surface.names
  return {
    statements: [
      {
        text: `SELECT f.id, f.name, f.size::text, f.type, ${filePart}($1::uuid, $2, f.id, 0) FROM ${files}($1::uuid) f WHERE f.field = $2 AND CASE WHEN $3::uuid IS NULL THEN f.present ELSE f.id = $3::uuid END`,
        values: [record, field, version ?? null],
      },
    ],
    answer: results => {
      const found = results[0]?.rows[0]
      if (!found) return undefined
      const head = bytesOf(found[4])
      if (!head) return undefined
      // Looked at again, for it decides what a browser may show.
      const type = typeByHead(head)
      const image = isImage(type)
      const stored = found[3] as FileType
      return {
        id: String(found[0]),
        name: String(found[1]),
        size: Number(found[2]),
        type: image ? (type ?? stored) : isImage(stored) ? 'application/octet-stream' : stored,
        image,
        head,
      }
    },
  }
}

/** @returns a plan whose answer is undefined behind the last part, and when the reader may not read any more */
export function planPart(
  surface: Surface,
  record: string,
  field: string,
  file: string,
  number: number,
): Plan<Buffer | undefined> {
  return {
    statements: [
      {
        text: `SELECT ${surface.names.filePart}($1::uuid, $2, $3::uuid, $4::integer)`,
        values: [record, field, file, number],
      },
    ],
    answer: results => bytesOf(results[0]?.rows[0]?.[0]),
  }
}

/** PostgreSQL's text of bytea. */
function bytesOf(value: unknown): Buffer | undefined {
  return typeof value === 'string' ? Buffer.from(value.slice(2), 'hex') : undefined
}
