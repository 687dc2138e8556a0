/**
 * One file's text → a YAML document with positions, or findings. Only the plain part of YAML is let in: no anchors, aliases, tags, merge
 * keys, duplicate keys or second documents, so that nothing in a definition means more than it says and nothing can grow when it is read.
 */
import { Composer, type CST, type Document, LineCounter, type ParsedNode, Parser } from 'yaml'
import type { Place } from '../model/finding.ts'
import type { FindingCode } from '../validate/finding-kinds.ts'
import { limits } from './limits.ts'

/** Overrides, embeddings and isolates: behind one of them a sentence, or a rule, reads as another than it is. */
export const turnsText = /[\u202a-\u202e\u2066-\u2069]/

export interface Source {
  readonly file: string
  readonly document?: Document.Parsed<ParsedNode>
  readonly lines: LineCounter
  readonly problems: readonly SourceProblem[]
}

export interface SourceProblem {
  readonly code: FindingCode
  readonly message: string
  readonly hint?: string
  readonly place: Place
}

export function readSource(file: string, text: string): Source {
  const lines = new LineCounter()
  const problems: SourceProblem[] = []
  const place = (offset: number) => placeAt(file, lines, offset)
  const bytes = text.length > limits.fileBytes ? text.length : new TextEncoder().encode(text).length
  if (bytes > limits.fileBytes) {
    problems.push({
      code: 'file.too-large',
      message: `The file has more than ${limits.fileBytes} bytes.`,
      place: { file, line: 1, column: 1 },
    })
    return { file, lines, problems }
  }
  const tokens = [...new Parser(lines.addNewLine).parse(text)]
  const turn = text.search(turnsText)
  if (turn >= 0) {
    problems.push({
      code: 'value.pattern',
      message: 'The file holds a character that turns the direction of writing: it reads as another than it is.',
      hint: 'Take it out, also of comments. Marks of direction (U+200E, U+200F) may stay.',
      place: place(turn),
    })
    return { file, lines, problems }
  }
  problems.push(...tokenProblems(tokens, place))
  if (problems.length > 0) return { file, lines, problems }

  const options = { prettyErrors: false, uniqueKeys: false, version: '1.2', schema: 'core', logLevel: 'silent' } as const
  const documents = [...new Composer(options).compose(tokens, true, text.length)] as Document.Parsed<ParsedNode>[]
  const [document, second] = documents
  for (const error of documents.flatMap(each => each.errors).slice(0, 20)) {
    problems.push({ code: 'yaml.syntax', message: sentence(error.message), ...hintFor(error.code), place: place(error.pos[0]) })
  }
  if (second && problems.length === 0) {
    problems.push({
      code: 'yaml.many-documents',
      message: 'The file holds more than one YAML document.',
      hint: 'Write one thing per file, without `---`.',
      place: place(second.range[0]),
    })
  }
  return problems.length > 0 || !document ? { file, lines, problems } : { file, document, lines, problems }
}

export function placeAt(file: string, lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset)
  return { file, line: Math.max(1, line), column: Math.max(1, col) }
}

const syntaxHints: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'Put text that holds ": " in quotes.',
  TAB_AS_INDENT: 'Indent with spaces.',
  MISSING_CHAR: 'A quote, bracket or brace is opened and not closed.',
}

function hintFor(code: string): { hint?: string } {
  const hint = syntaxHints[code]
  return hint === undefined ? {} : { hint }
}

function sentence(message: string): string {
  const trimmed = message.trim().replace(/:$/, '')
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`
}

interface Step {
  readonly token: CST.Token
  readonly depth: number
}

/**
 * Looks at the concrete syntax before anything is composed: the composer calls itself per level and would overflow on a deep file,
 * the parser that made these tokens does not.
 */
function tokenProblems(tokens: readonly CST.Token[], place: (offset: number) => Place): SourceProblem[] {
  const problems: SourceProblem[] = []
  const open: Step[] = tokens.map(token => ({ token, depth: 0 })).reverse()
  for (let step = open.pop(); step && problems.length < 20; step = open.pop()) {
    const { token, depth } = step
    if (depth > limits.depth) {
      const message = `The file is nested deeper than ${limits.depth} levels.`
      return [...problems, { code: 'yaml.too-deep', message, place: place(token.offset) }]
    }
    const refused = refusal(token)
    if (refused) problems.push({ ...refused, place: place(token.offset) })
    // one by one: a large map would overflow the stack as arguments
    for (const each of inner(token, depth).reverse()) open.push(each)
  }
  return problems
}

function inner(token: CST.Token, depth: number): Step[] {
  const here = (tokens: readonly CST.Token[]) => tokens.map(each => ({ token: each, depth }))
  if (token.type === 'document') return [...here(token.start), ...(token.value ? here([token.value]) : [])]
  if (!('items' in token)) return []
  return token.items.flatMap(item => {
    const values = [item.key, item.value].filter(each => each != null)
    return [...here(item.start), ...here(item.sep ?? []), ...values.map(each => ({ token: each, depth: depth + 1 }))]
  })
}

function refusal(token: CST.Token): Omit<SourceProblem, 'place'> | undefined {
  switch (token.type) {
    case 'anchor':
    case 'alias':
      return {
        code: 'yaml.anchor',
        message: `"${token.source}" is a YAML ${token.type}; a definition has none.`,
        hint: 'Write the value out; put text that starts with & or * in quotes.',
      }
    case 'tag':
      return {
        code: 'yaml.tag',
        message: `"${token.source}" is a YAML tag; a definition has none.`,
        hint: 'Put text that starts with ! in quotes.',
      }
    case 'directive':
      return { code: 'yaml.tag', message: 'A definition has no YAML directives.', hint: 'Remove the line that starts with %.' }
    default:
      return undefined
  }
}
