/** One figure over records, as its field is written. */
import type { WireValue } from '@bailiwick/definition/wire/index.ts'
import { countText } from '../../client/language.ts'
import { fieldUi } from '../../fields/registry.ts'
import { roundedAverage, type ShownMeasure } from './measures.ts'

interface FigureProps {
  readonly app: string
  readonly measure: ShownMeasure
  readonly value: WireValue | undefined
}

export function Figure({ app, measure: { field, isAverage }, value }: FigureProps) {
  if (value === null || value === undefined) return <span style={{ color: 'var(--mantine-color-dimmed)' }}>–</span>
  if (!field) return <span className="tabular">{countText(Number(value))}</span>
  const { Display } = fieldUi(field)
  return <Display app={app} field={field} value={isAverage ? roundedAverage(String(value), field) : value} dense />
}
