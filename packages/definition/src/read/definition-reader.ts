/**
 * Files → the model, as far as it can be read. What the parts mean to each other (does the field exist, does the expression type-check) is
 * said by validate/. Never throws for what a file says.
 */
import { isMap, isScalar, type Node, type ParsedNode, type YAMLMap } from 'yaml'
import { withKept } from '../fields/kept.ts'
import { nearest } from '../fields/near.ts'
import type { Definition } from '../model/app.ts'
import type { Entity } from '../model/entity.ts'
import { buildScreen } from '../screens/registry.ts'
import { buildApp, buildRoles } from './app.ts'
import { buildEntity } from './entity.ts'
import { Findings } from './findings.ts'
import { buildTranslation } from './language.ts'
import { buildLayout } from './layout.ts'
import { limits } from './limits.ts'
import type { Shape } from './shape.ts'
import { ShapeReader } from './shape-reader.ts'
import { readSource, type Source } from './source.ts'
import {
  type AppText,
  appShape,
  type EntityText,
  entityShape,
  type FileKind,
  fileKinds,
  type LanguageText,
  type LayoutText,
  languageShape,
  layoutShape,
  type ScreenText,
  screenShape,
  type WorkflowText,
  workflowShape,
} from './text-form.ts'
import { addWorkflow, buildWorkflow } from './workflow.ts'

/** Folders beside a definition that hold other things: tests as data, seeds. */
const otherFolders = /^(tests|seed|docs)\//

interface Texts {
  app: AppText | undefined
  readonly entities: EntityText[]
  readonly workflows: WorkflowText[]
  readonly screens: ScreenText[]
  readonly layouts: LayoutText[]
  readonly languages: LanguageText[]
}

const noTexts = (): Texts => ({ app: undefined, entities: [], workflows: [], screens: [], layouts: [], languages: [] })

export interface RawReading {
  /** Present when nothing the model needs is missing. */
  readonly definition?: Definition
  readonly findings: Findings
}

/** A folder of files by their path in it, such as `entities/ticket.yaml`. */
export function readFiles(files: ReadonlyMap<string, string>): RawReading {
  const findings = new Findings()
  const texts = noTexts()
  const paths = [...files.keys()].filter(path => /\.ya?ml$/.test(path) && !otherFolders.test(path)).sort()
  if (paths.length > limits.files) {
    findings.hole('file.too-many', {
      path: 'app',
      message: `A definition may have ${limits.files} files; there are ${paths.length}.`,
    })
    return { findings }
  }
  for (const path of paths) readFile(path, files.get(path)!, texts, findings)
  return build(texts, findings)
}

/** The same as one JSON (or YAML) document: `{ app: {…}, entities: [{…}], workflows: […], screens: […], layouts: […], languages: […] }`. */
export function readDocument(text: string, file = 'definition.json'): RawReading {
  const findings = new Findings()
  const texts = noTexts()
  const source = openSource(file, text, findings)
  if (!source) return { findings }
  const root = source.document!.contents
  if (!isMap(root)) {
    findings.hole('value.type', {
      path: 'app',
      message: 'A definition is a map with app, entities, workflows, screens, layouts and languages.',
      place: { file, line: 1, column: 1 },
    })
    return { findings }
  }
  const plural = {
    entities: 'entity',
    workflows: 'workflow',
    screens: 'screen',
    layouts: 'layout',
    languages: 'language',
  } as const
  for (const item of root.items) {
    const key = isScalar(item.key) ? String(item.key.value) : ''
    const node = item.value as Node | null
    if (key === 'app') readThing('app', node, source, texts, findings)
    else if (Object.hasOwn(plural, key)) {
      const items = (node as { items?: unknown[] } | null)?.items ?? []
      for (const each of items) readThing(plural[key as keyof typeof plural], each as Node, source, texts, findings)
    } else {
      const near = nearest(key, ['app', ...Object.keys(plural)])
      const hint = near ? `Did you mean "${near}"?` : `It knows app, ${Object.keys(plural).join(', ')}.`
      const place = new ShapeReader(file, source.lines, findings).place(item.key as Node)
      findings.add('key.unknown', { path: key, message: `A definition has no key "${key}".`, hint, place })
    }
  }
  return build(texts, findings)
}

function openSource(file: string, text: string, findings: Findings): Source | undefined {
  const source = readSource(file, text)
  for (const problem of source.problems) findings.hole(problem.code, { path: file, ...problem })
  return source.document ? source : undefined
}

function readFile(file: string, text: string, texts: Texts, findings: Findings): void {
  const folder = folderKind(file)
  if (!folder) {
    const message = `"${file}" stands in no folder of a definition and is not read.`
    const folders = 'app.yaml, entities/, workflows/, screens/, layouts/ and languages/'
    findings.add('file.unknown', {
      path: file,
      message,
      hint: `A definition is ${folders}.`,
      place: { file, line: 1, column: 1 },
    })
    return
  }
  const source = openSource(file, text, findings)
  if (source) readThing(folder, source.document!.contents, source, texts, findings)
}

function folderKind(file: string): FileKind | undefined {
  if (/^app\.ya?ml$/.test(file)) return 'app'
  const kinds = Object.keys(fileKinds) as FileKind[]
  return kinds.find(
    kind => kind !== 'app' && file.startsWith(fileKinds[kind].folder) && !file.slice(fileKinds[kind].folder.length).includes('/'),
  )
}

function readThing(kind: FileKind, node: Node | ParsedNode | null, source: Source, texts: Texts, findings: Findings): void {
  const reader = new ShapeReader(source.file, source.lines, findings)
  const take = <T>(shape: Shape<T>, group: string, keep: (text: T) => void) => {
    const name = headName(node, kind)
    const path = group === 'app' ? 'app' : `${group}.${name ?? stemOf(source.file)}`
    if (!isMap(node)) {
      const place = { file: source.file, line: 1, column: 1 }
      findings.hole('value.type', { path, message: `This must be a map that starts with \`${kind}: <name>\`.`, place })
      return
    }
    const other = name === undefined ? otherHead(node, kind) : undefined
    if (other) {
      const message = `This file begins with "${other}", and its folder holds files that begin with "${kind}".`
      const hint = other === 'app' ? 'The app stands in app.yaml.' : `Move it to ${fileKinds[other].folder}.`
      findings.hole('file.wrong-kind', { path, message, hint, place: reader.place(node) })
      return
    }
    const text = reader.read(shape, node, path)
    if (text !== undefined) keep(text)
  }
  const { file } = source
  switch (kind) {
    case 'app':
      take(appShape, 'app', text => {
        texts.app = text
      })
      break
    case 'entity':
      take(entityShape, 'entities', text => keepOnce(texts.entities, text, 'entity', file, findings))
      break
    case 'workflow':
      take(workflowShape, 'workflows', text => keepOnce(texts.workflows, text, 'workflow', file, findings))
      break
    case 'screen':
      take(screenShape, 'screens', text => keepOnce(texts.screens, text, 'screen', file, findings))
      break
    case 'layout':
      take(layoutShape, 'layouts', text => keepOnce(texts.layouts, text, 'layout', file, findings))
      break
    case 'language':
      take(languageShape, 'languages', text => keepOnce(texts.languages, text, 'language', file, findings))
      break
  }
}

function stemOf(file: string): string {
  return file.replace(/^.*\//, '').replace(/\.[a-z]+$/, '')
}

function headName(node: Node | ParsedNode | null, kind: FileKind): string | undefined {
  const name = isMap(node) ? node.get(kind) : undefined
  return typeof name === 'string' ? name : undefined
}

/** The kind of file this would be elsewhere. A workflow names its entity too, so the first key decides. */
function otherHead(node: YAMLMap, kind: FileKind): FileKind | undefined {
  const first = isScalar(node.items[0]?.key) ? String(node.items[0].key.value) : ''
  return first !== kind && Object.hasOwn(fileKinds, first) ? (first as FileKind) : undefined
}

/** Two files with one name: the paths of findings would be the same, so the second is refused here and not in validate/. */
function keepOnce<K extends FileKind, T extends Readonly<Record<K, string>>>(
  kept: T[],
  text: T,
  key: K,
  file: string,
  findings: Findings,
): void {
  if (!kept.some(each => each[key] === text[key])) {
    kept.push(text)
    return
  }
  const message = `The ${key} "${text[key]}" is defined twice.`
  findings.hole('name.duplicate', {
    path: text[key],
    message,
    hint: 'Rename one of them, or remove its file.',
    place: { file, line: 1, column: 1 },
  })
}

function build(texts: Texts, findings: Findings): RawReading {
  if (!texts.app) {
    if (!findings.broken) {
      findings.hole('file.no-app', {
        path: 'app',
        message: 'There is no app.yaml.',
        hint: 'Begin it with `app: <name>`, `title:` and `roles:`.',
        place: { file: 'app.yaml', line: 1, column: 1 },
      })
    }
    return { findings }
  }
  const readable = !findings.broken
  for (const name of texts.app.roles.keys()) findings.places.move(`roles.${name}`, `app.roles.${name}`)
  const plain = texts.entities.map(text => buildEntity(text, `entities.${text.entity}`, findings))
  const workflows = texts.workflows.map(text => buildWorkflow(text, `workflows.${text.workflow}`, findings))
  const complete = plain.map(
    (entity): Entity =>
      workflows
        .filter(workflow => workflow.entity === entity.name)
        .reduce((sum, workflow) => addWorkflow(sum, workflow, `workflows.${workflow.name}`, findings), entity),
  )
  const entities = withKept(complete)
  const screens = texts.screens.map(buildScreen)
  // related lists are looked up in all entities: where one could not be read, its lists would seem not to exist
  const layouts = readable ? texts.layouts.map(text => buildLayout(text, entities, `layouts.${text.layout}`, findings)) : []
  if (findings.broken) return { findings }
  return {
    definition: {
      language: 1,
      app: buildApp(texts.app),
      roles: buildRoles(texts.app),
      entities,
      workflows,
      screens,
      layouts,
      ...(texts.languages.length > 0 && { translations: texts.languages.map(buildTranslation) }),
    },
    findings,
  }
}
