/**
 * What a file is, by what it holds. Neither its name nor what its sender called it is asked: both are free to lie, and what is told here decides what a browser may show.
 * Only types that are told apart for a reason have names; markup of any kind (HTML, SVG) is text like other text.
 */

export const imageTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const
export type FileType =
  | (typeof imageTypes)[number]
  | 'application/pdf'
  | 'application/zip'
  | 'text/plain'
  | 'application/octet-stream'

const begins: readonly (readonly [FileType, (head: Buffer) => boolean])[] = [
  ['image/png', head => startsWith(head, '89504e470d0a1a0a')],
  ['image/jpeg', head => startsWith(head, 'ffd8ff')],
  ['image/gif', head => /^GIF8[79]a/.test(head.toString('latin1', 0, 6))],
  ['image/webp', head => head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP'],
  ['application/pdf', head => head.toString('latin1', 0, 5) === '%PDF-'],
  // Documents of office programs are such archives too.
  ['application/zip', head => startsWith(head, '504b0304') || startsWith(head, '504b0506')],
]

function startsWith(head: Buffer, hex: string): boolean {
  return head.toString('hex', 0, hex.length / 2) === hex
}

/** By the first bytes alone; undefined: only the whole content can say. */
export function typeByHead(head: Buffer): FileType | undefined {
  return begins.find(([, matches]) => matches(head))?.[0]
}

export function isImage(type: FileType | undefined): boolean {
  return (imageTypes as readonly (FileType | undefined)[]).includes(type)
}

/** Reads a content part by part: what has no known beginning is text when all of it is UTF-8 without NUL. */
export class TypeReader {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  #head: FileType | undefined
  #begun = false
  #isText = true

  /** @param part at least the first 12 bytes of the content, if it has as many */
  add(part: Buffer): void {
    if (!this.#begun) this.#head = typeByHead(part)
    this.#begun = true
    if (this.#head === undefined && this.#isText) this.#isText = !part.includes(0) && this.#decodes(part)
  }

  end(): FileType {
    if (this.#head) return this.#head
    return this.#begun && this.#isText && this.#decodes() ? 'text/plain' : 'application/octet-stream'
  }

  #decodes(part?: Buffer): boolean {
    try {
      this.#decoder.decode(part, { stream: part !== undefined })
      return true
    } catch {
      return false
    }
  }
}
