/** Lines of a record in a grid: written, added and taken out before the record is saved with them. */
import type { AppView, EntityView, FieldView, LineRights, RecordRow, WireValue } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { ActionIcon, Button } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { inSentence } from '../../client/language.ts'
import { type FieldValues, isRequired, newRecord } from '../../fields/field-conditions.ts'
import { RecordPlace } from '../../fields/record-place.ts'
import { fieldUi } from '../../fields/registry.ts'
import { WrittenValues } from '../../fields/written-values.ts'
import { same } from './edited.ts'
import type { LineValue } from './edited-lines.ts'
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
  readonly wait: (place: string) => (on: boolean) => void
  readonly onChange: (rows: readonly LineValue[]) => void
}

export function LineEditor({ app, target, line, parent, before, rights, rows, at, idOf, wait, onChange }: LineEditorProps) {
  const fields = writtenFields(target, line.via)
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
  const mayWrite = (row: LineValue, field: FieldView) =>
    row.id === undefined ? field.creatable : rightsOf(row)?.update.includes(field.name) === true
  const mayRemove = (row: LineValue) => row.id === undefined || rightsOf(row)?.delete === true
  const startOf = ({ id }: LineValue) => before.find(each => each.id === id)
  const write = (index: number, name: string, value: WireValue) =>
    onChange(
      rows.map((row, place) => {
        if (place !== index) return row
        const { [name]: _, ...rest } = row.values
        const start = startOf(row)
        return { ...row, values: start && same(value, start[name]) ? rest : { ...rest, [name]: value } }
      }),
    )
  return (
    <div>
      <h3 className={classes.section}>{target.labelPlural}</h3>
      {rows.length > 0 && (
        <div className={classes.grid}>
          <table className={classes.lines}>
            <thead>
              <tr>
                {fields.map(field => (
                  <th key={field.name} style={{ minWidth: Math.min(fieldUi(field).width, 200) }}>
                    {field.required ? `${field.title} *` : field.title}
                  </th>
                ))}
                <th aria-label={t`Remove`} />
              </tr>
            </thead>
            <tbody ref={body}>
              {rows.map((row, index) => {
                const number = index + 1
                const values = { ...(startOf(row) ?? newRecord(target, {})), ...row.values }
                return (
                  <RecordPlace key={row.id ?? `new ${index}`} value={{ entity: target.name, id: row.id }}>
                    <WrittenValues value={{ values, parent: { via: line.via, values: parent } }}>
                      <tr>
                        {fields.map(field => {
                          const { Editor, Display } = fieldUi(field)
                          const place = `${line.name}[${index}].${field.name}`
                          return (
                            <td key={field.name} data-heading={field.required ? `${field.title} *` : field.title}>
                              {mayWrite(row, field) ? (
                                <Editor
                                  id={idOf(place)}
                                  app={app.name}
                                  field={{ ...field, required: isRequired(field, values) }}
                                  value={values[field.name]}
                                  error={at(place)}
                                  onBusy={wait(place)}
                                  onChange={value => write(index, field.name, value)}
                                />
                              ) : (
                                <Display app={app.name} field={field} value={values[field.name]} dense />
                              )}
                            </td>
                          )
                        })}
                        <td>
                          {mayRemove(row) && (
                            <ActionIcon
                              variant="subtle"
                              color="gray"
                              size={28}
                              aria-label={t`Remove line ${number}`}
                              onClick={() => onChange(rows.filter((_, place) => place !== index))}
                            >
                              <IconX size={14} />
                            </ActionIcon>
                          )}
                        </td>
                      </tr>
                    </WrittenValues>
                  </RecordPlace>
                )
              })}
            </tbody>
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

/** What the grid has columns for. */
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
