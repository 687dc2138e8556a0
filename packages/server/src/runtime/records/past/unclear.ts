/** What cannot be known of an earlier moment. Thrown where a rule looks at it, so that nothing is made of a guess; it names no field, because that may be hidden. */
export class Unclear extends Error {
  readonly reason: UnclearReason

  constructor(reason: UnclearReason) {
    super(reason.kind)
    this.reason = reason
  }
}

/** What a rule would have to look at. */
export type UnclearReason =
  /** A value that a later release took away or made over. */
  | { readonly kind: 'remade' }
  /** Who changed a record last, which was not kept of that moment. */
  | { readonly kind: 'rewritten' }
  /** A record that came by an import whose moment is not kept. */
  | { readonly kind: 'imported' }
  /** A list of more records than this. */
  | { readonly kind: 'many'; readonly most: number }
  /** More other records than this. */
  | { readonly kind: 'reach'; readonly most: number }
