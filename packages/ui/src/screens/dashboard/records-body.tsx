/** The first records of an order. */
import type { TableWidget } from '@bailiwick/definition/model/widget.ts'
import { Trans } from '@lingui/react/macro'
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { inSentence } from '../../client/language.ts'
import { topQuery } from '../../client/queries.ts'
import { fieldUi } from '../../fields/registry.ts'
import { knownField } from '../records/groups.ts'
import classes from './dashboard.module.css'
import { Nothing } from './nothing.tsx'
import { Old } from './old.tsx'
import { conditionsOf, joined, periodField } from './question.ts'
import type { BodyProps } from './widget-body.tsx'
import { WidgetFailure } from './widget-failure.tsx'

/** As in the style sheet. */
const rowHeight = 30

export function RecordsBody({ app, widget, entity, setting, fields }: BodyProps<TableWidget>) {
  const plural = inSentence(entity.labelPlural)
  const filter = joined(entity, conditionsOf(widget, entity, setting, fields))
  const inTime = setting.days !== undefined && periodField(widget, entity, setting.screen) !== undefined
  const asked = [...new Set([...widget.columns, entity.titleField])].join(',')
  const question = topQuery(app, entity.name, { filter, orderBy: widget.orderBy, fields: asked }, widget.top)
  const answer = useQuery(question)
  if (answer.isError && !answer.data) return <WidgetFailure error={answer.error} onRetry={() => answer.refetch()} />
  const height = rowHeight * (1 + Math.min(5, widget.top))
  if (!answer.data) return <Skeleton height={height} />
  if (answer.data.items.length === 0)
    return (
      <>
        <Old questions={[question]} />
        <Nothing inTime={inTime} height={height}>
          {inTime ? <Trans>No {plural} to list here in this time.</Trans> : <Trans>No {plural} to list here.</Trans>}
        </Nothing>
      </>
    )
  const columns = widget.columns.flatMap(name => knownField(entity, name) ?? [])
  return (
    <>
      <Old questions={[question]} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className={classes.scroll} style={{ minHeight: height }} aria-label={widget.title} tabIndex={0}>
        <table className={classes.records}>
          <thead>
            <tr>
              {columns.map(field => (
                <th key={field.name} scope="col" data-number={fieldUi(field).alignRight || undefined}>
                  {field.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {answer.data.items.map(row => (
              <tr key={row.id}>
                {columns.map((field, index) => {
                  const { Display, alignRight } = fieldUi(field)
                  const value = <Display app={app} field={field} value={row[field.name]} dense />
                  return (
                    <td key={field.name} data-number={alignRight || undefined}>
                      {index === 0 ? (
                        <Link to="/a/$app/r/$entity/$id" params={{ app, entity: entity.name, id: row.id }}>
                          {value}
                        </Link>
                      ) : (
                        value
                      )}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}
