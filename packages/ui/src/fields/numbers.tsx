/** Numbers as people read them, kept exact: amounts travel as text and are never a float. */
import { isolated } from '../client/language.ts'
import { Empty } from './empty.tsx'
import type { DisplayProps, FieldLook } from './field-ui.ts'
import { grouped } from './grouped.ts'
import classes from './value.module.css'

function NumberDisplay({ value, field }: DisplayProps) {
  if (value === null || value === undefined) return <Empty />
  const type = field.result ?? field.type
  const digits = field.grouping === false ? String(value).replace('-', '−') : grouped(String(value))
  return <span className="tabular">{isolated(`${digits}${type === 'money' && field.currency ? ` ${field.currency}` : ''}`)}</span>
}

export const number: FieldLook = { Display: NumberDisplay, alignRight: true, width: 100 }
export const autoNumber: FieldLook = {
  Display: ({ value }) =>
    value ? (
      <span dir="auto" className={`tabular ${classes.dim}`}>
        {String(value)}
      </span>
    ) : (
      <Empty />
    ),
  width: 96,
}
