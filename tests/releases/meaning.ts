/** Whether a value that changed its type still says what it said. Both as the wire has them. */
import type { Field } from '@bailiwick/definition/model/index.ts'

export interface Value {
  readonly field: Field
  readonly wire: unknown
}

export function saysTheSame(was: Value, is: Value): boolean {
  if (was.wire === null || is.wire === null) return was.wire === is.wire
  const [before, after] = [plain(was), plain(is)]
  // The prefix is how a running number is shown; texts keep it.
  if (was.field.type === 'auto_number' && numbers.includes(is.field.type)) return digits(before) === digits(after)
  return before === after || otherForms(was, before).includes(after)
}

const numbers = ['auto_number', 'integer', 'decimal', 'money']
const digits = (number: string) => number.replace(/^.*?(\d+)$/, '$1')

/** Amounts without the zeros at their end, so that 12.50 of one type is 12.5 of another. */
function plain({ wire }: Value): string {
  const text = typeof wire === 'string' ? wire : JSON.stringify(wire)
  const number = /^(-?)0*(\d+)(?:\.(\d*?)0*)?$/.exec(text)
  return number ? `${number[1]}${number[2]}${number[3] ? `.${number[3]}` : ''}` : text
}

/** How else the same may be said in the type it has now. */
function otherForms({ field, wire }: Value, text: string): string[] {
  const forms: string[] = []
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) forms.push(`${text}T00:00:00.000Z`)
  // Announced as a loss.
  if (field.type === 'datetime') forms.push(text.slice(0, 10))
  if (field.type === 'multi_choice') forms.push((wire as string[])[0]!)
  // A list of one, and what PostgreSQL reads a number and a yes or no from.
  if (field.type !== 'multi_choice') forms.push(JSON.stringify([text]))
  if (/^\d{4}-\d{2}-\d{2}T/.test(text) && !Number.isNaN(Date.parse(text))) forms.push(new Date(text).toISOString())
  if (/^ *-?[\d.e]+$/.test(text)) forms.push(plain({ field, wire: String(Number(text)) }))
  if (text === 'no') forms.push('false')
  return [...forms, JSON.stringify(text), tidyJson(text)]
}

function tidyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text))
  } catch {
    return text
  }
}
