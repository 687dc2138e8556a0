/**
 * Cells as spreadsheets put them on the clipboard: tabs between, a line for each row, quotes around what has a tab, a quote or a line of its own. What a spreadsheet would compute is kept from it by
 * an apostrophe, as in an export, and comes back without it.
 */
import type { FieldView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { say } from '../../client/language.ts'
import { isReference } from '../../fields/field-ui.ts'
import { writtenNumber } from '../../fields/written.ts'

/** At a sign of a formula, behind spaces; apostrophes that stand there already are kept apart, so that one more can be taken off again. */
const formula = /^(\s*)('*)(?=[=+\-@＝＋－＠])/
const keptFormula = /^(\s*)('*)'(?=[=+\-@＝＋－＠])/
/** A figure's own sign, or that of a phone number, begins none. */
const figure = /^[+-]?\d[\d., ]*$/

export function printTable(rows: readonly (readonly string[])[]): string {
  const kept = (text: string) => (figure.test(text) ? text : text.replace(formula, "$1$2'"))
  const quoted = (text: string) => (/[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return rows.map(row => row.map(text => quoted(kept(text))).join('\t')).join('\n')
}

/** @returns rows of one length: what a row lacks is empty */
export function readTable(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  const endCell = () => {
    rows[rows.length - 1]!.push(cell.replace(keptFormula, '$1$2'))
    cell = ''
  }
  const plain = text.replace(/\r\n?/g, '\n').replace(/\n$/, '')
  for (let at = 0; at < plain.length; at += 1) {
    const letter = plain[at]!
    if (quoted && letter === '"' && plain[at + 1] === '"') {
      cell += '"'
      at += 1
    } else if (quoted) {
      if (letter === '"') quoted = false
      else cell += letter
    } else if (letter === '"' && cell === '') quoted = true
    else if (letter === '\t') endCell()
    else if (letter === '\n') {
      endCell()
      rows.push([])
    } else cell += letter
  }
  endCell()
  const width = Math.max(...rows.map(row => row.length))
  return rows.map(row => [...row, ...Array.from({ length: width - row.length }, () => '')])
}

const numbers = ['integer', 'decimal', 'money']

/** What people read in the cell, in a form that is understood when it is pasted again. */
export function cellText(field: FieldView, value: WireValue | undefined): string {
  if (value === null || value === undefined) return ''
  if (isReference(value)) return value.title ?? ''
  const titleOf = (name: unknown) => field.options?.find(option => option.name === name)?.title ?? String(name)
  if (Array.isArray(value)) return value.map(titleOf).join(', ')
  if (typeof value === 'object') return 'masked' in value ? String(value.masked) : JSON.stringify(value)
  if (typeof value === 'boolean') return value ? say('Yes') : say('No')
  if (field.options) return titleOf(value)
  return numbers.includes(field.result ?? field.type) ? writtenNumber(String(value)) : String(value)
}
