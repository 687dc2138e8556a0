/** What one save did to the lines of a record: each line, and what of it changed. */
import type { EntityView, HistoryEntry, LineChange } from '@bailiwick/definition/wire/index.ts'
import { Plural, Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { inSentence } from '../../client/language.ts'
import { appQuery } from '../../client/queries.ts'
import { fieldOf } from '../../fields/field-ui.ts'
import { canBeSaid, FieldChanges, FieldValue } from './field-changes.tsx'
import classes from './record.module.css'

export function LineChanges({ app, entry }: { readonly app: string; readonly entry: HistoryEntry }) {
  const { data } = useQuery(appQuery(app))
  const lines = entry.lines ?? []
  const more = (entry.linesTotal ?? lines.length) - lines.length
  return (
    <ul className={classes.lineChanges}>
      {lines.map(line => {
        const entity = data?.entities.find(candidate => candidate.name === line.entity)
        return (
          <li key={line.id}>
            <Told app={app} entity={entity} line={line} />
          </li>
        )
      })}
      {more > 0 && (
        <li>
          <Plural value={more} one="# more line" other="# more lines" />
        </li>
      )}
    </ul>
  )
}

function Told({
  app,
  entity,
  line,
}: {
  readonly app: string
  readonly entity: EntityView | undefined
  readonly line: LineChange
}) {
  const title = <b dir="auto">{line.line.title ?? (entity ? inSentence(entity.label) : line.entity)}</b>
  const fields = line.changes.filter(change => entity && fieldOf(entity, change.field))
  switch (line.kind) {
    case 'create':
    case 'import': {
      const values = fields.filter(
        change => change.field !== entity?.titleField && entity && canBeSaid(fieldOf(entity, change.field), change.after),
      )
      return (
        <>
          <Trans comment="A line of a record">{title} added</Trans>
          {entity &&
            values.map(change => (
              <Fragment key={change.field}>
                {', '}
                <span dir="auto">{inSentence(fieldOf(entity, change.field)!.title)}</span>{' '}
                <FieldValue app={app} entity={entity} field={change.field} value={change.after} />
              </Fragment>
            ))}
        </>
      )
    }
    case 'delete':
      return <Trans comment="A line of a record">{title} removed</Trans>
    case 'restore':
      return <Trans comment="A line of a record">{title} brought back</Trans>
    default:
      return (
        <>
          {title}: {entity && <FieldChanges app={app} entity={entity} changes={fields} />}
        </>
      )
  }
}
