/** Who may do what. Nothing is allowed that no grant allows. */

/**
 * `read` covers list, get, search, history; `delete` moves to the trash; `restore` brings back from it.
 * `export`, `import`, `share`, `bulk` and `approve` are rights of their own and never follow from `read`.
 */
export const operations = ['read', 'create', 'update', 'delete', 'restore', 'comment', 'export'] as const
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
  readonly fields: FieldSelection
}
