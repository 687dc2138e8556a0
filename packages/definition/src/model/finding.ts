/**
 * What the reader, the validator and the planner have to say about a definition.
 * A finding teaches: where it is, what is wrong, what to write instead.
 */

/** A position in a definition's source. Lines and columns count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

export type FindingLevel = 'error' | 'warning' | 'note'

export interface Finding {
  readonly level: FindingLevel
  /** A stable word code such as `relation.no-such-entity`; the reference page lists them all. */
  readonly code: string
  readonly message: string
  /** What to do about it, in one sentence. Holds "Did you mean …?" where a near name exists. */
  readonly hint?: string
  readonly place?: Place
  /** Where in the model it is, e.g. `entities.ticket.fields.customer`. */
  readonly path: string
}

/** One line as a compiler prints it: `file:line:column  level  code` and the sentence beneath. */
export function printFinding(finding: Finding): string {
  const { place } = finding
  const where = place ? `${place.file}:${place.line}:${place.column}` : finding.path
  const hint = finding.hint ? ` ${finding.hint}` : ''
  return `${where}  ${finding.level}  ${finding.code}\n  ${finding.message}${hint}`
}
