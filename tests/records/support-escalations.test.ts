/** What the escalations example promises about teams, revenue, and who decides on credits, against the running app with its seed. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RecordView } from '@bailiwick/definition/wire/index.ts'
import type { SeedRecord } from '../../examples/seeding/shape.ts'
import { seed } from '../../examples/support-escalations/seed/seed.ts'
import { dashboardsSpeak, rolesOf } from '../harness/dashboards.ts'
import { exampleOfSuite, keepsItsRows } from '../harness/example.ts'

const data = seed(new Date())
const api = '/api/apps/support_escalations'
const year = String(new Date().getUTCFullYear())

describe('the escalations example', () => {
  const suite = exampleOfSuite('support-escalations', data)
  const { ids } = suite

  const get = async (key: string, path: string) => (await suite.browserOf(key)).get(api + path)
  const create = async (key: string, entity: string, fields: object) =>
    (await suite.browserOf(key)).post(`${api}/${entity}`, { fields })
  const versionOf = async (key: string, path: string) => (await get(key, path)).json.record?.version ?? 1
  const take = async (key: string, id: string, transition: string, body: object = {}) => {
    const headers = { 'if-match': `"${await versionOf(key, `/credit_request/${id}`)}"` }
    return (await suite.browserOf(key)).post(`${api}/credit_request/${id}/transitions/${transition}`, body, { headers })
  }
  const vote = async (key: string, id: string, step: string, decision = 'approve') => {
    const headers = { 'if-match': `"${await versionOf(key, `/credit_request/${id}`)}"` }
    const transition = (await statusOf(id)) === 'submitted' ? 'decide' : 'decide_large'
    const body = { transition, step, decision, comment: 'Of the tests.' }
    return (await suite.browserOf(key)).post(`${api}/credit_request/${id}/votes`, body, { headers })
  }
  const statusOf = async (id: string) => (await get('oliver', `/credit_request/${id}`)).json.record.status
  const inboxOf = async (key: string): Promise<string[]> => {
    const answer = await (await suite.browserOf(key)).get('/api/inbox')
    assert.equal(answer.status, 200, answer.text)
    return answer.json.items.map((item: { id: string }) => item.id)
  }

  /** What each allowance has left for the tests, who all ask in this seed: how much that is, and whose escalation comes first, hangs on the minute the seed is made in. */
  const left = new Map(data.records.credit_allowance!.map(({ id, fields }) => [id, Number(fields.cap)]))
  const spend = (allowance: string, amount: number) => left.set(allowance, left.get(allowance)! - amount)
  for (const { fields } of data.records.credit_request!)
    if (!['rejected', 'withdrawn'].includes(String(fields.status))) spend(String(fields.allowance), Number(fields.amount))

  /** An escalation of an account of the team, with this year's allowance, of which the amount is left; `fresh`: without a credit, so that one may be granted at once. */
  const taken = new Set<string>()
  const grounds = (team: string, tier: string, fresh = false, amount = 0) => {
    const credited = new Set(data.records.credit_request!.map(({ fields }) => fields.escalation))
    const allowanceOf = (account: SeedRecord) =>
      data.records.credit_allowance!.find(({ fields }) => fields.account === account.id && fields.year === year)
    for (const escalation of data.records.escalation!) {
      const account = data.records.account!.find(({ id }) => id === escalation.fields.account)!
      const allowance = allowanceOf(account)
      if (account.fields.team !== ids.get(team) || account.fields.tier !== tier || !allowance) continue
      if (taken.has(escalation.id) || (fresh && credited.has(escalation.id)) || left.get(allowance.id)! < amount) continue
      taken.add(escalation.id)
      spend(allowance.id, amount)
      return { account: account.id, escalation: escalation.id, allowance: allowance.id }
    }
    throw new Error(`no ${tier} account of ${team} with ${amount} left has an escalation left`)
  }
  const ask = async (key: string, amount: string, about = grounds('dach', 'enterprise', false, Number(amount))) => {
    const made = await create(key, 'credit_request', {
      title: 'Of the tests',
      amount,
      reason: 'outage',
      note: 'By the table.',
      ...about,
    })
    assert.equal(made.status, 201, made.text)
    return made.json.record.id as string
  }
  const submitted = async (key: string, amount: string, about?: ReturnType<typeof grounds>) => {
    const id = await ask(key, amount, about)
    const answer = await take(key, id, Number(amount) > 1_000 ? 'submit_large' : 'submit')
    assert.equal(answer.status, 200, answer.text)
    return id
  }

  keepsItsRows(suite)

  test('each dashboard is for its roles, and each of its figures says something', () =>
    dashboardsSpeak({
      definition: suite.app.definition,
      people: data.people.map(({ key }) => key),
      rolesOf: rolesOf(data),
      browserOf: key => suite.browserOf(key),
      byTheClock: ['SLA out within 4 hours', 'SLA runs out in the next 4 hours', 'Accounts past half their cap'],
    }))

  describe('teams', () => {
    test('an agent sees no row of another team, not by list, name, search, count, export or raw SQL', async () => {
      const own = data.records.ticket!.filter(({ fields }) => fields.team === ids.get('dach'))
      const other = data.records.ticket!.find(({ fields }) => fields.team === ids.get('uk_nordics'))!
      const all = (await get('amelie', '/ticket?count=exact&pageSize=100')).json
      assert.equal(all.count, own.length)
      assert.equal((await get('amelie', `/ticket/${other.id}`)).status, 404)
      const found = await get('amelie', `/ticket?search=${encodeURIComponent(String(other.fields.help_desk_id))}`)
      assert.ok(!found.text.includes(other.id), found.text)
      const sheet = await get('amelie', '/ticket/export')
      assert.equal(sheet.status, 200, sheet.text)
      assert.ok(!sheet.text.includes(String(other.fields.help_desk_id)))
      const rows = await suite.app.asRuntime('amelie', run => run('SELECT DISTINCT team FROM support_escalations."ticket$read"'))
      assert.deepEqual(rows, [[ids.get('dach')]])
    })

    test('an account manager reads of notes on the own accounts what the customer reads, and nothing of others', async () => {
      const rows = await suite.app.asRuntime('sofia', run =>
        run('SELECT DISTINCT visibility FROM support_escalations."note$read"'),
      )
      assert.deepEqual(rows, [['public']])
      const owned = await suite.app.asRuntime('sofia', run =>
        run('SELECT DISTINCT owner FROM support_escalations."account$read"'),
      )
      assert.deepEqual(owned, [[ids.get('sofia')]])
    })

    test('an agent cannot raise an escalation in the name of another team', async () => {
      const other = data.records.ticket!.find(({ fields }) => fields.team === ids.get('uk_nordics'))!
      const fields = { title: 'Of the tests', ticket: other.id, account: other.fields.account, team: ids.get('uk_nordics') }
      const made = await create('amelie', 'escalation', { ...fields, reason: 'outage', impact: 'Everything stands still.' })
      assert.ok(made.status === 403 || made.status === 422, made.text)
    })
  })

  describe('revenue', () => {
    for (const key of ['amelie', 'joel', 'rosa', 'femi']) {
      test(`${key} finds no ARR in lists, records, searches, filters, orders, sums, or the description of the API`, async () => {
        const list = await get(key, '/account?pageSize=100')
        assert.equal(list.status, 200, list.text)
        const one = await get(key, `/account/${String(list.json.items[0].id)}`)
        const described = await get(key, '/openapi.json')
        for (const { text } of [list, one, described]) assert.doesNotMatch(text, /"arr"/)
        assert.equal((await get(key, '/account?fields=name,arr')).json.code, 'query.unknown-field')
        const filter = (text: string) => `filter=${encodeURIComponent(text)}`
        for (const path of [
          `/account?${filter('record.arr > 100000')}`,
          `/ticket?${filter('record.account.arr > 100000')}`,
          `/credit_request?${filter('record.account.arr > 100000')}`,
          '/account?orderBy=arr%20desc',
          '/account/aggregate?measures=sum(arr)',
          '/account/aggregate?groupBy=arr&measures=count',
          `/account/aggregate?measures=count&${filter('record.arr > 100000')}`,
        ]) {
          const answer = await get(key, path)
          assert.equal(answer.status, 400, `${path}: ${answer.text.slice(0, 200)}`)
        }
        const rich = data.records.account!.find(({ fields }) => fields.tier === 'enterprise')!
        const search = await get(key, `/account?search=${encodeURIComponent(String(rich.fields.arr))}`)
        assert.deepEqual(search.json.items ?? [], [], 'nothing is found by its revenue')
      })
    }

    test('what an agent exports of the own accounts has no ARR; a manager’s has', async () => {
      const sheet = await get('amelie', '/account/export')
      assert.equal(sheet.status, 200, sheet.text)
      const [head] = sheet.text.split('\n')
      assert.doesNotMatch(head!, /arr/i)
      // Above what credits can come to, so that no other number of the sheet is one of these.
      const rich = data.records.account!.filter(({ fields }) => fields.team === ids.get('dach') && Number(fields.arr) > 120_000)
      assert.ok(rich.length > 5)
      for (const { fields } of rich) assert.ok(!sheet.text.includes(String(fields.arr)), String(fields.arr))
      assert.match((await get('katja', '/account/export')).text.split('\n')[0]!, /arr/i)
    })

    test('in the database too the column is empty for an agent, whatever is asked of it', async () => {
      const rows = await suite.app.asRuntime('amelie', run =>
        run('SELECT count(*)::int, count(arr)::int FROM support_escalations."account$read"'),
      )
      const own = data.records.account!.filter(({ fields }) => fields.team === ids.get('dach')).length
      assert.deepEqual(rows, [[own, 0]])
    })
  })

  describe('credits', () => {
    test('100.00 is granted at once and asks nobody; 100.01 is not', async () => {
      const small = await ask('amelie', '100.00', grounds('dach', 'business', true, 100))
      // Why the other ways are closed is told of this credit: what it lacks for them, or that it is another's.
      const reasons = async (key: string) => {
        const { transitions } = (await get(key, `/credit_request/${small}`)).json as RecordView
        return Object.fromEntries(transitions.map(({ name, reason }) => [name, reason]))
      }
      const { submit, submit_large: large, grant_at_once: atOnce } = await reasons('amelie')
      assert.deepEqual(
        [submit, large, atOnce],
        ['Only where its amount is more than 100.00 USD.', 'Only where its amount is more than 1,000.00 USD.', undefined],
      )
      for (const other of ['femi', 'katja', 'anil', 'oliver'])
        assert.equal((await reasons(other)).grant_at_once, 'Only the person who made this may do this.', other)
      assert.equal((await take('amelie', small, 'submit')).status, 403)
      assert.equal((await take('amelie', small, 'grant_at_once')).status, 200)
      assert.equal(await statusOf(small), 'granted_at_once')
      const more = await ask('amelie', '100.01', grounds('dach', 'business', true, 100.01))
      assert.equal((await take('amelie', more, 'grant_at_once')).status, 403)
      assert.equal((await take('amelie', more, 'submit')).status, 200)
      assert.equal(await statusOf(more), 'submitted')
    })

    test('a large credit in small pieces is refused', async () => {
      const about = grounds('dach', 'business', true, 180)
      assert.equal((await take('amelie', await ask('amelie', '90.00', about), 'grant_at_once')).status, 200)
      const again = await take('amelie', await ask('amelie', '90.00', about), 'grant_at_once')
      assert.equal(again.json.code, 'transition.guard', again.text)
      assert.match(again.text, /One small credit for each escalation/)
    })

    test('1,000.00 is the manager’s alone and can be issued; 1,000.01 waits for finance', async () => {
      const one = await submitted('amelie', '1000.00')
      assert.equal((await vote('katja', one, 'manager')).status, 200)
      assert.equal(await statusOf(one), 'manager_approved')
      assert.ok(!(await inboxOf('anil')).includes(one), 'finance is not asked')
      const issue = { fields: { billing_reference: 'CN-1000' }, comment: 'By hand.' }
      assert.equal((await take('anil', one, 'issue', issue)).status, 200)
      const more = await ask('amelie', '1000.01')
      assert.equal((await take('amelie', more, 'submit')).status, 403, 'not the manager alone')
      assert.equal((await take('amelie', more, 'submit_large')).status, 200)
      assert.equal((await vote('anil', more, 'finance')).json.code, 'approval.step-not-open', 'the manager first')
      assert.equal((await vote('katja', more, 'manager')).status, 200)
      assert.equal(await statusOf(more), 'submitted_large')
      assert.ok((await inboxOf('anil')).includes(more), 'finance is asked')
      assert.ok((await take('anil', more, 'issue', issue)).status >= 400)
      assert.equal((await vote('anil', more, 'finance')).status, 200)
      assert.equal(await statusOf(more), 'finance_approved')
    })

    test('10,000.00 takes one person of finance; 10,000.01 takes two, and one of them not twice', async () => {
      const one = await submitted('femi', '10000.00')
      assert.equal((await vote('katja', one, 'manager')).status, 200)
      assert.equal((await vote('beatrice', one, 'finance')).status, 200)
      assert.equal(await statusOf(one), 'finance_approved')
      const more = await submitted('femi', '10000.01')
      assert.equal((await vote('katja', more, 'manager')).status, 200)
      assert.equal((await vote('anil', more, 'finance')).json.code, 'approval.not-asked')
      assert.equal((await vote('anil', more, 'two_of_finance')).status, 200)
      assert.equal(await statusOf(more), 'submitted_large')
      assert.equal((await vote('anil', more, 'two_of_finance')).json.code, 'approval.already-voted')
      assert.equal((await vote('beatrice', more, 'two_of_finance')).status, 200)
      assert.equal(await statusOf(more), 'finance_approved')
    })

    test('nobody decides on their own request, and it reaches the one above', async () => {
      const own = await submitted('katja', '800.00')
      assert.equal((await vote('katja', own, 'manager')).json.code, 'approval.own-request')
      assert.ok(!(await inboxOf('katja')).includes(own))
      assert.ok((await inboxOf('oliver')).includes(own))
      assert.equal((await vote('oliver', own, 'manager')).status, 200)
      assert.equal(await statusOf(own), 'manager_approved')
    })

    test('a policy says how much each role may ask for', async () => {
      const id = await ask('amelie', '5000.01')
      const answer = await take('amelie', id, 'submit_large')
      assert.equal(answer.json.code, 'transition.guard', answer.text)
      await submitted('femi', '5000.01')
      const large = await ask('femi', '20000.01')
      assert.equal((await take('femi', large, 'submit_large')).json.code, 'transition.guard')
    })

    test('one request above the yearly cap, or on a closed or foreign allowance, is refused', async () => {
      const standard = grounds('dach', 'standard')
      const above = await create('katja', 'credit_request', {
        title: 'Of the tests',
        amount: '2000.01',
        reason: 'outage',
        ...standard,
      })
      assert.equal(above.status, 422, above.text)
      assert.match(above.text, /more than the account may get in a whole year/)
      const foreign = { ...standard, allowance: grounds('dach', 'standard').allowance }
      const wrong = await create('amelie', 'credit_request', { title: 'Of the tests', amount: '50.00', ...foreign })
      if (foreign.allowance !== standard.allowance) assert.match(wrong.text, /allowance belongs to another account/)
      const close = await (await suite.browserOf('anil')).patch(
        `${api}/credit_allowance/${standard.allowance}`,
        { fields: { closed: true } },
        { headers: { 'if-match': `"${await versionOf('anil', `/credit_allowance/${standard.allowance}`)}"` } },
      )
      assert.equal(close.status, 200, close.text)
      const id = await ask('amelie', '150.00', standard)
      assert.equal((await take('amelie', id, 'submit')).json.code, 'transition.guard')
    })

    test('what was granted and what waits are added up beside the cap', async () => {
      const about = grounds('uk_nordics', 'enterprise', false, 240)
      const before = (await get('anil', `/credit_allowance/${about.allowance}`)).json.record
      await submitted('joel', '240.00', about)
      const after = (await get('anil', `/credit_allowance/${about.allowance}`)).json.record
      assert.equal(Number(after.waiting ?? 0) - Number(before.waiting ?? 0), 240)
      assert.equal(Number(after.granted ?? 0), Number(before.granted ?? 0))
    })

    test('nobody asks for more than the year has left, and of two who want the last of it one gets it', async () => {
      const about = grounds('dach', 'enterprise', true, 2_200)
      const path = `/credit_allowance/${about.allowance}`
      const sums = async () => (await get('anil', path)).json.record as { granted: string; waiting: string; left: string }
      const cap = async (amount: number) =>
        (await suite.browserOf('anil')).patch(
          api + path,
          { fields: { cap: amount.toFixed(2) } },
          { headers: { 'if-match': `"${await versionOf('anil', path)}"` } },
        )
      // What is left to the cent is enough.
      assert.equal((await cap(Number((await sums()).granted) + 100)).status, 200)
      assert.equal((await take('amelie', await ask('amelie', '100.00', about), 'grant_at_once')).status, 200)
      const before = await sums()
      assert.equal(before.left, '0.00')
      const below = await cap(Number(before.granted) - 0.01)
      assert.equal(below.status, 422, below.text)
      assert.deepEqual(
        below.json.fields.map(({ field, message }: { field: string; message: string }) => [field, message]),
        [['cap', 'That is more than the account may get in this year.']],
      )
      assert.equal((await cap(Number(before.granted) + 1_000)).status, 200)
      const above = await ask('amelie', '1000.01', about)
      const refused = await take('amelie', above, 'submit_large')
      assert.equal(refused.json.code, 'transition.guard', refused.text)
      assert.match(refused.text, /has so much left/)
      assert.equal(await statusOf(above), 'draft')
      const untouched = await sums()
      assert.deepEqual([untouched.granted, untouched.waiting], [before.granted, before.waiting])
      // Each fits by itself.
      const both = [await submitted('amelie', '600.00', about), await submitted('amelie', '600.00', about)]
      const answers = await Promise.all([vote('katja', both[0]!, 'manager'), vote('oliver', both[1]!, 'manager')])
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 422], answers.map(({ text }) => text).join('\n'))
      const lost = answers.findIndex(({ status }) => status === 422)
      assert.match(answers[lost]!.text, /more than the account may get in this year/)
      assert.equal(await statusOf(both[1 - lost]!), 'manager_approved')
      assert.equal(await statusOf(both[lost]!), 'submitted')
      const votes = await suite.app.sql<{ record: string }>(
        `SELECT record FROM support_escalations."credit_request$vote" WHERE record IN ('${both.join("', '")}')`,
      )
      assert.deepEqual(
        votes.map(({ record }) => record),
        [both[1 - lost]],
        'the vote that was refused was not cast',
      )
      const { granted, waiting, left } = await sums()
      const more = (amount: string) => (Number(amount) + 600).toFixed(2)
      assert.deepEqual([granted, waiting, left], [more(before.granted), more(before.waiting), '400.00'])
      assert.equal((await take('amelie', both[lost]!, 'withdraw', { comment: 'Next year.' })).status, 200)
    })

    test('a credit that billing refuses is noted, and issued later with its number and a reason, by hand', async () => {
      const id = await ask('amelie', '42.00', grounds('dach', 'business', true, 42))
      assert.equal((await take('amelie', id, 'grant_at_once')).status, 200)
      assert.equal((await take('anil', id, 'note_failure')).status, 422)
      assert.equal((await take('anil', id, 'note_failure', { fields: { issue_error: 'Account is blocked.' } })).status, 200)
      assert.equal((await take('anil', id, 'issue', { fields: { billing_reference: 'CN-42' } })).status, 422)
      const issued = await take('beatrice', id, 'issue', { fields: { billing_reference: 'CN-42' }, comment: 'Unblocked.' })
      assert.equal(issued.status, 200, issued.text)
      const { record } = (await get('anil', `/credit_request/${id}`)).json
      assert.deepEqual([record.status, record.issue_error ?? null, record.billing_reference], ['issued', null, 'CN-42'])
    })
  })

  test('an escalation goes from raised to resolved, and only its owner works on it', async () => {
    const ticket = data.records.ticket!.find(({ fields }) => fields.team === ids.get('dach') && fields.state === 'open')!
    const made = await create('amelie', 'escalation', {
      title: 'Of the tests',
      ticket: ticket.id,
      account: ticket.fields.account,
      team: ids.get('dach'),
      reason: 'outage',
      impact: 'Everything stands still.',
    })
    assert.equal(made.status, 201, made.text)
    const path = `${api}/escalation/${made.json.record.id}`
    const step = async (key: string, transition: string, body: object = {}) => {
      const browser = await suite.browserOf(key)
      const { version } = (await browser.get(path)).json.record
      return browser.post(`${path}/transitions/${transition}`, body, { headers: { 'if-match': `"${version}"` } })
    }
    assert.equal(made.json.record.opened_by?.id ?? made.json.record.opened_by, ids.get('amelie'))
    assert.equal((await step('femi', 'triage')).status, 422, 'without an owner')
    assert.equal((await step('femi', 'triage', { fields: { owner: ids.get('amelie'), level: 'l1' } })).status, 200)
    assert.equal((await step('femi', 'start')).status, 403)
    assert.equal((await step('amelie', 'start')).status, 200)
    assert.equal((await step('amelie', 'wait_engineering')).status, 422)
    assert.equal(
      (await step('amelie', 'raise', { fields: { owner: ids.get('femi') }, comment: 'Needs a decision.' })).status,
      200,
    )
    const raised = (await (await suite.browserOf('amelie')).get(path)).json.record
    assert.deepEqual([raised.level, raised.status], ['l2', 'triaged'])
    assert.equal((await step('femi', 'start')).status, 200)
    assert.equal((await step('femi', 'resolve')).status, 422)
    const done = { fields: { root_cause: 'defect', resolution: 'Repaired.' } }
    assert.equal((await step('femi', 'resolve', done)).status, 200)
    assert.equal((await step('amelie', 'reopen')).status, 422)
    assert.equal((await step('amelie', 'reopen', { comment: 'It came back.' })).status, 200)
  })
})
