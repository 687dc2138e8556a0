/** Widgets under one period and the same filters. What is set is in the address; what a person may not read has no widget. */
import type { AppView, FieldView } from '@bailiwick/definition/wire/index.ts'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { ActionIcon, Menu } from '@mantine/core'
import { IconCheck, IconDeviceTv, IconDots, IconPrinter, IconX } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState } from 'react'
import { moment } from '../../client/figures.ts'
import { groupsQuery } from '../../client/queries.ts'
import { fieldOf } from '../../fields/field-ui.ts'
import { usePageTitle } from '../../kit/page-title.ts'
import { useScreenAddress } from '../records/address.ts'
import { readFilter } from '../records/filter.ts'
import { FilterBar } from '../records/filter-bar.tsx'
import type { PageProps, PageSearch } from '../records/page.ts'
import classes from './dashboard.module.css'
import { daysOf, type Period, periods, readDays } from './period.ts'
import { PeriodControl } from './period-control.tsx'
import type { Setting } from './question.ts'
import { useTv } from './tv.ts'
import { useTvFit } from './tv-fit.ts'
import { usePace } from './use-pace.ts'
import { useToday } from './use-today.ts'
import { WidgetCard } from './widget-card.tsx'
import { questionsOf } from './widget-questions.ts'

const paces = [
  { code: '30s', title: msg`Every 30 seconds`, milliseconds: 30_000 },
  { code: '1m', title: msg`Every minute`, milliseconds: 60_000 },
  { code: '5m', title: msg`Every 5 minutes`, milliseconds: 300_000 },
]

export default function DashboardScreen({ app, screen }: PageProps<'dashboard'>) {
  const { t } = useLingui()
  const search = useScreenAddress()
  const navigate = useNavigate()
  const change = (next: Pick<PageSearch, 'filter' | 'period' | 'every' | 'tv'>) =>
    void navigate({
      to: '.',
      search: (before: PageSearch) =>
        Object.fromEntries(Object.entries({ ...before, ...next }).filter(([, value]) => value !== undefined)) as never,
      replace: true,
    })
  const tv = search.tv === 'on'
  const leaveTv = useTv(tv, () => change({ tv: undefined }))
  const page = useRef<HTMLDivElement>(null)
  useTvFit(tv, page)
  const fields = useMemo(
    () =>
      screen.filters.flatMap(name => app.entities.map(entity => fieldOf(entity, name)).find(field => field !== undefined) ?? []),
    [app, screen],
  )
  // What an address asks that cannot be shown here is not asked: figures are never narrowed out of sight.
  const filter = readFilter(fields, search.filter) ? search.filter : undefined
  const chosen = screen.period && (periods.find(({ code }) => code === search.period)?.name ?? screen.period.default)
  const present = useToday(app.timeZone)
  const own = useMemo(() => (screen.period ? readDays(search.period) : undefined), [screen.period, search.period])
  const period: Period = own ? 'own days' : (chosen ?? 'all time')
  const setting: Setting = useMemo(
    () => ({
      screen,
      period,
      days: own ?? daysOf(chosen ?? 'all time', present),
      conditions: readFilter(fields, filter) ?? [],
      timeZone: app.timeZone,
    }),
    [screen, period, own, chosen, present, fields, filter, app.timeZone],
  )
  const isAsked = useAsked(app, setting, fields)
  const every = paces.find(({ code }) => code === search.every)
  usePace(app.name, every?.milliseconds)
  usePageTitle(screen.title)
  return (
    <div ref={page} className={classes.page} data-tv={tv || undefined}>
      <header className={classes.bar}>
        <h1 tabIndex={-1}>{screen.title}</h1>
        <div className={classes.filters}>
          {fields.length > 0 && (
            <FilterBar app={app.name} fields={fields} filter={filter} onChange={next => change({ filter: next })} />
          )}
        </div>
        {screen.period && (
          <PeriodControl
            app={app.name}
            value={period}
            days={setting.days}
            present={present}
            start={screen.period.default}
            onChange={code => change({ period: code })}
          />
        )}
        <Menu position="bottom-end" withinPortal width={280}>
          <Menu.Target>
            <ActionIcon size={28} aria-label={t({ message: 'More', context: 'what can be done' })} className={classes.tools}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{t`Refresh by itself`}</Menu.Label>
            {[{ code: undefined, title: msg`Only when something changes` }, ...paces].map(({ code, title }) => (
              <Menu.Item
                key={code ?? 'none'}
                aria-current={every?.code === code || undefined}
                rightSection={every?.code === code ? <IconCheck size={14} /> : undefined}
                onClick={() => change({ every: code })}
              >
                {t(title)}
              </Menu.Item>
            ))}
            <Menu.Divider />
            <Menu.Item leftSection={<IconDeviceTv size={14} />} onClick={() => change({ tv: 'on' })}>
              {t`Show on a large screen`}
            </Menu.Item>
            <Menu.Item leftSection={<IconPrinter size={14} />} onClick={() => window.print()}>
              {t`Print or save as PDF`}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        {tv && (
          <ActionIcon size={28} aria-label={t`Leave the large screen`} title="Esc" onClick={leaveTv} className={classes.leave}>
            <IconX size={16} />
          </ActionIcon>
        )}
      </header>
      <div className={classes.grid}>
        {isAsked &&
          screen.widgets.map((widget, index) => (
            <WidgetCard
              // biome-ignore lint/suspicious/noArrayIndexKey: widgets have no name, and their order is the definition's
              key={index}
              app={app.name}
              widget={widget}
              index={index}
              entities={app.entities}
              setting={setting}
              fields={fields}
            />
          ))}
      </div>
    </div>
  )
}

/** Whether some figures are there, or all are asked for. To draw all widgets takes about as long as an answer: the questions go out before. */
function useAsked({ name, entities }: AppView, setting: Setting, fields: readonly FieldView[]): boolean {
  const cache = useQueryClient()
  const [first] = useState(() =>
    setting.screen.widgets.flatMap(widget => {
      const entity = widget.kind === 'text' ? undefined : entities.find(each => each.name === widget.of)
      if (widget.kind === 'text' || !entity) return []
      return questionsOf(widget, entity, setting, fields).map(question => groupsQuery(name, entity.name, question))
    }),
  )
  // What is kept of an earlier visit is drawn at once.
  const [isAsked, setAsked] = useState(
    () => first.length === 0 || first.some(({ queryKey }) => cache.getQueryData(queryKey) !== undefined),
  )
  useEffect(() => {
    if (isAsked) return
    for (const question of first) void cache.prefetchQuery(question)
    const timer = setTimeout(() => setAsked(true), 2 * moment)
    return () => clearTimeout(timer)
  }, [cache, first, isAsked])
  return isAsked
}
