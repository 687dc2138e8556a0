/** What an expression may talk about. Made from a definition by `scope.ts`. */
import type { ValueType } from './value-type.ts'

export interface FieldShape {
  readonly type: ValueType
  /** May be empty: CEL null. */
  readonly nullable: boolean
  /** choice: the names a value can have; comparing with another is a mistake. */
  readonly options?: readonly string[]
}

export interface EntityShape {
  readonly name: string
  readonly fields: ReadonlyMap<string, FieldShape>
  /** Relations by field name: where they lead. */
  readonly relations: ReadonlyMap<string, { readonly entity: string; readonly nullable: boolean }>
  /** Records that point here, by the name this entity knows them by. */
  readonly children: ReadonlyMap<string, { readonly entity: string; readonly via: string }>
}

export interface Scope {
  readonly entities: ReadonlyMap<string, EntityShape>
  readonly variables: ReadonlyMap<string, FieldShape>
  readonly functions: { readonly now: boolean; readonly today: boolean }
  /** Of the days that the clock tells. Absent: UTC. */
  readonly zone?: string
}

/** What `user` has. */
export const userShape: ReadonlyMap<string, FieldShape> = new Map<string, FieldShape>([
  ['id', { type: { kind: 'id', of: 'person' }, nullable: false }],
  ['email', { type: { kind: 'string' }, nullable: false }],
  ['teams', { type: { kind: 'list', element: { kind: 'id', of: 'team' } }, nullable: false }],
  ['direct_teams', { type: { kind: 'list', element: { kind: 'id', of: 'team' } }, nullable: false }],
  ['reports', { type: { kind: 'list', element: { kind: 'id', of: 'person' } }, nullable: false }],
  ['direct_reports', { type: { kind: 'list', element: { kind: 'id', of: 'person' } }, nullable: false }],
  ['roles', { type: { kind: 'list', element: { kind: 'string' } }, nullable: false }],
])
export type UserProperty = 'id' | 'email' | 'teams' | 'direct_teams' | 'reports' | 'direct_reports' | 'roles'
