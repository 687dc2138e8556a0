/** The lines of a record as a table. */
import type { AppView, EntityView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { RecordPlace } from '../../fields/record-place.ts'
import { fieldUi } from '../../fields/registry.ts'
import { lineColumns } from './line-columns.ts'
import classes from './record.module.css'

interface LinesProps {
  readonly app: AppView
  readonly target: EntityView
  /** The field that names the record they belong to. */
  readonly via: string
  readonly rows: readonly RecordRow[]
  /** A cell was pressed, to write there; the same can be begun with a button beside the table. */
  readonly onBegin?: (index: number, field: string) => void
}

export function Lines({ app, target, via, rows, onBegin }: LinesProps) {
  const columns = lineColumns(target, via)
  return (
    <div className={classes.lineRows}>
      <table className={classes.lines}>
        <thead>
          <tr>
            {columns.map(({ field, isWide }) => (
              <th key={field.name} data-number={fieldUi(field).alignRight || undefined} data-wide={isWide || undefined}>
                {field.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <RecordPlace key={row.id} value={{ entity: target.name, id: row.id }}>
              <tr data-editable={onBegin !== undefined || undefined}>
                {columns.map(({ field, isWide }) => {
                  const { Display, alignRight } = fieldUi(field)
                  return (
                    // biome-ignore lint/a11y/useKeyWithClickEvents: a short cut for the button beside the table
                    <td
                      key={field.name}
                      data-number={alignRight || undefined}
                      data-wide={isWide || undefined}
                      onClick={onBegin && (() => onBegin(index, field.name))}
                    >
                      <Display app={app.name} field={field} value={row[field.name]} dense />
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
