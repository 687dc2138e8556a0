/** What a field type says to a value from the wire: the text for PostgreSQL, or a refusal a person can act on. */
export type ColumnOutcome = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly message: string }

export function accept(value: string): ColumnOutcome {
  return { ok: true, value }
}

export function refuse(message: string): ColumnOutcome {
  return { ok: false, message }
}

/** A count as people read it: 12,480. Not `toLocaleString`, whose answer depends on the machine. */
export function printCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}
