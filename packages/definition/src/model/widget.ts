/** What a dashboard is made of. */

export const periodNames = [
  'last 7 days',
  'last 30 days',
  'last 90 days',
  'last 12 months',
  'this month',
  'this year',
  'all time',
] as const
export type PeriodName = (typeof periodNames)[number]

export const widgetWidths = ['quarter', 'third', 'half', 'two_thirds', 'full'] as const
export type WidgetWidth = (typeof widgetWidths)[number]

export const comparisons = ['previous period', 'previous year'] as const
export type Comparison = (typeof comparisons)[number]

/** It stands for records of one entity. */
interface RecordsWidget {
  readonly title: string
  readonly width: WidgetWidth
  readonly of: string
  /** CEL over `record` and `user`: which records. */
  readonly filter?: string
  /** The day or moment by which the period counts; absent: that of `by`, else the dashboard's. */
  readonly on?: string
  /** Whatever the period is. */
  readonly allTime: boolean
}

/** It shows figures. */
interface FiguresWidget extends RecordsWidget {
  /** `count`, `sum(amount)` */
  readonly measure: string
}

export interface NumberWidget extends FiguresWidget {
  readonly kind: 'number'
  /** `week(created_at)`: with a small line of how it went. */
  readonly by?: string
  readonly compare?: Comparison
  /** Which way is good news; absent: neither. */
  readonly good?: 'up' | 'down'
  /** CEL: shown is of how many of the records this holds, in percent. */
  readonly share?: string
  /** What is to be reached, as the figure is shown: at least where up is good news, at most where down is. */
  readonly target?: number
}

/** Figures over one grouping, and over another across it. */
export interface LineWidget extends FiguresWidget {
  readonly kind: 'line'
  /** A span of time. */
  readonly by: string
  /** A line for each of its values. */
  readonly across?: string
}

export interface BarWidget extends FiguresWidget {
  readonly kind: 'bar'
  readonly by: string
  /** What each bar is made of. */
  readonly across?: string
  /** So many bars at most, the largest. */
  readonly top: number
  /** Groups of fewer records have no bar. */
  readonly atLeast?: number
}

export interface PieWidget extends FiguresWidget {
  readonly kind: 'pie'
  readonly by: string
}

export interface FunnelWidget extends FiguresWidget {
  readonly kind: 'funnel'
  /** A state or a choice. */
  readonly by: string
  /** In the order in which records go through them; empty: all options. */
  readonly steps: readonly string[]
}

export interface HeatMapWidget extends FiguresWidget {
  readonly kind: 'heat_map'
  readonly by: string
  readonly across: string
}

export interface PivotWidget extends FiguresWidget {
  readonly kind: 'pivot'
  readonly by: string
  readonly across: string
}

export interface TableWidget extends RecordsWidget {
  readonly kind: 'table'
  readonly columns: readonly string[]
  /** `created_at desc, priority` */
  readonly orderBy: string
  readonly top: number
}

export interface TextWidget {
  readonly kind: 'text'
  /** Paragraphs, with empty lines between them. */
  readonly text: string
  readonly width: WidgetWidth
}

export type GroupedWidget = LineWidget | BarWidget | PieWidget | FunnelWidget | HeatMapWidget | PivotWidget
export type Widget = NumberWidget | GroupedWidget | TableWidget | TextWidget
export type WidgetKind = Widget['kind']
