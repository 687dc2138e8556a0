/** The lines of a record as a table. */
import type { AppView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { RecordPlace } from '../../fields/record-place.ts'
import { fieldUi } from '../../fields/registry.ts'
import classes from './record.module.css'

export function Lines({
  app,
  line,
  rows,
}: {
  readonly app: AppView
  readonly line: { readonly entity: string; readonly via: string }
  readonly rows: readonly RecordRow[]
}) {
  const target = app.entities.find(entity => entity.name === line.entity)
  if (!target || rows.length === 0) return null
  const fields = target.fields.filter(field => field.name !== line.via).slice(0, 4)
  return (
    <>
      <h3 className={classes.section}>{target.labelPlural}</h3>
      <table className={classes.lines}>
        <thead>
          <tr>
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
              <tr>
                {fields.map(field => {
                  const { Display, alignRight } = fieldUi(field)
                  return (
                    <td key={field.name} data-number={alignRight || undefined}>
                      <Display app={app.name} field={field} value={row[field.name]} dense />
                    </td>
                  )
                })}
              </tr>
            </RecordPlace>
          ))}
        </tbody>
      </table>
    </>
  )
}
