/** `rights`: what a change opens and closes, in people and records. Nothing is changed. */
import { parseArgs } from 'node:util'
import { printFinding, readDefinition } from '@bailiwick/definition/index.ts'
import { printDiff } from '../../governance/changes/diff-words.ts'
import { type DiffQuestion, diffPermissions } from '../../governance/changes/permission-diff.ts'
import type { PlaceChange } from '../../governance/changes/standing.ts'
import { english, Refusal, toWire } from '../../problems.ts'
import { asked } from './check.ts'
import { readFolder } from './folder.ts'
import type { Command } from './main.ts'
import { withDatabase } from './release.ts'

const usage =
  'rights <app> (--to <folder> | --from <release> --to <release> | --give <role> | --take <role> (--person <e-mail> | --team <name>)) [--json]'

export const rightsCommand: Command = {
  usage: 'rights <app> --to <folder>',
  does: 'say who gains and who loses what on how many records (--from/--to <release>, --give/--take <role> --person/--team, --json)',
  run: async args => {
    const read = readArguments(args)
    if (!read) return asked(usage)
    const question = await questionOf(read)
    if (typeof question === 'string') {
      console.log(question)
      return 1
    }
    return withDatabase(async admin => {
      try {
        const diff = await diffPermissions(admin, question)
        console.log(read.json ? JSON.stringify(diff, null, 2) : printDiff(diff))
        return 0
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        const { title, detail, fields = [] } = toWire(error, '', english)
        console.log([title, detail, ...fields.map(field => field.message)].filter(Boolean).join(': '))
        return 1
      }
    })
  },
}

interface Read {
  readonly app: string
  readonly from?: number
  readonly to?: string
  readonly change?: PlaceChange
  readonly json: boolean
}

function readArguments(args: readonly string[]): Read | undefined {
  const text = { type: 'string' } as const
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { to: text, from: text, give: text, take: text, person: text, team: text, json: { type: 'boolean' } },
    })
    const { to, from, give, take, person, team, json = false } = values
    const role = give ?? take
    const [app] = positionals
    if (
      !app ||
      positionals.length > 1 ||
      (to === undefined) === (role === undefined) ||
      (give !== undefined && take !== undefined)
    )
      return undefined
    if (role !== undefined) {
      if ((person === undefined) === (team === undefined) || from !== undefined) return undefined
      const holder = { role, ...(person === undefined ? { team: team! } : { person }) }
      return { app, json, change: give === undefined ? { take: holder } : { give: holder } }
    }
    if (person !== undefined || team !== undefined || (from !== undefined && !isNumber(from))) return undefined
    return { app, json, to: to!, ...(from !== undefined && { from: Number(from) }) }
  } catch {
    return undefined
  }
}

const isNumber = (text: string) => /^[1-9]\d{0,8}$/.test(text)

/** @returns a sentence where the folder holds no definition of this app */
async function questionOf({ app, from, to, change }: Read): Promise<DiffQuestion | string> {
  const question = { app, within: 120_000, ...(from !== undefined && { from }), ...(change && { change }) }
  if (to === undefined) return question
  if (isNumber(to)) return { ...question, to: Number(to) }
  const { definition, findings } = readDefinition(await readFolder(to))
  if (!definition) return findings.map(printFinding).join('\n')
  if (definition.app.name !== app) return `The definition in ${to} is that of ${definition.app.name}, not of ${app}.`
  return { ...question, to: definition }
}
