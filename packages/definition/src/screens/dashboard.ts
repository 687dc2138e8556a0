/** Figures and records of several entities at a glance, under the rules of whoever looks. */
import { readGrouping, readMeasure } from '../fields/grouping.ts'
import type { DashboardScreen } from '../model/screen.ts'
import { periodNames, type Widget } from '../model/widget.ts'
import { limits } from '../read/limits.ts'
import { keys, list, name, optional, type Reads, required, word } from '../read/shape.ts'
import { type Complaints, didYouMean } from '../validate/complaint.ts'
import { firstKeys, lastKeys, said, shownOf, titleKeys } from './parts.ts'
import type { ScreenType, Sight } from './screen-type.ts'
import { checkWidget } from './widget-checks.ts'
import { buildWidget, widgetShape, widgetText } from './widgets.ts'

const shape = keys({
  ...firstKeys,
  ...titleKeys,
  period: optional(
    keys({
      on: optional(name(), 'The day or moment of records that it counts by. Default `created_at`.'),
      default: optional(word('period', periodNames), 'What it begins with. Default `last 30 days`.'),
    }),
    'One control of time for all widgets. Absent: they count whatever the time.',
  ),
  filters: optional(list(name(), limits.widgetFilters), 'Fields by which people narrow all widgets whose entity has them.'),
  dashboard: required(list(widgetShape, limits.widgets), 'The widgets, in order.'),
  roles: lastKeys.roles,
})

const defaultPeriod = { on: 'created_at', default: 'last 30 days' } as const

export const dashboard: ScreenType<DashboardScreen, Reads<typeof shape>> = {
  shape,
  build: text => ({
    kind: 'dashboard',
    id: text.id ?? text.screen,
    name: text.screen,
    title: text.title,
    ...(text.icon && { icon: text.icon }),
    ...(text.period && { period: { ...defaultPeriod, ...text.period } }),
    filters: text.filters ?? [],
    widgets: text.dashboard.map(buildWidget),
    roles: text.roles ?? [],
  }),
  text: ({ name, id, title, icon, period, filters, widgets, roles }) => ({
    ...said({ screen: name, id: id === name ? undefined : id, title, icon }),
    ...(period && { period: { ...period } }),
    ...said({ filters }),
    dashboard: widgets.map(widgetText),
    ...said({ roles }),
  }),
  check: (screen, say) => {
    const path = `screens.${screen.name}`
    for (const [index, role] of screen.roles.entries()) say.needRole(role, `${path}.roles.${index}`)
    const entities = screen.widgets.flatMap((widget, index) => {
      if (widget.kind === 'text') return []
      const at = `${path}.dashboard.${index}`
      checkComparison(screen, widget, at, say)
      return checkWidget(widget, at, say) ?? []
    })
    const known = [...new Set(entities.flatMap(entity => entity.fields.map(field => field.name)))]
    for (const [index, field] of screen.filters.entries())
      if (!known.includes(field))
        say.add(
          'field.unknown',
          `${path}.filters.${index}`,
          `No entity of a widget has a field "${field}".`,
          didYouMean(field, known),
        )
  },
  view: (screen, sight) => {
    const widgets = screen.widgets.flatMap(widget => viewWidget(widget, sight))
    const shown = widgets.flatMap(widget => (widget.kind === 'text' ? [] : [widget.of]))
    if (shown.length === 0) return undefined
    return {
      kind: 'dashboard',
      name: screen.name,
      title: screen.title,
      ...(screen.icon && { icon: screen.icon }),
      ...(screen.period && { period: screen.period }),
      filters: screen.filters.filter(field => shown.some(entity => sight.gives(entity, field))),
      widgets,
    }
  },
  sorts: () => [],
  figures: (screen, entity) => {
    const widgets = screen.widgets.filter(isOfFigures).filter(({ of }) => of === entity.name)
    const fields = widgets.flatMap(widget => [...fieldsOf(widget), widget.on ?? screen.period?.on])
    const filters = widgets.length > 0 ? screen.filters.filter(name => entity.fields.some(field => field.name === name)) : []
    return {
      fields: [...fields, ...filters].filter(each => each !== undefined),
      conditions: widgets.flatMap(conditionsOf).filter(each => each !== undefined),
    }
  },
}

function checkComparison(screen: DashboardScreen, widget: Widget, path: string, say: Complaints): void {
  if (widget.kind !== 'number' || !widget.compare || (screen.period && !widget.allTime)) return
  say.add(
    'widget.compare',
    `${path}.compare`,
    'There is no time before all time to compare with.',
    screen.period ? 'Leave out `all_time` or `compare`.' : 'Give the dashboard a `period`.',
  )
}

/** None, where this person could not be answered: they miss nothing that they could have. */
function viewWidget(widget: Widget, sight: Sight): Widget[] {
  if (widget.kind === 'text') return [widget]
  const { of } = widget
  const answered =
    sight.reads(of) &&
    [widget.on, ...fieldsOf(widget)].every(field => field === undefined || sight.gives(of, field)) &&
    conditionsOf(widget).every(condition => condition === undefined || sight.asks(of, condition))
  if (!answered) return []
  return widget.kind === 'table' ? [{ ...widget, columns: shownOf(widget.columns, of, sight) }] : [widget]
}

type Asking = Exclude<Widget, { kind: 'text' }>
type Figures = Extract<Widget, { measure: string }>

const isOfFigures = (widget: Widget): widget is Figures => 'measure' in widget

/** What its figures are made of. */
function fieldsOf(widget: Asking): (string | undefined)[] {
  const groups = ['by' in widget ? widget.by : undefined, 'across' in widget ? widget.across : undefined]
  return [...groups.map(fieldOf), isOfFigures(widget) ? readMeasure(widget.measure)?.field : undefined]
}

const conditionsOf = (widget: Asking) => [widget.filter, 'share' in widget ? widget.share : undefined]

const fieldOf = (grouping: string | undefined) => (grouping === undefined ? undefined : readGrouping(grouping)?.field)
