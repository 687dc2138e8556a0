/**
 * The types expressions are checked against. CEL's own, plus the two that stand for something with fields:
 * a record of an entity, and the user.
 */
export type ValueType =
  | { readonly kind: 'bool' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'timestamp' | 'duration' | 'null' | 'dyn' }
  /** A calendar date: a CEL string `YYYY-MM-DD` in the evaluator, `date` in SQL; compares with dates and with such literals. */
  | { readonly kind: 'date' }
  /** An exact number held as an integer of 10^-scale units: money and decimal. `scaled` literals are rewritten by the checker. */
  | { readonly kind: 'scaled'; readonly scale: number }
  /** A person, team or file reference, or a relation compared as a whole: a uuid, a CEL string in the evaluator. */
  | { readonly kind: 'id'; readonly of: 'person' | 'team' | 'file' | 'record'; readonly entity?: string }
  | { readonly kind: 'list'; readonly element: ValueType }
  /** A record reached through a relation (or `record` itself); fields come from the schema by entity name. */
  | { readonly kind: 'record'; readonly entity: string }
  | { readonly kind: 'user' }
