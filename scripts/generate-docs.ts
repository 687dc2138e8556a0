/**
 * Reference pages and the JSON Schema, made from the language itself so that they cannot drift.
 * `node scripts/run.mjs scripts/generate-docs.ts` writes them; with `--check` it fails when what is there is not what would be written.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe } from '../packages/definition/src/expressions/types.ts'
import { fieldTypes } from '../packages/definition/src/fields/registry.ts'
import type { Field } from '../packages/definition/src/model/field.ts'
import { keyTypes, neededKeys } from '../packages/definition/src/read/field.ts'
import { jsonSchema } from '../packages/definition/src/read/json-schema.ts'
import { limits } from '../packages/definition/src/read/limits.ts'
import { appColors, colors, icons } from '../packages/definition/src/read/palette.ts'
import type { Form } from '../packages/definition/src/read/shape.ts'
import {
  approvalShape,
  calendarShape,
  checkShape,
  fieldShape,
  fileKinds,
  grantShape,
  optionShape,
  roleShape,
  stateShape,
  transitionShape,
} from '../packages/definition/src/read/text-form.ts'
import { rooms } from '../packages/definition/src/scope.ts'
import { widgetShape } from '../packages/definition/src/screens/widgets.ts'
import { findingKinds } from '../packages/definition/src/validate/finding-kinds.ts'

const root = join(import.meta.dirname, '..')
const note = '<!-- Made by scripts/generate-docs.ts from the language itself. Do not edit. -->'

/** Path from the project's root → text. */
export function generateDocs(): Map<string, string> {
  return new Map([
    ['docs/reference/definition.md', definitionPage()],
    ['docs/reference/findings.md', findingsPage()],
    ['packages/definition/schema.json', `${JSON.stringify(jsonSchema(), null, 2)}\n`],
  ])
}

/** The files that are not what would be written. */
export function staleDocs(): string[] {
  const stale = ([path, text]: [string, string]) => readOrEmpty(join(root, path)) !== text
  return [...generateDocs()].filter(stale).map(([path]) => path)
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

// The reference of the language -----------------------------------------------------------------------------------------

const fileWords: Readonly<Record<keyof typeof fileKinds, string>> = {
  app: '`app.yaml`: what the app is called, its roles and its business calendar.',
  entity: '`entities/<name>.yaml`: a kind of record, its fields and who may do what with it.',
  workflow: '`workflows/<name>.yaml`: the life of a record: states, the transitions between them, approvals.',
  screen: '`screens/<name>.yaml`: what people work in. Which type of screen it is follows from the key that names what it shows.',
  layout: '`layouts/<entity>.yaml`: how one record is laid out.',
  language:
    "`languages/<tag>.yaml`: the app's texts in another language: `texts` for what means the same everywhere, `at` for what does not ([how to translate an app](../how-to/translate-an-app.md)). A text without a translation is shown as the definition says it.",
}
const parts: readonly (readonly [string, Form])[] = [
  ['A role', roleShape.form],
  ['The calendar', calendarShape.form],
  ['A field', fieldShape.form],
  ['An option', optionShape.form],
  ['A check', checkShape.form],
  ['A grant', grantShape.form],
  ['A state', stateShape.form],
  ['A transition', transitionShape.form],
  ['An approval', approvalShape.form],
  ['A widget', widgetShape.form],
]

function definitionPage(): string {
  const kinds = Object.keys(fileKinds) as (keyof typeof fileKinds)[]
  return `${[
    note,
    '# The definition, key by key',
    'A definition is a folder of YAML files. Names are `[a-z][a-z0-9_]*`; titles and labels may say anything. YAML anchors, tags and duplicate keys are refused.',
    `Editors complete and check with \`packages/definition/schema.json\` (${kinds.map(kind => `\`#/$defs/${kind}\``).join(', ')}).`,
    ...kinds.flatMap(kind => [`## ${kind}`, fileWords[kind], keyTable(fileKinds[kind].shape.form)]),
    ...parts.flatMap(([title, form]) => [`## ${title}`, keyTable(form)]),
    '## Field types',
    'Keys that only some types know stand with them; those in bold are needed.',
    typeTable(),
    '## Expressions',
    'Expressions are CEL. Who is in the room depends on what the expression is for:',
    roomTable(),
    '`record` has the fields of its entity (of roll-ups only those that are `kept`), `id`, `version`, `created_at`, `created_by`, `updated_at` and `updated_by`. `user` has `id`, `email`, `teams` (own teams and all beneath), `direct_teams` and `roles`.',
    '`day.within("week")` says whether a day or a moment lies in this week, as the calendar of the app\'s time zone has it; `within("month", -1)` is the month before. There are day, week (from Monday on), month, quarter and year, wherever `today()` is possible.',
    '## Limits',
    table(
      ['What', 'At most'],
      Object.entries(limits).map(([name, limit]) => [
        name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`),
        String(limit),
      ]),
    ),
    '## Colours and icons',
    `Options and states: ${colors.join(', ')}. Apps also: ${appColors.filter(color => !(colors as readonly string[]).includes(color)).join(', ')}.`,
    `Icons: ${icons.join(', ')}.`,
  ].join('\n\n')}\n`
}

function keyTable(form: Form): string {
  if (form.kind === 'oneOf') {
    const tables = Object.entries(form.by).map(([key, keys]) => `### ${key}\n\n${keyTable(keys)}`)
    return tables.join('\n\n')
  }
  if (form.kind !== 'keys') return ''
  return table(
    ['Key', 'Takes', 'What for'],
    Object.entries(form.keys).map(([key, each]) => [
      each.required ? `**\`${key}\`**` : `\`${key}\``,
      takes(each.form),
      each.about,
    ]),
  )
}

function takes(form: Form): string {
  switch (form.kind) {
    case 'text':
      return `text, up to ${form.max}`
    case 'name':
      return 'a name'
    case 'flag':
      return 'true, false'
    case 'number':
      return form.whole ? `${form.least} to ${form.greatest}` : 'a number'
    case 'pattern':
      return `\`${form.example}\``
    case 'expression':
      return 'CEL'
    case 'word':
      return form.words.length > 12 ? withArticle(form.what) : form.words.map(word => `\`${word}\``).join(', ')
    case 'literal':
      return 'a value'
    case 'list':
      return form.single ? `a list of ${takes(form.of)}, or one` : `a list of ${takes(form.of)}`
    case 'names':
      return `a map from ${form.what} names`
    case 'texts':
      return `a map from ${form.what}`
    case 'oneOf':
      return withArticle(form.what)
    case 'keys':
      return parts.find(([, part]) => part === form)?.[0].toLowerCase() ?? `\`{ ${Object.keys(form.keys).join(', ')} }\``
    case 'either':
      return [form.scalar, form.list, form.map]
        .filter(each => each !== undefined)
        .map(takes)
        .join(' or ')
  }
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`
}

function typeTable(): string {
  const rows = Object.values(fieldTypes).map(type => {
    const flags = { required: false, unique: false, managed: false, search: false, sensitive: false }
    const field: Field = {
      id: 'f',
      name: 'f',
      title: 'F',
      type: type.name,
      ...flags,
      options: [{ name: 'a', title: 'A' }],
      currency: 'EUR',
      to: 'entity',
    }
    const needed = neededKeys[type.name] ?? []
    const keys = Object.entries(keyTypes).flatMap(([key, types]) =>
      types.includes(type.name) ? [needed.includes(key as never) ? `**\`${key}\`**` : `\`${key}\``] : [],
    )
    const computed = type.name === 'formula' || type.name === 'rollup'
    const inRules =
      { formula: 'its result', rollup: 'its result where it is kept' }[type.name as string] ?? describe(type.valueType(field))
    return [
      `\`${type.name}\``,
      type.about,
      keys.join(', '),
      computed ? '' : `\`${type.column(field)}\``,
      type.name === 'json' ? 'not there' : inRules,
    ]
  })
  return table(['Type', 'What it holds', 'Keys of its own', 'Column', 'In expressions'], rows)
}

const purposes: Readonly<Record<keyof typeof rooms, string>> = {
  rule: "a grant's `when` and `after`, a transition's `by`",
  guard: "a transition's `guard`",
  set: 'what a transition `set`s',
  default: "a field's `default`",
  step: 'whether an approval step is asked',
  validate: "a field's `validate` (also `value`)",
  check: "an entity's `checks`",
  formula: 'a formula; its own record only',
  filter: "a screen's `filter`, the filters of lists",
}

function roomTable(): string {
  const yes = (there: boolean) => (there ? 'yes' : '')
  const rows = Object.entries(rooms).map(([name, room]) => [
    purposes[name as keyof typeof rooms],
    yes(room.record),
    yes(room.user),
    yes(room.clock),
  ])
  return table(['For', '`record`', '`user`', '`now()`, `today()`'], rows)
}

// The reference of findings ---------------------------------------------------------------------------------------------

function findingsPage(): string {
  const groups = Map.groupBy(Object.entries(findingKinds), ([code]) => code.slice(0, code.indexOf('.')))
  const sections = [...groups].flatMap(([group, kinds]) => [
    `## ${group}`,
    ...kinds.map(
      ([code, kind]) =>
        `### ${code}\n${kind.level === 'error' ? '' : `*${kind.level[0]!.toUpperCase()}${kind.level.slice(1)}.* `}${kind.title}. ${kind.about}\n\n${example('Instead of', kind.wrong)}\n${example('write', kind.right)}`,
    ),
  ])
  const intro =
    'What is said about a definition, by code. An error stops a release, a warning asks whether it is meant. Every finding names its file, line and column.'
  return `${[note, '# Findings', intro, ...sections].join('\n\n')}\n`
}

function example(word: string, text: string): string {
  return text.includes('\n') ? `${word}\n\`\`\`yaml\n${text}\n\`\`\`` : `${word} \`${text.replaceAll('`', '')}\``
}

if (process.argv[1] === import.meta.filename) {
  const stale = staleDocs()
  if (process.argv.includes('--check')) {
    for (const path of stale) console.error(`${path} is out of date; run scripts/generate-docs.ts`)
    process.exitCode = stale.length > 0 ? 1 : 0
  } else {
    const docs = generateDocs()
    for (const path of stale) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), docs.get(path)!)
      console.log(`wrote ${path}`)
    }
  }
}
