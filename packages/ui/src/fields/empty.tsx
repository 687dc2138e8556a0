/** What stands where a field is empty: quiet, and the same everywhere. */
export function Empty() {
  return (
    <span style={{ color: 'var(--mantine-color-dimmed)' }} aria-label="empty">
      —
    </span>
  )
}
