/** What is told beside the records themselves (why a step is asked, what a picker goes by, in which order a list comes) hangs on nothing that its reader does not see (I1, RLS-7). */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { AppView, StepView } from '@bailiwick/definition/wire/index.ts'
import { type RunningApp, runApp } from '../harness/app.ts'
import type { Browser } from '../harness/browser.ts'

const files = {
  'app.yaml': 'app: told\ntitle: Told\nroles: { boss: { title: Boss, administer: true }, clerk: { title: Clerk } }\n',
  'entities/pot.yaml': `entity: pot
title: name
fields:
  name: { type: text, required: true }
  code: { type: text }
  holder: { type: person }
access:
  - { role: boss, can: [read, create, update] }
  - { role: clerk, can: read, when: record.holder == user.id }
`,
  'entities/wish.yaml': `entity: wish
title: name
fields:
  name: { type: text, required: true }
  amount: { type: integer }
  risk: { type: text }
  open: { type: boolean }
  level: { type: choice, options: [low, "null", high] }
  pot: { type: relation, to: pot, inverse: wishes }
  judge: { type: person, title: Canary judge }
  court: { type: team, title: Canary court }
access:
  - { role: boss, can: [read, create, update] }
  - { role: clerk, can: [read, create], fields: { except: [risk, judge, court] } }
  - { role: clerk, can: read, when: record.open == true, fields: { except: [judge, court] } }
`,
  'workflows/wishes.yaml': `workflow: wishes
entity: wish
states: { draft: {}, waiting: {}, done: { final: true }, refused: { final: true } }
transitions:
  hand_in: { from: [draft], to: waiting, roles: [boss], inputs: [court] }
  file_it: { from: [draft], to: refused, roles: [boss, clerk], require: [risk] }
  drop: { from: [draft, waiting], to: refused, roles: [boss, clerk], by: record.judge == user.id }
  shelve: { from: [draft, waiting], to: refused, roles: [boss, clerk], by: record.court in user.teams }
  decide:
    from: [waiting]
    approval:
      steps:
        - { name: risky, ask: role boss, need: 1, when: 'record.amount > 1000 || record.risk == "high" || record.risk == null || record.pot.code == "gold"' }
        - { name: judged, ask: record.judge, need: 1 }
        - { name: heard, ask: role boss in record.court, need: 1 }
      never: [creator]
      voided_by: [name, amount, risk, open, level, pot, judge, court]
      outcomes: { approve: done, reject: refused }
`,
  'entities/coin.yaml': `entity: coin
title: name
fields:
  name: { type: text, required: true }
  purse: { type: relation, to: pot, inverse: coins }
access:
  - { role: boss, can: [read, create] }
  - { role: clerk, can: read, fields: [name] }
`,
  'entities/trip.yaml': `entity: trip
title: name
fields:
  name: { type: text, required: true }
access:
  - { role: boss, can: [read, create] }
  - { role: clerk, can: read }
`,
  'entities/haul.yaml': `entity: haul
title: what
parent: trip
fields:
  trip: { type: relation, to: trip, inverse: hauls, required: true }
  what: { type: text, required: true }
access:
  - { role: boss, can: [read, create] }
  - { role: clerk, can: read, fields: [what] }
`,
  'entities/label.yaml': `entity: label
title: name
fields:
  name: { type: text, required: true }
  haul: { type: relation, to: haul, inverse: labels }
checks:
  - { name: of_trip, when: record.haul == null || record.haul.trip.name == record.name, message: It is of another trip. }
access:
  - { role: boss, can: [read, create] }
  - { role: clerk, can: [read, create] }
`,
}
const path = '/api/apps/told'

describe('what is told beside the records', () => {
  const endings: (() => unknown)[] = []
  let app: RunningApp
  let boss: Browser
  let clerk: Browser
  before(async () => {
    const roles = [
      { role: 'boss', person: 'bo' },
      { role: 'clerk', person: 'cy' },
    ]
    app = await runApp({ after: done => void endings.push(done as () => unknown) }, { files, seed: { roles } })
    boss = await app.as('bo')
    clerk = await app.as('cy')
  })
  after(async () => {
    for (const end of endings) await end()
  })
  const made = async (entity: string, fields: object) => {
    const answer = await boss.post(`${path}/${entity}`, { fields })
    assert.equal(answer.status, 201, answer.text)
    return answer.json.record.id as string
  }

  test('why a step is asked is told by what its reader sees, and not where it hangs on anything else', async () => {
    const gold = await made('pot', { name: 'Canary', code: 'gold' })
    const wish = async (fields: object) => {
      const id = await made('wish', { name: 'W', ...fields })
      const moved = await boss.post(`${path}/wish/${id}/transitions/hand_in`, {}, { headers: { 'if-match': '"1"' } })
      assert.equal(moved.status, 200, moved.text)
      return id
    }
    const why = async (browser: Browser, id: string) => {
      const { approval } = (await browser.get(`${path}/wish/${id}`)).json
      const [step] = approval.steps as StepView[]
      assert.equal(step?.state, 'open')
      return step?.why
    }
    const all = /more than 1000.*high.*gold/
    for (const [fields, toBoss, toClerk] of [
      [{ amount: 2000, risk: 'low' }, 'its amount is more than 1000', 'its amount is more than 1000'],
      [{ amount: 2000, risk: 'high' }, 'its amount is more than 1000; its risk is “high”', 'its amount is more than 1000'],
      [{ amount: 5, risk: 'high' }, 'its risk is “high”', undefined],
      [{ amount: 5, risk: 'high', open: true }, 'its risk is “high”', 'its risk is “high”'],
      [{ amount: 5 }, 'its risk is empty', undefined],
      [{ amount: 5, risk: 'low', pot: gold }, all, undefined],
      [{ amount: 5, risk: 'low', pot: gold, open: true }, all, undefined],
    ] as const) {
      const id = await wish(fields)
      for (const [browser, expected] of [
        [boss, toBoss],
        [clerk, toClerk],
      ] as const) {
        const told = await why(browser, id)
        if (expected instanceof RegExp) assert.match(told ?? '', expected)
        else assert.equal(told, expected, JSON.stringify(fields))
      }
    }
  })

  test('who is asked, and who may take a step, names no field that its reader does not see', async () => {
    const id = await made('wish', { name: 'W', amount: 2000, judge: app.person('bo') })
    const moved = await boss.post(`${path}/wish/${id}/transitions/hand_in`, {}, { headers: { 'if-match': '"1"' } })
    assert.equal(moved.status, 200, moved.text)
    const said = async (browser: Browser) => {
      const { approval, transitions } = (await browser.get(`${path}/wish/${id}`)).json
      const asks = approval.steps.map(({ asks }: StepView) => asks)
      return [...asks, ...transitions.map(({ reason }: { reason?: string }) => reason)]
    }
    assert.deepEqual(await said(boss), [
      'Boss',
      'Canary judge',
      'Boss of its canary court',
      undefined,
      'Only people of this record’s canary court may do this.',
    ])
    const others = 'You are not among those who may do this here.'
    assert.deepEqual(await said(clerk), ['Boss', 'a person of the record', 'Boss', others, others])
  })

  test('what a step asks for is told to who takes it, and otherwise to who reads it', async () => {
    const id = await made('wish', { name: 'W' })
    const told = async (browser: Browser) => {
      const view: AppView = (await browser.get(path)).json
      const { transitions } = view.entities.find(({ name }) => name === 'wish')!.workflow!
      const named = ['hand_in', 'file_it'].map(name => transitions.find(each => each.name === name)!)
      const api = (await browser.get(`${path}/openapi.json`)).text
      return [...named.map(({ require, inputs }) => [...require, ...inputs]), /court/.test(api)]
    }
    assert.deepEqual(await told(boss), [['court'], ['risk'], true])
    assert.deepEqual(await told(clerk), [[], ['risk'], false])
    const given = (field: string) =>
      clerk.patch(`${path}/wish/${id}`, { fields: { [field]: null } }, { headers: { 'if-match': '"1"' } })
    const [hidden, absent] = [await given('court'), await given('nothing')]
    assert.equal(
      hidden.text.replaceAll('court', 'nothing').replace(/"requestId":"[^"]*"/, ''),
      absent.text.replace(/"requestId":"[^"]*"/, ''),
    )
  })

  test('a list of what points here is there for whoever reads the relation it goes by', async () => {
    const lists = async (browser: Browser) =>
      ((await browser.get(path)).json as AppView).entities
        .find(({ name }) => name === 'pot')
        ?.layout.related.map(({ via }) => via)
        .sort()
    assert.deepEqual(await lists(boss), ['pot', 'purse'])
    assert.deepEqual(await lists(clerk), ['pot'])
  })

  test('a picker goes by nothing behind a relation that its reader does not see', async () => {
    const fits = async (browser: Browser) => {
      const { entities } = (await browser.get(path)).json as AppView
      return entities.find(({ name }) => name === 'label')?.fields.find(({ name }) => name === 'haul')?.fits
    }
    assert.deepEqual(await fits(boss), [{ field: 'trip.name', as: ['name'] }])
    assert.equal(await fits(clerk), undefined)
    const refused = await clerk.get(`${path}/haul?${new URLSearchParams({ filter: 'record.trip.name == "x"' })}`)
    assert.equal(refused.status, 400)
  })

  test('a choice called null has its place among the others, and what is empty comes last, page by page', async () => {
    for (const level of ['high', null, 'null', 'low', null]) await made('wish', { name: 'Sorted', level })
    for (const [orderBy, expected] of [
      ['level', ['low', 'null', 'high', null, null]],
      ['level desc', ['high', 'null', 'low', null, null]],
    ] as const) {
      const seen: (string | null)[] = []
      let pageToken: string | undefined
      do {
        const asked = { filter: 'record.name == "Sorted"', orderBy, pageSize: '1', ...(pageToken && { pageToken }) }
        const page = await clerk.get(`${path}/wish?${new URLSearchParams(asked)}`)
        assert.equal(page.status, 200, page.text)
        seen.push(...page.json.items.map(({ level }: { level: string | null }) => level))
        pageToken = page.json.nextPageToken
      } while (pageToken && seen.length < 9)
      assert.deepEqual(seen, expected, orderBy)
    }
  })
})
