/**
 * Reads a JSON body more strictly than JSON.parse: what two readers could understand differently, or what PostgreSQL cannot hold, is refused.
 * No key twice, no `__proto__` or `constructor`, at most 30 levels and 10,000 keys in an object, no NUL, no lone surrogate, no number that would lose digits.
 */
import { problem, type Said, say } from '../../problems.ts'

const maxDepth = 30
/** Of one object: to know each from all others takes longer than anything else of a body. */
const maxKeys = 10_000
const refusedKeys = new Set(['__proto__', 'constructor'])

export function readJsonBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refused(say('json.utf8'))
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw refused(say('json.form'))
  }
  inspect(text)
  return value
}

function refused(detail: Said) {
  return problem('request.bad-json', { detail })
}

/**
 * Walks the tokens of a text that JSON.parse accepted; so only what JSON allows and we do not has to be looked for. Nobody else is answered meanwhile: what a long text can have
 * most of, short numbers and strings without an escape, is passed over as it stands.
 */
function inspect(text: string): void {
  /** Per open bracket: the keys so far, or null in an array. */
  const open: (Set<string> | null)[] = []
  let atKey = false
  let escaped = text.indexOf('\\')
  for (let i = 0; i < text.length; ) {
    const character = text.charCodeAt(i)
    if (character === codes.quote) {
      const end = endOfString(text, i)
      if (escaped !== -1 && escaped < i) escaped = text.indexOf('\\', i)
      const quoted = atKey || (escaped !== -1 && escaped < end) ? text.slice(i, end) : ''
      // What was read as UTF-8 has no lone surrogate, and JSON no NUL, unless by such an escape.
      if (quoted.includes('\\u')) checkText(JSON.parse(quoted) as string)
      if (atKey) checkKey(quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1), open.at(-1)!)
      atKey = false
      i = end
      continue
    }
    if (isOfNumber(character)) {
      const start = i
      let isExact = true
      for (; isOfNumber(text.charCodeAt(i)); i++) if (text.charCodeAt(i) > codes.nine) isExact = false
      // So few digits, without an exponent, are never too many for a double.
      if (!isExact || i - start > 15) checkNumber(text.slice(start, i))
      continue
    }
    if (character === codes.brace || character === codes.bracket) {
      atKey = character === codes.brace
      open.push(atKey ? new Set() : null)
      if (open.length > maxDepth) throw refused(say('json.deep', { most: maxDepth }))
    } else if (character === codes.braceEnd || character === codes.bracketEnd) {
      open.pop()
      atKey = false
    } else if (character === codes.comma) {
      atKey = open.at(-1) != null
    } else if (character > codes.nine) {
      // true, false, null: of their letters only `e` could be taken for a number's.
      while (text.charCodeAt(i + 1) >= codes.a && text.charCodeAt(i + 1) <= codes.z) i++
    }
    i++
  }
}

const codeOf = (character: string) => character.charCodeAt(0)
const codes = {
  quote: codeOf('"'),
  comma: codeOf(','),
  nine: codeOf('9'),
  bracket: codeOf('['),
  bracketEnd: codeOf(']'),
  a: codeOf('a'),
  z: codeOf('z'),
  brace: codeOf('{'),
  braceEnd: codeOf('}'),
} as const

/** `-1.5e+3`: nothing else of JSON begins with one of these outside of strings. */
function isOfNumber(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 45 || code === 46 || code === 43 || code === 101 || code === 69
}

/** Behind the closing quote: the first one that an even number of backslashes precedes. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  for (;;) {
    let slashes = 0
    while (text[end - 1 - slashes] === '\\') slashes++
    if (slashes % 2 === 0) return end + 1
    end = text.indexOf('"', end + 1)
  }
}

function checkKey(key: string, keys: Set<string>): void {
  if (refusedKeys.has(key)) throw refused(say('json.key', { key }))
  if (keys.has(key)) throw refused(say('json.twice'))
  if (keys.size >= maxKeys) throw refused(say('json.keys', { most: maxKeys }))
  keys.add(key)
}

/** Also for what comes in an address. */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

function checkText(text: string): void {
  if (!isStorableText(text)) throw refused(say('json.text'))
}

/** Fifteen significant digits always survive a double; an integer survives up to 2^53. */
function checkNumber(token: string): void {
  const value = Number(token)
  const digits = token
    .replace(/[eE].*$/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+/, '')
  const exact = /^-?\d+$/.test(token) ? Number.isSafeInteger(value) : digits.replace(/0+$/, '').length <= 15
  if (!Number.isFinite(value) || (value === 0 && digits !== '') || !exact) {
    throw refused(say('json.number'))
  }
}
