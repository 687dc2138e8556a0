/** What people see. A definition without screens gets one list per entity. */

export interface ListScreen {
  readonly id: string
  readonly name: string
  readonly kind: 'list'
  readonly title: string
  readonly entity: string
  readonly icon?: string
  readonly columns: readonly string[]
  /** CEL over `record` and `user`; shown as chips. */
  readonly filter?: string
  /** `created_at desc, priority` */
  readonly orderBy: string
  /** Show a count beside the navigation item. */
  readonly badge: boolean
  /** Roles that see it in the navigation; empty: everyone who may read the entity. Never a permission. */
  readonly roles: readonly string[]
}

/** How one record is laid out in the side panel and the form. */
export interface RecordLayout {
  readonly entity: string
  readonly sections: readonly { readonly title?: string; readonly fields: readonly string[] }[]
  /** Child entities shown beneath, by the child's relation: `escalation.ticket`. */
  readonly related: readonly { readonly entity: string; readonly via: string; readonly title?: string }[]
}
