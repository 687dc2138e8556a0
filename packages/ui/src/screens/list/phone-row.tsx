/** A record on a phone: number and title, beneath them its state and what is due or how much it is about. */
import type { EntityView, FieldView, RecordRow } from '@bailiwick/definition/wire/index.ts'
import { fieldUi } from '../../fields/registry.ts'
import classes from './list.module.css'

interface PhoneRowProps {
  readonly app: string
  readonly entity: EntityView
  readonly columns: readonly FieldView[]
  readonly row: RecordRow
}

export function PhoneRow({ app, entity, columns, row }: PhoneRowProps) {
  const fields = columns.length > 0 ? columns : entity.fields
  const find = (test: (field: FieldView) => boolean) => fields.find(field => row[field.name] != null && test(field))
  const kind = (field: FieldView) => field.result ?? field.type
  const title = entity.fields.find(field => field.name === entity.titleField)
  const number = find(field => kind(field) === 'auto_number')
  const state = find(field => kind(field) === 'choice' && field.managed) ?? find(field => kind(field) === 'choice')
  const due = find(field => field.name.endsWith('_due')) ?? find(field => kind(field) === 'date')
  const amount = find(field => kind(field) === 'money')
  const rest = [due, amount].filter(field => field !== undefined)
  // What a list names before the title is what the record is about: of a stock move its card.
  const first = fields.slice(
    0,
    fields.findIndex(field => field.name === entity.titleField),
  )
  const about = first.find(field => field.type === 'relation' && row[field.name] != null)
  const how = about && find(field => field.type === 'integer')
  const last = rest.length > 0 ? rest : [how ?? find(field => kind(field) === 'datetime' || kind(field) === 'person')]
  const show = (field: FieldView | undefined) => {
    if (!field) return null
    const { Display } = fieldUi(field)
    return <Display app={app} field={field} value={row[field.name]} dense />
  }
  return (
    <div role="gridcell" className={classes.phoneCell}>
      <div className={classes.phoneLine}>
        {number && <span className={classes.dim}>{show(number)}</span>}
        <span className={classes.phoneTitle}>{show(title)}</span>
      </div>
      <div className={classes.phoneLine}>
        <span className={about ? undefined : classes.phoneTitle}>{show(state)}</span>
        {about && <span className={classes.phoneTitle}>{show(about)}</span>}
        {last.map(field => (field ? <span key={field.name}>{show(field)}</span> : null))}
      </div>
    </div>
  )
}
