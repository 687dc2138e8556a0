/**
 * What is asked of a generated record, and those are kept that answer differently: each rule of its entity as each person who could be meant by it meets it, and what hangs on
 * one grant or one condition alone, so that whoever forgot that one would be found out.
 */
import type { Grant, Operation } from '@bailiwick/definition/model/access.ts'
import type { Entity } from '@bailiwick/definition/model/index.ts'
import type { Transition } from '@bailiwick/definition/model/workflow.ts'
import { admits, admitting, givesField, held, inTrash, isShareable, isUnconditional, may, readableFields } from './grants.ts'
import type { Actor, Row, Stage } from './stage.ts'
import { isAsked, isMeant, isNeeded, isOpen, isTaker, mayNever, whyNever } from './workflow.ts'

export interface Question {
  readonly key: string
  /** How much more than any other answer one to this is worth, if it is not no. */
  readonly weight?: number
  readonly ask: (row: Row) => string | boolean | number
}

/** Without a record for it a whole rule would be proved in one direction only: these come before all others. */
const first = 100_000
/** There are few ways on, and everybody should find some of them open. */
const seldom = 5

export function questionsOf(stage: Stage, entity: Entity, actors: readonly Actor[]): Question[] {
  const workflow = stage.workflow(entity.name)
  return [
    { key: 'trash', ask: row => row.deleted },
    ...(workflow ? [{ key: 'state', weight: first, ask: (row: Row) => !row.deleted && String(row.fields[workflow.field]) }] : []),
    ...ofEveryRule(stage, entity, actors),
    ...(workflow?.transitions ?? []).map(transition => ofEveryWay(stage, entity, actors, transition)),
    ...ofLists(stage, entity, actors),
    ...actors.flatMap(actor => [
      ...ofRules(stage, entity, actor),
      ...ofTrash(stage, entity, actor),
      ...entity.access.flatMap((grant, index) => (held(grant, actor) ? ofGrant(stage, entity, actor, grant, index) : [])),
      ...(workflow?.transitions ?? []).flatMap(transition => ofTransition(stage, entity, actor, transition)),
    ]),
  ]
}

/** Whether it holds for anybody who is meant, and whether it fails for one. */
function ofEveryRule(stage: Stage, entity: Entity, actors: readonly Actor[]): Question[] {
  const both = (text: string | undefined, purpose: 'rule' | 'guard', isMeant: (actor: Actor) => boolean): Question[] => {
    const meant = actors.filter(isMeant)
    if (text === undefined) return []
    return [true, false].map(answer => ({
      key: `${purpose} ${text} ${answer}`,
      weight: first,
      ask: row => !row.deleted && meant.some(actor => stage.holds(entity, text, purpose, row, actor) === answer),
    }))
  }
  const isSomebody = (actor: Actor) => actor.roles.length > 0
  return [
    ...entity.access.flatMap(grant => both(grant.when, 'rule', actor => held(grant, actor))),
    ...(stage.workflow(entity.name)?.transitions ?? []).flatMap(({ by, guard, approval }) => [
      ...both(by, 'rule', isSomebody),
      ...both(guard?.when, 'guard', isSomebody),
      ...(approval?.steps ?? []).flatMap(step => both(step.when, 'rule', isSomebody)),
    ]),
  ]
}

/** Whether somebody may take it. */
function ofEveryWay(stage: Stage, entity: Entity, actors: readonly Actor[], transition: Transition): Question {
  const ways = actors.map(actor => ofTransition(stage, entity, actor, transition)[0]!)
  return { key: `way ${transition.name}`, weight: first, ask: row => ways.some(({ ask }) => ask(row) !== false) }
}

/** What else the person may that hangs together with a right: whether they get so far as to be asked about it, and what a share of theirs is worth. */
function standing(stage: Stage, entity: Entity, row: Row, actor: Actor): string {
  return (['read', 'share', 'comment', 'update', 'delete'] as const).filter(right => may(stage, entity, right, row, actor)).join()
}

function ofRules(stage: Stage, entity: Entity, actor: Actor): Question[] {
  const texts = new Set(entity.access.filter(grant => held(grant, actor)).flatMap(grant => [grant.when, grant.after]))
  return [
    ...(isShareable(entity)
      ? [{ key: `${actor.key} sharing`, ask: (row: Row) => (row.deleted ? '' : standing(stage, entity, row, actor)) }]
      : []),
    ...[...texts].flatMap(text =>
      text === undefined
        ? []
        : [
            {
              key: `${actor.key} ${text}`,
              // Of what is in the trash other things are asked.
              ask: (row: Row) => (row.deleted ? '' : stage.holds(entity, text, 'rule', row, actor)),
            },
          ],
    ),
  ]
}

/** Few records are in the trash at all; one that somebody sees there and not whole is looked for by itself. */
function ofTrash(stage: Stage, entity: Entity, actor: Actor): Question[] {
  const isPartly = (row: Row) =>
    inTrash(stage, entity, row, actor) &&
    entity.fields.some(
      field => (row.fields[field.name] ?? null) !== null && readableFields(stage, entity, row, actor)?.has(field.name) === false,
    )
  const ways = (row: Row) =>
    row.deleted ? (['read', 'restore'] as const).map(right => may(stage, entity, right, row, actor)).join() : ''
  return [
    { key: `${actor.key} trash`, ask: isPartly },
    { key: `${actor.key} ways out of the trash`, ask: ways },
  ]
}

/** What hangs on one grant alone: it is the only one that admits the record, or would be if it did; and it keeps something back that is there. */
function ofGrant(stage: Stage, entity: Entity, actor: Actor, grant: Grant, index: number): Question[] {
  const isAlone = (operation: Operation, row: Row) =>
    entity.access.every(other => other === grant || !other.can.includes(operation) || !admits(stage, entity, other, row, actor))
  const questions: Question[] = []
  for (const operation of isUnconditional(grant) ? [] : grant.can)
    questions.push({
      key: `${actor.key} ${operation} by ${index} alone`,
      ask: row =>
        row.deleted === (operation === 'restore') && isAlone(operation, row)
          ? `${admits(stage, entity, grant, row, actor)} ${standing(stage, entity, row, actor)}`
          : '',
    })
  const { when } = grant
  if (when !== undefined)
    questions.push({
      key: `${actor.key} ${when} through the trash`,
      ask: row =>
        !row.deleted &&
        stage.holdsThroughTrash(entity, when, row, actor) !== stage.holds(entity, when, 'rule', row, actor) &&
        grant.can.filter(operation => isAlone(operation, row)).join(),
    })
  for (const operation of grant.can)
    if (operation === 'read' || operation === 'export')
      questions.push({
        key: `${actor.key} ${operation} not all by ${index}`,
        ask: row => {
          if (!admits(stage, entity, grant, row, actor)) return false
          const grants = admitting(stage, entity, operation, row, actor)
          return entity.fields.filter(
            ({ name }) => (row.fields[name] ?? null) !== null && !grants.some(each => givesField(each, name)),
          ).length
        },
      })
  return questions
}

/** Rules of other records that look at lists of these: each record has its turn, and each rule is met both ways. */
function ofLists(stage: Stage, entity: Entity, actors: readonly Actor[]): Question[] {
  return entity.fields
    .filter(field => field.type === 'relation' && field.to !== entity.name)
    .flatMap(field => {
      const above = stage.entity(field.to ?? '')
      return above.access.flatMap(({ role, when }): Question[] => {
        const actor = actors.find(each => each.roles.includes(role))
        if (when === undefined || !actor) return []
        const ask = (row: Row) => {
          const of = stage.byId(above.name, String(row.fields[field.name]))
          const holds = of && stage.holdsByLine(above, when, of, actor, row, entity)
          return holds === undefined ? '' : `${of!.id} ${holds}`
        }
        return [{ key: `${above.name} ${when} by ${field.name}`, ask }]
      })
    })
}

/** The ways on that are open, of which this is asked first, are few among all records; and so is who stands before them and may not, and for which reason. */
function ofTransition(stage: Stage, entity: Entity, actor: Actor, transition: Transition): Question[] {
  const state = stage.workflow(entity.name)!.field
  const { approval, guard } = transition
  const steps = approval?.steps ?? []
  const isOwn = (row: Row) => approval !== undefined && mayNever(approval, row, actor)
  const isTheirs = (row: Row) =>
    approval
      ? steps.some(step => isAsked(stage, entity, step, row, actor) && isOpen(stage, entity, transition, step, row, []))
      : isTaker(stage, entity, transition, row, actor)
  const isHeldUp = (row: Row) => guard !== undefined && !stage.holds(entity, guard.when, 'guard', row, actor)
  const look = (what: string, ask: (row: Row) => string | boolean): Question => ({
    key: `${actor.key} ${what} ${transition.name}`,
    ask: row =>
      !row.deleted &&
      transition.from.includes(String(row.fields[state])) &&
      admitting(stage, entity, 'read', row, actor).length > 0 &&
      ask(row),
  })
  return [
    { ...look('may', row => isTheirs(row) && !isOwn(row) && !isHeldUp(row) && `${row.editors.length > 0}`), weight: seldom },
    ...(guard ? [{ ...look('is held up in', row => isTheirs(row) && isHeldUp(row)), weight: seldom }] : []),
    look('may not', row => !isTheirs(row) && admitting(stage, entity, 'update', row, actor).length > 0),
    ...steps.map(step => ({
      ...look(`in ${step.name} of`, row => {
        if (!isMeant(step, row, actor)) return false
        const needed = steps.filter(each => isNeeded(stage, entity, each, row)).map(each => each.name)
        const asked = steps.filter(each => isAsked(stage, entity, each, row, actor)).map(each => each.name)
        return `${needed} ${asked} ${whyNever(approval!, row, actor)} ${may(stage, entity, 'approve', row, actor)}`
      }),
      weight: seldom / 2,
    })),
  ]
}
