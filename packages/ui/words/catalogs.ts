/**
 * The catalogs: for each folder of the screens and each language but English a `locales/<tag>.po`. Here is what stands in them, what should, and what a language lacks.
 */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage'
import PO from 'pofile'
import { type Language, languages, source } from '../src/client/languages.ts'
import { mayHaveWords, transformWords, type Word } from './transform.ts'

const src = join(import.meta.dirname, '..', 'src')

export const translated = languages.filter(each => each !== source)

export interface Entry extends Omit<Word, 'line'> {
  /** The files that say it, from `packages/ui/src`. */
  readonly files: readonly string[]
}

/** Folder → id → what the code says there. */
export type Said = ReadonlyMap<string, ReadonlyMap<string, Entry>>

/** Reads every file that has words. @throws a text that cannot be compiled */
export function readWords(): Said {
  const said = new Map<string, Map<string, Entry>>()
  const files = globSync('**/*.{ts,tsx}', { cwd: src }).map(each => each.split(sep).join('/'))
  for (const file of files.filter(each => !/\.(test|d)\.tsx?$/.test(each)).sort()) {
    const code = readFileSync(join(src, file), 'utf8')
    if (!mayHaveWords(code)) continue
    for (const { line: _, ...word } of transformWords(code, file).words) {
      const folder = said.get(folderOf(file)) ?? new Map<string, Entry>()
      said.set(folderOf(file), folder)
      const known = folder.get(word.id)
      const comment =
        known?.comment && word.comment && known.comment !== word.comment
          ? `${known.comment} ${word.comment}`
          : (known?.comment ?? word.comment)
      folder.set(word.id, { ...word, comment, files: [...new Set([...(known?.files ?? []), file])] })
    }
  }
  return said
}

/** `screens/list` and the like; what lies deeper belongs to them. */
function folderOf(file: string): string {
  const parts = dirname(file).split('/')
  return parts[0] === 'screens' ? parts.slice(0, 2).join('/') : parts[0]!
}

function pathOf(folder: string, language: Language): string {
  return join(src, folder, 'locales', `${language}.po`)
}

/** Every translation of a language: key → text. @returns also what two folders say in two ways */
export function readTranslations(language: Language): { texts: ReadonlyMap<string, string>; twice: readonly string[] } {
  const texts = new Map<string, string>()
  const twice: string[] = []
  for (const file of globSync(`**/locales/${language}.po`, { cwd: src }).sort())
    for (const [key, text] of textsOf(join(src, file))) {
      const known = texts.get(key)
      if (known !== undefined && known !== text) twice.push(`“${key.split(parting)[1]}” is “${known}” and, in ${file}, “${text}”`)
      texts.set(key, known ?? text)
    }
  return { texts, twice }
}

const parting = '\u0004'
const keyOf = ({ message, context }: Pick<Entry, 'message' | 'context'>) => `${context ?? ''}${parting}${message}`

function textsOf(path: string): Map<string, string> {
  if (!existsSync(path)) return new Map()
  const { items } = PO.parse(readFileSync(path, 'utf8'))
  return new Map(
    items
      .filter(({ msgstr }) => msgstr[0])
      .map(({ msgid, msgctxt, msgstr }) => [keyOf({ message: msgid, context: msgctxt }), msgstr[0]!]),
  )
}

/** The catalogs as they should stand: path → text; undefined: there should be none. What is not said any more is gone, what another folder translates is taken over. */
export function catalogsOf(said: Said, language: Language): Map<string, string | undefined> {
  const { texts } = readTranslations(language)
  const wanted = new Map<string, string | undefined>()
  for (const file of globSync(`**/locales/${language}.po`, { cwd: src })) wanted.set(join(src, file), undefined)
  for (const [folder, entries] of said) {
    const path = pathOf(folder, language)
    const own = textsOf(path)
    const po = new PO()
    po.headers = { Language: language, 'Content-Type': 'text/plain; charset=utf-8' }
    const ordered = [...entries.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    for (const entry of ordered) {
      const item = new PO.Item()
      item.msgid = entry.message
      if (entry.context !== undefined) item.msgctxt = entry.context
      item.msgstr = [own.get(keyOf(entry)) ?? texts.get(keyOf(entry)) ?? '']
      item.references = [...entry.files]
      item.extractedComments = entry.comment ? [entry.comment] : []
      po.items.push(item)
    }
    wanted.set(path, `${po.toString().trimEnd()}\n`)
  }
  return wanted
}

/** @returns the paths that were not as they should be */
export function staleCatalogs(said: Said, language: Language): string[] {
  return [...catalogsOf(said, language)]
    .filter(([path, text]) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined) !== text)
    .map(([path]) => path)
}

export function writeCatalogs(said: Said, language: Language): void {
  for (const [path, text] of catalogsOf(said, language)) {
    if (text === undefined) {
      rmSync(path, { force: true })
      continue
    }
    mkdirSync(dirname(path), { recursive: true })
    if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text)
  }
}

/** One sentence for each text that has no translation, or one that would show something else than it says. */
export function faultsOf(said: Said, language: Language): string[] {
  const { texts, twice } = readTranslations(language)
  const faults = twice.map(each => `${language}: ${each}. Give one of the two texts a context, or say both alike.`)
  for (const [folder, entries] of said)
    for (const entry of entries.values()) {
      const text = texts.get(keyOf(entry))
      const place = `${folder}/locales/${language}.po: “${entry.message}”`
      if (text === undefined) faults.push(`${place} has no text in ${language}.`)
      else {
        const fault = differenceOf(entry.message, text)
        if (fault) faults.push(`${place}: ${fault}`)
      }
    }
  return faults
}

/** What a translation shows otherwise than its text, as a sentence. */
export function differenceOf(message: string, text: string): string | undefined {
  try {
    const [wanted, given] = [placeholdersOf(message), placeholdersOf(text)]
    const [missing, unknown] = [wanted.difference(given), given.difference(wanted)]
    if (missing.size > 0) return `“${text}” leaves out ${[...missing].join(', ')}.`
    if (unknown.size > 0) return `“${text}” names ${[...unknown].join(', ')}, which the text does not have.`
    return undefined
  } catch (error) {
    return `“${text}” is not in ICU form: ${(error as Error).message}`
  }
}

/** Names of values, and tags: `{count}`, `<0>`. */
function placeholdersOf(message: string): Set<string> {
  const found = new Set<string>()
  const walk = (tokens: unknown): void => {
    if (typeof tokens === 'string') for (const tag of tokens.matchAll(/<\/?\d+\/?>/g)) found.add(tag[0])
    else if (Array.isArray(tokens))
      for (const token of tokens) {
        if (!Array.isArray(token)) walk(token)
        else {
          found.add(`{${token[0]}}`)
          if (token[2] && typeof token[2] === 'object') for (const branch of Object.values(token[2])) walk(branch)
        }
      }
  }
  walk(compileMessageOrThrow(message))
  return found
}

/** id → compiled text, as the browser takes it. */
export function compiledCatalog(language: Language): Record<string, unknown> {
  const { texts } = readTranslations(language)
  const found: Record<string, unknown> = {}
  for (const entries of readWords().values())
    for (const entry of entries.values()) {
      const text = texts.get(keyOf(entry))
      if (text !== undefined) found[entry.id] = compileMessageOrThrow(text)
    }
  return found
}
