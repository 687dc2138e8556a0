/** `bailiwick format`: the same definition in its canonical text. Comments stay; a file with errors is left as it is. */
import { type Document, isMap } from 'yaml'
import { readSource } from '../read/source.ts'
import { type FileKind, fileKinds } from '../read/text-form.ts'
import { layOut, printDocument } from './layout.ts'

export function formatDefinition(files: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...files].map(([file, text]) => [file, formatFile(file, text)]))
}

export function formatFile(file: string, text: string): string {
  if (!/\.ya?ml$/.test(file)) return text
  const { document, problems } = readSource(file, text)
  const kind = document && kindOf(document)
  if (!document || !kind || problems.length > 0) return text
  layOut(document.contents, fileKinds[kind].shape.form, 0, 0)
  return printDocument(document)
}

/** A workflow names its entity too and an app its language, so they are asked about first. */
const headKeys: readonly FileKind[] = ['app', 'workflow', 'screen', 'layout', 'entity', 'language']

function kindOf(document: Document): FileKind | undefined {
  const { contents } = document
  return isMap(contents) ? headKeys.find(kind => contents.has(kind)) : undefined
}
