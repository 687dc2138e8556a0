/** Figures in words, and which there are. */
import { readMeasure } from '@bailiwick/definition/fields/grouping.ts'
import type { EntityView, FieldView } from '@bailiwick/definition/wire/index.ts'
import { say } from '../../client/language.ts'
import { fieldOf } from '../../fields/field-ui.ts'

export interface ShownMeasure {
  /** As the server is asked: `sum(amount)` */
  readonly name: string
  readonly title: string
  /** Absent: a number of records. */
  readonly field?: FieldView
  readonly isAverage: boolean
}

const titles = {
  sum: (field: string) => say('{field}, sum', { field }),
  avg: (field: string) => say('{field}, average', { field }),
  min: (field: string) => say('{field}, lowest', { field }),
  max: (field: string) => say('{field}, highest', { field }),
  median: (field: string) => say('{field}, median', { field }),
  p90: (field: string) => say('{field}, 90th percentile', { field }),
} as const
/** Those that are offered; the others are a definition's to choose. */
const offered = ['sum', 'avg', 'min', 'max'] as const

/** @returns undefined where it is of no field that this person may ask by */
export function measureOf(entity: EntityView, name: string): ShownMeasure | undefined {
  const measure = readMeasure(name)
  if (measure?.of === 'count') return { name, title: entity.labelPlural, isAverage: false }
  const field = measure?.field === undefined ? undefined : fieldOf(entity, measure.field)
  if (!measure || !field || !fits(field, measure.of)) return undefined
  return {
    name,
    title: titles[measure.of as keyof typeof titles](field.title),
    field,
    isAverage: measure.of === 'avg' || (measure.of === 'median' && isNumber(field)),
  }
}

const isTime = (field: FieldView) => ['date', 'datetime'].includes(field.result ?? field.type)
const isNumber = (field: FieldView) => ['integer', 'decimal', 'money'].includes(field.result ?? field.type)

function fits(field: FieldView, how: string): boolean {
  if (how === 'min' || how === 'max') return field.sortable
  if ((how === 'median' || how === 'p90') && isTime(field)) return field.sortable
  // A number that is only shown masked has no figures.
  return isNumber(field) && (field.groupable || field.sortable || field.type === 'rollup')
}

/** Beneath the column it is of. */
export function shortWords({ name, field }: ShownMeasure): string {
  if (!field) return say('Count')
  const of = readMeasure(name)!.of
  if (of === 'median') return say('Median')
  if (of === 'p90') return '90 %'
  if (of === 'min') return !isNumber(field) ? say('Earliest') : say('Lowest')
  if (of === 'max') return !isNumber(field) ? say('Latest') : say('Highest')
  return of === 'sum' ? say('Sum') : say('Average')
}

/** Every figure there is: how many, and of each number its sum, average, lowest and highest. */
export function allMeasures(entity: EntityView): readonly ShownMeasure[] {
  const names = entity.fields.filter(isNumber).flatMap(field => offered.map(how => `${how}(${field.name})`))
  const days = entity.fields.filter(isTime).flatMap(field => [`min(${field.name})`, `max(${field.name})`])
  return ['count', ...names, ...days].flatMap(name => measureOf(entity, name) ?? [])
}

/** An average as it is read: as many digits as its field has, two where it has none, and none that say nothing. */
export function roundedAverage(text: string, { result, type, scale, currency }: FieldView): string {
  const kind = result ?? type
  const own =
    kind === 'money' && currency
      ? new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits
      : scale
  const digits = Math.max(own ?? 2, kind === 'money' ? 0 : 2)
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.')
  const kept = BigInt(whole + fraction.padEnd(digits + 1, '0').slice(0, digits))
  const isUp = (fraction.padEnd(digits + 1, '0')[digits] ?? '0') >= '5'
  const all = (kept + (isUp ? 1n : 0n)).toString().padStart(digits + 1, '0')
  const rounded = digits === 0 ? all : `${all.slice(0, -digits)}.${all.slice(-digits)}`
  const said = kind === 'money' || !rounded.includes('.') ? rounded : rounded.replace(/\.?0+$/, '')
  return text.startsWith('-') && /[1-9]/.test(said) ? `-${said}` : said
}
