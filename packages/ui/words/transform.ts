/**
 * One source file with its words: macros become calls, and every text is compiled where it stands, so that English needs no catalog and no compiler in the browser.
 * The same pass finds the words for the catalogs; what is translated is what is shown.
 */
import { type NodePath, type PluginObj, parseSync, transformFromAstSync, types } from '@babel/core'
import macro from '@lingui/babel-plugin-lingui-macro'
import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage'
import { generateMessageId } from '@lingui/message-utils/generateMessageId'

export interface Word {
  readonly id: string
  /** English, in ICU form. */
  readonly message: string
  /** Tells apart what English says with one word. */
  readonly context: string | undefined
  /** For whoever translates. */
  readonly comment: string | undefined
  readonly line: number
}

/** Whether a file has words at all: all others are left to faster hands. */
export function mayHaveWords(code: string): boolean {
  return code.includes('/macro') || code.includes('say(')
}

/** @throws a text that cannot be compiled or read, with its line */
export function transformWords(code: string, file: string): { code: string; map: object | null; words: readonly Word[] } {
  const words: Word[] = []
  const parserOpts = { plugins: ['typescript' as const, ...(file.endsWith('x') ? ['jsx' as const] : [])] }
  const options = { filename: file, configFile: false, babelrc: false } as const
  const ast = parseSync(code, { ...options, sourceType: 'module', parserOpts })
  if (!ast) throw new Error(`${file} cannot be read.`)
  const done = transformFromAstSync(ast, code, {
    ...options,
    sourceMaps: true,
    parserOpts,
    plugins: [[macro, { extract: true, stripMessageField: false, linguiConfig: config }], collecting(words, file)],
  })
  return { code: done?.code ?? code, map: done?.map ?? null, words }
}

/** Stands for `client/trans.ts`, wherever the file is that says it. */
export const transModule = 'virtual:trans'

/** What the macro asks of a configuration: where it takes its names from. */
const config = {
  macro: { corePackage: ['@lingui/core/macro'], jsxPackage: ['@lingui/react/macro'] },
  runtimeConfigModule: {
    i18n: ['@lingui/core', 'i18n'],
    Trans: [transModule, 'Trans'],
    useLingui: ['@lingui/react', 'useLingui'],
  },
} as const

function collecting(words: Word[], file: string): PluginObj {
  return {
    visitor: {
      Program: {
        // After the macro, which has done its work when the file was entered.
        exit: program =>
          program.traverse({
            ObjectExpression: path => descriptor(path, words, file),
            CallExpression: path => saying(path, words, file),
          }),
      },
    },
  }
}

/** What a macro has left: `/*i18n*\/ { id, message, … }`. */
function descriptor(path: NodePath<types.ObjectExpression>, words: Word[], file: string): void {
  if (!path.node.leadingComments?.some(({ value }) => value.trim() === 'i18n')) return
  const given = new Map<string, types.ObjectProperty>()
  for (const property of path.node.properties)
    if (types.isObjectProperty(property) && types.isIdentifier(property.key)) given.set(property.key.name, property)
  const text = (name: string) => {
    const value = given.get(name)?.value
    return value && textOf(value)
  }
  const [id, message] = [text('id'), text('message')]
  const line = lineOf(path)
  if (id === undefined || message === undefined)
    throw new Error(`${file}:${line}: a text without a message: write it where it is said.`)
  words.push({ id, message, context: text('context'), comment: text('comment'), line })
  given.get('message')!.value = compiled(message, file, line)
  path.node.properties = path.node.properties.filter(each => each !== given.get('context') && each !== given.get('comment'))
}

/** `say('…', values)` of files without macros: the text gives way to a descriptor. */
function saying(path: NodePath<types.CallExpression>, words: Word[], file: string): void {
  if (!types.isIdentifier(path.node.callee, { name: 'say' })) return
  const binding = path.scope.getBinding('say')
  if (binding?.kind !== 'module') return
  const [first] = path.node.arguments
  const message = first && textOf(first)
  if (message === undefined) return
  const line = lineOf(path)
  const id = generateMessageId(message)
  words.push({ id, message, context: undefined, comment: undefined, line })
  path.node.arguments[0] = types.objectExpression([
    types.objectProperty(types.identifier('id'), types.stringLiteral(id)),
    types.objectProperty(types.identifier('message'), compiled(message, file, line)),
  ])
}

function textOf(node: types.Node): string | undefined {
  if (types.isStringLiteral(node)) return node.value
  if (types.isTemplateLiteral(node) && node.expressions.length === 0) return node.quasis[0]?.value.cooked ?? undefined
  return undefined
}

function compiled(message: string, file: string, line: number): types.Expression {
  try {
    // Through JSON, which leaves out what is undefined.
    return types.valueToNode(JSON.parse(JSON.stringify(compileMessageOrThrow(message))))
  } catch (error) {
    throw new Error(`${file}:${line}: this text is not in ICU form: ${message}\n${(error as Error).message}`)
  }
}

function lineOf(path: NodePath): number {
  return path.node.loc?.start.line ?? path.findParent(parent => parent.node.loc != null)?.node.loc?.start.line ?? 0
}
