/** Names of files, as people gave them: kept for people to read, never used as a path, and written into headers so that nothing in them can end one. */

import { saysSomething } from '@bailiwick/definition/fields/something-to-read.ts'

const mostBytes = 255
const longestEnding = 20

/** What separates folders, ends lines, cannot be seen, or turns the direction of writing (`gpj.exe` that reads as `exe.jpg`). */
const unwanted = /[\p{Cc}/\\\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0]/gu

/** @returns the name as it is stored: at most 255 bytes, its ending kept where it is one */
export function storedName(given: string): string {
  const clean = given.normalize('NFC').replace(unwanted, '').trim()
  // Names that mean a folder, or show nothing.
  if (/^\.*$/.test(clean) || !saysSomething(clean)) return 'file'
  if (Buffer.byteLength(clean) <= mostBytes) return clean
  const dot = clean.lastIndexOf('.')
  const ending = dot > 0 && Buffer.byteLength(clean.slice(dot)) <= longestEnding ? clean.slice(dot) : ''
  return cut(clean.slice(0, clean.length - ending.length), mostBytes - Buffer.byteLength(ending)) + ending
}

/** Whole characters only. */
function cut(text: string, bytes: number): string {
  let kept = ''
  let size = 0
  for (const character of text) {
    size += Buffer.byteLength(character)
    if (size > bytes) break
    kept += character
  }
  return kept.trimEnd()
}

/** RFC 6266: the name in UTF-8 (RFC 8187), and one in plain letters for whoever does not read that. */
export function contentDisposition(kind: 'attachment' | 'inline', name: string): string {
  const plain = name.replace(/[^\w .()-]/g, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*!]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`
}
