/** Roles that give a right in the same words are told together: ten sentences that say one thing are not read. */

export interface Giving {
  readonly role: string
  readonly words: string
}

/** @returns the roles of each of the words, in the order in which they come */
export function byWords(grants: readonly Giving[]): { readonly roles: readonly string[]; readonly words: string }[] {
  return [...Map.groupBy(grants, ({ words }) => words)].map(([words, giving]) => ({
    words,
    roles: [...new Set(giving.map(({ role }) => role))],
  }))
}
