/**
 * How many pixels a picture says it has. A few bytes may say billions, and whoever looks at a list with it would have them all unpacked: it is read from its beginning, before anybody is shown it.
 * It is read as browsers read it, who step over much that does not belong there: what is taken for broken here and for a picture there would be shown.
 */
import type { FileType } from './content-type.ts'

/** Unpacked a quarter of a gigabyte: more than cameras of today make. */
const mostPixels = 64_000_000
/** Profiles of colours for print stand before the size and may have two megabytes; previews of what took the picture have some more. */
const mostBefore = 4_000_000

/** Where it goes on, when it goes on behind what there is. */
interface Further {
  readonly from: number
}

/**
 * @param size of the whole file
 * @param partAt what follows the beginning, from part 1 on
 * @returns false also where it does not say it; a few bytes that end without saying it are broken to browsers too
 */
export async function isShowable(
  type: FileType,
  head: Buffer,
  size: number,
  partAt: (part: number) => Promise<Buffer | undefined>,
): Promise<boolean> {
  let known = head
  let from = 0
  for (let part = 1; ; part += 1) {
    const found = pixelsOf(type, known, from)
    if (typeof found === 'number') return found <= mostPixels
    if (known.length >= size) return known === head && pixelsAtLeast(type, known) <= mostPixels
    if (found === undefined || known.length > mostBefore) return false
    const more = await partAt(part)
    if (!more) return false
    from = found.from
    known = Buffer.concat([known, more])
  }
}

function pixelsOf(type: FileType, bytes: Buffer, from: number): number | Further | undefined {
  if (type === 'image/jpeg') return ofJpeg(bytes, from || 2)
  if (type === 'image/gif') return ofGif(bytes)
  // Those say it at once.
  if (bytes.length < 30) return { from: 0 }
  if (type === 'image/webp') return ofWebp(bytes)
  return bytes.toString('latin1', 12, 16) === 'IHDR' ? bytes.readUInt32BE(16) * bytes.readUInt32BE(20) : undefined
}

function ofWebp(head: Buffer): number | undefined {
  switch (head.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return (head.readUInt16LE(26) & 0x3fff) * (head.readUInt16LE(28) & 0x3fff)
    case 'VP8L': {
      const sides = head.readUInt32LE(21)
      return ((sides & 0x3fff) + 1) * (((sides >>> 14) & 0x3fff) + 1)
    }
    case 'VP8X':
      return (head.readUIntLE(24, 3) + 1) * (head.readUIntLE(27, 3) + 1)
    default:
      return undefined
  }
}

/** A GIF without a frame has the screen that it names. */
const pixelsAtLeast = (type: FileType, bytes: Buffer) =>
  type === 'image/gif' && bytes.length >= 10 ? bytes.readUInt16LE(6) * bytes.readUInt16LE(8) : 0

/** Its first frame may be larger than the screen it names: then browsers make the screen as large. */
function ofGif(bytes: Buffer): number | Further | undefined {
  if (bytes.length < 13) return { from: 0 }
  const flags = bytes[10]!
  let at = 13 + (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0)
  // Extensions, each of a kind and of blocks that say how long they are; one of no length ends it.
  for (; bytes[at] === 0x21; at += 1) {
    at += 2
    for (let length = bytes[at]; length !== undefined && length !== 0; length = bytes[at]) at += 1 + length
  }
  if (at + 9 > bytes.length) return { from: 0 }
  if (bytes[at] !== 0x2c) return undefined
  const side = (screen: number, offset: number) =>
    Math.max(bytes.readUInt16LE(screen), bytes.readUInt16LE(at + offset) + bytes.readUInt16LE(at + offset + 4))
  return side(6, 1) * side(8, 3)
}

/** From segment to segment, up to the one that begins the picture. */
function ofJpeg(bytes: Buffer, from: number): number | Further | undefined {
  for (let at = from; ; ) {
    // What does not belong there is stepped over, as any marker may be filled up.
    const marks = bytes.indexOf(0xff, at)
    if (marks < 0) return { from: bytes.length }
    at = marks
    const marker = bytes[at + 1]
    if (marker === undefined) return { from: at }
    if (marker === 0xff) at += 1
    else if (isAlone(marker)) at += 2
    else if (at + 9 > bytes.length) return { from: at }
    else if (beginsPicture(marker)) return bytes.readUInt16BE(at + 5) * bytes.readUInt16BE(at + 7)
    else if (endsAll(marker)) return undefined
    else {
      const length = bytes.readUInt16BE(at + 2)
      if (length < 2) return undefined
      at += 2 + length
    }
  }
}

/** No length follows: of 00, which is no marker, of one that means nothing, and of those that begin parts anew. */
const isAlone = (marker: number) => marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd7)

/** A second beginning, the end, or the picture itself before its size. */
const endsAll = (marker: number) => marker >= 0xd8 && marker <= 0xda

/** C4, C8 and CC are tables among them. */
const beginsPicture = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
