/**
 * A definition that is easy to change at random: whatever refers to an entity, a field or a role says `@id@` instead of its name, so that a rename is one word
 * and what points at nothing is found by looking. `settle` writes it as files and lets the reader and the validator judge it.
 */
import { readDefinition } from '@bailiwick/definition/index.ts'
import type { Definition } from '@bailiwick/definition/model/index.ts'
import type { Dice } from '@bailiwick/definition/write/random-definition.ts'
import { writeDefinition } from '@bailiwick/definition/write/write.ts'

export type Open<T> = T extends readonly (infer Item)[]
  ? Open<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Open<T[Key]> }
    : T

/** Without the fields its workflows add. */
export interface Draft extends Pick<Open<Definition>, 'roles' | 'entities' | 'workflows' | 'screens'> {
  /** For ids; never handed out twice, so that nothing new is taken for something old. */
  made: number
}
export type DraftEntity = Draft['entities'][number]
export type DraftField = DraftEntity['fields'][number]

/** Refers to what has this id by whatever name it has when it is written. */
export const at = (thing: { readonly id: string }): string => `@${thing.id}@`
/** What the other side calls the records of a relation. */
export const inverseOf = (field: { readonly id: string }): string => `of_${field.id}`

export function freshId(draft: Draft, kind: string): string {
  draft.made += 1
  return `${kind}${draft.made}`
}

/**
 * Few words for everything: entities, fields, options and states that are called alike, and names that would be the same once they are joined, are what
 * mixes up things that are told apart by name.
 */
export const words = [
  'size',
  'total',
  'item',
  'line_item',
  'kind',
  'item_kind',
  'note',
  'order',
  'order_line',
  'item_trash',
  'key',
]

export const freeName = (dice: Dice, taken: readonly { readonly name: string }[]): string => {
  const free = words.filter(word => !taken.some(each => each.name === word))
  return free.length > 0 ? dice.pick(free) : `more_${taken.length}_${dice.below(1000)}`
}

/** Takes away what points at nothing. */
function prune(draft: Draft): Draft {
  for (let before = ''; before !== JSON.stringify(draft); ) {
    before = JSON.stringify(draft)
    const ids = new Set([
      ...draft.roles.map(role => role.id),
      ...draft.entities.flatMap(entity => [entity.id, ...entity.fields.map(field => field.id)]),
    ])
    const inverses = new Set(draft.entities.flatMap(entity => entity.fields.flatMap(field => field.inverse ?? [])))
    const whole = (thing: unknown): boolean => {
      const text = JSON.stringify(thing) ?? ''
      return (
        [...text.matchAll(/@(\w+)@/g)].every(([, id]) => ids.has(id!)) &&
        [...text.matchAll(/\bof_[a-z]+\d+\b/g)].every(([name]) => inverses.has(name))
      )
    }
    for (const entity of draft.entities) {
      entity.fields = entity.fields.filter(({ inverse: _, ...field }) => whole({ ...field, validate: undefined }))
      for (const field of entity.fields) if (!whole(field.validate)) delete field.validate
      entity.unique = entity.unique.map(names => names.filter(whole)).filter(names => names.length > 1)
      entity.checks = entity.checks.filter(whole)
      entity.access = entity.access.filter(grant => whole(grant.role))
      for (const grant of entity.access) {
        if (!whole(grant.when)) delete grant.when
        if (!whole(grant.after)) delete grant.after
        if (grant.fields.kind !== 'all') grant.fields.fields = grant.fields.fields.filter(whole)
        if (grant.fields.kind !== 'all' && grant.fields.fields.length === 0) grant.fields = { kind: 'all' }
      }
      if (!whole(entity.parent)) delete entity.parent
    }
    draft.workflows = draft.workflows.filter(workflow => whole(workflow.entity))
    for (const { transitions } of draft.workflows) {
      for (const transition of transitions) {
        transition.roles = transition.roles.filter(whole)
        transition.require = transition.require.filter(whole)
        transition.inputs = transition.inputs.filter(whole)
        if (!whole(transition.by)) delete transition.by
        if (transition.approval) transition.approval.steps = transition.approval.steps.filter(whole)
      }
    }
    draft.screens = draft.screens.filter(whole)
  }
  return draft
}

/** Drops every condition and formula that asks for the field. */
export function forget(draft: Draft, field: DraftField): void {
  const asks = (text: string | undefined) => text?.includes(at(field)) ?? false
  for (const entity of draft.entities) {
    entity.fields = entity.fields.filter(each => !asks(each.formula?.expression) && !asks(each.rollup?.field))
    entity.checks = entity.checks.filter(check => !asks(check.when))
    for (const each of entity.fields) if (asks(each.validate?.when)) delete each.validate
    for (const grant of entity.access) if (asks(grant.when)) delete grant.when
  }
  for (const transition of draft.workflows.flatMap(workflow => workflow.transitions))
    if (asks(transition.by)) delete transition.by
}

export interface Settled {
  readonly draft: Draft
  readonly definition: Definition
  readonly files: ReadonlyMap<string, string>
}

export type Settling = Settled | { readonly refused: string }

/** The definition under the app's name; or why the validator does not want it. */
export function settle(given: Draft, app: string): Settling {
  const draft = prune(structuredClone(given))
  const { made: _, ...model } = draft
  const names = new Map<string, string>(
    [...draft.roles, ...draft.entities, ...draft.entities.flatMap(entity => entity.fields)].map(({ id, name }) => [id, name]),
  )
  const text = JSON.stringify({
    language: 1,
    app: {
      name: app,
      title: 'Pair',
      calendar: { timeZone: 'UTC', days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00', holidays: [] },
      navigation: [],
    },
    layouts: [],
    ...model,
  })
  const files = writeDefinition(JSON.parse(text.replaceAll(/@(\w+)@/g, (_, id: string) => names.get(id) ?? '')) as Definition)
  const { definition, findings } = readDefinition(files)
  const faults = findings.filter(finding => finding.level === 'error')
  return definition
    ? { draft, definition, files }
    : { refused: faults.map(({ code, message }) => `${code}: ${message}`).join('\n') }
}
