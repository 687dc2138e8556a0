/** Lines of a record in a grid: written, added and taken out before the record is saved with them. */
import type { AppView, EntityView, FieldView, LineRights, RecordRow, WireValue } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useCallbackRef, useElementSize } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useEffect, useMemo, useRef } from 'react'
import { inSentence } from '../../client/language.ts'
import { computedValue, sumOf } from '../../fields/computed.ts'
import type { FieldValues } from '../../fields/field-conditions.ts'
import { fieldUi } from '../../fields/registry.ts'
import { same } from './edited.ts'
import type { LineValue } from './edited-lines.ts'
import { LineRow } from './line-row.tsx'
import classes from './record.module.css'

interface LineEditorProps {
  readonly app: AppView
  readonly target: EntityView
  readonly line: { readonly name: string; readonly via: string }
  /** The record they are lines of, as it is being written. */
  readonly parent: FieldValues
  /** The lines as they are kept; none of a record that is not made yet. */
  readonly before: readonly RecordRow[]
  /** As the server said; absent: the record is not made yet. */
  readonly rights: LineRights | undefined
  readonly rows: readonly LineValue[]
  readonly at: (name: string) => string | undefined
  readonly idOf: (name: string) => string
  readonly onBusy: (place: string, on: boolean) => void
  readonly onChange: (rows: readonly LineValue[]) => void
}

export function LineEditor({ app, target, line, parent, before, rights, rows, at, idOf, onBusy, onChange }: LineEditorProps) {
  const fields = useMemo(() => shownFields(target, line.via), [target, line.via])
  const valuesOf = (row: LineValue): FieldValues => ({ ...startOf(row), ...row.values })
  // The record changes with each key in it; lines only look at what they go with.
  const looked = fields.flatMap(({ fits = [] }) =>
    fits.flatMap(({ as: [first, second] }) => (first === line.via ? [second!] : [])),
  )
  const said = JSON.stringify(looked.map(name => [name, parent[name]]))
  const parentValues = useMemo((): FieldValues => Object.fromEntries(JSON.parse(said) as [string, WireValue][]), [said])
  const { ref: grid, width } = useElementSize()
  const room = Math.max(leastBreadth, breadthOfLines(target, line.via))
  const { t } = useLingui()
  const label = inSentence(target.label)
  const body = useRef<HTMLTableSectionElement>(null)
  const isAdded = useRef(false)
  // Who adds a line writes it next. In the middle: the foot of the form stands over its end.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when there is one line more
  useEffect(() => {
    if (!isAdded.current) return
    isAdded.current = false
    const first = body.current?.lastElementChild?.querySelector<HTMLElement>('input, textarea, button')
    first?.focus({ preventScroll: true })
    first?.scrollIntoView({ block: 'center' })
  }, [rows.length])
  const rightsOf = ({ id }: LineValue) => rights?.each[before.findIndex(each => each.id === id)]
  const mayRemove = (row: LineValue) => row.id === undefined || rightsOf(row)?.delete === true
  const startOf = ({ id }: LineValue) => before.find(each => each.id === id)
  const write = useCallbackRef((index: number, name: string, value: WireValue) =>
    onChange(
      rows.map((row, place) => {
        if (place !== index) return row
        const { [name]: _, ...rest } = row.values
        const start = startOf(row)
        return { ...row, values: start && same(value, start[name]) ? rest : { ...rest, [name]: value } }
      }),
    ),
  )
  const busy = useCallbackRef(onBusy)
  const remove = useCallbackRef((index: number) => onChange(rows.filter((_, place) => place !== index)))
  const firstWritten = fields.find(field => !field.computed)
  const errorsOf = (index: number) => {
    const said = fields.flatMap(({ name }) => {
      // What is said of the line stands in its first cell.
      const message =
        at(`${line.name}[${index}].${name}`) ?? (name === firstWritten?.name ? at(`${line.name}[${index}]`) : undefined)
      return message === undefined ? [] : [[name, message]]
    })
    return said.length > 0 ? (Object.fromEntries(said) as Record<string, string>) : undefined
  }
  return (
    <div>
      <h3 className={classes.section}>{target.labelPlural}</h3>
      {rows.length > 0 && (
        <div className={width > 0 && width < room ? `${classes.grid} ${classes.cards}` : classes.grid} ref={grid}>
          <table className={classes.lines}>
            <thead>
              <tr>
                {fields.map(field => (
                  <th
                    key={field.name}
                    data-number={(field.computed && fieldUi(field).alignRight) || undefined}
                    style={{ minWidth: breadthOf(field) }}
                  >
                    {field.required ? `${field.title} *` : field.title}
                  </th>
                ))}
                <th aria-label={t`Remove`} />
              </tr>
            </thead>
            <tbody ref={body}>
              {rows.map((row, index) => (
                <LineRow
                  key={row.id ?? `new ${index}`}
                  {...{ target, line, fields, row, index, idOf }}
                  onBusy={busy}
                  parent={parentValues}
                  app={app.name}
                  start={startOf(row)}
                  update={rightsOf(row)?.update}
                  mayRemove={mayRemove(row)}
                  errors={errorsOf(index)}
                  onWrite={write}
                  onRemove={remove}
                />
              ))}
            </tbody>
            {rows.length > 1 && fields.some(field => field.computed) && (
              <tfoot>
                <tr>
                  {fields.map(field => {
                    const { Display, alignRight } = fieldUi(field)
                    const { title } = field
                    if (!field.computed) return <td key={field.name} />
                    const counted = rows.map(row => computedValue(field, valuesOf(row)))
                    const sum = counted.every(each => each === null) ? null : sumOf(counted)
                    return (
                      <td
                        key={field.name}
                        data-number={alignRight || undefined}
                        data-heading={t`Sum of ${title}`}
                        aria-label={t`Sum of ${title}`}
                      >
                        <Display app={app.name} field={field} value={sum} dense />
                      </td>
                    )
                  })}
                  <td />
                </tr>
              </tfoot>
            )}
          </table>
        </div>
      )}
      {mayAddLine(target, line.via, rights) && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={12} />}
          onClick={() => {
            isAdded.current = true
            onChange([...rows, newLine(target, line.via)])
          }}
        >
          {t`Add ${label}`}
        </Button>
      )}
    </div>
  )
}

/** A narrower one has its lines as cards, whatever is in them. */
const leastBreadth = 520

const breadthOf = (field: FieldView) => Math.min(fieldUi(field).width, 200)

/** What a grid of them needs so that nobody writes in a slit: its columns with their space, and the way to remove a line. */
export const breadthOfLines = (target: EntityView, via: string) =>
  shownFields(target, via).reduce((sum, field) => sum + breadthOf(field) + 8, 36)

/** What the grid has columns for: what is written, and what that comes to. */
const shownFields = (target: EntityView, via: string) =>
  target.fields.filter(field => field.name !== via && (field.creatable || field.updatable || field.computed))

const writtenFields = (target: EntityView, via: string) =>
  target.fields.filter(field => (field.creatable || field.updatable) && field.name !== via)

export const mayAddLine = (target: EntityView, via: string, rights: LineRights | undefined) =>
  (rights?.create ?? target.can.includes('create')) && target.fields.some(field => field.creatable && field.name !== via)

export function newLine(target: EntityView, via: string): LineValue {
  return {
    values: Object.fromEntries(
      writtenFields(target, via).map(({ name, default: begins }) => [name, begins as WireValue | undefined]),
    ),
  }
}

/** Whether some line that is there may be written or taken out. */
export const mayEditLines = (via: string, rights: LineRights | undefined) =>
  rights?.each.some(can => can.delete || can.update.some(name => name !== via)) === true

export const mayWriteLines = (target: EntityView, via: string, rights: LineRights | undefined) =>
  mayAddLine(target, via, rights) || mayEditLines(via, rights)
