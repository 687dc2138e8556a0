import { say } from '../client/language.ts'

/** What stands where a field is empty: quiet, and the same everywhere. */
export function Empty() {
  return (
    <span style={{ color: 'var(--mantine-color-dimmed)' }} role="img" aria-label={say('empty')}>
      —
    </span>
  )
}
