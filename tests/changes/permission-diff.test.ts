/**
 * Random changes of definitions and of people: whatever somebody gains or loses on some row by the evaluator stands in the permission diff with those very numbers, and
 * nothing else does.
 *
 * BAILIWICK_SEED=<number> repeats a run.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkExpression } from '@bailiwick/definition/expressions/index.ts'
import { readDefinition } from '@bailiwick/definition/index.ts'
import type { Operation } from '@bailiwick/definition/model/access.ts'
import type { Definition, Entity } from '@bailiwick/definition/model/index.ts'
import { scopeFor } from '@bailiwick/definition/scope.ts'
import type { PermissionDiff } from '@bailiwick/definition/wire/permission-diff.ts'
import { type Dice, rollDice } from '@bailiwick/definition/write/random-definition.ts'
import { diffPermissions } from '../../packages/server/src/governance/changes/permission-diff.ts'
import { type PlaceChange, readPlaces, standingsOf } from '../../packages/server/src/governance/changes/standing.ts'
import { randomCondition } from '../differential/random-expression.ts'
import { baseFiles, orderFiles, randomId, randomRow, toImport, type UserFacts, type World } from '../differential/world.ts'
import { person, runApp } from '../harness/app.ts'
import { type Rights, rightsOf, type StatefulRow } from './expected-rights.ts'

const seed = Number(process.env.BAILIWICK_SEED ?? Math.floor(Math.random() * 2 ** 31))
const rounds = { definitions: 40, people: 40 }
const rowCount = 24
const roles = ['r1', 'r2', 'r3'] as const

/** What a definition here may say otherwise than the first one. */
interface Shape {
  /** `note` under another name. */
  readonly note: 'note' | 'remark'
  readonly more: boolean
  readonly without: 'due' | undefined
  readonly atLeast: number
  readonly administer: string
  readonly grants: readonly string[]
  readonly submit: string
  readonly steps: string
  readonly never: string
}

const first: Omit<Shape, 'grants'> = {
  note: 'note',
  more: false,
  without: undefined,
  atLeast: 2,
  administer: 'r3',
  submit: 'by: record.created_by == user.id',
  steps: '{ name: one, ask: role r2, need: 1 }',
  never: '',
}

function filesOf(shape: Shape): Record<string, string> {
  const files = { ...baseFiles, ...orderFiles('order0', shape.grants) }
  const order = files['entities/order0.yaml']!.replace('  note: {', shape.note === 'note' ? '  note: {' : '  remark: { id: note,')
    .replace('  due: { type: date }\n', shape.without === 'due' ? '' : '  due: { type: date }\n')
    .replace(
      'access:\n',
      `  big: { type: formula, result: boolean, is: record.quantity >= ${shape.atLeast} }\n${shape.more ? '  more: { type: integer }\n' : ''}comments: true\naccess:\n`,
    )
  return {
    ...files,
    'app.yaml': files['app.yaml']!.replace(`  ${shape.administer}: {`, `  ${shape.administer}: { administer: true,`),
    'entities/order0.yaml': order,
    'workflows/life.yaml': `workflow: life
entity: order0
states: { draft: {}, waiting: {}, done: { final: true } }
transitions:
  submit: { from: [draft], to: waiting, ${shape.submit} }
  decide:
    from: [waiting]
    approval:
      steps:
        - ${shape.steps}
      ${shape.never === '' ? '' : `never: [${shape.never}]`}
      outcomes: { approve: done, reject: draft }
`,
  }
}

const read = (shape: Shape): Definition => {
  const { definition, findings } = readDefinition(new Map(Object.entries(filesOf(shape))))
  assert.ok(definition, findings.map(finding => `${finding.code} ${finding.message}`).join('\n'))
  return definition
}

/** The rows as this shape sees them: names, what is new, what is computed. */
function seenBy(shape: Shape, world: World): World {
  return new Map(
    [...world].map(([name, rows]) => [
      name,
      rows.map(row => ({
        ...row,
        fields: {
          ...row.fields,
          remark: row.fields.note,
          more: null,
          big: row.fields.quantity === null ? null : Number(row.fields.quantity) >= shape.atLeast,
        },
      })),
    ]),
  )
}

interface Place {
  readonly teams: Record<string, string | undefined>
  readonly people: Record<string, { teams: string[]; roles: string[]; manager: string | undefined }>
  readonly teamRoles: Record<string, string[]>
}

const start: Place = {
  teams: { east: undefined, north: 'east', far: 'north', west: undefined },
  people: {
    p1: { teams: ['north'], roles: ['r1'], manager: 'p2' },
    p2: { teams: ['east'], roles: ['r1', 'r2'], manager: 'p3' },
    p3: { teams: ['west'], roles: ['r3'], manager: undefined },
    p4: { teams: [], roles: ['r2', 'r3'], manager: 'p3' },
    p5: { teams: ['far', 'west'], roles: [], manager: 'p1' },
    p6: { teams: ['north'], roles: ['r1'], manager: undefined },
  },
  teamRoles: { far: ['r2'] },
}

function beneath(key: string, parents: Record<string, string | undefined>): string[] {
  const children = Object.keys(parents).filter(each => parents[each] === key)
  return children.flatMap(child => [child, ...beneath(child, parents)])
}

function above(key: string | undefined, parents: Record<string, string | undefined>): string[] {
  return key === undefined ? [] : [key, ...above(parents[key], parents)]
}

function userOf(place: Place, key: string, idOf: (key: string) => string): UserFacts {
  const { teams, roles: own } = place.people[key]!
  const managers = Object.fromEntries(Object.entries(place.people).map(([other, { manager }]) => [other, manager]))
  const given = teams.flatMap(team => above(team, place.teams)).flatMap(team => place.teamRoles[team] ?? [])
  return {
    id: idOf(key),
    email: `${key}@example.test`,
    teams: [...new Set(teams.flatMap(team => [team, ...beneath(team, place.teams)]))].map(idOf),
    direct_teams: teams.map(idOf),
    reports: beneath(key, managers).map(idOf),
    direct_reports: Object.keys(managers)
      .filter(other => managers[other] === key)
      .map(idOf),
    roles: [...new Set([...own, ...given])],
  }
}

/** A change of the place, and the place after it. */
function movePlace(dice: Dice, place: Place): { change: PlaceChange; after: Place } {
  const after = structuredClone(place) as Place
  const key = dice.pick(Object.keys(place.people))
  const team = dice.pick(Object.keys(place.teams))
  const email = `${key}@example.test`
  const role = dice.pick(roles)
  const someone = after.people[key]!
  switch (dice.below(6)) {
    case 0:
      someone.roles = [...new Set([...someone.roles, role])]
      return { change: { give: { role, person: email } }, after }
    case 1:
      after.teamRoles[team] = [...(after.teamRoles[team] ?? []), role]
      return { change: { give: { role, team } }, after }
    case 2: {
      const held = someone.roles[0] ?? role
      someone.roles = someone.roles.filter(each => each !== held)
      return { change: { take: { role: held, person: email } }, after }
    }
    case 3: {
      const leave = someone.teams.includes(team)
      someone.teams = leave ? someone.teams.filter(each => each !== team) : [...someone.teams, team]
      return { change: { membership: { person: email, team, leave } }, after }
    }
    case 4: {
      const parents = [
        null,
        ...Object.keys(place.teams).filter(each => each !== team && !beneath(team, place.teams).includes(each)),
      ]
      const parent = dice.pick(parents)
      after.teams[team] = parent ?? undefined
      return { change: { team: { team, parent } }, after }
    }
    default: {
      const managers = Object.fromEntries(Object.entries(place.people).map(([other, { manager }]) => [other, manager]))
      const others = Object.keys(place.people).filter(each => each !== key && !beneath(key, managers).includes(each))
      const manager = dice.pick([null, ...others])
      someone.manager = manager ?? undefined
      return { change: { manager: { person: email, manager: manager && `${manager}@example.test` } }, after }
    }
  }
}

/** Numbers of one right, as text: people with their rows, and different rows. */
type Numbers = Map<string, string>

function expectedOf(
  sides: readonly [before: Definition, after: Definition],
  people: ReadonlyMap<string, readonly [before: Rights, after: Rights]>,
): Record<'widens' | 'narrows', Numbers> {
  const ids = sides.map(
    side =>
      new Set(side.entities.flatMap(entity => [`${entity.id}|`, ...entity.fields.map(field => `${entity.id}|${field.id}`)])),
  )
  const both = (key: string) => {
    const [entity, , field] = key.split('|')
    return ids.every(each => each.has(`${entity}|${field}`))
  }
  const changed = (from: 0 | 1, to: 0 | 1): Numbers => {
    const found = new Map<string, { people: string[]; rows: Set<string> }>()
    for (const [id, rights] of people) {
      for (const [key, rows] of rights[to]) {
        const more = [...rows].filter(row => !rights[from].get(key)?.has(row))
        if (more.length === 0 || !both(key)) continue
        const entry = found.get(key) ?? { people: [], rows: new Set() }
        found.set(key, entry)
        entry.people.push(`${id}: ${more.length}`)
        for (const row of more) entry.rows.add(row)
      }
    }
    return new Map([...found].map(([key, entry]) => [key, `${entry.people.sort().join(', ')}; ${entry.rows.size} rows`]))
  }
  return { widens: changed(0, 1), narrows: changed(1, 0) }
}

function saidBy(diff: PermissionDiff, sides: readonly Definition[]): Record<'widens' | 'narrows', Numbers> {
  const said = (entries: PermissionDiff['widens']): Numbers => {
    const numbers: Numbers = new Map()
    for (const entry of entries) {
      if (entry.entity === undefined) continue
      const entity = sides.map(side => side.entities.find(each => each.name === entry.entity)).find(each => each)!
      const act = entry.step
        ? `decide ${entry.transition}/${entry.step}`
        : entry.transition
          ? `transition ${entry.transition}`
          : entry.act
      const text = `${entry.first
        .map(each => `${each.id}: ${each.rows}`)
        .sort()
        .join(', ')}; ${entry.rows} rows`
      assert.equal(entry.people, entry.first.length)
      assert.equal(entry.atLeast, undefined, entry.sentence)
      const fields = entry.fields.map(name => fieldId(sides, entity, name))
      for (const field of [...(entry.wholeRecord ? [''] : []), ...fields]) {
        const key = `${entity.id}|${act}|${field}`
        assert.ok(!numbers.has(key), `${key} is told twice`)
        numbers.set(key, text)
      }
    }
    return numbers
  }
  return { widens: said(diff.widens), narrows: said(diff.narrows) }
}

/** Named as after the change, or as before where it goes. */
function fieldId(sides: readonly Definition[], entity: Entity, name: string): string {
  const [before, after] = sides.map(side => side.entities.find(each => each.id === entity.id))
  return (after?.fields.find(each => each.name === name) ?? before!.fields.find(each => each.name === name))!.id
}

describe(`permission diffs at random (seed ${seed})`, () => {
  test('the diff tells exactly what the evaluator finds changed, person by person and row by row (DEF-4)', async t => {
    const dice = rollDice(seed)
    const people = Object.entries(start.people).map(([key, { manager }]) =>
      person(key, { id: randomId(dice), ...(manager && { manager }) }),
    )
    const teams = Object.entries(start.teams).map(([key, parent]) => ({
      key,
      id: randomId(dice),
      name: key,
      ...(parent && { parent }),
    }))
    const idOf = (key: string) => [...people, ...teams].find(each => each.key === key)!.id
    const pool = { people: people.map(each => each.id), teams: teams.map(each => each.id), records: [] }

    /** A condition that the shape's entity can be asked. */
    const condition = (bare: Definition): string => {
      const simple = [
        'record.team in user.teams',
        'record.team in user.direct_teams',
        'record.assignee == user.id',
        'record.assignee in user.reports',
        'record.created_by == user.id || record.urgent == true',
        'record.big == true && record.team in user.teams',
        'record.customer.owner == user.id',
        'record.lines.exists(l, l.owner == user.id)',
        'record.status == "waiting" || record.updated_by == user.id',
        '!(record.team in user.teams)',
        'user.email == "p1@example.test" || "r2" in user.roles',
      ]
      if (dice.below(3) > 0) return dice.pick(simple)
      const entity = bare.entities.find(each => each.name === 'order0')!
      for (;;) {
        const scope = scopeFor(bare, entity, 'rule')
        const text = randomCondition(dice, scope, pool, dice.below(4))
        if (checkExpression(text, scope).ok) return text
      }
    }
    const grant = (bare: Definition, fields: readonly string[]): string => {
      const can = dice.pick<Operation>([
        'read',
        'read',
        'read',
        'read',
        'update',
        'update',
        'create',
        'delete',
        'restore',
        'comment',
        'export',
        'share',
        'reveal',
        'approve',
      ])
      const parts = [`role: ${dice.pick(roles)}`, `can: [${can}]`]
      if (dice.below(4) > 0) parts.push(`when: ${JSON.stringify(condition(bare))}`)
      const some = fields.filter(() => dice.below(3) > 0)
      if (['read', 'update', 'create', 'reveal', 'export'].includes(can) && dice.below(2) === 0 && some.length > 0)
        parts.push(dice.below(2) === 0 ? `fields: [${some.join(', ')}]` : `fields: { except: [${some.join(', ')}] }`)
      if (can === 'read' && dice.below(3) === 0) parts.push(`mask: [${dice.pick(fields)}]`)
      if (dice.below(8) === 0)
        parts.push(dice.pick(['from: 2020-01-01', 'from: 2090-01-01', 'until: 2020-01-01', 'until: 2090-01-01']))
      return `  - { ${parts.join(', ')} }`
    }
    const grantsFor = (shape: Omit<Shape, 'grants'>, count: number): string[] => {
      const bare = read({ ...shape, grants: ['  - { role: r1, can: [read] }'] })
      const fields = bare.entities
        .find(each => each.name === 'order0')!
        .fields.filter(field => !field.managed && !field.formula)
        .map(field => field.name)
      return Array.from({ length: count }, () => grant(bare, fields))
    }
    const reads = roles.map(
      role => `  - { role: ${role}, can: [read], when: record.team in user.teams, fields: { except: [amount] } }`,
    )
    const startShape: Shape = {
      ...first,
      grants: [...reads, ...grantsFor(first, 14).filter(text => !text.includes('can: [share]'))],
    }

    /** Another shape, near to this one: what was granted stays but for a few grants, where names still hold. */
    const mutate = (shape: Shape): Shape => {
      const looks = {
        ...shape,
        ...(dice.below(6) === 0 && { note: dice.pick(['note', 'remark'] as const) }),
        ...(dice.below(8) === 0 && { more: dice.below(2) === 0 }),
        ...(dice.below(8) === 0 && { without: dice.pick(['due', undefined] as const) }),
        ...(dice.below(4) === 0 && { atLeast: dice.pick([0, 2, 3]) }),
        ...(dice.below(8) === 0 && { administer: dice.pick(roles) }),
        ...(dice.below(4) === 0 && {
          submit: dice.pick([
            'roles: [r1]',
            'roles: [r1, r2], by: record.assignee == user.id',
            'by: record.team in user.teams',
            first.submit,
          ]),
        }),
        ...(dice.below(4) === 0 && {
          steps: dice.pick([
            '{ name: one, ask: role r2, need: 1 }',
            '{ name: one, ask: role r3 in record.team, need: 1 }',
            '{ name: one, ask: record.assignee, need: 1 }',
            '{ name: one, ask: role r2, need: 1, when: record.quantity > 1 }',
          ]),
        }),
        ...(dice.below(4) === 0 && { never: dice.pick(['', 'creator', 'submitter', 'submitter, last_editor']) }),
      }
      const renamed = shape.grants.map(text => text.replaceAll(shape.note === 'note' ? /\bnote\b/g : /\bremark\b/g, looks.note))
      const kept = renamed.filter(text => !(looks.without && /\bdue\b/.test(text)) && !(!looks.more && /\bmore\b/.test(text)))
      const without = kept.filter((_, index) => index < 3 || dice.below(10) > 0)
      const grants = dice.below(6) === 0 ? without.toReversed() : [...without, ...grantsFor(looks, dice.below(3))]
      const next = { ...looks, grants: grants.some(text => text.includes('can: [read]')) ? grants : [...reads, ...grants] }
      // What lines call the note is theirs.
      return readDefinition(new Map(Object.entries(filesOf(next)))).definition ? next : shape
    }

    const live = read(startShape)
    const world: World = new Map()
    const order = ['region', 'customer', 'order0', 'order0_line']
    for (const name of order) {
      const entity = live.entities.find(each => each.name === name)!
      world.set(
        name,
        Array.from({ length: name === 'order0' ? rowCount : name.endsWith('line') ? rowCount * 2 : 6 }, () => {
          const row = randomRow(dice, { ...entity, fields: entity.fields.filter(field => !field.formula) }, pool, world)
          if (name !== 'order0') return row
          const state = { status_due: null, status_since: null, approval_round: 0 }
          return {
            ...row,
            fields: { ...row.fields, ...state },
            state_by: dice.pick(pool.people),
            editors: pool.people.filter(() => dice.below(5) === 0),
          } as StatefulRow
        }),
      )
    }
    const keyOf = (id: string) => people.find(each => each.id === id)!.key
    const app = await runApp(t, {
      files: filesOf(startShape),
      seed: {
        people,
        teams,
        memberships: Object.entries(start.people).flatMap(([key, each]) => each.teams.map(team => ({ person: key, team }))),
        roles: [
          ...Object.entries(start.people).flatMap(([key, each]) => each.roles.map(role => ({ role, person: key }))),
          ...Object.entries(start.teamRoles).flatMap(([team, given]) => given.map(role => ({ role, team }))),
        ],
        records: Object.fromEntries(
          order.map(name => [
            name,
            toImport(world.get(name)!, keyOf).map((row, index) => {
              const { state_by } = world.get(name)![index] as StatefulRow
              return state_by ? { ...row, state_by: keyOf(state_by) } : row
            }),
          ]),
        ),
      },
    })
    await app.superuser(async client => {
      await client.query('SET session_replication_role = replica')
      for (const row of world.get('order0') as StatefulRow[])
        await client.query('UPDATE lab.order0 SET "status$editors" = $2 WHERE id = $1', [row.id, row.editors])
    })
    const admin = await app.installation.database.admin()
    t.after(() => admin.end())
    const [{ today }] = (await app.sql(`SELECT bailiwick.today('${live.app.calendar.timeZone}')::text AS today`)) as [
      { today: string },
    ]
    const clock = () => ({ now: BigInt(Date.now()) * 1000n, today })
    const rights = (definition: Definition, shape: Shape, place: Place, key: string) =>
      rightsOf(definition, seenBy(shape, world), userOf(place, key, idOf), clock())
    const keys = Object.keys(start.people)
    const faults: string[] = []
    const compare = (
      about: string,
      sides: readonly [Definition, Definition],
      diff: PermissionDiff,
      found: Map<string, readonly [Rights, Rights]>,
    ) => {
      assert.deepEqual(diff.uncounted, [], about)
      const [expected, said] = [expectedOf(sides, found), saidBy(diff, sides)]
      for (const side of ['widens', 'narrows'] as const) {
        for (const key of new Set([...expected[side].keys(), ...said[side].keys()])) {
          const [should, does] = [expected[side].get(key), said[side].get(key)]
          told[side] += should ? 1 : 0
          if (should !== does)
            faults.push(`${about}: ${side} ${key}: ${should ?? 'nothing'} expected, the diff says ${does ?? 'nothing'}`)
        }
      }
      const onApp = (side: 'widens' | 'narrows', act: string) =>
        diff[side]
          .filter(each => each.act === act)
          .flatMap(each => each.first.map(({ id }) => id))
          .sort()
      return onApp
    }
    const told = { widens: 0, narrows: 0 }
    let nothing = 0

    // Standings are what the database gathers, one by one.
    const places = await readPlaces(admin, 'lab')
    for (const [id, standing] of standingsOf(places)) {
      const [row] = await app.sql<{ roles: string[]; teams: string[]; own_teams: string[]; reports: string[] }>(
        'SELECT g.roles, g.teams, g.own_teams, bailiwick.reports_of($1) AS reports FROM bailiwick.gather_claims($1) g',
        [id],
      )
      assert.deepEqual(
        { ...standing, email: '', directReports: [] },
        {
          person: id,
          email: '',
          roles: row!.roles.map(role => role.slice('lab.'.length)).sort(),
          teams: row!.teams.sort(),
          ownTeams: row!.own_teams.sort(),
          reports: row!.reports.sort(),
          directReports: [],
        },
      )
    }

    let shape = startShape
    for (let round = 0; round < rounds.definitions; round += 1) {
      shape = round % 10 === 0 ? mutate(startShape) : mutate(shape)
      const next = read(shape)
      const diff = await diffPermissions(admin, { app: 'lab', to: next, within: 60_000 })
      const found = new Map(
        keys.map(key => [idOf(key), [rights(live, startShape, start, key), rights(next, shape, start, key)] as const]),
      )
      const onApp = compare(`definition ${round}`, [live, next], diff, found)
      const holders = (role: string) => keys.filter(key => userOf(start, key, idOf).roles.includes(role)).map(idOf)
      const [was, is] = [holders(startShape.administer), holders(shape.administer)]
      assert.deepEqual(onApp('widens', 'administer'), is.filter(id => !was.includes(id)).sort())
      assert.deepEqual(onApp('narrows', 'administer'), was.filter(id => !is.includes(id)).sort())
      if (diff.widens.length + diff.narrows.length === 0) nothing += 1
      if (faults.length > 5) break
    }

    for (let round = 0; round < rounds.people; round += 1) {
      const { change, after } = movePlace(dice, start)
      const diff = await diffPermissions(admin, { app: 'lab', change, within: 60_000 })
      const found = new Map(
        keys.map(key => [idOf(key), [rights(live, startShape, start, key), rights(live, startShape, after, key)] as const]),
      )
      const onApp = compare(JSON.stringify(change), [live, live], diff, found)
      const inside = (place: Place) => keys.filter(key => userOf(place, key, idOf).roles.length > 0).map(idOf)
      assert.deepEqual(
        onApp('widens', 'enter'),
        inside(after)
          .filter(id => !inside(start).includes(id))
          .sort(),
      )
      assert.deepEqual(
        onApp('narrows', 'enter'),
        inside(start)
          .filter(id => !inside(after).includes(id))
          .sort(),
      )
      if (faults.length > 5) break
    }
    assert.deepEqual(faults.slice(0, 6), [], `${faults.length} disagreements; BAILIWICK_SEED=${seed} repeats them`)
    console.log(
      `seed ${seed}: ${told.widens} rights widened, ${told.narrows} narrowed, ${nothing} changes of a definition by which nobody gains or loses`,
    )
    assert.ok(told.widens > 100 && told.narrows > 100, 'the changes are too small to prove anything')
  })
})
