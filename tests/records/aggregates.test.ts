/** Figures over groups: by days, weeks and longer spans of the app's time zone, and always of what the asking person could list. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { AggregateView } from '@bailiwick/definition/wire/index.ts'
import { runAsActor } from '../../packages/server/src/database/with-actor.ts'
import { type AggregateRequest, planAggregate } from '../../packages/server/src/runtime/records/aggregate.ts'
import { planTogether } from '../../packages/server/src/runtime/records/aggregate-together.ts'
import type { Plan } from '../../packages/server/src/runtime/records/list.ts'
import { type Surface, surfaceOf } from '../../packages/server/src/runtime/records/surface.ts'
import { signClaims } from '../../packages/server/src/security/access/actor.ts'
import type { Browser } from '../harness/browser.ts'
import { type Desk, deskFiles, deskOfSuite } from '../harness/desk.ts'

const files = {
  ...deskFiles,
  'app.yaml': deskFiles['app.yaml']!.replace('title: Desk\n', 'title: Desk\ncalendar: { time_zone: America/New_York }\n'),
  'entities/customer.yaml': deskFiles['entities/customer.yaml']!.replace(
    'access:',
    '  last_due: { type: rollup, over: tickets, measure: max, field: due }\n  most: { type: rollup, over: tickets, measure: max, field: credit }\naccess:',
  ),
  'entities/ticket.yaml': deskFiles['entities/ticket.yaml']!.replace(
    'credit: { type',
    'spare: { type: boolean }\n  among: { type: boolean }\n  t0: { type: integer }\n  urgent: { type: formula, result: boolean, is: record.priority == "high" }\n  answered_at: { type: datetime }\n  closed_at: { type: datetime }\n  promised: { type: formula, result: date, is: record.due }\n  credit: { type',
  )
    .replace(', assignee, tags] }', ', assignee, tags, due] }')
    .replace(
      '{ except: [credit] } }\n  - { role: agent, can: [create]',
      '{ except: [credit, closed_at] } }\n  - { role: agent, can: [create]',
    ),
}

const dashboard = `screen: overview
title: Overview
filters: [priority, assignee, credit]
dashboard:
  - { number: All, of: ticket }
  - { number: Credit, of: ticket, measure: sum(credit) }
  - { number: Large, of: ticket, filter: record.credit > 1.00 }
  - { number: Rich, of: ticket, share: record.customer.arr > 1.00 }
  - { bar: Assignees, of: ticket, by: assignee }
  - { line: Closed, of: ticket, by: week(closed_at) }
  - { heat_map: Both, of: ticket, by: priority, across: customer }
  - { number: On, of: ticket, on: answered_at }
  - { number: Refunds, of: refund }
  - { table: Newest, of: ticket, columns: [subject, credit, team] }
  - { text: Words }
`

/** What questions are drawn from; SEED repeats a run. */
const drawn = [
  {
    entity: 'ticket',
    groups: [
      '',
      '',
      'priority',
      'team',
      'customer',
      'assignee',
      'due',
      'credit',
      'spare',
      'urgent',
      'subject',
      'among',
      't0',
    ].concat(['week(answered_at)', 'day(closed_at)', 'month(due)', 'year(created_at)', 'quarter(promised)']),
    measures: ['count', 'count', 'sum(credit)', 'avg(credit)', 'median(credit)', 'p90(credit)', 'max(credit)', 'min(due)'].concat(
      ['median(due)', 'max(answered_at)', 'p90(closed_at)', 'min(subject)', 'max(number)', 'sum(t0)', 'avg(t0)'],
    ),
    filters: [
      '',
      '',
      'record.priority == "high"',
      'record.credit > 10.00',
      'record.customer.arr > 1.00',
      'record.subject == "none"',
    ].concat(['record.team in user.teams', 'record.answered_at != null', 'record.due < date("2026-03-05") || record.urgent']),
  },
  {
    // Of which an agent reads an amount on their own rows only.
    entity: 'customer',
    groups: ['', 'tier', 'owner', 'arr', 'name'],
    measures: ['count', 'sum(arr)', 'avg(arr)', 'median(arr)', 'min(arr)', 'sum(most)'],
    filters: ['', 'record.arr > 1.00', 'record.arr == null', 'record.tickets.exists(ticket, ticket.priority == "high")'],
  },
]
/** Clocks there go forward or back at midnight, by less than an hour, or over a whole day. */
const zones = ['America/New_York', 'America/Havana', 'Asia/Beirut', 'America/St_Johns', 'Pacific/Apia']
/** About such nights, from before there were zones, and from times that are far away. */
const oddMoments = [
  ...['2024-03-10T04:59:59.999Z', '2024-03-10T05:00:00.000Z', '2024-11-03T05:30:00.000Z', '2006-04-02T03:31:00.000Z'],
  ...['2011-12-30T09:59:59.999Z', '2011-12-30T10:00:00.000Z', '1849-12-31T23:59:59.000Z', '9998-12-31T23:59:59.999Z'],
]
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
let drawnSoFar = seed
/** Mulberry32. */
function random(): number {
  drawnSoFar = (drawnSoFar + 0x6d2b79f5) | 0
  let mixed = Math.imul(drawnSoFar ^ (drawnSoFar >>> 15), 1 | drawnSoFar)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

/** The same, of an app whose days begin elsewhere. */
function inZone(surface: Surface, timeZone: string): Surface {
  const { definition } = surface.app
  const app = { ...definition.app, calendar: { ...definition.app.calendar, timeZone } }
  return { ...surface, app: { ...surface.app, definition: { ...definition, app } } }
}

interface Group {
  readonly key: Record<string, unknown>
  readonly values: Record<string, unknown>
}

describe('figures over groups', () => {
  const suite = deskOfSuite({ ...files, 'screens/overview.yaml': dashboard })
  let desk: Desk
  let ana: Browser
  let mei: Browser
  let owen: Browser
  const path = '/api/apps/desk/ticket/aggregate'
  const ask = async (browser: Browser, query: Record<string, string>) => {
    const { status, json } = await browser.get(`${path}?${new URLSearchParams(query)}`)
    return { status, json, groups: json.groups as Group[] }
  }
  const pairs = (groups: readonly Group[], name: string, measure = 'count') =>
    groups.map(({ key, values }) => [key[name], values[measure]])

  before(async () => {
    desk = suite.desk
    ;[ana, mei, owen] = (await Promise.all(['ana', 'mei', 'owen'].map(key => desk.app.as(key)))) as [Browser, Browser, Browser]
    const moments = [
      ['2026-03-01T04:59:59.999Z', desk.emea, '2026-02-28'],
      ['2026-03-01T05:00:00.000Z', desk.emea, '2026-03-01'],
      // Clocks go forward on the 8th: the day has 23 hours, and the 9th begins at four.
      ['2026-03-09T03:59:59.999Z', desk.apac, '2026-03-08'],
      ['2026-03-09T04:00:00.000Z', desk.emea, '2026-03-09'],
      ['2026-12-31T23:00:00.000Z', desk.apac, null],
    ] as const
    for (const [answered_at, team, due] of moments) {
      const made = await mei.post('/api/apps/desk/ticket', {
        fields: { subject: `At ${answered_at}`, team, answered_at, due, closed_at: answered_at, credit: '10.10' },
      })
      assert.equal(made.status, 201, made.text)
    }
  })

  test('days begin at midnight of the app’s time zone, in summer time and out of it', async () => {
    const { groups } = await ask(mei, { groupBy: 'day(answered_at)', filter: 'record.answered_at != null' })
    assert.deepEqual(pairs(groups, 'day(answered_at)'), [
      ['2026-02-28', 1],
      ['2026-03-01', 1],
      ['2026-03-08', 1],
      ['2026-03-09', 1],
      ['2026-12-31', 1],
    ])
  })

  for (const [span, expected] of [
    ['week', ['2026-02-23', '2026-03-02', '2026-03-09', '2026-12-28']],
    ['month', ['2026-02-01', '2026-03-01', '2026-12-01']],
    ['quarter', ['2026-01-01', '2026-10-01']],
    ['year', ['2026-01-01']],
  ] as const) {
    test(`a ${span} is named by its first day, and they come in order`, async () => {
      const name = `${span}(answered_at)`
      const { groups } = await ask(mei, { groupBy: name, filter: 'record.answered_at != null' })
      assert.deepEqual(
        groups.map(({ key }) => key[name]),
        expected,
      )
      assert.equal(
        groups.reduce((sum, { values }) => sum + Number(values.count), 0),
        5,
      )
    })
  }

  test('weeks begin with the day that is asked for, and with none that is no day', async () => {
    const question = { groupBy: 'week(answered_at)', filter: 'record.answered_at != null' }
    const { groups } = await ask(mei, { ...question, weekBegin: '7' })
    assert.deepEqual(pairs(groups, 'week(answered_at)'), [
      ['2026-02-22', 1],
      ['2026-03-01', 1],
      ['2026-03-08', 2],
      ['2026-12-27', 1],
    ])
    for (const weekBegin of ['0', '8', '1.5', '1 day'])
      assert.equal((await ask(mei, { ...question, weekBegin })).status, 400, weekBegin)
  })

  test('days of the calendar are the same in every zone, also those a formula gives; what has none comes last', async () => {
    for (const field of ['due', 'promised']) {
      const { groups } = await ask(mei, { groupBy: `month(${field})`, filter: 'record.answered_at != null' })
      assert.deepEqual(pairs(groups, `month(${field})`), [
        ['2026-02-01', 1],
        ['2026-03-01', 3],
        [null, 1],
      ])
    }
  })

  test('when records were created and changed is known of each, also to who is given few fields', async () => {
    const { groups } = await ask(owen, { groupBy: 'year(created_at),year(updated_at)' })
    assert.equal(
      groups.reduce((sum, { values }) => sum + Number(values.count), 0),
      7,
    )
  })

  test('spans go with values: in the order of time, and within it the largest first', async () => {
    const { groups } = await ask(mei, {
      groupBy: 'team,quarter(answered_at)',
      measures: 'count,sum(credit)',
      filter: 'record.answered_at != null',
    })
    assert.deepEqual(
      groups.map(({ key, values }) => [
        key['quarter(answered_at)'],
        (key.team as { title: string }).title,
        ...Object.values(values),
      ]),
      [
        ['2026-01-01', 'EMEA', 3, '30.30'],
        ['2026-01-01', 'APAC', 1, '10.10'],
        ['2026-10-01', 'APAC', 1, '10.10'],
      ],
    )
  })

  test('a restricted person’s figures are of their own rows, and equal what the database says of those', async () => {
    const { groups } = await ask(ana, { groupBy: 'month(answered_at)' })
    const own = await desk.app.sql<{ month: string | null; count: number }>(
      `SELECT to_char(date_trunc('month', answered_at AT TIME ZONE 'America/New_York'), 'YYYY-MM-DD') AS month, count(*)::int AS count
       FROM desk.ticket WHERE team = $1 AND deleted_at IS NULL GROUP BY 1 ORDER BY 1 NULLS LAST`,
      [desk.emea],
    )
    assert.deepEqual(
      pairs(groups, 'month(answered_at)'),
      own.map(({ month, count }) => [month, count]),
    )
    assert.ok(own.length > 1)
  })

  for (const [what, query] of [
    ['weeks of a field outside the grant', { groupBy: 'week(closed_at)' }],
    ['the field itself', { groupBy: 'credit' }],
    ['a sum of it', { measures: 'sum(credit)' }],
    ['the latest of it', { measures: 'max(closed_at)' }],
  ] as const) {
    test(`asking for ${what} reads like asking for one that is not there`, async () => {
      const absent = Object.fromEntries(
        Object.entries(query).map(([key, value]) => [key, value.replace(/closed_at|credit/, 'nothing')]),
      )
      const [hidden, none] = [await ask(ana, query), await ask(ana, absent)]
      assert.deepEqual([hidden.status, hidden.json.code], [400, 'query.unknown-field'])
      assert.deepEqual({ ...hidden.json, detail: '', requestId: '' }, { ...none.json, detail: '', requestId: '' })
      assert.equal((await ask(mei, query)).status, 200)
    })
  }

  for (const [who, widgets, columns, filters] of [
    [
      'mei',
      ['All', 'Credit', 'Large', 'Rich', 'Assignees', 'Closed', 'Both', 'On', 'Refunds', 'Newest', 'text'],
      ['subject', 'credit', 'team'],
      ['priority', 'assignee', 'credit'],
    ],
    [
      'ana',
      ['All', 'Rich', 'Assignees', 'Both', 'On', 'Refunds', 'Newest', 'text'],
      ['subject', 'team'],
      ['priority', 'assignee'],
    ],
    ['owen', ['All', 'Newest', 'text'], ['subject', 'team'], ['priority']],
  ] as const)
    test(`a dashboard has for ${who} the widgets that would be answered`, async () => {
      const { json } = await (await desk.app.as(who)).get('/api/apps/desk')
      const [screen] = json.screens
      const told = screen.widgets as { kind: string; title?: string; columns?: string[] }[]
      assert.deepEqual(
        told.map(({ kind, title }) => title ?? kind),
        widgets,
      )
      assert.deepEqual(told.find(({ kind }) => kind === 'table')!.columns, columns)
      assert.deepEqual(screen.filters, filters)
    })

  test('a related record is named as its own rules let it be', async () => {
    const { groups } = await ask(mei, { groupBy: 'customer' })
    assert.deepEqual(
      groups.map(({ key }) => (key.customer as { title: string } | null)?.title ?? null),
      [null, 'Acme Ltd'],
    )
    assert.equal((await ask(owen, { groupBy: 'customer' })).status, 400)
  })

  test('the middle and what nine in ten stay below are exact, of amounts, of days and of moments', async () => {
    const measures = 'median(credit),p90(credit),median(due),p90(answered_at)'
    const own = 'record.answered_at != null'
    const middle = async (filter: string) => Object.values((await ask(mei, { measures, filter })).groups[0]!.values)
    assert.deepEqual(await middle(own), ['10.100000', '10.10', '2026-03-01', '2026-12-31T23:00:00.000Z'])
    const made = await mei.post('/api/apps/desk/ticket', {
      fields: { subject: 'Dear', team: desk.emea, answered_at: '2026-03-02T09:00:00.000Z', credit: '20.15', due: '2026-03-20' },
    })
    const { id } = made.json.record
    // Of four: half-way between the two in the middle.
    const [half] = await middle(`${own} && record.due != null && (record.credit > 20.00 || record.due == date("2026-03-09"))`)
    assert.equal(half, '15.125000')
    assert.deepEqual(await middle('record.credit > 999.00'), [null, null, null, null])
    assert.deepEqual(
      pairs((await ask(mei, { groupBy: 'team', measures: 'p90(credit)' })).groups, 'team', 'p90(credit)').length,
      2,
    )
    const patched = await mei.patch(
      `/api/apps/desk/ticket/${id}`,
      { fields: { credit: '9.00' } },
      { headers: { 'if-match': '"1"' } },
    )
    assert.equal(patched.status, 200, patched.text)
    const bySum = await ask(mei, { groupBy: 'subject', measures: 'sum(credit)', filter: 'record.credit != null' })
    const sums = pairs(bySum.groups, 'subject', 'sum(credit)').map(([, sum]) => Number(sum))
    assert.deepEqual(
      sums,
      sums.toSorted((one, other) => other - one),
      'the largest amount first, and not the last of the alphabet',
    )
    await mei.delete(`/api/apps/desk/ticket/${id}`, { headers: { 'if-match': '"2"' } })
    for (const wrong of ['median(subject)', 'p90(team)', 'p95(credit)', 'median'])
      assert.equal((await ask(mei, { measures: wrong })).status, 400, wrong)
  })

  describe('many at once', () => {
    const questions = [
      { entity: 'ticket', groupBy: 'priority' },
      { entity: 'ticket', measures: 'sum(credit)' },
      { entity: 'ticket', groupBy: 'week(closed_at)', limit: 1 },
      { entity: 'ticket', filter: 'record.customer.arr > 1.00' },
      { entity: 'ticket', filter: 'not CEL' },
      { entity: 'ticket', groupBy: 'priority' },
      { entity: 'ticket', groupBy: 'team', filter: 'record.customer.arr > 1.00' },
      { entity: 'ticket', groupBy: 'subject,team,priority,customer,due' },
      { entity: 'customer', groupBy: 'tier' },
      { entity: 'refund', measures: 'count,sum(amount)' },
      { entity: 'nothing' },
    ]
    type Line = { index: number; figures?: unknown; problem?: { code: string; requestId: string } }
    const many = async (browser: Browser, asked: unknown = questions) => {
      const answer = await browser.post('/api/apps/desk/aggregate-many', { questions: asked })
      const lines =
        answer.status === 200
          ? answer.text
              .trim()
              .split('\n')
              .map(line => JSON.parse(line) as Line)
          : []
      return { ...answer, lines: lines.sort((one, other) => one.index - other.index) }
    }

    for (const who of ['mei', 'ana', 'owen'] as const)
      test(`each is answered or refused to ${who} as if it were asked alone, and none because of another`, async () => {
        const browser = await desk.app.as(who)
        const { lines, headers } = await many(browser)
        assert.match(String(headers['content-type']), /^application\/x-ndjson/)
        assert.equal(lines.length, questions.length)
        for (const [index, { entity, ...question }] of questions.entries()) {
          const alone = await browser.get(
            `/api/apps/desk/${entity}/aggregate?${new URLSearchParams(question as unknown as Record<string, string>)}`,
          )
          const line = lines[index]!
          if (alone.status === 200) assert.deepEqual(line.figures, alone.json, `${who} ${index}`)
          else assert.deepEqual({ ...line.problem, requestId: '' }, { ...alone.json, requestId: '' }, `${who} ${index}`)
        }
        const refused = lines.filter(line => line.problem).length
        assert.ok(refused >= 3 && refused < lines.length, `${refused} are refused to ${who}`)
      })

    for (const who of ['mei', 'ana'] as const)
      test(`what is read once for many questions answers each to ${who} as it is answered alone`, async () => {
        const { floors } = desk.app.installation
        const actor = (await floors.actors.gather(desk.app.person(who), null, true))!
        const run = async <T>(plan: Plan<T>) =>
          plan.answer(
            await runAsActor(floors.data, signClaims(floors.claimsKey, actor, 'figures'), plan.statements),
            floors.directory,
          )
        const odd = await Promise.all(
          oddMoments.map(async (answered_at, index) => {
            const fields = { subject: 'Odd', team: index % 2 ? desk.emea : desk.apac, answered_at, due: answered_at.slice(0, 10) }
            const made = await mei.post('/api/apps/desk/ticket', {
              fields: {
                ...fields,
                closed_at: index % 3 ? answered_at : null,
                among: index % 2 > 0,
                t0: index % 3 ? index : null,
              },
            })
            assert.equal(made.status, 201, made.text)
            return made.json.record.id as string
          }),
        )
        const draw = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)]!
        let answered = 0
        for (const { entity, groups, measures, filters } of drawn) {
          const open = surfaceOf(floors.app('desk')!, entity, actor)
          if (!open) continue
          const surface = inZone(open, draw(zones))
          const asked: { request: AggregateRequest; figures: AggregateView }[] = []
          for (let each = 0; each < 60; each += 1) {
            const request = {
              groupBy: [...new Set([draw(groups), draw(groups)])].filter(Boolean).join(','),
              measures: [...new Set([draw(measures), draw(measures)])].join(','),
              filter: draw(filters),
              limit: draw([1, 3, 1000]),
              weekBegin: draw([1, 7]),
              ...(draw([true, false]) && { atLeast: draw([1, 2, 3]) }),
            }
            try {
              asked.push({ request, figures: await run(planAggregate(surface, request, actor)) })
            } catch (error) {
              assert.equal((error as { code?: string }).code, 'query.unknown-field', JSON.stringify(request))
            }
          }
          const bundles = [...Map.groupBy(asked, ({ request }) => request.filter).values(), asked.slice(0, 20), asked.slice(20)]
          for (const bundle of bundles.filter(({ length }) => length > 0)) {
            const requests = bundle.map(({ request }) => request)
            assert.deepEqual(
              await run(planTogether(surface, requests, actor)),
              bundle.map(({ figures }) => figures),
              `seed ${seed}: ${JSON.stringify(requests)}`,
            )
          }
          answered += asked.length
        }
        assert.ok(answered > 0, `${answered} of them are answered`)
        for (const id of odd) await mei.delete(`/api/apps/desk/ticket/${id}`, { headers: { 'if-match': '"1"' } })
      })

    test('many questions of many groups share the memory that few have', async () => {
      const { floors } = desk.app.installation
      const actor = (await floors.actors.gather(desk.app.person('mei'), null, true))!
      const surface = surfaceOf(floors.app('desk')!, 'ticket', actor)!
      const memory = (requests: readonly AggregateRequest[]) =>
        planTogether(surface, requests, actor).statements.find(({ setting }) => setting?.[0] === 'work_mem')?.setting?.[1]
      const fifty = (request: AggregateRequest) =>
        Array.from({ length: 50 }, (_, index) => ({ ...request, filter: `record.number > ${index}` }))
      assert.equal(memory([{ groupBy: 'priority' }, { groupBy: 'day(created_at)' }, { groupBy: 'subject' }]), '64MB')
      assert.equal(memory(fifty({ groupBy: 'priority,day(created_at)' })), '64MB', 'what is of few groups takes little')
      assert.equal(memory(fifty({ groupBy: 'subject,customer,team,due' })), '4MB')
      assert.equal(memory(fifty({ measures: 'median(credit)' })), '4MB')
    })

    test('there is a bound, and what is no question is refused before any is asked', async () => {
      for (const asked of [[], Array(51).fill({ entity: 'ticket' }), [{}], [{ entity: 'ticket', trash: 'only' }], 'all'])
        assert.equal((await many(mei, asked)).status, 400, JSON.stringify(asked).slice(0, 60))
      assert.equal((await many(mei, Array(50).fill({ entity: 'ticket' }))).lines.length, 50)
      assert.equal((await many(desk.app.stranger())).status, 401)
    })
  })

  describe('as a file', () => {
    const leaving = (browser: Browser, query: Record<string, string>, headers = {}) =>
      browser.get(`${path}/export?${new URLSearchParams(query)}`, { headers })

    test('they leave with a line for each group, on record with what was asked', async () => {
      const asked = { groupBy: 'team,month(answered_at)', measures: 'count,sum(credit)', filter: 'record.answered_at != null' }
      const { status, text, headers } = await leaving(mei, asked)
      assert.equal(status, 200, text)
      assert.equal(
        text,
        `\uFEFFteam,team.id,month(answered_at),count,sum(credit)\r\nEMEA,${desk.emea},2026-02-01,1,10.10\r\nEMEA,${desk.emea},2026-03-01,2,20.20\r\nAPAC,${desk.apac},2026-03-01,1,10.10\r\nAPAC,${desk.apac},2026-12-01,1,10.10\r\n`,
      )
      assert.match(String(headers['content-disposition']), /ticket-\d{4}-\d\d-\d\d-[0-9a-f]{8}\.csv/)
      const [row] = await desk.app.sql<{ person: string; detail: Record<string, unknown> }>(
        `SELECT person, detail FROM bailiwick.audit WHERE kind = 'export' AND detail ->> 'export' = $1`,
        [headers['x-export-id']],
      )
      assert.deepEqual(row, {
        person: desk.app.person('mei'),
        detail: { export: headers['x-export-id'], phase: 'complete', format: 'csv', rows: 4, ...asked },
      })
    })

    test('only of records and by fields that a grant to export gives, however many more are read', async () => {
      const read = (await ask(ana, {})).groups[0]!.values.count as number
      assert.ok(read > 1)
      assert.equal((await leaving(ana, {})).text, '\uFEFFcount\r\n1\r\n', 'the one ticket that is hers')
      const refused = await leaving(ana, { measures: 'sum(credit)' })
      assert.deepEqual([refused.status, refused.json.code], [400, 'query.unknown-field'])
      assert.equal((await leaving(ana, { groupBy: 'closed_at' })).json.code, 'query.unknown-field')
      assert.equal((await leaving(ana, { filter: 'record.credit > 1.00' })).json.code, 'query.unknown-field')
    })

    test('not for whoever may not export, nor by a page of another site; the refusal is on record', async () => {
      const refused = await leaving(owen, { groupBy: 'priority' })
      assert.deepEqual([refused.status, refused.json.code], [403, 'export.refused'])
      const [denied] = await desk.app.sql<{ person: string }>(
        `SELECT person FROM bailiwick.audit WHERE kind = 'access.denied' AND detail ->> 'route' LIKE '%/aggregate/export'`,
      )
      assert.equal(denied?.person, desk.app.person('owen'))
      const foreign = await leaving(mei, {}, { 'sec-fetch-site': 'cross-site' })
      assert.equal(foreign.json.code, 'request.foreign-origin')
      assert.equal((await leaving(desk.app.stranger(), {})).status, 401)
    })
  })

  test('fewer groups may be asked for, and it is said that there are more', async () => {
    const few = await ask(mei, { groupBy: 'day(answered_at)', limit: '2' })
    assert.deepEqual([few.groups.length, few.json.truncated], [2, true])
    const all = await ask(mei, { groupBy: 'day(answered_at)', limit: '1000' })
    assert.deepEqual([all.groups.length, all.json.truncated], [6, false])
  })

  test('groups of fewer records than are asked for are left out, by what each may read', async () => {
    for (const who of [mei, ana]) {
      const all = await ask(who, { groupBy: 'team' })
      const large = await ask(who, { groupBy: 'team', atLeast: '2' })
      const count = ({ values }: (typeof all.groups)[number]) => Number(values.count)
      assert.deepEqual(
        large.groups,
        all.groups.filter(group => count(group) >= 2),
      )
    }
    assert.deepEqual((await ask(mei, { groupBy: 'team', atLeast: '1000000' })).groups, [])
    for (const atLeast of ['0', '1.5', 'x', '1000001'])
      assert.equal((await ask(mei, { groupBy: 'team', atLeast })).status, 400, atLeast)
  })

  test('a measure that its field’s values do not have is refused, and no fault', async () => {
    for (const [entity, measures, says] of [
      ['ticket', 'min(spare)', '“spare” has no min.'],
      ['ticket', 'max(urgent)', '“urgent” has no max.'],
      ['customer', 'sum(last_due)', '“last_due” has no sum.'],
      ['customer', 'avg(last_due)', '“last_due” has no avg.'],
      ['customer', 'median(last_due)', '“last_due” has no median.'],
      ['ticket', 'p90(urgent)', '“urgent” has no p90.'],
    ]) {
      const { status, json } = await mei.get(`/api/apps/desk/${entity}/aggregate?measures=${measures}`)
      assert.deepEqual([status, json.code, json.detail], [400, 'query.invalid', says])
    }
    const { json } = await mei.get('/api/apps/desk/customer/aggregate?measures=sum(most)')
    assert.deepEqual(json.groups, [{ key: {}, values: { 'sum(most)': '50.00' } }], 'a roll-up of amounts is one')
  })

  for (const [groupBy, says] of [
    ['week(priority)', /“priority” is no day and no moment/],
    ['decade(created_at)', /cannot be grouped by; write a field’s name, or day\(field\), week/],
    ['week(created_at', /cannot be grouped by/],
    ['week(nothing)', /not a field you can read/],
    ["day(created_at) AT TIME ZONE 'UTC'", /cannot be grouped by/],
    ['week(id)', /not a field you can read/],
    ['created_at', /not a field you can read/],
    ['answered_at', /“answered_at” cannot be grouped by/],
  ] as const) {
    test(`${groupBy} is refused with what is wrong`, async () => {
      const { status, json } = await ask(mei, { groupBy })
      assert.equal(status, 400)
      assert.match(String(json.detail), says)
    })
  }

  for (const limit of ['0', '1001', '-1', '1.5', 'x']) {
    test(`a limit of ${limit} is refused`, async () => assert.equal((await ask(mei, { limit })).status, 400))
  }
})
