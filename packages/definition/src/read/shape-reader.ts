/**
 * Reads a YAML node by its shape: the value as plain data, or nothing and a finding at the exact place.
 * Knows no concept of the language; what the values mean together is said by the files that build the model from them.
 */
import { isMap, isScalar, isSeq, type LineCounter, type Node, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml'
import { nearest } from '../fields/near.ts'
import { saysSomething } from '../fields/something-to-read.ts'
import type { Place } from '../model/finding.ts'
import type { FindingCode } from '../validate/finding-kinds.ts'
import type { Findings } from './findings.ts'
import { type Form, type Shape, tableOf } from './shape.ts'
import { placeAt, turnsText } from './source.ts'

const turned = 'holds a character that turns the direction of writing'

type Kind<K extends Form['kind']> = Extract<Form, { kind: K }>
interface Pair {
  readonly key: string
  readonly keyNode: Scalar
  readonly value: Node | null
}

export class ShapeReader {
  readonly #file: string
  readonly #lines: LineCounter
  readonly #findings: Findings

  constructor(file: string, lines: LineCounter, findings: Findings) {
    this.#file = file
    this.#lines = lines
    this.#findings = findings
  }

  read<T>(shape: Shape<T>, node: Node | null, path: string): T | undefined {
    return this.#read(shape.form, node, path) as T | undefined
  }

  place(node: Node): Place {
    return placeAt(this.#file, this.#lines, node.range?.[0] ?? 0)
  }

  #refuse(code: FindingCode, node: Node | null, path: string, message: string, hint?: string): undefined {
    return this.#findings.hole(code, { path, message, hint, place: node?.range ? this.place(node) : undefined })
  }

  #read(form: Form, node: Node | null, path: string): unknown {
    if (node) this.#findings.places.set(path, this.place(node))
    switch (form.kind) {
      case 'keys':
        return this.#keys(form, node, path)
      case 'oneOf':
        return this.#oneOf(form, node, path)
      case 'names':
        return this.#names(form, node, path)
      case 'texts':
        return this.#texts(form, node, path)
      case 'list':
        return this.#list(form, node, path)
      case 'either':
        return this.#either(form, node, path)
      case 'literal':
        return this.#literal(node, path)
      default:
        return this.#scalar(form, node, path)
    }
  }

  // Collections --------------------------------------------------------------------------------------------------------

  #keys(form: Kind<'keys'>, node: Node | null, path: string): unknown {
    const optional = Object.values(form.keys).every(key => !key.required)
    if (isEmpty(node) && optional) return {}
    if (!isMap(node))
      return this.#wrongKind(node, path, 'keys and values', `Write it as \`{ ${firstKey(form)}: … }\` or as indented lines.`)
    const read: Record<string, unknown> = {}
    const seen = new Set<string>()
    let whole = true
    for (const { key, keyNode, value } of this.#pairs(node, path)) {
      const known = Object.hasOwn(form.keys, key) ? form.keys[key] : undefined
      if (!known) {
        this.#unknownKey(key, keyNode, path, Object.keys(form.keys))
        continue
      }
      seen.add(key)
      this.#findings.places.set(`${path}.${key}`, this.place(value && !isEmpty(value) ? value : keyNode))
      const result = this.#read(known.form, value, `${path}.${key}`)
      if (result === undefined) whole = false
      else read[key] = result
    }
    for (const [key, known] of Object.entries(form.keys)) {
      if (!known.required || seen.has(key)) continue
      whole = false
      this.#findings.hole('key.missing', { path, message: `"${lastStep(path)}" needs the key "${key}".`, hint: known.about })
    }
    return whole ? read : undefined
  }

  #oneOf(form: Kind<'oneOf'>, node: Node | null, path: string): unknown {
    const choosing = Object.keys(form.by)
    if (!isMap(node))
      return this.#wrongKind(node, path, 'keys and values', `Write it as \`{ ${choosing[0]}: … }\` or as indented lines.`)
    const present = node.items.flatMap(item => (isScalar(item.key) ? [sourceText(item.key)] : []))
    const table = tableOf(form, present)
    if (table) return this.#keys(table, node, path)
    const words = choosing.map(key => `"${key}"`).join(', ')
    const anywhere = Object.values(form.by).flatMap(({ keys }) => Object.keys(keys))
    const near = present.filter(key => !anywhere.includes(key)).map(key => [key, nearest(key, choosing)] as const)
    const meant = near.find(([, known]) => known !== undefined)
    return this.#refuse(
      'key.missing',
      node,
      path,
      `"${lastStep(path)}" needs one of the keys ${words}: the ${form.what} it is.`,
      meant ? `Did you mean "${meant[1]}" by "${meant[0]}"?` : undefined,
    )
  }

  #unknownKey(key: string, node: Scalar, path: string, known: readonly string[]): void {
    const near = nearest(key, known)
    const hint = !/^\w+$/.test(key)
      ? 'Put text that holds a comma in quotes.'
      : near
        ? `Did you mean "${near}"?`
        : `It knows ${known.join(', ')}.`
    this.#findings.add('key.unknown', {
      path: `${path}.${key}`,
      message: `"${lastStep(path)}" has no key "${key}".`,
      hint,
      place: this.place(node),
    })
  }

  #names(form: Kind<'names'>, node: Node | null, path: string): unknown {
    if (!isMap(node)) return this.#wrongKind(node, path, `a map from ${form.what} names to what they are`)
    const isKey = (key: string, at: string, keyNode: Node) =>
      this.#isName(key, form.nameLength, keyNode, at, `a ${form.what} name`)
    return this.#map(form, node, path, isKey)
  }

  #texts(form: Kind<'texts'>, node: Node | null, path: string): unknown {
    if (!isMap(node)) return this.#wrongKind(node, path, `a map from ${form.what}`)
    const isKey = (key: string, at: string, keyNode: Node) =>
      this.#text({ kind: 'text', max: form.keyLength, lines: 'many' }, key, keyNode, at) !== undefined
    return this.#map(form, node, path, isKey)
  }

  #map(
    form: Kind<'names'> | Kind<'texts'>,
    node: YAMLMap,
    path: string,
    isKey: (key: string, path: string, node: Node) => boolean,
  ): unknown {
    const read = new Map<string, unknown>()
    let whole = true
    const pairs = this.#pairs(node, path)
    if (pairs.length > form.max)
      whole = Boolean(this.#refuse('list.too-many', node, path, `There may be at most ${form.max}; there are ${pairs.length}.`))
    for (const { key, keyNode, value } of pairs.slice(0, form.max)) {
      const at = `${path}.${key}`
      this.#findings.places.set(at, this.place(keyNode))
      if (!isKey(key, at, keyNode)) {
        whole = false
        continue
      }
      const result = this.#read(form.of, value, at)
      if (result === undefined) whole = false
      else read.set(key, result)
    }
    return whole ? read : undefined
  }

  /** The pairs of a map whose keys are plain text, each key once. */
  #pairs(map: YAMLMap, path: string): Pair[] {
    const pairs: Pair[] = []
    const seen = new Set<string>()
    for (const item of map.items) {
      const key = item.key as Node | null
      if (!isScalar(key) || key.value === null) {
        this.#refuse('yaml.key', key ?? map, path, 'A key must be a plain word.')
        continue
      }
      const word = sourceText(key)
      if (seen.has(word)) {
        this.#refuse('yaml.duplicate-key', key, `${path}.${word}`, `The key "${word}" is here twice.`, 'Keep one of them.')
        continue
      }
      seen.add(word)
      pairs.push({ key: word, keyNode: key, value: item.value as Node | null })
    }
    return pairs
  }

  #list(form: Kind<'list'>, node: Node | null, path: string): unknown {
    if (form.single && isScalar(node) && node.value !== null) {
      const only = this.#read(form.of, node, path)
      return only === undefined ? undefined : [only]
    }
    if (!isSeq(node)) return this.#wrongKind(node, path, 'a list', 'Write it as `[one, two]` or as lines that start with `- `.')
    return this.#items(form, node, path)
  }

  #items(form: Kind<'list'>, node: YAMLSeq, path: string): unknown {
    if (node.items.length > form.max) {
      return this.#refuse('list.too-many', node, path, `There may be at most ${form.max}; there are ${node.items.length}.`)
    }
    const items = node.items.map((item, index) => this.#read(form.of, item as Node | null, `${path}.${index}`))
    return items.includes(undefined) ? undefined : items
  }

  #either(form: Kind<'either'>, node: Node | null, path: string): unknown {
    if (isScalar(node) && form.scalar) return this.#read(form.scalar, node, path)
    if (isSeq(node) && form.list) return this.#read(form.list, node, path)
    if (isMap(node) && form.map) return this.#read(form.map, node, path)
    const words = [form.scalar && 'a single value', form.list && 'a list', form.map && 'keys and values'].filter(Boolean)
    return this.#wrongKind(node, path, words.join(' or '))
  }

  #wrongKind(node: Node | null, path: string, wanted: string, hint?: string): undefined {
    if (isEmpty(node)) return this.#refuse('value.empty', node, path, `"${lastStep(path)}" is empty; it takes ${wanted}.`, hint)
    return this.#refuse('value.type', node, path, `"${lastStep(path)}" takes ${wanted}, not ${kindOf(node)}.`, hint)
  }

  // Single values ------------------------------------------------------------------------------------------------------

  #scalar(
    form: Exclude<Form, { kind: 'keys' | 'oneOf' | 'names' | 'texts' | 'list' | 'either' | 'literal' }>,
    node: Node | null,
    path: string,
  ): unknown {
    if (!isScalar(node) || isEmpty(node)) return this.#wrongKind(node, path, wantedBy(form))
    const written = sourceText(node)
    switch (form.kind) {
      case 'text':
        return this.#text(form, written, node, path)
      case 'name':
        return this.#isName(written, form.max, node, path, 'a name') ? written : undefined
      case 'flag':
        return typeof node.value === 'boolean' ? node.value : this.#wrongKind(node, path, 'true or false')
      case 'number':
        return this.#number(form, node, path)
      case 'pattern':
        if (form.pattern.test(written)) return written
        return this.#refuse(
          'value.pattern',
          node,
          path,
          `"${cut(written)}" is not ${form.words}.`,
          `For example ${form.example}.`,
        )
      case 'expression':
        if (turnsText.test(written)) return this.#refuse('value.pattern', node, path, `"${lastStep(path)}" ${turned}.`)
        this.#markExpression(node, written, path)
        return written.trim() === '' ? this.#wrongKind(null, path, 'an expression') : written
      case 'word':
        return this.#word(form, written, node, path)
    }
  }

  #text(form: Kind<'text'>, written: string, node: Node, path: string): string | undefined {
    const trimmed = written.trim()
    if (trimmed === '') return this.#refuse('value.empty', node, path, `"${lastStep(path)}" is empty.`)
    if (!saysSomething(trimmed))
      return this.#refuse('value.empty', node, path, `"${lastStep(path)}" holds nothing that one could read.`)
    if (!written.isWellFormed() || /(?![\t\r\n])\p{Cc}/u.test(written)) {
      return this.#refuse('value.pattern', node, path, `"${lastStep(path)}" holds control characters.`)
    }
    if (turnsText.test(written)) return this.#refuse('value.pattern', node, path, `"${lastStep(path)}" ${turned}.`)
    if (form.lines === 'one' && /[\r\n\u2028\u2029]/.test(trimmed)) {
      return this.#refuse('value.pattern', node, path, `"${lastStep(path)}" must be one line.`)
    }
    if (trimmed.length > form.max) {
      return this.#refuse(
        'value.too-long',
        node,
        path,
        `"${lastStep(path)}" may have ${form.max} characters; it has ${trimmed.length}.`,
      )
    }
    return trimmed
  }

  #isName(written: string, max: number, node: Node, path: string, what: string): boolean {
    if (/^[a-z][a-z0-9_]*$/.test(written) && written.length <= max && !written.endsWith('__')) return true
    const proposal = written
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^[^a-z]+|_+$/g, '')
      .slice(0, max)
    const hint = proposal ? `Write \`${proposal}\`; titles and labels may say anything.` : 'Titles and labels may say anything.'
    const rule = `lower-case letters, digits and underscores, a letter first, no two underscores last, at most ${max} characters`
    this.#refuse('name.invalid', node, path, `"${cut(written)}" cannot be ${what}: ${rule}.`, hint)
    return false
  }

  #number(form: Kind<'number'>, node: Scalar, path: string): number | undefined {
    const { value } = node
    if (typeof value !== 'number' || !Number.isFinite(value))
      return this.#wrongKind(node, path, form.whole ? 'a whole number' : 'a number')
    if (form.whole && !Number.isInteger(value))
      return this.#refuse('value.type', node, path, `"${lastStep(path)}" takes a whole number.`)
    if (value >= form.least && value <= form.greatest) return value
    return this.#refuse(
      'value.range',
      node,
      path,
      `"${lastStep(path)}" must lie between ${form.least} and ${form.greatest}; it is ${value}.`,
    )
  }

  #word(form: Kind<'word'>, written: string, node: Node, path: string): string | undefined {
    if (form.words.includes(written)) return written
    if (Object.hasOwn(form.aliases, written)) return form.aliases[written]
    const near = nearest(written, [...form.words, ...Object.keys(form.aliases)])
    const hint = near ? `Did you mean "${near}"?` : `There is ${form.words.join(', ')}.`
    return this.#refuse('value.unknown-word', node, path, `There is no ${form.what} "${cut(written)}".`, hint)
  }

  #literal(node: Node | null, path: string): unknown {
    if (isSeq(node))
      return this.#list({ kind: 'list', of: { kind: 'text', max: 100_000, lines: 'many' }, single: false, max: 200 }, node, path)
    if (!isScalar(node) || isEmpty(node)) return this.#wrongKind(node, path, 'a value')
    this.#markExpression(node, sourceText(node), path)
    if (typeof node.value === 'number') return isExact(node.value, sourceText(node)) ? node.value : sourceText(node)
    return node.value
  }

  /** Remembers where the expression's first character stands, if its characters stand in the file one for one. */
  #markExpression(node: Scalar, written: string, path: string): void {
    const start = node.range?.[0] ?? 0
    const quoted = node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE'
    const length = (node.range?.[1] ?? start) - start - (quoted ? 2 : 0)
    const asWritten = (quoted || node.type === 'PLAIN') && length === written.length && !written.includes('\n')
    if (asWritten) this.#findings.places.setTextStart(path, placeAt(this.#file, this.#lines, start + (quoted ? 1 : 0)))
  }
}

function firstKey({ keys }: Kind<'keys'>): string {
  const names = Object.keys(keys)
  return names.find(name => keys[name]!.required) ?? names[0] ?? ''
}

function isEmpty(node: Node | null): node is null {
  return node === null || (isScalar(node) && node.value === null)
}

/** Beyond fifteen digits a JavaScript number may not be what was written. */
function isExact(value: number, written: string): boolean {
  return Number.isSafeInteger(value) || (Number.isFinite(value) && written.replaceAll(/\D/g, '').length <= 15)
}

/** What stands in the file: numbers and flags as their text. */
function sourceText(node: Scalar): string {
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
}

function lastStep(path: string): string {
  const last = path.slice(path.lastIndexOf('.') + 1)
  return /^\d+$/.test(last) ? `${lastStep(path.slice(0, path.lastIndexOf('.')))} ${Number(last) + 1}` : last
}

function kindOf(node: Node | null): string {
  if (isMap(node)) return 'keys and values'
  if (isSeq(node)) return 'a list'
  return isScalar(node) ? `"${cut(sourceText(node))}"` : 'this'
}

function cut(written: string): string {
  return written.length > 60 ? `${written.slice(0, 57)}…` : written
}

function wantedBy(form: Form): string {
  switch (form.kind) {
    case 'text':
      return 'text'
    case 'name':
      return 'a name'
    case 'flag':
      return 'true or false'
    case 'number':
      return form.whole ? 'a whole number' : 'a number'
    case 'pattern':
      return form.words
    case 'expression':
      return 'an expression'
    case 'word':
      return `a ${form.what}`
    default:
      return 'a value'
  }
}
