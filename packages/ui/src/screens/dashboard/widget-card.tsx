/** The frame of a widget: what it is, of which time, and what can be done with it. */
import type { DashboardView, EntityView, FieldView } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Menu } from '@mantine/core'
import { useMergedRef } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconChartBar, IconDots, IconFileDownload, IconList, IconPhoto, IconPrinter, IconTable } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Fragment, useCallback, useMemo, useRef, useState } from 'react'
import { exportAddress, figuresAddress } from '../../client/exports.ts'
import { sentenceOf } from '../../client/http.ts'
import { appQuery } from '../../client/queries.ts'
import { usualList } from '../../client/usual-list.ts'
import { AskedMenu } from '../../kit/asked-menu.tsx'
import { saveList } from '../records/save-list.ts'
import classes from './dashboard.module.css'
import type { Figures } from './figures.ts'
import { useLastHeight } from './last-height.ts'
import { pngOf, printAlone, save } from './leaving.ts'
import { Drilling, useDrill } from './marks.tsx'
import { NumberBody } from './number-body.tsx'
import { atLeastOf, conditionsOf, groupsOf, joined, type RecordsWidget, type Setting } from './question.ts'
import { RecordsBody } from './records-body.tsx'
import { apartOf, isOf, timeOf } from './what-of.ts'
import { GroupedBody } from './widget-body.tsx'

interface WidgetCardProps {
  readonly app: string
  readonly widget: DashboardView['widgets'][number]
  /** Its place among the widgets. */
  readonly index: number
  readonly entities: readonly EntityView[]
  readonly setting: Setting
  readonly fields: readonly FieldView[]
}

export function WidgetCard({ widget, entities, ...rest }: WidgetCardProps) {
  if (widget.kind === 'text')
    return (
      <section className={classes.text} data-width={widget.width}>
        <Words text={widget.text} />
      </section>
    )
  const entity = entities.find(each => each.name === widget.of)
  return entity ? <Framed {...rest} widget={widget} entity={entity} /> : null
}

/** What is called by a word and a colon, at least twice in a row, is read as the properties of a record are. */
const named = /^([^.:\n]{1,24}):\s+(\S.*)$/s

function Words({ text }: { readonly text: string }) {
  const paragraphs = text.split(/\n\s*\n/).map(words => ({ words, parts: named.exec(words.trim()) }))
  const end = paragraphs.findIndex(({ parts }) => !parts)
  const pairs = end === -1 ? paragraphs : paragraphs.slice(0, end)
  const properties = pairs.length > 1 ? pairs : []
  return (
    <>
      {properties.length > 0 && (
        <dl>
          {properties.map(({ words, parts }) => (
            <Fragment key={words}>
              <dt>{parts?.[1]}</dt>
              <dd>{parts?.[2]}</dd>
            </Fragment>
          ))}
        </dl>
      )}
      {paragraphs.slice(properties.length).map(({ words }) => (
        <p key={words}>{words}</p>
      ))}
    </>
  )
}

type FramedProps = Omit<WidgetCardProps, 'entities' | 'widget'> & { readonly widget: RecordsWidget; readonly entity: EntityView }

function Framed(props: FramedProps) {
  const { app, widget, index, entity, setting, fields } = props
  const [asTable, setAsTable] = useState(false)
  const [figures, setFigures] = useState<Figures>()
  const card = useRef<HTMLElement>(null)
  const lastHeight = useLastHeight(`${app} ${setting.screen.name}`, index)
  const ref = useMergedRef(card, lastHeight.ref)
  const onFigures = useCallback((next: Figures | undefined) => setFigures(next), [])
  const list = usualList(useQuery(appQuery(app)).data, entity.name)
  const target = useMemo(() => ({ app, entity: entity.name, list }), [app, entity.name, list])
  const grouped = widget.kind !== 'number' && widget.kind !== 'table'
  return (
    <Drilling value={target}>
      <section
        ref={ref}
        className={classes.card}
        style={lastHeight.style}
        data-width={widget.width}
        data-kind={widget.kind}
        aria-label={widget.title}
      >
        <header className={classes.cardHead}>
          <h2 title={widget.title}>{widget.title}</h2>
          {widget.kind !== 'number' && (
            <span className={classes.range}>{isOf(timeOf(widget, entity, setting), apartOf(entity, setting, fields))}</span>
          )}
          <CardMenu
            {...props}
            figures={grouped ? figures : undefined}
            asTable={asTable}
            onTable={grouped && widget.kind !== 'pivot' ? () => setAsTable(!asTable) : undefined}
            card={() => card.current ?? undefined}
          />
        </header>
        {widget.kind === 'number' ? (
          <NumberBody {...props} widget={widget} />
        ) : widget.kind === 'table' ? (
          <RecordsBody {...props} widget={widget} />
        ) : (
          <GroupedBody {...props} widget={widget} asTable={asTable} onFigures={onFigures} />
        )}
      </section>
    </Drilling>
  )
}

interface CardMenuProps extends FramedProps {
  readonly figures: Figures | undefined
  readonly asTable: boolean
  readonly onTable: (() => void) | undefined
  readonly card: () => HTMLElement | undefined
}

function CardMenu({ app, widget, entity, setting, fields, figures, asTable, onTable, card }: CardMenuProps) {
  const { t } = useLingui()
  const { title } = widget
  const filter = joined(entity, conditionsOf(widget, entity, setting, fields))
  const list = useDrill()(filter)
  const mayExport = entity.can.includes('export')
  const grouped = widget.kind === 'number' || widget.kind === 'table' ? undefined : widget
  const name = widget.title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')
  const picture = async () => {
    const svg = card()?.querySelector<SVGSVGElement>('svg[role="group"]')
    if (!svg) return
    try {
      save(await pngOf(svg, widget.title, figures?.split && widget.kind !== 'heat_map' ? figures.series : []), `${name}.png`)
    } catch (error) {
      notifications.show({ color: 'red', title: t`There is no picture`, message: sentenceOf(error) })
    }
  }
  return (
    <AskedMenu
      label={t`More of ${title}`}
      className={classes.more}
      icon={<IconDots size={16} />}
      position="bottom-end"
      width={220}
      items={() => (
        <>
          <Menu.Item leftSection={<IconList size={14} />} component="a" {...list}>
            {t`List the records`}
          </Menu.Item>
          {onTable && (
            <Menu.Item leftSection={asTable ? <IconChartBar size={14} /> : <IconTable size={14} />} onClick={onTable}>
              {asTable ? t`Show as a chart` : t`Show as a table`}
            </Menu.Item>
          )}
          {onTable && !asTable && (
            <Menu.Item leftSection={<IconPhoto size={14} />} onClick={() => void picture()}>
              {t`Save as PNG`}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconPrinter size={14} />}
            onClick={() => {
              const shown = card()
              if (shown) printAlone(shown)
            }}
          >
            {t`Print or save as PDF`}
          </Menu.Item>
          {mayExport && grouped && (
            <Menu.Item
              leftSection={<IconFileDownload size={14} />}
              onClick={() =>
                void saveList(
                  figuresAddress(app, entity.name, {
                    groupBy: groupsOf(grouped),
                    measures: grouped.measure,
                    filter,
                    ...atLeastOf(grouped),
                  }),
                )
              }
            >
              {t`Save figures as CSV`}
            </Menu.Item>
          )}
          {mayExport && !grouped && (
            <Menu.Item
              leftSection={<IconFileDownload size={14} />}
              onClick={() =>
                void saveList(
                  exportAddress(app, entity.name, {
                    filter,
                    orderBy: widget.kind === 'table' ? widget.orderBy : undefined,
                    search: undefined,
                    shared: undefined,
                  }),
                )
              }
            >
              {t`Export the records`}
            </Menu.Item>
          )}
        </>
      )}
    />
  )
}
