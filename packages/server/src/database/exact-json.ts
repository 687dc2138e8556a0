/**
 * JSON as the database keeps it, without losing a digit: `JSON.parse` rounds what a double cannot hold, and an amount of eighteen digits is such a number. Ask for the
 * column as text and read it here.
 */

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown

/** A number whose digits a double would not give back comes as its text; every other value as itself. */
export function readExactJson<T>(text: string | null): T | null {
  if (text === null) return null
  const exact: Reviver = (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && digitsOf(source) !== digitsOf(String(value)) ? source : value
  // Its type knows no third argument yet.
  return JSON.parse(text, exact as (key: string, value: unknown) => unknown) as T
}

/** `-12.50` and `-1.25e1` are the same digits at the same place. */
function digitsOf(number: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] = /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(number) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  return significant === ''
    ? '0'
    : `${sign}${significant}e${Number(power) - fraction.length + digits.length - significant.length}`
}
