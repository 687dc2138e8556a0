/**
 * For a reader, forbidden and absent are the same (I1, RLS-7, API-2 to API-7, LEAK-5). Every reading door is asked everything it takes, by everybody, twice: with one set
 * of hidden values and with another. Nothing hidden may be in an answer, and no answer may differ.
 */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { defaultRates } from '../../packages/server/src/entry/http/rates.ts'
import type { Browser } from '../harness/browser.ts'
import { type Desk, deskOfSuite } from '../harness/desk.ts'

/** Planted in fields and rows that agents and viewers may not read. */
const canaries = ['zebrafish', '987654.32', '98765432', '456789.01', '45678901', 'axolotl']
const base = '/api/apps/desk'
const hiddenFields = ['credit', 'customer.arr', 'arr', 'deleted_at', 'search_text', 'search$plain', 'changed_in', 'nonexistent']
const filters = [
  'record.credit > 1.00',
  'record.credit == 987654.32',
  'has(record.credit)',
  'record.customer.arr > 1.00',
  'record.subject == "zebrafish"',
  'record.subject.contains("zebra")',
  'record.customer.name == "axolotl"',
  'record.customer.owner == user.id',
  'record.nonexistent == 1',
  'record.id != "00000000-0000-4000-8000-000000000000"',
  '1 / (record.priority == "low" ? 0 : 1) == 1',
]

function questions(desk: Desk, hidden: string): string[] {
  const list: string[] = []
  for (const entity of ['ticket', 'customer', 'refund']) {
    const path = `${base}/${entity}`
    const ask = (query: Record<string, string>) => list.push(`${path}?${new URLSearchParams(query)}`)
    ask({})
    ask({ count: 'exact' })
    ask({ count: 'capped', pageSize: '1' })
    ask({ trash: 'only' })
    for (const word of [
      'zebrafish',
      'zebra',
      '987654',
      '98765432',
      'axolotl',
      'Acme',
      'T-1000',
      'brafi',
      'zebarfish',
      'xolotl',
      'axoltl',
      'Amce',
    ]) {
      ask({ search: word, count: 'exact' })
      list.push(`${path}/aggregate?${new URLSearchParams({ search: word })}`)
    }
    for (const field of hiddenFields) {
      ask({ fields: field })
      ask({ orderBy: field })
      ask({ orderBy: `${field} desc`, pageSize: '1' })
      list.push(`${path}/aggregate?${new URLSearchParams({ groupBy: field })}`)
      list.push(`${path}/aggregate/export?${new URLSearchParams({ groupBy: field })}`)
      for (const measure of ['sum', 'min', 'max', 'avg', 'median', 'p90'])
        list.push(`${path}/aggregate?${new URLSearchParams({ measures: `${measure}(${field})` })}`)
    }
    for (const filter of filters) {
      ask({ filter, count: 'exact' })
      list.push(`${path}/aggregate?${new URLSearchParams({ filter, groupBy: 'priority' })}`)
      list.push(`${path}/aggregate/export?${new URLSearchParams({ filter, groupBy: 'priority' })}`)
      list.push(`${path}/export?${new URLSearchParams({ filter })}`)
    }
    for (const query of ['', '?format=ndjson', '?fields=credit', '?fields=subject,priority', '?shared=me'])
      list.push(`${path}/export${query}`)
    for (const field of ['priority', 'team', 'assignee', 'customer', 'tier', 'owner', 'status'])
      list.push(`${path}/aggregate?groupBy=${field}`)
    for (const id of [desk.tickets.ours, desk.tickets.theirs, hidden, desk.customer])
      list.push(
        `${path}/${id}`,
        `${path}/${id}/history`,
        `${path}/${id}/access`,
        `${path}/${id}/why?action=export`,
        `${path}/${id}/why?action=export&field=credit`,
        ...['', '?action=update', '?action=delete', '?field=credit', '?field=subject', `?person=${desk.app.person('mei')}`].map(
          query => `${path}/${id}/why${query}`,
        ),
      )
  }
  return [
    ...list,
    base,
    `${base}/openapi.json`,
    '/api/inbox',
    '/api/access-requests',
    `${base}/access-requests`,
    '/api/session',
    '/api/audit',
    '/api/audit?app=desk',
    `/api/audit?app=desk&entity=ticket&record=${desk.tickets.ours}`,
    '/api/directory/people?search=zebrafish',
    '/api/directory/teams?search=zebrafish',
    '/api/people',
    '/api/roles',
    '/api/teams',
  ]
}

describe('what may not be read', () => {
  // Every question is asked, whoever would ask so often.
  const suite = deskOfSuite(undefined, { ...defaultRates, export: { perSecond: 1_000, burst: 1_000 } })
  let desk: Desk
  let hidden: string

  before(async () => {
    desk = suite.desk
    const mei = await desk.app.as('mei')
    const made = await mei.post(`${base}/ticket`, {
      fields: { subject: 'Ordinary subject', team: desk.apac, credit: '1.00', body: 'Ordinary body' },
    })
    assert.equal(made.status, 201, made.text)
    hidden = made.json.record.id
    await desk.app.superuser(admin =>
      admin.query('ALTER TABLE desk.ticket DISABLE TRIGGER USER; ALTER TABLE desk.customer DISABLE TRIGGER USER'),
    )
  })

  /** Changes nothing but what neither ana nor owen may read: another team's ticket, and fields outside their grants. */
  async function plant(values: { text: string; credit: number; arr: number; priority: string }): Promise<void> {
    await desk.app.superuser(async admin => {
      await admin.query('UPDATE desk.ticket SET credit = $1', [values.credit])
      await admin.query('UPDATE desk.customer SET arr = $1', [values.arr])
      await admin.query(
        `UPDATE desk.ticket SET body = $2, tags = CASE WHEN $2 = 'zebrafish' THEN ARRAY['vip'] END WHERE id = $1`,
        [hidden, values.text],
      )
      await admin.query('UPDATE desk.ticket SET subject = $2, priority = $3 WHERE id = $1', [
        hidden,
        values.text,
        values.priority,
      ])
      // What the guard would have kept.
      await admin.query(
        `UPDATE desk.ticket SET search_text = to_tsvector('simple', subject), "search$plain" = lower(subject) WHERE id = $1`,
        [hidden],
      )
    })
  }

  async function crawl(browser: Browser, of: readonly string[]): Promise<Map<string, string>> {
    const answers = new Map<string, string>()
    for (const question of of) {
      const answer = await browser.get(question)
      assert.ok(answer.status < 500, `${question} answered ${answer.status}`)
      answers.set(question, `${answer.status} ${answer.text.replaceAll(/"(requestId|nextPageToken)":"[^"]*"/g, '')}`)
    }
    return answers
  }

  for (const [key, sees] of [
    ['ana', 'her own team’s tickets without the credit'],
    ['luis', 'the other team’s tickets without the credit, and the worth of his own customer'],
    ['owen', 'four fields of every ticket'],
    ['root', 'people, and no app'],
  ] as const) {
    test(`stays out of every answer to ${key}, who sees ${sees}, and changes none`, async () => {
      const browser = await desk.app.as(key)
      const all = questions(desk, hidden)
      // Luis and owen see some of the row itself; for them only the fields they are not given change.
      const rows = key === 'ana' || key === 'root'
      const one = { text: rows ? 'zebrafish' : 'Ordinary subject', credit: 98_765_432, arr: 45_678_901, priority: 'medium' }
      await plant(one)
      const first = await crawl(browser, all)
      await plant({
        ...one,
        ...(rows ? { text: 'axolotl', priority: 'high' } : {}),
        credit: 12,
        ...(key === 'luis' ? {} : { arr: 34 }),
      })
      const second = await crawl(browser, all)
      for (const [question, answer] of first) {
        // The audit tells of these very questions; what it holds of values is looked at all the same.
        if (!question.startsWith('/api/audit'))
          assert.equal(second.get(question), answer, `${question} tells hidden values apart`)
        const own = key === 'luis' ? ['456789.01', '45678901'] : []
        const told = canaries
          .filter(canary => !own.includes(canary))
          .filter(canary => answer.includes(canary) && !decodeURIComponent(question.replaceAll('+', ' ')).includes(canary))
        assert.deepEqual(told, [], `${question} answered ${answer.slice(0, 300)}`)
      }
      assert.ok([...first.values()].filter(answer => answer.startsWith('200')).length > 10 || key === 'root')
    })
  }

  test('is what the manager reads: the canaries do show where they may', async () => {
    await plant({ text: 'zebrafish', credit: 98_765_432, arr: 45_678_901, priority: 'medium' })
    const answers = [...(await crawl(await desk.app.as('mei'), questions(desk, hidden))).values()].join('\n')
    for (const canary of ['zebrafish', '987654.32', '456789.01']) assert.ok(answers.includes(canary), canary)
  })

  test('a hidden record, an absent one and a hidden entity are answered alike, word for word', async () => {
    const ana = await desk.app.as('ana')
    const absent = '00000000-0000-4000-8000-000000000000'
    const strip = (text: string, id: string) => text.replaceAll(id, 'ID').replaceAll(/"requestId":"[^"]*"/g, '')
    for (const tail of ['', '/history']) {
      const [a, b] = [await ana.get(`${base}/ticket/${hidden}${tail}`), await ana.get(`${base}/ticket/${absent}${tail}`)]
      assert.equal(`${a.status} ${strip(a.text, hidden)}`, `${b.status} ${strip(b.text, absent)}`)
    }
    for (const [method, tail, body] of [
      ['PATCH', '', { fields: { subject: 'x' } }],
      ['DELETE', '', undefined],
      ['POST', '/restore', {}],
      ['POST', '/comments', { text: 'x' }],
    ] as const) {
      const ask = (id: string) => ana.ask(method, `${base}/ticket/${id}${tail}`, { body, headers: { 'if-match': '"1"' } })
      const [a, b] = [await ask(hidden), await ask(absent)]
      assert.equal(`${a.status} ${strip(a.text, hidden)}`, `${b.status} ${strip(b.text, absent)}`, `${method} ${tail}`)
    }
    const [c, d] = [
      await ana.post(`${base}/ticket`, { fields: { subject: 'x', team: desk.emea, customer: absent } }),
      await ana.post(`${base}/refund`, { fields: { reason: 'x', amount: '1.00', customer: absent } }),
    ]
    assert.equal(c.status, 422)
    assert.equal(d.status, 422)
  })
})
