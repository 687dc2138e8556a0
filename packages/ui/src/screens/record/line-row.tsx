/** One line in a grid that is written in. It is drawn anew when something of it changes, and not with every key in another line. */
import type { EntityView, FieldView, RecordRow, WireValue } from '@bailiwick/definition/wire/index.ts'
import { useLingui } from '@lingui/react/macro'
import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { memo, useCallback, useMemo } from 'react'
import { computedValue } from '../../fields/computed.ts'
import { type FieldValues, isRequired, newRecord } from '../../fields/field-conditions.ts'
import { RecordPlace } from '../../fields/record-place.ts'
import { fieldUi } from '../../fields/registry.ts'
import { goingWith } from '../../fields/written-values.ts'
import type { LineValue } from './edited-lines.ts'
import { FormField } from './form-field.tsx'

export interface LineRowProps {
  readonly app: string
  readonly target: EntityView
  /** The list the lines are, and their relation to its record. */
  readonly line: { readonly name: string; readonly via: string }
  readonly fields: readonly FieldView[]
  readonly parent: FieldValues
  readonly row: LineValue
  readonly index: number
  /** As it is kept; undefined: it is new. */
  readonly start: RecordRow | undefined
  /** What may be written of one that is kept; undefined: not said. */
  readonly update: readonly string[] | undefined
  readonly mayRemove: boolean
  /** By field; undefined: nothing was refused of it. */
  readonly errors: Readonly<Record<string, string>> | undefined
  readonly idOf: (name: string) => string
  readonly onBusy: (place: string, on: boolean) => void
  readonly onWrite: (index: number, field: string, value: WireValue) => void
  readonly onRemove: (index: number) => void
}

function Row({ app, target, line, fields, parent, row, index, start, update, mayRemove, errors, idOf, ...on }: LineRowProps) {
  const { t } = useLingui()
  const number = index + 1
  const values = { ...(start ?? newRecord(target, {})), ...row.values }
  const mayWrite = (field: FieldView) => (row.id === undefined ? field.creatable : update?.includes(field.name) === true)
  const placeOf = useCallback((field: string) => `${line.name}[${index}].${field}`, [line.name, index])
  const { onBusy, onWrite, onRemove } = on
  const busy = useCallback((field: string, isBusy: boolean) => onBusy(placeOf(field), isBusy), [onBusy, placeOf])
  const write = useCallback((field: string, value: WireValue) => onWrite(index, field, value), [onWrite, index])
  const place = useMemo(() => ({ entity: target.name, id: row.id }), [target.name, row.id])
  return (
    <RecordPlace value={place}>
      <tr>
        {fields.map(field => {
          const { Display } = fieldUi(field)
          return (
            <td
              key={field.name}
              data-number={(field.computed && fieldUi(field).alignRight) || undefined}
              data-heading={field.required ? `${field.title} *` : field.title}
            >
              {field.computed ? (
                <Display app={app} field={field} value={computedValue(field, values)} dense />
              ) : mayWrite(field) ? (
                <FormField
                  app={app}
                  field={field}
                  isBare
                  required={isRequired(field, values)}
                  id={idOf(placeOf(field.name))}
                  value={values[field.name]}
                  error={errors?.[field.name]}
                  written={goingWith(field, { values, parent: { via: line.via, values: parent }, write })}
                  onBusy={busy}
                  onChange={write}
                />
              ) : (
                <Display app={app} field={field} value={values[field.name]} dense />
              )}
            </td>
          )
        })}
        <td>
          {mayRemove && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size={28}
              aria-label={t`Remove line ${number}`}
              onClick={() => onRemove(index)}
            >
              <IconX size={14} />
            </ActionIcon>
          )}
        </td>
      </tr>
    </RecordPlace>
  )
}

export const LineRow = memo(Row)
