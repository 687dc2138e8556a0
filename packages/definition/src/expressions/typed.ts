/** The tree the checker makes: every node typed, literals in the units they are compared in, macros as what they mean. SQL and the evaluator start from it. */
import type { UserProperty } from './schema.ts'
import type { SpanUnit } from './spans.ts'
import type { ValueType } from './value-type.ts'

interface Base {
  readonly type: ValueType
  /** The value may be CEL null. An error is another matter and is tracked where code is made. */
  readonly nullable: boolean
}

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>='

export type Typed = Base &
  (
    | { readonly op: 'literal'; readonly value: string | bigint | boolean | number | null }
    /** A field of the record named by a variable, through zero or more relations. */
    | {
        readonly op: 'field'
        readonly variable: string
        readonly entity: string
        readonly path: readonly Hop[]
        readonly field: string
        readonly owner: string
      }
    | { readonly op: 'user'; readonly property: UserProperty }
    | { readonly op: 'variable'; readonly name: string }
    | { readonly op: 'now' }
    | { readonly op: 'today' }
    /** The first day of a span of the app's clock, or the moment at which that day begins. */
    | { readonly op: 'first'; readonly unit: SpanUnit; readonly away: number; readonly zone: string }
    | { readonly op: 'list'; readonly elements: readonly Typed[] }
    | { readonly op: 'compare'; readonly how: Comparison; readonly left: Typed; readonly right: Typed }
    /** `within`: as two comparisons were written as one thing, for whoever says it. */
    | { readonly op: 'and' | 'or'; readonly left: Typed; readonly right: Typed; readonly within?: Within }
    | { readonly op: 'not'; readonly operand: Typed }
    | { readonly op: 'if'; readonly condition: Typed; readonly then: Typed; readonly otherwise: Typed }
    | { readonly op: 'in'; readonly element: Typed; readonly list: Typed }
    | { readonly op: 'has'; readonly operand: Typed }
    | { readonly op: 'arithmetic'; readonly how: '+' | '-' | '*' | '/' | '%'; readonly left: Typed; readonly right: Typed }
    | { readonly op: 'negate'; readonly operand: Typed }
    | { readonly op: 'call'; readonly name: string; readonly args: readonly Typed[] }
    | {
        readonly op: 'quantifier'
        readonly how: 'exists' | 'all' | 'exists_one'
        readonly over: Range
        readonly variable: string
        readonly condition: Typed
      }
    | { readonly op: 'count'; readonly over: Range }
  )

export interface Within {
  readonly unit: SpanUnit
  /** From the present one: 0, of the one before -1. */
  readonly away: number
}

export interface Hop {
  readonly relation: string
  /** Where it leads. */
  readonly entity: string
  readonly nullable: boolean
}

/** What a quantifier runs over: child records, or the values of a list. */
export type Range =
  | {
      readonly kind: 'children'
      readonly variable: string
      /** What the variable is a record of, and whose children these are at the path's end. */
      readonly start: string
      readonly owner: string
      readonly path: readonly Hop[]
      readonly name: string
      readonly entity: string
      readonly via: string
    }
  | { readonly kind: 'list'; readonly list: Typed }
