/** A record on a phone: number and title, beneath them its state with what is due and how much it is about, then the other columns of the list. */
import type { EntityView, FieldView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { fieldUi } from '../../fields/registry.ts'
import classes from './list.module.css'

interface PhoneRowProps {
  readonly app: string
  readonly entity: EntityView
  readonly columns: readonly FieldView[]
  readonly row: RecordRow
}

const kind = (field: FieldView) => field.result ?? field.type

/** A bare number or day does not say what it is of. */
const needLabel = new Set(['integer', 'decimal', 'money', 'boolean', 'date', 'datetime'])
/** In the second line. */
const least = 2
/** More have no room in a line. */
const most = 12
/** Too large for a line among others. */
const leftOut = new Set(['long_text', 'rich_text', 'json', 'file'])

/** Which columns stand where; the same for every record of the list, so that all rows are as high. */
export function phoneLines(entity: EntityView, columns: readonly FieldView[]) {
  const fields = (columns.length > 0 ? columns : entity.fields).filter(field => field.name !== entity.titleField)
  const find = (test: (field: FieldView) => boolean) => fields.find(test)
  const number = find(field => kind(field) === 'auto_number')
  const state = find(field => kind(field) === 'choice' && field.managed) ?? find(field => kind(field) === 'choice')
  const due = find(field => field.name.endsWith('_due')) ?? find(field => kind(field) === 'date')
  const amount = find(field => kind(field) === 'money')
  const told = [state, due, amount].filter(field => field !== undefined)
  const others = fields.filter(field => field !== number && !told.includes(field) && !leftOut.has(kind(field)))
  // What has too few of these has others beside them.
  const lacking = Math.max(0, least - told.length)
  return {
    number,
    first: [...told, ...others.slice(0, lacking)],
    // Nobody chose the columns: all fields would be too many.
    others: columns.length > 0 ? others.slice(lacking, lacking + most) : [],
  }
}

export function PhoneRow({ app, entity, columns, row }: PhoneRowProps) {
  const { number, first, others } = phoneLines(entity, columns)
  // One amount says by its currency what it is; of several nobody would know which.
  const amounts = [...first, ...others].filter(field => kind(field) === 'money').length
  const title = entity.fields.find(field => field.name === entity.titleField)
  const show = (field: FieldView | undefined) => {
    if (!field || row[field.name] === null || row[field.name] === undefined) return null
    const { Display } = fieldUi(field)
    return <Display app={app} field={field} value={row[field.name]} dense />
  }
  const fact = (field: FieldView, labelled: boolean) => {
    const shown = show(field)
    return (
      shown && (
        <span key={field.name} className={classes.phoneFact}>
          {labelled && needLabel.has(kind(field)) && <span className={classes.dim}>{field.title} </span>}
          {shown}
        </span>
      )
    )
  }
  return (
    <div role="gridcell" className={classes.phoneCell}>
      <div className={classes.phoneLine}>
        {number && <span className={classes.dim}>{show(number)}</span>}
        <span className={classes.phoneTitle}>{show(title)}</span>
      </div>
      <div className={classes.phoneFacts}>
        {first.map(field => fact(field, (kind(field) !== 'money' || amounts > 1) && !field.name.endsWith('_due')))}
      </div>
      {others.length > 0 && (
        <div className={classes.phoneFacts} data-rest>
          {others.map(field => fact(field, true))}
        </div>
      )}
    </div>
  )
}
