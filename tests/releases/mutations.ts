/** What people change about a definition, at random: each takes a draft and says whether there was something to change. */
import { fieldTypeNames } from '@bailiwick/definition/model/field.ts'
import type { Dice } from '@bailiwick/definition/write/random-definition.ts'
import { at, type Draft, type DraftEntity, type DraftField, forget, freeName, freshId, words } from './draft.ts'
import {
  addApproval,
  addCombination,
  addComputed,
  addEntity,
  addField,
  addRole,
  addRules,
  addScreen,
  addWorkflow,
  randomGrant,
  randomOptions,
  setStates,
  shape,
  stateNames,
} from './random-definition.ts'

type Mutation = (dice: Dice, draft: Draft) => boolean

/** A change of one entity, whichever. */
const ofEntity =
  (change: (dice: Dice, entity: DraftEntity, draft: Draft) => unknown): Mutation =>
  (dice, draft) =>
    change(dice, dice.pick(draft.entities), draft) !== false

/** A change of one field that fits, whichever. */
const ofField = (
  fits: (field: DraftField, entity: DraftEntity) => boolean,
  change: (dice: Dice, field: DraftField, entity: DraftEntity, draft: Draft) => unknown,
): Mutation =>
  ofEntity((dice, entity, draft) => {
    const fields = entity.fields.filter(field => fits(field, entity))
    return fields.length > 0 && change(dice, dice.pick(fields), entity, draft) !== false
  })

const ofWorkflow =
  (change: (dice: Dice, workflow: Draft['workflows'][number], draft: Draft) => unknown): Mutation =>
  (dice, draft) =>
    draft.workflows.length > 0 && change(dice, dice.pick(draft.workflows), draft) !== false

const isTitle = (field: DraftField, entity: DraftEntity) => entity.titleField === at(field)
const isGiven = (field: DraftField) => !['auto_number', 'formula', 'rollup'].includes(field.type)
const without = <T>(list: T[], item: T) => list.splice(list.indexOf(item), 1)

/** Another thing of the same name: whatever asked for the old one asks for the new one, because in the files it is the same word. */
function takeNewId(draft: Draft, thing: DraftEntity | DraftField, kind: string): void {
  const old = at(thing)
  thing.id = freshId(draft, kind)
  if ('inverse' in thing) delete thing.inverse
  for (const part of [draft.entities, draft.workflows, draft.screens]) reword(part, old, at(thing))
}

function reword(thing: unknown, from: string, to: string): void {
  if (typeof thing !== 'object' || thing === null) return
  for (const [key, value] of Object.entries(thing)) {
    if (typeof value === 'string') (thing as Record<string, unknown>)[key] = value.replaceAll(from, to)
    else reword(value, from, to)
  }
}

export const mutations: Readonly<Record<string, Mutation>> = {
  'add an entity': (dice, draft) => {
    addRules(dice, draft, addEntity(dice, draft))
    return true
  },
  'remove an entity': (dice, draft) => {
    if (draft.entities.length < 2) return false
    without(draft.entities, dice.pick(draft.entities))
    return true
  },
  'rename an entity': ofEntity((dice, entity, draft) => {
    entity.name = freeName(dice, draft.entities)
  }),
  'put an entity in the place of another': ofEntity((_, entity, draft) => {
    // Its fields get new ids too, as in a file that was written anew.
    takeNewId(draft, entity, 'entity')
    for (const field of entity.fields) takeNewId(draft, field, 'field')
  }),
  'swap the names of two entities': (dice, draft) => {
    const [one, other] = [dice.pick(draft.entities), dice.pick(draft.entities)]
    ;[one.name, other.name] = [other.name, one.name]
    return one !== other
  },
  'rename an entity and make a new one of the old name': ofEntity((dice, entity, draft) => {
    const { name } = entity
    entity.name = freeName(dice, draft.entities)
    addEntity(dice, draft, name)
  }),
  'remove an entity and give its name to another': (dice, draft) => {
    const [gone, heir] = [dice.pick(draft.entities), dice.pick(draft.entities)]
    if (gone === heir) return false
    without(draft.entities, gone)
    heir.name = gone.name
    return true
  },
  'add a field': ofEntity((dice, entity, draft) => {
    addField(dice, draft, entity)
  }),
  'compute something': ofEntity((dice, entity, draft) => addComputed(dice, draft, entity)),
  'remove a field': ofField(
    (field, entity) => !isTitle(field, entity),
    (_, field, entity) => {
      without(entity.fields, field)
    },
  ),
  'rename a field': ofField(
    () => true,
    (dice, field, entity) => {
      field.name = freeName(dice, entity.fields)
    },
  ),
  'swap the names of two fields': ofEntity((dice, entity) => {
    const [one, other] = [dice.pick(entity.fields), dice.pick(entity.fields)]
    ;[one.name, other.name] = [other.name, one.name]
    return one !== other
  }),
  'put a field in the place of another': ofField(
    () => true,
    (_dice, field, _entity, draft) => takeNewId(draft, field, 'field'),
  ),
  'rename a field and make a new one of the old name': ofField(
    () => true,
    (dice, field, entity, draft) => {
      const { name } = field
      field.name = freeName(dice, entity.fields)
      addField(dice, draft, entity).name = name
    },
  ),
  'change the type of a field': ofField(
    () => true,
    (dice, field, entity, draft) => {
      const types = fieldTypeNames.filter(type => type !== 'formula' && type !== 'rollup' && type !== field.type)
      const free = types.filter(type => type !== 'auto_number' || !entity.fields.some(each => each.type === type))
      if (dice.below(2) === 0 || isTitle(field, entity)) forget(draft, field)
      entity.fields[entity.fields.indexOf(field)] = shape(dice, draft, { ...field, type: dice.pick(free) })
      for (const each of draft.entities) if (each.parent?.field === at(field)) delete each.parent
    },
  ),
  'change the limits of a field': ofField(
    field => ['text', 'integer', 'decimal', 'money', 'relation', 'auto_number'].includes(field.type),
    (dice, field, entity, draft) => {
      if (dice.below(2) === 0) forget(draft, field)
      const { required, unique } = field
      entity.fields[entity.fields.indexOf(field)] = { ...shape(dice, draft, field), required, unique }
    },
  ),
  'require a field or not': ofField(isGiven, (_, field) => {
    field.required = !field.required
  }),
  'make a field unique or not': ofField(isGiven, (_, field) => {
    field.unique = !field.unique
  }),
  'make a combination unique': ofEntity((dice, entity) => addCombination(dice, entity)),
  'let a combination repeat': ofEntity((_, entity) => entity.unique.pop() !== undefined),
  'change options': ofField(
    field => field.options !== undefined,
    (dice, field) => {
      field.options = randomOptions(dice)
      if (field.default) delete field.default
    },
  ),
  'add an option': ofField(
    field => field.options !== undefined,
    (dice, field) => {
      const name = words.find(word => !field.options!.some(option => option.name === word))
      if (name) field.options!.splice(dice.below(field.options!.length + 1), 0, { name, title: name })
    },
  ),
  'search a field or not': ofField(isGiven, (_, field) => {
    field.search = !field.search
  }),
  'compute something else': ofField(
    field => field.formula !== undefined,
    (_, field) => {
      const { expression, result } = field.formula!
      if (result !== 'integer' && result !== 'boolean') return false
      field.formula = { result, expression: result === 'integer' ? `${expression} + 1` : `!(${expression})` }
      return true
    },
  ),
  'keep a roll-up or not': ofField(
    field => field.rollup !== undefined,
    (_, field) => {
      if (field.rollup!.kept) delete field.rollup!.kept
      else if (field.rollup!.measure === 'sum') return false
      else field.rollup!.kept = true
      return true
    },
  ),
  'measure another end': ofField(
    field => field.rollup?.measure === 'max' || field.rollup?.measure === 'min',
    (_, field) => {
      field.rollup!.measure = field.rollup!.measure === 'max' ? 'min' : 'max'
    },
  ),
  'add a grant': ofEntity((dice, entity, draft) => {
    entity.access.push(randomGrant(dice, draft, entity))
  }),
  'remove a grant': ofEntity((_, entity) => entity.access.pop() !== undefined),
  'add a list': ofEntity((dice, entity, draft) => addScreen(dice, draft, entity)),
  'stop being lines': ofEntity((_, entity) => entity.parent !== undefined && delete entity.parent),
  'add a role': (dice, draft) => {
    addRole(dice, draft)
    return true
  },
  'remove a role': (_, draft) => draft.roles.length > 1 && draft.roles.pop() !== undefined,
  'rename a role': (dice, draft) => {
    dice.pick(draft.roles).name = 'renamed_role'
    return true
  },
  'add a workflow': ofEntity((dice, entity, draft) => addWorkflow(dice, draft, entity)),
  'remove a workflow': ofWorkflow((_, workflow, draft) => {
    without(draft.workflows, workflow)
  }),
  'change states': ofWorkflow((dice, workflow, draft) => {
    const names = stateNames.filter(() => dice.below(3) > 0)
    if (names.length < 2) return false
    setStates(dice, draft, workflow, names)
    return true
  }),
  'rename the state field': ofWorkflow((_, workflow) => {
    workflow.field = workflow.field === 'status' ? 'phase' : 'status'
  }),
  'let somebody approve': ofWorkflow((dice, workflow, draft) => {
    const entity = draft.entities.find(each => at(each) === workflow.entity)!
    return addApproval(dice, draft, workflow, entity)
  }),
  'let nobody approve': ofWorkflow((dice, workflow, draft) => {
    const approved = workflow.transitions.find(transition => transition.approval)
    if (!approved) return false
    delete approved.approval
    approved.roles = [at(dice.pick(draft.roles))]
    return true
  }),
}
