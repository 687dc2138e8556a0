/** What cannot be known of an earlier moment. Thrown where a rule looks at it, so that nothing is made of a guess; the sentence names no field, because it may be hidden. */
export class Unclear extends Error {}

export const unclear = {
  remade: 'a rule looks at a value that a later release took away or made over',
  rewritten: 'a rule looks at who changed a record last, and that was not kept of that moment',
  many: (most: number) => `a rule looks at a list of more than ${most} records`,
  reach: (most: number) => `a rule reaches more than ${most} other records`,
  imported: 'a rule looks at a record that came by an import, and when that was is not kept',
} as const
