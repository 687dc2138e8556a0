/**
 * Reads a JSON body more strictly than JSON.parse: what two readers could understand differently, or what PostgreSQL cannot hold, is refused.
 * No key twice, no `__proto__` or `constructor`, at most 30 levels, no NUL, no lone surrogate, no number that would lose digits.
 */
import { problem, type Said, say } from '../../problems.ts'

const maxDepth = 30
const refusedKeys = new Set(['__proto__', 'constructor'])
const numberToken = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y

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

/** Walks the tokens of a text that JSON.parse accepted; so only what JSON allows and we do not has to be looked for. */
function inspect(text: string): void {
  /** Per open bracket: the keys so far, or null in an array. */
  const open: (Set<string> | null)[] = []
  let atKey = false
  for (let i = 0; i < text.length; ) {
    const character = text[i]!
    if (character === '{' || character === '[') {
      open.push(character === '{' ? new Set() : null)
      if (open.length > maxDepth) throw refused(say('json.deep', { most: maxDepth }))
      atKey = character === '{'
    } else if (character === '}' || character === ']') {
      open.pop()
      atKey = false
    } else if (character === ',') {
      atKey = open.at(-1) != null
    } else if (character === '"') {
      const end = endOfString(text, i)
      const content = decode(text.slice(i, end))
      checkText(content)
      if (atKey) {
        checkKey(content, open.at(-1)!)
        atKey = false
      }
      i = end
      continue
    } else if (character === '-' || (character >= '0' && character <= '9')) {
      numberToken.lastIndex = i
      const token = numberToken.exec(text)![0]
      checkNumber(token)
      i += token.length
      continue
    }
    i++
  }
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

function decode(quoted: string): string {
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1)
}

function checkKey(key: string, keys: Set<string>): void {
  if (refusedKeys.has(key)) throw refused(say('json.key', { key }))
  if (keys.has(key)) throw refused(say('json.twice'))
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
