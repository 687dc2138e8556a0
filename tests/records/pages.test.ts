/**
 * A restricted person's page is read piece by piece, from the indexes of what their rules compare. It must hold exactly what walking the whole view gives, in the same order,
 * page after page, for every kind of rule, with filters and shares.
 *
 * BAILIWICK_SEED=<number> repeats a run.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { rollDice } from '@bailiwick/definition/write/random-definition.ts'
import { surfaceOf } from '../../packages/server/src/runtime/records/surface.ts'
import { rolesIn } from '../../packages/server/src/security/access/actor.ts'
import { randomId } from '../differential/world.ts'
import { person, runApp } from '../harness/app.ts'

const seed = Number(process.env.BAILIWICK_SEED ?? Math.floor(Math.random() * 2 ** 31))
const states = ['new', 'open', 'closed']

/** Each kind of rule is a role; the last word says whether its records are found piece by piece. */
const rules: Readonly<Record<string, readonly [string | undefined, boolean]>> = {
  team: ['record.team in user.teams', true],
  direct: ['record.team in user.direct_teams && record.status == "open"', true],
  mine: ['record.assignee == user.id || record.created_by == user.id', true],
  state: ['record.status in ["new", "open"]', true],
  never: ['false', true],
  path: ['record.customer.owner == user.id', true],
  far: ['record.customer.account.lead in user.direct_reports', true],
  path_state: ['record.status == "open" && record.customer.owner == user.id', true],
  flag: ['record.urgent || record.size == 3', true],
  beneath: ['record.assignee in user.reports', true],
  text: ['record.title.startsWith("a")', false],
  past: ['record.team in user.teams && record.created_at < now()', true],
  all: [undefined, false],
}

const files = {
  'app.yaml': `app: lab\ntitle: Lab\nroles:\n${Object.keys(rules)
    .map(role => `  ${role}: { title: ${role} }\n`)
    .join('')}`,
  'entities/customer.yaml': `entity: customer
title: name
fields:
  name: { type: text, required: true }
  owner: { type: person }
  account: { type: relation, to: account }
access:
  - { role: all, can: [read] }
`,
  'entities/account.yaml': `entity: account
title: name
fields:
  name: { type: text, required: true }
  lead: { type: person }
access:
  - { role: all, can: [read] }
`,
  'entities/ticket.yaml': `entity: ticket
title: title
fields:
  title: { type: text, required: true }
  team: { type: team }
  assignee: { type: person }
  customer: { type: relation, to: customer }
  secret: { type: text }
  urgent: { type: boolean }
  size: { type: integer }
access:
${Object.entries(rules)
  .map(
    ([role, [when]]) =>
      `  - { role: ${role}, can: [${role === 'all' ? 'read, share' : 'read'}]${when === undefined ? '' : `, when: '${when}'`}${role === 'state' ? ', fields: { except: [secret] }' : ''} }`,
  )
  .join('\n')}
`,
  'workflows/flow.yaml': `workflow: flow
entity: ticket
states: { new: {}, open: {}, closed: {} }
transitions:
  open: { from: [new], to: open }
  close: { from: [open], to: closed }
`,
}

describe(`pages read piece by piece (seed ${seed})`, () => {
  test('hold what walking gives: for every kind of rule, in both orders, with filters, whatever the size of a page', async t => {
    const dice = rollDice(seed)
    const names = Object.keys(rules)
    const cast = [
      ...names.map(role => [role]),
      ['team', 'mine'],
      ['state', 'direct'],
      ['team', 'text'],
      ['never', 'mine'],
      ['team', 'all'],
    ]
    // A chain of managers with branches.
    const people = cast.map((_, index) =>
      person(`p${index}`, { id: randomId(dice), ...(index > 0 ? { manager: `p${dice.below(index)}` } : {}) }),
    )
    const teams = Array.from({ length: 8 }, (_, index) => ({
      key: `t${index}`,
      id: randomId(dice),
      name: `t${index}`,
      ...(index > 2 ? { parent: `t${index - 3}` } : {}),
    }))
    const written = (at: string, by: string) => ({ version: 1, created_at: at, created_by: by, updated_at: at, updated_by: by })
    const of = (count: number, fields: () => Record<string, unknown>) =>
      Array.from({ length: count }, () => ({
        id: randomId(dice),
        ...written('2026-01-01T00:00:00Z', 'p0'),
        fields: { name: 'c', ...fields() },
      }))
    const accounts = of(3, () => ({ lead: dice.pick(people).id }))
    const customers = of(20, () => ({ owner: dice.pick(people).id, account: dice.pick(accounts).id }))
    const moment = (minutes: number) => new Date(Date.UTC(2026, 0, 1) + minutes * 60_000).toISOString()
    const tickets = Array.from({ length: 400 }, () => {
      // Many at one moment, so that pages end between equals.
      const at = moment(dice.below(60))
      return {
        id: randomId(dice),
        ...written(at, dice.pick(people).key),
        ...(dice.below(12) === 0 ? { deleted_at: at } : {}),
        fields: {
          title: `${dice.pick(['a', 'b'])}${dice.below(9)}`,
          team: dice.maybe(() => dice.pick(teams).id) ?? null,
          assignee: dice.maybe(() => dice.pick(people).id) ?? null,
          customer: dice.maybe(() => dice.pick(customers).id) ?? null,
          secret: dice.pick(['x', 'y']),
          urgent: dice.maybe(() => dice.below(2) === 0) ?? null,
          size: dice.below(5),
          status: dice.pick(states),
        },
      }
    })
    const app = await runApp(t, {
      files,
      seed: {
        people,
        teams,
        memberships: people.flatMap(({ key }) =>
          teams.filter(() => dice.below(4) === 0).map(team => ({ person: key, team: team.key })),
        ),
        roles: cast.flatMap((roles, index) => roles.map(role => ({ role, person: `p${index}` }))),
        records: { account: accounts, customer: customers, ticket: tickets },
      },
    })
    const sharer = people[cast.findIndex(roles => roles[0] === 'all')]!
    await app.superuser(admin =>
      admin.query(
        `SET session_replication_role = replica; INSERT INTO bailiwick.share (app, entity, record, shared_by, person, team, level, until)
         SELECT 'lab', 'ticket', (j ->> 'record')::uuid, '${sharer.id}', (j ->> 'person')::uuid, (j ->> 'team')::uuid, 'read', '2090-01-01'
         FROM jsonb_array_elements('${JSON.stringify(
           Array.from({ length: 60 }, () => ({
             record: dice.pick(tickets).id,
             ...(dice.below(2) === 0 ? { person: dice.pick(people).id } : { team: dice.pick(teams).id }),
           })),
         )}') j`,
      ),
    )

    const filters: readonly (readonly [string | undefined, string])[] = [
      [undefined, 'true'],
      ['record.status == "open"', `r.status = 'open'`],
      ['record.title == "a1" || record.assignee == null', `(r.title = 'a1' OR r.assignee IS NULL)`],
      ['record.secret == "x"', `r.secret = 'x'`],
    ]
    let compared = 0
    for (const [index, roles] of cast.entries()) {
      const key = `p${index}`
      const actor = (await app.installation.floors.actors.gather(app.person(key), null))!
      assert.deepEqual(rolesIn(actor, 'lab'), [...roles].sort())
      const surface = surfaceOf(app.installation.floors.app('lab')!, 'ticket', actor)!
      assert.equal(
        surface.lookups !== undefined,
        roles.every(role => rules[role]![1]),
        `${roles}: whether they are found piece by piece`,
      )
      const browser = await app.as(key)
      for (const descending of [true, false])
        for (const [filter, sql] of [filters[0]!, dice.pick(filters.slice(1))]) {
          const order = descending ? 'DESC' : 'ASC'
          const walked = await app.asRuntime(key, run =>
            run(`SELECT r.id FROM lab."ticket$read" r WHERE ${sql} ORDER BY r.created_at ${order}, r.id ${order}`),
          )
          const pageSize = dice.pick([1, 7, 50, 200])
          const listed: string[] = []
          for (let token: string | undefined, page = 0; page === 0 || token; page += 1) {
            const query = new URLSearchParams({
              pageSize: String(pageSize),
              orderBy: descending ? 'created_at desc' : 'created_at',
              fields: 'title',
              ...(filter ? { filter } : {}),
              ...(token ? { pageToken: token } : {}),
            })
            const answer = await browser.get(`/api/apps/lab/ticket?${query}`)
            assert.equal(answer.status, 200, answer.text)
            listed.push(...answer.json.items.map((item: { id: string }) => item.id))
            token = answer.json.nextPageToken
            if (pageSize === 1 && page > 12) break
          }
          const expected = walked.map(([id]) => String(id))
          assert.deepEqual(
            listed,
            pageSize === 1 ? expected.slice(0, listed.length) : expected,
            `${roles}, ${filter}, ${order}, ${pageSize} a page`,
          )
          compared += listed.length
        }
    }
    assert.ok(compared > 2_000, `${compared} records were compared`)
  })
})
