/** Lives the history of a seed through, event by event, and holds each against what the definition allows. Used by the seed's test. */
import assert from 'node:assert/strict'
import type { Entity, Workflow } from '../../packages/definition/src/index.ts'
import { conditionAfter, conditionOf, covers } from '../../packages/definition/src/model/access.ts'
import { Conditions } from './conditions.ts'
import type { ReadExample } from './definition.ts'
import type { Seed, SeedEvent, SeedFields, SeedValue } from './shape.ts'

/** A record as it was at one moment of the history. */
export interface State {
  readonly id: string
  readonly entity: Entity
  readonly createdAt: string
  readonly createdBy: string
  updatedAt: string
  updatedBy: string
  stateBy: string
  version: number
  fields: Record<string, SeedValue>
  votes: SeedEvent[]
}

/** Called with the record as it is then, and with what the person acting is to rules. */
type Visit = (event: SeedEvent, state: State, by: string, conditions: Conditions) => void

export class Story {
  readonly seeded: Seed
  readonly example: ReadExample
  readonly now: Date
  readonly keyOf: Map<string, string>
  readonly rolesOf: Map<string, Set<string>>
  /** Own teams and all beneath, by id. */
  readonly teamsOf: Map<string, Set<string>>
  readonly directTeamsOf: Map<string, Set<string>>

  /** The changes of the history were seen to fit its records, once: each look at it goes through the same. */
  #fits = false

  constructor(seeded: Seed, example: ReadExample, now: Date) {
    this.seeded = seeded
    this.example = example
    this.now = now
    this.keyOf = new Map(seeded.people.map(({ id, key }) => [id, key]))
    const teamIds = new Map(seeded.teams.map(({ key, id }) => [key, id]))
    const beneath = (key: string): string[] => [
      key,
      ...seeded.teams.filter(({ parent }) => parent === key).flatMap(team => beneath(team.key)),
    ]
    const direct = (person: string) =>
      seeded.memberships.filter(membership => membership.person === person).map(({ team }) => team)
    const memberOf = (person: string) => direct(person).flatMap(beneath)
    const ids = (keys: readonly string[]) => new Set(keys.map(key => teamIds.get(key)!))
    this.teamsOf = new Map(seeded.people.map(({ key }) => [key, ids(memberOf(key))]))
    this.directTeamsOf = new Map(seeded.people.map(({ key }) => [key, ids(direct(key))]))
    this.rolesOf = new Map(
      seeded.people.map(({ key }) => [
        key,
        new Set(
          seeded.roles
            .filter(
              ({ person, team }) =>
                person === key || (team !== undefined && direct(key).some(own => beneath(team).includes(own))),
            )
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
      const references = this.example.entityOf
        .get(name)!
        .fields.filter(({ type }) => type === 'person' || type === 'team' || type === 'relation')
      for (const record of list) {
        for (const field of references) {
          const value = record.fields[field.name]
          if (value === undefined) continue
          const where = `${name}.${field.name}`
          if (field.type === 'person') assert.ok(persons.has(String(value)), where)
          else if (field.type === 'team') assert.ok(groups.has(String(value)), where)
          // The record may have come to refer to it later, by a change or a step.
          else assert.ok((createdAt.get(`${field.to} ${String(value)}`) ?? '9') <= record.updated_at, where)
        }
      }
    }
  }

  checkReplay(): void {
    const last = this.live({})
    for (const [entity, list] of Object.entries(this.seeded.records)) {
      let before = ''
      for (const record of list) {
        const lived = last.get(record.id)!
        assert.deepEqual(record.fields, lived.fields, `${entity} ${record.id}`)
        assert.equal(record.version, lived.version)
        assert.equal(record.created_by, lived.createdBy)
        assert.equal(record.updated_by, lived.updatedBy)
        if (this.example.workflowOf.has(entity)) assert.equal(record.state_by, lived.stateBy)
        assert.ok(record.created_at >= before, `${entity} in order of creation`)
        before = record.created_at
      }
    }
  }

  /** @param untaken transitions that this seed has no use for, as `entity transition` */
  checkTransitions(untaken: readonly string[] = []): void {
    const taken = new Set<string>()
    const transitionOf = (event: SeedEvent) =>
      this.workflow(event.entity).transitions.find(({ name }) => name === event.transition)!
    const about = (event: SeedEvent) => `${event.entity} ${event.record} ${event.transition} at ${event.at}`
    this.live({
      before: (event, state, by, conditions) => {
        if (event.kind !== 'transition') return
        const transition = transitionOf(event)
        const at = about(event)
        taken.add(`${event.entity} ${transition.name}`)
        assert.ok(transition.from.includes(String(state.fields.status)), `${at}: not from ${String(state.fields.status)}`)
        if (transition.approval) return
        assert.equal(event.after!.status, transition.to, at)
        if (transition.roles.length > 0) assert.ok(this.holds(by, transition.roles), `${at}: ${by} has no such role`)
        assert.ok(conditions.hold(transition.by, state, 'rule'), `${at}: ${by} is not who may`)
        const managed = ['status', 'status_since', 'status_due', 'approval_round']
        const allowed = [...transition.require, ...transition.inputs, ...Object.keys(transition.set), ...managed]
        for (const field of Object.keys(event.after!)) assert.ok(allowed.includes(field), `${at}: sets ${field}`)
        for (const field of transition.require)
          assert.ok((event.after![field] ?? state.fields[field]) != null, `${at}: ${field} is empty`)
        if (transition.comment === 'required') assert.ok(event.comment, `${at}: no comment`)
      },
      after: (event, state, _by, conditions) => {
        const guard = event.kind === 'transition' ? transitionOf(event).guard : undefined
        if (guard) assert.ok(conditions.hold(guard.when, state, 'guard'), `${about(event)}: ${guard.message}`)
      },
    })
    const declared = this.example.definition.workflows.flatMap(({ entity, transitions }) =>
      transitions.map(({ name }) => `${entity} ${name}`),
    )
    assert.deepEqual(
      declared.filter(name => !taken.has(name) && !untaken.includes(name)),
      [],
      'transitions never taken',
    )
  }

  checkVotes(): void {
    const approvalOf = (event: SeedEvent) =>
      this.workflow(event.entity).transitions.find(({ name }) => name === event.transition)?.approval
    this.live({
      before: (event, state, by, conditions) => {
        const at = `${event.entity} ${event.record} at ${event.at}`
        if (event.kind === 'vote') {
          const { steps, never } = approvalOf(event)!
          const { ask } = steps.find(({ name }) => name === event.vote!.step)!
          if (ask.kind === 'person')
            assert.equal(this.keyOf.get(String(state.fields[ask.field])), by, `${at}: ${by} is not asked`)
          else {
            assert.ok(this.holds(by, [ask.role]), `${at}: ${by} is not asked`)
            if (ask.inTeam)
              assert.ok(this.teamsOf.get(by)!.has(String(state.fields[ask.inTeam])), `${at}: ${by} is not in the team`)
          }
          assert.deepEqual(never, ['creator', 'submitter', 'last_editor'])
          assert.ok(![state.createdBy, state.stateBy, state.updatedBy].includes(by), `${at}: ${by} decides on their own request`)
          assert.equal(event.vote!.round, state.fields.approval_round)
          if (event.vote!.decision !== 'approve') assert.ok(event.comment, `${at}: no reason`)
          const earlier = state.votes.filter(({ vote, person }) => vote!.round === event.vote!.round && person === event.person)
          assert.equal(earlier.length, 0, `${at}: ${by} votes twice in one round`)
        } else if (event.kind === 'transition' && approvalOf(event)) {
          const { steps, outcomes } = approvalOf(event)!
          const votes = state.votes.filter(({ vote }) => vote!.round === state.fields.approval_round)
          const gave = (decision: string, step?: string) =>
            new Set(
              votes
                .filter(({ vote }) => vote!.decision === decision && (!step || vote!.step === step))
                .map(({ person }) => person),
            ).size
          const enough = steps.every(
            step => !conditions.hold(step.when, state, 'step') || gave('approve', step.name) >= step.need,
          )
          const outcome = gave('reject')
            ? outcomes.reject
            : gave('ask_changes')
              ? outcomes.askChanges
              : enough
                ? outcomes.approve
                : 'undecided'
          assert.equal(event.after!.status, outcome, at)
        }
      },
    })
  }

  checkRights(): void {
    const asking: Visit = (event, state, by, conditions) => {
      if (event.kind === 'vote' || event.kind === 'transition') return
      const grants = state.entity.access.filter(
        grant => this.holds(by, [grant.role]) && grant.can.includes(event.kind as 'create'),
      )
      const mine = grants.filter(grant => conditions.hold(conditionOf(grant), state, 'rule'))
      const at = `${event.entity} ${event.record} at ${event.at}`
      assert.ok(mine.length > 0, `${by} may not ${event.kind} ${at}`)
      if (event.kind === 'comment') return
      // What the platform fills in takes no right of whoever creates: states, numbers, defaults.
      const written = (name: string) => {
        const field = state.entity.fields.find(each => each.name === name)
        const kept = field?.managed || field?.type === 'auto_number' || field?.rollup
        const filled =
          event.kind === 'create' && (field?.default?.kind === 'expression' || field?.default?.value === event.after![name])
        return !kept && !filled
      }
      const given = Object.keys(event.after!).filter(written)
      for (const field of given)
        assert.ok(
          mine.some(grant => covers(grant, field)),
          `${by} may not ${event.kind} ${event.entity}.${field}`,
        )
    }
    const checking: Visit = (event, state, by, conditions) => {
      const at = `${event.entity} ${event.record} at ${event.at}`
      if (event.kind === 'update') {
        const grants = state.entity.access.filter(grant => this.holds(by, [grant.role]) && grant.can.includes('update'))
        assert.ok(
          grants.some(grant => conditions.hold(conditionAfter(grant), state, 'rule')),
          `${by} loses ${at} by a change`,
        )
      }
      for (const check of state.entity.checks) assert.ok(conditions.hold(check.when, state, 'check'), `${at}: ${check.message}`)
    }
    this.live({
      before: (event, state, by, conditions) => {
        if (event.kind !== 'create') asking(event, state, by, conditions)
      },
      after: (event, state, by, conditions) => {
        if (event.kind === 'create') asking(event, state, by, conditions)
        checking(event, state, by, conditions)
      },
    })
  }

  /** Nobody has news of a record they do not read today, of what they did themselves, or of nothing. @param silent personas who have none, because nothing they read moves */
  checkNews(silent: readonly string[] = []): void {
    const { people, follows, news } = this.seeded
    const states = this.today()
    const conditions = new Conditions(this, states)
    for (const state of states.values()) conditions.note(state)
    const happened = new Map(
      this.seeded.history.map(event => [`${event.record} ${event.at} ${event.person} ${event.kind}`, event]),
    )
    for (const { person, entity, record } of [...follows, ...news]) {
      const state = states.get(record)!
      conditions.turnTo(this.now.toISOString(), person)
      const grants = state.entity.access.filter(grant => this.holds(person, [grant.role]) && grant.can.includes('read'))
      assert.ok(
        grants.some(grant => conditions.hold(conditionOf(grant), state, 'rule')),
        `${person} follows a ${entity} ${record} and does not read it`,
      )
    }
    for (const { person, why, record, at, by, kind } of news) {
      const event = happened.get(`${record} ${at} ${by} ${kind}`)
      assert.ok(event, `${person} has news of what did not happen`)
      assert.notEqual(this.keyOf.get(by), person, `${person} has news of what they did`)
      const { id } = people.find(({ key }) => key === person)!
      assert.equal(why === 'mention', event.comment?.includes(`@[${id}]`) ?? false, `${person} is named or not`)
      assert.ok(
        follows.some(each => each.person === person && each.record === record),
        `${person} follows what there is news of`,
      )
    }
    assert.equal(new Set(news.map(each => `${each.person} ${each.record} ${each.at} ${each.by}`)).size, news.length)
    const without = people.filter(({ key, demo }) => demo && !news.some(each => each.person === key && !each.read))
    assert.deepEqual(
      without.map(({ key }) => key),
      silent,
      'personas without news',
    )
  }

  /** One somebody keeps for themselves, one for a role, one that is locked, one that a role's list opens with; of lists their owners have. */
  checkViews(): void {
    const { views } = this.seeded
    const { screens } = this.example.definition
    assert.ok(views.some(({ roles }) => !roles))
    assert.ok(views.some(each => each.roles && each.locked === false))
    assert.ok(views.some(each => each.roles && each.locked))
    assert.ok(views.some(each => each.roles && each.default))
    for (const { owner, list, roles: shown = [], name } of views) {
      const { roles } = screens.find(screen => `s/${screen.name}` === list)!
      const has = (...some: string[]) => roles.length === 0 || roles.some(each => some.includes(each))
      assert.ok(has(...this.rolesOf.get(owner)!), `${owner} has the list of “${name}”`)
      for (const role of shown) assert.ok(has(role), `${role} has the list of “${name}”`)
    }
  }

  holds(person: string, roles: readonly string[]): boolean {
    return roles.some(role => this.rolesOf.get(person)!.has(role))
  }

  workflow(entity: string): Workflow {
    return this.example.workflowOf.get(entity)!
  }

  /** Goes through the history, and calls back with the record before and after each event; a creation has nothing before it, and gives what was made. */
  live({ before: visitBefore, after: visitAfter }: { readonly before?: Visit; readonly after?: Visit }): Map<string, State> {
    const states = new Map<string, State>()
    const conditions = new Conditions(this, states)
    const now = this.now.toISOString()
    let before = ''
    for (const event of this.seeded.history) {
      assert.ok(event.at >= before && event.at <= now, `${event.entity} ${event.kind} at ${event.at}`)
      before = event.at
      const by = this.keyOf.get(event.person)!
      if (event.kind === 'create') states.set(event.record, this.born(event, by))
      const state = states.get(event.record)
      assert.ok(state, `${event.entity} ${event.record} changes before it exists`)
      if (event.kind === 'create') conditions.note(state)
      conditions.turnTo(event.at, by)
      visitBefore?.(event, state, by, conditions)
      if (event.kind === 'vote') state.votes.push(event)
      if (event.kind === 'update' || event.kind === 'transition') {
        if (!this.#fits) assertFits(state, event)
        change(state, event, by)
        conditions.note(state)
      }
      assert.equal(event.version, state.version)
      visitAfter?.(event, state, by, conditions)
    }
    this.#fits = true
    return states
  }

  /** The records as they are in the end, without their history. */
  today(): Map<string, State> {
    return new Map(
      Object.entries(this.seeded.records).flatMap(([name, list]) =>
        list.map(one => {
          const { id, version, fields } = one
          const state: State = {
            ...{ id, version, entity: this.example.entityOf.get(name)!, fields: { ...fields }, votes: [] },
            ...{ createdAt: one.created_at, createdBy: one.created_by, updatedAt: one.updated_at, updatedBy: one.updated_by },
            stateBy: one.state_by ?? one.created_by,
          }
          return [id, state] as const
        }),
      ),
    )
  }

  born(event: SeedEvent, by: string): State {
    return {
      id: event.record,
      entity: this.example.entityOf.get(event.entity)!,
      createdAt: event.at,
      createdBy: by,
      updatedAt: event.at,
      updatedBy: by,
      stateBy: by,
      version: 1,
      votes: [],
      fields: { ...event.after },
    }
  }
}

/** What changes is said as it was, and is another afterwards. */
function assertFits(state: State, event: SeedEvent): void {
  for (const [field, value] of Object.entries(event.before as SeedFields)) assert.deepEqual(state.fields[field] ?? null, value)
  for (const [field, value] of Object.entries(event.after as SeedFields))
    assert.notDeepEqual(state.fields[field] ?? null, value, `${event.entity}.${field} did not change`)
}

function change(state: State, event: SeedEvent, by: string): void {
  for (const [field, value] of Object.entries(event.after as SeedFields)) {
    if (value === null) delete state.fields[field]
    else state.fields[field] = value
  }
  state.version += 1
  state.updatedAt = event.at
  state.updatedBy = by
  if (event.kind === 'transition') state.stateBy = by
}
