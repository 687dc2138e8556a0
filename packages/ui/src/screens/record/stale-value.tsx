/** One of two values to choose between. A long text is looked through where it stands, and leaves the choice in sight. */
import type { FieldView, WireValue } from '@bailiwick/definition/wire/index.ts'
import { fieldUi } from '../../fields/registry.ts'
import classes from './record.module.css'

interface StaleValueProps {
  readonly app: string
  readonly field: FieldView
  readonly value: WireValue | undefined
}

/** From so many letters on it may have to be scrolled, by keys too. */
const long = 300

export function StaleValue({ app, field, value }: StaleValueProps) {
  const { Display } = fieldUi(field)
  const isLong = typeof value === 'string' && value.length > long
  return (
    <b className={classes.staleValue} tabIndex={isLong ? 0 : undefined}>
      <Display app={app} field={field} value={value} dense={!isLong} />
    </b>
  )
}
