/** Lives the history of a seed through, event by event, and holds each against what the definition allows. Used by the seed's test. */
import assert from 'node:assert/strict'
import type { Entity, Transition } from '../../../packages/definition/src/index.ts'
import { definition, entityOf, workflowOf } from './definition.ts'
import type { Seed, SeedEvent, SeedFields, SeedValue } from './shape.ts'

interface State {
  readonly entity: Entity
  readonly createdBy: string
  updatedBy: string
  stateBy: string
  version: number
  fields: Record<string, SeedValue>
  votes: SeedEvent[]
}

/** Lives the history through, event by event. */
export class Story {
  readonly seeded: Seed
  readonly now: Date
  readonly keyOf: Map<string, string>
  readonly rolesOf: Map<string, Set<string>>
  readonly teamsOf: Map<string, Set<string>>

  constructor(seeded: Seed, now: Date) {
    this.seeded = seeded
    this.now = now
    this.keyOf = new Map(seeded.people.map(({ id, key }) => [id, key]))
    const teamIds = new Map(seeded.teams.map(({ key, id }) => [key, id]))
    const beneath = (key: string): string[] => [
      key,
      ...seeded.teams.filter(({ parent }) => parent === key).flatMap(team => beneath(team.key)),
    ]
    const memberOf = (person: string) =>
      seeded.memberships.filter(membership => membership.person === person).flatMap(({ team }) => beneath(team))
    this.teamsOf = new Map(seeded.people.map(({ key }) => [key, new Set(memberOf(key).map(team => teamIds.get(team)!))]))
    this.rolesOf = new Map(
      seeded.people.map(({ key }) => [
        key,
        new Set(
          seeded.roles
            .filter(({ person, team }) => person === key || (team !== undefined && memberOf(key).includes(team)))
            .map(({ role }) => role),
        ),
      ]),
    )
  }

  checkReferences(): void {
    const { people, teams, records } = this.seeded
    const persons = new Set(people.map(({ id }) => id))
    const groups = new Set(teams.map(({ id }) => id))
    const createdAt = new Map(
      Object.entries(records).flatMap(([entity, list]) => list.map(one => [`${entity} ${one.id}`, one.created_at])),
    )
    for (const [name, list] of Object.entries(records)) {
      const references = entityOf
        .get(name)!
        .fields.filter(({ type }) => type === 'person' || type === 'team' || type === 'relation')
      for (const record of list) {
        for (const field of references) {
          const value = record.fields[field.name]
          if (value === undefined) continue
          const where = `${name}.${field.name}`
          if (field.type === 'person') assert.ok(persons.has(String(value)), where)
          else if (field.type === 'team') assert.ok(groups.has(String(value)), where)
          else assert.ok((createdAt.get(`${field.to} ${String(value)}`) ?? '9') <= record.created_at, where)
        }
      }
    }
  }

  checkReplay(): void {
    const last = this.live(() => {})
    for (const [entity, list] of Object.entries(this.seeded.records)) {
      let before = ''
      for (const record of list) {
        const lived = last.get(record.id)!
        assert.deepEqual(record.fields, lived.fields, `${entity} ${record.id}`)
        assert.equal(record.version, lived.version)
        assert.equal(record.created_by, lived.createdBy)
        assert.equal(record.updated_by, lived.updatedBy)
        if (workflowOf.has(entity)) assert.equal(record.state_by, lived.stateBy)
        assert.ok(record.created_at >= before, `${entity} in order of creation`)
        before = record.created_at
      }
    }
  }

  checkTransitions(): void {
    const taken = new Set<string>()
    this.live((event, state, by) => {
      if (event.kind !== 'transition') return
      const workflow = workflowOf.get(event.entity)!
      const transition = workflow.transitions.find(({ name }) => name === event.transition)!
      taken.add(`${event.entity} ${transition.name}`)
      const at = `${event.entity} ${event.record} ${transition.name} at ${event.at}`
      assert.ok(transition.from.includes(String(state.fields.status)), `${at}: not from ${String(state.fields.status)}`)
      if (transition.approval) return
      assert.equal(event.after!.status, transition.to, at)
      if (transition.roles.length > 0) assert.ok(this.holds(by, transition.roles), `${at}: ${by} has no such role`)
      assert.ok(this.meets(transition.by, state, by), `${at}: ${by} is not who may`)
      const managed = ['status', 'status_since', 'status_due', 'approval_round']
      const allowed = [...transition.require, ...transition.inputs, ...Object.keys(transition.set), ...managed]
      for (const field of Object.keys(event.after!)) assert.ok(allowed.includes(field), `${at}: sets ${field}`)
      for (const field of transition.require)
        assert.ok((event.after![field] ?? state.fields[field]) != null, `${at}: ${field} is empty`)
      if (transition.comment === 'required') assert.ok(event.comment, `${at}: no comment`)
    })
    const declared = definition.workflows.flatMap(({ entity, transitions }) => transitions.map(({ name }) => `${entity} ${name}`))
    assert.deepEqual(
      declared.filter(name => !taken.has(name) && name !== 'macro revise'),
      [],
      'transitions never taken',
    )
  }

  checkVotes(): void {
    this.live((event, state, by) => {
      const approval = (name: string | undefined) =>
        workflowOf.get(event.entity)?.transitions.find(transition => transition.name === name)?.approval
      const at = `${event.entity} ${event.record} at ${event.at}`
      if (event.kind === 'vote') {
        const { steps, never } = approval(event.transition)!
        const step = steps.find(({ name }) => name === event.vote!.step)!
        assert.ok(step.ask.kind === 'role' && this.holds(by, [step.ask.role]), `${at}: ${by} is not asked`)
        if (step.ask.kind === 'role' && step.ask.inTeam) {
          assert.ok(this.teamsOf.get(by)!.has(String(state.fields[step.ask.inTeam])), `${at}: ${by} is not in the team`)
        }
        assert.deepEqual(never, ['creator', 'submitter', 'last_editor'])
        assert.ok(![state.createdBy, state.stateBy, state.updatedBy].includes(by), `${at}: ${by} decides on their own request`)
        assert.equal(event.vote!.round, state.fields.approval_round)
        if (event.vote!.decision !== 'approve') assert.ok(event.comment, `${at}: no reason`)
      } else if (event.kind === 'transition' && approval(event.transition)) {
        const { steps, outcomes } = approval(event.transition)!
        const votes = state.votes.filter(({ vote }) => vote!.round === state.fields.approval_round)
        const gave = (decision: string, step?: string) =>
          new Set(
            votes.filter(({ vote }) => vote!.decision === decision && (!step || vote!.step === step)).map(({ person }) => person),
          ).size
        const enough = steps.every(step => !applies(step.when, state.fields) || gave('approve', step.name) >= step.need)
        const outcome = gave('reject')
          ? outcomes.reject
          : gave('ask_changes')
            ? outcomes.askChanges
            : enough
              ? outcomes.approve
              : 'undecided'
        assert.equal(event.after!.status, outcome, at)
      }
    })
  }

  checkRights(): void {
    this.live((event, state, by) => {
      if (event.kind === 'vote' || event.kind === 'transition') return
      const grants = state.entity.access.filter(grant => grant.can.includes(event.kind as 'create'))
      const mine = grants.filter(({ role, when }) => this.holds(by, [role]) && this.meets(when, state, by))
      assert.ok(mine.length > 0, `${by} may not ${event.kind} ${event.entity} ${event.record} at ${event.at}`)
      if (event.kind !== 'update') return
      for (const field of Object.keys(event.after!)) {
        const covered = mine.some(
          ({ fields }) => fields.kind === 'all' || fields.fields.includes(field) === (fields.kind === 'only'),
        )
        assert.ok(covered, `${by} may not change ${event.entity}.${field}`)
      }
    })
  }

  holds(person: string, roles: readonly string[]): boolean {
    return roles.some(role => this.rolesOf.get(person)!.has(role))
  }

  /** The conditions this app uses of its people, in JavaScript; one that is not known fails the test. */
  meets(condition: string | undefined, { fields, createdBy, entity }: State, person: string): boolean {
    const id = this.seeded.people.find(({ key }) => key === person)!.id
    const holds = (part: string): boolean => {
      if (part === 'true') return true
      if (part === 'record.team in user.teams') return this.teamsOf.get(person)!.has(String(fields.team))
      if (part === 'record.assignee == user.id') return fields.assignee === id
      if (part === 'record.owner == user.id') return fields.owner === id
      if (part === 'record.created_by == user.id') return createdBy === person
      if (part === 'record.status == "draft"') return fields.status === 'draft'
      if (part === 'record.status in ["draft", "changes_requested"]')
        return ['draft', 'changes_requested'].includes(String(fields.status))
      if (part === 'record.status == "published" || record.created_by == user.id')
        return fields.status === 'published' || createdBy === person
      assert.fail(`the test does not know the condition "${part}" of ${entity.name}`)
    }
    return (condition ?? 'true').split(' && ').every(holds)
  }

  /** Calls back with the state before each event (for a creation: after it). */
  live(visit: (event: SeedEvent, state: State, by: string) => void): Map<string, State> {
    const states = new Map<string, State>()
    let before = ''
    for (const event of this.seeded.history) {
      assert.ok(event.at >= before && event.at <= this.now.toISOString(), `${event.entity} ${event.kind} at ${event.at}`)
      before = event.at
      const by = this.keyOf.get(event.person)!
      if (event.kind === 'create') states.set(event.record, this.born(event, by))
      const state = states.get(event.record)
      assert.ok(state, `${event.entity} ${event.record} changes before it exists`)
      visit(event, state, by)
      if (event.kind === 'vote') state.votes.push(event)
      if (event.kind === 'update' || event.kind === 'transition') change(state, event, by)
      assert.equal(event.version, state.version)
    }
    return states
  }

  born(event: SeedEvent, by: string): State {
    return {
      entity: entityOf.get(event.entity)!,
      createdBy: by,
      updatedBy: by,
      stateBy: by,
      version: 1,
      votes: [],
      fields: { ...event.after },
    }
  }
}

function change(state: State, event: SeedEvent, by: string): void {
  for (const [field, value] of Object.entries(event.before as SeedFields)) assert.deepEqual(state.fields[field] ?? null, value)
  for (const [field, value] of Object.entries(event.after as SeedFields)) {
    assert.notDeepEqual(state.fields[field] ?? null, value, `${event.entity}.${field} did not change`)
    if (value === null) delete state.fields[field]
    else state.fields[field] = value
  }
  state.version += 1
  state.updatedBy = by
  if (event.kind === 'transition') state.stateBy = by
}

function applies(when: Transition['by'], fields: SeedFields): boolean {
  if (when === undefined) return true
  if (when === 'record.amount > 1000') return Number(fields.amount) > 1_000
  if (when === 'record.row_count > 500') return Number(fields.row_count) > 500
  if (when === 'record.with_email') return fields.with_email === true
  assert.fail(`the test does not know the condition "${when}"`)
}
