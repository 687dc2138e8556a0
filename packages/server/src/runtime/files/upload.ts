/**
 * A file on its way in: one transaction that enters as the person, takes part after part while they arrive, and leaves nothing when the sender stops. The file belongs to
 * nobody's record yet; the guard trigger attaches it when a record is given its id.
 */
import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { Transaction } from '../../database/with-actor.ts'
import { problem, type Refusal, say } from '../../problems.ts'
import type { Surface } from '../records/surface.ts'
import { TypeReader } from './content-type.ts'
import { storedName } from './file-name.ts'

export interface Uploaded {
  readonly id: string
  readonly name: string
  readonly size: number
  readonly type: string
}

const partSize = 256 * 1024
/** What came is put away at the latest after so long, however little: the database ends transactions that rest for 15 seconds. */
const restsFor = 5_000
/** A sender that sends nothing for so long has stopped. */
const waitsFor = 8_000

/** @throws before anything is read: where this person could give the field to no record */
export function checkUploadField(surface: Surface, name: string): void {
  const entry = surface.writable.get(name)
  if (entry?.field.type === 'file') return
  // A field that is shown is refused by name; anything else is unknown, hidden or not.
  if (surface.fields.get(name)?.field.type === 'file')
    throw problem('record.field-refused', { fields: [{ field: name, message: say('field.refused') }] })
  throw problem('request.invalid', { fields: [{ field: 'field', message: say('upload.no-file-field') }] })
}

/** @param came told of each part before it is put away */
export async function upload(
  tx: Transaction,
  surface: Surface,
  field: string,
  givenName: string,
  content: Readable,
  limit: number,
  came: (bytes: number) => void = () => undefined,
): Promise<Uploaded> {
  const name = storedName(givenName)
  // Answered before anything is read: claims that turn out stale are gathered again, and the content can be read only once.
  const begun = await tx.run({ text: `SELECT ${surface.names.upload}($1, $2)`, values: [field, name] })
  const id = String(begun.rows[0]?.[0])
  const digest = createHash('sha256')
  const type = new TypeReader()
  for await (const part of parts(content, limit)) {
    digest.update(part)
    type.add(part)
    came(part.length)
    await tx.run({ name: 'file part', text: 'SELECT bailiwick.add_file_part($1::uuid, $2::bytea)', values: [id, part] })
  }
  const found = type.end()
  const finished = await tx.run({
    name: 'file end',
    text: 'SELECT bailiwick.finish_file($1::uuid, $2, $3::bytea)::text',
    values: [id, found, digest.digest()],
  })
  return { id, name, size: Number(finished.rows[0]?.[0]), type: found }
}

export function tooLarge(limit: number): Refusal {
  return problem('file.too-large', { detail: say('upload.size', { most: Math.floor(limit / 1024 / 1024) }) })
}

/** The content in parts of one size, the last and slow ones smaller. Never holds more than a part and what the socket gave. */
async function* parts(content: Readable, limit: number): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = []
  let size = 0
  let total = 0
  let since = performance.now()
  for await (const chunk of arriving(content)) {
    total += chunk.length
    if (total > limit) throw tooLarge(limit)
    waiting.push(chunk)
    size += chunk.length
    const slow = performance.now() - since > restsFor && total >= 12
    if (size < partSize && !slow) continue
    const whole = Buffer.concat(waiting)
    let start = 0
    for (; whole.length - start >= partSize; start += partSize) yield whole.subarray(start, start + partSize)
    if (slow && start < whole.length) {
      yield whole.subarray(start)
      start = whole.length
    }
    waiting = [whole.subarray(start)]
    size = whole.length - start
    since = performance.now()
  }
  const rest = Buffer.concat(waiting)
  if (rest.length > 0) yield rest
}

/** @throws `request.timed-out` when nothing more comes, `request.malformed` when the sender is gone */
async function* arriving(content: Readable): AsyncGenerator<Buffer> {
  // A content left half read keeps its socket: the refusal still has to reach the sender.
  const chunks = content.iterator({ destroyOnReturn: false })
  for (;;) {
    const next = await inTime(chunks.next())
    if (next.done) return
    yield next.value as Buffer
  }
}

async function inTime<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(problem('request.timed-out')), waitsFor)
  })
  const arrived = promise.catch(() => {
    throw problem('request.malformed')
  })
  arrived.catch(() => undefined)
  try {
    return await Promise.race([arrived, late])
  } finally {
    clearTimeout(timer)
  }
}
