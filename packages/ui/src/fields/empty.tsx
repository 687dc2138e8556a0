import { say } from '../client/language.ts'
import classes from './value.module.css'

/** What stands where a field is empty: quiet, and the same everywhere. */
export function Empty() {
  return (
    <span className={classes.dim} role="img" aria-label={say('empty')}>
      —
    </span>
  )
}
