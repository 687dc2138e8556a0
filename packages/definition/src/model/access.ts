/** Who may do what. Nothing is allowed that no grant allows. */

/**
 * `read` covers list, get, search, history; `delete` moves to the trash; `restore` brings back from it. `reveal` shows a masked field in the clear, on record.
 * `export`, `import`, `share`, `bulk`, `approve` and `reveal` are rights of their own and never follow from `read`.
 */
export const operations = [
  'read',
  'create',
  'update',
  'delete',
  'restore',
  'comment',
  'export',
  'import',
  'share',
  'bulk',
  'approve',
  'reveal',
] as const
export type Operation = (typeof operations)[number]

export type FieldSelection =
  | { readonly kind: 'all' }
  | { readonly kind: 'only'; readonly fields: readonly string[] }
  | { readonly kind: 'except'; readonly fields: readonly string[] }

export interface Grant {
  /** A role of this app. */
  readonly role: string
  readonly can: readonly Operation[]
  /** CEL over `record` and `user`. Absent: every row. Decides on the row as it is before the change (for create: as it would be). */
  readonly when?: string
  /** update only: CEL the row must satisfy after the change; defaults to `when`. `true` permits a hand-over out of one's own sight. */
  readonly after?: string
  /** First and last day of the grant, in the app's time zone: `2026-12-24`. */
  readonly from?: string
  readonly until?: string
  readonly fields: FieldSelection
  /** read only: fields shown masked ("•••• 4821"); the grant does not give their values. */
  readonly mask?: readonly string[]
}

/** The grant's condition together with its days: what decides on a row. Undefined: every row, always. */
export function conditionOf(grant: Grant): string | undefined {
  const days = [
    ...(grant.from === undefined ? [] : [`today() >= date("${grant.from}")`]),
    ...(grant.until === undefined ? [] : [`today() <= date("${grant.until}")`]),
  ]
  if (days.length === 0) return grant.when
  return [...(grant.when === undefined ? [] : [`(${grant.when})`]), ...days].join(' && ')
}

/** What an updated row must satisfy afterwards; undefined: nothing. */
export function conditionAfter(grant: Grant): string | undefined {
  return grant.after ?? grant.when
}

/** Whether the grant gives the field: to read in the clear, to write, to reveal. */
export function covers(grant: Grant, field: string): boolean {
  return !masks(grant, field) && selects(grant.fields, field)
}

/** Whether the grant shows the field masked. */
export function masks(grant: Grant, field: string): boolean {
  return grant.mask?.includes(field) ?? false
}

function selects(selection: FieldSelection, field: string): boolean {
  return selection.kind === 'all' || selection.fields.includes(field) === (selection.kind === 'only')
}
