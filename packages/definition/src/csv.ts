/** Lines of a CSV file (RFC 4180). A text that a spreadsheet would compute is kept from it by an apostrophe, which whoever reads the file back takes off again. */

/** Spreadsheets take UTF-8 for what it is only behind this. */
export const byteOrderMark = '\uFEFF'

/**
 * Where a spreadsheet would begin to compute: at a sign of a formula, behind spaces, at the beginning or behind whatever some spreadsheet takes for the end of a cell or a line. The apostrophes that
 * stand there already are kept apart, so that one more can be taken off again.
 */
const formulas = /(^|[;,\t\r\n"])(\s*)('*)(?=[=+\-@＝＋－＠])/g
const written = /(^|[;,\t\r\n"])(\s*)('*)'(?=[=+\-@＝＋－＠])/g
/** Some cut these off, and what stands behind them comes first. */
const hidden = /^('*)(?=[\t\r\n])/
const writtenHidden = /^('*)'(?=[\t\r\n])/

/** @param isText a number's own minus begins no formula */
export function cell(value: string, isText: boolean): string {
  const kept = isText ? value.replace(formulas, "$1$2$3'").replace(hidden, "$1'") : value
  return /[",;\r\n]/.test(kept) || kept.trim() !== kept ? `"${kept.replaceAll('"', '""')}"` : kept
}

/** What `cell` was given, from what stands in the cell. */
export function fromCell(text: string): string {
  return text.replace(writtenHidden, '$1').replace(written, '$1$2$3')
}

export function line(cells: readonly string[]): string {
  return `${cells.join(',')}\r\n`
}
