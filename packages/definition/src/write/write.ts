/** The model → its canonical files, or one JSON document. Reading them gives the same model again. */
import { Document, type Node } from 'yaml'
import type { Definition } from '../model/app.ts'
import { type FileKind, fileKinds } from '../read/text-form.ts'
import { screenText } from '../screens/registry.ts'
import { layOut, printDocument } from './layout.ts'
import { appText, entityText, languageText, layoutText, workflowText } from './text-of.ts'

export function writeDefinition(definition: Definition): Map<string, string> {
  const { entities, workflows, screens, layouts, translations = [] } = definition
  const file = (kind: FileKind, name: string, text: unknown): [string, string] => [
    `${fileKinds[kind].folder}${name}.yaml`,
    printText(kind, text),
  ]
  return new Map([
    file('app', 'app', appText(definition)),
    ...entities.map(entity => file('entity', entity.name, entityText(entity))),
    ...workflows.map(workflow => file('workflow', workflow.name, workflowText(workflow))),
    ...screens.map(screen => file('screen', screen.name, screenText(screen))),
    ...layouts.map(layout => file('layout', layout.entity, layoutText(layout, entities))),
    ...translations.map(each => file('language', each.language, languageText(each))),
  ])
}

export function writeDefinitionDocument(definition: Definition): string {
  const { entities, workflows, screens, layouts, translations = [] } = definition
  const document = {
    app: appText(definition),
    entities: entities.map(entityText),
    workflows: workflows.map(workflowText),
    screens: screens.map(screenText),
    layouts: layouts.map(layout => layoutText(layout, entities)),
    ...(translations.length > 0 && { languages: translations.map(languageText) }),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

function printText(kind: FileKind, text: unknown): string {
  const document = new Document(text, { aliasDuplicateObjects: false })
  layOut(document.contents as Node, fileKinds[kind].shape.form, 0, 0)
  return printDocument(document)
}
