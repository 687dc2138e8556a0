/** `check` and `format`: what a definition's author runs, without any database. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { formatDefinition, printFinding, readDefinition } from '@bailiwick/definition/index.ts'
import { readFolder } from './folder.ts'
import type { Command } from './main.ts'

export const checkCommand: Command = {
  usage: 'check <folder>',
  does: 'read a definition and say what is wrong with it',
  run: async ([folder]) => {
    if (!folder) return asked('check <folder>')
    const { definition, findings } = readDefinition(await readFolder(folder))
    for (const finding of findings) console.log(printFinding(finding))
    const errors = findings.filter(finding => finding.level === 'error').length
    if (!definition) {
      console.log(`${errors} ${errors === 1 ? 'error' : 'errors'}.`)
      return 1
    }
    console.log(
      `${definition.app.title}: ${counted(definition.entities.length, 'entity', 'entities')}, ${counted(definition.workflows.length, 'workflow', 'workflows')}, no errors.`,
    )
    return 0
  },
}

export const formatCommand: Command = {
  usage: 'format <folder>',
  does: 'write a definition in its canonical form, comments kept',
  run: async ([folder]) => {
    if (!folder) return asked('format <folder>')
    const files = await readFolder(folder)
    let changed = 0
    for (const [path, text] of formatDefinition(files)) {
      if (files.get(path) === text) continue
      await writeFile(join(folder, path), text)
      changed += 1
    }
    console.log(changed === 0 ? 'Nothing to change.' : `${changed} ${changed === 1 ? 'file' : 'files'} rewritten.`)
    return 0
  },
}

const counted = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`

export function asked(usage: string): number {
  console.error(`Usage: bailiwick ${usage}`)
  return 2
}
