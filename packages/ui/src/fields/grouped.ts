import { numberFormat } from '../client/language.ts'

/** As the person's language groups digits, without a float on the way; what is no number stays as it is. */
export function grouped(text: string): string {
  const read = /^-?(\d+(?:\.(\d+))?)$/.exec(text)
  if (!read) return text
  const digits = read[2]?.length ?? 0
  const format = numberFormat({ minimumFractionDigits: digits, maximumFractionDigits: digits })
  return `${text.startsWith('-') ? '−' : ''}${format.format(read[1] as Intl.StringNumericLiteral)}`
}
