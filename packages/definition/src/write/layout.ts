/**
 * How a definition looks on the page: keys in the order of the language, things on lines of their own, small things in braces where they fit.
 * Works on parsed YAML so that comments stay with what they were written at.
 */
import { Document, isMap, isPair, isScalar, isSeq, type Node, type Pair, Scalar, visit, type YAMLMap, type YAMLSeq } from 'yaml'
import { type Form, tableOf } from '../read/shape.ts'

const width = 130

/** Puts every node into its canonical order and style. `indent` is the column its line starts at, `before` what stands before it on that line. */
export function layOut(node: Node | null, form: Form | undefined, indent: number, before: number): void {
  if (isScalar(node)) layOutScalar(node, form)
  if (isMap(node)) layOutMap(node, formOfMap(form, node), indent, before)
  if (isSeq(node)) layOutList(node, formOf(form, 'list'), indent, before)
}

export function printDocument(document: Document): string {
  visit(document, { Seq: (_, list) => padInside(list, ''), Map: (_, map) => padInside(map, ' ') })
  return document.toString({ lineWidth: 0, indentSeq: true, flowCollectionPadding: true, nullStr: '', minContentWidth: 0 })
}

/** `{ a: 1 }` but `[a]`: the library pads both or none, so each collection carries its own. */
function padInside(node: YAMLMap | YAMLSeq, padding: string): void {
  const print = node.toString.bind(node)
  node.toString = (context, ...rest) => print(context && { ...context, flowCollectionPadding: padding }, ...rest)
}

function formOf(form: Form | undefined, side: 'map' | 'list'): Form | undefined {
  return form?.kind === 'either' ? form[side] : form
}

function formOfMap(form: Form | undefined, map: YAMLMap): Form | undefined {
  const own = formOf(form, 'map')
  return tableOf(own, map.items.map(keyOf)) ?? own
}

function innerForm(form: Form | undefined, key: string): Form | undefined {
  if (form?.kind === 'keys') return Object.hasOwn(form.keys, key) ? form.keys[key]!.form : undefined
  return form?.kind === 'names' || form?.kind === 'texts' ? form.of : undefined
}

function layOutMap(map: YAMLMap, form: Form | undefined, indent: number, before: number): void {
  const first = map.items[0]
  if (form?.kind === 'keys') sortKeys(map, Object.keys(form.keys))
  if (indent === 0) keepOnTop(first, map.items[0])
  for (const pair of map.items) prepare(pair.value as Node | null, innerForm(form, keyOf(pair)))
  map.flow = fits(map, form, indent, before)
  if (map.flow) return
  for (const pair of map.items) {
    const inner = innerForm(form, keyOf(pair))
    layOut(pair.value as Node | null, inner, indent + 2, keyOf(pair).length + 2)
  }
}

function layOutList(list: YAMLSeq, form: Form | undefined, indent: number, before: number): void {
  const of = form?.kind === 'list' ? form.of : undefined
  for (const item of list.items) prepare(item as Node | null, of)
  list.flow = fits(list, form, indent, before)
  if (list.flow) return
  // an item begins after "- "
  for (const item of list.items) layOut(item as Node | null, of, indent + 4, 0)
}

/** Scalars first, so that what is measured is what will be printed. */
function prepare(node: Node | null, form: Form | undefined): void {
  if (isScalar(node)) layOutScalar(node, form?.kind === 'either' ? form.scalar : form)
  if (isMap(node)) {
    const own = formOfMap(form, node)
    if (own?.kind === 'keys') sortKeys(node, Object.keys(own.keys))
    for (const pair of node.items) prepare(pair.value as Node | null, innerForm(own, keyOf(pair)))
  }
  if (isSeq(node)) {
    const own = formOf(form, 'list')
    for (const item of node.items) prepare(item as Node | null, own?.kind === 'list' ? own.of : undefined)
  }
}

function layOutScalar(scalar: Scalar, form: Form | undefined): void {
  const { value } = scalar
  if (typeof value === 'number' && form?.kind !== 'number' && String(value) !== scalar.source && scalar.source !== undefined) {
    // a number that is text or an exact amount keeps the digits it was written with
    scalar.value = scalar.source
    delete scalar.minFractionDigits
    delete scalar.format
  }
  if (typeof scalar.value !== 'string') return
  const lines = scalar.value.includes('\n')
  if (lines) scalar.type = Scalar.BLOCK_LITERAL
  else if (/^\d\d:\d\d$/.test(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE
  else delete scalar.type
}

/** Known keys in the order of the language, unknown ones after them as they were. */
function sortKeys(map: YAMLMap, order: readonly string[]): void {
  const rank = (pair: Pair) => {
    const at = order.indexOf(keyOf(pair))
    return at < 0 ? order.length : at
  }
  const first = map.items[0]
  const sorted = [...map.items].sort((one, other) => rank(one) - rank(other))
  // a comment above the first key hangs on the map, not on the key; it stays on top
  map.items = sorted
  const now = sorted[0]
  if (first && now && first !== now && isScalar(now.key)) delete now.key.spaceBefore
}

/** A comment above the first key of a file speaks of the file, whichever key comes first now. */
function keepOnTop(before: Pair | undefined, now: Pair | undefined): void {
  if (before === now || !isScalar(before?.key) || !isScalar(now?.key) || !before.key.commentBefore) return
  now.key.commentBefore = [before.key.commentBefore, now.key.commentBefore].filter(Boolean).join('\n')
  delete before.key.commentBefore
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key)
}

/** Collections whose members are things of their own: one per line however short. */
function alwaysOpen(form: Form | undefined, indent: number): boolean {
  if (form?.kind === 'names') return form.of.kind === 'keys'
  if (form?.kind === 'texts') return true
  if (form?.kind === 'keys') return indent === 0 || 'can' in form.keys
  return (
    form?.kind === 'list' &&
    form.of.kind === 'keys' &&
    ('can' in form.of.keys || !('name' in form.of.keys && 'color' in form.of.keys))
  )
}

function fits(node: YAMLMap | YAMLSeq, form: Form | undefined, indent: number, before: number): boolean {
  if (node.items.length === 0) return true
  if (alwaysOpen(form, indent) || hasCommentOrLines(node)) return false
  return indent + before + oneLine(node).length <= width
}

function oneLine(node: Node): string {
  const copy = node.clone() as YAMLMap | YAMLSeq
  copy.flow = true
  delete copy.commentBefore
  return printDocument(new Document(copy)).trim()
}

function hasCommentOrLines(node: unknown): boolean {
  if (isPair(node)) return hasCommentOrLines(node.key) || hasCommentOrLines(node.value)
  if (isScalar(node))
    return Boolean(node.comment || node.commentBefore) || (typeof node.value === 'string' && node.value.includes('\n'))
  if (!isMap(node) && !isSeq(node)) return false
  return node.items.some(item => hasCommentOrLines(item) || commentOf(item))
}

function commentOf(item: unknown): boolean {
  return (isMap(item) || isSeq(item)) && Boolean(item.comment || item.commentBefore)
}
