/** Names of the objects an entity is compiled to. `$` cannot stand in a definition's names, so these never collide with a table. */

/** Everything that belongs to one entity, as quoted and schema-qualified SQL. */
export interface EntityNames {
  readonly schema: string
  readonly table: string
  /** Every row, for access rules only. */
  readonly rule: string
  /** What the acting person may read: any grant. */
  readonly read: string
  /** The same for people whose role reads every row: planned without row conditions. */
  readonly readAll: string
  /** The same for people without such a role: conditional grants only, so that their indexes are used. */
  readonly readSome: string
  readonly trash: string
  /** Inserts and updates go through it. */
  readonly write: string
  readonly guard: string
  readonly can: string
  readonly audit: string
  readonly history: string
  readonly search: string
  readonly leads: string
  readonly comment: string
  readonly vote: string
  readonly decide: string
  readonly inbox: string
  /** What every file field of one record holds and has held, as its reader may see it. */
  readonly files: string
  readonly filePart: string
  readonly upload: string
  readonly sequence: string
  readonly reveal: string
  /** What roll-ups of other entities read: as `read`, with relations as they stand beside whether they may be read. For view owners only. */
  readonly via: string
  readonly lines: string
  /** Of the lines of one record, for its own history. */
  readonly lineHistory: string
  /** Judges what stands on kept numbers, when the transaction is whole. */
  readonly whole: string
  readonly shared: string
  readonly sharedFields: string
  readonly sharedUpdate: string
  readonly share: string
  readonly unshare: string
  readonly shares: string
  /** What export rights give of what is read: rows and fields. */
  readonly exported: string
  /** Notes that an export begins or is over. */
  readonly exporting: string
  readonly why: string
  readonly access: string
}

export function quote(name: string): string {
  if (name.includes('\0')) throw new Error('an identifier cannot hold NUL')
  return `"${name.replaceAll('"', '""')}"`
}

/** A text constant for SQL the compiler writes. */
export function literal(text: string): string {
  if (text.includes('\0')) throw new Error('a constant cannot hold NUL')
  const quoted = `'${text.replaceAll("'", "''")}'`
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted
}

export function entityNames(schema: string, entity: string): EntityNames {
  const name = (suffix: string) => `${quote(schema)}.${quote(entity + suffix)}`
  return {
    schema: quote(schema),
    table: name(''),
    rule: name('$rule'),
    read: name('$read'),
    readAll: name('$read_all'),
    readSome: name('$read_some'),
    trash: name('$trash'),
    write: name('$write'),
    guard: name('$guard'),
    audit: name('$audit'),
    can: name('$can'),
    history: name('$history'),
    search: name('$search'),
    leads: name('$leads'),
    comment: name('$comment'),
    vote: name('$vote'),
    decide: name('$decide'),
    inbox: name('$inbox'),
    files: name('$files'),
    filePart: name('$file_part'),
    upload: name('$upload'),
    sequence: name('$number'),
    reveal: name('$reveal'),
    via: name('$via'),
    lines: name('$lines'),
    lineHistory: name('$line_history'),
    whole: name('$whole'),
    shared: name('$shared'),
    sharedFields: name('$shared_fields'),
    sharedUpdate: name('$shared_update'),
    share: name('$share'),
    unshare: name('$unshare'),
    shares: name('$shares'),
    exported: name('$export'),
    exporting: name('$exporting'),
    why: name('$why'),
    access: name('$access'),
  }
}

/** A role as claims carry it. */
export function qualifiedRole(app: string, role: string): string {
  return literal(`${app}.${role}`)
}
