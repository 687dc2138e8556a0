/**
 * How many pixels a picture says it has. A few bytes may say billions, and whoever looks at a list with it would have them all unpacked: it is read from its beginning, before anybody is shown it.
 */
import type { FileType } from './content-type.ts'

/** Unpacked a quarter of a gigabyte: more than cameras of today make. */
const mostPixels = 64_000_000

/** @param size of the whole file @returns false also where its beginning does not say it and more would follow */
export function isShowable(type: FileType, head: Buffer, size: number): boolean {
  const pixels = pixelsOf(type, head)
  return pixels === undefined ? size <= head.length : pixels <= mostPixels
}

function pixelsOf(type: FileType, head: Buffer): number | undefined {
  try {
    if (type === 'image/png') return head.readUInt32BE(16) * head.readUInt32BE(20)
    if (type === 'image/gif') return head.readUInt16LE(6) * head.readUInt16LE(8)
    if (type === 'image/webp') return ofWebp(head)
    return type === 'image/jpeg' ? ofJpeg(head) : undefined
  } catch {
    // It ends before.
    return undefined
  }
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

/** From segment to segment, up to the one that begins the picture. */
function ofJpeg(head: Buffer): number | undefined {
  for (let at = 2; ; ) {
    if (head.readUInt8(at) !== 0xff) return undefined
    const marker = head.readUInt8(at + 1)
    // Filled up, as any marker may be.
    if (marker === 0xff) at += 1
    else if (beginsPicture(marker)) return head.readUInt16BE(at + 5) * head.readUInt16BE(at + 7)
    else at += 2 + head.readUInt16BE(at + 2)
  }
}

/** C4, C8 and CC are tables among them. */
const beginsPicture = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
