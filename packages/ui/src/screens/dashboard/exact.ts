/** Figures as they travel, and as they are read: amounts are text and are never a float on the way. */
import { type Measure, readMeasure } from '@bailiwick/definition/fields/grouping.ts'
import type { EntityView, FieldView } from '@bailiwick/definition/wire/index.ts'
import { dateFormat, isolated, numberFormat, say } from '../../client/language.ts'
import { fieldOf } from '../../fields/field-ui.ts'
import { grouped } from '../../fields/grouped.ts'
import { roundedAverage } from '../records/measures.ts'

export type Figure = string | number | null | undefined

/** What a measure is of, as its values are written. */
export interface Unit {
  readonly field: FieldView | undefined
  readonly of: Measure['of']
  /** Parts of it can be added up to the whole. */
  readonly adds: boolean
}

export function unitOf(entity: EntityView, measure: string): Unit {
  const read = readMeasure(measure) ?? { of: 'count' }
  return {
    field: read.field === undefined ? undefined : fieldOf(entity, read.field),
    of: read.of,
    adds: read.of === 'count' || read.of === 'sum',
  }
}

/** For the length of a bar; never for what is written beside it. */
export const asNumber = (figure: Figure): number => (figure === null || figure === undefined ? 0 : Number(figure) || 0)

export function addUp(figures: readonly Figure[]): Figure {
  const texts = figures.filter(figure => figure !== null && figure !== undefined).map(String)
  if (texts.length === 0) return null
  if (texts.some(text => !/^-?\d+(\.\d+)?$/.test(text))) return null
  const scale = Math.max(...texts.map(text => text.split('.')[1]?.length ?? 0))
  const units = texts.reduce((sum, text) => {
    const [whole = '0', fraction = ''] = text.split('.')
    return sum + BigInt(whole + fraction.padEnd(scale, '0'))
  }, 0n)
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0')
  const written = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`
  return units < 0n ? `-${written}` : written
}

/** "1,204", "12.50 EUR", "3.4" */
export function figureWords(figure: Figure, unit: Unit): string {
  if (figure === null || figure === undefined) return '–'
  const type = unit.field && (unit.field.result ?? unit.field.type)
  if (type === 'date' || type === 'datetime')
    return dateFormat({ dateStyle: 'medium', ...(type === 'date' && { timeZone: 'UTC' }) }).format(new Date(String(figure)))
  const text =
    unit.of === 'avg'
      ? rounded(String(figure), type === 'money' ? 2 : 1)
      : unit.of === 'median' && unit.field
        ? roundedAverage(String(figure), unit.field)
        : String(figure)
  if (!/^-?\d+(\.\d+)?$/.test(text)) return text
  return isolated(`${grouped(text)}${type === 'money' && unit.field?.currency ? ` ${unit.field.currency}` : ''}`)
}

/** An average has more digits than anybody reads. */
function rounded(text: string, digits: number): string {
  const number = Number(text)
  return Number.isFinite(number) ? number.toFixed(digits) : text
}

export const axisWords = (value: number): string => numberFormat({ notation: 'compact', maximumFractionDigits: 1 }).format(value)

/** @param percent of a hundred */
export const percentWords = (percent: number, digits: number): string =>
  isolated(say('{number} %', { number: fixed(percent, digits) }))

/** A number of percent by which two shares differ. */
export const pointWords = (points: number): string => isolated(say('{number} pt', { number: fixed(points, 1) }))

const fixed = (number: number, digits: number) =>
  numberFormat({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(number)
