/** A filter while it is built: conditions may still lack something, and every part keeps its place on the screen. */
import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { type Condition, isWhole, type Operator } from './conditions.ts'
import { type Group, isGroup } from './filter.ts'

export interface DraftCondition {
  readonly key: number
  readonly field?: string
  readonly operator?: Operator
  readonly value?: Condition['value']
}

export interface DraftGroup {
  readonly key: number
  readonly join: Group['join']
  readonly parts: readonly DraftPart[]
}

export type DraftPart = DraftCondition | DraftGroup

/** The root stands at 0. */
export const deepestDraft = 3

export const isDraftGroup = (part: DraftPart): part is DraftGroup => 'parts' in part

let last = 0
const nextKey = () => {
  last += 1
  return last
}

export const newCondition = (): DraftCondition => ({ key: nextKey() })
export const newGroup = (join: Group['join']): DraftGroup => ({ key: nextKey(), join, parts: [newCondition()] })

export const draftOf = ({ join, parts }: Group): DraftGroup => ({
  key: nextKey(),
  join,
  parts: parts.map(part => (isGroup(part) ? draftOf(part) : { key: nextKey(), ...part })),
})

/** What of it is whole; a group with nothing in it is none. */
export function groupOf(fields: readonly FieldView[], { join, parts }: DraftGroup): Group {
  return {
    join,
    parts: parts.flatMap(part => {
      if (!isDraftGroup(part)) return conditionOf(fields, part) ?? []
      const inner = groupOf(fields, part)
      return inner.parts.length === 0 ? [] : inner.parts.length === 1 ? inner.parts : [inner]
    }),
  }
}

function conditionOf(fields: readonly FieldView[], { field: name, operator, value }: DraftCondition): Condition | undefined {
  const field = fields.find(candidate => candidate.name === name)
  if (!field || !operator) return undefined
  const condition = { field: field.name, operator, ...(value === undefined ? {} : { value }) }
  return isWhole(field, condition) ? condition : undefined
}

/** How many conditions still lack something. One that nothing was chosen in yet stands alone for "none". */
export function lacking(fields: readonly FieldView[], group: DraftGroup): number {
  const only = group.parts.length === 1 ? group.parts[0] : undefined
  if (only && !isDraftGroup(only) && only.field === undefined) return 0
  const count = (part: DraftPart): number =>
    isDraftGroup(part) ? part.parts.reduce((sum, each) => sum + count(each), 0) : conditionOf(fields, part) === undefined ? 1 : 0
  return count(group)
}

export function replaced(group: DraftGroup, key: number, by: DraftPart | undefined): DraftGroup {
  return {
    ...group,
    parts: group.parts.flatMap(part => (part.key === key ? (by ?? []) : isDraftGroup(part) ? replaced(part, key, by) : part)),
  }
}
