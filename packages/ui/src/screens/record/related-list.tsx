/** Records that point at this one, a few of them in columns, with the way to all and to a new one. */
import type { AppView, EntityView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, UnstyledButton } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { sentenceOf } from '../../client/http.ts'
import { inSentence } from '../../client/language.ts'
import { topQuery } from '../../client/queries.ts'
import { usualList } from '../../client/usual-list.ts'
import { fieldOf } from '../../fields/field-ui.ts'
import { RecordPlace } from '../../fields/record-place.ts'
import { fieldUi } from '../../fields/registry.ts'
import { ActButton } from '../../kit/act.tsx'
import { systemColumns } from '../records/system-columns.ts'
import classes from './record.module.css'
import { RecordForm } from './record-form.tsx'

/** As many as are taken in at a glance. */
const shown = 8

interface RelatedListProps {
  readonly app: AppView
  readonly target: EntityView
  readonly via: string
  readonly columns: readonly string[]
  /** The record they point at. */
  readonly record: { readonly id: string; readonly title: string }
  readonly title: string
  readonly onOpen: (entity: string, id: string) => void
}

export function RelatedList({ app, target, via, columns, record, title, onOpen }: RelatedListProps) {
  const { t } = useLingui()
  const [making, setMaking] = useState(false)
  const [label, labels] = [inSentence(target.label), inSentence(target.labelPlural)]
  const filter = `record.${via} == ${JSON.stringify(record.id)}`
  const names = columns.length > 0 ? columns : [target.titleField]
  const list = useQuery(topQuery(app.name, target.name, { filter, fields: names.join(',') }, shown + 1))
  const screen = usualList(app, target.name)
  const rows = list.data?.items ?? []
  const mayMake = target.can.includes('create') && fieldOf(target, via)?.creatable === true
  if (list.isSuccess && rows.length === 0 && !mayMake) return null
  const heading = `related-${target.name}-${via}`
  return (
    <section aria-labelledby={heading}>
      <div className={classes.relatedHead}>
        <h3 id={heading}>{title}</h3>
        {rows.length > 0 && (
          <Link
            className={classes.relatedAll}
            {...(screen
              ? ({ to: '/a/$app/s/$screen', params: { app: app.name, screen } } as const)
              : ({ to: '/a/$app/e/$entity', params: { app: app.name, entity: target.name } } as const))}
            search={{ filter }}
          >
            <Trans>Show all</Trans>
          </Link>
        )}
        {mayMake && (
          <ActButton
            size="compact-xs"
            variant="default"
            leftSection={<IconPlus size={12} />}
            aria-label={t`New ${label}`}
            onClick={() => setMaking(true)}
          >
            <Trans>New</Trans>
          </ActButton>
        )}
      </div>
      {list.isError ? (
        <p className={classes.dim}>
          {sentenceOf(list.error)}{' '}
          <Button size="compact-xs" variant="default" onClick={() => void list.refetch()}>
            <Trans>Retry</Trans>
          </Button>
        </p>
      ) : rows.length > 0 ? (
        <Rows {...{ app, target, names }} rows={rows.slice(0, shown)} onOpen={onOpen} />
      ) : (
        list.isSuccess && <p className={classes.none}>{t`No ${labels} yet.`}</p>
      )}
      {making && (
        <RecordForm
          app={app}
          entity={target}
          starting={{ [via]: record }}
          onClose={() => setMaking(false)}
          // The list has it; whoever makes one record goes on with the one they are at.
          onSaved={() => setMaking(false)}
        />
      )}
    </section>
  )
}

interface RowsProps {
  readonly app: AppView
  readonly target: EntityView
  readonly names: readonly string[]
  readonly rows: readonly RecordRow[]
  readonly onOpen: (entity: string, id: string) => void
}

function Rows({ app, target, names, rows, onOpen }: RowsProps) {
  const fields = names.flatMap(name => fieldOf(target, name) ?? systemColumns.find(each => each.name === name) ?? [])
  // The row is opened by what names it, which can be reached by keyboard; a click beside it means the same.
  const opener = fields.find(field => field.name === target.titleField) ?? fields[0]
  return (
    <div className={classes.relatedRows}>
      <table className={classes.lines}>
        <thead>
          <tr className={classes.relatedHeads}>
            {fields.map(field => (
              <th key={field.name} data-number={fieldUi(field).alignRight || undefined}>
                {field.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <RecordPlace key={row.id} value={{ entity: target.name, id: row.id }}>
              <tr className={classes.relatedRow} onClick={() => onOpen(target.name, row.id)}>
                {fields.map(field => {
                  const { Display, alignRight } = fieldUi(field)
                  const value = <Display app={app.name} field={field} value={row[field.name]} dense />
                  return (
                    <td key={field.name} data-number={alignRight || undefined} data-title={field === opener || undefined}>
                      {field === opener ? (
                        <UnstyledButton
                          className={classes.opener}
                          onClick={event => {
                            event.stopPropagation()
                            onOpen(target.name, row.id)
                          }}
                        >
                          {value}
                        </UnstyledButton>
                      ) : (
                        value
                      )}
                    </td>
                  )
                })}
              </tr>
            </RecordPlace>
          ))}
        </tbody>
      </table>
    </div>
  )
}
