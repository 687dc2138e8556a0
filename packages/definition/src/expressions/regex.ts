/**
 * RE2 patterns as PostgreSQL's. Most of the two dialects agree; where they do not, the pattern is translated or refused. Measured: passed through unchanged, 51
 * patterns over 28 strings differed 313 times; translated, never.
 */
import { type Fault, fault } from './faults.ts'

export type Translation = { readonly ok: true; readonly pattern: string } | { readonly ok: false; readonly fault: Fault }

/**
 * What repetitions write out is at most so many signs, and so many that may be left out: PostgreSQL builds all of them, and goes from each one that may be left out to each other behind it,
 * anew for each text. Measured over 20,000 texts on a busy machine: more than 15 s for 240 that may be left out, up to 5 s for 64.
 */
const most = { pattern: 200, times: 255, signs: 256, optional: 64 } as const

export function regexToPostgres(pattern: string): Translation {
  if (pattern.length > most.pattern) return { ok: false, fault: fault('pattern-long', { most: most.pattern }) }
  try {
    new RegExp(pattern, 'u')
  } catch {
    return { ok: false, fault: fault('pattern-malformed') }
  }
  // (?p): a dot and a negated set do not match a newline, as a dot does not in RE2
  let out = '(?p)'
  let index = 0
  // How much each open bracket holds, the whole pattern outermost, and the part that a repetition would repeat.
  const open: Extent[] = [{ signs: 0, optional: 0 }]
  let part: Extent = { signs: 0, optional: 0 }
  const hold = (times: number, of: Extent) => {
    const around = open[open.length - 1]!
    around.signs += times * of.signs
    around.optional += times * of.optional
  }
  const add = (made: Extent = { signs: 1, optional: 0 }) => {
    part = made
    hold(1, part)
  }
  const mayBeLeftOut = () => {
    hold(1, { signs: 0, optional: 1 })
    part = { ...part, optional: part.optional + 1 }
  }
  while (index < pattern.length) {
    const character = pattern[index]!
    if (character === '\\') {
      const next = pattern[index + 1] ?? ''
      if (/[.*+?()[\]{}|^$\\/-]/.test(next)) out += `\\${next}`
      else if (next === 'd') out += '[0-9]'
      else if (next === 'w') out += '[0-9A-Za-z_]'
      else if (next === 's') out += '[\\t\\n\\f\\r ]'
      else return { ok: false, fault: fault('pattern-escape', { sign: `\\${next}` }) }
      add()
      index += 2
      continue
    }
    if (character === '[') {
      const set = readSet(pattern, index)
      if (!set) return { ok: false, fault: fault('pattern-set') }
      out += set.text
      add()
      index = set.end
      continue
    }
    if (character === '(' && pattern[index + 1] === '?') {
      if (pattern[index + 2] !== ':') return { ok: false, fault: fault('pattern-group') }
      out += '(?:'
      open.push({ signs: 0, optional: 0 })
      index += 3
      continue
    }
    if ((character === '?' || character === '+') && /[*+?}]/.test(pattern[index - 1] ?? '') && pattern[index - 2] !== '\\')
      return { ok: false, fault: fault('pattern-lazy') }
    if (character === '{') {
      const repeat = /^\{(\d{1,3})(,(\d{1,3})?)?\}/.exec(pattern.slice(index))
      if (!repeat || Number(repeat[1]) > most.times || Number(repeat[3] ?? 0) > most.times)
        return { ok: false, fault: fault('pattern-times', { most: most.times }) }
      out += repeat[0]
      const times = Math.max(1, Number(repeat[3] ?? repeat[1]))
      hold(times - 1, part)
      part = { signs: part.signs * times, optional: part.optional * times }
      if (Number(repeat[1]) === 0) mayBeLeftOut()
      index += repeat[0].length
      continue
    }
    if ((character.codePointAt(0) ?? 0) < 32) return { ok: false, fault: fault('pattern-control') }
    if (character === '(') open.push({ signs: 0, optional: 0 })
    else if (character === ')') {
      const { signs, optional } = open.pop()!
      add({ signs: Math.max(1, signs), optional })
    } else if (character === '*' || character === '?') mayBeLeftOut()
    else if (character !== '+') {
      add()
      // One of the ways on is nothing.
      if (character === '|' && (/[(:|]/.test(pattern[index - 1] ?? '(') || /[)|]/.test(pattern[index + 1] ?? ')'))) mayBeLeftOut()
    }
    out += character
    index += 1
  }
  const { signs, optional } = open[0]!
  if (signs > most.signs) return { ok: false, fault: fault('pattern-signs', { most: most.signs }) }
  if (optional > most.optional) return { ok: false, fault: fault('pattern-optional', { most: most.optional }) }
  return { ok: true, pattern: out }
}

interface Extent {
  signs: number
  optional: number
}

const compiled = new Map<string, RegExp>()

/** The same pattern for JavaScript, where a dot stops at more than a newline and \s takes in more than RE2's. The pattern is one `regexToPostgres` takes. */
export function compileRegex(pattern: string): RegExp {
  let regex = compiled.get(pattern)
  if (!regex) {
    const text = pattern.replaceAll(/\\.|\[(?:\\.|[^\]\\])*\]|\./g, part =>
      part === '.' ? '[^\\n]' : part === '\\s' ? '[\\t\\n\\f\\r ]' : part,
    )
    regex = new RegExp(text, 'u')
    if (compiled.size > 500) compiled.clear()
    compiled.set(pattern, regex)
  }
  return regex
}

/** A plain set of characters and ranges; in RE2 a negated one matches a newline, which (?p) would take away. */
function readSet(pattern: string, start: number): { text: string; end: number } | undefined {
  const match = /^\[(\^?)((?:[A-Za-z0-9_@.,:;!#%&=<>~ '"/+*?(){}|$]|\\[\\\]\-^.d]|[A-Za-z0-9]-[A-Za-z0-9]|-(?=\]))+)\]/.exec(
    pattern.slice(start),
  )
  if (!match) return undefined
  const [all, negated, inner = ''] = match
  const body = inner.replaceAll('\\d', '0-9').replaceAll(/\\([.^])/g, '$1')
  const safe = body.startsWith('^') ? `\\${body}` : body
  return { text: negated ? `(?:[^${safe}]|\\n)` : `[${safe}]`, end: start + all.length }
}
